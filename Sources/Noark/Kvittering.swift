// SPDX-License-Identifier: Apache-2.0

/// An archive's answer to a message: the same in an `AppReceipt` and in an arkivmelding_kvittering.
public struct Kvittering: Sendable, Hashable {
    /// What the archive says of the message.
    ///
    /// Any text can be met; the four that both standards have are named.
    public struct Kvitteringstype: RawRepresentable, Sendable, Hashable {
        /// The text as it is written.
        public let rawValue: String

        /// Takes a text as it is.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The message was received.
        public static let ok = Kvitteringstype(rawValue: "OK")
        /// The message was received, and somebody should look at it.
        public static let warning = Kvitteringstype(rawValue: "WARNING")
        /// The message was not received.
        public static let error = Kvitteringstype(rawValue: "ERROR")
        /// The archive does not take such messages.
        public static let notSupported = Kvitteringstype(rawValue: "NOTSUPPORTED")

        /// The four that both standards have.
        public static let alle = [ok, warning, error, notSupported]
    }

    /// One message of a receipt.
    public struct Message: Sendable, Hashable {
        /// The archive's own code; nil when there is none.
        public var code: String?
        /// The text, kept to the last character; nil when there is none.
        public var text: String?

        /// Creates a message.
        public init(code: String?, text: String?) {
            self.code = code
            self.text = text
        }
    }

    /// What the archive says of the message; nil when it does not say.
    public var receiptType: Kvitteringstype?
    /// Identity in eFormidling of the message that is answered; nil when unknown.
    public var relatedToMessageId: String?
    /// The messages, in order; equal ones are told apart by nothing but their place, and are all kept.
    public var messages: [Message]

    /// Creates a receipt.
    public init(receiptType: Kvitteringstype?, relatedToMessageId: String? = nil, messages: [Message] = []) {
        self.receiptType = receiptType
        self.relatedToMessageId = relatedToMessageId
        self.messages = messages
    }

    /// The identity of the receipt itself: the same receipt for the same message has the same, and no other has it.
    ///
    /// UUIDv5 of `kvittering|sender|conversationId|relatedToMessageId|type|code|text|code|text…`, without the fourth part
    /// when it is unknown. Each part is escaped, and there are two for each message, so that no two receipts have one name:
    /// a conversation may have several letters, and a plain OK to each.
    ///
    /// - Parameters:
    ///   - sender: organisation number of who sends the receipt.
    ///   - conversationId: the conversation in eFormidling.
    public func messageId(sender: String, conversationId: String) -> String {
        NavnebasertUUID.uuid(
            parts: ["kvittering", sender, conversationId] + (relatedToMessageId.map { [$0] } ?? [])
                + [receiptType?.rawValue ?? ""]
                + messages.flatMap { [$0.code ?? "", $0.text ?? ""] })
    }
}
