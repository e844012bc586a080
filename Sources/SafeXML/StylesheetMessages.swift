// SPDX-License-Identifier: Apache-2.0

/// The texts of `xsl:message` of one run, in order.
///
/// Made one by one when they are asked for: of a hostile document there are hundreds of thousands.
public struct StylesheetMessages: Sequence {
    // Each ends with a line feed.
    private var text: [UInt8] = []

    /// Whether there are none.
    public var isEmpty: Bool { text.isEmpty }

    mutating func append(_ bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

    /// Goes through them.
    public func makeIterator() -> AnyIterator<String> {
        var rest = text[...]
        return AnyIterator {
            let start = rest.drop { $0 == UInt8(ascii: "\n") }
            if start.isEmpty { return nil }
            let line = start.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...]
            return String(decoding: line, as: UTF8.self)
        }
    }
}
