// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPVHTTP
import EFormidling
import Foundation
import Innboks
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere
import Utboks

@Suite struct InnboksTests {
    @Test func aLetterReachesTheArchiveAndItsReceiptTheSender() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.answer { _ in ArkivTjener.receipt("WARNING", message: ("Recno", "4711 æ")) }
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .hentet(messageId: id))
            #expect(try await innboks.hent() == .tom)
            #expect(proeve.tjener.innkommende.meldinger.first?.deletes == 1)
            #expect(try await innboks.arbeid() == 1)
            #expect(try await innboks.arbeid() == 0)

            let mottatt = try #require(proeve.arkiv.mottatt.first)
            #expect(proeve.arkiv.mottatt.count == 1)
            let message = try proeve.lest(mottatt.body)
            #expect(message.konvolutt.conversationId == proeve.samtale(id))
            #expect(message.konvolutt.receiver.orgnr == Meldinger.mottaker)
            #expect(message.dokumenter.map(\.size) == [14])

            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .levert && melding.slettet && melding.svartilstand == .sendt)
            let kvittering = try proeve.kvittering(to: id)
            #expect(kvittering.kvittering?.receiptType == .warning)
            #expect(kvittering.kvittering?.messages == [.init(code: "Recno", text: "4711 æ")])
            #expect(kvittering.kvittering?.relatedToMessageId == id)
            #expect(kvittering.conversationId == proeve.samtale(id))
            #expect(kvittering.sender?.digits == Meldinger.mottaker && kvittering.receiver == Meldinger.avsender)
            #expect(proeve.tjener.melding(kvittering.messageId)?.dispatches == 1)
        }
    }

    @Test func anArchiveThatAnswersNothingGivesNoReceipt() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.answer { _ in Testsvar(200) }
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
            #expect(proeve.tjener.meldinger.isEmpty)
        }
    }

    @Test func aRefusalIsToldTheSender() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.answer { _ in ArkivTjener.receipt("ERROR", message: ("-1", "Ukjent mottaker")) }
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .avvist)
            let kvittering = try proeve.kvittering(to: id)
            #expect(kvittering.kvittering?.receiptType == .error)
            #expect(kvittering.kvittering?.messages == [.init(code: "-1", text: "Ukjent mottaker")])
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    @Test func whatCannotBeConvertedIsParkedAndTheSenderTold() async throws {
        try await Innboksproeve.run { proeve in
            let poisoned = try proeve.brev(arkivmelding: "<arkivmelding/>")
            let noFiles = try proeve.brev(fil: false)
            let good = try proeve.brev()
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            for id in [poisoned, noFiles] {
                let melding = try #require(try await innboks.lager.melding(id))
                #expect(melding.tilstand == .parkert && melding.levering.grunn != nil, "\(melding)")
                #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .error)
            }
            #expect(try await innboks.lager.melding(good)?.tilstand == .levert)
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(try await innboks.meldinger(i: .parkert).map(\.messageId) == [poisoned, noFiles])
            // Taken up again, it is refused again; its sender is told once.
            #expect(try await proeve.retry(innboks, poisoned) != nil)
            #expect(try await proeve.retry(innboks, good) == nil)
            let before = proeve.tjener.meldinger.count
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(poisoned)?.tilstand == .parkert)
            #expect(proeve.tjener.meldinger.count == before)
        }
    }

    @Test func aReceiptReachesTheArchiveUnderItsOwnConversation() async throws {
        try await Innboksproeve.run { proeve in
            let samtale = "5a1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d"
            let id = proeve.kvittering(samtale: samtale, relatedTo: "0b1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
            let innboks = try proeve.innboks(original: { conversation, message in
                #expect(conversation == samtale && message == "0b1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
                return ReceiptSettings.Original(archiveConversationId: "DetteErEnTest")
            })
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
            let message = try proeve.lest(try #require(proeve.arkiv.mottatt.first).body)
            #expect(message.slag == .putMessageAppReceipt)
            #expect(message.konvolutt.conversationId == "DetteErEnTest")
            // Never a receipt for a receipt.
            #expect(proeve.tjener.meldinger.isEmpty)
            #expect(proeve.tjener.innkommende.meldinger.first?.deletes == 1)
        }
    }

    @Test func theArchiveIsTriedAgainWithLongerWaitsAndThenNoMore() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.disturbAlways(.answer(Testsvar(503)))
            let innboks = try proeve.innboks {
                $0.retry.attempts = 4
                $0.retry.firstDelay = 30
                $0.retry.factor = 2
            }
            _ = try await innboks.hent()
            for attempt in 1...4 {
                #expect(try await innboks.arbeid() == 1)
                #expect(try await innboks.arbeid() == 0)
                let levering = try #require(try await innboks.lager.melding(id)).levering
                #expect(levering.antall == attempt)
                #expect(levering.grunn?.contains("503") == true)
                proeve.tid.pass(15 * Double(1 << attempt) - 2)
                if attempt < 4 { #expect(try await innboks.arbeid() == 0) }
                proeve.tid.pass(4)
            }
            #expect(try await innboks.lager.melding(id)?.tilstand == .parkert)
            #expect(proeve.tjener.meldinger.isEmpty)
            proeve.arkiv.heal()
            #expect(try await proeve.retry(innboks, id) != nil)
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
            #expect(Set(proeve.arkiv.mottatt.map(\.sha256)).count == 1)
        }
    }

    @Test func faultsOfOurSettingsParkNothing() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.disturbAlways(.answer(Testsvar(401)))
            let innboks = try proeve.innboks { $0.retry.attempts = 2 }
            _ = try await innboks.hent()
            for _ in 0..<5 {
                #expect(try await innboks.arbeid() == 1)
                proeve.tid.pass(301)
            }
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .klar && melding.levering.antall == 0)
            #expect(melding.levering.grunn?.contains("401") == true)
            proeve.arkiv.heal()
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
        }
    }

    @Test func aReceiptThatFailsNeverSendsTheLetterAgain() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.tjener.disturbAlways("create", .answer(Testsvar(503)))
            let innboks = try proeve.innboks { $0.retry.attempts = 3 }
            _ = try await innboks.hent()
            for _ in 0..<5 {
                _ = try await innboks.arbeid()
                proeve.tid.pass(4000)
            }
            #expect(proeve.arkiv.mottatt.count == 1)
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .levert && melding.svartilstand == .parkert)
            proeve.tjener.heal()
            #expect(try await proeve.retry(innboks, id) != nil)
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.svartilstand == .sendt)
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    @Test func aLostAnswerAboutTheReceiptMakesNoSecondOne() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.tjener.disturb("create", .lostAnswer)
            proeve.tjener.disturb("send", .lostAnswer)
            let innboks = try proeve.innboks()
            _ = try await innboks.hent()
            for _ in 0..<4 {
                _ = try await innboks.arbeid()
                proeve.tid.pass(4000)
            }
            #expect(try await innboks.lager.melding(id)?.svartilstand == .sendt)
            #expect(proeve.tjener.meldinger.map(\.dispatches) == [1])
        }
    }

    @Test func whatNobodyForesawStopsNoOtherMessage() async throws {
        struct Uventet: Error {}
        try await Innboksproeve.run { proeve in
            let samtale = "5a1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d"
            let poisoned = proeve.kvittering(samtale: samtale, relatedTo: "0b1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
            let letters = [try proeve.brev(), try proeve.brev()]
            let innboks = try proeve.innboks(
                { $0.retry.attempts = 3 }, original: { _, _ in throw Uventet() })
            try await proeve.alt(innboks)
            for id in letters { #expect(try await innboks.lager.melding(id)?.tilstand == .levert) }
            #expect(try await innboks.lager.melding(poisoned)?.levering.antall == 1)
            for _ in 0..<2 {
                proeve.tid.pass(4000)
                _ = try await innboks.arbeid()
            }
            #expect(try await innboks.lager.melding(poisoned)?.tilstand == .parkert)
        }
    }

    @Test func anotherAnswerFollowsWhenAParkedLetterGetsThrough() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev(fil: false)
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .error)
            // A person puts the package where it should be.
            let other = try proeve.brev()
            try FileManager.default.copyItem(
                at: proeve.folder.appending(path: other + ".zip"),
                to: proeve.folder.appending(path: "innboks/inn/\(id).asic"))
            #expect(try await proeve.retry(innboks, id) != nil)
            _ = try await innboks.arbeid()
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
            let types = try proeve.tjener.meldinger.map {
                try StandardBusinessDocument(json: $0.sbd).kvittering?.receiptType?.rawValue ?? ""
            }
            #expect(types.sorted() == ["ERROR", "OK"])
        }
    }

    /// What its sender was to be told of the attempt before is no longer true, and would come last.
    @Test func anAnswerThatWaitsIsWithdrawnWhenItsLetterGoesAgain() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev(fil: false)
            proeve.tjener.disturbAlways("create", .answer(Testsvar(503)))
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .parkert)
            #expect(try await innboks.lager.melding(id)?.svartilstand == .venter)
            let other = try proeve.brev()
            try FileManager.default.copyItem(
                at: proeve.folder.appending(path: other + ".zip"),
                to: proeve.folder.appending(path: "innboks/inn/\(id).asic"))
            #expect(try await proeve.retry(innboks, id) != nil)
            #expect(try await innboks.lager.melding(id)?.svar == nil)
            proeve.tjener.heal()
            for _ in 0..<3 {
                _ = try await innboks.arbeid()
                proeve.tid.pass(4000)
            }
            let types = try proeve.tjener.meldinger.map {
                try StandardBusinessDocument(json: $0.sbd).kvittering?.receiptType?.rawValue ?? ""
            }
            #expect(types == ["OK"])
        }
    }

    // MARK: The queue

    // Letters are in them, whatever the umask says.
    @Test func nobodyElseReadsTheFolders() async throws {
        try await Innboksproeve.run { proeve in
            _ = try proeve.innboks()
            for name in ["innboks", "innboks/inn", "innboks/ut"] {
                let path = proeve.folder.appending(path: name).path(percentEncoded: false)
                #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
            }
        }
    }

    /// To delete it would say that it was delivered, and nobody had read it.
    @Test func aMessageWithTheIdOfAnotherIsLeft() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .hentet(messageId: id))
            let deleted = proeve.tjener.calls("delete")
            _ = try proeve.brev(id: id, avsender: "310000051")
            #expect(try await innboks.hent() == .latLigge(messageId: id))
            #expect(proeve.tjener.calls("delete") == deleted)
        }
    }

    @Test(arguments: [
        Forstyrrelse.cutAnswer, .lostAnswer, .shortAnswer, .answer(Testsvar(500)),
        .answer(IntegrasjonspunktTjener.error(500, "AsicReadException")),
    ])
    func aPopThatFailsDeletesNothing(_ forstyrrelse: Forstyrrelse) async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.tjener.disturb("pop", forstyrrelse)
            let innboks = try proeve.innboks()
            guard case .venter = try await innboks.hent() else {
                Issue.record("det som ikke kom helt fram, ble tatt imot")
                return
            }
            #expect(try await innboks.lager.melding(id) == nil)
            #expect(proeve.tjener.calls("delete") == 0)
            // Held for five minutes; others go on.
            let other = try proeve.brev()
            #expect(try await innboks.hent() == .hentet(messageId: other))
            #expect(try await innboks.hent() == .tom)
            proeve.tid.pass(301)
            #expect(try await innboks.hent() == .hentet(messageId: id))
            #expect(try await innboks.arbeid() == 2)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
        }
    }

    /// Whatever its status and its type say, and however often it comes: the letter is still in the queue.
    @Test(arguments: ["text/html", "application/octet-stream"])
    func aPageInPlaceOfAPackageDeletesNothing(_ type: String) async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let page = Testsvar(
                200, headers: ["Content-Type": type], body: Array("\n<html>Request Rejected</html>".utf8))
            proeve.tjener.disturb("pop", .answer(page), .answer(page), .answer(page))
            let innboks = try proeve.innboks()
            for _ in 0..<3 {
                guard case .venter = try await innboks.hent() else {
                    Issue.record("siden ble tatt for en pakke")
                    return
                }
                proeve.tid.pass(301)
            }
            #expect(proeve.tjener.calls("delete") == 0)
            #expect(try await innboks.hent() == .hentet(messageId: id))
            _ = try await innboks.arbeid()
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
        }
    }

    @Test func whatIsNeverAPackageIsKeptAndParked() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev(bytes: Array("ikke en pakke".utf8))
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .venter(sekunder: nil))
            proeve.tid.pass(301)
            #expect(try await innboks.hent() == .hentet(messageId: id))
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .parkert)
        }
    }

    @Test(arguments: [
        Forstyrrelse.answer(IntegrasjonspunktTjener.error(400, "MessageNotLockedException")),
        .answer(IntegrasjonspunktTjener.error(404, "MessageNotFoundException")), .answer(Testsvar(409)),
        .answer(Testsvar(500)), .lostAnswer,
    ])
    func aDeleteThatFailsMakesNoSecondLetter(_ forstyrrelse: Forstyrrelse) async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.tjener.disturb("delete", forstyrrelse, forstyrrelse)
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .hentet(messageId: id))
            _ = try await innboks.arbeid()
            // The hold is lost, and the same message is peeked at again.
            proeve.tjener.innkommende.unlock()
            for _ in 0..<3 {
                _ = try await innboks.hent()
                proeve.tjener.innkommende.unlock()
            }
            try await proeve.alt(innboks)
            // What was deleted and not known to be never comes again: it is asked about.
            proeve.tid.pass(601)
            try await innboks.rydd()
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(proeve.tjener.innkommende.meldinger.first?.pops == 1)
            #expect(proeve.tjener.innkommende.meldinger.first?.isThere == false)
            #expect(try await innboks.lager.melding(id)?.slettet == true)
        }
    }

    @Test(arguments: [false, true]) func aMessageIsAskedForByItsIdAsItIsWritten(_ comesAgain: Bool) async throws {
        try await Innboksproeve.run { proeve in
            let written = "6CDB492D-58D1-561A-A456-AF23D16F2B17"
            let id = written.lowercased()
            _ = try proeve.brev(id: written)
            proeve.tjener.disturb("delete", .answer(Testsvar(500)), .answer(Testsvar(500)))
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .hentet(messageId: id))
            #expect(proeve.tjener.innkommende.meldinger.first?.isThere == true)
            if comesAgain {
                proeve.tjener.innkommende.unlock()
                #expect(try await innboks.hent() == .kjent(messageId: id))
            } else {
                proeve.tid.pass(1)
                try await innboks.rydd(uslettedeEldreEnn: 0)
            }
            #expect(proeve.tjener.innkommende.meldinger.first?.deletes == 1)
            try await proeve.alt(innboks)
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .levert && melding.slettet)
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    @Test func whatIsNoObjectIsNobodysMessage() async throws {
        try await Innboksproeve.run { proeve in
            let innboks = try proeve.innboks()
            let answers: [(String, Henteresultat)] = [
                ("<html/>", .venter(sekunder: nil)), ("[]", .venter(sekunder: nil)), ("{}", .latLigge(messageId: nil)),
            ]
            for (body, resultat) in answers {
                proeve.tjener.disturb("peek", .answer(Testsvar(200, body: Array(body.utf8))))
                #expect(try await innboks.hent() == resultat, "\(body)")
            }
        }
    }

    @Test func whatIsNotForTheArchiveIsLeft() async throws {
        try await Innboksproeve.run { proeve in
            proeve.tjener.innkommende.add("x", sbd: #"{"standardBusinessDocumentHeader":5}"#, fil: nil)
            let other = UUID().uuidString.lowercased()
            proeve.tjener.innkommende.add(
                other, sbd: proeve.sbd(other, "arkivmelding").replacing("arkivmelding", with: "innsynskrav"), fil: nil)
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent() == .latLigge(messageId: nil))
            #expect(try await innboks.hent() == .latLigge(messageId: other))
            #expect(try await innboks.hent() == .tom)
            #expect(proeve.tjener.innkommende.meldinger.map(\.isThere) == [true, true])
            #expect(proeve.tjener.calls("delete") == 0)
        }
    }

    @Test func nothingIsFetchedWhenTheDiskIsFull() async throws {
        try await Innboksproeve.run { proeve in
            _ = try proeve.brev()
            let innboks = try proeve.innboks { $0.minFreeBytes = .max }
            #expect(try await innboks.hent() == .venter(sekunder: 60))
            #expect(proeve.tjener.calls("peek") == 0)
        }
    }

    @Test func onlyTheReceiversThatAreNamedAreAskedFor() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            #expect(try await innboks.hent(mottaker: "310000051") == .tom)
            #expect(try await innboks.hent(mottaker: Meldinger.mottaker) == .hentet(messageId: id))
        }
    }

    @Test func whatIsDoneIsForgottenInTime() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let parked = try proeve.brev(arkivmelding: "<arkivmelding/>")
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            try await innboks.rydd()
            #expect(try await innboks.lager.melding(id) != nil)
            proeve.tid.pass(31 * 86_400)
            try await innboks.rydd()
            #expect(try await innboks.lager.melding(id) == nil)
            #expect(try await innboks.lager.melding(parked) != nil)
            let files = try FileManager.default.subpathsOfDirectory(
                atPath: proeve.folder.appending(path: "innboks").path(percentEncoded: false))
            #expect(!files.contains { $0.contains(id) })
            #expect(files.contains { $0.contains(parked) })
        }
    }

    @Test func itRunsUntilItIsTold() async throws {
        try await Innboksproeve.run { proeve in
            let innboks = try proeve.innboks(surroundings: .system) { $0.pollSeconds = (0.05, 0.1) }
            let task = Task { try await innboks.run() }
            let ids = try (0..<5).map { _ in try proeve.brev() }
            for _ in 0..<2400 where try await innboks.meldinger(i: .levert).count < 5 {
                try await Task.sleep(for: .milliseconds(50))
            }
            // Another process keeps out.
            await #expect(throws: ArkivbroError.self) { () async throws in try await innboks.run() }
            task.cancel()
            try await task.value
            let levert = try await innboks.meldinger(i: .levert)
            #expect(Set(levert.map(\.messageId)) == Set(ids))
            #expect(proeve.arkiv.mottatt.count == 5)
        }
    }
}
