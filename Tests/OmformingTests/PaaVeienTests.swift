// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing

/// What comes back of an arkivmelding of ours that somebody has changed on the way, or of which a part stands where none does.
@Suite struct PaaVeienTests {
    private struct Tur {
        let fram: Omforming
        let arkivmelding: String
        let tilbake: Tilbakeomforming

        var melding: String { String(decoding: tilbake.stylesheetOutput, as: UTF8.self) }
        var koder: [String] { tilbake.funn.map(\.funn.kode) }
    }

    /// - Parameters:
    ///   - sizes: of the files that are not as large as they were.
    ///   - avsender: who it is from now.
    ///   - mottaker: who it is for now.
    private func tur(
        _ melding: String, _ settings: ConversionSettings = ConversionSettings(), sizes: [String: Int64] = [:],
        avsender: String? = nil, mottaker: String? = nil, _ endre: (inout String) -> Void = { _ in }
    ) throws -> Tur {
        var keeping = settings
        keeping.emptyDocuments = settings.emptyDocuments == .drop ? .drop : .keep
        let fram = try omform(Meldinger.putMessage(melding), keeping)
        let forsendelse = try #require(fram.forsendelse, "\(fram.funn)")
        var arkivmelding = String(decoding: forsendelse.arkivmelding, as: UTF8.self)
        endre(&arkivmelding)
        let filer = forsendelse.dokumenter.map {
            Forsendelsesfil(navn: $0.navn, size: sizes[$0.navn] ?? $0.size)
        }
        var sbd = forsendelse.sbd
        sbd.sender = avsender.flatMap { Organisasjonsnummer($0) } ?? sbd.sender
        sbd.receiver = mottaker ?? sbd.receiver
        let tilbake = omformer.bestEdu(of: try les(Array(arkivmelding.utf8)), sbd: sbd, filer: filer)
        #expect(tilbake.verdict == .accepted, "\(tilbake.funn)")
        return Tur(fram: fram, arkivmelding: arkivmelding, tilbake: tilbake)
    }

    // MARK: Documents

    private static let tomt =
        "<dokument><dlRnr>2</dlRnr><dbTittel>Tomt</dbTittel><veFilnavn>tomt.txt</veFilnavn></dokument>"

    @Test func aFileThatStoodForNoneIsADocumentWhenSomethingIsPutIntoIt() throws {
        let melding = Meldinger.melding(dokumenter: Meldinger.dokument() + Self.tomt)
        let uroert = try tur(melding)
        #expect(uroert.melding.contains("ab:utenfil=\"tomt.txt\"") && !uroert.koder.contains("FO-014"))
        let fylt = try tur(melding, sizes: ["tomt.txt": 12])
        #expect(fylt.koder.contains("FO-014"))
        #expect(fylt.melding.contains("ab:filnavn=\"tomt.txt\""))
    }

    @Test func theBytesOfADocumentInTheCaseAreFoundInAnyOfItsFiles() throws {
        let dokument = """
            <dokument><dlRnr>1</dlRnr><dbTittel>Z</dbTittel><fil/><fil><base64>SGVp</base64></fil>\
            <veFilnavn>z.txt</veFilnavn></dokument>
            """
        let tur = try tur(Meldinger.melding(sak: "<journpost><jpId>2</jpId>\(dokument)</journpost>"))
        #expect(tur.arkivmelding.contains(#"filnavn="z.txt""#) && !tur.arkivmelding.contains("utenfil"))
        #expect(tur.melding.contains("ab:filnavn=\"z.txt\""))
    }

    @Test func whatIsDroppedInTheCaseDoesNotComeBack() throws {
        var settings = ConversionSettings()
        settings.emptyDocuments = .drop
        let tur = try tur(Meldinger.melding(sak: "<journpost><jpId>2</jpId>\(Self.tomt)</journpost>"), settings)
        #expect(tur.fram.koder.contains("BE-015"))
        #expect(!tur.arkivmelding.contains("Tomt") && !tur.melding.contains("tomt.txt"))
    }

