// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// Follows the markup of a byte stream on its way to libxml2, for three reasons.
///
/// A large CDATA section is cut into sections of 16 KiB: libxml2's push parser is quadratic in the size of one section
/// (20 MB ran at 17 MB/s, 400 MB did not end). And tags, comments and instructions, which the parser holds in memory
/// whole and whose attributes it compares in pairs, are bounded before they reach it. And so are references: after an
/// ampersand the parser waits for a semicolon, and holds everything until there is one.
struct MarkupScanner {
    private enum State {
        case text
        case reference
        case opening
        case bang
        case bangDash
        case cdataOpening(matched: Int)
        case tag
        case quoted(UInt8)
        case instruction(questionMark: Bool)
        case comment(dashes: Int)
        case cdata(brackets: Int)
        case declaration
    }

    private static let sectionSize = 16 * 1024
    // Shorter ones are not worth a look.
    private static let longRun = 4 * 1024
    private static let shortRun = 512
    private static let cdataOpening = Array("<![CDATA[".utf8)
    private static let referenceEnd = Array(";<".utf8)
    private static let seam = Array("]]><![CDATA[".utf8)
    private static let cdataEnd = Array("]]>".utf8)

    /// Whether anything that looks like markup has come.
    private(set) var hasMarkup = false
    /// Whether the bytes so far end outside of markup.
    var isInText: Bool { if case .text = state { true } else { false } }
    private var hasRoot = false

    private var state = State.text
    private var markupBytes = 0
    private var referenceBytes = 0
    private var attributes = 0
    private var sectionBytes = 0
    // Bytes in a row, where a seam is due, that may be the rest of a character.
    private var continuations = 0
    // Until the next markup: the parser has some of the text, or there is something in it that only the parser knows.
    private var isRefused = false
    private var limits: Limits

    init(limits: Limits) { self.limits = limits }

