// SPDX-License-Identifier: Apache-2.0

/// The fields of a Melding in the order of the schema, with what kind of value each has.
///
/// Written out here, so that a test of the tables does not read the tables; a test holds it against the schema.
public enum Meldingsfelt {
    /// What a value of a field looks like.
    public enum Slag: String, Sendable {
        case id, tall, dato, kode, flagg, linje, tekst, navn, orgnr, adresse, epost, filnavn, mimetype, format, base64
    }

    /// A leaf or a group of a group.
    public struct Felt: Sendable {
        /// Name of the element.
        public let navn: String
        /// Whether the schema demands it.
        public let kreves: Bool
        /// What it holds.
        public let innhold: Innhold
    }

    /// What an element holds.
    public enum Innhold: Sendable {
        /// A value.
        case blad(Slag)
        /// Elements of a group, at most once.
        case gruppe(String)
        /// Elements of a group, any number of times.
        case grupper(String)
    }

    /// The fields by the name of their group.
    public static let grupper: [String: [Felt]] = [
        "Melding": les("journpost!+journpost noarksak!+noarksak"),
        "journpost": les(
            """
            jpId:id jpJaar:tall jpSeknr:tall jpJpostnr:tall jpJdato:dato jpNdoktype:kode jpDokdato:dato jpStatus:kode
            jpInnhold!:linje jpU1:flagg jpForfdato:dato jpTgkode:kode jpUoff:linje jpAgdato:dato jpAgkode:kode
            jpSaksdel:linje jpU2:flagg jpArkdel:linje jpTlkode:linje jpAntved:tall jpSaar:tall jpSaseknr:tall
            jpOffinnhold:linje jpTggruppnavn:linje jpEksternNokkel+nokkel jpSaEksternNokkel+nokkel avsmot*avsmot
            tilleggsinfo*tilleggsinfo dokument*dokument
            """),
        "avsmot": les(
            """
            amId:id amOrgnr:orgnr amIhtype!:kode amKopimot:flagg amBehansv:flagg amNavn:navn amU1:flagg amKortnavn:linje
            amAdresse:adresse amPostnr:tall amPoststed:linje amUtland:linje amEpostadr:epost amRef:id amJenhet:linje
            amAvskm:kode amAvskdato:dato amFrist:dato amForsend:kode amAdmkort:linje amAdmbet:linje amSbhinit:linje
            amSbhnavn:navn amAvsavdok:id amBesvardok:id amAvsavEksternNokkel+nokkel amBesvarEksternNokkel+nokkel
            """),
        "tilleggsinfo": les(
            "tiId:id tiRnr:tall tiItype!:linje tiTgkode:kode tiOppbedato:dato tiTekst!:tekst tiTggruppnavn:linje"),
        "dokument": les(
            """
            dlRnr:tall dlType:kode dbKategori:linje dbTittel:linje dbStatus:kode veVariant:kode veDokformat:format
            fil+fil veFilnavn!:filnavn veMimeType!:mimetype
            """),
        "fil": les("base64!:base64"),
        "noarksak": les(
            """
            saId:id saSaar:tall saSeknr:tall saPapir:kode saDato:dato saTittel!:linje saU1:flagg saStatus:kode
            saArkdel:linje saType:linje saJenhet:linje saTgkode:kode saUoff:linje saBevtid:tall saKasskode:kode
            saKassdato:dato saProsjekt:linje saOfftittel:linje saAdmkort:linje saAdmbet:linje saAnsvinit:linje
            saAnsvnavn:navn saTggruppnavn:linje saEksternNokkel+nokkel klassering*klassering sakspart*sakspart
            journpost*journpost tilleggsinfo*tilleggsinfo
            """),
        "klassering": les("klSort:tall klOrdnpri!:linje klOrdnver!:linje klU1:flagg klOpltekst:linje klOvbesk:linje"),
        "sakspart": les(
            """
            spId:id spOrgnr:orgnr spU1:flagg spKortnavn:linje spNavn!:navn spAdresse:adresse spPostnr:tall
            spPoststed:linje spUtland:linje spEpostadr:epost spKontakt:navn spRolle:linje spFaks:linje spTlf:linje
            spMerknad:tekst
            """),
        "nokkel": les("eksternSystem!:linje nokkel!:id"),
    ]

    /// What a leaf holds, by its name; names mean the same in every group.
    public static let slag: [String: Slag] = Dictionary(
        grupper.values.joined().compactMap { felt in
            if case .blad(let slag) = felt.innhold { (felt.navn, slag) } else { nil }
        }
    ) { first, _ in first }

    /// The codes that are known for a field, with and without a value in arkivmelding.
    public static let koder: [String: [String]] = [
        "jpNdoktype": ["I", "U", "N", "X", "S", "SK", "MP", "MB", "L", "R"],
        "jpStatus": ["J", "F", "G", "E", "A", "U", "R", "M", "S"],
        "saStatus": ["A", "B", "R", "U", "X", "KU", "S", "P", "F"],
        "saPapir": ["0", "1"],
        "dlType": ["H", "V", "A", "F", "FH", "PH", "SF", "SP"],
        "dbStatus": ["B", "F"],
        "veVariant": ["P", "A", "O", "S"],
        "amAvskm": ["BU", "BE", "TLF", "TE", "TO", "NN", "BN", "SA", "***", "BI", "GG"],
        "amIhtype": ["0", "1", "2", "3"],
        "amForsend": ["P", "F", "E", "B", "M", "D"],
        "jpTgkode": tilgangskoder, "saTgkode": tilgangskoder, "tiTgkode": tilgangskoder,
        "jpAgkode": ["A", "G", "S", "AU", "U"],
        "saKasskode": ["B", "K", "G", "U"],
    ]

    private static let tilgangskoder = [
        "UO", "XX", "P", "KL", "B", "K", "H", "F", "SF", "5", "5a", "6", "11", "U",
    ]

    // name, ! when required, then : and kind, + and group, or * and group that repeats
    private static func les(_ tekst: String) -> [Felt] {
        tekst.split(whereSeparator: \.isWhitespace).map { ord in
            let skille = ord.firstIndex { ":+*".contains($0) } ?? ord.endIndex
            var navn = ord[..<skille]
            let kreves = navn.hasSuffix("!")
            if kreves { navn.removeLast() }
            let hva = String(ord[skille...].dropFirst())
            let innhold: Innhold =
                switch ord[skille...].first {
                case "+": .gruppe(hva)
                case "*": .grupper(hva)
                default: .blad(Slag(rawValue: hva) ?? .linje)
                }
            return Felt(navn: String(navn), kreves: kreves, innhold: innhold)
        }
    }
}
