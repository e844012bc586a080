// SPDX-License-Identifier: Apache-2.0
public import EFormidling
import SafeXML

/// The notification that tells the receiver of a message; fields have Altinn's names.
///
/// All texts are always there: a channel that falls back on another needs those of both.
public struct Varsel: Sendable, Hashable, Codable {
    /// One round of notification.
    public struct Tekster: Sendable, Hashable, Codable {
        /// `Email`, `Sms` or `EmailAndSms`.
        public let notificationChannel: String
        /// At most 512 UTF-16 units.
        public let emailSubject: String
        /// At most 10,000 UTF-16 units.
        public let emailBody: String
        /// At most 2144 UTF-16 units.
        public let smsBody: String
    }

    /// The text that somebody chose, for an integrasjonspunkt, which knows the name of the sender; nil is ours, and not for
    /// others: its own may have codes that ours has not.
    public let varselTekst: String?
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
        func fields(_ tekster: Tekster, _ named: (String) -> String) -> [(name: String, value: OrderedJSON)] {
            [
                (named("notificationChannel"), .string(tekster.notificationChannel)),
                (named("emailSubject"), .string(tekster.emailSubject)),
                (named("emailBody"), .string(tekster.emailBody)),
                (named("emailContentType"), .string(emailContentType)),
                (named("smsBody"), .string(tekster.smsBody)),
            ]
        }
        return [("notificationTemplate", .string(notificationTemplate))] + fields(tekster) { $0 }
            + [("sendReminder", .bool(sendReminder))] + (reminder.map { fields($0, Self.reminderName) } ?? [])
    }

    private static func reminderName(_ name: String) -> String {
        "reminder" + name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Reads what the stylesheet writes.
    init(_ element: XMLElement) {
        func text(_ name: String) -> String { element.child(name)?.text ?? "" }
        func tekster(_ named: (String) -> String) -> Tekster {
            Tekster(
                notificationChannel: text(named("notificationChannel")), emailSubject: text(named("emailSubject")),
                emailBody: text(named("emailBody")), smsBody: text(named("smsBody")))
        }
        varselTekst = element.child("varselTekst")?.text
        notificationTemplate = text("notificationTemplate")
        emailContentType = text("emailContentType")
        self.tekster = tekster { $0 }
        reminder = text("sendReminder") == "true" ? tekster(Self.reminderName) : nil
    }
}
