// SPDX-License-Identifier: Apache-2.0

/// Who receives a message in DPV.
public enum Mottaker: Sendable, Hashable, Codable {
    /// An organisation.
    case virksomhet(Organisasjonsnummer)
    /// A person.
    case person(Foedselsnummer)

    /// Takes a number that is right: nine digits, with or without `0192:`, or eleven.
    public init?(_ identifier: String) {
        let bare = identifier.hasPrefix("0192:") ? String(identifier.dropFirst(5)) : identifier
        if let number = Organisasjonsnummer(bare) {
            self = .virksomhet(number)
        } else if let number = Foedselsnummer(bare) {
            self = .person(number)
        } else {
            return nil
        }
    }

    /// Reads the digits.
    ///
    /// - Throws: `DecodingError` when they are of nobody.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let mottaker = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "No receiver.")
        }
        self = mottaker
    }

    /// Writes the digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(identifier)
    }

    /// The digits alone, as eFormidling's filters and capabilities take them.
    public var identifier: String {
        switch self {
        case .virksomhet(let number): number.digits
        case .person(let number): number.digits
        }
    }

    /// The name of the receiver in Altinn.
    public var urn: String {
        switch self {
        case .virksomhet(let number): "urn:altinn:organization:identifier-no:" + number.digits
        case .person(let number): "urn:altinn:person:identifier-no:" + number.digits
        }
    }

    /// A person receives.
    public var isPerson: Bool { if case .person = self { true } else { false } }
}
