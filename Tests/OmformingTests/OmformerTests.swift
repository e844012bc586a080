// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML
import Testhjelp
import Testing

@Suite struct OmformerTests {
    @Test func anOrdinaryLetterIsAccepted() throws {
        let result = try omform(Meldinger.putMessage(Meldinger.melding()))
        #expect(result.verdict == .accepted)
        #expect(result.felt("meldingId") == Meldinger.id)
        #expect(result.felt("tidspunkt") == "2026-02-03T00:00:00")
        #expect(result.felt("mappe/tittel") == "Brygga på Havnes")
        #expect(result.felt("mappe/systemID") == NavnebasertUUID.uuid(parts: ["sak", Meldinger.avsender, "88"]))
        #expect(result.sbd?.messageId == Meldinger.id)
        #expect(result.rapport.filer.map(\.navn) == ["brev.txt"])
    }

    @Test func theSameMessageOnEightThreadsGivesTheSameBytes() async throws {
        let message = Meldinger.putMessage(
            Meldinger.melding(
                journpost: "<jpDokdato>tull</jpDokdato><ukjent>x</ukjent>",
                dokumenter: (1...20).map { Meldinger.dokument(nummer: $0) }.joined()))
        let fresh = try Omformer(versjoner: .fixed)
        let results = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try (0..<25).map { _ in
                        let forsendelse = try #require(
                            fresh.convert(try les(message), ConversionSettings()).forsendelse)
                        return forsendelse.arkivmelding + forsendelse.rapport + forsendelse.sbd.json.bytes
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(results.count == 200)
        #expect(Set(results).count == 1)
    }

    @Test func theReceiverDecidesWhetherAMessageCanGo() throws {
        func koder(_ mottaker: String, allow: Bool = false) throws -> [String] {
            var settings = ConversionSettings()
            settings.allowsInvalidReceiver = allow
            return try omform(Meldinger.putMessage(Meldinger.melding(), mottaker: mottaker), settings).koder
        }
        #expect(try koder("0192:\(Meldinger.mottaker)").isEmpty)
        #expect(try koder("") == ["BE-033"])
        #expect(try koder("?") == ["BE-033"])
        #expect(try koder("31000004") == ["BE-035"])
        #expect(try koder("310000044") == ["BE-035"])
        #expect(try koder("01017012345") == ["BE-034"])
        #expect(try koder("31000004", allow: true) == ["BE-036"])
        let person = try omform(Meldinger.putMessage(Meldinger.melding(), mottaker: "01017012345"))
        #expect(!String(decoding: person.rapport.json(showValues: true).bytes, as: UTF8.self).contains("01017012345"))
    }

    // The name stands for who made each document, several times.
    @Test func aSendersNameThatWouldFillTheMemoryIsRefused() throws {
        func koder(_ bytes: Int, _ documents: Int) throws -> [String] {
            let dokumenter = (1...documents).map { Meldinger.dokument(nummer: $0) }.joined()
            let message = String(
                decoding: Meldinger.putMessage(Meldinger.melding(dokumenter: dokumenter)), as: UTF8.self)
            let name = "<name>" + String(repeating: "N", count: bytes) + "</name></sender>"
            let start = try #require(message.range(of: "<name>")), end = try #require(message.range(of: "</sender>"))
            let changed = message[..<start.lowerBound] + name + message[end.upperBound...]
            return try omform(Array(changed.utf8)).koder
        }
        #expect(try !koder(270_000, 19).contains("XM-004"))
        #expect(try koder(280_000, 19).contains("XM-004"))
    }

    @Test func theSenderIsOursWhenTheMessageNamesNone() throws {
        let message = Meldinger.putMessage(Meldinger.melding(), avsender: "")
        var settings = ConversionSettings()
        #expect(try omform(message, settings).koder == ["BE-031"])
        #expect(try omform(message, settings).sbd?.sender == nil)
        settings.ownOrganisation = Organisasjonsnummer(Meldinger.avsender)
        let own = try omform(message, settings)
        #expect(own.koder == ["BE-030"])
        #expect(own.sbd?.sender?.digits == Meldinger.avsender)
        #expect(own.felt("mappe/systemID") == NavnebasertUUID.uuid(parts: ["sak", Meldinger.avsender, "88"]))
    }