    @Test(arguments: ["x", " "])
    func textWhereAFileShouldBeComesBack(_ text: String) throws {
        let tomt = Self.tomt.replacing("<veFilnavn>", with: "<fil>\(text)</fil><veFilnavn>")
        let tur = try tur(Meldinger.melding(dokumenter: Meldinger.dokument() + tomt))
        #expect(tur.melding.contains("<fil>\(text)</fil>"))
    }

    // MARK: Corrections

    @Test(arguments: [("Svar på brevet", 1), ("Ny tittel", 0)])
    func aCorrectedFieldIsNotFollowedByWhatItWas(_ tittel: String, _ gamle: Int) throws {
        let field = #"<jpInnhold merke="1">Svar på brevet</jpInnhold>"#
        let melding = Meldinger.melding().replacing("<jpInnhold>Svar om brygga</jpInnhold>", with: field)
        let tur = try tur(melding) {
            $0.replace("<tittel>Svar på brevet</tittel>", with: "<tittel>\(tittel)</tittel>")
        }
        #expect(tur.melding.components(separatedBy: field).count - 1 == gamle)
        #expect(tur.melding.components(separatedBy: "<jpInnhold").count == 2)
        #expect(tur.koder.count { $0 == "OM-076" } == 1 - gamle)
        #expect(try baaret(tur) == (gamle == 1 ? [.carried: 2] : [.dropped: 2]))
    }

