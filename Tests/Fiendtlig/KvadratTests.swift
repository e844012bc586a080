// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Noark
import Omforming
import Testhjelp
import Testing

/// Input within every limit whose work grew with the square of its size, unseen by the count of steps.
///
/// At these sizes it took minutes. Nothing is timed; what is asked is what comes of it.
@Suite struct KvadratTests {
    private static let omformer = Result { try Omformer(versjoner: .fixed) }

    private func back(_ post: String, sak: String = "", filer: [Forsendelsesfil] = []) throws -> Tilbakeomforming {
        let text = """
            <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"><mappe><tittel>Sak</tittel>\
            <basisregistrering>\(post)<tittel>Brev</tittel></basisregistrering>\(sak)</mappe></arkivmelding>
            """
        var settings = BestEduSettings()
        settings.sender = Organisasjonsnummer(Meldinger.avsender)
        settings.receiver = Organisasjonsnummer(Meldinger.mottaker)
        return try Self.omformer.get().bestEdu(of: try Innlesing(Array(text.utf8)), sbd: nil, filer: filer, settings)
    }

    private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    private let skjerming = "<skjerming><tilgangsrestriksjon>X</tilgangsrestriksjon></skjerming>"

    @Test func manyShieldingsAreOne() throws {
        let iDokumentet = "<dokumentbeskrivelse>\(times(80_000, "<skjerming/>"))\(skjerming)</dokumentbeskrivelse>"
        let result = try back(times(80_000, "<skjerming/>") + iDokumentet)
        #expect(result.verdict == .accepted)
        #expect(String(decoding: result.stylesheetOutput, as: UTF8.self).contains(">X</jpTgkode>"))
    }

    @Test func manyCodesAreOne() throws {
        let result = try back(times(40_000, skjerming), sak: times(20_000, skjerming))
        #expect(result.verdict == .accepted)
        #expect(String(decoding: result.stylesheetOutput, as: UTF8.self).contains(">X</saTgkode>"))
    }

    @Test func manyShieldedDocumentsAreCounted() throws {
        let dokument = "<dokumentbeskrivelse>\(skjerming)</dokumentbeskrivelse>"
        #expect(try back(times(19_000, dokument)).verdict == .accepted)
        #expect(try back(times(21_000, dokument)).rapport.funn.flatMap(\.funn.argumenter).contains("maxDocuments"))
    }

    @Test func objectsBesideDescriptionsAreCountedFirst() throws {
        let objekter = "<dokumentbeskrivelse>\(times(999, "<dokumentobjekt/>"))</dokumentbeskrivelse>"
        let result = try back(times(300, objekter) + times(80_000, "<dokumentbeskrivelse/>"))
        #expect(result.rapport.funn.flatMap(\.funn.argumenter).contains("maxDocuments"))
    }

    @Test func partiesOfTwoNamesStandBesideEachOther() throws {
        let parter = times(40_000, "<sakspart/>") + times(40_000, "<part/>")
        #expect(try back("", sak: parter).verdict == .accepted)
    }

    @Test func filesOfOtherPostsAreNamedOnce() throws {
        let post = """
            </basisregistrering><basisregistrering><dokumentbeskrivelse><dokumentobjekt><referanseDokumentfil>a\
            </referanseDokumentfil></dokumentobjekt></dokumentbeskrivelse>
            """
        #expect(try back(times(60_000, post)).rapport.funn.map(\.funn.kode).contains("OM-073"))
    }

    private let baerer = #"xmlns:b="urn:x-arkivbro:restfelt:1" versjon="1""#

    private func metadata(_ inni: String) -> String {
        "<virksomhetsspesifikkeMetadata>\(inni)</virksomhetsspesifikkeMetadata>"
    }

    @Test(arguments: [1, 40_000])
    func twoCarriersOfAKindAreNone(_ count: Int) throws {
        let sak = "<b:noarksak \(baerer)/>"
        let post = "<b:journpost \(baerer)/>"
        #expect(try back(metadata(post), sak: metadata(sak)).verdict == .accepted)
        for result in [
            try back("", sak: metadata(times(count + 1, sak))), try back("", sak: times(count + 1, metadata(sak))),
            try back(metadata(times(count + 1, post))), try back(times(count + 1, metadata(post))),
        ] {
            #expect(result.rapport.funn.map(\.funn.kode).contains("OM-078"))
        }
    }

