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

/// What became of a message is asked, and told to the archive once.
@Suite struct KvitteringTests {
    private func known(_ statuses: Meldingsstatus..., isFinal: Bool = false) -> Statussvar {
        .known(statuses.map { Statushendelse($0) }, isFinal: isFinal)
    }

    /// A message that was handed over by an outbox that is gone.
    private func sendt(_ proeve: Utboksproeve) async throws -> String {
        let id = try await {
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            return id
        }()
        try await proeve.untilClosed()
        return id
    }

    @Test func theArchiveIsToldOnceInItsOwnWords() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "ephorte-17").id
            try await utboks.arbeid()
            proeve.kanal.status(known(.sendt), for: id)
            proeve.tid.pass(60)
            try await utboks.arbeid()
            proeve.kanal.status(known(.sendt, .levert, .lest, isFinal: true), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            let receipt = try #require(proeve.arkiv.mottatt.first)
            #expect(receipt.contains(#"conversationId="ephorte-17""#) && receipt.contains("type=\"OK\""))
            #expect(receipt.contains("<receiver><orgnr>\(Meldinger.avsender)</orgnr>"))
            let oversikt = try #require(try await utboks.oversikt(over: id))
            #expect(oversikt.tilstand == "ferdig" && oversikt.nesteForsoek == nil)
            #expect(oversikt.hendelser.map(\.status) == [.opprettet, .sendt, .levert, .lest])
            #expect(proeve.kanal.kall.count == 1)
            // A receipt to it that comes in is told what it answers.
            let original = try await utboks.original(
                conversationId: oversikt.hendelser.isEmpty ? "" : id, messageId: id)
            #expect(original?.archiveConversationId == "ephorte-17" && original?.messageId == id)
        }
    }

    @Test func aReceiptThatFailsIsTriedAgainAndTheLetterIsNot() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            proeve.arkiv.svar(
                .proevIgjen(grunn: "Stengt.", omSekunder: 1000), .oppsettsfeil(grunn: "Feil passord."))
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(try await utboks.show(id)?.kvittering.grunn == "Stengt.")
            proeve.tid.pass(900)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            proeve.tid.pass(101)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.kvittering.grunn == "Feil passord.")
            #expect(try await utboks.show(id)?.kvittering.forsoek == 1)
            proeve.tid.pass(301)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 3 && Set(proeve.arkiv.mottatt).count == 1)
            #expect(try await utboks.tall().kvitteringerVenter == 0)
            #expect(proeve.kanal.kall.count == 1)
        }
    }

    @Test func aFailureAfterOKIsToldToo() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            let later = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            // Both are due before the first is taken: the order holds.
            proeve.arkiv.svar(.proevIgjen(grunn: "Stengt.", omSekunder: 10_000))
            try await utboks.arbeid()
            let reason = Avvisning(.reservert, "Mottakeren har reservert seg.")
            proeve.kanal.status(
                .known([Statushendelse(.sendt), Statushendelse(.feil, avvisning: reason)], isFinal: true), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            proeve.tid.pass(10_000)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.map { $0.contains("RESERVERT") } == [false, false, true])
            let post = try #require(try await utboks.show(id))
            #expect(post.tilstand == .parkert && post.grunn == "Mottakeren har reservert seg.")
            #expect(try await utboks.show(later)?.tilstand == .sendt)

            // It is known to have failed: another attempt has another key.
            #expect(try await proeve.retry(utboks, id) != nil)
            try await utboks.arbeid()
            let keys = proeve.kanal.kall.filter { $0.messageId == id }.map(\.key)
            #expect(keys.count == 2 && Set(keys).count == 2)
        }
    }

    @Test func withoutAnArchiveReceiptsAreFiles() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks(arkiv: false) { $0.receipts.appReceipt.ok = .levert }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.names("kvitteringer").isEmpty)
            proeve.kanal.status(known(.sendt, .levert), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(proeve.names("kvitteringer/AppReceipt").count == 1)
        }
    }

    @Test func questionsBecomeRarerAndEnd() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.statusDays = 20 }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            var waits: [Double] = []
            for _ in 0..<16 {
                let next = try #require(try await utboks.show(id)?.neste)
                waits.append(next.timeIntervalSince(proeve.tid.now))
                proeve.tid.pass(waits.last! + 1)
                try await utboks.arbeid()
            }
            #expect(waits.first! < 35 && waits.last! > 3500 && waits.last! < 3700, "\(waits)")
            #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 + 1 })
            proeve.tid.pass(6 * 86_400)
            proeve.kanal.status(.notKnown, for: id)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
            proeve.tid.pass(20 * 86_400)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .ferdig)
        }
    }

    /// Something in front of the channel took it in its place, or the channel has lost it: the archive is told in the end.
    @Test func whatTheChannelNeverKnewExpires() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(.notKnown, for: id)
            for _ in 0..<2 {
                try await utboks.arbeid()
                proeve.tid.pass(3600)
            }
            let post = try #require(try await utboks.show(id))
            #expect(post.tilstand == .sendt && post.grunn == "Kanalen kjenner ikke meldingen.")
            #expect(proeve.arkiv.mottatt.isEmpty)
            proeve.tid.pass(8 * 86_400)
            for _ in 0..<2 { try await utboks.arbeid() }
            #expect(try await utboks.show(id)?.tilstand == .parkert)
            #expect(proeve.arkiv.mottatt.count == 1 && proeve.arkiv.mottatt[0].contains("LEVETID_UTLOPT"))
        }
    }

    @Test func whatIsDoneIsForgottenInTime() async throws {
        for inlineBytes in [0, 1 << 20] {
            try await forgotten(inlineBytes)
        }
    }

    private func forgotten(_ inlineBytes: Int) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks {
                $0.inlineBytes = inlineBytes
                $0.keepFilesDays = 7
                $0.keepDays = 30
            }
            let done = try await proeve.lagre(utboks, id: Meldinger.id).id
            let parked = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Nei.")), til: parked)
            proeve.kanal.status(known(.lest, isFinal: true), for: done)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await utboks.show(done)?.tilstand == .ferdig)
            try await utboks.rydd()
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database, creating: false)
            #expect(proeve.names("meldinger").count == (inlineBytes == 0 ? 2 : 0))
            #expect(try await lager.filer(done).count == (inlineBytes == 0 ? 0 : 4))
            proeve.tid.pass(8 * 86_400)
            try await utboks.rydd()
            if inlineBytes == 0 { #expect(proeve.names("meldinger").map { $0.hasPrefix(parked) } == [true]) }
            #expect(try await lager.filer(done).isEmpty)
            #expect(try await lager.filer(parked).count == (inlineBytes == 0 ? 0 : 4))
            // The message is known as long as its row is there.
            #expect(try await proeve.lagre(utboks, id: Meldinger.id) == (done, true))
            proeve.tid.pass(30 * 86_400)
            try await utboks.rydd()
            #expect(try await utboks.liste().map(\.messageId) == [parked])
            #expect(try await utboks.show(parked)?.tilstand == .parkert)
        }
    }

    @Test func aReceiptIsGivenUpInTheEndOrWhenItIsRefused() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.retry.attempts = 2 }
            let first = try await proeve.lagre(utboks).id
            let second = try await proeve.lagre(utboks, mottaker: Utboksproeve.annen).id
            proeve.kanal.status(known(.sendt), for: first)
            let again = Arkivsvar.proevIgjen(grunn: "Stengt.", omSekunder: nil)
            proeve.arkiv.svar(again, again, .avvist(grunn: "Ukjent sak.", appReceipt: nil))
            try await utboks.arbeid()
            for _ in 0..<3 {
                proeve.tid.pass(3600)
                try await utboks.arbeid()
            }
            #expect(proeve.arkiv.mottatt.count == 2)
            #expect(try await utboks.show(first)?.kvittering.grunn == "Stengt.")
            #expect(try await utboks.show(first)?.kvittering.neste == nil)
            proeve.kanal.status(known(.sendt), for: second)
            for _ in 0..<3 {
                proeve.tid.pass(3600)
                try await utboks.arbeid()
            }
            #expect(proeve.arkiv.mottatt.count == 3)
            #expect(try await utboks.show(second)?.kvittering.grunn == "Ukjent sak.")
            #expect(try await utboks.tall().kvitteringerVenter == 0)
            // Whatever came of them, nothing of them is left.
            #expect(proeve.names("arbeid").isEmpty && proeve.names("kvitteringer").isEmpty)

            // What nobody could bring is still due; what was refused is not.
            #expect(try await utboks.tall().kvitteringerParkert == 1)
            #expect(try await utboks.lager.liste(.parkert, etter: 0, most: 9).map(\.messageId) == [first])
            #expect(try await proeve.retry(utboks, second) == nil)
            #expect(try await proeve.retry(utboks, first)?.tilstand == .sendt)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 4 && proeve.arkiv.mottatt[3] == proeve.arkiv.mottatt[0])
            #expect(try await utboks.tall().kvitteringerParkert == 0)
            #expect(proeve.kanal.kall.count == 2)
        }
    }

    /// One that was given up is taken up when there is something new to tell, and comes first.
    @Test func whatComesAfterAReceiptThatWasGivenUpTakesItUp() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.retry.attempts = 1 }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            proeve.arkiv.svar(.proevIgjen(grunn: "Stengt.", omSekunder: nil))
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await utboks.tall().kvitteringerParkert == 1)
            proeve.kanal.status(known(.sendt, .feil), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.map { $0.contains("ERROR") } == [false, false, true])
        }
    }

    /// Our own disk is no fault of a receipt.
    @Test func aReceiptThatCannotBeWrittenWaitsAndIsNotGivenUp() async throws {
        try await Utboksproeve.run { proeve in
            let logg = Loggsamler()
            let utboks = try proeve.utboks({ $0.retry.attempts = 2 }, logger: logg.logger)
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            let work = proeve.mappe.appending(path: "arbeid", directoryHint: .isDirectory)
            try FileManager.default.removeItem(at: work)
            for _ in 0..<4 {
                proeve.tid.pass(301)
                try await utboks.arbeid()
            }
            let kvittering = try #require(try await utboks.show(id)?.kvittering)
            #expect(kvittering.forsoek == 0 && kvittering.neste != nil && kvittering.grunn?.contains("skrive") == true)
            #expect(logg.linjer.count { $0.contains("kvittering kan ikke skrives") } == 1)
            try FileManager.default.createDirectory(at: work, withIntermediateDirectories: false)
            proeve.tid.pass(301)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    /// A message of which a receipt is due, in an outbox before an archive.
    private func forfalt(_ proeve: Utboksproeve, _ arkiv: Egetarkiv) async throws -> Utboks {
        var settings = UtboksSettings(folder: proeve.mappe)
        settings.minFreeBytes = 0
        let utboks = try Utboks(
            settings, transport: proeve.kanal, arkiv: arkiv, omformer: Utboksproeve.omformer.get(),
            surroundings: proeve.tid.surroundings, logger: Utboksproeve.stille)
        let id = try await proeve.lagre(utboks).id
        proeve.kanal.status(known(.sendt), for: id)
        try await utboks.arbeid()
        proeve.tid.pass(60)
        return utboks
    }

    /// A receipt on its way lies where it is swept away after a fall.
    @Test func aReceiptOnItsWayIsAmongWhatIsSweptAway() async throws {
        let places = Mutex<[String]>([])
        try await Utboksproeve.run { proeve in
            let utboks = try await forfalt(
                proeve, Egetarkiv { url in places.withLock { $0.append(url.path(percentEncoded: false)) } })
            try await utboks.arbeid()
            let place = try #require(places.withLock { $0.first })
            #expect(place.hasPrefix(proeve.mappe.appending(path: "arbeid/").path(percentEncoded: false)))
            #expect(proeve.names("arbeid").isEmpty)
        }
    }

    /// The archive that has a receipt, and could not say so, would get it again.
    @Test func aReceiptUnderWayIsEndedBeforeItStops() async throws {
        let begun = Proeveport()
        let told = Mutex(0)
        try await Utboksproeve.run { proeve in
            let utboks = try await forfalt(
                proeve,
                Egetarkiv { _ in
                    begun.open()
                    try await Task.sleep(for: .seconds(3))
                    told.withLock { $0 += 1 }
                })
            let work = Task { try await utboks.arbeid() }
            await begun.pass()
            work.cancel()
            _ = await work.result
            #expect(told.withLock { $0 } == 1)
            #expect(try await utboks.tall().kvitteringerVenter == 0)
        }
    }

    @Test func anArchivesReceiptUnderWayIsEndedBeforeItStops() async throws {
        let begun = Proeveport()
        let sent = Mutex(0)
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks(sendKvittering: { _ in
                begun.open()
                try await Task.sleep(for: .seconds(3))
                sent.withLock { $0 += 1 }
                return .accepted(reference: "r")
            })
            var sbd = StandardBusinessDocument(
                sender: Organisasjonsnummer(Meldinger.mottaker), receiver: Meldinger.avsender,
                messageId: UUID().uuidString.lowercased(), conversationId: Meldinger.id, prosess: .response,
                dokumenttype: .arkivmeldingKvittering)
            sbd.kvittering = Kvittering(receiptType: .ok, relatedToMessageId: nil, messages: [])
            let lager = try proeve.lager()
            try await lager.lagre(
                Kvitteringspost(
                    messageId: sbd.messageId, conversationId: sbd.conversationId, sbd: Data(sbd.json.bytes),
                    mottatt: proeve.tid.now))
            let work = Task { try await utboks.sendArkivkvitteringer() }
            await begun.pass()
            work.cancel()
            _ = await work.result
            #expect(sent.withLock { $0 } == 1)
            #expect(try await lager.tall().arkivkvitteringer[.sendt] == 1)
        }
    }

    /// What is written elsewhere is begun beside its place, and a program that is killed leaves it there.
    @Test func whatAKilledProgramBeganElsewhereIsSweptAway() async throws {
        try await Utboksproeve.run { proeve in
            let spool = proeve.folder.appending(path: "spool", directoryHint: .isDirectory)
            let places = [
                spool, proeve.mappe.appending(path: "kvitteringer/AppReceipt"),
                proeve.mappe.appending(path: "kvitteringer/arkivmelding_kvittering"),
            ]
            for place in places {
                for name in [".arkivbro-\(UUID().uuidString)", "ferdig"] {
                    try FileManager.default.createDirectory(
                        at: place.appending(path: name), withIntermediateDirectories: true)
                }
            }
            try await proeve.utboks(arkiv: false) { $0.spoolDir = spool }.arbeid()
            for place in places {
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: place.path(percentEncoded: false)) == ["ferdig"]
                )
            }
        }
    }

    @Test func aForgottenMessageLeavesNoFolder() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks {
                $0.inlineBytes = 0
                $0.keepFilesDays = 90
                $0.keepDays = 30
                $0.vacuum = false
            }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.lest, isFinal: true), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.names("meldinger").count == 1)
            proeve.tid.pass(31 * 86_400)
            try await utboks.rydd()
            #expect(try await utboks.show(id) == nil)
            #expect(proeve.names("meldinger").isEmpty)
        }
    }

    @Test func theDiskGetsBackWhatIsForgotten() async throws {
        for vacuum in [true, false] {
            try await Utboksproeve.run { proeve in
                let utboks = try proeve.utboks {
                    $0.inlineBytes = 1 << 20
                    $0.keepDays = 1
                    $0.vacuum = vacuum
                }
                for number in 0..<20 {
                    let id = try await proeve.lagre(utboks, tittel: "Svar \(number)").id
                    proeve.kanal.status(known(.lest, isFinal: true), for: id)
                }
                try await utboks.arbeid()
                proeve.tid.pass(60)
                try await utboks.arbeid()
                proeve.tid.pass(2 * 86_400)
                try await utboks.rydd()
                #expect(try await utboks.liste().isEmpty)
                let free = try await proeve.lager().pragma("freelist_count").flatMap { Int($0) } ?? 0
                #expect(vacuum ? free == 0 : free > 10)
            }
        }
    }

    /// A receipt that comes in is told of the message that it answers, not of another in the conversation.
    @Test func theOriginalIsTheMessageThatIsAnswered() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            var ids: [String] = []
            for number in 0..<3 {
                ids.append(try await proeve.lagre(utboks, id: Meldinger.id, tittel: "Svar \(number)").id)
            }
            for id in ids {
                let original = try await utboks.original(conversationId: Meldinger.id, messageId: id)
                #expect(original?.messageId == id)
            }
            let capitals = try await utboks.original(conversationId: Meldinger.id, messageId: ids[1].uppercased())
            #expect(capitals?.messageId == ids[1])
            let unknown = "0b0c0d0e-0000-4000-8000-000000000000"
            #expect(try await utboks.original(conversationId: Meldinger.id, messageId: unknown) == nil)
            let last = try await utboks.original(conversationId: Meldinger.id, messageId: nil)
            #expect(last?.messageId == ids[2])
            #expect(try await utboks.original(conversationId: "en annen", messageId: nil) == nil)
        }
    }

    @Test func aQuestionWithoutAnAnswerIsAskedLater() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.statusSeconds = (30, 60) }
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            for (svar, least) in [
                (Statussvar.retryLater(reason: "Stengt.", afterSeconds: 5000), 5000.0),
                (.configurationFault(reason: "Feil passord."), 300),
                (.retryLater(reason: "Nede.", afterSeconds: nil), 60),
                (.retryLater(reason: "Aldri.", afterSeconds: 1_000_000_000), 86_400),
            ] {
                proeve.kanal.status(svar, for: id)
                proeve.tid.pass(90_000)
                try await utboks.arbeid()
                let post = try #require(try await utboks.show(id))
                let wait = try #require(post.neste).timeIntervalSince(post.endret)
                #expect(abs(wait - least) < 5, "\(svar): \(wait)")
                #expect(post.grunn != nil && post.tilstand == .sendt)
            }
        }
    }

    @Test func aQuestionThatFailsIsToldOfOnce() async throws {
        try await Utboksproeve.run { proeve in
            let logg = Loggsamler()
            let utboks = try proeve.utboks(logger: logg.logger)
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            for (svar, times) in [
                (Statussvar.configurationFault(reason: "Feil passord."), 3),
                (.retryLater(reason: "Kanalen er nede.", afterSeconds: nil), 2), (known(.sendt), 1),
                (.configurationFault(reason: "Feil passord."), 2),
            ] {
                proeve.kanal.status(svar, for: id)
                for _ in 0..<times {
                    proeve.tid.pass(4000)
                    try await utboks.arbeid()
                }
            }
            let faults = logg.linjer.filter { $0.contains("Feil passord.") }
            #expect(faults.count == 2 && faults.allSatisfy { $0.hasPrefix("error") && $0.contains(id) })
            #expect(logg.linjer.count { $0.hasPrefix("warning") && $0.contains("Kanalen er nede.") } == 1)
        }
    }

    /// That nobody answers any more does not mean that it went well.
    @Test(arguments: [Meldingsstatus.sendt, .levert])
    func whatNeverWasToldTheEndOfIsNotFinished(_ last: Meldingsstatus) async throws {
        try await Utboksproeve.run { proeve in
            let logg = Loggsamler()
            let utboks = try proeve.utboks({ $0.statusDays = 2 }, logger: logg.logger)
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt, last), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.map { $0.contains("type=\"OK\"") } == [true])
            proeve.kanal.status(.configurationFault(reason: "Feil passord."), for: id)
            proeve.tid.pass(3 * 86_400)
            try await utboks.arbeid()
            let isTold = last == .levert
            #expect(try await utboks.show(id)?.tilstand == (isTold ? .ferdig : .parkert))
            #expect(proeve.arkiv.mottatt.count { $0.contains("ERROR") } == (isTold ? 0 : 1))
            #expect(logg.linjer.contains { $0.hasPrefix("error") && $0.contains("parkert") } != isTold)
        }
    }

    /// What was sent in another way is not asked about in this one.
    ///
    /// That nobody was told how it ended does not mean that it went well; in the spool it is where it should be.
    @Test(arguments: ["proeve", "spool"]) func onlyTheWayThatItWasSentIsAsked(_ way: String) async throws {
        try await Utboksproeve.run(Proevekanal(way)) { proeve in
            let id = try await sendt(proeve)
            let asked = Mutex(0)
            let annen = Proevekanal("annen")
            annen.spoer { _ in asked.withLock { $0 += 1 } }
            let next = Utboksproeve(folder: proeve.folder, kanal: annen)
            let logg = Loggsamler()
            let utboks = try next.utboks({ $0.statusDays = 2 }, logger: logg.logger)
            next.tid.pass(3600)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
            #expect(try await utboks.show(id)?.grunn?.contains("annen leveringsmåte") == true)
            next.tid.pass(3 * 86_400)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == (way == "spool" ? .ferdig : .parkert))
            #expect(next.arkiv.mottatt.count { $0.contains("ERROR") } == (way == "spool" ? 0 : 1))
            let end = way == "spool" ? "notice det spørres ikke mer om meldingen" : "error melding er parkert"
            #expect(logg.linjer.count { $0.hasPrefix(end) && $0.contains(id) } == 1)
            #expect(asked.withLock { $0 } == 0)
        }
    }

    /// Nobody looks at the clock here: a receipt goes because somebody says that it is due.
    @Test func aReceiptGoesAsSoonAsItIsDue() async throws {
        let gate = Proeveport()
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            var surroundings = proeve.tid.surroundings
            surroundings.sleep = { _ in try await Task.sleep(for: .seconds(3600)) }
            let utboks = try proeve.utboks(lager: lager, surroundings: surroundings)
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            proeve.tid.pass(60)
            proeve.kanal.status(known(.sendt), for: id)
            // It has been looked for receipts, and there were none, when the answer comes.
            lager.after(.forfalteKvitteringer) { gate.open() }
            proeve.kanal.spoer { _ in await gate.pass() }
            let work = Task { try await utboks.run() }
            try await proeve.wait { proeve.arkiv.mottatt.count == 1 }
            work.cancel()
            try await work.value
        }
    }

    /// Nor does the note that it was sent in another way undo what an operator did meanwhile.
    @Test func whatWasSentInAnotherWayStaysParked() async throws {
        try await Utboksproeve.run { proeve in
            let id = try await sendt(proeve)
            let next = Utboksproeve(folder: proeve.folder, kanal: Proevekanal("annen"))
            let lager = Proevelager(try next.lager())
            let utboks = try next.utboks(lager: lager)
            lager.after(.forfalteSpoersmaal) {
                try? await lager.leggTilSide(id, next.tid.now)
            }
            next.tid.pass(3600)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .parkert)
            #expect(try await utboks.show(id)?.grunn == "Vent.")
        }
    }

    /// What is parked while it is asked about stays so.
    @Test func aStatusIsNotNotedOnWhatIsParkedMeanwhile() async throws {
        let asking = Mutex<(@Sendable (String) async throws -> Void)?>(nil)
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            let (lager, now) = (try proeve.lager(), proeve.tid.now)
            asking.withLock { $0 = { try await lager.leggTilSide($0, now) } }
            proeve.kanal.spoer { try await asking.withLock { $0 }?($0) }
            proeve.kanal.status(known(.lest, isFinal: true), for: id)
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .parkert)
            #expect(try await utboks.show(id)?.grunn == "Vent.")
        }
    }
}

/// An archive that takes everything, in its own way.
private struct Egetarkiv: Arkivkanal {
    let work: @Sendable (URL) async throws -> Void

    func lever(_ putMessage: URL) async throws -> Arkivsvar {
        try await work(putMessage)
        return .tatt(appReceipt: nil)
    }
}
