// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// Receives the events of a ``StreamingParser``.
///
/// Everything passed is valid only during the call.
public protocol XMLStreamHandler: AnyObject {
    /// An element begins.
    func startElement(_ element: XMLStartElement) throws
    /// The innermost open element ends.
    func endElement() throws
    /// A piece of text in UTF-8, cut anywhere between characters.
    ///
    /// - Parameter isCDATA: the piece stood in a CDATA section. One section may come in many pieces.
    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws
}

/// Reads a document of any size in pieces, in constant memory, and refuses what no message needs.
///
/// No DOCTYPE, hence no entities but XML's own five; no file, no network; the ``Limits`` hold.
public final class StreamingParser {
    /// Bytes that are read at a time.
    public static let block = 256 * 1024

    private let context: xmlParserCtxtPtr
    private let errorTarget: UnsafeMutablePointer<arkivbro_error_target>
    private let handler: any XMLStreamHandler
    /// What the document may cost.
    ///
    /// The handler may set others while it is given the root, when it knows what the document is, and not later: those for
    /// markup are asked for there.
    public package(set) var limits: Limits
    private var prologue: Prologue
    private var scanner: MarkupScanner
    private var bytesRead: UInt64 = 0
    private var blocks: ByteBlocks?
    private var depth = 0
    private var elements = 0
    private var attributesRead = 0
    private var namespaceBytes = 0
    private var open: [Open] = []
    // Of the innermost open element.
    private var children = 0
    private var namespacesInScope = 0
    private var marks = MarkRun()
    // libxml2 ends a piece of text at each reference; the handler gets what stands together.
    private static let mostHeld = 8 * 1024
    private let held: UnsafeMutableRawBufferPointer
    private var heldBytes = 0
    private var isHeldCDATA = false
    private var hasDoubtfulNamespace = false
    private var isFinishing = false
    private var failure: (any Error)?

    /// An element that has not ended.
    private struct Open {
        let namespaces: Int
        /// Which child of its parent it is.
        let number: Int
    }

    /// Creates a parser.
    ///
    /// - Parameters:
    ///   - text: the input is text that some other layer has decoded, so an encoding label in it means nothing. It is read
    ///     in the pieces that it comes in; bytes are read in blocks, whatever pieces they come in.
    ///   - limits: what the document may cost.
    ///   - block: bytes in a block.
    ///   - handler: receives the events; held strongly.
    public init(text: Bool, limits: Limits, block: Int = StreamingParser.block, handler: any XMLStreamHandler) throws {
        LibXML.silenceThread()
        self.handler = handler
        self.limits = limits
        prologue = Prologue(label: text ? .ignored : .honoured)
        scanner = MarkupScanner(limits: limits)
        blocks = text ? nil : ByteBlocks(size: block)
        held = .allocate(byteCount: Self.mostHeld, alignment: 1)
        errorTarget = .allocate(capacity: 1)
        errorTarget.initialize(to: arkivbro_error_target())

        var sax = xmlSAXHandler()
        sax.initialized = UInt32(XML_SAX2_MAGIC)
        sax.startElementNs = { parser(from: $0)?.onStart($1, $2, $3, $4, $5, $6, $8) }
        sax.endElementNs = { userData, _, _, _ in parser(from: userData)?.onEnd() }
        sax.characters = { parser(from: $0)?.onCharacters($1, $2, isCDATA: false) }
        sax.ignorableWhitespace = { parser(from: $0)?.onCharacters($1, $2, isCDATA: false) }
        sax.cdataBlock = { parser(from: $0)?.onCharacters($1, $2, isCDATA: true) }
        sax.internalSubset = { userData, _, _, _ in parser(from: userData)?.onDoctype() }
        sax.serror = arkivbro_structured_error
        guard let context = xmlCreatePushParserCtxt(&sax, errorTarget, nil, 0, nil) else {
            errorTarget.deallocate()
            held.deallocate()
            throw SafeXMLError("libxml2 gave no parser context.")
        }
        self.context = context
        // HUGE lifts the library's limit of 10 MB on a text node and of 256 on depth, and with them its guard against
        // entity expansion: hence no DOCTYPE, and limits of our own.
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue | XML_PARSE_BIG_LINES.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        errorTarget.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        errorTarget.pointee.sink = { userData, _, code, level, _, line, column, _ in
            guard level >= Int32(XML_ERR_ERROR.rawValue), let userData else { return }
            Unmanaged<StreamingParser>.fromOpaque(userData).takeUnretainedValue().onError(code, line, column)
        }
    }

