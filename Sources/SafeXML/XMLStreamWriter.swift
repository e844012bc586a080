// SPDX-License-Identifier: Apache-2.0

/// Writes a document of any size as UTF-8, in constant memory.
///
/// Adds nothing of its own: no indentation, and only the namespace declarations that the caller writes as attributes. A
/// document that stands as text in another one gets a writer inside the other's.
public final class XMLStreamWriter {
    /// How a document stands as text inside another one.
    public enum Form: Sendable, Hashable {
        /// With `&lt;` for `<`.
        case escaped
        /// In a CDATA section, in several where its end mark stands in the text.
        case cdata
    }

    private enum Context {
        case text
        case attribute
    }

    private let block: WriteBlock
    private let outer: (writer: XMLStreamWriter, form: Form)?
    private var isTagOpen = false
    // The names of the open elements, end to end.
    private var names: [UInt8] = []
    private var starts: [Int] = []
    // At the end of what stands in the CDATA section so far; two are enough to know.
    private var brackets = 0

    /// Writes to a sink.
    public convenience init(to sink: any ByteSink) { self.init(to: sink, blockSize: 256 * 1024) }

    init(to sink: any ByteSink, blockSize: Int) {
        block = WriteBlock(to: sink, size: blockSize)
        outer = nil
    }

    /// Writes the text of the innermost open element of another writer, which must rest until this one is finished.
    ///
    /// - Throws: what the sink throws, here as in all that follows.
    public init(inside writer: XMLStreamWriter, as form: Form) throws {
        try writer.closeTag()
        block = writer.block
        outer = (writer, form)
        if form == .cdata { try writer.emit("<![CDATA[") }
    }

    /// Ends the document, and hands everything to the sink when it stands in no other.
    public func finish() throws {
        guard starts.isEmpty else { throw SafeXMLError("A document was finished with an element open.") }
        guard let outer else {
            try block.flush()
            return
        }
        if outer.form == .cdata { try outer.writer.emit("]]>") }
    }

    /// Writes the XML declaration.
    public func declaration() throws { try emit(#"<?xml version="1.0" encoding="UTF-8"?>"#) }

    /// Opens an element.
    public func start(_ name: String) throws {
        try closeTag()
        try emit("<")
        var name = name
        try name.withUTF8 { bytes in
            starts.append(names.count)
            names.append(contentsOf: bytes)
            try emit(UnsafeRawBufferPointer(bytes))
        }
        isTagOpen = true
    }

    /// Writes an attribute of the element that was just opened.
    public func attribute(_ name: String, _ value: String) throws {
        guard isTagOpen else { throw SafeXMLError("An attribute was written outside a tag.") }
        var name = name
        var value = value
        try emit(" ")
        try name.withUTF8 { try emit(UnsafeRawBufferPointer($0)) }
        try emit("=\"")
        try value.withUTF8 { try escape(UnsafeRawBufferPointer($0), in: .attribute) }
        try emit("\"")
    }

    /// Writes text of the innermost open element.
    public func text(_ text: String) throws {
        var text = text
        try text.withUTF8 { try self.text(UnsafeRawBufferPointer($0)) }
    }

    /// Writes text of the innermost open element, in UTF-8.
    public func text(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        try closeTag()
        try escape(bytes, in: .text)
    }

    /// Writes bytes that are markup already.
    public func raw(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        try closeTag()
        try emit(bytes)
    }

    /// Lets a body write text that needs no escaping straight into the block that the sink gets.
    ///
    /// - Parameters:
    ///   - size: how much room the body needs at least, in bytes; at most 1024.
    ///   - body: fills the room from its start, and gives the number of bytes. None of them may be `<`, `>`, `&`, `]` or
    ///     a carriage return: no layer of text looks at them.
    public func plain(atLeast size: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        try closeTag()
        try block.fill(atLeast: size, body)
        var layer: XMLStreamWriter? = self
        while let writer = layer {
            writer.brackets = 0
            layer = writer.outer?.writer
        }
    }

    /// Closes the innermost open element.
    public func end() throws {
        guard let start = starts.popLast() else { throw SafeXMLError("An element was closed that was not open.") }
        if isTagOpen {
            isTagOpen = false
            try emit("/>")
        } else {
            try emit("</")
            try names.withUnsafeBytes { try emit(UnsafeRawBufferPointer(rebasing: $0[start...])) }
            try emit(">")
        }
        names.removeLast(names.count - start)
    }

    // MARK: Layers of text

    private func closeTag() throws {
        guard isTagOpen else { return }
        isTagOpen = false
        try emit(">")
    }

    private func emit(_ text: StaticString) throws {
        try emit(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func emit(_ bytes: UnsafeRawBufferPointer) throws {
        switch outer?.form {
        case nil: try block.append(bytes)
        case .escaped: try outer?.writer.escape(bytes, in: .text)
        case .cdata: try emitInSection(bytes)
        }
    }

    private func escape(_ bytes: UnsafeRawBufferPointer, in context: Context) throws {
        var passed = 0
        for index in 0..<bytes.count {
            guard let reference = Self.reference(to: bytes[index], in: context) else { continue }
            if passed < index { try emit(UnsafeRawBufferPointer(rebasing: bytes[passed..<index])) }
            try emit(reference)
            passed = index + 1
        }
        if passed < bytes.count { try emit(UnsafeRawBufferPointer(rebasing: bytes[passed...])) }
    }

    // A reader turns a carriage return into a line feed, and all white space of an attribute into blanks, unless it
    // comes as a reference.
    private static func reference(to byte: UInt8, in context: Context) -> StaticString? {
        guard byte <= UInt8(ascii: ">") else { return nil }
        switch byte {
        case UInt8(ascii: "<"): return "&lt;"
        case UInt8(ascii: ">"): return "&gt;"
        case UInt8(ascii: "&"): return "&amp;"
        case 0x0d: return "&#13;"
        case 0x09 where context == .attribute: return "&#9;"
        case 0x0a where context == .attribute: return "&#10;"
        case UInt8(ascii: "\"") where context == .attribute: return "&quot;"
        default: return nil
        }
    }

    private func emitInSection(_ bytes: UnsafeRawBufferPointer) throws {
        guard let outer = outer?.writer else { return }
        var passed = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "]") {
                brackets = min(brackets + 1, 2)
                continue
            }
            if byte == UInt8(ascii: ">"), brackets == 2 {
                if passed < index { try outer.emit(UnsafeRawBufferPointer(rebasing: bytes[passed..<index])) }
                try outer.emit("]]><![CDATA[")
                passed = index
            } else if byte == 0x0d {
                // References mean nothing in a section.
                if passed < index { try outer.emit(UnsafeRawBufferPointer(rebasing: bytes[passed..<index])) }
                try outer.emit("]]>&#13;<![CDATA[")
                passed = index + 1
            }
            brackets = 0
        }
        if passed < bytes.count { try outer.emit(UnsafeRawBufferPointer(rebasing: bytes[passed...])) }
    }
}
