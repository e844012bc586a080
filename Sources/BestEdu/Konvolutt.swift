// SPDX-License-Identifier: Apache-2.0

/// The envelope of a `PutMessageRequest`, as it was written.
public struct Konvolutt: Sendable, Hashable {
    /// One end of the message.
    public struct Part: Sendable, Hashable {
        /// Organisation number as written.
        public var orgnr = ""
        /// Name of the organisation.
        public var name = ""
        /// E-mail address.
        public var email = ""
        /// The archive's own reference, opaque.
        public var ref = ""
    }

    /// Identity of the conversation as written; empty when absent.
    public var conversationId = ""
    /// Namespace of the payload as written; empty when absent.
    public var contentNamespace = ""
    /// Who sends.
    public var sender = Part()
    /// Who receives.
    public var receiver = Part()
}
