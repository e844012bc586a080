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

    /// Knows nothing yet.
    public init() {}

    /// The path of an element from the root of its tree.
    public func path(of element: XMLElement) -> String { path(of: element.pointer) }

    func path(of node: xmlNodePtr) -> String {
        var steps: [String] = []
        var current: xmlNodePtr? = node
        while let element = current,
            element.pointee.type == XML_ELEMENT_NODE || element.pointee.type == XML_ATTRIBUTE_NODE
        {
            let name = String(cString: element.pointee.name)
            if element.pointee.type == XML_ATTRIBUTE_NODE {
                steps.append("@" + name)
            } else {
                let number = number(of: element)
                steps.append(number > 0 ? "\(name)[\(number)]" : name)
            }
            current = element.pointee.parent
        }
        return steps.reversed().joined(separator: "/")
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
