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

/// Messages are handed over, in order and once.
@Suite struct LeveringTests {
    private func tilstand(_ utboks: Utboks, _ id: String) async throws -> String? {
        try await utboks.show(id)?.tilstand.rawValue
    }

    @Test func aLaterMessageDoesNotOvertakeOneThatWaits() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let first = try await proeve.lagre(utboks).id
            let second = try await proeve.lagre(utboks).id
            let other = try await proeve.lagre(utboks, mottaker: Utboksproeve.annen).id
            proeve.kanal.svar(.retryLater(reason: "Nei.", afterSeconds: 700), til: first)
            try await utboks.arbeid()
            #expect(Set(proeve.kanal.kall.map(\.messageId)) == [first, other])
            let post = try #require(try await utboks.show(first))
            #expect(post.tilstand == .venter && post.forsoek == 1 && post.grunn == "Nei.")
            // What the other side asks for holds, when it is longer than our own.
            let wait = try #require(post.neste).timeIntervalSince(proeve.tid.now)
            #expect(wait > 690 && wait < 710)
            proeve.tid.pass(600)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 2)
            proeve.tid.pass(101)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.suffix(2).map(\.messageId) == [first, second])
            #expect(Set(proeve.kanal.kall.filter { $0.messageId == first }.map(\.key)) == [first])
        }
    }

    @Test func aParkedMessageStandsInNobodysWay() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.retry.attempts = 2 }
            let first = try await proeve.lagre(utboks).id
            let second = try await proeve.lagre(utboks).id
            let again = Leveringsresultat.retryLater(reason: "Ingen svarer.", afterSeconds: nil)
            proeve.kanal.svar(again, again, til: first)
            try await utboks.arbeid()
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, first) == "parkert")
            #expect(try await utboks.oversikt(over: first)?.grunn == "Ingen svarer.")
            #expect(try await tilstand(utboks, second) == "sendt")
            // The archive is told, once, and in its own words.
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(proeve.arkiv.mottatt[0].contains("ERROR") && proeve.arkiv.mottatt[0].contains(first))

            // It may have arrived: the key is the same.
            #expect(try await proeve.retry(utboks, first)?.tilstand == .venter)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, first) == "sendt")
            #expect(Set(proeve.kanal.kall.filter { $0.messageId == first }.map(\.key)) == [first])
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    @Test func whatIsRefusedIsParkedAtOnce() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "sak 4/2026").id
            proeve.kanal.svar(
                .refused(Avvisning(.ukjentMottaker, "Mottakeren finnes ikke.", problem: "hemmelig")), til: id)
            try await utboks.arbeid()
            let oversikt = try #require(try await utboks.oversikt(over: id))
            #expect(oversikt.tilstand == "parkert" && oversikt.grunn == "Mottakeren finnes ikke.")
            #expect(oversikt.conversationId == "sak 4/2026")
            let receipt = try #require(proeve.arkiv.mottatt.first)
            #expect(receipt.contains("UKJENT_MOTTAKER") && receipt.contains(#"conversationId="sak 4/2026""#))
            #expect(!receipt.contains("hemmelig"))
        }
    }

    /// Its service may be the only one that is not open to us.
    @Test func aMessageThatIsKeptOutHoldsNobodyElseAndCostsNoAttempt() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.parallel = 1 }
            let keptOut = try await proeve.lagre(utboks).id
            let fault = Leveringsresultat.configurationFault(reason: "Tjenesten er ikke åpen.")
            proeve.kanal.svar(fault, fault, til: keptOut)
            let other = try await proeve.lagre(utboks, mottaker: Utboksproeve.annen).id
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == [keptOut, other])
            let post = try #require(try await utboks.show(keptOut))
            #expect(post.forsoek == 0 && post.tilstand == .venter && post.grunn == "Tjenesten er ikke åpen.")
            proeve.tid.pass(301)
            // Those that came meanwhile have waited longer for their first attempt than it for its next.
            let later = try await proeve.lagre(utboks, mottaker: Utboksproeve.annen).id
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 4)
            for id in [other, later] { #expect(try await tilstand(utboks, id) == "sendt") }
            #expect(try await tilstand(utboks, keptOut) == "venter")
            proeve.tid.pass(301)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, keptOut) == "sendt")
        }
    }

    /// Two letters to a service that is not open to us cost the others one pause, and no more.
    @Test func whatIsKnownToBeKeptOutPausesNobody() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.parallel = 1 }
            let fault = Leveringsresultat.configurationFault(reason: "Tjenesten er ikke åpen.")
            for mottaker in [Meldinger.mottaker, Utboksproeve.annen] {
                let id = try await proeve.lagre(utboks, mottaker: mottaker).id
                proeve.kanal.svar(fault, fault, fault, fault, til: id)
            }
            try await utboks.arbeid()
            for round in 0..<3 {
                // Those that are kept out go last, for they were tried last.
                let id = try await proeve.lagre(utboks, mottaker: "310000078").id
                proeve.tid.pass(301)
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, id) == "sendt")
                let late = try await proeve.lagre(utboks, mottaker: "310000078").id
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, late) == "sendt", "\(round)")
            }
        }
    }

    @Test func allWaitWhenTheNextIsKeptOutAsWellAndTheUntriedGoFirstAfter() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.parallel = 1 }
            let fault = Leveringsresultat.configurationFault(reason: "Nøkkelen er utløpt.")
            proeve.kanal.svar(fault, fault)
            var ids: [String] = []
            for mottaker in [Meldinger.mottaker, Utboksproeve.annen, "310000078"] {
                ids.append(try await proeve.lagre(utboks, mottaker: mottaker).id)
                proeve.tid.pass(1)
            }
            try await utboks.arbeid()
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == Array(ids.prefix(2)))
            proeve.tid.pass(301)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == ids.prefix(2) + [ids[2], ids[0], ids[1]])
            for id in ids { #expect(try await tilstand(utboks, id) == "sendt") }
        }
    }

    @Test func whatWasUnderWayIsTakenUpWithTheSameKey() async throws {
        try await Utboksproeve.run(Proevekanal { _ in try await Task.sleep(for: .seconds(60)) }) { proeve in
            let id = try await {
                let utboks = try proeve.utboks { $0.graceSeconds = 0 }
                let id = try await proeve.lagre(utboks).id
                let work = Task { try await utboks.arbeid() }
                try await proeve.wait { !proeve.kanal.kall.isEmpty }
                work.cancel()
                _ = try? await work.value
                // The key was kept before the call.
                let post = try #require(try await utboks.show(id))
                #expect(post.tilstand == .sendes && post.sending?.idempotentKey == id, "\(post)")
                #expect(post.sending?.outcome == .pending)
                return id
            }()
            try await proeve.untilClosed()
            let kanal = Proevekanal()
            kanal.svar(.alreadyAccepted(reference: "fra før"), til: id)
            let next = Utboksproeve(folder: proeve.folder, kanal: kanal)
            let utboks = try next.utboks()
            try await utboks.arbeid()
            #expect(kanal.kall == [.init(messageId: id, key: id, mottaker: Meldinger.mottaker)])
            #expect(try await utboks.show(id)?.sending?.reference == "fra før")
        }
    }

    @Test func aDeliveryThatIsUnderWayIsFinished() async throws {
        try await Utboksproeve.run(Proevekanal { _ in try await Task.sleep(for: .milliseconds(300)) }) { proeve in
            let utboks = try proeve.utboks(surroundings: .system)
            let id = try await proeve.lagre(utboks).id
            let work = Task { try await utboks.run() }
            try await proeve.wait { !proeve.kanal.kall.isEmpty }
            work.cancel()
            try await work.value
            #expect(try await tilstand(utboks, id) == "sendt")
        }
    }

    @Test func whatComesWhileOthersAreUnderWayGoesAtOnce() async throws {
        let slow = Utboksproeve.annen
        let kanal = Proevekanal { oppdrag in
            if oppdrag.korrespondanse.recipient.identifier == slow { try await Task.sleep(for: .seconds(60)) }
        }
        try await Utboksproeve.run(kanal) { proeve in
            let utboks = try proeve.utboks(surroundings: .system) { $0.graceSeconds = 0 }
            _ = try await proeve.lagre(utboks, mottaker: slow)
            let work = Task { try await utboks.run() }
            try await proeve.wait { !kanal.kall.isEmpty }
            let id = try await proeve.lagre(utboks).id
            for _ in 0..<200 where try await tilstand(utboks, id) != "sendt" {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await tilstand(utboks, id) == "sendt")
            work.cancel()
            try await work.value
        }
    }

    @Test func aPackageThatIsGoneHoldsNobodyUp() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.inlineBytes = 0 }
            let first = try await proeve.lagre(utboks).id
            let second = try await proeve.lagre(utboks).id
            try FileManager.default.removeItem(
                at: proeve.mappe.appending(path: "meldinger/\(try #require(await utboks.show(first)?.mappe))"))
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, first) == "parkert")
            #expect(try await tilstand(utboks, second) == "sendt")
            // Though nobody ever tried to hand it over, its archive is told.
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(proeve.arkiv.mottatt[0].contains("ERROR") && proeve.arkiv.mottatt[0].contains(first))
        }
    }

    /// Our own disk is no fault of a message, and is told only when it lasts.
    @Test(arguments: [true, false]) func whatTheDiskDoesNotGiveWaits(_ comesBack: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let logg = Loggsamler()
            let utboks = try proeve.utboks(
                {
                    $0.inlineBytes = 0
                    $0.retry.attempts = 2
                }, logger: logg.logger)
            let id = try await proeve.lagre(utboks).id
            let (place, away) = (proeve.mappe.appending(path: "meldinger"), proeve.folder.appending(path: "borte"))
            try FileManager.default.moveItem(at: place, to: away)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .venter && proeve.arkiv.mottatt.isEmpty)
            #expect(logg.linjer.count { $0.hasPrefix("error melding venter") && $0.contains("finnes ikke") } == 1)
            if comesBack { try FileManager.default.moveItem(at: away, to: place) }
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == (comesBack ? "sendt" : "parkert"))
            #expect(proeve.arkiv.mottatt.count { $0.contains("ERROR") } == (comesBack ? 0 : 1))
        }
    }

    /// What the other side has not got may go another way.
    @Test(arguments: [true, false]) func whatNeverLeftGoesAnotherWay(_ mayHaveArrived: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let id = try await {
                let utboks = try proeve.utboks()
                let id = try await proeve.lagre(utboks).id
                proeve.kanal.svar(
                    .retryLater(reason: "Nede.", afterSeconds: nil, mayHaveArrived: mayHaveArrived), til: id)
                try await utboks.arbeid()
                return id
            }()
            try await proeve.untilClosed()
            let next = Utboksproeve(folder: proeve.folder, kanal: Proevekanal("annen"))
            next.tid.pass(3600)
            let utboks = try next.utboks()
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == (mayHaveArrived ? "parkert" : "sendt"))
            #expect(next.kanal.kall.count == (mayHaveArrived ? 0 : 1))
        }
    }

    /// Its first time is out, and it was never there: it goes as what has just come, whoever takes it up.
    @Test(arguments: [0, 128 << 10], [true, false])
    func whatIsTakenUpHasItsWholeTimeAnew(_ inlineBytes: Int, _ isByArchive: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks {
                $0.ttlHours = 1
                $0.inlineBytes = inlineBytes
            }
            let id = try await proeve.lagre(utboks, id: "sak-17").id
            var takenUp = proeve.tid.now
            for attempt in 1...2 {
                // Once more: what is taken up expires as well.
                proeve.tid.pass(3700)
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, id) == "parkert" && proeve.kanal.kall.isEmpty)
                #expect(proeve.arkiv.mottatt.count == attempt)
                takenUp = proeve.tid.now
                if isByArchive {
                    #expect(try await proeve.lagre(utboks, id: "sak-17") == (id, true))
                } else {
                    #expect(try await proeve.retry(utboks, id)?.tilstand == .venter)
                }
            }
            let (first, last) = (takenUp + 3599, proeve.tid.now + 3600)
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "sendt" && proeve.kanal.kall.map(\.key) == [id])
            let expiry = try Date(
                try #require(proeve.kanal.sbd(id)?.expectedResponseDateTime), strategy: .iso8601)
            #expect(first <= expiry && expiry <= last)
            #expect(try await utboks.show(id)?.sending?.expiry == expiry)
        }
    }

    /// A new attempt that was never handed over is nothing to ask about.
    @Test func anAttemptThatLapsesIsNotSent() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.ttlHours = 1 }
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            let failed = Statushendelse(.feil, avvisning: Avvisning(.innholdAvvist, "Nei."))
            proeve.kanal.status(.known([failed], isFinal: true), for: id)
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "parkert")
            for _ in 1...2 {
                #expect(try await proeve.retry(utboks, id)?.tilstand == .venter)
                proeve.tid.pass(3700)
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, id) == "parkert" && proeve.kanal.kall.count == 1)
            }
            #expect(try await proeve.retry(utboks, id)?.tilstand == .venter)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "sendt")
            #expect(proeve.kanal.kall.map(\.key) == [id, Oppdrag.idempotentKey(ofMessage: id, attempt: 2)])
        }
    }

    /// What may have arrived is not sent another way, and neither is that kept from the archive or from the log.
    @Test func whatWasSentAnotherWayIsGivenUpAloud() async throws {
        try await Utboksproeve.run { proeve in
            let id = try await {
                let utboks = try proeve.utboks()
                let id = try await proeve.lagre(utboks).id
                try await utboks.arbeid()
                try await utboks.lager.leggTilSide(id, proeve.tid.now)
                #expect(try await proeve.retry(utboks, id) != nil)
                return id
            }()
            try await proeve.untilClosed()
            let (next, logg) = (Utboksproeve(folder: proeve.folder, kanal: Proevekanal("annen")), Loggsamler())
            let utboks = try next.utboks(logger: logg.logger)
            try await utboks.arbeid()
            #expect(next.kanal.kall.isEmpty)
            #expect(try await tilstand(utboks, id) == "parkert")
            #expect(next.arkiv.mottatt.count == 1 && next.arkiv.mottatt[0].contains("FINNES_FRA_FOR"))
            #expect(logg.linjer.count { $0.hasPrefix("error") && $0.contains("Meldingen er sendt før") } == 1)
        }
    }

    @Test func aPackageThatCannotBeWrittenLeavesNothing() async throws {
        try await Utboksproeve.run { proeve in
            let (lager, id, now) = (try proeve.lager(), Meldinger.id, proeve.tid.now)
            // The second file would lie inside the first.
            let filer = ["a", "a/b"].map { Utboksfil(path: $0, innhold: Data("x".utf8)) }
            let post = Utbokspost(
                messageId: id, conversationId: id, archiveConversationId: nil, avsender: Meldinger.avsender,
                mottaker: Meldinger.mottaker, contentSha256: "innhold", mappe: nil, korrespondanse: Data(),
                mottatt: now)
            #expect(try await lager.lagre(post, filer: filer) == .ny)
            // It fails each time, until somebody parks it.
            var surroundings = proeve.tid.surroundings
            surroundings.sleep = { _ in _ = try? await lager.park(id, grunn: "Vent.", now) }
            try await proeve.utboks(surroundings: surroundings).arbeid()
            #expect(try await lager.post(id)?.tilstand == .parkert)
            #expect(proeve.kanal.kall.isEmpty && proeve.names("arbeid").isEmpty)
        }
    }

    @Test func whatExpiredIsNotSent() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.ttlHours = 1 }
            let id = try await proeve.lagre(utboks).id
            proeve.tid.pass(3700)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.isEmpty)
            #expect(try await tilstand(utboks, id) == "parkert")
            #expect(proeve.arkiv.mottatt.count == 1 && proeve.arkiv.mottatt[0].contains("LEVETID_UTLOPT"))
        }
    }

    // Its answer was never seen, or never kept: only the channel knows.
    @Test(arguments: [true, false]) func whatMayHaveArrivedBeforeItExpiredIsAskedAbout(_ isThere: Bool) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.ttlHours = 1 }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.retryLater(reason: "Svaret kom ikke.", afterSeconds: nil), til: id)
            proeve.kanal.status(isThere ? .known([Statushendelse(.levert)], isFinal: false) : .notKnown, for: id)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "venter")
            proeve.tid.pass(3700)
            for _ in 1...3 {
                try await utboks.arbeid()
                proeve.tid.pass(100)
            }
            #expect(proeve.kanal.kall.count == 1)
            #expect(try await tilstand(utboks, id) == (isThere ? "sendt" : "parkert"))
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(proeve.arkiv.mottatt[0].contains("LEVETID_UTLOPT") == !isThere)
        }
    }

    // Nobody knows whether it arrived, and the channel never says.
    @Test func whatNobodyAnswersForIsGivenUpInTheEnd() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks {
                $0.ttlHours = 1
                $0.statusDays = 1
            }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.retryLater(reason: "Svaret kom ikke.", afterSeconds: nil), til: id)
            proeve.kanal.status(.retryLater(reason: "Kanalen svarer ikke.", afterSeconds: nil), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(3700)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.isEmpty)
            proeve.tid.pass(86_400)
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "parkert")
            #expect(proeve.arkiv.mottatt.count == 1 && proeve.arkiv.mottatt[0].contains("LEVETID_UTLOPT"))
        }
    }

    @Test func anOperatorParksAndTakesUp() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let first = try await proeve.lagre(utboks).id
            let second = try await proeve.lagre(utboks).id
            // As another process would, with the same database.
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database, creating: false)
            #expect(try await lager.park(first, grunn: "Vent.", proeve.tid.now)?.tilstand == .parkert)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == [second])
            #expect(proeve.arkiv.mottatt.isEmpty)
            #expect(try await lager.retry(first, proeve.tid.now)?.tilstand == .venter)
            #expect(try await lager.retry(second, proeve.tid.now) == nil)
            // It is delivered: taken up again, it could be so twice.
            #expect(try await lager.park(second, grunn: "Vent.", proeve.tid.now) == nil)
            #expect(try await utboks.show(second)?.tilstand == .sendt)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.map(\.messageId) == [second, first])
            #expect(try await utboks.tall().antall == [.sendt: 2])
        }
    }

    @Test func whatArrivedInTimeHasNotExpiredBecauseItIsTakenUpLater() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.ttlHours = 1 }
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database, creating: false)
            try await lager.leggTilSide(id, proeve.tid.now)
            proeve.kanal.status(.known([Statushendelse(.sendt), Statushendelse(.levert)], isFinal: false), for: id)
            proeve.tid.pass(3700)
            _ = try await lager.retry(id, proeve.tid.now)
            for _ in 0..<3 { try await utboks.arbeid() }
            #expect(proeve.kanal.kall.count == 1)
            let post = try #require(try await utboks.show(id))
            #expect(post.tilstand == .sendt && post.sending?.statuses.status == .levert, "\(post)")
            #expect(proeve.arkiv.mottatt.allSatisfy { !$0.contains("ERROR") })
        }
    }

    @Test func eachWaitIsLongerUpToALimit() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            var waits: [Double] = []
            for attempt in 1...13 {
                // The last one asks for a thousand years.
                let asked = attempt == 13 ? 31_536_000_000 : nil
                proeve.kanal.svar(.retryLater(reason: "Nei.", afterSeconds: asked), til: id)
                try await utboks.arbeid()
                let post = try #require(try await utboks.show(id))
                #expect(post.forsoek == attempt)
                waits.append(try #require(post.neste).timeIntervalSince(post.endret).rounded())
                proeve.tid.pass(waits[attempt - 1] + 1)
            }
            #expect(waits.prefix(9) == [10, 20, 40, 80, 160, 320, 640, 1280, 2560])
            #expect(waits.suffix(4) == [3600, 3600, 3600, 86_400])
        }
    }

    @Test func whatAnOperatorParksIsNotSentUnlessItIsUnderWay() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager)
            let id = try await proeve.lagre(utboks).id
            // Between the question of what is due and the hand-over.
            let now = proeve.tid.now
            lager.before(.filer) { _ = try await lager.lager.park(id, grunn: "Vent.", now) }
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.isEmpty)
            #expect(try await tilstand(utboks, id) == "parkert")
        }
        for (svar, state) in [
            (Leveringsresultat.retryLater(reason: "Nei.", afterSeconds: nil), "parkert"),
            (.accepted(reference: "kvittert"), "sendt"),
        ] {
            let parking = Mutex<(@Sendable (String) async throws -> Void)?>(nil)
            let kanal = Proevekanal { oppdrag in
                try await parking.withLock { $0 }?(oppdrag.korrespondanse.messageId)
            }
            try await Utboksproeve.run(kanal) { proeve in
                let utboks = try proeve.utboks()
                let id = try await proeve.lagre(utboks).id
                let (lager, now) = (try proeve.lager(), proeve.tid.now)
                parking.withLock { $0 = { _ = try await lager.park($0, grunn: "Vent.", now) } }
                proeve.kanal.svar(svar, til: id)
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, id) == state)
            }
        }
    }

    /// The answer to an attempt says nothing of a later one.
    @Test func anAnswerIsNotedOnItsOwnAttempt() async throws {
        let replacing = Mutex<(@Sendable () async throws -> Void)?>(nil)
        let kanal = Proevekanal { _ in try await replacing.withLock { $0 }?() }
        try await Utboksproeve.run(kanal) { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            let (lager, now) = (try proeve.lager(), proeve.tid.now)
            // As if another process had begun anew.
            replacing.withLock {
                $0 = {
                    let begun = try await lager.post(id)?.sending
                    let text = String(decoding: try JSONEncoder().encode(begun), as: UTF8.self)
                    let later = try JSONDecoder().decode(
                        Sending.self, from: Data(text.replacing(#""attempt":1"#, with: #""attempt":2"#).utf8))
                    _ = try await lager.endre(id, now) { $0.sending = later }
                }
            }
            proeve.kanal.svar(.accepted(reference: "den første"), til: id)
            try await utboks.arbeid()
            #expect(try await lager.post(id)?.sending?.attempt == 2)
            #expect(try await lager.post(id)?.sending?.reference == nil)
        }
    }

    @Test func whatCouldNotBeNotedIsTakenUpByTheSameProcess() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            let utboks = try proeve.utboks(lager: lager)
            let id = try await proeve.lagre(utboks).id
            // The first change begins the hand-over; the one that tells what came of it fails.
            lager.after(.endre) { lager.before(.endre) { throw Proevefeil(text: "disken er full") } }
            try await utboks.arbeid()
            #expect(try await tilstand(utboks, id) == "sendt")
            #expect(proeve.kanal.kall.map(\.key) == [id, id])
        }
    }

    @Test func whatCouldNotBeNotedIsTakenUpWhileOthersAreLookedFor() async throws {
        try await Utboksproeve.run { proeve in
            let lager = Proevelager(try proeve.lager())
            var surroundings = Surroundings.system
            // Those who look for more look many times while the one that failed waits.
            surroundings.sleep = { try await Task.sleep(for: .milliseconds($0 < 10 ? 5 : 300)) }
            let utboks = try proeve.utboks(lager: lager, surroundings: surroundings)
            let id = try await proeve.lagre(utboks).id
            lager.after(.endre) { lager.before(.endre) { throw Proevefeil(text: "disken er full") } }
            let work = Task { try await utboks.run() }
            try await proeve.wait { try await tilstand(utboks, id) == "sendt" }
            work.cancel()
            try await work.value
            #expect(proeve.kanal.kall.map(\.key) == [id, id])
        }
    }

    /// Nobody looks at the clock here: what is due is seen because somebody says so.
    @Test func whatComesAtAnyMomentIsSeen() async throws {
        let gate = Proeveport()
        let kanal = Proevekanal { _ in await gate.pass() }
        try await Utboksproeve.run(kanal) { proeve in
            let lager = Proevelager(try proeve.lager())
            var surroundings = Surroundings.system
            surroundings.sleep = { _ in try await Task.sleep(for: .seconds(3600)) }
            let utboks = try proeve.utboks(lager: lager, surroundings: surroundings) { $0.graceSeconds = 0 }
            // Just when it has been looked for, and nobody waits yet.
            let coming = Mutex<String?>(nil)
            lager.after(.forfalteLeveringer) {
                let id = try await proeve.lagre(utboks).id
                coming.withLock { $0 = id }
            }
            let work = Task { try await utboks.run() }
            try await proeve.wait { kanal.kall.count == 1 }
            #expect(kanal.kall.map(\.messageId) == [coming.withLock { $0 }])
            // While another to the same receiver is in hand.
            let second = try await proeve.lagre(utboks).id
            #expect(kanal.kall.count == 1)
            gate.open()
            try await proeve.wait { kanal.kall.count == 2 }
            #expect(kanal.kall.last?.messageId == second)
            work.cancel()
            try await work.value
        }
    }

    @Test func whatIsKeptIsSentAsItWasAnswered() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.ttlHours = 24 }
            let came = proeve.tid.now
            let id = try await proeve.lagre(utboks).id
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            let sbd = try #require(proeve.kanal.sbd(id))
            func seconds(_ text: String?) throws -> Double {
                try Date(try #require(text), strategy: .iso8601).timeIntervalSince(came)
            }
            // Of when it came: a little before, for clocks that are behind, and as long as it may live.
            let made = try seconds(sbd.creationDateAndTime)
            #expect(made > -7 && made < -3.5, "\(made)")
            let expires = try seconds(sbd.expectedResponseDateTime)
            #expect(abs(expires - 86_400) < 2, "\(expires)")
        }
    }

    @Test func spoolWithoutAReaderNeverExpires() async throws {
        for name in ["spool", "proeve"] {
            try await Utboksproeve.run(Proevekanal(name)) { proeve in
                let utboks = try proeve.utboks { $0.ttlHours = 1 }
                let id = try await proeve.lagre(utboks).id
                try await utboks.arbeid()
                proeve.tid.pass(7200)
                try await utboks.arbeid()
                #expect(try await tilstand(utboks, id) == (name == "spool" ? "sendt" : "parkert"))
            }
        }
    }
}
