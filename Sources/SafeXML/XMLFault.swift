// SPDX-License-Identifier: Apache-2.0

/// A fault of a document that makes reading on meaningless.
///
/// Carries no text of the document.
public struct XMLFault: Error, Sendable, Hashable {
    /// What is wrong.
    public struct Kind: Sendable, Hashable {
        private let raw: Raw
        private enum Raw { case malformed, truncated, empty, doctype, limit, encoding }

        /// Not well-formed.
        public static let malformed = Kind(raw: .malformed)
        /// Ends in the middle.
        public static let truncated = Kind(raw: .truncated)
        /// No element: empty, or text that is not XML.
        public static let empty = Kind(raw: .empty)
        /// Has a document type declaration.
        public static let doctype = Kind(raw: .doctype)
        /// Larger than a limit; ``XMLFault/detail`` names it.
        public static let limit = Kind(raw: .limit)
        /// In an encoding that is not read, or not in the encoding it says.
        public static let encoding = Kind(raw: .encoding)
    }

    /// What is wrong.
    public let kind: Kind
    /// The limit's name, or what libxml2 calls the error.
    ///
    /// Never a value of the document.
    public let detail: String
    /// Line, counted from 1, where known.
    public let line: Int?
    /// Column, counted from 1, where known.
    public let column: Int?

    /// A limit of ``Limits`` that is passed, by its name.
    public static func limit(_ name: String, line: Int? = nil) -> XMLFault {
        XMLFault(kind: .limit, detail: name, line: line, column: nil)
    }
}

/// A failure of ours or of the libraries, never of a document.
public struct SafeXMLError: Error, Sendable, CustomStringConvertible {
    /// One full sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
