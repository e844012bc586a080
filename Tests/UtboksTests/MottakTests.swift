// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Noark
import Omforming
import Synchronization
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// What is answered for is kept, once.
@Suite struct MottakTests {
    @Test func aMessageIsKeptWholeAndGoesOnAfterAFall() async throws {
        try await Utboksproeve.run { proeve in
            let id: String
            do {
                let utboks = try proeve.utboks { $0.inlineBytes = 0 }
                let bytes = Meldinger.putMessage(Meldinger.melding())
                let body = try proeve.body(bytes)
                guard case .lagret(let messageId, _, false) = try await utboks.taImot(body, mottatt: proeve.tid.now)
                else { throw Proevefeil(text: "ikke lagret") }
                id = messageId
                #expect(!FileManager.default.fileExists(atPath: body.path(percentEncoded: false)))
                #expect(try await utboks.oversikt(over: id)?.tilstand == "venter")
            }
            #expect(proeve.kanal.kall.isEmpty)
            let folder = try #require(proeve.names("meldinger").first)
            #expect(folder.hasPrefix(id))
            #expect(
                proeve.names("meldinger/\(folder)") == ["arkivmelding.xml", "documents", "report.json", "sbd.json"])
            #expect(proeve.names("arbeid").isEmpty)

            try await proeve.untilClosed()
            let neste = try proeve.utboks()
            try await neste.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == [id])
            #expect(try await neste.oversikt(over: id)?.tilstand == "sendt")
        }
    }

    @Test func aSmallPackageIsInTheDatabaseAndHandedOverWhole() async throws {
        let seen = Mutex<[String: [UInt8]]>([:])
        let kanal = Proevekanal { oppdrag in
            for path in try FileManager.default.subpathsOfDirectory(
                atPath: oppdrag.forsendelse.path(percentEncoded: false))
            {
                if let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: path)) {
                    seen.withLock { $0[path] = [UInt8](data) }
                }
            }
        }
        try await Utboksproeve.run(kanal) { proeve in
            let id = try await proeve.lagre(try proeve.utboks()).id
            #expect(proeve.names("meldinger").isEmpty && proeve.names("arbeid").isEmpty)
            try await proeve.untilClosed()
            let utboks = try proeve.utboks()
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
            let files = seen.withLock { $0 }
            #expect(Set(files.keys) == ["arkivmelding.xml", "documents/brev.txt", "report.json", "sbd.json"])
            #expect(files["documents/brev.txt"] == Array("Hei, Havnes.\n".utf8))
            #expect(proeve.names("arbeid").isEmpty)
        }
    }

    @Test func theDatabaseIsOnTheDiskAtEachCommit() async throws {
        try await Utboksproeve.run { proeve in
            try FileManager.default.createDirectory(at: proeve.mappe, withIntermediateDirectories: true)
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database)
            #expect(try await lager.pragma("synchronous") == "2")
            #expect(try await lager.pragma("journal_mode") == "wal")
            #expect(try await lager.pragma("auto_vacuum") == "2")
        }
    }

    @Test func whatIsAtFaultLeavesNothing() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            for bytes in [
                Meldinger.putMessage(Meldinger.melding(), mottaker: "310000044"), Array("ikke XML".utf8),
                Meldinger.putMessage(Meldinger.melding(dokumenter: Meldinger.dokument(base64: ""))),
            ] {
                guard case .avvist(let rapport) = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now)
                else { throw Proevefeil(text: "ikke avvist") }
                #expect(rapport.verdict == .rejected)
            }
            #expect(try await utboks.liste().isEmpty)
            #expect(proeve.names("meldinger").isEmpty && proeve.names("arbeid").isEmpty)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: proeve.folder.path(percentEncoded: false)) == [
                    "utboks"
                ])
        }
    }

    /// That nothing can be said of a message is our fault: its sender should try again.
    @Test func whatCannotBeJudgedIsNotRefused() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.conversion.system = "a\u{1}b" }
            for bytes in [0, 1 << 20] {
                let message = Meldinger.melding(
                    dokumenter: Meldinger.dokument(base64: Data(count: bytes + 1).base64EncodedString()))
                let body = try proeve.body(Meldinger.putMessage(message))
                await #expect(throws: ArkivbroError(.brokenResource, "")) {
                    try await utboks.taImot(body, mottatt: proeve.tid.now)
                }
            }
            #expect(try await utboks.liste().isEmpty)
            #expect(proeve.names("meldinger").isEmpty && proeve.names("arbeid").isEmpty)
        }
    }

    @Test func theSameTwiceIsOneMessage() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.inlineBytes = 0 }
            let first = try await proeve.lagre(utboks, id: "sak-17")
            #expect(try await proeve.lagre(utboks, id: "sak-17") == (first.id, true))
            try await utboks.arbeid()
            #expect(try await proeve.lagre(utboks, id: "sak-17") == (first.id, true))
            // From another sender it is another message.
            let other = try await utboks.taImot(
                proeve.body(Meldinger.putMessage(Meldinger.melding(), id: "sak-17", avsender: Utboksproeve.annen)),
                mottatt: proeve.tid.now)
            guard case .lagret(let id, _, let fraFoer) = other else { throw Proevefeil(text: "ikke lagret") }
            #expect(id != first.id && !fraFoer)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 2)
            #expect(proeve.names("meldinger").count == 2)
        }
    }

    /// Who asks again writes a new number and a new time into the header of the request.
    @Test(arguments: ["sak-17", ""])
    func aNewHeaderMakesNoNewMessage(_ samtale: String) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            var ids: Set<String> = []
            for number in 1...3 {
                let header =
                    #"<s:Header><a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">\#(number)</a:MessageID></s:Header>"#
                let request = String(decoding: Meldinger.putMessage(Meldinger.melding(), id: samtale), as: UTF8.self)
                let svar = try await utboks.taImot(
                    proeve.body(Array(request.replacing("<s:Body>", with: header + "<s:Body>").utf8)),
                    mottatt: proeve.tid.now)
                guard case .lagret(let id, _, let fraFoer) = svar else { throw Proevefeil(text: "\(svar)") }
                #expect(fraFoer == (number > 1))
                ids.insert(id)
            }
            #expect(ids.count == 1)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 1)
        }
    }

    /// Its archive was told that it failed, and sends it again when what was wrong is mended.
    @Test func aParkedMessageThatComesAgainIsTakenUp() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.inlineBytes = 0 }
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Mottakeren finnes ikke.")), til: id)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .parkert)
            #expect(proeve.arkiv.mottatt.count { $0.contains("ERROR") } == 1)
            #expect(try await proeve.lagre(utboks, id: "sak-17") == (id, true))
            let taken = try #require(try await utboks.show(id))
            #expect(taken.tilstand == .venter && taken.forsoek == 0)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
            #expect(proeve.kanal.kall.map(\.messageId) == [id, id])
            #expect(proeve.names("meldinger").count == 1)
        }
    }

    /// To the archive it is a new attempt.
    @Test func whatBecomesOfAMessageThatIsTakenUpIsToldAnew() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            func refuse(_ reason: String) { proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, reason)), til: id) }
            func errors() -> Int { proeve.arkiv.mottatt.count { $0.contains("ERROR") } }
            refuse("Mottakeren finnes ikke.")
            try await utboks.arbeid()
            _ = try await proeve.lagre(utboks, id: "sak-17")
            refuse("Mottakeren er slettet.")
            try await utboks.arbeid()
            #expect(errors() == 2 && proeve.arkiv.mottatt.last?.contains("Mottakeren er slettet.") == true)
            _ = try await proeve.lagre(utboks, id: "sak-17")
            proeve.kanal.status(.known([Statushendelse(.sendt)], isFinal: false), for: id)
            for _ in 1...3 {
                try await utboks.arbeid()
                proeve.tid.pass(100)
            }
            #expect(errors() == 2 && proeve.arkiv.mottatt.last?.contains("type=\"OK\"") == true)
        }
    }

    /// So it is when an operator takes it up: its archive knows of the failure alone.
    @Test func whatBecomesOfAMessageThatAnOperatorTakesUpIsToldAnew() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Mottakeren finnes ikke.")), til: id)
            try await utboks.arbeid()
            #expect(try await proeve.retry(utboks, id) != nil)
            proeve.kanal.status(.known([Statushendelse(.sendt)], isFinal: false), for: id)
            for _ in 1...3 {
                try await utboks.arbeid()
                proeve.tid.pass(100)
            }
            #expect(proeve.arkiv.mottatt.map { $0.contains("type=\"OK\"") } == [false, true])
        }
    }

    @Test(arguments: [true, false])
    func whatAnOperatorHasParkedStaysAlsoWhenItsArchiveWasToldOfAFailure(_ isTakenUp: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Mottakeren finnes ikke.")), til: id)
            try await utboks.arbeid()
            if isTakenUp { #expect(try await proeve.retry(utboks, id) != nil) }
            #expect(try await proeve.park(utboks, id, grunn: "Feil mottaker.")?.tilstand == .parkert)
            #expect(try await proeve.lagre(utboks, id: "sak-17") == (id, true))
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .parkert && proeve.kanal.kall.count == 1)
            // The operator's own word undoes it.
            #expect(try await proeve.retry(utboks, id)?.erParkertForHaand == false)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 2)
        }
    }

    @Test func whatGotThroughAllTheSameIsNoLongerTheOperators() async throws {
        let gate = Proeveport()
        try await Utboksproeve.run(Proevekanal { _ in await gate.pass() }) { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            let work = Task { try await utboks.arbeid() }
            try await proeve.wait { proeve.kanal.kall.count == 1 }
            #expect(try await proeve.park(utboks, id, grunn: "Feil mottaker.")?.erParkertForHaand == true)
            gate.open()
            try await work.value
            let sent = try #require(try await utboks.show(id))
            #expect(sent.tilstand == .sendt && !sent.erParkertForHaand)
        }
    }

    @Test func whatAnOperatorHasParkedStaysWhenItComesAgain() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            #expect(try await proeve.park(utboks, id, grunn: "Feil mottaker.")?.tilstand == .parkert)
            #expect(try await proeve.lagre(utboks, id: "sak-17") == (id, true))
            #expect(try await utboks.show(id)?.tilstand == .parkert)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.isEmpty)
        }
    }

    @Test func aMessageThatIsNotParkedStaysAsItIsWhenItComesAgain() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            let (lager, now) = (try proeve.lager(), proeve.tid.now)
            for tilstand in Utbokspost.Tilstand.allCases where tilstand != .parkert {
                _ = try await lager.endre(id, now - 100) {
                    $0.tilstand = tilstand
                    $0.forsoek = 3
                    $0.neste = now + 1000
                }
                let before = try #require(try await lager.post(id))
                #expect(try await proeve.lagre(utboks, id: "sak-17") == (id, true))
                let after = try #require(try await lager.post(id))
                #expect(after.tilstand == tilstand && after.forsoek == 3)
                #expect(after.neste == before.neste && after.endret == before.endret)
            }
        }
    }

    @Test func manyAtOnceAreOneMessage() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.inlineBytes = 0 }
            let answers = try await withThrowingTaskGroup(of: (id: String, fraFoer: Bool).self) { group in
                for _ in 0..<12 { group.addTask { try await proeve.lagre(utboks, id: Meldinger.id) } }
                var all: [(id: String, fraFoer: Bool)] = []
                for try await answer in group { all.append(answer) }
                return all
            }
            #expect(Set(answers.map(\.id)) == [Meldinger.id])
            #expect(answers.count { !$0.fraFoer } == 1)
            #expect(proeve.names("meldinger").count == 1 && proeve.names("arbeid").isEmpty)
        }
    }

    @Test func otherContentsInTheConversationAreAnotherMessage() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let first = try await proeve.lagre(utboks, id: Meldinger.id)
            let second = try await proeve.lagre(utboks, id: Meldinger.id, tittel: "Svar nummer to")
            #expect(first.id == Meldinger.id && second.id != first.id && !second.fraFoer)
            #expect(try await proeve.lagre(utboks, id: Meldinger.id, tittel: "Svar nummer to") == (second.id, true))
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == [first.id, second.id])
            let sbd = try #require(proeve.kanal.sbd(second.id))
            #expect(sbd.messageId == second.id && sbd.conversationId == Meldinger.id)
            #expect(proeve.kanal.kall.last?.key == second.id)
            // Its id follows from what it says: an outbox that has forgotten it gives it the same.
            try await Utboksproeve.run { annen in
                let utboks = try annen.utboks { $0.inlineBytes = 0 }
                _ = try await annen.lagre(utboks, id: Meldinger.id)
                let again = try await annen.lagre(utboks, id: Meldinger.id, tittel: "Svar nummer to")
                #expect(again == (second.id, false))
                #expect(annen.names("meldinger").count == 2 && annen.names("arbeid").isEmpty)
            }
        }
    }

    /// The answer waits for the store, whatever the store is.
    @Test func theAnswerWaitsForTheStore() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager)
            lager.after(.lagre) { throw Proevefeil(text: "disken er full") }
            await #expect(throws: Proevefeil.self) { try await proeve.lagre(utboks, id: Meldinger.id) }
            let gate = Proeveport()
            lager.before(.lagre) { await gate.pass() }
            let isAnswered = Mutex(false)
            let answer = Task {
                let answer = try await proeve.lagre(utboks, id: Meldinger.id)
                isAnswered.withLock { $0 = true }
                return answer
            }
            try await proeve.wait { gate.waiting == 1 }
            #expect(!isAnswered.withLock { $0 })
            gate.open()
            #expect(try await answer.value == (Meldinger.id, true))
        }
    }

    /// Nothing of what is not kept is left, unless nobody knows whether it is.
    @Test func aStoreThatFailsLeavesNoPackage() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager) { $0.inlineBytes = 0 }
            let fail: @Sendable () async throws -> Void = { throw Proevefeil(text: "disken er full") }
            lager.before(.lagre, fail)
            await #expect(throws: Proevefeil.self) { try await proeve.lagre(utboks) }
            #expect(proeve.names("meldinger").isEmpty && proeve.names("arbeid").isEmpty)
            // It was kept, and only the answer was lost.
            lager.after(.lagre, fail)
            await #expect(throws: Proevefeil.self) { try await proeve.lagre(utboks, id: Meldinger.id) }
            let mappe = try #require(try await utboks.show(Meldinger.id)?.mappe)
            #expect(proeve.names("meldinger") == [mappe])
            lager.before(.lagre, fail)
            lager.before(.post, fail)
            await #expect(throws: Proevefeil.self) { try await proeve.lagre(utboks) }
            #expect(proeve.names("meldinger").count == 2)
        }
    }

    @Test func whatAKilledProgramLeftIsSweptAway() async throws {
        try await Utboksproeve.run { proeve in
            let id = try await proeve.lagre(try proeve.utboks { $0.inlineBytes = 0 }).id
            for place in ["arbeid/ABC", "meldinger/\(UUID().uuidString).1f"] {
                try FileManager.default.createDirectory(
                    at: proeve.mappe.appending(path: place), withIntermediateDirectories: true)
            }
            try await proeve.untilClosed()
            try await proeve.utboks().arbeid()
            #expect(proeve.names("arbeid").isEmpty)
            #expect(proeve.names("meldinger").count == 1 && proeve.names("meldinger")[0].hasPrefix(id))
        }
    }

    /// What is just coming has no row yet: what is swept away is swept before anything is taken.
    @Test func whatIsComingIsNotSweptAway() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager) { $0.inlineBytes = 0 }
            lager.before(.lagre) { try await utboks.arbeid() }
            let id = try await proeve.lagre(utboks).id
            #expect(proeve.names("meldinger").count == 1)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
        }
    }

    /// A store that did not answer when the program began is asked again.
    @Test func aBeginningThatFailedIsMadeAgain() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager)
            lager.before(.mapper) { throw Proevefeil(text: "databasen svarer ikke") }
            await #expect(throws: Proevefeil.self) { try await proeve.lagre(utboks, id: Meldinger.id) }
            #expect(try await proeve.lagre(utboks, id: Meldinger.id) == (Meldinger.id, false))
        }
    }

    @Test func messagesAreNotSweptAwayForADatabaseThatIsGone() async throws {
        try await Utboksproeve.run { proeve in
            _ = try await proeve.lagre(try proeve.utboks { $0.inlineBytes = 0 })
            try await proeve.untilClosed()
            for name in try FileManager.default.contentsOfDirectory(atPath: proeve.mappe.path(percentEncoded: false))
            where name.hasPrefix("arkivbro.db") {
                try FileManager.default.removeItem(at: proeve.mappe.appending(path: name))
            }
            #expect(throws: ArkivbroError(.cannotRead, "")) { try proeve.utboks() }
            #expect(proeve.names("meldinger").count == 1)
        }
    }

    @Test func oneProcessWorksInAFolder() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            #expect(throws: ArkivbroError(.cannotCreate, "")) { try proeve.utboks() }
            withExtendedLifetime(utboks) {}
        }
    }

    @Test func withoutRoomOnTheDiskNothingIsTaken() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.minFreeBytes = .max }
            let body = try proeve.body(Meldinger.putMessage(Meldinger.melding()))
            await #expect(throws: ArkivbroError(.cannotWrite, "")) {
                try await utboks.taImot(body, mottatt: proeve.tid.now)
            }
        }
    }

    @Test func internalNotesTravelOnlyToThoseWhoMayHaveThem() async throws {
        let note = "<tilleggsinfo><tiTekst>Bare for oss</tiTekst></tilleggsinfo>"
        for receivers in [Set<String>(), [Meldinger.mottaker]] {
            try await Utboksproeve.run { proeve in
                let utboks = try proeve.utboks {
                    $0.conversion.keepsInternalNotesFor = receivers
                    $0.inlineBytes = 0
                }
                _ = try await proeve.lagre(utboks, journpost: note)
                let file = try #require(proeve.names("meldinger").first)
                let text = try String(
                    contentsOf: proeve.mappe.appending(path: "meldinger/\(file)/arkivmelding.xml"), encoding: .utf8)
                #expect(text.contains("Bare for oss") == !receivers.isEmpty)
            }
        }
    }

    @Test func anArchivesReceiptIsKeptAndSent() async throws {
        try await Utboksproeve.run { proeve in
            let payload = """
                <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="OK"><message xmlns="" code="ID">\
                <text>2026/41</text></message></AppReceipt>
                """
            let bytes = Meldinger.putMessage(payload, avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
            let sent = Sendte()
            sent.svar = [.retryLater(reason: "Nei.", afterSeconds: nil), .accepted(reference: "")]
            let utboks = try proeve.utboks(sendKvittering: { sent.send($0) })
            for _ in 0..<2 {
                guard
                    case .kvittering(let rapport) = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now)
                else { throw Proevefeil(text: "ikke en kvittering") }
                #expect(rapport.verdict == .accepted)
            }
            try await utboks.arbeid()
            try await utboks.arbeid()
            #expect(sent.sbd.count == 1)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            try await utboks.arbeid()
            #expect(sent.sbd.count == 2)
            #expect(sent.sbd.last?.conversationId == Meldinger.id && sent.sbd.last?.receiver == Meldinger.avsender)
            #expect(sent.sbd.last?.kvittering?.messages.first?.text == "2026/41")
        }
    }

    @Test func withoutAWayBackNothingIsKeptOfAnArchivesReceipt() async throws {
        try await Utboksproeve.run { proeve in
            let payload = """
                <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="OK"/>
                """
            let bytes = Meldinger.putMessage(payload, avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
            let logg = Loggsamler()
            let utboks = try proeve.utboks(logger: logg.logger)
            guard case .kvittering = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now) else {
                throw Proevefeil(text: "ikke en kvittering")
            }
            #expect(try await utboks.tall().arkivkvitteringer.isEmpty)
            #expect(logg.linjer.contains { $0.contains("lagt bort") && $0.contains(Meldinger.id) })
        }
    }

    /// Whether it is known what came in or not: an archive can do nothing about whom a receipt names.
    @Test(arguments: ["", "?", "000000000", "310000044", "17829910055", "310000035"], [true, false])
    func anArchivesReceiptToNobodyIsAnsweredForAndPutAway(_ mottaker: String, _ isAsked: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let payload = """
                <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="OK"/>
                """
            let bytes = Meldinger.putMessage(payload, avsender: Meldinger.mottaker, mottaker: mottaker)
            let (sent, logg) = (Sendte(), Loggsamler())
            sent.svar = [.accepted(reference: "")]
            let ukjent: Utboks.Oppslag = { _ in .ukjent }
            let utboks = try proeve.utboks(
                sendKvittering: { sent.send($0) }, besvart: isAsked ? ukjent : nil, logger: logg.logger)
            guard case .kvittering = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now) else {
                throw Proevefeil(text: "ikke en kvittering")
            }
            try await utboks.arbeid()
            // The last of them is somebody, to whom it goes when nobody knows better.
            let isSent = mottaker == Meldinger.avsender && !isAsked
            #expect(sent.sbd.count == (isSent ? 1 : 0))
            #expect(logg.linjer.contains { $0.contains("lagt bort") } == !isSent)
            #expect(!logg.linjer.contains { $0.contains("17829910055") })
        }
    }

    @Test func anArchivesReceiptIsGivenUpInTheEndOrWhenItIsRefused() async throws {
        let payload = """
            <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="OK"/>
            """
        let again = Leveringsresultat.retryLater(reason: "Nei.", afterSeconds: nil)
        let fault = Leveringsresultat.configurationFault(reason: "Feil passord.")
        let refused = Leveringsresultat.refused(Avvisning(.ukjent, "Ukjent melding."))
        for (svar, calls) in [([fault, fault, again, again], 4), ([refused], 1)] {
            try await Utboksproeve.run { proeve in
                let (sent, logg) = (Sendte(), Loggsamler())
                sent.svar = svar
                let utboks = try proeve.utboks(
                    { $0.retry.attempts = 2 }, sendKvittering: { sent.send($0) }, logger: logg.logger)
                let bytes = Meldinger.putMessage(payload, avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
                _ = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now)
                for _ in 0..<8 {
                    try await utboks.arbeid()
                    proeve.tid.pass(3600)
                }
                #expect(sent.sbd.count == calls)
                #expect(logg.linjer.count { $0.hasPrefix("error") && $0.contains("parkert") } == 1)
                // Its archive may send it again.
                sent.svar = [.accepted(reference: "")]
                for _ in 0..<2 { _ = try await utboks.taImot(proeve.body(bytes), mottatt: proeve.tid.now) }
                for _ in 0..<2 { try await utboks.arbeid() }
                #expect(sent.sbd.count == calls + 1)
            }
        }
    }
}

/// Receipts that were sent.
private final class Sendte: Sendable {
    private let state = Mutex<(sbd: [StandardBusinessDocument], svar: [Leveringsresultat])>(([], []))
    var sbd: [StandardBusinessDocument] { state.withLock { $0.sbd } }
    var svar: [Leveringsresultat] {
        get { state.withLock { $0.svar } }
        set { state.withLock { $0.svar = newValue } }
    }

    func send(_ sbd: StandardBusinessDocument) -> Leveringsresultat {
        state.withLock {
            $0.sbd.append(sbd)
            return $0.svar.removeFirst()
        }
    }
}