    @Test func aFieldThatWasTakenOutIsToldOf() throws {
        let melding = Meldinger.melding(journpost: #"<jpOffinnhold merke="1">Utlån</jpOffinnhold>"#)
        #expect(try tur(melding).melding.contains(#"<jpOffinnhold merke="1">Utlån</jpOffinnhold>"#))
        let tur = try tur(melding) { $0.replace("<offentligTittel>Utlån</offentligTittel>", with: "") }
        #expect(!tur.melding.contains("Utlån"))
        #expect(tur.koder.count { $0 == "OM-076" } == 1)
        #expect(try baaret(tur) == [.dropped: 2])
    }

    /// What the account says became of what the carrier holds as it stood.
    private func baaret(_ tur: Tur) throws -> [Regnskap.Kildestatus: Int] {
        try #require(tur.tilbake.regnskap).kilder.filter { $0.kilde.contains("/fremmed/") }
            .reduce(into: [:]) { $0[$1.status, default: 0] += $1.antall }
    }

    @Test func aRepeatedFieldStaysBesideACorrectedOne() throws {
        let melding = Meldinger.melding(journpost: "<jpInnhold>En gang til</jpInnhold>")
        let tur = try tur(melding) { $0.replace("<tittel>Svar om brygga<", with: "<tittel>Ny tittel<") }
        #expect(tur.melding.contains("<jpInnhold>Ny tittel</jpInnhold>"))
        #expect(tur.melding.contains("<jpInnhold>En gang til</jpInnhold>"))
    }

    @Test func aCorrectedFieldStaysInItsPlace() throws {
        let melding = Meldinger.melding().replacing("<jpInnhold>", with: #"<jpInnhold merke="1">"#)
        let tur = try tur(melding) { $0.replace("<tittel>Svar om brygga</tittel>", with: "<tittel>Ny tittel</tittel>") }
        #expect(tur.melding.contains("</jpStatus><jpInnhold>Ny tittel</jpInnhold><dokument"))
        #expect(!tur.koder.contains("BE-103"))
    }

    @Test func aFieldThatGaveNothingGivesWayToWhatIsPutThere() throws {
        var settings = ConversionSettings()
        settings.openAccessCodes = ["U"]
        let melding = Meldinger.melding(journpost: #"<jpTgkode merke="1">U</jpTgkode>"#)
        #expect(try tur(melding, settings).melding.contains(#"<jpTgkode merke="1">U</jpTgkode>"#))
        let skjerming = "<skjerming><tilgangsrestriksjon>Unntatt offentlighet</tilgangsrestriksjon><skjermingshjemmel/>"
        let tur = try tur(melding, settings) {
            $0.replace(
                "<journalaar>", with: skjerming + "<skjermingMetadata/></skjerming><journalaar>", maxReplacements: 1)
        }
        #expect(tur.melding.contains("<jpTgkode>UO</jpTgkode>"))
        #expect(tur.melding.components(separatedBy: "<jpTgkode").count == 2)
        #expect(tur.koder.contains("OM-076"))
        #expect(try baaret(tur) == [.dropped: 2])
    }

    @Test(arguments: [
        ("<spId>310000051</spId>", "<sakspartID>310000051<", "<sakspartID>310000078<", "<spOrgnr>310000078</spOrgnr>"),
        ("<spOrgnr>310 000 051</spOrgnr>", "<sakspartID>310 000 051<", "<sakspartID>X1<", "<spId>X1</spId>"),
    ])
    func whatAPartyIsCalledIsNotBesideWhatItWasCalled(_ felt: String, _ gammel: String, _ ny: String, _ svar: String)
        throws
    {
        let melding = Meldinger.melding(sak: "<sakspart>\(felt)<spNavn>Fjell</spNavn></sakspart>")
        #expect(try tur(melding).melding.contains(felt))
        let tur = try tur(melding) { $0.replace(gammel, with: ny) }
        #expect(tur.melding.contains("<sakspart>\(svar)<spNavn>Fjell</spNavn></sakspart>"))
        #expect(tur.koder.contains("OM-076"))
    }

    @Test(arguments: [
        "<saAdmkort/><saAdmbet>Havn</saAdmbet>", "<saAdmkort>?</saAdmkort><saAdmbet>Havn </saAdmbet>",
        #"<saAdmbet merke="1">Havn</saAdmbet>"#, #"<saAdmkort merke="1"/><saAdmbet>Havn</saAdmbet>"#,
    ])
    func aReserveIsNotBesideWhatItWasAReserveFor(_ felt: String) throws {
        let melding = Meldinger.melding(sak: felt)
        let uroert = try tur(melding)
        #expect(uroert.melding.contains(felt) && !uroert.koder.contains("OM-076"))
        let tur = try tur(melding) { $0.replace("<administrativEnhet>Havn<", with: "<administrativEnhet>Kai<") }
        #expect(tur.melding.contains("<saAdmkort>Kai</saAdmkort>") && !tur.melding.contains("saAdmbet"))
        #expect(tur.koder.contains("OM-076"))
    }

    @Test(arguments: ["Berg", "Ikke oppgitt"])
    func whoIsAnswerableIsNotBesideWhoWas(_ ny: String) throws {
        let melding = Meldinger.melding(sak: "<saAnsvnavn>Solveig Fjell</saAnsvnavn>")
        #expect(try tur(melding).melding.contains("Solveig"))
        let tur = try tur(melding) { $0.replace("<saksansvarlig>Solveig Fjell<", with: "<saksansvarlig>\(ny)<") }
        #expect(!tur.melding.contains("Solveig") && tur.koder.contains("OM-076"))
        #expect(tur.melding.contains("<saAnsvinit>Berg</saAnsvinit>") == (ny == "Berg"))
    }

    @Test func theOldNumberOfAClassIsNotItsDescription() throws {
        let klassering = "<klassering><klOrdnpri>FE</klOrdnpri><klOrdnver>512</klOrdnver></klassering>"
        let uroert = try tur(Meldinger.melding(sak: klassering))
        #expect(uroert.melding.contains(klassering) && uroert.arkivmelding.contains("<tittel>512</tittel>"))
        let nummer = try tur(Meldinger.melding(sak: klassering)) {
            $0.replace("<klasseID>512<", with: "<klasseID>513<")
        }
        #expect(nummer.melding.contains(klassering.replacing("512", with: "513")))
        let begge = try tur(Meldinger.melding(sak: klassering)) {
            $0.replace(">512</klasseID>", with: ">513</klasseID>")
            $0.replace(">FE</referanseKlassifikasjonssystem>", with: ">EM</referanseKlassifikasjonssystem>")
        }
        #expect(!begge.melding.contains("klOvbesk"))
        let ukjent = klassering.replacing("</klassering>", with: "<klOvbesk>?</klOvbesk></klassering>")
        let plassholder = try tur(Meldinger.melding(sak: ukjent)) {
            $0.replace("<klasseID>512<", with: "<klasseID>513<")
        }
        #expect(!plassholder.melding.contains("<klOvbesk>512"))
        let tittel = try tur(Meldinger.melding(sak: klassering)) {
            $0.replace("<tittel>512<", with: "<tittel>Brygger<")
        }
        #expect(tittel.melding.contains("<klOrdnver>512</klOrdnver><klOvbesk>Brygger</klOvbesk>"))
    }

    @Test func ofTwoGroupsOneMayBeCorrected() throws {
        let dokumenter = [("1", "en.docx"), ("2", "to.docx")].map { nummer, navn in
            "<dokument><dlRnr>\(nummer)</dlRnr><dbTittel>\(navn)</dbTittel><dbStatus>9</dbStatus>"
                + "<fil><base64>SGVp</base64></fil><veFilnavn>\(navn)</veFilnavn></dokument>"
        }
        let tur = try tur(Meldinger.melding(dokumenter: dokumenter.joined())) {
            $0.replace("ferdigstilt</dokumentstatus>", with: "under redigering</dokumentstatus>", maxReplacements: 1)
        }
        let statuser = tur.melding.matches(of: /<dbStatus>(.*?)<\/dbStatus>/).map { String($0.1) }
        #expect(statuser == ["B", "9"])
        let poster = try #require(tur.tilbake.regnskap).kilder.filter { $0.kilde.hasSuffix("/dokument/dbStatus") }
        #expect(poster.map(\.status).sorted { $0.rawValue < $1.rawValue } == [.carried, .dropped])
    }

    // MARK: Envelope

    @Test func whatIsSaidOfAnEndIsNotSaidOfAnother() throws {
        let melding = Meldinger.melding()
        #expect(try tur(melding).melding.contains("<name>Fjordvik kommune</name>"))
        let svar = try tur(melding, avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
        #expect(!svar.melding.contains("<name>") && svar.koder.count { $0 == "OM-077" } == 2)
        let videre = try tur(melding, mottaker: "310000051")
        #expect(videre.melding.contains("<orgnr>310000051</orgnr></receiver>"))
        #expect(videre.melding.contains("<name>Fjordvik kommune</name></sender>"))
        #expect(videre.koder.count { $0 == "OM-077" } == 1)
        let navn = try #require(videre.tilbake.regnskap).kilder.filter { $0.kilde.hasSuffix("/receiver/name") }
        #expect(navn.map(\.status) == [.dropped])
    }

    @Test func anotherConversationIsToldOf() throws {
        let fram = try omform(Meldinger.putMessage(Meldinger.melding(), id: "?"))
        let forsendelse = try #require(fram.forsendelse)
        var sbd = forsendelse.sbd
        func tilbake() throws -> Tilbakeomforming {
            let filer = forsendelse.dokumenter.map { Forsendelsesfil(navn: $0.navn, size: $0.size) }
            return omformer.bestEdu(of: try les(forsendelse.arkivmelding), sbd: sbd, filer: filer)
        }
        #expect(!(try tilbake().funn.contains { $0.funn.kode == "OM-076" }))
        sbd.conversationId = "6f0c6d0e-3a38-4a53-9a55-0d8e7b4f2c11"
        #expect(try tilbake().funn.contains { $0.funn.kode == "OM-076" })
    }

    // MARK: Parties

    /// The parties as they come back when those of the arkivmelding are put in another order; nil is a new one.
    private func parter(_ avsmot: [String], _ rekke: [Int?]) throws -> (parter: [String], koder: [String]) {
        let tur = try tur(Meldinger.melding(journpost: avsmot.map { "<avsmot>\($0)</avsmot>" }.joined())) {
            arkivmelding in
            let elementer = arkivmelding.matches(of: /(?s)<korrespondansepart>.*?<\/korrespondansepart>\s*/).map(
                \.range)
            guard let first = elementer.first, let last = elementer.last, elementer.count == avsmot.count else {
                return
            }
            let ny = """
                <korrespondansepart><korrespondanseparttype>Mottaker</korrespondanseparttype>\
                <korrespondansepartNavn>Ny</korrespondansepartNavn></korrespondansepart>
                """
            let nye = rekke.map { $0.map { String(arkivmelding[elementer[$0]]) } ?? ny }.joined()
            arkivmelding.replaceSubrange(first.lowerBound..<last.upperBound, with: nye)
        }
        let parter = tur.melding.matches(of: /(?s)<avsmot>(.*?)<\/avsmot>/).map { String($0.1) }
        return (parter, tur.koder.filter { $0.hasPrefix("OM-07") && $0 != "OM-074" || $0 == "OM-081" })
    }

    private static let avskrevet = "<amAvskm>BU</amAvskm><amAvskdato>2026-02-04</amAvskdato>"

    @Test(arguments: [[2, 1, 0], [1, 0, 2], [nil, 0, 1, 2], [0, 1]] as [[Int?]])
    func anAvskrivningStaysWithItsParty(_ rekke: [Int?]) throws {
        for avskrevet in 0..<2 {
            let avsmot = ["A", "B", "C"].enumerated().map { index, navn in
                "<amIhtype>1</amIhtype><amNavn>\(navn)</amNavn>" + (index == avskrevet ? Self.avskrevet : "")
            }
            let (parter, koder) = try parter(avsmot, rekke)
            #expect(parter.count == rekke.count)
            #expect(koder.isEmpty)
            for part in parter {
                #expect(part.contains("amAvskm") == part.contains(">\("AB".dropFirst(avskrevet).prefix(1))<"))
            }
        }
    }

    @Test func eachOfTwoAvskrivningerStaysWithItsPartyWhenAnotherIsGone() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn>", "<amIhtype>1</amIhtype><amNavn>B</amNavn>\(Self.avskrevet)",
            "<amIhtype>1</amIhtype><amNavn>C</amNavn>\(Self.avskrevet.replacing("BU", with: "TE"))",
        ]
        let (parter, koder) = try parter(avsmot, [1, 2])
        #expect(parter == [avsmot[1], avsmot[2]] && koder.isEmpty)
    }

    @Test func notesThatDifferInTheMiddleAloneKeepTheirOwn() throws {
        func tekst(_ midten: String) -> String {
            String(repeating: "Vedtatt i møtet. ", count: 20) + midten
                + String(repeating: " Se protokollen.", count: 20)
        }
        let merknader = ["A", "B"].enumerated().map { index, navn in
            "<tilleggsinfo><tiId>\(index + 1)</tiId><tiItype>MS</tiItype><tiTekst>\(tekst(navn))</tiTekst></tilleggsinfo>"
        }
        let merknad = /(?s)<merknad>.*?<\/merknad>\s*/
        let tur = try tur(Meldinger.melding(journpost: merknader.joined())) {
            let elementer = $0.matches(of: merknad).map { String($0.0) }
            $0.replace(elementer.joined(), with: elementer.reversed().joined())
        }
        let skrevet = tur.melding.matches(of: /(?s)<tilleggsinfo>.*?<\/tilleggsinfo>/).map { String($0.0) }
        #expect(skrevet == merknader.reversed())
    }

    @Test func anAvskrivningThatIsGoneOrNewIsNobodyElses() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn>\(Self.avskrevet)",
            "<amIhtype>1</amIhtype><amNavn>B</amNavn>\(Self.avskrevet.replacing("BU", with: "TE"))",
        ].map { "<avsmot>\($0)</avsmot>" }.joined()
        let foerste = /(?s)<avskrivning>.*?<\/avskrivning>\s*/
        let borte = try tur(Meldinger.melding(journpost: avsmot)) { $0.replace(foerste, with: "", maxReplacements: 1) }
        #expect(!borte.melding.contains("amAvskm") && borte.koder.contains("OM-071"))
        let en = avsmot.replacing(Self.avskrevet, with: "")
        let flere = try tur(Meldinger.melding(journpost: en)) {
            guard let match = $0.firstMatch(of: foerste) else { return }
            $0.insert(contentsOf: String(match.0).replacing("telefon", with: "e-post"), at: match.range.upperBound)
        }
        #expect(!flere.melding.contains("amAvskm") && flere.koder.contains("OM-071"))
    }

