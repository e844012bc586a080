// SPDX-License-Identifier: Apache-2.0

/// Why a message did not get through, for good.
public struct Avvisning: Sendable, Hashable, Codable {
    /// The reason in one word, by which an archive can choose another way.
    ///
    /// Any text can be met; those that ask for another way are named.
    public struct Kode: RawRepresentable, Sendable, Hashable, Codable {
        /// The word as receipts have it.
        public let rawValue: String

        /// Takes a word as it is.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nobody at the receiver has the role that confidential post demands; paper is left.
        public static let mottakerUtenRolle = Kode(rawValue: "MOTTAKER_UTEN_ROLLE")
        /// The receiver is not known.
        public static let ukjentMottaker = Kode(rawValue: "UKJENT_MOTTAKER")
        /// The person has reserved against digital post.
        public static let reservert = Kode(rawValue: "RESERVERT")
        /// A file was stopped, such as by a search for malware.
        public static let filAvvist = Kode(rawValue: "FIL_AVVIST")
        /// The contents were refused.
        public static let innholdAvvist = Kode(rawValue: "INNHOLD_AVVIST")
        /// The message was not delivered in time.
        public static let levetidUtloept = Kode(rawValue: "LEVETID_UTLOPT")
        /// The receiver can read the message, and nobody there was told of it.
        public static let varselIkkeLevert = Kode(rawValue: "VARSEL_IKKE_LEVERT")
        /// Another message has the same identity.
        public static let finnesFraFoer = Kode(rawValue: "FINNES_FRA_FOR")
        /// Anything else; what eFormidling itself writes.
        public static let ukjent = Kode(rawValue: "Unknown")
    }

    // What is said wherever nobody was told.
    static let varselIkkeLevert = "Meldingen kan leses, men varselet nådde ingen hos mottakeren."

    /// The reason in one word.
    public let kode: Kode
    /// One sentence in bokmål, without values of the document.
    public let reason: String
    /// What the other side wrote, whole; nil when it wrote nothing.
    ///
    /// May hold values of the document: not for logs.
    public let problem: String?

    /// Creates a reason.
    public init(_ kode: Kode = .ukjent, _ reason: String, problem: String? = nil) {
        self.kode = kode
        self.reason = reason
        self.problem = problem
    }
}