    deinit {
        xmlFreeParserCtxt(context)
        errorTarget.deallocate()
        held.deallocate()
    }

    /// Line of the input that is being read, counted from 1.
    public var line: Int { Int(context.pointee.input?.pointee.line ?? 0) }

    /// Reads the next piece.
    ///
    /// Bytes are kept until their block is whole: what is wrong with a piece may be told with a later one, or at the end.
    ///
    /// - Throws: ``XMLFault`` for a fault of the document, ``SafeXMLError`` for one of the library, and whatever the handler
    ///   threw.
    public func feed(_ bytes: UnsafeRawBufferPointer) throws {
        if let failure { throw failure }
        if blocks == nil { try read(bytes) } else { try blocks?.feed(bytes) { try read($0) } }
    }

    private func read(_ block: UnsafeRawBufferPointer) throws {
        try keep {
            let left = limits.maxBytes.map { $0 - min($0, bytesRead) } ?? .max
            bytesRead += UInt64(block.count)
            try prologue.feed(UnsafeRawBufferPointer(rebasing: block.prefix(Int(clamping: left)))) { try scan($0) }
            if block.count > left { throw fault(.limit, "maxBytes") }
        }
    }

    // After a fault nothing is read any more, whoever found it.
    private func keep(_ body: () throws -> Void) throws {
        // The thread that reads need not be the one that made us.
        LibXML.silenceThread()
        do {
            try body()
        } catch {
            if failure == nil { failure = error }
            throw error
        }
    }

    /// Reads the end of the document.
    ///
    /// - Throws: as ``feed(_:)``.
    public func finish() throws {
        if let failure { throw failure }
        try blocks?.finish { try read($0) }
        try keep { try prologue.finish { try scan($0) } }
        isFinishing = true
        try parse(nil, 0, last: true)
    }

    private func scan(_ bytes: UnsafeRawBufferPointer) throws {
        try scanner.feed(bytes) { piece in
            try parse(piece)
        } root: { piece in
            try parse(piece)
            return limits
        } run: { text, isCDATA in
            try pass(text, isCDATA: isCDATA)
        } escaped: { text in
            try unescape(text)
        }
    }

    private func parse(_ piece: UnsafeRawBufferPointer) throws {
        // xmlParseChunk counts in Int32.
        var start = 0
        while start < piece.count {
            let length = min(piece.count - start, 1 << 20)
            let address = piece.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            try parse(address, Int32(length), last: false)
            start += length
        }
    }

    /// Hands text on past libxml2, which would look at each byte, copy it and hand on the same.
    ///
    /// - Returns: false, and nothing is handed on, where libxml2 could do anything else with it, or holds back what comes
    ///   before it.
    private func pass(_ text: UnsafeRawBufferPointer, isCDATA: Bool) throws -> Bool {
        guard let input = idleInput, XMLText.isPlain(text) else { return false }
        count(lines: text, in: input, isPlain: true)
        handOn()
        marks = MarkRun()
        attempt { try handler.characters(text, isCDATA: isCDATA) }
        if let failure { throw failure }
        return true
    }

    /// Hands text with references on past libxml2, which would make a piece of each.
    ///
    /// - Returns: how much of it; 0 as ``pass(_:isCDATA:)``.
    private func unescape(_ text: UnsafeRawBufferPointer) throws -> Int {
        guard let input = idleInput else { return 0 }
        if isHeldCDATA || Self.mostHeld - heldBytes < text.count { handOn() }
        if let failure { throw failure }
        isHeldCDATA = false
        let room = UnsafeMutableRawBufferPointer(rebasing: held[heldBytes...])
        let (taken, written) = XMLText.unescape(text, into: room)
        var marks = marks
        // Too many: libxml2 goes by smaller pieces, and knows where.
        if marks.feed(UnsafeRawBufferPointer(rebasing: room[..<written]), isOver: limits.maxCombiningMarks) { return 0 }
        self.marks = marks
        heldBytes += written
        count(lines: UnsafeRawBufferPointer(rebasing: text[..<taken]), in: input, isPlain: false)
        if let failure { throw failure }
        return taken
    }

