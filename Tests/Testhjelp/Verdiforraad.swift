// SPDX-License-Identifier: Apache-2.0

/// Values of fields, everyday ones and those that have broken some program.
///
/// All people and organisations are invented.
struct Verdiforraad {
    /// How many values out of a hundred are of the odd kind.
    var odde: Int

    /// A value for a field.
    func verdi(_ navn: String, _ slag: Meldingsfelt.Slag, _ tall: inout SplitMix64) -> String {
        if tall.chance(odde) {
            if tall.chance(25) { return tall.pick(["", "", " ", "\n  ", "\t", "\u{a0}"]) }
            let verdi = tall.chance(20) ? rar(&tall) : odd(navn, slag, &tall)
            return tall.chance(15) ? " \(verdi) " : verdi
        }
        return vanlig(navn, slag, &tall)
    }

    // MARK: Everyday

    private func vanlig(_ navn: String, _ slag: Meldingsfelt.Slag, _ tall: inout SplitMix64) -> String {
        switch slag {
        case .id: tall.chance(15) ? Self.guid(&tall) : String(tall.number(1...999_999))
        case .tall: String(tall.chance(30) ? tall.number(2000...2030) : tall.number(0...5000))
        case .dato: Self.dato(&tall)
        case .kode: tall.pick(Meldingsfelt.koder[navn] ?? ["A"])
        case .flagg: tall.pick(["0", "1"])
        case .linje: tall.pick(Self.linjer)
        case .tekst: tall.pick(Self.linjer) + tall.pick(["", ".\nLinje to.", "\n\nNytt avsnitt."])
        case .navn: tall.pick(Self.navn)
        case .orgnr: tall.chance(20) ? "" : Self.orgnr(&tall)
        case .adresse: tall.pick(["Kaigata \(tall.number(1...99))", "Moloen 9\n0004 NORDVÅG", "Postboks 17"])
        case .epost: tall.pick(["post@fjordvik.example.no", "arkiv@havnes.example.no"])
        case .filnavn: tall.pick(["brev.pdf", "Vedlegg 1.docx", "notat.txt", "bilde.png", "kart.tiff", ""])
        case .mimetype:
            tall.pick([
                "application/pdf", "text/plain", "image/png", "application/octet-stream", "", "application/msword",
            ])
        case .format: tall.pick(["RA-PDF", "PDF", "RA-TEKST", "DOCX", "RA-TIFF6", "XML", "JPEG", "PDF/A"])
        case .base64: ""
        }
    }

    private static let linjer = [
        "Svar om brygga", "Søknad om støtte til kai & molo", "Offl. § 13, jf. fvl. § 13 første ledd", "ADM1",
        "SOLV", "Reguleringsplan for Storlia", "NOTAT", "Norge", "NORDVÅG", "Fagsystem", "BREV", "17", "FE",
    ]
    private static let navn = [
        "Solveig Vangen", "Magne Brattli", "Fjordvik kommune", "Havnes fylkesarkiv", "Bekkedal vannverk SA",
        "Åse Ødegård-Ækre",
    ]

    static func dato(_ tall: inout SplitMix64) -> String {
        func to(_ tall: Int) -> String { tall < 10 ? "0\(tall)" : String(tall) }
        return "\(tall.number(1990...2035))-\(to(tall.number(1...12)))-\(to(tall.number(1...28)))"
    }

    static func guid(_ tall: inout SplitMix64) -> String {
        let sifre = Array("0123456789abcdef")
        return [8, 4, 4, 4, 12].map { antall in String((0..<antall).map { _ in tall.pick(sifre) }) }
            .joined(separator: "-")
    }

    /// A number with the right check digit, among those that nobody has.
    static func orgnr(_ tall: inout SplitMix64) -> String {
        while true {
            let sifre = [3, 1, 0] + (0..<5).map { _ in tall.number(0...9) }
            let sum = zip(sifre, [3, 2, 7, 6, 5, 4, 3, 2]).reduce(0) { $0 + $1.0 * $1.1 }
            let kontroll = (11 - sum % 11) % 11
            if kontroll < 10 { return (sifre + [kontroll]).map(String.init).joined() }
        }
    }

