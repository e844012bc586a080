// SPDX-License-Identifier: Apache-2.0

/// Takes one layer of XML escapes off a text in pieces: the five entities of XML, and character references.
///
/// For payloads that a client has HTML-encoded before its serialiser escaped them again (README, "Hva som omformes i dag").
/// Anything else after an ampersand stays as it is.
struct EntityDecoder {
    // From an ampersand on, until the semicolon is there. The longest reference is &#x10FFFF;.
    private var held: [UInt8] = []
    private static let longest = 10

    /// Decodes a piece.
    mutating func decode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if held.isEmpty {
                if byte == UInt8(ascii: "&") { held = [byte] } else { result.append(byte) }
            } else if byte == UInt8(ascii: ";") {
                result.append(contentsOf: Self.text(of: held) ?? held + [byte])
                held = []
            } else if byte == UInt8(ascii: "&") || held.count == Self.longest {
                result.append(contentsOf: held)
                held = []
                if byte == UInt8(ascii: "&") { held = [byte] } else { result.append(byte) }
            } else {
                held.append(byte)
            }
        }
        return result
    }

    /// What is left at the end of the text.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private static func text(of reference: [UInt8]) -> [UInt8]? {
        let name = String(decoding: reference.dropFirst(), as: UTF8.self)
        switch name {
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "amp": return [UInt8(ascii: "&")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        // Swift's numbers may have a sign; those of a reference may not (XML 1.0, production 66).
        guard !digits.contains(where: { "+-".contains($0) }) else { return nil }
        let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        // A reference to a markup character stays one character of text: "&#60;" is how some clients write "<".
        return value.flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
    }
}
