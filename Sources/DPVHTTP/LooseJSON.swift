// SPDX-License-Identifier: Apache-2.0
import EFormidling

/// JSON of a server, read without demands: what is not as expected is not there.
package enum LooseJSON: Sendable, Hashable {
    case object([String: LooseJSON])
    case array([LooseJSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// Nil when the bytes are no JSON, or nested deeper or of more values than an answer is.
    ///
    /// Not Foundation's decoder, which tries each value as one thing after the other, at a cost that grows with the depth.
    package init?(_ bytes: [UInt8]) {
        let limits = JSONReader.Limits(maxBytes: .max, maxDepth: 64, maxValues: 200_000)
        guard let tree = try? JSONReader.read(bytes, limits: limits) else { return nil }
        self.init(tree)
    }

    private init(_ tree: JSONTree) {
        switch tree {
        case .object(let members):
            self = .object(Dictionary(members.map { ($0.name, LooseJSON($0.value)) }) { $1 })
        case .array(let elements): self = .array(elements.map(LooseJSON.init))
        case .string(let text): self = .string(text)
        case .literal("true"): self = .bool(true)
        case .literal("false"): self = .bool(false)
        case .literal(let number): self = Double(number).map(LooseJSON.number) ?? .null
        case .null: self = .null
        }
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
