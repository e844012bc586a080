// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// A document as a tree.
///
/// Used by one thread at a time; not `Sendable` for that reason.
public final class XMLDocument {
    let pointer: xmlDocPtr

    /// Takes over the pointer.
    init(owning pointer: xmlDocPtr) { self.pointer = pointer }

    /// An empty document; ``XMLTreeBuilder`` fills it.
    public init() throws {
        LibXML.silenceThread()
        guard let pointer = xmlNewDoc("1.0"), let dictionary = xmlDictCreate() else {
            throw SafeXMLError("libxml2 gave no document.")
        }
        // Element names repeat: with a dictionary each is stored once, and freed with the document.
        pointer.pointee.dict = dictionary
        self.pointer = pointer
    }

    /// Reads a resource of the ``ResourceLibrary``, which is ours and needs no limits.
    ///
    /// - Throws: ``SafeXMLError`` when there is none, or when it is not XML.
    public convenience init(resource path: String) throws {
        LibXML.silenceThread()
        self.init(owning: try ResourceLibrary.tree(path: path))
    }

    deinit { xmlFreeDoc(pointer) }

    /// Reads a whole document into a tree, under the limits.
    ///
    /// - Throws: ``XMLFault`` for a fault of the document.
    public convenience init(parsing bytes: some Collection<UInt8>, limits: Limits = .standard) throws {
        try self.init()
        let reader = XMLTreeReader(document: self, limits: limits)
        let parser = try StreamingParser(text: false, limits: limits, handler: reader)
        try Array(bytes).withUnsafeBytes { try parser.feed($0) }
        try parser.finish()
    }

    /// The root element.
    public var root: XMLElement? {
        xmlDocGetRootElement(pointer).map { XMLElement(document: self, pointer: $0) }
    }

    /// The document as UTF-8 with an XML declaration.
    ///
    /// - Parameter indented: adds white space between elements that have no text.
    public func serialized(indented: Bool = false) throws -> [UInt8] {
        var text: UnsafeMutablePointer<xmlChar>?
        var count: Int32 = 0
        xmlDocDumpFormatMemoryEnc(pointer, &text, &count, "UTF-8", indented ? 1 : 0)
        guard let text else { throw SafeXMLError("libxml2 could not write the document.") }
        defer { arkivbro_free(text) }
        return Array(UnsafeBufferPointer(start: text, count: Int(count)))
    }
}

/// An element of a tree.
///
/// Keeps its document alive.
public struct XMLElement: Equatable {
    /// The document that the element belongs to.
    public let document: XMLDocument
    let pointer: xmlNodePtr

    /// Whether both are the same element of the same tree.
    public static func == (left: XMLElement, right: XMLElement) -> Bool { left.pointer == right.pointer }

    /// Name without prefix.
    public var localName: String { String(cString: pointer.pointee.name) }