    /// What a template left standing tells no two messages apart, and what is made of it would be one journal post to a receiver.
    @Test(arguments: ["", " ", "?", "??", "? ?", "${conversationId}", "$ {id}", "{{id}}"])
    func twoLettersWithoutIdsAreTwoJournalPosts(_ id: String) throws {
        let letters = try ["Svar om brygga", "Nytt svar"].map { title in
            let melding = Meldinger.melding().replacing("<jpId>4711</jpId>", with: "<jpId>\(id)</jpId>")
                .replacing("Svar om brygga", with: title)
            return try omform(Meldinger.putMessage(melding, id: id))
        }
        for path in ["mappe/basisregistrering/systemID", "mappe/basisregistrering/dokumentbeskrivelse/systemID"] {
            let ids = try letters.map { try #require($0.felt(path)) }
            #expect(ids[0] != ids[1], "\(path)")
        }
    }

    @Test func anIdThatIsNoUUIDIsKeptBesideTheDerivedOne() throws {
        let written = "310000035-4711-3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d"
        let result = try omform(Meldinger.putMessage(Meldinger.melding(), id: written))
        #expect(result.felt("meldingId") == written)
        #expect(result.sbd?.conversationId == NavnebasertUUID.uuid(parts: ["conv", Meldinger.avsender, written]))
        let placeholder = try omform(Meldinger.putMessage(Meldinger.melding(), id: "?"))
        #expect(placeholder.felt("meldingId") == "?")
        let none = try omform(Meldinger.putMessage(Meldinger.melding(), id: ""))
        #expect(none.felt("meldingId") == none.sbd?.messageId)
        #expect(none.sbd?.messageId != placeholder.sbd?.messageId)
    }

    @Test func documentsWithoutBytesAreASetting() throws {
        let message = Meldinger.putMessage(
            Meldinger.melding(
                dokumenter: Meldinger.dokument() + Meldinger.dokument(base64: " ", navn: "tom.txt", nummer: 2)))
        var settings = ConversionSettings()
        #expect(try omform(message, settings).koder == ["BE-013"])
        #expect(try omform(message, settings).forsendelse == nil)
        settings.emptyDocuments = .keep
        let kept = try omform(message, settings)
        #expect(
            kept.koder == ["BE-014"] && kept.felt("antallFiler") == "2" && kept.rapport.filer.map(\.size) == [13, 0])
        settings.emptyDocuments = .drop
        let dropped = try omform(message, settings)
        #expect(dropped.koder == ["BE-015"] && dropped.felt("antallFiler") == "1" && dropped.rapport.filer.count == 1)
    }

    @Test func allFaultsOfAMessageComeInOneRun() throws {
        let melding = Meldinger.melding(
            journpost: "<jpDokdato>i fjor</jpDokdato>",
            dokumenter: Meldinger.dokument(base64: "!!") + Meldinger.dokument(base64: "", nummer: 2))
        let koder = try omform(Meldinger.putMessage(melding, mottaker: "1")).koder
        #expect(Set(koder).isSuperset(of: ["BE-010", "BE-013", "BE-035", "OM-010"]))
    }

    @Test func whatIsNoMessageIsRejectedByItsKind() throws {
        let receipt = "<AppReceipt xmlns='http://www.arkivverket.no/Noark/Exchange/types' type='OK'/>"
        #expect(try omform(Meldinger.putMessage(receipt)).koder == ["BE-050"])
        #expect(try omform(Meldinger.putMessage("")).koder == ["BE-002"])
        #expect(try omform(Meldinger.putMessage("Hei")).koder == ["BE-003"])
        #expect(
            try omform(Array("<arkivmelding xmlns='http://www.arkivverket.no/standarder/noark5/arkivmelding'/>".utf8))
                .koder == ["BE-051"])
    }

    @Test func internalNotesAreWithheldOnRequestAndAccountedFor() throws {
        let note = "<tilleggsinfo><tiItype>MERK</tiItype><tiTekst>Internt</tiTekst></tilleggsinfo>"
        let message = Meldinger.putMessage(Meldinger.melding(dokumenter: note + note + Meldinger.dokument(), sak: note))
        var settings = ConversionSettings()
        let kept = try omform(message, settings)
        #expect(kept.rapport.regnskap?.antall(Regnskap.Kildestatus.withheld) == 0)
        settings.internalNotes = .withhold
        let withheld = try omform(message, settings)
        #expect(withheld.rapport.regnskap?.antall(Regnskap.Kildestatus.withheld) == 6)
        #expect(!String(decoding: try #require(withheld.forsendelse).arkivmelding, as: UTF8.self).contains("Internt"))
    }

    @Test func aSettingThatCannotStandInTheResultIsOurFault() throws {
        var settings = ConversionSettings()
        settings.system = "a\u{1}b"
        #expect(try omform(Meldinger.putMessage(Meldinger.melding()), settings).verdict == .undetermined)
        for time in [
            "x", "2024-05-06", "2024-02-30T00:00:00Z", "2024-05-06T00:00:00", "2024-05-06T00:00:00+15:00",
            " 2024-05-06T00:00:00Z",
        ] {
            settings = ConversionSettings()
            settings.tidspunkt = time
            #expect(settings.faults == ["tidspunkt"], "\(time)")
        }
        settings.tidspunkt = "2024-05-06T00:00:00.123+02:00"
        #expect(settings.faults.isEmpty)
    }

    @Test func valuesAreHiddenUnlessAskedFor() throws {
        let result = try omform(
            Meldinger.putMessage(Meldinger.melding(journpost: "<jpDokdato>Kari Nordmann</jpDokdato>")))
        #expect(!String(decoding: result.rapport.json().bytes, as: UTF8.self).contains("Nordmann"))
        #expect(String(decoding: result.rapport.json(showValues: true).bytes, as: UTF8.self).contains("Nordmann"))
    }
}

