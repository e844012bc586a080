// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// An attribute's value as libxml2 has it until it is read a second time: each ampersand is the reference `&#38;`.
///
/// As long as it does not replace entities, it hands values on so; and it keeps the name of a namespace so in a tree, and
/// writes it as it is.
enum UnreadValue {
    /// What it says.
    static func text(_ value: UnsafeBufferPointer<UInt8>) -> String {
        value.contains(UInt8(ascii: "&"))
            ? String(decoding: withoutReferences(value), as: UTF8.self) : String(decoding: value, as: UTF8.self)
    }

    /// What the name of a namespace says.
    static func text(_ namespace: UnsafePointer<UInt8>) -> String {
        let count = strlen(UnsafeRawPointer(namespace).assumingMemoryBound(to: CChar.self))
        return text(UnsafeBufferPointer(start: namespace, count: count))
    }

    /// A text in this form.
    static func of(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: "&")) ? text.replacing("&", with: reference) : text
    }

    private static let reference = "&#38;"

    // Byte by byte: a combining mark behind it makes one character of the two in Swift.
    private static func withoutReferences(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let reference = Array(reference.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            result.append(byte)
            rest = rest.dropFirst(rest.starts(with: reference) ? reference.count : 1)
        }
        return result
    }
}
