// SPDX-License-Identifier: Apache-2.0

/// Decodes base64 (RFC 4648 §4) in pieces: white space is passed over, anything else outside the alphabet is a fault.
///
/// Own code because libxml2's `xs:base64Binary` accepts stray characters (`QUJD-_` passes), and because Foundation's
/// decoder wants the whole text at once.
struct Base64Decoder {
    /// What is wrong with the text as a whole.
    enum Fault: Equatable {
        /// A character that is neither of the alphabet nor white space, or text after the padding.
        case junk
        /// A single character is left over, which encodes less than a byte.
        case incomplete
    }

    /// The first fault, once one is met.
    ///
    /// What was decoded is then worthless.
    private(set) var fault: Fault?
    /// The padding was missing at the end; the bytes are complete all the same.
    private(set) var lacksPadding = false

    // 24 bits of up to four characters.
    private var bits: UInt32 = 0
    private var characters = 0
    private var padding = 0

    private static let space: UInt8 = 64
    private static let pad: UInt8 = 65
    private static let junk: UInt8 = 255

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: junk, count: 256)
        for (value, character) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            table[Int(character)] = UInt8(value)
        }
        for character in " \t\r\n".utf8 { table[Int(character)] = space }
        table[Int(UInt8(ascii: "="))] = pad
        return table
    }()

    /// Decodes a piece and appends its bytes.
    mutating func decode(_ text: UnsafeRawBufferPointer, into output: inout OutputBlock) throws {
        guard fault == nil else { return }
        try Self.values.withUnsafeBufferPointer { values in
            var index = 0
            let end = text.count
            while index < end {
                if characters == 0, padding == 0 {
                    // Whole groups of the alphabet only: the usual case, with one test for four characters.
                    while index + 4 <= end {
                        let a = values[Int(text[index])]
                        let b = values[Int(text[index + 1])]
                        let c = values[Int(text[index + 2])]
                        let d = values[Int(text[index + 3])]
                        guard (a | b | c | d) & 0xc0 == 0 else { break }
                        let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
                        try output.append(group)
                        index += 4
                    }
                    if index == end { return }
                }
                try take(values[Int(text[index])], into: &output)
                if fault != nil { return }
                index += 1
            }
        }
    }

    private mutating func take(_ value: UInt8, into output: inout OutputBlock) throws {
        switch value {
        case Self.space: return
        case Self.pad:
            padding += 1
            // Two or three characters, filled up to four.
            if characters < 2 || characters + padding > 4 { fault = .junk }
        case 0..<64:
            guard padding == 0 else {
                fault = .junk
                return
            }
            bits = bits << 6 | UInt32(value)
            characters += 1
            if characters == 4 {
                try output.append(bits)
                bits = 0
                characters = 0
            }
        default: fault = .junk
        }
    }

    /// Decodes what is left at the end of the text.
    mutating func finish(into output: inout OutputBlock) throws {
        guard fault == nil else { return }
        switch characters {
        case 0:
            if padding > 0 { fault = .junk }
        case 1: fault = .incomplete
        default:
            lacksPadding = characters + padding != 4
            try output.append(bits << UInt32(6 * (4 - characters)), count: characters - 1)
        }
    }
}

/// Gathers decoded bytes, and hands them on in large blocks.
struct OutputBlock {
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// Works in the caller's memory, which must outlive the block.
    init(memory: UnsafeMutableRawBufferPointer, sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.memory = memory
        self.sink = sink
    }

    /// Appends the first bytes of a group of 24 bits.
    @inline(__always)
    mutating func append(_ group: UInt32, count bytes: Int = 3) throws {
        if count + 3 > memory.count { try flush() }
        memory[count] = UInt8(truncatingIfNeeded: group >> 16)
        memory[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
        memory[count + 2] = UInt8(truncatingIfNeeded: group)
        count += bytes
    }

    /// Hands on what is gathered.
    mutating func flush() throws {
        guard count > 0 else { return }
        try sink(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        count = 0
    }
}