    /// The input, when libxml2 is between two pieces of text in UTF-8 and holds nothing back.
    private var idleInput: xmlParserInputPtr? {
        guard failure == nil, let input = context.pointee.input, context.pointee.instate == XML_PARSER_CONTENT,
            input.pointee.cur == input.pointee.end, context.pointee.checkIndex == 0,
            let buffer = input.pointee.buf, buffer.pointee.encoder == nil
        else { return nil }
        return input
    }

    private func count(lines text: UnsafeRawBufferPointer, in input: xmlParserInputPtr, isPlain: Bool) {
        let (lines, behind) = XMLText.lineFeeds(text)
        if lines > 0 {
            input.pointee.line = Int32(clamping: Int(input.pointee.line) + lines)
            input.pointee.col = 1
        }
        // A character, not each of its bytes, is a column; and a line may be longer than libxml2 can count.
        let characters = isPlain ? behind : text.suffix(behind).count { $0 & 0xc0 != 0x80 }
        input.pointee.col = Int32(clamping: Int(input.pointee.col) + characters)
    }

    private func parse(_ bytes: UnsafePointer<CChar>?, _ count: Int32, last: Bool) throws {
        let undecoded = undecodedBytes
        xmlResetLastError()
        let code = xmlParseChunk(context, bytes, count, last ? 1 : 0)
        handOn()
        if let failure { throw failure }
        // Whatever has names: also what no event tells of, such as instructions.
        if Int(xmlDictSize(context.pointee.dict)) > limits.maxNames { throw fault(.limit, "maxNames") }
        if xmlDictGetUsage(context.pointee.dict) > limits.maxAllNameBytes { throw fault(.limit, "maxAllNameBytes") }
        // Bytes that the encoding lacks: libxml2 tells of those in its answer alone, and of those that are not of us-ascii not
        // at all, but lets everything behind them lie.
        let isStuck = count > 0 && undecoded > 0 && undecodedBytes >= undecoded + Int(count)
        if isStuck || Self.isEncodingFault(code)
            || context.pointee.input?.pointee.buf?.pointee.error == Int32(XML_IO_ENCODER.rawValue)
            // In the piece that the root begins in, it lets go of its input, and then only the thread knows why.
            || code == -1 && xmlGetLastError()?.pointee.code == Int32(XML_IO_ENCODER.rawValue)
        {
            throw fault(.encoding, "libxml2 \(code)")
        }
        // Out of memory, for one: nothing is said of the document.
        if code == -1 || code == Int32(XML_ERR_NO_MEMORY.rawValue) {
            throw SafeXMLError("libxml2 could not go on (\(code)).")
        }
        if code != 0 || context.pointee.wellFormed == 0 {
            throw fault(.malformed, "libxml2 \(code)")
        }
    }

    private func fault(_ kind: XMLFault.Kind, _ detail: String) -> XMLFault {
        let input = context.pointee.input
        return XMLFault(
            kind: kind, detail: detail,
            line: input.map { Int($0.pointee.line) }, column: input.map { Int($0.pointee.col) })
    }

    private func stop(_ error: any Error) {
        guard failure == nil else { return }
        failure = error
        xmlStopParser(context)
    }

    private func attempt(_ body: () throws -> Void) {
        guard failure == nil else { return }
        do { try body() } catch { stop(error) }
    }

