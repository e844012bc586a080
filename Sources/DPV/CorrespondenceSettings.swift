// SPDX-License-Identifier: Apache-2.0
public import EFormidling
import SafeXML

/// What the making of a correspondence may be told beside the message.
///
/// Same message and same settings give the same correspondence.
public struct CorrespondenceSettings: Sendable, Hashable {
    /// What the body of a letter shows that is exempt from public access.
    public enum ShieldedBody: String, Sendable, Hashable, CaseIterable {
        /// A sentence that says nothing of the case.
        case neutral
        /// The public title.
        case publicTitle
        /// The title itself, when the process is confidential; else as ``neutral``.
        case title
    }

    /// What happens to attachments that Altinn would refuse for their type or their number.
    public struct Zipping: Sendable, Hashable {
        /// Files of types that Altinn does not take go into one ZIP.
        public var unsupportedTypes = false
        /// With more attachments than this, all but the first go into one ZIP; nil never.
        public var above: Int?

        /// Nothing is packed.
        public init() {}
    }

    /// The process, chosen by the sender; nil lets what is exempt from public access go as confidential, and everything
    /// else by ``defaultProcess``.
    public var prosess: Prosess?
    /// The process of letters that are not exempt from public access, when none is chosen.
    public var defaultProcess = Prosess.administrasjon
    /// Lets what is exempt from public access go by a process that is not confidential.
    public var allowsOpenProcess = false
    /// What processes mean in Altinn; nil is the table of the program.
    public var prosesstabell: Prosesstabell?
    /// Our own name as receivers know it; empty takes the message's.
    public var messageSender = ""
    /// Title of letters that are exempt from public access; empty is one that names the sender.
    public var neutralTitle = ""
    /// Body of letters that have none of their own, in markdown; nil is one of ours.
    public var standardText: String?
    /// Body of letters that are exempt from public access.
    public var shieldedBody = ShieldedBody.neutral
    /// Receivers are notified by e-mail.
    public var notifyEmail = true
    /// Receivers are notified by SMS.
    ///
    /// With neither, only confidential letters are notified of, by both: nobody sees those without being told.
    public var notifySms = true
    /// Who has not read is notified once more.
    public var sendReminder = true
    /// Subject of notifications by e-mail; empty is ours.
    public var emailSubject = ""
    /// Text of notifications; empty is ours.
    ///
    /// `$reporterName$` becomes the name of the sender; Altinn knows more such words.
    public var notificationText = ""
    /// Text of notifications of confidential letters; empty is ours.
    public var sensitiveNotificationText = ""
    /// Days until an answer is due; nil is no due date.
    public var dagerTilSvarfrist: Int?
    /// What is packed.
    public var zipping = Zipping()
    /// What Altinn takes.
    public var limits = Forhaandskontroll.Limits()

    /// The defaults.
    public init() {}

    /// The settings that cannot be right, by name; empty when all can.
    public var faults: [String] {
        let texts = [
            ("messageSender", messageSender), ("neutralTitle", neutralTitle), ("standardText", standardText ?? ""),
            ("emailSubject", emailSubject), ("notificationText", notificationText),
            ("sensitiveNotificationText", sensitiveNotificationText), ("defaultProcess", defaultProcess.urn),
        ]
        var result = texts.filter { !XMLText.isText($0.1) }.map(\.0)
        if let above = zipping.above, above < 1 { result.append("zipping.above") }
        return result
    }
}
