// SPDX-License-Identifier: Apache-2.0
public import Noark
import SafeXML

/// What the conversion of a receipt may be told beside it.
///
/// Same receipt and same settings give the same bytes. What was stored with the message that is answered is looked up
/// by the caller, who knows both the envelope and the addressing before the conversion: no store is asked on the way.
public struct ReceiptSettings: Sendable, Hashable {
    /// What was stored of the message that a receipt answers.
    public struct Original: Sendable, Hashable {
        /// The conversationId that the archive itself wrote, for receipts to the archive; nil takes the SBD's.
        public var archiveConversationId: String?
        /// The conversation in eFormidling, a UUID, for receipts from the archive; nil derives it.
        public var conversationId: String?
        /// The message in eFormidling, a UUID; nil is unknown.
        public var messageId: String?
        /// Who sent the message and who got it, for receipts from the archive; nil goes by the receipt's envelope.
        public var parties: Parties?

        /// Creates what is known.
        public init(
            archiveConversationId: String? = nil, conversationId: String? = nil, messageId: String? = nil,
            parties: Parties? = nil
        ) {
            self.archiveConversationId = archiveConversationId
            self.conversationId = conversationId
            self.messageId = messageId
            self.parties = parties
        }
    }

    /// The ends of a message that is answered.
    public struct Parties: Sendable, Hashable {
        /// Who sent the message, and gets the receipt.
        public var sender: Organisasjonsnummer
        /// Who got the message, and sends the receipt.
        public var receiver: Organisasjonsnummer

        /// Creates the ends.
        public init(sender: Organisasjonsnummer, receiver: Organisasjonsnummer) {
            self.sender = sender
            self.receiver = receiver
        }
    }

    /// Our own organisation number, by which the direction of a receipt is known.
    public var ownOrganisation: Organisasjonsnummer?
    /// The archive's receipts have the sender and receiver of the message that they answer, as those of Public 360.
    ///
    /// From an archive, it decides only where our own number does not.
    public var swapsReceiptAddresses = false
    /// Lets a receipt with a bad receiver number go on, with a warning.
    public var allowsInvalidReceiver = false
    /// The message that is answered; nil is unknown.
    public var original: Original?
    /// Name of who sends the receipt, for the envelope; empty leaves it out.
    public var senderName = ""
    /// Name of who receives the receipt, for the envelope; empty leaves it out.
    public var receiverName = ""
    /// When the receipt was made, for the SBD; nil leaves it out.
    public var creationDateAndTime: String?
    /// When the receipt expires, for the SBD; nil leaves it out.
    public var expectedResponseDateTime: String?

    /// Every value is told in the account, beside the sums.
    public var accountsForValues = false

    /// The defaults.
    public init() {}

    /// The settings that cannot be right, by name; empty when all can.
    public var faults: [String] {
        var result: [String] = []
        for (name, text) in [
            ("senderName", senderName), ("receiverName", receiverName),
            ("archiveConversationId", original?.archiveConversationId ?? ""),
        ] where !XMLText.isText(text) { result.append(name) }
        for (name, uuid) in [("conversationId", original?.conversationId), ("messageId", original?.messageId)] {
            if let uuid, MeldingId.uuid(in: uuid) != uuid { result.append(name) }
        }
        for (name, time) in [
            ("creationDateAndTime", creationDateAndTime), ("expectedResponseDateTime", expectedResponseDateTime),
        ] {
            if let time, !XMLText.isDateTimeWithZone(time) { result.append(name) }
        }
        return result
    }
}
