// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// One thing that happened to a message.
public struct Statushendelse: Sendable, Hashable, Codable {
    /// What happened, in eFormidling's words.
    public let status: Meldingsstatus
    /// When it happened, as the other side writes it (ISO 8601); nil when it does not say.
    public let tidspunkt: String?
    /// What the other side says of it; nil when it says nothing.
    ///
    /// May hold values of the document: not for logs.
    public let description: String?
    /// Why the message did not get through, for FEIL and LEVETID_UTLOPT.
    ///
    /// For what went well: what somebody should look at all the same, such as that nobody was notified.
    public let avvisning: Avvisning?

    /// What somebody should look at although the message got through; nil when there is nothing, or when it has not.
    public var advarsel: Avvisning? { status == .levert || status == .lest ? avvisning : nil }

    /// Creates an event.
    public init(
        _ status: Meldingsstatus, tidspunkt: String? = nil, description: String? = nil, avvisning: Avvisning? = nil
    ) {
        self.status = status
        self.tidspunkt = tidspunkt
        self.description = description
        self.avvisning = avvisning
    }
}

/// What a transport says of a message that was handed over.
public enum Statussvar: Sendable, Hashable {
    /// All that has happened so far, oldest first.
    ///
    /// `isFinal` says that nothing more will happen and that there is no use in asking again.
    case known([Statushendelse], isFinal: Bool)
    /// The other side does not know the message, or does not know it yet.
    case notKnown
    /// Not now; ask again later, after so many seconds if the transport knows.
    case retryLater(reason: String, afterSeconds: Int?)
    /// Our settings or access are at fault: every question would fail alike.
    case configurationFault(reason: String)
}
