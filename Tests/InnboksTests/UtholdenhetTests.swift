// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import EFormidling
import Foundation
import GRDB
import Innboks
import Noark
import Synchronization
import Testhjelp
import Testing
import Testtjenere

/// The disk is full, the program falls or is told to end: no message pays for it.
@Suite struct UtholdenhetTests {
    @Test func whatIsUnderWayIsEndedBeforeItStops() async throws {
        try await Innboksproeve.run { proeve in
            let ids = [try proeve.brev(), try proeve.brev()]
            proeve.arkiv.disturb(.slow(3), .slow(3))
            let innboks = try proeve.innboks(surroundings: .system) { $0.pollSeconds = (0.05, 0.1) }
            let task = Task { try await innboks.run() }
            for _ in 0..<600 where proeve.arkiv.antallKall < 2 { try await Task.sleep(for: .milliseconds(50)) }
            task.cancel()
            try await task.value
            for id in ids {
                let melding = try #require(try await innboks.lager.melding(id))
                #expect(melding.tilstand == .levert && melding.slettet, "\(melding)")
            }
            #expect(proeve.arkiv.antallKall == 2)
        }
    }

    @Test func itWaitsNoLongerThanItMay() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.disturbAlways(.slow(60))
            let innboks = try proeve.innboks(surroundings: .system) {
                $0.pollSeconds = (0.05, 0.1)
                $0.graceSeconds = 0.2
            }
            let task = Task { try await innboks.run() }
            for _ in 0..<600 where proeve.arkiv.antallKall < 1 { try await Task.sleep(for: .milliseconds(50)) }
            let start = ContinuousClock.now
            task.cancel()
            try await task.value
            #expect(start.duration(to: .now) < .seconds(30))
            #expect(try await innboks.lager.melding(id)?.tilstand == .klar)
        }
    }

    @Test func aSlowCallHoldsBackNoOther() async throws {
        try await Innboksproeve.run { proeve in
            proeve.arkiv.disturb(.slow(300))
            let innboks = try proeve.innboks(surroundings: .system) {
                $0.pollSeconds = (0.05, 0.1)
                $0.graceSeconds = 0.2
            }
            let task = Task { try await innboks.run() }
            let slow = try proeve.brev()
            for _ in 0..<2400 where proeve.arkiv.antallKall < 1 { try await Task.sleep(for: .milliseconds(50)) }
            let other = try proeve.brev()
            for _ in 0..<2400 where try await innboks.lager.melding(other)?.tilstand != .levert {
                try await Task.sleep(for: .milliseconds(50))
            }
            // Not when the call had been given up.
            let waiting = try await innboks.lager.melding(slow)
            #expect(waiting?.tilstand == .klar && waiting?.levering.antall == 0, "\(String(describing: waiting))")
            task.cancel()
            try await task.value
            #expect(try await innboks.lager.melding(other)?.tilstand == .levert)
        }
    }

    @Test func whatCannotBeReadHoldsBackNoOther() async throws {
        try await Innboksproeve.run { proeve in
            let ids = [try proeve.brev(), try proeve.brev(), try proeve.brev()]
            let innboks = try proeve.innboks { $0.parallel = 2 }
            for _ in ids { _ = try await innboks.hent() }
            let all = try await innboks.lager.liste(nil, etter: nil, most: 9).map(\.messageId)
            try #require(Set(all) == Set(ids))
            let database = try DatabaseQueue(
                path: InnboksSettings(folder: proeve.folder.appending(path: "innboks")).database
                    .path(percentEncoded: false))
            try await database.write {
                try $0.execute(
                    sql: "UPDATE innmelding SET melding = x'7b' WHERE messageId IN (?, ?)", arguments: [all[0], all[1]])
            }
            while try await innboks.arbeid() > 0 {}
            #expect(proeve.arkiv.antallKall == 1)
            let left = try await innboks.lager.liste(nil, etter: nil, most: 1)
            #expect(left.map(\.messageId) == [all[2]] && left.first?.tilstand == .levert)
        }
    }

    @Test func aMessageThatIsTooLargeForTheDiskIsNotFetched() async throws {
        try await Innboksproeve.run { proeve in
            let large = try proeve.brev(bytes: [UInt8](repeating: 7, count: 24 << 20))
            let small = try proeve.brev()
            let free = Mutex<[Int64]>([1000])
            var innboks = try proeve.innboks { $0.minFreeBytes = 1000 }
            // Enough when it begins, and no more after a while.
            innboks.freeBytes = { _ in free.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
            free.withLock { $0 = [1000, 1000, 999, 1000] }
            #expect(try await innboks.hent() == .venter(sekunder: 60))
            #expect(try await innboks.lager.melding(large) == nil && proeve.tjener.calls("delete") == 0)
            let inn = proeve.folder.appending(path: "innboks/inn").path(percentEncoded: false)
            #expect(try FileManager.default.contentsOfDirectory(atPath: inn).isEmpty)
            #expect(try await innboks.hent() == .hentet(messageId: small))
        }
    }

    /// That it came without files is known when it comes; later it is our disk that does not give them.
    @Test(arguments: [true, false]) func whatTheDiskDoesNotGiveIsNoFaultOfTheSender(_ hasFiles: Bool) async throws {
        try await Innboksproeve.run { proeve in
            let innboks = try proeve.innboks()
            let id = try proeve.brev(fil: hasFiles)
            guard case .hentet(messageId: id) = try await innboks.hent() else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            let (place, away) = (
                proeve.folder.appending(path: "innboks/inn"), proeve.folder.appending(path: "borte")
            )
            try FileManager.default.moveItem(at: place, to: away)
            _ = try await innboks.arbeid()
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == (hasFiles ? .lagret : .parkert), "\(melding)")
            #expect((melding.svar == nil) == hasFiles)
            try FileManager.default.moveItem(at: away, to: place)
            proeve.tid.pass(3600)
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == (hasFiles ? .levert : .parkert))
        }
    }

    @Test func aFullDiskParksNothing() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let isFull = Mutex(false)
            var innboks = try proeve.innboks {
                $0.retry.attempts = 1
                $0.minFreeBytes = 1
            }
            innboks.freeBytes = { _ in isFull.withLock { $0 ? 0 : 1_000_000 } }
            _ = try await innboks.hent()
            isFull.withLock { $0 = true }
            for _ in 0..<3 {
                #expect(try await innboks.arbeid() == 1)
                let melding = try #require(try await innboks.lager.melding(id))
                #expect(melding.tilstand == .lagret && melding.levering.antall == 0)
                #expect(melding.levering.grunn?.contains("plass") == true)
                proeve.tid.pass(61)
            }
            isFull.withLock { $0 = false }
            #expect(try await innboks.arbeid() == 1)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
        }
    }

    @Test func whatWouldFillTheDiskWaitsAndHoldsNobodyUp() async throws {
        try await Innboksproeve.run { proeve in
            // 8 MB of document in a package of a few kilobytes.
            let large = try proeve.brev(
                bytes: ZIPbygger.zip([
                    .init("arkivmelding.xml", proeve.arkivmelding()), .bomb("brev.txt", repeats: 30_000),
                ]))
            let small = try proeve.brev()
            var innboks = try proeve.innboks {
                $0.retry.attempts = 1
                $0.minFreeBytes = 1000
            }
            innboks.freeBytes = { _ in 1_000_000 }
            try await proeve.alt(innboks)
            let melding = try #require(try await innboks.lager.melding(large))
            #expect(melding.tilstand == .lagret && melding.levering.antall == 0, "\(melding)")
            #expect(try await innboks.lager.melding(small)?.tilstand == .levert)
        }
    }

    @Test func whatBringsTheProgramDownIsParkedInTheEnd() async throws {
        struct Fall: Error {}
        try await Innboksproeve.run { proeve in
            let poisoned = try proeve.brev()
            var innboks = try proeve.innboks { $0.parallel = 1 }
            _ = try await innboks.hent()
            innboks.etter = { if $0 == .omformet { throw Fall() } }
            for _ in 0..<20 {
                await #expect(throws: Fall.self) { try await innboks.arbeid() }
            }
            _ = try await innboks.arbeid()
            let melding = try #require(try await innboks.lager.melding(poisoned))
            #expect(melding.tilstand == .parkert && melding.levering.grunn?.contains("falt") == true)
            // Others go on, and a person may let it try again.
            innboks.etter = { _ in }
            let good = try proeve.brev()
            try await proeve.alt(innboks)
            #expect(try await innboks.meldinger(i: .levert).map(\.messageId) == [good])
            #expect(try await proeve.retry(innboks, poisoned) != nil)
            try await proeve.alt(innboks)
            #expect(try await innboks.meldinger(i: .levert).count == 2)
        }
    }

    @Test func whatNobodyOwnsIsRemoved() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            _ = try await innboks.hent()
            let inn = proeve.folder.appending(path: "innboks/inn", directoryHint: .isDirectory)
            let other = UUID().uuidString.lowercased()
            for name in ["\(other).asic.del", "\(other).asic", "\(other).asic.avbrutt"] {
                try Data("x".utf8).write(to: inn.appending(path: name))
            }
            func names() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: inn.path(percentEncoded: false)).sorted()
            }
            try await innboks.discardAbandoned()
            #expect(try names() == ["\(id).asic", "\(other).asic", "\(other).asic.avbrutt"].sorted())
            proeve.tid.pass(31 * 86_400)
            try await innboks.discardAbandoned()
            #expect(try names() == ["\(id).asic"])
        }
    }

    @Test func anAnswerIsALittleOldAndHasItsTime() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            try await proeve.alt(proeve.innboks { $0.ttlHours = 24 })
            let kvittering = try proeve.kvittering(to: id)
            let now = proeve.tid.now
            let made = try Date(try #require(kvittering.creationDateAndTime), strategy: .iso8601)
            let expires = try Date(try #require(kvittering.expectedResponseDateTime), strategy: .iso8601)
            #expect(made < now - 4 && made > now - 300)
            #expect(expires > now + 23 * 3600 && expires < now + 24 * 3600 + 1)
        }
    }

    /// What was made for the archive, and is spoilt before it has it, says nothing of the letter.
    @Test func aFileThatIsSpoiltOnTheDiskIsMadeAnew() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.disturb(.answer(Testsvar(503)))
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            let mappe = try #require(try await innboks.lager.melding(id)?.mappe)
            let file = proeve.folder.appending(path: "innboks/ut/\(mappe)/putmessage.xml")
            try Data(Data(contentsOf: file).prefix(100)).write(to: file)
            proeve.tid.pass(3600)
            #expect(try await innboks.arbeid() == 1)
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .lagret && melding.levering.antall == 2)
            proeve.tid.pass(3600)
            try await proeve.alt(innboks)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
            #expect(proeve.arkiv.antallKall == 2)
            #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .ok)
        }
    }

    /// Where the integrasjonspunkt does not answer, each question may take minutes; and it is swept all the same.
    @Test func theSweepStopsAskingWhereNobodyAnswers() async throws {
        try await Innboksproeve.run { proeve in
            let innboks = try proeve.innboks { $0.keepDays = 1 }
            let done = try proeve.brev()
            try await proeve.alt(innboks)
            proeve.tid.pass(2 * 86_400)
            proeve.tjener.disturbAlways("delete", .answer(Testsvar(401)))
            for _ in 0..<3 {
                _ = try proeve.brev()
                _ = try await innboks.hent()
            }
            let before = proeve.tjener.calls("delete")
            try await innboks.rydd(uslettedeEldreEnn: -1)
            #expect(proeve.tjener.calls("delete") == before + 1)
            #expect(try await innboks.lager.melding(done) == nil)
        }
    }

    /// Each message is in its row: those who ask for the counts often would read all of them.
    @Test func whatIsAskedOftenReadsNoMessages() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let plans = try await SQLiteInnlager(folder.appending(path: "innboks.sqlite")).planer()
            let wanted = [
                "USING COVERING INDEX innmelding_tilstand", "USING COVERING INDEX innmelding_tilstand",
                "SEARCH innmelding USING INDEX innmelding_uslettet", "SEARCH innmelding USING INDEX innmelding_neste",
            ]
            let places = plans.filter { $0.contains("innmelding") }
            #expect(places.count == wanted.count, "\(plans)")
            for (place, wanted) in zip(places, wanted) { #expect(place.contains(wanted), "\(place)") }
        }
    }

    @Test func eachCommitIsOnTheDisk() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let fil = folder.appending(path: "ny/innboks.sqlite")
            let lager = try SQLiteInnlager(fil)
            #expect(try await lager.pragma("synchronous") == "2")
            let rights =
                try FileManager.default.attributesOfItem(atPath: fil.path(percentEncoded: false))[.posixPermissions]
                as? Int
            #expect(rights == 0o600)
            let place = fil.deletingLastPathComponent().path(percentEncoded: false)
            #expect(try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions] as? Int == 0o700)
            #expect(try await lager.pragma("journal_mode") == "wal")
        }
    }
}