    private func onError(_ code: Int32, _ line: Int32, _ column: Int32) {
        handOn()
        // The first error is the cause; what follows it is its consequence.
        guard failure == nil else { return }
        // With each ampersand as a reference, which makes a fragment of what follows: looked at again when the tag is whole.
        if code == Int32(XML_WAR_NS_URI.rawValue) {
            hasDoubtfulNamespace = true
            return
        }
        // Nothing is said of the document.
        if code == Int32(XML_ERR_NO_MEMORY.rawValue) {
            failure = SafeXMLError("libxml2 could not go on (\(code)).")
            return
        }
        let kind: XMLFault.Kind =
            switch UInt32(bitPattern: code) {
            case XML_ERR_DOCUMENT_EMPTY.rawValue: .empty
            // What it could not decode, it leaves where it is, and says that the document ended.
            case _ where isFinishing && undecodedBytes > 0: .encoding
            // Also the code for text after the root element, which comes while the scanner is at work.
            case XML_ERR_DOCUMENT_END.rawValue where isFinishing && !scanner.hasMarkup: .empty
            // Something more behind the root, and all of it was there.
            case XML_ERR_DOCUMENT_END.rawValue where isFinishing && elements > 0 && depth == 0 && scanner.isInText:
                .malformed
            case XML_ERR_DOCUMENT_END.rawValue where isFinishing: .truncated
            // In the middle of an entity or a tag the library names what it misses, not that the bytes ran out.
            case _ where isFinishing && isAtEnd: .truncated
            case XML_ERR_TAG_NOT_FINISHED.rawValue, XML_ERR_CDATA_NOT_FINISHED.rawValue: .truncated
            case _ where Self.isEncodingFault(code): .encoding
            default: .malformed
            }
        failure = XMLFault(kind: kind, detail: "libxml2 \(code)", line: Int(line), column: Int(column))
    }

    private var undecodedBytes: Int {
        guard let buffer = context.pointee.input?.pointee.buf, buffer.pointee.encoder != nil else { return 0 }
        return buffer.pointee.raw.map { Int(xmlBufUse($0)) } ?? 0
    }

    private static func isEncodingFault(_ code: Int32) -> Bool {
        switch UInt32(bitPattern: code) {
        case XML_ERR_INVALID_ENCODING.rawValue, XML_ERR_UNKNOWN_ENCODING.rawValue,
            XML_ERR_UNSUPPORTED_ENCODING.rawValue, XML_I18N_CONV_FAILED.rawValue:
            true
        default: false
        }
    }

    private var isAtEnd: Bool {
        guard let input = context.pointee.input else { return true }
        return input.pointee.cur >= input.pointee.end
    }

    private func onDoctype() {
        handOn()
        stop(fault(.doctype, "DOCTYPE"))
    }

    private func onStart(
        _ localName: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?,
        _ namespaceCount: Int32, _ declarations: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        _ attributeCount: Int32,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard let localName else { return }
        handOn()
        attempt {
            depth += 1
            elements += 1
            children += 1
            if children > limits.maxChildren { throw fault(.limit, "maxChildren") }
            open.append(Open(namespaces: Int(namespaceCount), number: children))
            children = 0
            namespacesInScope += Int(namespaceCount)
            if depth > limits.maxDepth { throw fault(.limit, "maxDepth") }
            try check(name: localName)
            // Reserved (Namespaces in XML 1.0, 3): no carrier may name its namespace, so it could not be given back.
            if let prefix, xmlStrEqual(prefix, "xml") == 1 { throw fault(.malformed, "xml") }
            if elements > limits.maxElements { throw fault(.limit, limits.nameOfMaxElements) }
            if namespacesInScope > limits.maxNamespaces { throw fault(.limit, "maxNamespaces") }
            attributesRead += Int(attributeCount)
            if attributesRead > limits.maxAllAttributes { throw fault(.limit, "maxAllAttributes") }
            for index in 0..<Int(namespaceCount) {
                guard let name = declarations?[2 * index + 1] else { continue }
                let length = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
                if length > limits.maxNamespaceBytes { throw fault(.limit, "maxNamespaceBytes") }
                namespaceBytes += length
                try check(marksIn: UnsafeRawBufferPointer(start: name, count: length))
            }
            if namespaceBytes > limits.maxTreeBytes { throw fault(.limit, "maxTreeBytes") }
            if hasDoubtfulNamespace { try check(namespaces: declarations, count: Int(namespaceCount)) }
            for index in 0..<Int(attributeCount) {
                guard let name = attributes?[5 * index] else { continue }
                try check(name: name)
                guard let start = attributes?[5 * index + 3], let end = attributes?[5 * index + 4] else { continue }
                try check(marksIn: UnsafeRawBufferPointer(start: start, count: end - start))
            }
            marks = MarkRun()
            try handler.startElement(
                XMLStartElement(
                    localNameBytes: localName, prefixBytes: prefix, namespaceBytes: uri, line: line,
                    declarationFields: declarations, declarationCount: Int(namespaceCount), attributeFields: attributes,
                    attributeCount: Int(attributeCount)))
        }
    }