    /// The name without prefix, as it is in the tree.
    public func withName<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        guard let name = pointer.pointee.name else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let count = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
        return try body(UnsafeRawBufferPointer(start: name, count: count))
    }

    /// Where the name's bytes are: elements of a tree where it is the same have the same name, and where it differs they
    /// may.
    public var nameAddress: UInt { UInt(bitPattern: pointer.pointee.name) }

    /// Namespace, or the empty string.
    public var namespace: String { pointer.pointee.ns?.pointee.href.map { UnreadValue.text($0) } ?? "" }

    /// Line in the bytes that were parsed, counted from 1; nil in a tree that was made, and beyond what a tree can hold.
    public var line: Int? {
        let line = xmlGetLineNo(pointer)
        // libxml2 has 16 bits for it in an element, and 65,535 for all that is more.
        return line > 0 && line != UInt16.max ? Int(line) : nil
    }

    /// The child elements, in order.
    public var children: [XMLElement] {
        var result: [XMLElement] = []
        var child = pointer.pointee.children
        while let node = child {
            if node.pointee.type == XML_ELEMENT_NODE { result.append(XMLElement(document: document, pointer: node)) }
            child = node.pointee.next
        }
        return result
    }

    /// The first child element of this name, whatever its namespace.
    public func child(_ name: String) -> XMLElement? {
        var child = pointer.pointee.children
        while let node = child {
            if node.pointee.type == XML_ELEMENT_NODE, xmlStrEqual(node.pointee.name, name) == 1 {
                return XMLElement(document: document, pointer: node)
            }
            child = node.pointee.next
        }
        return nil
    }

    /// The first child element.
    public var firstElement: XMLElement? {
        xmlFirstElementChild(pointer).map { XMLElement(document: document, pointer: $0) }
    }

    /// The next element with the same parent.
    public var nextElement: XMLElement? {
        xmlNextElementSibling(pointer).map { XMLElement(document: document, pointer: $0) }
    }

    /// Whether the element stands in a namespace.
    public func isIn(namespace: String) -> Bool {
        guard let href = pointer.pointee.ns?.pointee.href else { return namespace.isEmpty }
        // Where it is, not as a copy with a zero behind it.
        let equal = namespace.utf8.withContiguousStorageIfAvailable { bytes in
            let count = strlen(UnsafeRawPointer(href).assumingMemoryBound(to: CChar.self))
            return bytes.elementsEqual(UnsafeBufferPointer(start: href, count: count))
        }
        return equal ?? (xmlStrEqual(href, namespace) == 1)
    }

    /// Whether text that is more than blanks stands directly inside.
    public var hasOwnText: Bool {
        var child = pointer.pointee.children
        while let node = child {
            if node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE,
                xmlIsBlankNode(node) == 0
            {
                return true
            }
            child = node.pointee.next
        }
        return false
    }

    /// Whether there is any attribute, in a namespace or not.
    public var hasAttributes: Bool { pointer.pointee.properties != nil }

    /// The parent element.
    public var parent: XMLElement? {
        guard let parent = pointer.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE else { return nil }
        return XMLElement(document: document, pointer: parent)
    }

    /// Whether no element stands inside.
    public var isLeaf: Bool { xmlFirstElementChild(pointer) == nil }

    /// All text inside, in order.
    public var text: String {
        guard let content = xmlNodeGetContent(pointer) else { return "" }
        defer { arkivbro_free(content) }
        return String(cString: content)
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

    /// The text that stands directly inside, in the pieces that the elements part it into: before each of them, and after the last.
    public var ownTextPieces: [String] {
        var pieces = [""]
        var child = pointer.pointee.children
        while let node = child {
            switch node.pointee.type {
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                if let content = node.pointee.content { pieces[pieces.count - 1] += String(cString: content) }
            case XML_ELEMENT_NODE: pieces.append("")
            default: break
            }
            child = node.pointee.next
        }
        return pieces
    }

    /// Value of an attribute; without a namespace, of one that has none.
    public func attribute(_ name: String, namespace: String? = nil) -> String? {
        let value = namespace.map { xmlGetNsProp(pointer, name, $0) } ?? xmlGetNoNsProp(pointer, name)
        guard let value else { return nil }
        defer { arkivbro_free(value) }
        return String(cString: value)
    }

    /// Whether there is an attribute of this name, without a namespace.
    public func hasAttribute(_ name: String) -> Bool {
        pointer.pointee.properties != nil && xmlHasNsProp(pointer, name, nil) != nil
    }

    /// Sets an attribute; a namespace is declared on the root, with the prefix.
    public func setAttribute(_ name: String, _ value: String, namespace: String? = nil, prefix: String? = nil) {
        guard let namespace else {
            xmlSetProp(pointer, name, value)
            return
        }
        let root = xmlDocGetRootElement(document.pointer)
        let declared = xmlSearchNsByHref(document.pointer, pointer, namespace) ?? xmlNewNs(root, namespace, prefix)
        xmlSetNsProp(pointer, declared, name, value)
    }

    /// Takes an attribute of a namespace away; one that is not there is no fault.
    public func removeAttribute(_ name: String, namespace: String) {
        if let attribute = xmlHasNsProp(pointer, name, namespace) { xmlRemoveProp(attribute) }
    }

    /// Takes the element, and all inside it, out of its document.
    ///
    /// The element must not be used afterwards.
    public func remove() {
        xmlUnlinkNode(pointer)
        xmlFreeNode(pointer)
    }

    /// Attributes without a namespace.
    public var attributeNames: [String] {
        var result: [String] = []
        var attribute = pointer.pointee.properties
        while let current = attribute {
            if current.pointee.ns == nil { result.append(String(cString: current.pointee.name)) }
            attribute = current.pointee.next
        }
        return result
    }

    /// The attributes, in order: namespace or empty, name without prefix, value.
    public var attributes: [(namespace: String, localName: String, value: String)] {
        var result: [(namespace: String, localName: String, value: String)] = []
        var attribute = pointer.pointee.properties
        while let current = attribute {
            let namespace = current.pointee.ns?.pointee.href.map { UnreadValue.text($0) } ?? ""
            let value = xmlNodeListGetString(document.pointer, current.pointee.children, 1)
            result.append((namespace, String(cString: current.pointee.name), value.map { String(cString: $0) } ?? ""))
            arkivbro_free(value)
            attribute = current.pointee.next
        }
        return result
    }

    /// Path from the root, as ``XMLPaths`` has it.
    ///
    /// For many elements of one tree, keep an ``XMLPaths``.
    public var path: String { XMLPaths().path(of: self) }
}

extension XMLElement {
    /// The namespace that a prefix stands for here; nil is the default namespace.
    func namespace(ofPrefix prefix: String?) -> String? {
        guard let found = xmlSearchNs(document.pointer, pointer, prefix), let href = found.pointee.href else {
            return nil
        }
        return UnreadValue.text(href)
    }
}
