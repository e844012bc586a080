// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Takes what a document says out of a server's words, before they are shown.
package struct Sladding: Sendable {
    private let values: [String]
    private static let longest = 500

    /// - Parameter values: what must not be seen.
    package init(_ values: [String]) {
        // A longer value may hold a shorter one. One or two characters occur in any text.
        self.values = Set(values).filter { $0.count > 2 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// A name that a program gave something, which may be told on; nil when it may be anything else.
    package static func name(_ text: some StringProtocol) -> String? {
        let isName = text.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2d, 0x2e, 0x5f].contains(byte)
        }
        // A person's number is one however it is divided.
        let hasNumber = text.utf8.count { (0x30...0x39).contains($0) } >= 9
        return isName && (1...60).contains(text.utf8.count) && !hasNumber ? String(text) : nil
    }

    /// A text without any number as long as that of an organisation or a person, however it is divided.
    ///
    /// A date with its hour, as ISO 8601 has them, is as long, and nobody's.
    package static func withoutNumbers(_ text: String) -> String {
        text.replacing(/[0-9](?:[\s.\-–\/]{0,3}[0-9])*/) { match in
            let isTime = match.output.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2})?/) != nil
            let digits = match.output.utf8.count { (0x30...0x39).contains($0) }
            return digits < 9 || isTime ? String(match.output) : "…"
        }
    }

    package func callAsFunction(_ text: String) -> String {
        var text = text
        for value in values { text = text.replacing(value, with: "…") }
        text = Self.withoutNumbers(text)
        let oneLine = String(text.map { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 32 } ? " " : $0 })
        return oneLine.count > Self.longest ? oneLine.prefix(Self.longest) + "…" : oneLine
    }
}
