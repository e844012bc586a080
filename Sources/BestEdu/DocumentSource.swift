// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of a message's documents come from while the message is written.
public protocol DocumentSource {
    /// Hands over the bytes of the document of this name, in order and in blocks of any size.
    ///
    /// - Parameters:
    ///   - navn: the name that the tree gives the document; the source decides what it may reach.
    ///   - body: takes a block, which need be valid only during the call.
    func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
}
