// SPDX-License-Identifier: Apache-2.0
import CLibXML
import Synchronization

/// What a group of fields has that another group of fields does not give back: `xslt/moduler/restfelt.xsl` in one walk.
///
/// A stylesheet can do the same; there it costs half of a translation. Both give the same nodes, and a test says so.
enum LeafDifference {
    /// Whether a group is as its schema has it: known fields in their order, each once and nothing beside its text, and
    /// after them known groups in their order.
    ///
    /// - Parameters:
    ///   - fields, groups: names in order, with blanks around each.
    ///   - composite: those of the fields that have fields inside.
    ///   - attributes: names of the attributes that the group itself may have.
    static func isRegular(
        _ group: xmlNodePtr, fields: String, groups: String, composite: String, attributes: String
    ) -> Bool {
        let fields = names(fields)
        let groups = names(groups)
        let composite = Set(names(composite))
        let allowed = Set(names(attributes))
        if hasAttributes(group, but: allowed) { return false }
        var place = 0
        var child = group.pointee.children
        while let node = child {
            child = node.pointee.next
            guard node.pointee.type == XML_ELEMENT_NODE else {
                if isText(node), !isBlank(node) { return false }
                continue
            }
            guard node.pointee.ns == nil || isEmptyNamespace(node), let name = node.pointee.name else { return false }
            // A field once, a group any number of times; neither before what came already.
            while place < fields.count + groups.count {
                if xmlStrEqual(name, place < fields.count ? fields[place] : groups[place - fields.count]) == 1 { break }
                place += 1
            }
            if place == fields.count + groups.count { return false }
            guard place < fields.count else { continue }
            if hasAttributes(node) { return false }
            if hasElements(node) {
                guard composite.contains(fields[place]), isPlain(node) else { return false }
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
        of group: xmlNodePtr, given: [xmlNodePtr], fields: String, namespace: String, in container: xmlDocPtr
    ) -> [xmlNodePtr] {
        var result: [xmlNodePtr] = []
        let known = names(fields)
        var seen = Set<String>()
        var empty = ""
        func make(_ name: String) -> xmlNodePtr? {
            guard let node = xmlNewDocNode(container, nil, name, nil) else { return nil }
            xmlSetNs(node, xmlNewNs(node, namespace, "b"))
            result.append(node)
            return node
        }
        var child = group.pointee.children
        while let node = child {
            child = node.pointee.next
            guard node.pointee.type == XML_ELEMENT_NODE else { continue }
            let name = String(cString: node.pointee.name)
            seen.insert(name)
            guard known.contains(name) else { continue }
            let natural = given.first { xmlStrEqual($0.pointee.name, node.pointee.name) == 1 }
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
                empty += empty.isEmpty ? name : " " + name
            } else if let entry = make(name) {
                addText(to: entry, from: node)
            }
        }
        if !empty.isEmpty, let entry = make("tom") { xmlNodeAddContent(entry, empty) }
        for natural in given {
            let name = String(cString: natural.pointee.name)
            guard !seen.contains(name), let entry = make("utelatt") else { continue }
            setText(attribute: "r", of: entry, from: natural)
            xmlNodeAddContent(entry, name)
        }
        return result
    }

    // MARK: Nodes

    // The lists are the stylesheet's, a few and always the same: taken apart once.
    private static let lists = Mutex<[String: [String]]>([:])

    private static func names(_ list: String) -> [String] {
        lists.withLock { lists in
            if let known = lists[list] { return known }
            let names = list.split(separator: " ").map(String.init)
            lists[list] = names
            return names
        }
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

    private static func hasAttributes(_ node: xmlNodePtr, but allowed: Set<String> = []) -> Bool {
        var attribute = node.pointee.properties
        while let current = attribute {
            if current.pointee.ns == nil, !allowed.contains(String(cString: current.pointee.name)) { return true }
            attribute = current.pointee.next
        }
        return false
    }

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
                || xmlStrEqual(current.pointee.name, "element") == 1
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
        var child = xmlFirstElementChild(node)
        while let current = child {
            if let copy = xmlNewChild(entry, entry.pointee.ns, current.pointee.name, nil) {
                addText(to: copy, from: current)
            }
            child = xmlNextElementSibling(current)
        }
    }
}