@Suite struct ValideringTests {
    @Test func aBareMeldingIsJudgedWithoutItsEnvelope() throws {
        let rapport = omformer.validate(try les(Array(Meldinger.melding().utf8)))
        #expect(rapport.verdict == .accepted && rapport.slag == .melding && rapport.funn.isEmpty)
    }

    @Test func anArkivmeldingOfOursIsValidAndABrokenOneIsToldWhole() throws {
        let bytes = try #require(omform(Meldinger.putMessage(Meldinger.melding())).forsendelse).arkivmelding
        #expect(omformer.validate(try les(bytes)).verdict == .accepted)
        let broken = String(decoding: bytes, as: UTF8.self)
            .replacing("<tittel>Brygga på Havnes</tittel>", with: "").replacing(
                "<saksdato>2026-01-12</saksdato>", with: "<saksdato>12.1.2026</saksdato>"
            )
            .replacing("<journalposttype>Utgående dokument</journalposttype>", with: "")
        let rapport = omformer.validate(try les(Array(broken.utf8)))
        #expect(rapport.verdict == .rejected)
        #expect(rapport.funn.map(\.funn.kode).sorted() == ["AM-101", "AM-101", "AM-105"])
    }

    @Test func theDocumentedVariantIsAcceptedToo() throws {
        let bytes = try #require(omform(Meldinger.putMessage(Meldinger.melding())).forsendelse).arkivmelding
        let variant = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { !$0.contains("<arkivertDato>") && !$0.contains("<arkivertAv>") }.joined(separator: "\n")
        let rapport = omformer.validate(try les(Array(variant.utf8)))
        #expect(rapport.verdict == .accepted && rapport.funn.map(\.funn.kode) == ["AM-110"])
    }

    @Test func aReceiptIsRecognised() throws {
        let receipt =
            "<AppReceipt xmlns='http://www.arkivverket.no/Noark/Exchange/types' type='OK'><message xmlns='' code='ID'><text>1</text></message></AppReceipt>"
        #expect(omformer.validate(try les(Array(receipt.utf8))).verdict == .accepted)
        #expect(omformer.validate(try les(Meldinger.putMessage(receipt))).slag == .putMessageAppReceipt)
        let noType = receipt.replacing(" type='OK'", with: "")
        #expect(omformer.validate(try les(Array(noType.utf8))).funn.map(\.funn.kode) == ["BE-101"])
    }

    // A path has the names of all that stand around it.
    @Test func whatLiesFarBelowIsCountedTogether() throws {
        let name = String(repeating: "e", count: 200)
        let values = (0..<50).map { "<a\($0)>x</a\($0)>" }.joined()
        let deep =
            String(repeating: "<\(name)>", count: 100) + values + String(repeating: "</\(name)>", count: 100)
        let omforming = try omform(Meldinger.putMessage(Meldinger.melding(sak: deep)))
        let kilder = try #require(omforming.rapport.regnskap).kilder
        #expect(kilder.allSatisfy { $0.kilde.utf8.count < 1300 })
        #expect(kilder.filter { $0.kilde.contains(name) }.map(\.antall) == [50])
    }
}
