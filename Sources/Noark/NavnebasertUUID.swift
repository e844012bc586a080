// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Name-based identifiers (UUID version 5, RFC 9562 §5.5) in the namespace of the Noark 4 types.
public enum NavnebasertUUID {
    /// UUIDv5 of `http://www.arkivverket.no/Noark4-1-WS-WD/types` in the URL namespace.
    public static let namespace = "c95c4b13-0cf4-5861-831a-ef54509366ec"

    private static let namespaceBytes: [UInt8] = [
        0xc9, 0x5c, 0x4b, 0x13, 0x0c, 0xf4, 0x58, 0x61, 0x83, 0x1a, 0xef, 0x54, 0x50, 0x93, 0x66, 0xec,
    ]

    /// The identifier of a name, in lower-case canonical form.
    public static func uuid(name: String) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: namespaceBytes)
        var name = name
        name.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = (bytes[6] & 0x0f) | 0x50
        bytes[8] = (bytes[8] & 0x3f) | 0x80
        return canonical(bytes)
    }

    /// The identifier of a name made of parts, joined by `|`, with `%` and `|` inside a part percent-escaped.
    public static func uuid(parts: [String]) -> String {
        uuid(name: parts.map(escaped).joined(separator: "|"))
    }

    private static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "|") }) else { return part }
        // Byte by byte: with a combining mark behind it, a bar is another Character.
        return String(
            decoding: part.utf8.flatMap { byte in
                switch byte {
                case UInt8(ascii: "%"): Array("%25".utf8)
                case UInt8(ascii: "|"): Array("%7C".utf8)
                default: [byte]
                }
            }, as: UTF8.self)
    }

    private static func canonical(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