    private func check(namespaces declarations: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int) throws {
        for index in 0..<count {
            guard let name = declarations?[2 * index + 1], name.pointee != 0 else { continue }
            guard let uri = xmlParseURI(UnreadValue.text(name)) else {
                throw fault(.malformed, "libxml2 \(XML_WAR_NS_URI.rawValue)")
            }
            xmlFreeURI(uri)
        }
        hasDoubtfulNamespace = false
        // Else it is the answer to every piece that follows.
        context.pointee.errNo = 0
    }

    private func onEnd() {
        handOn()
        attempt {
            depth -= 1
            let closed = open.removeLast()
            children = closed.number
            namespacesInScope -= closed.namespaces
            marks = MarkRun()
            try handler.endElement()
        }
    }

    private func onCharacters(_ bytes: UnsafePointer<xmlChar>?, _ count: Int32, isCDATA: Bool) {
        guard let bytes, count > 0, failure == nil else { return }
        let text = UnsafeRawBufferPointer(start: bytes, count: Int(count))
        let hasTooManyMarks = marks.feed(text, isOver: limits.maxCombiningMarks)
        if isCDATA != isHeldCDATA || heldBytes + text.count > Self.mostHeld { handOn() }
        // A parser that was stopped has let go of its input, and of this text with it.
        guard failure == nil else { return }
        isHeldCDATA = isCDATA
        if text.count > Self.mostHeld {
            attempt { try handler.characters(text, isCDATA: isCDATA) }
        } else {
            held.baseAddress?.advanced(by: heldBytes).copyMemory(from: bytes, byteCount: text.count)
            heldBytes += text.count
        }
        guard hasTooManyMarks else { return }
        handOn()
        attempt { throw fault(.limit, "maxCombiningMarks") }
    }

    /// Hands on the text that is held: before anything else is told, or said to be wrong.
    private func handOn() {
        guard heldBytes > 0 else { return }
        let text = UnsafeRawBufferPointer(rebasing: held[..<heldBytes])
        heldBytes = 0
        attempt { try handler.characters(text, isCDATA: isHeldCDATA) }
    }

    // The parser reads the names of XML 1.0's fifth edition; a stylesheet can make those of the fourth, and none that is a
    // namespace's sign.
    private func check(name: UnsafePointer<xmlChar>) throws {
        var length = 0
        var isASCII = true
        while name[length] != 0 {
            isASCII = isASCII && name[length] < 0x80
            length += 1
        }
        if length > limits.maxNameBytes { throw fault(.limit, "maxNameBytes") }
        if !isASCII && xmlValidateNCName(name, 0) != 0 || length == 5 && xmlStrEqual(name, "xmlns") == 1 {
            throw fault(.malformed, "name")
        }
    }

    private func check(marksIn text: UnsafeRawBufferPointer) throws {
        if MarkRun.isOver(limits.maxCombiningMarks, in: text) { throw fault(.limit, "maxCombiningMarks") }
    }
}

/// From libxml2's user data, which is the error target so that faults and events share one pointer.
private func parser(from userData: UnsafeMutableRawPointer?) -> StreamingParser? {
    guard let context = userData?.assumingMemoryBound(to: arkivbro_error_target.self).pointee.context else {
        return nil
    }
    return Unmanaged<StreamingParser>.fromOpaque(context).takeUnretainedValue()
}
