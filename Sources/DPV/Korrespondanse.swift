// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Foundation
public import Noark

/// A message as DPV shows it: title, texts and attachments in the receiver's inbox.
///
/// Fields have Altinn's names. To be stored until it is handed over; what is written is for ourselves alone, and
/// `korrespondanse.json` for others.
public struct Korrespondanse: Sendable, Hashable, Codable {
    /// An attachment, in the order in which it is shown.
    public struct Vedlegg: Sendable, Hashable, Codable {
        /// File name, the last part of ``path``.
        public let fileName: String
        /// The name that is shown.
        public let displayName: String
        /// What Altinn demands of each attachment, and nobody reads.
        public let sendersReference: String
        /// Path of the file inside the package's folder, such as `documents/brev.pdf`.
        public let path: String
        /// The document that it is.
        public let dokument: Forsendelse.Dokument
        /// The documents that are packed in it, in order; empty when it is one of the message's own.
        public let innhold: [Forsendelse.Dokument]
    }

    /// The texts that Altinn wants plain.
    public struct Tekster: Sendable, Hashable, Codable {
        /// At most 255 UTF-16 units.
        public let messageTitle: String
        /// At most 255 UTF-16 units.
        public let messageSummary: String
        /// At most 255 UTF-16 units; empty when the message does not say who sends.
        public let messageSender: String
    }

    /// Identity of the message, a UUID; also `sendersReference`, and the key of the first attempt.
    public let messageId: String
    /// Identity of the conversation, a UUID.
    public let conversationId: String
    /// The process.
    public let prosess: Prosess
    /// The document type.
    public let dokumenttype: Dokumenttype
    /// The resource in Altinn; nil when the table of processes does not say.
    public let resourceId: String?
    /// Service code and edition code of the time before Altinn 3; nil when the table of processes does not say.
    public let serviceCode: String?
    /// Edition of ``serviceCode``.
    public let serviceEditionCode: String?
    /// SHA-256 of what came in, as the message says it, in lower-case hexadecimal digits: two orders with the same are the same.
    public let contentSHA256: String
    /// Who receives.
    public let recipient: Mottaker
    /// Who sends; also `propertyList.senderOrgNumber`.
    public let sender: Organisasjonsnummer
    /// The message or its case is exempt from public access.
    public let erSkjermet: Bool
    /// The message may be shown only to those with access to confidential post.
    public let isConfidential: Bool
    /// A person who has reserved against digital post gets the message all the same.
    public let ignoreReservation: Bool
    /// Language of the texts.
    public let language: String
    /// Title, summary and sender as they should be shown.
    public let tekster: Tekster
    /// Title, summary and sender without anything that can be taken for markup.
    ///
    /// When Altinn says that a text is not plain, these are tried, once. The same as ``tekster`` when nothing looks
    /// like markup.
    public let plainTexts: Tekster
    /// Markdown, at most 30,000 UTF-16 units.
    public let messageBody: String
    /// The attachments, main document first.
    public internal(set) var attachments: [Vedlegg]
    /// How the receiver is notified; nil is not at all.
    public let notification: Varsel?
    /// Days until an answer is due; nil is no due date.
    public let dagerTilSvarfrist: Int?

    /// Plain text, at most 255 UTF-16 units.
    public var messageTitle: String { tekster.messageTitle }
    /// Plain text, at most 255 UTF-16 units.
    public var messageSummary: String { tekster.messageSummary }
    /// Name of who sends, as the receiver sees it; empty when the message does not say.
    public var messageSender: String { tekster.messageSender }

    /// When an answer is due, for a message that is handed over now; nil is never.
    ///
    /// The end of the day in Oslo, tomorrow at the earliest. To be asked at each attempt: Altinn refuses the past.
    public func dueDateTime(now: Date) -> String? {
        guard let dagerTilSvarfrist, let oslo = TimeZone(identifier: "Europe/Oslo") else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = oslo
        guard let day = calendar.date(byAdding: .day, value: max(dagerTilSvarfrist, 1), to: now),
            let end = calendar.date(bySettingHour: 23, minute: 59, second: 59, of: day)
        else { return nil }
        return end.formatted(
            Date.ISO8601FormatStyle(timeZone: oslo).year().month().day().timeSeparator(.colon)
                .time(includingFractionalSeconds: false).timeZone(separator: .colon))
    }

    /// `korrespondanse.json` of a first attempt.
    public var json: OrderedJSON { json(idempotentKey: messageId) }

    /// `korrespondanse.json`.
    public func json(idempotentKey: String) -> OrderedJSON {
        .members([
            ("messageId", .string(messageId)),
            ("conversationId", .string(conversationId)),
            ("idempotentKey", .string(idempotentKey)),
            ("contentSha256", .string(contentSHA256)),
            ("process", .string(prosess.urn)),
            ("documentType", .string(dokumenttype.standard)),
            ("resourceId", resourceId.map(OrderedJSON.string)),
            ("serviceCode", serviceCode.map(OrderedJSON.string)),
            ("serviceEditionCode", serviceEditionCode.map(OrderedJSON.string)),
            ("sender", .string(sender.iso6523)),
            ("messageSender", .string(messageSender)),
            ("recipient", .string(recipient.urn)),
            ("isConfidential", .bool(isConfidential)),
            ("ignoreReservation", .bool(ignoreReservation)),
            ("language", .string(language)),
            ("messageTitle", .string(messageTitle)),
            ("messageSummary", .string(messageSummary)),
            ("messageBody", .string(messageBody)),
            ("plainTexts", plainTexts == tekster ? nil : Self.json(plainTexts)),
            ("dagerTilSvarfrist", dagerTilSvarfrist.map { .integer(Int64($0)) }),
            ("propertyList", .object([("senderOrgNumber", .string(sender.digits))])),
            ("notification", notification.map { .object($0.fields.map { ($0.name, $0.value) }) }),
            ("attachments", .array(attachments.map(Self.json))),
        ])
    }

    private static func json(_ tekster: Tekster) -> OrderedJSON {
        .object([
            ("messageTitle", .string(tekster.messageTitle)),
            ("messageSummary", .string(tekster.messageSummary)),
            ("messageSender", .string(tekster.messageSender)),
        ])
    }

    private static func json(_ vedlegg: Vedlegg) -> OrderedJSON {
        .members([
            ("fileName", .string(vedlegg.fileName)),
            ("displayName", .string(vedlegg.displayName)),
            ("path", .string(vedlegg.path)),
            ("mediaType", .string(vedlegg.dokument.mediatype)),
            ("size", .integer(vedlegg.dokument.size)),
            ("sha256", .string(vedlegg.dokument.sha256)),
            ("contains", vedlegg.innhold.isEmpty ? nil : .array(vedlegg.innhold.map { .string($0.navn) })),
        ])
    }
}
