// SPDX-License-Identifier: Apache-2.0
import CLibXML

extension XMLElement {
    /// The attributes, in order: namespace or empty, name without prefix, value.
    public var attributes: [(namespace: String, localName: String, value: String)] {
        var result: [(String, String, String)] = []
        var attribute = pointer.pointee.properties
        while let current = attribute {
            let namespace = current.pointee.ns?.pointee.href.map { String(cString: $0) } ?? ""
            let name = String(cString: current.pointee.name)
            let value = self.attribute(name, namespace: namespace.isEmpty ? nil : namespace) ?? ""
            result.append((namespace, name, value))
            attribute = current.pointee.next
        }
        return result
    }

    /// The text that stands directly inside, without that of elements.
    public var ownText: String {
        var result = ""
        var child = pointer.pointee.children
        while let node = child {
            if node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE,
                let content = node.pointee.content
            {
                result += String(cString: content)
            }
            child = node.pointee.next
        }
        return result
    }
}