    @Test func whatTheOnlyPartyHasStaysWithIt() throws {
        let avsmot = ["<amIhtype>1</amIhtype><amNavn>A</amNavn><amJenhet>EN</amJenhet>\(Self.avskrevet)"]
        let (parter, koder) = try parter(avsmot, [nil, 0])
        #expect(parter.count == 2 && parter.last == avsmot[0] && koder.isEmpty)
    }

    @Test func aUnitGoesToNobodyWhenItIsNotKnownWhose() throws {
        let avsmot = "<avsmot><amIhtype>1</amIhtype><amNavn>A</amNavn><amJenhet>EN</amJenhet></avsmot>"
        let ny = """
            <korrespondansepart><korrespondanseparttype>Mottaker</korrespondanseparttype>\
            <korrespondansepartNavn>Ny</korrespondansepartNavn></korrespondansepart><korrespondansepart>
            """
        let tur = try tur(Meldinger.melding(journpost: avsmot)) {
            $0.replace("<korrespondansepart>", with: ny)
            $0.replace(">A</korrespondansepartNavn>", with: ">B</korrespondansepartNavn>")
        }
        #expect(!tur.melding.contains("amJenhet") && tur.koder.contains("OM-081"))
    }

    @Test func whatFollowsThePlaceIsToldOf() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn>\(Self.avskrevet)", "<amIhtype>1</amIhtype><amNavn>B</amNavn>",
        ]
        let (parter, koder) = try parter(avsmot, [nil, 1])
        #expect(parter[0].contains("Ny") && parter[0].contains("amAvskm") && koder == ["OM-079"])
    }

    @Test func whatNoPartyIsLeftForIsToldOf() throws {
        let avsmot = ["<amIhtype>1</amIhtype><amNavn>A</amNavn><amJenhet>EN</amJenhet>\(Self.avskrevet)"]
        let (parter, koder) = try parter(avsmot, [])
        #expect(parter.isEmpty && koder.sorted() == ["OM-070", "OM-071"])
    }

    @Test func aUnitWhosePartyIsGoneIsToldOf() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn><amJenhet>EN</amJenhet>",
            "<amIhtype>1</amIhtype><amNavn>B</amNavn><amJenhet>TO</amJenhet>",
        ]
        let (parter, koder) = try parter(avsmot, [1])
        #expect(parter == [avsmot[1]] && koder == ["OM-081"])
    }

    @Test func aUnitStaysWithItsParty() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn><amJenhet>EN</amJenhet>",
            "<amId>2</amId><amIhtype>1</amIhtype><amNavn>B</amNavn><amJenhet>TO</amJenhet>",
        ]
        let (parter, koder) = try parter(avsmot, [1, 0])
        #expect(parter == [avsmot[1], avsmot[0]] && koder.isEmpty)
    }

    @Test func aNamesakeGetsNothingOfTheOther() throws {
        let avsmot = [
            "<amIhtype>1</amIhtype><amNavn>A</amNavn>", "<amId>2</amId><amIhtype>1</amIhtype><amNavn>A</amNavn>",
            "<amId>3</amId><amIhtype>1</amIhtype><amNavn>C</amNavn>",
        ]
        #expect(try parter(avsmot, [0, 1, 2]).parter == avsmot)
        let (parter, koder) = try parter(avsmot, [0, 2])
        #expect(parter == [avsmot[0], avsmot[2]] && koder == ["OM-077"])
    }

    // MARK: Internal notes

    private static let merknad = "<tilleggsinfo><tiItype>MERK</tiItype><tiTekst>Fortrolig</tiTekst></tilleggsinfo>"

    @Test(arguments: [
        ("</noarksak>", "</noarksak><tilleggsinfo xmlns=''><tiTekst>Fortrolig</tiTekst></tilleggsinfo>"),
        ("</dokument>", merknad + "</dokument>"),
        ("</noarksak>", "<klassering><klOrdnver>1</klOrdnver>\(merknad)</klassering></noarksak>"),
        ("</noarksak>", "<sakspart><spNavn>Fjell</spNavn>\(merknad)</sakspart></noarksak>"),
        ("<dokument>", "<avsmot><amNavn>Fjell</amNavn>\(merknad)</avsmot><dokument>"),
        ("</noarksak>", "<ukjent>\(merknad)</ukjent></noarksak>"),
    ])
    func aNoteThatStandsAnywhereIsWithheld(_ place: String, _ with: String) throws {
        let melding = Meldinger.melding().replacing(place, with: with)
        let kept = try tur(melding)
        #expect(kept.arkivmelding.contains("Fortrolig") && kept.melding.contains("Fortrolig"))
        var settings = ConversionSettings()
        settings.internalNotes = .withhold
        let withheld = try tur(melding, settings)
        #expect(!withheld.arkivmelding.contains("Fortrolig"))
        #expect(withheld.fram.koder.contains("OM-050"))
        #expect(try #require(withheld.fram.rapport.regnskap).antall(Regnskap.Kildestatus.withheld) > 0)
    }

    @Test func aNoteInsideAFieldCannotBeWithheld() throws {
        let melding = Meldinger.melding().replacing("Svar om brygga", with: "Svar" + Self.merknad)
        #expect(try omform(Meldinger.putMessage(melding)).verdict == .accepted)
        var settings = ConversionSettings()
        settings.internalNotes = .withhold
        // Written otherwise it is as internal.
        for written in [melding, melding.replacing("tilleggsinfo", with: "tilleggsInfo")] {
            let withheld = try omform(Meldinger.putMessage(written), settings)
            #expect(withheld.verdict == .rejected && withheld.koder.contains("OM-051"))
        }
    }

    // MARK: Shielding

    @Test func aCodeOfTwoWordsIsNotOpenBecauseItsWordsAre() throws {
        var settings = ConversionSettings()
        settings.openAccessCodes = ["U", "B"]
        func omformet(_ kode: String) throws -> Omforming {
            try omform(Meldinger.putMessage(Meldinger.melding(journpost: "<jpTgkode>\(kode)</jpTgkode>")), settings)
        }
        #expect(try omformet("U").koder.contains("OM-016"))
        let two = try omformet("U B")
        #expect(!two.koder.contains("OM-016"))
        #expect(String(decoding: try #require(two.forsendelse).arkivmelding, as: UTF8.self).contains("<skjerming>"))
        settings.openAccessCodes = ["A B"]
        #expect(settings.faults == ["openAccessCodes"])
    }

    @Test(arguments: [
        (" Skjerming tittel registrering - utvalgte ord ", true),
        ("Skjerming tittel registrering - unntatt første linje", false),
        ("Skjerming navn mottaker", false),
        ("Skjerming klasseID", false),
        ("Skjerming navn avsender/mottaker", false),
        ("Skjerming merknadstekst", false),
    ])
    func aFlagThatNoark4HasNoPlaceForIsToldOf(_ flagg: String, _ kjent: Bool) throws {
        let tur = try tur(Meldinger.melding(journpost: "<jpTgkode>UO</jpTgkode>")) {
            $0.replace("<skjermingMetadata/>", with: "<skjermingMetadata>\(flagg)</skjermingMetadata>")
        }
        #expect(tur.koder.contains("OM-060") == !kjent)
        #expect(tur.melding.contains("<jpU1>1</jpU1>") == kjent)
    }

    /// Noark 4 does not shield documents, and what the carrier left out of the post was its own.
    @Test(
        arguments: ["<jpUoff>offl. § 13</jpUoff>", "<jpU1>1</jpU1>", ""], ["Unntatt offentlighet", "Personalsaker", ""])
    func whatIsShieldedAboutADocumentIsNotOpenInNoark4(_ source: String, _ restriction: String) throws {
        let tur = try tur(Meldinger.melding(journpost: source)) {
            $0.replace(/<skjerming>(?s:.*?)<\/skjerming>/, with: "")
            let moved = """
                <skjerming><tilgangsrestriksjon>\(restriction)</tilgangsrestriksjon><skjermingshjemmel/>\
                <skjermingMetadata>Noe</skjermingMetadata></skjerming>
                """
            $0.replace("<dokumentobjekt>", with: moved + "<dokumentobjekt>", maxReplacements: 1)
        }
        #expect(tur.koder.contains("OM-080"))
        let code = restriction == "Personalsaker" ? "P" : "UO"
        #expect(tur.melding.contains(try Regex("<jpTgkode[^>]*>\(code)</jpTgkode>")), "\(tur.melding)")
    }

    /// The sender had no code, which the carrier says; it was made of what somebody has taken away since.
    @Test(arguments: [
        ("<jpU1>1</jpU1>", "Skjerming tittel registrering - utvalgte ord"),
        ("<jpU1>1</jpU1><jpTgkode/>", "Skjerming tittel registrering - utvalgte ord"),
        ("<jpUoff>offl. § 13</jpUoff>", "offl. § 13"),
    ])
    func whatIsStillShieldedIsNotOpenBecauseItsReasonIsGone(_ source: String, _ reason: String) throws {
        let melding = Meldinger.melding(journpost: source)
        #expect(try !tur(melding).melding.contains(/<jpTgkode[^>]*>UO/))
        let tur = try tur(melding) { $0.replace(">\(reason)<", with: "><") }
        #expect(tur.melding.contains(/<jpTgkode[^>]*>UO</) && tur.koder.contains("OM-076"))
    }

    @Test func aCaseThatIsStillShieldedIsNotOpenBecauseItsReasonIsGone() throws {
        let sak = "<saU1>1</saU1>"
        #expect(try !tur(Meldinger.melding(sak: sak)).melding.contains("saTgkode"))
        let tur = try tur(Meldinger.melding(sak: sak)) {
            $0.replace(">Skjerming tittel mappe - utvalgte ord<", with: "><")
        }
        #expect(tur.melding.contains(/<saTgkode[^>]*>UO</) && tur.koder.contains("OM-076"))
    }

    /// It would have lapsed before it began.
    @Test func aNewShieldingHasNotTheEndOfNone() throws {
        let melding = Meldinger.melding(journpost: "<jpAgdato>2020-01-01</jpAgdato>")
        #expect(try tur(melding).melding.contains("<jpAgdato>2020-01-01</jpAgdato>"))
        let tur = try tur(melding) {
            $0.replace(
                "<journalaar>",
                with: """
                    <skjerming><tilgangsrestriksjon>Unntatt offentlighet</tilgangsrestriksjon><skjermingshjemmel/>\
                    <skjermingMetadata/></skjerming><journalaar>
                    """)
        }
        #expect(tur.melding.contains(">UO</jpTgkode>") && !tur.melding.contains("jpAgdato"))
        #expect(tur.koder.contains("OM-076"))
    }

    @Test func codeAndGroundAreOfOneAndTheSameDocument() throws {
        func skjerming(_ code: String, _ ground: String) -> String {
            "<skjerming><tilgangsrestriksjon>\(code)</tilgangsrestriksjon><skjermingshjemmel>\(ground)"
                + "</skjermingshjemmel><skjermingMetadata/></skjerming>"
        }
        let tur = try tur(Meldinger.melding(dokumenter: Meldinger.dokument() + Meldinger.dokument())) {
            $0.replace(
                "<dokumentobjekt>", with: skjerming("", "offl. § 13") + "<dokumentobjekt >", maxReplacements: 1)
            $0.replace("<dokumentobjekt>", with: skjerming("Personalsaker", "offl. § 25") + "<dokumentobjekt>")
        }
        #expect(tur.melding.contains(">P</jpTgkode>") && tur.melding.contains("<jpUoff>offl. § 25</jpUoff>"))
    }

    @Test func aFolderBesideTheCaseShieldsNothingOfIt() throws {
        let tur = try tur(Meldinger.melding()) {
            $0.replace(
                "</antallFiler>",
                with: """
                    </antallFiler><mappe><tittel>En annen</tittel><skjerming><tilgangsrestriksjon>Unntatt offentlighet\
                    </tilgangsrestriksjon><skjermingshjemmel/><skjermingMetadata/></skjerming></mappe>
                    """)
        }
        #expect(!tur.koder.contains("OM-080") && !tur.melding.contains("Tgkode"))
    }

    // MARK: Placeholders

    @Test func aQuestionMarkIsNobodysNumber() throws {
        let fram = try omform(
            Array(
                String(decoding: Meldinger.putMessage(Meldinger.melding(), avsender: "?"), as: UTF8.self)
                    .replacing("<name>Fjordvik kommune</name>", with: "").utf8))
        let arkivmelding = String(decoding: try #require(fram.forsendelse).arkivmelding, as: UTF8.self)
        #expect(arkivmelding.contains("<opprettetAv>Ikke oppgitt</opprettetAv>"))
    }
}
