// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Noark

/// A message as DPV shows it: title, texts and attachments in the receiver's inbox.
///
/// Fields have Altinn's names.
public struct Korrespondanse: Sendable, Hashable {
    /// An attachment, in the order in which it is shown.
    public struct Vedlegg: Sendable, Hashable {
        /// File name, as in the package's `documents/`.
        public let fileName: String
        /// The name that is shown.
        public let displayName: String
        /// The document that it is.
        public let dokument: Forsendelse.Dokument
    }

    /// Identity of the message, a UUID; also the idempotency key of its delivery.
    public let messageId: String
    /// Identity of the conversation, a UUID.
    public let conversationId: String
    /// The process.
    public let prosess: Prosess
    /// The document type.
    public let dokumenttype: Dokumenttype
    /// SHA-256 of the message that came in, in lower-case hexadecimal digits: two orders with the same are the same.
    public let contentSHA256: String
    /// Who receives.
    public let recipient: Organisasjonsnummer
    /// Who sends.
    public let sender: Organisasjonsnummer
    /// Name of who sends, as the receiver sees it; empty when the message does not say.
    public let messageSender: String
    /// The message or its case is exempt from public access.
    public let erSkjermet: Bool
    /// The message may be shown only to those with access to confidential post.
    public let isConfidential: Bool
    /// Language of the texts.
    public let language: String
    /// Plain text, at most 255 characters.
    public let messageTitle: String
    /// Plain text, at most 255 characters.
    public let messageSummary: String
    /// Markdown, at most 30,000 characters.
    public let messageBody: String
    /// The attachments, main document first.
    public let attachments: [Vedlegg]

    /// `korrespondanse.json`.
    public var json: OrderedJSON {
        .object([
            ("messageId", .string(messageId)),
            ("conversationId", .string(conversationId)),
            ("idempotentKey", .string(messageId)),
            ("contentSha256", .string(contentSHA256)),
            ("process", .string(prosess.urn)),
            ("documentType", .string(dokumenttype.standard)),
            ("sender", .string(sender.iso6523)),
            ("messageSender", .string(messageSender)),
            ("recipient", .string("urn:altinn:organization:identifier-no:" + recipient.digits)),
            ("isConfidential", .bool(isConfidential)),
            ("language", .string(language)),
            ("messageTitle", .string(messageTitle)),
            ("messageSummary", .string(messageSummary)),
            ("messageBody", .string(messageBody)),
            (
                "attachments",
                .array(
                    attachments.map {
                        .object([
                            ("fileName", .string($0.fileName)),
                            ("displayName", .string($0.displayName)),
                            ("mediaType", .string($0.dokument.mediatype)),
                            ("size", .integer($0.dokument.size)),
                            ("sha256", .string($0.dokument.sha256)),
                        ])
                    })
            ),
        ])
    }
}
