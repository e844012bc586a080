// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// The notification that tells the receiver of a message; fields have Altinn's names.
public struct Varsel: Sendable, Hashable {
    /// One round of notification.
    public struct Tekster: Sendable, Hashable {
        /// `Email`, `Sms` or `EmailAndSms`.
        public let notificationChannel: String
        /// At most 512 characters; nil when no e-mail is sent.
        public let emailSubject: String?
        /// At most 10,000 characters; nil when no e-mail is sent.
        public let emailBody: String?
        /// At most 2144 characters; nil when no SMS is sent.
        public let smsBody: String?
    }

    /// `CustomMessage`: the texts are ours.
    public let notificationTemplate: String
    /// `Plain`.
    public let emailContentType: String
    /// The first round.
    public let tekster: Tekster
    /// The second round, for those who have not read; nil is none.
    public let reminder: Tekster?

    /// A second round follows.
    public var sendReminder: Bool { reminder != nil }

    /// The fields in Altinn's order, flat, by Altinn's names; none is empty.
    public var fields: [(name: String, value: OrderedJSON)] {
        func fields(_ tekster: Tekster, _ named: (String) -> String) -> [(String, OrderedJSON?)] {
            [
                (named("notificationChannel"), .string(tekster.notificationChannel)),
                (named("emailSubject"), tekster.emailSubject.map(OrderedJSON.string)),
                (named("emailBody"), tekster.emailBody.map(OrderedJSON.string)),
                (named("emailContentType"), tekster.emailBody.map { _ in .string(emailContentType) }),
                (named("smsBody"), tekster.smsBody.map(OrderedJSON.string)),
            ]
        }
        let all: [(String, OrderedJSON?)] =
            [("notificationTemplate", .string(notificationTemplate))] + fields(tekster) { $0 }
            + [("sendReminder", .bool(sendReminder))]
            + (reminder.map { fields($0) { "reminder" + $0.prefix(1).uppercased() + $0.dropFirst() } } ?? [])
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
