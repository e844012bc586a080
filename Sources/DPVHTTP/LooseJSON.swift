// SPDX-License-Identifier: Apache-2.0
internal import Foundation

/// JSON of a server, read without demands: what is not as expected is not there.
package enum LooseJSON: Sendable, Hashable {
    case object([String: LooseJSON])
    case array([LooseJSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// Nil when the bytes are no JSON.
    package init?(_ bytes: [UInt8]) {
        guard let found = try? JSONDecoder().decode(LooseJSON.self, from: Data(bytes)) else { return nil }
        self = found
    }

    /// A member; null where there is none.
    package subscript(_ name: String) -> LooseJSON {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    package var elements: [LooseJSON] { if case .array(let elements) = self { elements } else { [] } }

    package var members: [String: LooseJSON] { if case .object(let members) = self { members } else { [:] } }

    /// A text that is not empty.
    package var string: String? {
        if case .string(let text) = self, !text.isEmpty { text } else { nil }
    }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// A whole number, also one that is written as text.
    package var integer: Int? {
        switch self {
        case .number(let value): Int(exactly: value)
        case .string(let text): Int(text)
        default: nil
        }
    }
}

extension LooseJSON: Decodable {
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let elements = try? value.decode([LooseJSON].self) {
            self = .array(elements)
        } else {
            self = .object(try value.decode([String: LooseJSON].self))
        }
    }
}
