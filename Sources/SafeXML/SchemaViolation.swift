// SPDX-License-Identifier: Apache-2.0

/// What a schema holds against a document.
public struct SchemaViolation: Sendable, Hashable {
    /// The rule that is broken.
    public enum Rule: Sendable, Hashable {
        /// A required child is missing; the names that would do.
        case missing([String])
        /// A child that has no place here.
        case unexpected(String)
        /// A child that stands after one that it must stand before.
        case misplaced(String)
        /// More children of a name than allowed.
        case tooMany(String)
        /// The element's text is not of its type; the type's name.
        case value(type: String)
        /// An attribute that has no place here; its name.
        case attribute(String)
        /// Text beside elements, where there may be none.
        case text
        /// Anything else, by the number that libxml2 gives it.
        case other(code: Int)

        /// The rule without what is broken.
        public var kind: Kind {
            switch self {
            case .missing: .missing
            case .unexpected: .unexpected
            case .misplaced: .misplaced
            case .tooMany: .tooMany
            case .value: .value
            case .attribute: .attribute
            case .text: .text
            case .other: .other
            }
        }
    }

    /// A ``Rule`` without what is broken.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case missing, unexpected, misplaced, tooMany, value, attribute, text, other
    }

    /// The rule that is broken.
    public let rule: Rule
    /// Path of the element, as ``XMLElement/path``.
    public let path: String
    /// Line in the parsed bytes, where known.
    public let line: Int?
}

/// All that a schema holds against a document: the first of each kind, and how many more there are.
public struct SchemaViolations: Sendable {
    /// Most violations of a kind that are told of one document: beyond that, more of the same helps nobody.
    public static let maxOfAKind = 200

    /// The first of each kind.
    public private(set) var told: [SchemaViolation] = []
    private var numbers: [SchemaViolation.Kind: Int] = [:]

    init() {}

    /// Whether the document is valid.
    public var isEmpty: Bool { told.isEmpty }

    /// How many there are, told or not; of what only libxml2 tells, no more than ``maxOfAKind``.
    public var count: Int { numbers.values.reduce(0, +) }

    /// How many more there are of a kind than are told.
    public func untold(_ kind: SchemaViolation.Kind) -> Int { max(0, numbers[kind, default: 0] - Self.maxOfAKind) }

    mutating func add(_ rule: SchemaViolation.Rule, at path: @autoclosure () -> String, line: Int?) {
        numbers[rule.kind, default: 0] += 1
        guard untold(rule.kind) == 0 else { return }
        told.append(SchemaViolation(rule: rule, path: path(), line: line))
    }
}