    // MARK: Odd

    private func odd(_ navn: String, _ slag: Meldingsfelt.Slag, _ tall: inout SplitMix64) -> String {
        switch slag {
        case .id:
            let guid = Self.guid(&tall)
            return tall.pick([
                "{\(guid)}", guid.uppercased(), "{\(guid.uppercased())}", "15/00020", "0", "-1", "000123", "a|b",
                "100%",
                "urn:uuid:\(guid)", guid.replacing("-", with: ""), "1-1-1-1-1", "\(guid) ", "№ 7",
            ])
        case .tall: return tall.pick(Self.tall)
        case .dato: return tall.pick(Self.datoer)
        case .kode:
            let kode = tall.pick(Meldingsfelt.koder[navn] ?? ["A"])
            return tall.pick([
                kode.lowercased(), " \(kode)", "\(kode)\n", "Q", "ZZ9", "æ", "\(kode) \(kode)", "0", "-1",
            ])
        case .flagg: return tall.pick(["2", "-1", "true", "ja", "01", "1 ", " 1", "J"])
        case .orgnr: return Self.oddeOrgnr(&tall)
        case .filnavn: return tall.pick(Self.filnavn)
        case .mimetype:
            return tall.pick([
                "tull", "APPLICATION/PDF", "text/plain; charset=utf-8", "{fyll inn}", "?", "image/", "a/b",
            ])
        case .format: return tall.pick(["{kommer}", "?", "ra-pdf", ".PDF", "RA-UKJENT", "pdf "])
        case .epost: return tall.pick(["?", "ikke en adresse", "a@b, c@d", "Åse <aase@fjordvik.example.no>"])
        case .linje, .tekst, .navn, .adresse, .base64: return rar(&tall)
        }
    }

    private static let tall = [
        "+5", "013", " 13 ", "-1", "x", "1234567890123456789", "123456789012345678", "999999999999999999999999", "0",
        "00",
        "-0", "+0", "2015/1", "1e3", "1.0", "1,5", "+", "-", "--1", "٣", "１３", "0x10", "1 3", "2147483648", "\t7",
    ]

    private static let datoer = [
        "0001-01-01", "0001-01-01T00:00:00", "0000-00-00", "1899-12-31", "1900-01-01", "2200-12-31", "2201-01-01",
        "10000-01-01", "-0001-12-31", "20160321", "20160231", "21.03.2016", "1.3.2016", "31.02.2016", "21.03.16",
        "06.04.2016 09:12:32", "6.4.2016 9:12", "2016-03-21Z", "2016-03-21+01:00", "2016-03-21-00:00",
        "2016-03-21T00:00:00", "2016-03-21T23:30:00Z", "2016-12-31T23:30:00Z", "2016-03-21T24:00:00",
        "2016-12-31T24:00:00", "2016-03-27T00:59:59+00:00", "2016-10-30T01:00:00Z", "2016-03-21T12:00:00.1234567+02:00",
        "2016-03-21T12:00:00+0200", "2016-03-21 12:00:00", "2016-03-21T12:00", "2016-03-21T25:00:00",
        "2016-03-21T12:60:00", "2016-03-21T12:00:00+15:00", "2016-02-29", "2015-02-29", "1900-02-29", "2000-02-29",
        "2016-3-1", "2016", "2016-03", "i fjor", "?", "21/03/2016", "2016-13-01", "2016-00-10", "2016-01-00",
        "2200-12-31T23:30:00Z", "1900-01-01T00:30:00+01:00", "2016-03-21T", "2016-03-21T12:00:00 +02:00", "..2016",
        "٢٠١٦-٠٣-٢١",
    ]

