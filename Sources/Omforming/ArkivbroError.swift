// SPDX-License-Identifier: Apache-2.0

/// Something is wrong with us or with our surroundings; never with a document, whose faults are findings.
public struct ArkivbroError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which kind of thing is wrong.
    public struct Code: Sendable, Hashable {
        private let raw: Raw
        private enum Raw {
            case missingResource, brokenResource, noInput, cannotRead, cannotCreate, cannotWrite, exists, configuration
        }

        /// A stylesheet, schema or table is not in the program.
        public static let missingResource = Code(raw: .missingResource)
        /// A table in the program is not of its form.
        public static let brokenResource = Code(raw: .brokenResource)
        /// A file that was named is not there, or cannot be opened.
        public static let noInput = Code(raw: .noInput)
        /// Reading failed on the way.
        public static let cannotRead = Code(raw: .cannotRead)
        /// A folder cannot be made.
        public static let cannotCreate = Code(raw: .cannotCreate)
        /// Writing failed on the way: a full disk, for one.
        public static let cannotWrite = Code(raw: .cannotWrite)
        /// The result is there already, with other contents.
        public static let exists = Code(raw: .exists)
        /// A setting cannot be right.
        public static let configuration = Code(raw: .configuration)
    }

    /// Which kind of thing is wrong.
    public let code: Code
    /// One full sentence.
    public let description: String

    /// Creates an error.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Errors are alike when they are of one kind.
    public static func == (left: ArkivbroError, right: ArkivbroError) -> Bool { left.code == right.code }
}
