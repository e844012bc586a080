// SPDX-License-Identifier: Apache-2.0
import EFormidling

/// What Altinn says of a correspondence, as far as it tells what became of it.
///
/// Fields have Altinn's names; all but the status may be missing.
public struct Altinnoversikt: Sendable, Hashable {
    /// One entry of the history.
    public struct Hendelse: Sendable, Hashable {
        /// Name of the status.
        public let status: String
        /// What Altinn says of it.
        public let statusText: String?
        /// When it was set.
        public let statusChanged: String?

        /// Creates an entry.
        public init(status: String, statusText: String? = nil, statusChanged: String? = nil) {
            self.status = status
            self.statusText = statusText
            self.statusChanged = statusChanged
        }
    }

    /// Name of the highest status that was ever set: highest by number, not latest.
    public var status: String
    /// What Altinn says of the status.
    public var statusText: String?
    /// When the status was set.
    public var statusChanged: String?
    /// When the correspondence was made.
    public var created: String?
    /// When the receiver could see it; nil until then.
    public var published: String?
    /// When the receiver read it; nil until then, and on servers older than June 2026.
    public var read: String?
    /// The history, where the details were asked for.
    public var statusHistory: [Hendelse] = []
    /// Nobody got any of the first notifications, as the details say.
    public var isNobodyNotified = false
    /// What Altinn says of each attachment that failed, where they were asked for.
    public var attachmentTexts: [String] = []

    /// Creates an overview.
    public init(status: String) { self.status = status }

    // What can only happen after publishing.
    private static let afterPublishing: Set<String> = [
        "Published", "Fetched", "Read", "Replied", "Confirmed", "AttachmentsDownloaded", "Forwarded",
    ]
    private static let reading: Set<String> = ["Read", "Replied", "Confirmed"]
    private static let failures: Set<String> = ["Failed", "Reserved"]
    private static let purged: Set<String> = ["PurgedByRecipient", "PurgedByAltinn"]

    private var alle: [Hendelse] {
        statusHistory + [Hendelse(status: status, statusText: statusText, statusChanged: statusChanged)]
    }

    /// It failed, and only the details and the attachments can tell why.
    public var lacksReason: Bool {
        published == nil && Self.failures.contains(status) && statusHistory.isEmpty && attachmentTexts.isEmpty
    }

    /// The same in eFormidling's words, with Altinn's own times.
    ///
    /// From `published` and `read`; the status is only asked where those are missing, because the highest one hides
    /// the others.
    public var statussvar: Statussvar {
        var hendelser = [Statushendelse(.sendt, tidspunkt: created)]
        if let published {
            let advarsel =
                isNobodyNotified && read == nil
                ? Avvisning(.varselIkkeLevert, Avvisning.varselIkkeLevert) : nil
            hendelser.append(Statushendelse(.levert, tidspunkt: published, avvisning: advarsel))
        } else if let first = alle.first(where: { Self.afterPublishing.contains($0.status) }) {
            // Of a later status than Published, the time says nothing of when that was.
            let time = first.status == "Published" ? first.statusChanged : nil
            hendelser.append(Statushendelse(.levert, tidspunkt: time))
        }
        let isPublished = hendelser.count > 1
        if let read {
            hendelser.append(Statushendelse(.lest, tidspunkt: read))
        } else if let first = alle.first(where: { Self.reading.contains($0.status) }) {
            hendelser.append(Statushendelse(.lest, tidspunkt: first.statusChanged))
        }
        if let purge = alle.first(where: { Self.purged.contains($0.status) }) {
            let text = "Meldingen er slettet i Altinn."
            hendelser.append(
                isPublished
                    ? Statushendelse(.annet, tidspunkt: purge.statusChanged, description: text)
                    : Statushendelse(
                        .feil, tidspunkt: purge.statusChanged, description: text, avvisning: Avvisning(.ukjent, text)))
            return .known(hendelser, isFinal: true)
        }
        let failures = alle.filter { Self.failures.contains($0.status) }
        if !isPublished, let failure = failures.first {
            let avvisning = avvisning(failures)
            hendelser.append(
                Statushendelse(
                    .feil, tidspunkt: failure.statusChanged, description: avvisning.problem ?? avvisning.reason,
                    avvisning: avvisning))
            return .known(hendelser, isFinal: true)
        }
        return .known(hendelser, isFinal: hendelser.last?.status == .lest)
    }

    /// What it means that a correspondence is no longer there: it was sent, it is deleted, and there is no more to learn.
    public static let gone = Statussvar.known(
        [Statushendelse(.sendt), Statushendelse(.annet, description: "Meldingen er slettet i Altinn.")], isFinal: true)

    // Altinn gives no code for this; the texts are all there is.
    private func avvisning(_ failures: [Hendelse]) -> Avvisning {
        var texts: [String] = []
        for text in attachmentTexts + failures.compactMap(\.statusText)
        where !Self.failures.contains(text) && !texts.contains(text) { texts.append(text) }
        let problem = texts.isEmpty ? nil : texts.joined(separator: "\n")
        let lower = (problem ?? "").lowercased()
        if failures.contains(where: { $0.status == "Reserved" }) || lower.contains("reserved")
            || lower.contains("reservation")
        {
            return Avvisning(.reservert, "Mottakeren har reservert seg mot digital post.", problem: problem)
        }
        if lower.contains("malware") || lower.contains("virus") {
            return Avvisning(.filAvvist, "Et vedlegg ble stanset i kontrollen for skadelig innhold.", problem: problem)
        }
        if lower.contains("required role") {
            return Avvisning(.mottakerUtenRolle, "Ingen hos mottakeren har rollen som kreves.", problem: problem)
        }
        return Avvisning(.ukjent, "Altinn kunne ikke publisere meldingen.", problem: problem)
    }
}
