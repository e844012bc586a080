// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// Paths of elements by names without prefix, `[n]` where siblings share the name: `Melding/journpost/avsmot[2]`.
///
/// Counts the children of each parent once, so that the paths of all elements together cost no more than one walk. The
/// tree must not change while it is used.
public final class XMLPaths {
    // 0 where no sibling shares the name.
    private var numbers: [xmlNodePtr: Int] = [:]
    private var counted: Set<xmlNodePtr> = []
    // Brothers come one after the other, and a tree may be deep.
    private var last: (node: xmlNodePtr, path: String)?

    /// Knows nothing yet.
    public init() {}

    /// The path of an element from the root of its tree.
    public func path(of element: XMLElement) -> String { path(of: element.pointer) }

    func path(of node: xmlNodePtr) -> String {
        guard node.pointee.type == XML_ELEMENT_NODE || node.pointee.type == XML_ATTRIBUTE_NODE else { return "" }
        let above = node.pointee.parent.map { pathOfParent($0) } ?? ""
        return above.isEmpty ? step(to: node) : above + "/" + step(to: node)
    }

    private func step(to node: xmlNodePtr) -> String {
        let name = String(cString: node.pointee.name)
        if node.pointee.type == XML_ATTRIBUTE_NODE { return "@" + name }
        let number = number(of: node)
        return number > 0 ? "\(name)[\(number)]" : name
    }

    private func pathOfParent(_ parent: xmlNodePtr) -> String {
        if let last, last.node == parent { return last.path }
        let path = path(of: parent)
        last = (parent, path)
        return path
    }

    private func number(of node: xmlNodePtr) -> Int {
        guard let parent = node.pointee.parent else { return 0 }
        if counted.insert(parent).inserted { count(parent) }
        return numbers[node] ?? 0
    }

    private func count(_ parent: xmlNodePtr) {
        var byName: [String: [xmlNodePtr]] = [:]
        var child = parent.pointee.children
        while let node = child {
            if node.pointee.type == XML_ELEMENT_NODE {
                byName[String(cString: node.pointee.name), default: []].append(node)
            }
            child = node.pointee.next
        }
        for nodes in byName.values where nodes.count > 1 {
            for (index, node) in nodes.enumerated() { numbers[node] = index + 1 }
        }
    }
}
