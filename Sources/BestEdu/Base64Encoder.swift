// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Encodes base64 (RFC 4648 §4) in pieces, without line breaks, straight into what a writer hands to its sink.
struct Base64Encoder {
    // The bytes of a group that is not yet whole.
    private var held: UInt32 = 0
    private var heldCount = 0

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    // Two characters for 12 bits, the first one in the low byte.
    private static let pairs: [UInt16] = (0..<4096).map { bits in
        UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8
    }

    /// Encodes a piece.
    mutating func encode(_ bytes: UnsafeRawBufferPointer, into writer: XMLStreamWriter) throws {
        var index = 0
        while heldCount > 0, index < bytes.count {
            try hold(bytes[index], into: writer)
            index += 1
        }
        while bytes.count - index >= 3 {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
            try writer.plain(atLeast: 4) { room in
                let groups = min(rest.count / 3, room.count / 4)
                Self.encode(groups: groups, of: rest, into: room)
                index += 3 * groups
                return 4 * groups
            }
        }
        while index < bytes.count {
            try hold(bytes[index], into: writer)
            index += 1
        }
    }

    /// Encodes what is left at the end, with padding.
    mutating func finish(into writer: XMLStreamWriter) throws {
        guard heldCount > 0 else { return }
        try writeHeld(into: writer)
    }

    private mutating func hold(_ byte: UInt8, into writer: XMLStreamWriter) throws {
        held |= UInt32(byte) << UInt32(16 - 8 * heldCount)
        heldCount += 1
        if heldCount == 3 { try writeHeld(into: writer) }
    }

    private mutating func writeHeld(into writer: XMLStreamWriter) throws {
        let (bits, count) = (held, heldCount)
        held = 0
        heldCount = 0
        try writer.plain(atLeast: 4) { room in
            for place in 0..<4 {
                room[place] =
                    place <= count ? Self.alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "=")
            }
            return 4
        }
    }

    private static func encode(groups: Int, of bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer)
    {
        pairs.withUnsafeBufferPointer { pairs in
            func pair(_ bits: UInt64) -> UInt64 { UInt64(pairs[Int(bits & 0xfff)]) }
            var source = 0
            var target = 0
            let end = 3 * groups
            // Two groups at a time, out of a word that reaches two bytes beyond them.
            while source + 8 <= end {
                let bits = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: source, as: UInt64.self))
                let text = pair(bits >> 52) | pair(bits >> 40) << 16 | pair(bits >> 28) << 32 | pair(bits >> 16) << 48
                room.storeBytes(of: text.littleEndian, toByteOffset: target, as: UInt64.self)
                source += 6
                target += 8
            }
            while source < end {
                let bits =
                    UInt64(bytes[source]) << 16 | UInt64(bytes[source + 1]) << 8 | UInt64(bytes[source + 2])
                let text = UInt32(pair(bits >> 12) | pair(bits) << 16)
                room.storeBytes(of: text.littleEndian, toByteOffset: target, as: UInt32.self)
                source += 3
                target += 4
            }
        }
    }
}