    @Test func carriedGroupsOfTwoKindsStandBesideEachOther() throws {
        func grupper(_ navn: String) -> String {
            (1...40_000).map { #"<b:\#(navn) nr="\#($0)"/>"# }.joined()
        }
        let inni = "<b:journpost \(baerer)>\(grupper("avsmot"))\(grupper("tilleggsinfo"))</b:journpost>"
        #expect(try back(metadata(inni)).verdict == .accepted)
    }

    @Test func aPartyOfTheCaseHasOneNumber() throws {
        let numre = times(40_000, "<sakspartID>1</sakspartID>") + times(40_000, "<organisasjonsnummer/>")
        let result = try back("", sak: "<sakspart>\(numre)</sakspart>")
        #expect(result.verdict == .accepted)
        #expect(String(decoding: result.stylesheetOutput, as: UTF8.self).contains("<spId>1</spId>"))
    }

    @Test func whatWasLeftOutIsANameAndHoldsNothing() throws {
        let dypt = times(200, "<b:utelatt>") + times(100_000, "x") + times(200, "</b:utelatt>")
        let inni = "<b:journpost \(baerer)>\(dypt)</b:journpost>"
        #expect(try back(metadata(inni)).rapport.funn.map(\.funn.kode).contains("OM-078"))
    }

    @Test func whatShieldsWhereItIsNotReadIsLookedForOnce() throws {
        let journpost = times(15_000, "<jpTgkode> </jpTgkode>") + times(15_000, "<x><jpTgkode>UO</jpTgkode></x>")
        let omforming = try Self.omformer.get().convert(
            Innlesing(
                Meldinger.putMessage(
                    Meldinger.melding(journpost: journpost, sak: times(15_000, "<saTgkode> </saTgkode>")))))
        #expect(omforming.rapport.funn.map(\.funn.kode).contains("OM-052"))
    }

    @Test(arguments: ["0192:", "NO", " 9908: "])
    func prefixesBeforeANumberAreTakenAwayHoweverMany(_ prefix: String) throws {
        let prefixes = times(100_000, prefix)
        func koder(avsender: String = Meldinger.avsender, mottaker: String = Meldinger.mottaker) throws -> [String] {
            var settings = ConversionSettings()
            settings.allowsInvalidReceiver = true
            let message = Meldinger.putMessage(Meldinger.melding(), avsender: avsender, mottaker: mottaker)
            return try Self.omformer.get().convert(Innlesing(message), settings).rapport.funn.map(\.funn.kode)
        }
        let usual = try koder()
        #expect(try koder(avsender: prefixes + Meldinger.avsender, mottaker: prefixes + Meldinger.mottaker) == usual)
        // Nothing but prefixes is no number.
        #expect(try koder(avsender: prefixes) == ["BE-031"] + usual)
        // And a person is one behind them.
        #expect(try koder(mottaker: prefixes + "17054026641").contains("BE-034"))
    }

    @Test func listsOfTheCarrierAreAsLongAsWhatTheyAreOf() throws {
        let parter = times(2, "<korrespondansepart/>")
        let avskrivninger = ["en", "to"].map {
            "<avskrivning><avskrivningsmaate>\($0)</avskrivningsmaate></avskrivning>"
        }
        for lister in [
            "avskrivningAvsmot='\(times(1_000_000, "1 "))2' avskrivninger='/to /en'",
            "avskrivningAvsmot='1 2' avskrivninger='\(times(500_000, "b a "))'",
        ] {
            let post = metadata("<b:journpost \(baerer) avsmot='2' \(lister)/>")
            let result = try back(parter + avskrivninger.joined() + post)
            #expect(result.rapport.funn.map(\.funn.kode).contains("OM-071"))
        }
    }

    @Test func foldersBesideTheOnesAroundAreNotLookedInto() throws {
        let dypt = times(200, "<mappe>") + "<mappe><basisregistrering/></mappe>" + times(80_000, "<mappe/>")
        let result = try back("", sak: dypt + times(200, "</mappe>"))
        #expect(result.rapport.funn.map(\.funn.kode).contains("OM-073"))
        var settings = BestEduSettings()
        settings.sender = Organisasjonsnummer(Meldinger.avsender)
        settings.receiver = Organisasjonsnummer(Meldinger.mottaker)
        let text = """
            <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding">\
            \(dypt)\(times(200, "</mappe>"))</arkivmelding>
            """
        let valgt = try Self.omformer.get().bestEdu(of: Innlesing(Array(text.utf8)), sbd: nil, filer: [], settings)
        #expect(valgt.verdict == .accepted && valgt.rapport.funn.map(\.funn.kode).contains("OM-070"))
    }

    @Test func oneTitleIsCleanedOnceForAllDocuments() {
        var navn = Dokumentnavn()
        var oppgitt = Filopplysninger()
        oppgitt.brevtittel = times(1000, "\u{1f1f3}")
        let alle = (1...10_000).map { navn.neste(oppgitt, plass: $0, start: []).navn }
        #expect(Set(alle).count == 10_000 && alle.allSatisfy { $0.utf8.count <= 200 })
    }

    @Test func filesOfOneNameInOtherCasesAreNotComparedWithoutEnd() throws {
        func navn(_ nummer: Int) -> String {
            String((0..<15).map { nummer >> $0 & 1 == 1 ? Character("A") : Character("a") })
        }
        let filer = (0..<12_000).map { Forsendelsesfil(navn: navn($0), size: 1) }
        let dokumenter = (12_000..<24_000).map {
            """
            <dokumentbeskrivelse><dokumentobjekt><referanseDokumentfil>\(navn($0))</referanseDokumentfil></dokumentobjekt>\
            </dokumentbeskrivelse>
            """
        }
        let result = try back(dokumenter.joined(), filer: filer)
        #expect(result.rapport.funn.map(\.funn.kode).contains("FO-012"))
    }

    @Test func journalPostsInTheCaseAreCarried() throws {
        let inni = times(39_000, "<journpost><jpId>1</jpId></journpost>")
        let omforming = try Self.omformer.get().convert(
            Innlesing(Meldinger.putMessage(Meldinger.melding(sak: inni))))
        #expect(omforming.verdict == .accepted)
    }
}
