// SPDX-License-Identifier: Apache-2.0
public import Noark

/// The addressing of a message in eFormidling: header and body of a standard business document.
public struct StandardBusinessDocument: Sendable, Hashable {
    /// Who sends; nil leaves it to the integrasjonspunkt, which puts in its own number.
    public var sender: Organisasjonsnummer?
    /// Organisation number of who receives, without `0192:`; as the message has it, right or wrong.
    public var receiver: String
    /// Identity of this message, a UUID.
    public var messageId: String
    /// Identity of the conversation, a UUID.
    public var conversationId: String
    /// The process.
    public var prosess: Prosess
    /// The document type.
    public var dokumenttype: Dokumenttype
    /// The sender's own reference; empty is none.
    public var senderRef = ""
    /// The receiver's own reference; empty is none.
    public var receiverRef = ""
    /// When the message was made, ISO 8601 with offset; nil lets the integrasjonspunkt say.
    public var creationDateAndTime: String?
    /// When the message expires, ISO 8601 with offset; nil lets the integrasjonspunkt say.
    public var expectedResponseDateTime: String?
    /// The body, when the document type is arkivmelding_kvittering.
    public var kvittering: Kvittering?
    /// The body, when the document type is digital_dpv.
    public var digitalDpv: DigitalDpv?
    /// What is asked of DPV for this message, in the body of an arkivmelding or a digital_dpv.
    public var dpv = DpvSettings()

    /// Creates an addressing.
    public init(
        sender: Organisasjonsnummer?, receiver: String, messageId: String, conversationId: String, prosess: Prosess,
        dokumenttype: Dokumenttype
    ) {
        self.sender = sender
        self.receiver = receiver
        self.messageId = messageId
        self.conversationId = conversationId
        self.prosess = prosess
        self.dokumenttype = dokumenttype
    }

    /// The addressing of a receipt for this message, from its receiver to its sender.
    ///
    /// Nil when the message has no sender, or when its receiver is no organisation: then nobody can have sent it.
    public func addressed(_ kvittering: Kvittering) -> StandardBusinessDocument? {
        guard let sender, let receiver = Organisasjonsnummer(receiver) else { return nil }
        var sbd = StandardBusinessDocument(
            sender: receiver, receiver: sender.digits,
            messageId: kvittering.messageId(sender: receiver.digits, conversationId: conversationId),
            conversationId: conversationId, prosess: .response, dokumenttype: .arkivmeldingKvittering)
        sbd.senderRef = receiverRef
        sbd.receiverRef = senderRef
        sbd.kvittering = kvittering
        return sbd
    }

    /// The JSON that eFormidling's REST API takes, header first.
    public var json: OrderedJSON {
        .object([
            ("standardBusinessDocumentHeader", header),
            (dokumenttype.type, body),
        ])
    }

    private var body: OrderedJSON {
        if let kvittering { return Self.body(kvittering) }
        let dpv = dpv == DpvSettings() ? nil : dpv.json
        // All members of an arkivmelding's body are optional.
        return .members((digitalDpv?.members ?? []) + [("dpv", dpv)])
    }

    private static func body(_ kvittering: Kvittering) -> OrderedJSON {
        .members([
            ("receiptType", kvittering.receiptType.map { .string($0.rawValue) }),
            ("relatedToMessageId", kvittering.relatedToMessageId.map(OrderedJSON.string)),
            (
                "messages",
                .array(
                    kvittering.messages.map { message in
                        .members([
                            ("code", message.code.map(OrderedJSON.string)),
                            ("text", message.text.map(OrderedJSON.string)),
                        ])
                    })
            ),
        ])
    }

    private var header: OrderedJSON {
        .members([
            ("headerVersion", .string("1.0")),
            ("sender", sender.map { .array([Self.partner($0.iso6523)]) }),
            ("receiver", .array([Self.partner(Foedselsnummer(receiver) == nil ? "0192:" + receiver : receiver)])),
            (
                "documentIdentification",
                .members([
                    ("standard", .string(dokumenttype.standard)),
                    ("typeVersion", .string(dokumenttype.versjon)),
                    ("instanceIdentifier", .string(messageId)),
                    ("type", .string(dokumenttype.type)),
                    ("creationDateAndTime", creationDateAndTime.map(OrderedJSON.string)),
                ])
            ),
            ("businessScope", .object([("scope", .array(scopes))])),
        ])
    }

    private var scopes: [OrderedJSON] {
        let expiry = expectedResponseDateTime.map {
            OrderedJSON.array([.object([("expectedResponseDateTime", .string($0))])])
        }
        let conversation = OrderedJSON.members([
            ("type", .string("ConversationId")),
            ("instanceIdentifier", .string(conversationId)),
            ("identifier", .string(prosess.urn)),
            ("scopeInformation", expiry),
        ])
        // The reference belongs in instanceIdentifier: with that empty, the integrasjonspunkt makes up a UUID.
        let references = [("SenderRef", senderRef), ("ReceiverRef", receiverRef)].filter { !$0.1.isEmpty }.map {
            OrderedJSON.object([("type", .string($0.0)), ("instanceIdentifier", .string($0.1))])
        }
        return [conversation] + references
    }

    private static func partner(_ identifier: String) -> OrderedJSON {
        .object([
            (
                "identifier",
                .object([("value", .string(identifier)), ("authority", .string("iso6523-actorid-upis"))])
            )
        ])
    }
}
