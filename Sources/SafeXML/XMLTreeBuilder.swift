// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// Builds a tree from events.
public struct XMLTreeBuilder {
    /// The document that is built.
    public let document: XMLDocument
    private var open: [xmlNodePtr] = []
    private var declared: [Declaration] = []
    private var textBytes = 0
    private let limits: Limits

    /// A namespace of an element that is open, and how many are open outside that.
    private struct Declaration {
        let prefix: UnsafePointer<xmlChar>?
        let namespace: xmlNsPtr?
        let depth: Int
    }

    /// Builds into an empty document.
    public init(document: XMLDocument, limits: Limits) {
        self.document = document
        self.limits = limits
    }

    /// Number of open elements.
    public var depth: Int { open.count }

    /// The innermost open element.
    public var current: XMLElement? { open.last.map { XMLElement(document: document, pointer: $0) } }

    /// Opens an element inside the innermost open one.
    ///
    /// - Parameters:
    ///   - namespace: the empty string is no namespace. Each is declared where it begins, as the default namespace.
    public mutating func start(_ name: String, namespace: String, line: Int = 0) {
        guard let node = makeNode(name) else { return }
        append(node)
        setNamespace(namespace, of: node)
        node.pointee.line = UInt16(clamping: line)
        open.append(node)
    }

    /// Opens an element as the stream has it.
    public mutating func start(_ element: XMLStartElement, namespace: String) {
        guard let node = makeNode(element.localNameBytes) else { return }
        append(node)
        setNamespace(namespace, of: node)
        node.pointee.line = UInt16(clamping: element.line)
        open.append(node)
    }

    /// Opens an element as the stream has it, in its own namespace and under a prefix: a name without one is a name of ours.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed. The namespace counts for each element, for it is told with each.
    public mutating func startForeign(_ element: XMLStartElement) throws {
        let namespace = UnreadValue.of(element.namespace)
        try note(namespace.utf8.count)
        guard let node = makeNode(element.localNameBytes) else { return }
        let inherited = open.last?.pointee.ns
        append(node)
        let isSame = inherited?.pointee.prefix != nil && xmlStrEqual(inherited?.pointee.href, namespace) == 1
        xmlSetNs(node, isSame ? inherited : xmlNewNs(node, namespace, "f"))
        node.pointee.line = UInt16(clamping: element.line)
        open.append(node)
    }

    /// Opens an element as the stream has it, with prefix, namespace declarations and attributes.
    mutating func startVerbatim(_ element: XMLStartElement) throws {
        guard let node = makeNode(element.localNameBytes) else { return }
        append(node)
        for index in 0..<element.declarationCount {
            guard let fields = element.declarationFields else { break }
            let namespace = xmlNewNs(node, fields[2 * index + 1], fields[2 * index])
            declared.append(Declaration(prefix: fields[2 * index], namespace: namespace, depth: depth))
        }
        if element.namespaceBytes != nil { xmlSetNs(node, namespace(declaredAs: element.prefixBytes, at: node)) }
        node.pointee.line = UInt16(clamping: element.line)
        open.append(node)
        for (index, attribute) in element.attributes.enumerated() {
            try note(attribute.value.utf8.count)
            let namespace = element.prefix(ofAttribute: index).flatMap { self.namespace(declaredAs: $0, at: node) }
            // The parser has seen to it that no two are alike; libxml2 would compare each with all before it.
            xmlNewNsProp(node, namespace, attribute.localName, attribute.value)
        }
    }

    // By the prefix, of which the parser has one copy: libxml2 would compare names, byte by byte, with all that are in scope.
    private func namespace(declaredAs prefix: UnsafePointer<xmlChar>?, at node: xmlNodePtr) -> xmlNsPtr? {
        if let found = declared.last(where: { $0.prefix == prefix }) { return found.namespace }
        // That of XML itself, which nobody declares.
        return xmlSearchNs(document.pointer, node, prefix)
    }

    /// Sets an attribute of the innermost open element.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed.
    public mutating func attribute(_ name: String, _ value: String) throws {
        guard let node = open.last else { return }
        try note(value.utf8.count)
        xmlSetProp(node, name, value)
    }

