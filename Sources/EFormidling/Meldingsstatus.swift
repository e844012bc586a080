// SPDX-License-Identifier: Apache-2.0

/// What has become of a message, in eFormidling's words.
public enum Meldingsstatus: String, Sendable, Hashable, CaseIterable, Codable {
    /// Made and stored; nothing is sent.
    case opprettet = "OPPRETTET"
    /// Taken by the transport.
    case sendt = "SENDT"
    /// The receiver can read it.
    case levert = "LEVERT"
    /// The receiver has read it.
    case lest = "LEST"
    /// Something else, such as that it was deleted at the receiver.
    case annet = "ANNET"
    /// It did not get through, and will not.
    case feil = "FEIL"
    /// It was not delivered before it expired.
    case levetidUtloept = "LEVETID_UTLOPT"
}

extension Meldingsstatus {
    /// The message did not get through.
    public var isFailure: Bool { self == .feil || self == .levetidUtloept }

    /// Nothing more is expected.
    ///
    /// Not so ANNET, which is said of many things; a transport that knows better says so.
    public var isFinal: Bool { isFailure || self == .lest }
}