    /// Follows the next bytes.
    ///
    /// - Parameters:
    ///   - sink: gets everything, in order, but what `run` takes and what `root` gets.
    ///   - root: gets what ends with the first tag, and says what limits hold from there.
    ///   - run: is offered each long piece of text without markup, and says whether it has taken it.
    ///   - escaped: is offered text that `run` does not take, in pieces, and says how much it has taken.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) throws -> Void,
        root: (UnsafeRawBufferPointer) throws -> Limits,
        run: (UnsafeRawBufferPointer, _ isCDATA: Bool) throws -> Bool,
        escaped: (UnsafeRawBufferPointer) throws -> Int
    ) throws {
        guard bytes.baseAddress != nil else { return }
        var index = 0
        // Everything before this has gone to the sink.
        var passed = 0
        // Where markup and a reference begin next, once they have been looked for: not anew after each piece.
        var opening = -1
        var ampersand = -1
        while index < bytes.count {
            switch state {
            case .text:
                if opening < index { opening = Self.first(UInt8(ascii: "<"), of: bytes, index..<bytes.count) }
                if ampersand < index { ampersand = Self.first(UInt8(ascii: "&"), of: bytes, index..<opening) }
                if ampersand - index >= Self.longRun || !isRefused && opening - index >= Self.shortRun {
                    if passed < index { try sink(UnsafeRawBufferPointer(rebasing: bytes[passed..<index])) }
                    passed = index
                    if try offer(bytes, index..<ampersand, opening, to: run, escaped, index: &index) {
                        passed = index
                        continue
                    }
                }
                if ampersand < opening {
                    index = ampersand + 1
                    state = .reference
                    referenceBytes = 0
                } else if opening < bytes.count {
                    index = opening + 1
                    state = .opening
                    isRefused = false
                    hasMarkup = true
                    markupBytes = 1
                    attributes = 0
                } else {
                    index = opening
                }
            case .reference:
                let byte = bytes[index]
                if byte == UInt8(ascii: ";") {
                    state = .text
                } else if Self.isNoReference(byte) {
                    // The parser is told that there is no more of it, and says what is wrong, and where.
                    try sink(UnsafeRawBufferPointer(rebasing: bytes[passed...index]))
                    try Self.referenceEnd.withUnsafeBytes { try sink($0) }
                    throw XMLFault(kind: .malformed, detail: "reference", line: nil, column: nil)
                }
                referenceBytes += 1
                if referenceBytes > limits.maxNameBytes { throw XMLFault.limit("maxNameBytes") }
                index += 1
            case .cdata(let brackets):
                try scanSection(bytes, brackets: brackets, index: &index, passed: &passed, to: sink, run: run)
            case .tag where !hasRoot && bytes[index] == UInt8(ascii: ">"):
                try step(bytes[index])
                index += 1
                hasRoot = true
                limits = try root(UnsafeRawBufferPointer(rebasing: bytes[passed..<index]))
                passed = index
            default:
                try step(bytes[index])
                index += 1
            }
        }
        if passed < bytes.count {
            try sink(UnsafeRawBufferPointer(rebasing: bytes[passed...]))
        }
    }

    /// Offers the text that begins here: as it is, or else to have its references taken off.
    ///
    /// - Returns: whether some of it was taken.
    private mutating func offer(
        _ bytes: UnsafeRawBufferPointer, _ plain: Range<Int>, _ opening: Int,
        to run: (UnsafeRawBufferPointer, Bool) throws -> Bool, _ escaped: (UnsafeRawBufferPointer) throws -> Int,
        index: inout Int
    ) throws -> Bool {
        if plain.count >= Self.longRun, try run(UnsafeRawBufferPointer(rebasing: bytes[plain]), false) {
            index = plain.upperBound
            return true
        }
        guard !isRefused else { return false }
        // Not beyond what may be plain again.
        let piece = plain.lowerBound..<min(opening, plain.lowerBound + Self.longRun)
        let taken = try escaped(UnsafeRawBufferPointer(rebasing: bytes[piece]))
        isRefused = taken == 0
        index += taken
        return taken > 0
    }

    // The end of the range where the byte is not in it.
    private static func first(_ byte: UInt8, of bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard !range.isEmpty, let base = bytes.baseAddress,
            let found = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return range.upperBound }
        return UnsafeRawPointer(found) - base
    }

    private static func isNoReference(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
    }

    private mutating func scanSection(
        _ bytes: UnsafeRawBufferPointer, brackets: Int, index: inout Int, passed: inout Int,
        to sink: (UnsafeRawBufferPointer) throws -> Void, run: (UnsafeRawBufferPointer, Bool) throws -> Bool
    ) throws {
        let byte = bytes[index]
        let bracket = Self.first(UInt8(ascii: "]"), of: bytes, index..<min(bytes.count, index + Self.longRun))
        if brackets == 0, bracket - index >= Self.longRun, byte & 0xc0 != 0x80 {
            // The section is closed, so that what comes is not inside anything, and opened anew.
            try sink(UnsafeRawBufferPointer(rebasing: bytes[passed..<index]))
            try Self.cdataEnd.withUnsafeBytes { try sink($0) }
            passed = index
            let end = Self.first(UInt8(ascii: "]"), of: bytes, index..<bytes.count)
            let isTaken = try run(UnsafeRawBufferPointer(rebasing: bytes[index..<end]), true)
            try Self.cdataOpening.withUnsafeBytes { try sink($0) }
            sectionBytes = 0
            if isTaken {
                index = end
                passed = end
                return
            }
        }
        if byte == UInt8(ascii: "]") {
            // In a row of brackets the last two may be of the end mark: the seam goes before them.
            if sectionBytes >= Self.sectionSize, brackets == 2, index > passed {
                try sink(UnsafeRawBufferPointer(rebasing: bytes[passed..<index - 1]))
                try Self.seam.withUnsafeBytes { try sink($0) }
                passed = index - 1
                sectionBytes = 0
            }
            state = .cdata(brackets: min(brackets + 1, 2))
            sectionBytes += 1
            index += 1
            return
        }
        if byte == UInt8(ascii: ">"), brackets == 2 {
            state = .text
            index += 1
            return
        }
        state = .cdata(brackets: 0)
        // A seam goes before a whole character, and never inside the bytes of an end mark. More than three in a row that
        // could be the rest of one are characters of an encoding with one byte for each.
        continuations = byte & 0xc0 == 0x80 && sectionBytes >= Self.sectionSize ? continuations + 1 : 0
        if sectionBytes >= Self.sectionSize, brackets == 0, continuations == 0 || continuations > 3 {
            try sink(UnsafeRawBufferPointer(rebasing: bytes[passed..<index]))
            try Self.seam.withUnsafeBytes { try sink($0) }
            passed = index
            sectionBytes = 0
        }
        let rest = min(bytes.count - index, max(Self.sectionSize - sectionBytes, 1))
        var run = rest
        if let start = bytes.baseAddress, let found = memchr(start + index, Int32(UInt8(ascii: "]")), rest) {
            run = UnsafeRawPointer(found) - (start + index)
        }
        index += run
        sectionBytes += run
    }

    private mutating func step(_ byte: UInt8) throws {
        markupBytes += 1
        if markupBytes > limits.maxMarkupBytes { throw XMLFault.limit("maxMarkupBytes") }
        switch state {
        case .opening:
            switch byte {
            case UInt8(ascii: "!"): state = .bang
            case UInt8(ascii: "?"): state = .instruction(questionMark: false)
            case UInt8(ascii: ">"): state = .text
            default: state = .tag
            }
        case .bang:
            switch byte {
            case UInt8(ascii: "-"): state = .bangDash
            case UInt8(ascii: "["): state = .cdataOpening(matched: 3)
            default: state = .declaration
            }
        case .bangDash:
            state = byte == UInt8(ascii: "-") ? .comment(dashes: 0) : .declaration
        case .cdataOpening(let matched):
            guard byte == Self.cdataOpening[matched] else {
                state = .declaration
                return
            }
            sectionBytes = 0
            state = matched + 1 == Self.cdataOpening.count ? .cdata(brackets: 0) : .cdataOpening(matched: matched + 1)
        case .tag:
            if byte == UInt8(ascii: ">") {
                state = .text
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                attributes += 1
                if attributes > limits.maxAttributes { throw XMLFault.limit("maxAttributes") }
                state = .quoted(byte)
            }
        case .quoted(let quote):
            if byte == quote { state = .tag }
        case .instruction(let questionMark):
            state =
                questionMark && byte == UInt8(ascii: ">")
                ? .text : .instruction(questionMark: byte == UInt8(ascii: "?"))
        case .comment(let dashes):
            if byte == UInt8(ascii: "-") {
                state = .comment(dashes: min(dashes + 1, 2))
            } else {
                state = byte == UInt8(ascii: ">") && dashes == 2 ? .text : .comment(dashes: 0)
            }
        case .declaration:
            // DOCTYPE, which the parser's callback refuses; anything else is not well-formed.
            if byte == UInt8(ascii: ">") { state = .text }
        case .text, .reference, .cdata:
            break
        }
    }
}
