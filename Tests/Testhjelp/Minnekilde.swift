// SPDX-License-Identifier: Apache-2.0
public import BestEdu

/// Documents in memory, by name.
public struct Minnekilde: DocumentSource {
    /// There is no document of the name.
    public struct Ukjent: Error {
        /// The name.
        public let navn: String
    }

    private let dokumenter: [String: [UInt8]]

    /// Takes the documents.
    public init(_ dokumenter: [String: [UInt8]]) { self.dokumenter = dokumenter }

    /// Hands over the bytes in one block.
    ///
    /// - Throws: ``Ukjent`` when there are none of the name.
    public func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let bytes = dokumenter[navn] else { throw Ukjent(navn: navn) }
        try bytes.withUnsafeBytes { try body($0) }
    }
}
