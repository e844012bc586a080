// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// What a group of fields has that another group of fields does not give back: `xslt/moduler/restfelt.xsl` in one walk.
///
/// A stylesheet can do the same; there it costs half of a translation. Both give the same nodes, and a test says so.
enum LeafDifference {
    /// Whether a group is as its schema has it: known fields in their order, each once and nothing beside its text, and
    /// after them known groups in their order.
    ///
    /// Blanks are indentation only where there are elements to indent.
    ///
    /// - Parameters:
    ///   - fields, groups: names in order, with blanks around each.
    ///   - composite: those of the fields that have fields inside.
    ///   - attributes: names of the attributes that the group itself may have.
    static func isRegular(
        _ group: xmlNodePtr, fields: NameList, groups: NameList, composite: NameList, attributes: NameList
    ) -> Bool {
        if hasAttributes(group, but: attributes) { return false }
        var place = 0
        let isIndented = hasElements(group)
        var child = group.pointee.children
        while let node = child {
            child = node.pointee.next
            guard node.pointee.type == XML_ELEMENT_NODE else {
                if isText(node), !isIndented || !isBlank(node) { return false }
                continue
            }
            guard node.pointee.ns == nil || isEmptyNamespace(node), let name = node.pointee.name else { return false }
            // A field once, a group any number of times; neither before what came already.
            while place < fields.count + groups.count {
                if fields.count > place ? fields.isNamed(name, place) : groups.isNamed(name, place - fields.count) {
                    break
                }
                place += 1
            }
            if place == fields.count + groups.count { return false }
            guard place < fields.count else { continue }
            if hasAttributes(node) { return false }
            if hasElements(node) {
                guard composite.contains(name), isPlain(node) else { return false }
            }
            place += 1
        }
        return true
    }

