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

    /// For each of the four characters of a group, what each of its values gives to the three bytes, in the order of memory;
    /// ``noGroup`` for what is not in the alphabet.
    fileprivate static let shares: [UInt32] = {
        var table = [UInt32](repeating: noGroup, count: 4 * 256)
        for character in 0..<256 where values[character] < 64 {
            let value = UInt32(values[character])
            table[character] = value << 2
            table[256 + character] = value >> 4 | (value & 0xf) << 12
            table[512 + character] = (value >> 2) << 8 | (value & 0x3) << 22
            table[768 + character] = value << 16
        }
        return table
    }()

    /// More than three bytes can be.
    fileprivate static let noGroup: UInt32 = 0x0100_0000

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
                let value = values[Int(text[index])]
                // First, and by itself: there may be gigabytes of it.
                if value == Self.space {
                    index += 1
                    continue
                }
                if characters == 0, padding == 0 {
                    let grouped = try output.appendGroups(UnsafeRawBufferPointer(rebasing: text[index...]))
                    index += grouped
                    if grouped > 0 { continue }
                }
                try take(value, into: &output)
                if fault != nil { return }
                index += 1
            }
        }
    }

    private mutating func take(_ value: UInt8, into output: inout OutputBlock) throws {
        switch value {
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

    /// Appends whole groups of the alphabet as far as there are any, the usual case, and tells how many characters that was.
    mutating func appendGroups(_ text: UnsafeRawBufferPointer) throws -> Int {
        guard let source = text.baseAddress, let target = memory.baseAddress else { return 0 }
        return try Base64Decoder.shares.withUnsafeBufferPointer { shares in
            guard let table = shares.baseAddress else { return 0 }
            var read = 0
            while read + 4 <= text.count {
                // A group is written with a byte too many.
                if count + 4 > memory.count { try flush() }
                var groups = min((text.count - read) / 4, (memory.count - count - 1) / 3)
                let first = groups
                var from = source + read
                var to = target + count
                while groups > 0 {
                    let group =
                        table[Int(from.load(as: UInt8.self))]
                        | table[256 + Int(from.load(fromByteOffset: 1, as: UInt8.self))]
                        | table[512 + Int(from.load(fromByteOffset: 2, as: UInt8.self))]
                        | table[768 + Int(from.load(fromByteOffset: 3, as: UInt8.self))]
                    if group >= Base64Decoder.noGroup { break }
                    to.storeBytes(of: group.littleEndian, as: UInt32.self)
                    from += 4
                    to += 3
                    groups -= 1
                }
                read += (first - groups) * 4
                count += (first - groups) * 3
                if groups > 0 { break }
            }
            return read
        }
    }

    /// Hands on what is gathered.
    mutating func flush() throws {
        guard count > 0 else { return }
        try sink(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        count = 0
    }
}
