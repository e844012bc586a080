// SPDX-License-Identifier: Apache-2.0
/// How the code tables are read where Noark 4 leaves room, in both directions.
///
/// Two systems that read them differently still understand each other: a code whose natural element does not give it
/// back is carried as it was written.
public struct CodeSettings: Sendable, Hashable {
    /// Which reading of a journal post's status holds.
    public enum Journalstatus: String, Sendable, Hashable, CaseIterable {
        /// `F` is approved, as the integrasjonspunkt has read it since 2017.
        case integrasjonspunkt
        /// `F` is finished by the case handler, as Noark 4 has it.
        case noark4
    }

    /// Which reading of a journal post's status holds.
    public var journalstatus = Journalstatus.integrasjonspunkt
    /// The code that the receiving archive has for an answer by e-mail.
    public var avskrivningEpost = "BE"

    /// The defaults.
    public init() {}

    /// What the stylesheets are told.
    var parameters: [String: String] {
        ["journalstatus-tabell": journalstatus.rawValue, "avskrivning-epost": avskrivningEpost]
    }
}
