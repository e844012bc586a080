// SPDX-License-Identifier: Apache-2.0

/// Brings the start of a document into a form that libxml2 reads: blanks and byte order mark before it are dropped,
/// UTF-16 becomes UTF-8, and an XML declaration whose label does not hold is cut.
///
/// libxml2 takes a blank before the declaration, and the label `utf-16` on UTF-8 bytes, for fatal errors, and obeys
/// a wrong label `iso-8859-1` in silence.
struct Prologue {
    /// What the encoding label of the XML declaration means.
    enum Label {
        /// The document came as bytes: the label tells how to read them.
        case honoured
        /// The document came as text: after that, every label is meaningless.
        case ignored
    }

    private enum Phase { case sniffing, leading, declaration, body }

    private var phase = Phase.sniffing
    private var label: Label
    private var held: [UInt8] = []
    private var utf16: UTF16Transcoder?

    // Longer declarations do not occur; the bound keeps a document that never ends one from growing.
    private static let maxDeclaration = 1024

    init(label: Label) {
        self.label = label
        if case .ignored = label { phase = .leading }
    }

    typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    mutating func feed(_ bytes: UnsafeRawBufferPointer, to sink: Sink) throws {
        if utf16 != nil {
            try feedUTF16(bytes, to: sink)
        } else if phase == .body {
            try sink(bytes)
        } else {
            held.append(contentsOf: bytes)
            try settle(atEnd: false, to: sink)
        }
    }

    mutating func finish(to sink: Sink) throws {
        if let transcoder = utf16, transcoder.isIncomplete { throw Self.wrongEncoding }
        if phase != .body { try settle(atEnd: true, to: sink) }
    }

    private mutating func feedUTF16(_ bytes: UnsafeRawBufferPointer, to sink: Sink) throws {
        guard let text = utf16?.feed(bytes) else { return }
        if utf16?.isBroken == true { throw Self.wrongEncoding }
        if phase == .body {
            try text.withUnsafeBytes { try sink($0) }
        } else {
            held.append(contentsOf: text)
            try settle(atEnd: false, to: sink)
        }
    }

    private mutating func settle(atEnd: Bool, to sink: Sink) throws {
        if phase == .sniffing {
            guard held.count >= 4 || atEnd else { return }
            if let transcoder = UTF16Transcoder(firstBytes: held) {
                utf16 = transcoder
                label = .ignored
                let bytes = held
                held = []
                phase = .leading
                try bytes.withUnsafeBytes { try feedUTF16($0, to: sink) }
                return
            }
            phase = .leading
        }
        if phase == .leading {
            dropLeading()
            guard !held.isEmpty, atEnd || held.count >= 4 else { return }
            try checkFirst()
            phase = .declaration
        }
        if phase == .declaration {
            guard try takeDeclaration(atEnd: atEnd) else { return }
            phase = .body
            let bytes = held
            held = []
            if !bytes.isEmpty { try bytes.withUnsafeBytes { try sink($0) } }
        }
    }

    // libxml2 tells EBCDIC, UCS-4 and UTF-16 by the first four bytes, and would read them past the markup scanner, which
    // reads ASCII. UTF-16 has become UTF-8 before it comes here.
    private func checkFirst() throws {
        let isForeign = held.prefix(4).contains(0) || held.starts(with: [0x4c, 0x6f, 0xa7, 0x94])
        guard isForeign || held.first != UInt8(ascii: "<") else { return }
        throw XMLFault(kind: isForeign ? .encoding : .empty, detail: "unsupported", line: 1, column: 1)
    }

    private mutating func dropLeading() {
        var start = 0
        while start < held.count {
            if XMLText.isBlank(held[start]) {
                start += 1
            } else if held[start...].starts(with: Self.mark) {
                // The mark says UTF-8, whatever a label says after it.
                label = .ignored
                start += 3
            } else {
                break
            }
        }
        held.removeFirst(start)
    }

