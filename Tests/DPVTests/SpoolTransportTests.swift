// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Synchronization
import Testhjelp
import Testing

@Suite struct SpoolTransportTests {
    private let omformer: Omformer

    init() throws { omformer = try Omformer() }

    private func levering(
        _ message: [UInt8], in folder: URL, _ settings: ConversionSettings = ConversionSettings()
    ) throws -> Levering {
        let file = folder.appending(path: "melding-\(UUID().uuidString).xml")
        try Data(message).write(to: file)
        let work = folder.appending(path: "arbeid-\(UUID().uuidString)", directoryHint: .isDirectory)
        return try Levering(of: FileHandle(forReadingFrom: file), workingIn: work, with: omformer, settings)
    }

    @Test func anEntryIsWholeAndSelfContained() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let oppdrag = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            let spool = folder.appending(path: "spool")
            let resultat = try await SpoolTransport(folder: spool).send(oppdrag)
            let entry = spool.appending(path: Meldinger.id)
            #expect(resultat == .accepted(reference: entry.path(percentEncoded: false) + "/"))
            try FileManager.default.removeItem(at: oppdrag.forsendelse)
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: entry.path(percentEncoded: false)).sorted() == [
                    "arkivmelding.xml", "documents", "documents/brev.txt", "korrespondanse.json", "report.json",
                    "sbd.json",
                ])
            #expect(try Data(contentsOf: entry.appending(path: "documents/brev.txt")) == Data("Hei, Havnes.\n".utf8))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: spool.path(percentEncoded: false)) == [Meldinger.id]
            )
        }
    }

    @Test func theSameOrderAgainIsKnownAndAnotherIsRefused() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let transport = SpoolTransport(folder: folder.appending(path: "spool"))
            let first = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            _ = try await transport.send(first)
            var later = ConversionSettings()
            later.tidspunkt = "2026-03-02T09:15:00+01:00"
            let again = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder, later).oppdrag)
            guard case .alreadyAccepted = try await transport.send(again) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            let other = Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"))
            guard case .refused = try await transport.send(#require(levering(other, in: folder).oppdrag)) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
        }
    }

    @Test func twentyAtOnceMakeOneEntry() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let oppdrag = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            let transport = SpoolTransport(folder: folder.appending(path: "spool"))
            let results = try await withThrowingTaskGroup(of: Leveringsresultat.self) { group in
                for _ in 0..<20 { group.addTask { try await transport.send(oppdrag) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { if case .accepted = $0 { true } else { false } }.count == 1)
            #expect(results.filter { if case .alreadyAccepted = $0 { true } else { false } }.count == 19)
        }
    }

    @Test func theReaderWritesBackWhatBecameOfIt() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let spool = folder.appending(path: "spool")
            let transport = SpoolTransport(folder: spool)
            let oppdrag = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            let referanse = Leveringsreferanse(oppdrag)
            #expect(try await transport.status(of: referanse) == .notKnown)
            _ = try await transport.send(oppdrag)
            #expect(try await transport.status(of: referanse) == .known([Statushendelse(.opprettet)], isFinal: false))

            let file = spool.appending(path: Meldinger.id + "/status.json")
            try Data(
                #"""
                {"messageStatuses": [
                  {"id": 7, "status": "SENDT", "lastUpdate": "2026-03-02T09:15:00+01:00"}, {"status": "MOTTATT"},
                  {"status": "FEIL", "description": "No role", "code": "MOTTAKER_UTEN_ROLLE"}]}
                """#.utf8
            ).write(to: file)
            guard case .known(let hendelser, isFinal: true) = try await transport.status(of: referanse) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(hendelser.map(\.status) == [.sendt, .annet, .feil])
            #expect(hendelser[0].tidspunkt == "2026-03-02T09:15:00+01:00" && hendelser[1].description == "MOTTATT")
            #expect(hendelser[2].avvisning?.kode == .mottakerUtenRolle && hendelser[2].description == "No role")

            try Data(
                #"{"messageStatuses": [{"status": "LEVERT", "code": "VARSEL_IKKE_LEVERT"}, {"status": "LEST", "code": "X"}]}"#
                    .utf8
            ).write(to: file)
            guard case .known(let others, _) = try await transport.status(of: referanse) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(others.map(\.advarsel?.kode) == [.varselIkkeLevert, nil])

            try Data("{".utf8).write(to: file)
            guard case .retryLater = try await transport.status(of: referanse) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
        }
    }

    @Test func whatTheReaderWritesIsToldAsFarAsItCanBe() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let spool = folder.appending(path: "spool")
            let told = Mutex<[String]>([])
            let transport = SpoolTransport(folder: spool) { text, messageId in
                #expect(messageId == Meldinger.id)
                told.withLock { $0.append(text) }
            }
            let oppdrag = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            _ = try await transport.send(oppdrag)
            let file = spool.appending(path: Meldinger.id + "/status.json")
            func hendelser(_ written: String) async throws -> [Statushendelse] {
                try Data(#"{"messageStatuses": [\#(written)]}"#.utf8).write(to: file)
                guard case .known(let hendelser, _) = try await transport.status(of: Leveringsreferanse(oppdrag)) else {
                    Issue.record("Another outcome than the test goes on with")
                    return []
                }
                return hendelser
            }
            for nameless in ["null", "{}", #"{"status": null}"#, #"{"status": 7}"#, "[]", #""LEST""#] {
                let all = try await hendelser(nameless + #", {"status": "LEVERT", "lastUpdate": 1}"#)
                #expect(all == [Statushendelse(.levert)], "\(nameless)")
            }
            // However often it is asked.
            #expect(told.withLock { $0 } == ["status.json har en status uten navn; den er ikke tatt med"])

            for code in [
                "170540 26641", "Kari Nordmann", "17054026641", "a\\u000ab", String(repeating: "A", count: 61),
            ] {
                let all = try await hendelser(#"{"status": "FEIL", "code": "\#(code)"}"#)
                #expect(all.map(\.avvisning?.kode) == [.ukjent], "\(code)")
            }
            #expect(told.withLock { $0.count } == 2)
            for code in [#""""#, "null", "5"] {
                let all = try await hendelser(#"{"status": "LEVETID_UTLOPT", "code": \#(code)}"#)
                #expect(all.map(\.avvisning?.kode) == [.levetidUtloept], "\(code)")
            }
            let own = try await hendelser(#"{"status": "FEIL", "code": "Min-kode_1.2"}"#)
            #expect(own.map(\.avvisning?.kode.rawValue) == ["Min-kode_1.2"])
            #expect(told.withLock { $0.count } == 2)

            // Who has read it was told, one way or another.
            let codes = ["SENDT", "LEVERT", "LEST"].map { #"{"status": "\#($0)", "code": "VARSEL_IKKE_LEVERT"}"# }
            #expect(
                try await hendelser(codes.joined(separator: ",")).map(\.avvisning?.kode)
                    == [nil, .varselIkkeLevert, nil])
        }
    }

    @Test func whatIsPackedLiesBesideTheDocuments() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let dokumenter =
                Meldinger.dokument() + Meldinger.dokument(base64: "e1xydGYxIHh9", navn: "notat.rtf", nummer: 2)
            let file = folder.appending(path: "melding.xml")
            try Data(Meldinger.putMessage(Meldinger.melding(dokumenter: dokumenter))).write(to: file)
            var correspondence = CorrespondenceSettings()
            correspondence.zipping.unsupportedTypes = true
            let levering = try Levering(
                of: FileHandle(forReadingFrom: file), workingIn: folder.appending(path: "arbeid"), with: omformer,
                ConversionSettings(), correspondence: correspondence)
            let oppdrag = try #require(levering.oppdrag)
            let spool = folder.appending(path: "spool")
            _ = try await SpoolTransport(folder: spool).send(oppdrag)
            let entry = spool.appending(path: Meldinger.id)
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: entry.path(percentEncoded: false)).sorted() == [
                    "arkivmelding.xml", "attachments", "attachments/vedlegg.zip", "documents", "documents/brev.txt",
                    "documents/notat.rtf", "korrespondanse.json", "report.json", "sbd.json",
                ])
            let vedlegg = oppdrag.korrespondanse.attachments[1]
            #expect(vedlegg.path == "attachments/vedlegg.zip" && vedlegg.innhold.map(\.navn) == ["notat.rtf"])
            #expect(vedlegg.dokument.sha256.count == 64)
            #expect(try Data(contentsOf: entry.appending(path: vedlegg.path)).count == Int(vedlegg.dokument.size))
        }
    }

    @Test func aLetterToAPersonIsAnOrder() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            var sbd = StandardBusinessDocument(
                sender: Organisasjonsnummer(Meldinger.avsender), receiver: "17829910055", messageId: "../brev",
                conversationId: Meldinger.id, prosess: .info, dokumenttype: .digitalDpv)
            sbd.digitalDpv = DigitalDpv(tittel: "Feiing", sammendrag: "Uke 12", innhold: "Flytt bilen.")
            let file = folder.appending(path: "brev.pdf")
            try Data("%PDF-1.4\n".utf8).write(to: file)
            func levering(_ navn: String) throws -> Levering {
                try Levering(
                    digitalDpv: SBDInnlesing(json: sbd.json.bytes),
                    files: [Brevfil(navn: "../brev.pdf", innhold: FileHandle(forReadingFrom: file))],
                    workingIn: folder.appending(path: navn), with: omformer, ConversionSettings())
            }
            let oppdrag = try #require(levering("a").oppdrag)
            #expect(oppdrag.korrespondanse.recipient.isPerson && oppdrag.korrespondanse.ignoreReservation)
            #expect(MeldingId.uuid(in: oppdrag.korrespondanse.messageId) == oppdrag.korrespondanse.messageId)
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: oppdrag.forsendelse.path(percentEncoded: false))
                    .sorted() == [
                        "documents", "documents/brev.pdf", "report.json", "sbd.json",
                    ])
            let json = try String(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json"), encoding: .utf8)
            #expect(json.contains("\"17829910055\""))

            let transport = SpoolTransport(folder: folder.appending(path: "spool"))
            guard case .accepted = try await transport.send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            let again = try #require(levering("b").oppdrag)
            guard case .alreadyAccepted = try await transport.send(again) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            // The same letter with another file is another letter.
            try Data("%PDF-1.5\n".utf8).write(to: file)
            let other = try #require(levering("c").oppdrag)
            guard case .refused(let avvisning) = try await transport.send(other) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(avvisning.kode == .finnesFraFoer)
        }
    }

    @Test func aFileTellsWhatReceiversTake() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let transport = SpoolTransport(folder: folder)
            let mottaker = try #require(Mottaker(Meldinger.mottaker))
            #expect(try await transport.capabilities(of: mottaker) == .notAvailable)
            let file = folder.appending(path: "capabilities.json")
            try Data(
                #"""
                {"310000043": {"capabilities": [
                  {"process": "urn:no:difi:profile:arkivmelding:administrasjon:ver1.0", "serviceIdentifier": "DPV",
                   "documentTypes": [{"type": "arkivmelding", "standard": "urn:x::arkivmelding"}]}]}}
                """#.utf8
            ).write(to: file)
            let expected = Kapabilitet(
                prosess: .administrasjon, serviceIdentifier: "DPV", documentTypes: ["urn:x::arkivmelding"])
            #expect(expected.isDPV)
            #expect(try await transport.capabilities(of: mottaker) == .known([expected]))
            let other = try #require(Mottaker(Meldinger.avsender))
            #expect(try await transport.capabilities(of: other) == .unknownReceiver)
            try Data("[]".utf8).write(to: file)
            guard case .configurationFault = try await transport.capabilities(of: mottaker) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
        }
    }

    @Test func aSpoolThatCannotBeWrittenIsAFaultOfTheSettings() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let oppdrag = try #require(levering(Meldinger.putMessage(Meldinger.melding()), in: folder).oppdrag)
            let file = folder.appending(path: "fil")
            try Data().write(to: file)
            for place in [file, file.appending(path: "spool")] {
                let resultat = try await SpoolTransport(folder: place).send(oppdrag)
                guard case .configurationFault(let reason) = resultat else {
                    return _ = Issue.record("\(place.lastPathComponent): \(resultat)")
                }
                #expect(!reason.contains("ukjent feil"), "\(reason)")
            }
        }
    }
}

@Suite struct KorrespondanseTests {
    private let omformer: Omformer

    init() throws { omformer = try Omformer() }

    private func korrespondanse(
        _ melding: String, avsender: String = Meldinger.avsender, prosess: Prosess? = nil,
        allowsOpenProcess: Bool = false, _ change: (inout CorrespondenceSettings) -> Void = { _ in }
    ) throws -> (korrespondanse: Korrespondanse?, omforming: Omforming) {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "m.xml")
            try Data(Meldinger.putMessage(melding, avsender: avsender)).write(to: file)
            let pakking = try Pakking(
                of: FileHandle(forReadingFrom: file), in: folder, with: omformer, ConversionSettings())
            var settings = CorrespondenceSettings()
            settings.prosess = prosess
            settings.allowsOpenProcess = allowsOpenProcess
            change(&settings)
            let result = try Korrespondansebygger(omformer).korrespondanse(of: &pakking.omforming, settings)
            return (result, pakking.omforming)
        }
    }

    @Test func anOpenLetterShowsItsPublicTitle() throws {
        let (open, omforming) = try korrespondanse(
            Meldinger.melding(journpost: "<jpOffinnhold>Offentlig tittel</jpOffinnhold>"))
        #expect(open?.messageTitle == "Offentlig tittel")
        #expect(open?.prosess == .administrasjon && open?.isConfidential == false && open?.erSkjermet == false)
        #expect(open?.attachments.map(\.fileName) == ["brev.txt"])
        #expect(omforming.rapport.funn.isEmpty)
    }

    @Test(arguments: ["<jpTgkode>UO</jpTgkode>", "<jpUoff>offl. § 13</jpUoff>", "<jpU1>1</jpU1>"])
    func aShieldedLetterShowsNoTitleAndGoesAsConfidential(_ felt: String) throws {
        let (shielded, omforming) = try korrespondanse(Meldinger.melding(journpost: felt))
        let json = String(decoding: try #require(shielded).json.bytes, as: UTF8.self)
        #expect(shielded?.isConfidential == true && shielded?.prosess == .taushetsbelagt)
        #expect(omforming.sbd?.prosess == .taushetsbelagt)
        #expect(!json.contains("Svar om brygga") && !json.contains("Brygga på Havnes"))
        #expect(omforming.rapport.funn.map(\.funn.kode).contains("DP-001"))
    }

    @Test func aShieldedCaseShieldsTheLetter() throws {
        let (shielded, _) = try korrespondanse(Meldinger.melding(sak: "<saTgkode>UO</saTgkode>"))
        #expect(shielded?.isConfidential == true)
    }

    @Test func anOpenProcessForAShieldedLetterMustBeAllowedByName() throws {
        let melding = Meldinger.melding(journpost: "<jpTgkode>UO</jpTgkode>")
        let refused = try korrespondanse(melding, prosess: .administrasjon)
        #expect(refused.korrespondanse == nil && refused.omforming.verdict == .rejected)
        #expect(refused.omforming.rapport.funn.map(\.funn.kode) == ["DP-002"])
        let (chosen, omforming) = try korrespondanse(melding, prosess: .administrasjon, allowsOpenProcess: true)
        #expect(chosen?.isConfidential == false && chosen?.messageTitle.contains("brygga") == false)
        #expect(omforming.rapport.funn.map(\.funn.kode) == ["DP-005"])
    }

    @Test(arguments: [
        String(repeating: "a\u{301}", count: 40_000),
        // As many marks as the limits let through.
        String(repeating: "a" + String(repeating: "\u{301}", count: 64), count: 600),
        String(repeating: "\u{1F469}\u{200D}", count: 40_000), String(repeating: "#", count: 100_000),
        String(repeating: "\\", count: 40_000), String(repeating: "&;", count: 40_000),
        String(repeating: "{{a}}", count: 20_000), String(repeating: "\u{1F1F3}", count: 255),
        String(repeating: "\u{6F22}", count: 300), String(repeating: "x ", count: 20_000) + "\u{1F600}",
    ])
    func noTitleBreaksTheLimits(_ title: String) throws {
        let melding = Meldinger.melding(journpost: "<jpOffinnhold>\(Meldinger.escaped(title))</jpOffinnhold>")
        let brev = try #require(korrespondanse(melding).korrespondanse)
        for tekster in [brev.tekster, brev.plainTexts] {
            #expect(!tekster.messageTitle.isEmpty && tekster.messageTitle.utf16.count <= 255)
            #expect(!tekster.messageTitle.contains("{{"))
        }
        #expect(brev.messageBody.utf16.count <= 30_000)
    }

    @Test func aLetterOfAnySizeIsJudged() throws {
        for text in [String(repeating: "#", count: 200_000), String(repeating: "\u{301}", count: 50_000), "\u{1}"] {
            var sbd = StandardBusinessDocument(
                sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker, messageId: Meldinger.id,
                conversationId: Meldinger.id, prosess: .info, dokumenttype: .digitalDpv)
            sbd.digitalDpv = DigitalDpv(tittel: text, sammendrag: text, innhold: text)
            var brev = try omformer.letter(
                SBDInnlesing(json: sbd.json.bytes), files: [], into: MemoryDocumentStore())
            let korrespondanse = try Korrespondansebygger(omformer).korrespondanse(of: &brev)
            #expect(korrespondanse == nil && brev.verdict == .rejected)
        }
    }

    @Test func anAnswerIsDueAtTheEndOfADayInOslo() throws {
        let at = { try Date($0, strategy: .iso8601) }
        func due(_ days: Int?, _ now: String) throws -> String? {
            let (korrespondanse, _) = try korrespondanse(Meldinger.melding()) { $0.dagerTilSvarfrist = days }
            return try #require(korrespondanse).dueDateTime(now: at(now))
        }
        #expect(try due(nil, "2026-03-02T09:15:00+01:00") == nil)
        #expect(try due(1, "2026-03-02T22:59:00Z") == "2026-03-03T23:59:59+01:00")
        #expect(try due(1, "2026-03-02T23:01:00Z") == "2026-03-04T23:59:59+01:00")
        #expect(try due(14, "2026-03-20T09:15:00+01:00") == "2026-04-03T23:59:59+02:00")
    }

    @Test func settingsThatCannotBeRightAreOurs() throws {
        let (none, omforming) = try korrespondanse(Meldinger.melding()) { $0.notificationText = "\u{1}" }
        #expect(none == nil && omforming.verdict == .undetermined)
        #expect(omforming.rapport.funn.map(\.funn.kode) == ["SY-005"])
    }

    @Test func aTableOfOnesOwnSaysWhatIsConfidential() throws {
        var tabell = try Prosesstabell(omformer)
        var rad = try #require(tabell[.administrasjon])
        rad.isConfidential = true
        rad.resourceId = "egen-lukket"
        tabell.set(rad)
        let (letter, omforming) = try korrespondanse(
            Meldinger.melding(journpost: "<jpTgkode>UO</jpTgkode>"), prosess: .administrasjon
        ) { $0.prosesstabell = tabell }
        #expect(letter?.isConfidential == true && letter?.resourceId == "egen-lukket")
        #expect(letter?.notification?.tekster.smsBody.contains("egen-lukket") == true)
        #expect(omforming.rapport.funn.isEmpty)
    }

    @Test func aDefaultProcessIsForWhatIsNotShielded() throws {
        let plan = try #require(Prosess(named: "planByggOgGeodata"))
        #expect(try korrespondanse(Meldinger.melding()) { $0.defaultProcess = plan }.korrespondanse?.prosess == plan)
        let shielded = try korrespondanse(Meldinger.melding(journpost: "<jpTgkode>UO</jpTgkode>")) {
            $0.defaultProcess = plan
        }
        #expect(shielded.korrespondanse?.prosess == .taushetsbelagt)
    }

    @Test(arguments: [
        ("brev.pdf", true), ("BREV.PDF", true), ("brev.v2.docx", true), ("brev", false), ("brev.", false),
        ("brev.pdf.exe", false), ("kart.tiff", false), (".pdf", true), ("brev.pdf ", false),
    ])
    func theLastExtensionDecides(_ navn: String, _ takes: Bool) {
        #expect(Forhaandskontroll.Limits().takes(navn) == takes)
    }

    @Test func nothingIsSentWithoutASender() throws {
        let (none, omforming) = try korrespondanse(Meldinger.melding(), avsender: "")
        #expect(none == nil && omforming.verdict == .rejected)
        #expect(omforming.rapport.funn.map(\.funn.kode) == ["BE-031", "DP-003"])
    }
}
