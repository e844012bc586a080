// SPDX-License-Identifier: Apache-2.0
internal import DPV

/// What is done about an error when a message is handed over.
enum Feilklasse: Sendable, Hashable {
    /// The same call may do better.
    case retry
    /// The same call may do better once.
    case retryOnce
    /// Altinn's search for malware is not done.
    case scanning
    /// The key was used: the message was handed over before.
    case knownKey
    /// A text is not plain: the texts without markup may do better.
    case notPlain
    /// The token is not taken: a new one may be.
    case token
    /// Every message would fail alike.
    case configuration
    /// This message will always fail.
    case refused(Avvisning.Kode, String)

    /// By Altinn's number where there is one, else by HTTP status.
    init(_ feil: Altinnfeil) {
        self = feil.errorCode.flatMap { Self.byCode[$0] } ?? Self.byStatus(feil)
    }

    private static func byStatus(_ feil: Altinnfeil) -> Feilklasse {
        switch feil.status {
        case 401: .token
        case 408, 425, 429, 500...: .retry
        case 409: .knownKey
        case 413: .refused(.filAvvist, "Forsendelsen er for stor for Altinn.")
        // 451: not set up as service owner. 403: scope or access list. 3xx, 405, 406, 415: not Altinn's address.
        case ..<400, 403, 405, 406, 407, 415, 451: .configuration
        case _ where feil.isCutOff: .retry
        // Altinn's own 404 to a hand-over has a number: this one is about the address.
        case 404 where feil.errorCode == nil: .configuration
        // What stands in front of Altinn says nothing about the message.
        case _ where !feil.isOwn: .configuration
        default: .refused(.innholdAvvist, "Altinn godtar ikke meldingen.")
        }
    }

    private static let innhold = Feilklasse.refused(.innholdAvvist, "Altinn godtar ikke innholdet i meldingen.")
    private static let fil = Feilklasse.refused(.filAvvist, "Altinn godtar ikke en av filene.")
    private static let ours = Feilklasse.refused(.ukjent, "Altinn godtar ikke formen på kallet.")

    private static let byCode: [Int: Feilklasse] = {
        var table: [Int: Feilklasse] = [
            1029: .refused(.ukjentMottaker, "Altinn kjenner ikke mottakeren."),
            1030: .refused(.reservert, "Mottakeren har reservert seg mot digital post."),
            1034: .knownKey,
            1044: .refused(
                .mottakerUtenRolle, "Ingen hos mottakeren har rollen som taushetsbelagt post krever. Send på papir."),
            1018: .scanning, 2008: .retryOnce, 1002: .notPlain, 1004: .notPlain,
            1039: .notPlain,
        ]
        for code in [1032, 2000, 2002, 2009, 2022, 4002] { table[code] = .retry }
        for code in [
            1036, 1060, 1061, 1068, 1069, 2014, 2017, 3001, 3002, 3003, 3004, 3005, 3006, 3007, 3011, 3012, 3015, 3017,
            3018, 3019, 3022, 3023, 3024, 3025, 4001, 4006, 4007, 4009, 4010,
        ] { table[code] = .configuration }
        for code in [
            1003, 1008, 1009, 1016, 1019, 1020, 1021, 1022, 1023, 1035, 1037, 1038, 1042,
        ] { table[code] = innhold }
        for code in [2004, 2010, 2011, 2012, 2013, 2021] { table[code] = fil }
        for code in [
            1001, 1005, 1006, 1007, 1013, 1014, 1017, 1027, 1028, 1033, 1043, 1045, 1046, 1047, 1048, 1050, 1051, 1052,
            1053, 1054, 1055, 2001, 2003, 2005, 2006, 2007, 2018,
        ] { table[code] = ours }
        return table
    }()
}
