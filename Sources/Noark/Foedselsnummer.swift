// SPDX-License-Identifier: Apache-2.0

/// A Norwegian national identity number or D-number: eleven digits, a date, and two modulus 11 check digits.
///
/// Says nothing of itself when it is printed: logs and errors must not hold it.
public struct Foedselsnummer: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The eleven digits.
    public let digits: String

    /// Accepts eleven digits with a possible date and the right check digits, and nothing else.
    public init?(_ digits: String) {
        let values = digits.utf8.map { Int($0) - 48 }
        guard values.count == 11, values.allSatisfy({ (0...9).contains($0) }), Self.hasPossibleDate(values),
            Self.hasValidCheckDigits(values)
        else { return nil }
        self.digits = digits
    }

    /// Whether a text has as many digits as a person's number and no more, however they stand, and whether they are one or not.
    public static func isWritten(as text: String) -> Bool { digits(in: text) == 11 }

    /// Whether a person's number may stand in a text, however it is written: the text is then shown to nobody.
    public static func mayStand(in text: String) -> Bool { digits(in: text) >= 11 }

    private static func digits(in text: String) -> Int {
        // The prefix of ISO 6523 says whose number follows, and is no part of it.
        let prefix = ["0192:", "9908:"].first { text.hasPrefix($0) } ?? ""
        return text.unicodeScalars.dropFirst(prefix.unicodeScalars.count).count {
            $0.properties.numericType == .decimal
        }
    }

    /// What stands in the number's place.
    public var description: String { "<fødselsnummer>" }

    /// What stands in the number's place.
    public var debugDescription: String { description }

    /// Shows no digit.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    // A D-number has 40 added to its day; numbers made for tests have 40, 65 or 80 added to their month.
    private static func hasPossibleDate(_ values: [Int]) -> Bool {
        let day = values[0] * 10 + values[1]
        let month = values[2] * 10 + values[3]
        return ((1...31).contains(day) || (41...71).contains(day))
            && [0, 40, 65, 80].contains { (1...12).contains(month - $0) }
    }

    private static let weights = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]]

    private static func hasValidCheckDigits(_ values: [Int]) -> Bool {
        weights.allSatisfy { zip($0, values).reduce(0) { $0 + $1.0 * $1.1 } % 11 == 0 }
    }
}