    /// Adds text to the innermost open element.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed.
    public mutating func text(_ bytes: UnsafeRawBufferPointer) throws {
        guard let node = open.last else { return }
        try note(bytes.count)
        // A text may be as long as the limit lets it, and libxml2 counts its bytes in 31 bits.
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Int32.max)))
            rest = rest.dropFirst(piece.count)
            xmlNodeAddContentLen(node, piece.baseAddress?.assumingMemoryBound(to: xmlChar.self), Int32(piece.count))
        }
    }

    private mutating func note(_ bytes: Int) throws {
        textBytes += bytes
        if textBytes > limits.maxTreeBytes { throw XMLFault.limit("maxTreeBytes") }
    }

    /// Adds text to the innermost open element.
    public mutating func text(_ text: String) throws {
        var text = text
        try text.withUTF8 { try self.text(UnsafeRawBufferPointer($0)) }
    }

    /// Reopens an element that was built before.
    public mutating func enter(_ element: XMLElement) {
        open.append(element.pointer)
    }

    /// Closes the innermost open element.
    public mutating func end() {
        open.removeLast()
        while let last = declared.last, last.depth == depth { declared.removeLast() }
    }

    private func makeNode(_ name: UnsafePointer<xmlChar>) -> xmlNodePtr? {
        let interned = xmlDictLookup(document.pointer.pointee.dict, name, -1)
        return xmlNewDocNodeEatName(document.pointer, nil, UnsafeMutablePointer(mutating: interned), nil)
    }

    private func append(_ node: xmlNodePtr) {
        if let parent = open.last {
            xmlAddChild(parent, node)
        } else {
            xmlDocSetRootElement(document.pointer, node)
        }
    }

    private func setNamespace(_ namespace: String, of node: xmlNodePtr) {
        let inherited = open.last?.pointee.ns
        let namespace = UnreadValue.of(namespace)
        if namespace.isEmpty {
            // An undeclared namespace is no node of its own in libxml2: xmlns="" appears when the tree is written.
            if open.last.map({ hasDefaultNamespace($0) }) == true { xmlNewNs(node, "", nil) }
            return
        }
        if let inherited, inherited.pointee.prefix == nil, xmlStrEqual(inherited.pointee.href, namespace) == 1 {
            xmlSetNs(node, inherited)
        } else {
            xmlSetNs(node, xmlNewNs(node, namespace, nil))
        }
    }

    private func hasDefaultNamespace(_ node: xmlNodePtr) -> Bool {
        var current: xmlNodePtr? = node
        while let element = current, element.pointee.type == XML_ELEMENT_NODE {
            var definition = element.pointee.nsDef
            while let namespace = definition {
                if namespace.pointee.prefix == nil {
                    return namespace.pointee.href.map { $0.pointee != 0 } ?? false
                }
                definition = namespace.pointee.next
            }
            current = element.pointee.parent
        }
        return false
    }
}

/// Copies the events of a parser into a tree as they are.
public final class XMLTreeReader: XMLStreamHandler {
    private var builder: XMLTreeBuilder
    private let limits: Limits
    // Added to the tree when it is whole: libxml2 copies a node's text for each piece of it.
    private var text: [UInt8] = []

    /// Reads into an empty document.
    public init(document: XMLDocument, limits: Limits) {
        builder = XMLTreeBuilder(document: document, limits: limits)
        self.limits = limits
    }

    /// Opens the element.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed.
    public func startElement(_ element: XMLStartElement) throws {
        try flush()
        try builder.startVerbatim(element)
    }

    /// Closes the element.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed.
    public func endElement() throws {
        try flush()
        builder.end()
    }

    private func flush() throws {
        guard !text.isEmpty else { return }
        try text.withUnsafeBytes { try builder.text($0) }
        text.removeAll(keepingCapacity: true)
    }

    /// Adds the text.
    ///
    /// - Throws: ``XMLFault`` when a limit is passed.
    public func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
        text.append(contentsOf: bytes)
        if text.count > limits.maxFieldBytes { throw XMLFault.limit("maxFieldBytes") }
    }
}