    static func oddeOrgnr(_ tall: inout SplitMix64) -> String {
        let orgnr = orgnr(&tall)
        let delt = "\(orgnr.prefix(3)) \(orgnr.dropFirst(3).prefix(3)) \(orgnr.suffix(3))"
        return tall.pick([
            "0192:\(orgnr)", "9908:\(orgnr)", "NO\(orgnr)MVA", "NO \(delt) MVA", delt, " \(orgnr) ", "no\(orgnr)mva",
            "\(orgnr)MVA", "0192:NO\(orgnr)", "31000004", "310000044", "?", "x",
        ])
    }

    private static let filnavn = [
        "C:\\Temp\\brev.pdf", "../../etc/brev.txt", "/brev.pdf", "brev.pdf", "BREV.PDF", "bre?v.pdf",
        "arkivmelding.xml",
        "sbd.json", "manifest.xml", "mimetype", "META-INF/manifest.xml", "CON", "con.pdf", "LPT1.txt", "",
        "So\u{30}8knad.pdf", "A\u{30a}rsrapport.pdf", "Årsrapport.pdf", "uten endelse", "brev.pdf.pdf", "brev. .pdf",
        ".pdf",
        "...", "  brev.pdf  ", "brev\t1.pdf", "brev\n2.pdf", "a<b>c|d\".pdf", "?", "{filnavn}", "68.PDF", "dokument-1",
        "dokument-1.pdf", "vedlegg (2).pdf", "vedlegg.pdf", "vedlegg.pdf",
        String(repeating: "lang", count: 70) + ".pdf",
        String(repeating: "æ", count: 180) + ".docx", "\u{202e}fdp.exe", "👩‍👩‍👧.png", "brev.exe", "report.json",
    ]

    // Texts for any field.
    private func rar(_ tall: inout SplitMix64) -> String {
        if tall.chance(3) { return String(repeating: tall.pick(["lang tekst ", "ø", "&", "<", "x"]), count: 1500) }
        return tall.pick(Self.rare)
    }

    private static let rare = [
        "&", "<", ">", "\"", "'", "a & b", "1 < 2 > 0", "&amp;", "&lt;b&gt;", "&#248;", "]]>", "a]]>b]]",
        "<![CDATA[x]]>",
        "<!-- x -->", "<?pi x?>", "</journpost>", "Innvilget <15 pst.", "\"'\"", "ns2:kode :ns0 og ns0:x", "xmlns=\"\"",
        "æøåÆØÅ", "é ü ß þ", "e\u{301} a\u{30a} o\u{308}", "&\u{301}<\u{308}", "👩‍👩‍👧 🇳🇴 𝕏", "\u{feff}BOM inni", "a\u{a0}b",
        "a\u{200b}b\u{200d}", "\u{2028}\u{2029}", "\u{85}", "  to blanke  inni  ", " foran", "etter ", "a\tb", "a\nb",
        "a\r\nb", "a\rb", "\r", "\r\n", "a\n\n\nb", "\ta\n", "?", "??", "{fyll inn}", "${verdi}", "{{verdi}}", "{a} b",
        "{",
        "Ikke oppgitt", "AppReceipt", "<AppReceipt type=\"OK\"/>", "[Ufordelt]", "Unntatt offentlighet", "Dokument",
        "0",
        "-1", "null", "true", "%7C|%0A", "|", "dok|1", "../..", "C:\\", "\u{fffd}", "\u{10fffd}", "\u{7f}\u{9f}",
        "Utgående dokument", "Hoveddokument", "H,V", ";", "=1+1", "abf:uuid5('x')", "Test\n        - liten fil",
    ]

    // MARK: Envelope

    func conversationId(_ tall: inout SplitMix64) -> String {
        let guid = Self.guid(&tall)
        if !tall.chance(odde) { return guid }
        return tall.pick([
            "", "?", " ", guid.uppercased(), "{\(guid)}", "urn:uuid:\(guid)", "DetteErEnTest", "1-1-1-1-1",
            "${=java.util.UUID.randomUUID()}", "{{guid}}", "310000035-2013002997-\(guid)", "a|b%c", " \(guid) ",
            guid + "0", "æ & <ø>", "a\tb\nc", "linje\r\n2", "\"sitat'",
        ])
    }
}