    /// True when what is held no longer begins with a declaration that must be looked at.
    private mutating func takeDeclaration(atEnd: Bool) throws -> Bool {
        let opening: [UInt8] = Array("<?xml".utf8)
        if held.count <= opening.count, !atEnd, opening.starts(with: held.prefix(opening.count)) { return false }
        guard held.starts(with: opening), held.count > opening.count, XMLText.isBlank(held[opening.count]) else {
            return true
        }
        guard let end = Self.endOfInstruction(in: held.prefix(Self.maxDeclaration)) else {
            if held.count > Self.maxDeclaration {
                throw XMLFault(kind: .limit, detail: "XML declaration", line: 1, column: nil)
            }
            return atEnd
        }
        switch label {
        case .ignored:
            held.removeFirst(end)
        case .honoured:
            guard let name = Self.encodingName(in: held[..<end]) else { return true }
            if name.hasPrefix("utf-16") || name.hasPrefix("ucs-2") {
                // The bytes are not UTF-16, or the transcoder would have them: the label is left over.
                held.removeFirst(end)
            } else if !Self.isReadable(name) {
                throw XMLFault(kind: .encoding, detail: "unsupported", line: 1, column: nil)
            }
        }
        return true
    }

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    private static func endOfInstruction(in bytes: ArraySlice<UInt8>) -> Int? {
        var index = 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ">"), bytes[index - 1] == UInt8(ascii: "?") { return index + 1 }
            index += 1
        }
        return nil
    }

    private static func encodingName(in declaration: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: declaration, as: UTF8.self).lowercased()
        guard let found = text.firstRange(of: "encoding") else { return nil }
        let rest = text[found.upperBound...].drop { $0 == "=" || $0.isWhitespace }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        return String(rest.dropFirst().prefix { $0 != quote })
    }

    // Encodings in which the markup characters are their ASCII bytes: the markup scanner relies on that.
    private static func isReadable(_ name: String) -> Bool {
        name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" || name == "latin1"
            || name.hasPrefix("iso-8859-") || name.hasPrefix("windows-125") || name.hasPrefix("cp125")
    }

    static let wrongEncoding = XMLFault(kind: .encoding, detail: "UTF-16", line: nil, column: nil)
}

/// UTF-16 to UTF-8 as bytes arrive.
///
/// A lone surrogate is no character: the text is then not in the encoding it says.
struct UTF16Transcoder {
    private let bigEndian: Bool
    private var halfUnit: UInt8?
    private var highSurrogate: UInt16?

    /// Half a unit or half a pair waits for the rest of it.
    var isIncomplete: Bool { halfUnit != nil || highSurrogate != nil }
    private(set) var isBroken = false

    /// Nil unless the bytes begin with a byte order mark, or with `<` in two bytes.
    init?(firstBytes: [UInt8]) {
        guard firstBytes.count >= 2 else { return nil }
        switch (firstBytes[0], firstBytes[1]) {
        case (0xfe, 0xff), (0x00, 0x3c): bigEndian = true
        case (0xff, 0xfe), (0x3c, 0x00): bigEndian = false
        default: return nil
        }
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2 * 3)
        for byte in bytes {
            guard let first = halfUnit else {
                halfUnit = byte
                continue
            }
            halfUnit = nil
            append(bigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), to: &result)
        }
        return result
    }

    private mutating func append(_ unit: UInt16, to result: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            guard UTF16.isTrailSurrogate(unit) else {
                isBroken = true
                return
            }
            let value = 0x10000 + (UInt32(high & 0x3ff) << 10 | UInt32(unit & 0x3ff))
            result.append(UInt8(0xf0 | value >> 18))
            result.append(UInt8(0x80 | value >> 12 & 0x3f))
            result.append(UInt8(0x80 | value >> 6 & 0x3f))
            result.append(UInt8(0x80 | value & 0x3f))
        } else if UTF16.isLeadSurrogate(unit) {
            highSurrogate = unit
        } else if UTF16.isTrailSurrogate(unit) {
            isBroken = true
        } else if unit < 0x80 {
            result.append(UInt8(unit))
        } else if unit < 0x800 {
            result.append(UInt8(0xc0 | unit >> 6))
            result.append(UInt8(0x80 | unit & 0x3f))
        } else {
            result.append(UInt8(0xe0 | unit >> 12))
            result.append(UInt8(0x80 | unit >> 6 & 0x3f))
            result.append(UInt8(0x80 | unit & 0x3f))
        }
    }
}
