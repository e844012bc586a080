// SPDX-License-Identifier: Apache-2.0

/// A Norwegian organisation number: nine digits of which the last is a modulus 11 check digit.
public struct Organisasjonsnummer: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The nine digits.
    public let digits: String

    /// Accepts nine digits with the right check digit, and nothing else; use ``init(lenient:)`` for what senders write.
    public init?(_ digits: String) {
        guard digits.utf8.count == 9, Self.hasValidCheckDigit(digits) else { return nil }
        self.digits = digits
    }

    /// Accepts the notations that are met in messages: blanks, `0192:`, `9908:`, and `NO`…`MVA` are stripped.
    public init?(lenient text: String) {
        self.init(Self.stripped(text))
    }

    /// The text without blanks, ISO 6523 prefixes and VAT marks.
    public static func stripped(_ text: String) -> String {
        // As in xslt/felles/tekst.xsl, which needs it for the carrier. By bytes, as there: a mark on a letter is a letter more.
        var rest = text.withoutBlanks.utf8[...]
        while true {
            if rest.starts(with: "0192:".utf8) || rest.starts(with: "9908:".utf8) {
                rest.removeFirst(5)
            } else if isLike(rest.prefix(2), "NO") {
                rest.removeFirst(2)
            } else {
                break
            }
        }
        if rest.count > 3, isLike(rest.suffix(3), "MVA") { rest.removeLast(3) }
        return String(Substring(rest))
    }

    private static func isLike(_ bytes: Substring.UTF8View, _ capitals: String) -> Bool {
        bytes.elementsEqual(capitals.utf8) { $0 & 0xdf == $1 }
    }

    /// The identifier of ISO 6523 that eFormidling uses: `0192:` and the digits.
    public var iso6523: String { "0192:" + digits }

    /// The nine digits.
    public var description: String { digits }

    /// Reads the nine digits.
    ///
    /// - Throws: `DecodingError` when they are none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "No organisation number.")
        }
        self = number
    }

    /// Writes the nine digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }

    // The weights of Enhetsregisteret's modulus 11.
    private static let weights = [3, 2, 7, 6, 5, 4, 3, 2]

    private static func hasValidCheckDigit(_ digits: String) -> Bool {
        let values = digits.utf8.map { Int($0) - 48 }
        // Nine zeros have a check digit that fits, and are nobody's.
        guard values.allSatisfy({ (0...9).contains($0) }), values.contains(where: { $0 > 0 }) else { return false }
        let remainder = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } % 11
        let expected = remainder == 0 ? 0 : 11 - remainder
        return expected == values[8]
    }
}