    /// The entries of the carrier for a regular group.
    ///
    /// - Parameters:
    ///   - given: the fields that the natural elements give.
    ///   - container: owns what is made.
    static func entries(
        of group: xmlNodePtr, given: UnsafeBufferPointer<xmlNodePtr?>, fields: NameList, namespace: String,
        in container: xmlDocPtr
    ) -> [xmlNodePtr] {
        var result: [xmlNodePtr] = []
        var place = 0
        var asked = 0
        var answered = [Bool](repeating: false, count: given.count)
        var empty: [UInt8] = []
        func make(_ name: UnsafePointer<xmlChar>) -> xmlNodePtr? {
            guard let node = xmlNewDocNode(container, nil, name, nil) else { return nil }
            xmlSetNs(node, xmlNewNs(node, namespace, "b"))
            result.append(node)
            return node
        }
        var child = group.pointee.children
        while let node = child {
            child = node.pointee.next
            guard node.pointee.type == XML_ELEMENT_NODE, let name = node.pointee.name else { continue }
            // In the order of the list, as the group is regular; behind the fields stand groups.
            while place < fields.count, !fields.isNamed(name, place) { place += 1 }
            if place == fields.count { break }
            // Both in the same order, as a rule.
            let answer = (0..<given.count).lazy.map { (asked + $0) % given.count }
                .first { given[$0].map { xmlStrEqual($0.pointee.name, name) == 1 } == true }
            if let answer {
                answered[answer] = true
                asked = answer + 1
            }
            let natural = answer.flatMap { given[$0] }
            if hasElements(node) || natural.map(hasElements) == true {
                if let natural, isSame(node, natural) { continue }
                guard let entry = make(name) else { continue }
                if natural != nil { xmlSetProp(entry, "r", "") }
                copyChildren(of: node, into: entry)
            } else if let natural {
                if isSameText(node, natural) { continue }
                guard let entry = make(name) else { continue }
                setText(attribute: "r", of: entry, from: natural)
                addText(to: entry, from: node)
            } else if node.pointee.children == nil {
                if !empty.isEmpty { empty.append(UInt8(ascii: " ")) }
                empty.append(contentsOf: UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
            } else if let entry = make(name) {
                addText(to: entry, from: node)
            }
        }
        if !empty.isEmpty, let entry = make("tom") { xmlNodeAddContentLen(entry, empty, Int32(empty.count)) }
        for (index, natural) in given.enumerated() where !answered[index] {
            guard let natural, let name = natural.pointee.name, !hasChild(group, name), let entry = make("utelatt")
            else { continue }
            setText(attribute: "r", of: entry, from: natural)
            xmlNodeAddContent(entry, name)
        }
        return result
    }

    // MARK: Nodes

    private static func hasChild(_ group: xmlNodePtr, _ name: UnsafePointer<xmlChar>) -> Bool {
        var child = xmlFirstElementChild(group)
        while let current = child {
            if xmlStrEqual(current.pointee.name, name) == 1 { return true }
            child = xmlNextElementSibling(current)
        }
        return false
    }

    private static func isText(_ node: xmlNodePtr) -> Bool {
        node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE
    }

    private static func isBlank(_ node: xmlNodePtr) -> Bool { xmlIsBlankNode(node) == 1 }

    // An undeclared default namespace is a namespace node without a name.
    private static func isEmptyNamespace(_ node: xmlNodePtr) -> Bool {
        node.pointee.ns?.pointee.href.map { $0.pointee == 0 } ?? true
    }

    private static func hasElements(_ node: xmlNodePtr) -> Bool { xmlFirstElementChild(node) != nil }

    private static func hasAttributes(_ node: xmlNodePtr, but allowed: NameList? = nil) -> Bool {
        var attribute = node.pointee.properties
        while let current = attribute {
            if current.pointee.ns == nil, allowed?.contains(current.pointee.name) != true { return true }
            attribute = current.pointee.next
        }
        return false
    }

    // Names that say something by themselves in the carrier: the stylesheet puts others of the same name apart.
    private static let own = ["element", "tekst", "attributt", "rekke", "tom", "avledet", "utelatt", "fremmed"]

    // Leaves alone inside, with nothing beside their text.
    private static func isPlain(_ node: xmlNodePtr) -> Bool {
        var child = node.pointee.children
        while let current = child {
            child = current.pointee.next
            guard current.pointee.type == XML_ELEMENT_NODE else {
                if isText(current), !isBlank(current) { return false }
                continue
            }
            if hasElements(current) || current.pointee.properties != nil || !isEmptyNamespace(current)
                || own.contains(where: { xmlStrEqual(current.pointee.name, $0) == 1 })
            {
                return false
            }
        }
        return true
    }

    private static func isSame(_ left: xmlNodePtr, _ right: xmlNodePtr) -> Bool {
        var a = xmlFirstElementChild(left)
        var b = xmlFirstElementChild(right)
        if a == nil, b == nil { return isSameText(left, right) }
        while let first = a, let second = b {
            guard xmlStrEqual(first.pointee.name, second.pointee.name) == 1, isSame(first, second) else { return false }
            a = xmlNextElementSibling(first)
            b = xmlNextElementSibling(second)
        }
        return a == nil && b == nil
    }

    /// The text of a leaf without a copy where it is one node, as it nearly always is.
    private static func withText<Result>(_ node: xmlNodePtr, _ body: (UnsafePointer<xmlChar>) -> Result) -> Result {
        if let only = node.pointee.children, only.pointee.next == nil, isText(only), let content = only.pointee.content
        {
            return body(content)
        }
        guard let content = xmlNodeGetContent(node) else { return body([0]) }
        defer { arkivbro_free(content) }
        return body(content)
    }

    private static func isSameText(_ left: xmlNodePtr, _ right: xmlNodePtr) -> Bool {
        withText(left) { a in withText(right) { b in xmlStrEqual(a, b) == 1 } }
    }

    private static func setText(attribute: String, of entry: xmlNodePtr, from node: xmlNodePtr) {
        withText(node) { _ = xmlSetProp(entry, attribute, $0) }
    }

    private static func addText(to entry: xmlNodePtr, from node: xmlNodePtr) {
        withText(node) { text in
            if text.pointee != 0 { xmlNodeAddContent(entry, text) }
        }
    }

    private static func copyChildren(of node: xmlNodePtr, into entry: xmlNodePtr) {
        guard hasElements(node) else { return addText(to: entry, from: node) }
        var child = xmlFirstElementChild(node)
        while let current = child {
            if let copy = xmlNewChild(entry, entry.pointee.ns, current.pointee.name, nil) {
                addText(to: copy, from: current)
            }
            child = xmlNextElementSibling(current)
        }
    }
}

/// Names with blanks around each, taken apart.
final class NameList {
    private let list: [UInt8]
    private let text: UnsafeMutablePointer<xmlChar>
    private let names: [UnsafeMutablePointer<xmlChar>]

    var count: Int { names.count }

    init(_ list: UnsafePointer<xmlChar>) {
        let length = Int(xmlStrlen(list))
        self.list = Array(UnsafeBufferPointer(start: list, count: length + 1))
        let separated = UnsafeMutablePointer<xmlChar>.allocate(capacity: length + 1)
        separated.initialize(from: list, count: length + 1)
        var names: [UnsafeMutablePointer<xmlChar>] = []
        for index in 0..<length {
            if separated[index] == UInt8(ascii: " ") {
                separated[index] = 0
            } else if index == 0 || separated[index - 1] == 0 {
                names.append(separated + index)
            }
        }
        text = separated
        self.names = names
    }

    deinit { text.deallocate() }

    func isOf(_ text: UnsafePointer<xmlChar>) -> Bool {
        list.withUnsafeBufferPointer { xmlStrEqual($0.baseAddress, text) == 1 }
    }

    func isNamed(_ name: UnsafePointer<xmlChar>, _ index: Int) -> Bool { xmlStrEqual(names[index], name) == 1 }

    func contains(_ name: UnsafePointer<xmlChar>) -> Bool { names.contains { xmlStrEqual($0, name) == 1 } }
}

/// The lists of names of one stylesheet: a few, and the same in run after run.
final class NameLists {
    private var known: [NameList] = []

    // A stylesheet of ours has a dozen.
    private static let most = 64

    func list(_ text: UnsafePointer<xmlChar>) -> NameList {
        if let list = known.first(where: { $0.isOf(text) }) { return list }
        let list = NameList(text)
        if known.count < Self.most { known.append(list) }
        return list
    }
}
