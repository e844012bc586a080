// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Writes the elements of a tree with default namespaces only, since some archives compare names as strings.
struct ElementWriter {
    let writer: XMLStreamWriter
    /// Whether a declaration stands before the element's attributes, or after them.
    let declaresFirst: Bool
    private var namespaces: [String] = []

    init(writer: XMLStreamWriter, declaresFirst: Bool) {
        self.writer = writer
        self.declaresFirst = declaresFirst
    }

    mutating func start(_ element: XMLElement) throws {
        try start(element.localName, namespace: element.namespace, attributes: element.attributes)
    }

    mutating func start(
        _ name: String, namespace: String, attributes: [(namespace: String, localName: String, value: String)] = []
    ) throws {
        let isDeclared = namespace == namespaces.last ?? ""
        namespaces.append(namespace)
        try writer.start(name)
        if !isDeclared, declaresFirst { try writer.attribute("xmlns", namespace) }
        for (index, attribute) in attributes.enumerated() {
            switch attribute.namespace {
            case "": try writer.attribute(attribute.localName, attribute.value)
            case Navnerom.skjelett.description: break
            case Navnerom.xml.description: try writer.attribute("xml:" + attribute.localName, attribute.value)
            default:
                // A default namespace does not reach attributes.
                try writer.attribute("xmlns:a\(index)", attribute.namespace)
                try writer.attribute("a\(index):" + attribute.localName, attribute.value)
            }
        }
        if !isDeclared, !declaresFirst { try writer.attribute("xmlns", namespace) }
    }

    mutating func end() throws {
        namespaces.removeLast()
        try writer.end()
    }
}
