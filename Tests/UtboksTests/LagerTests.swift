// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import GRDB
import Omforming
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// The store by itself: what it promises to whoever builds on it.
@Suite struct LagerTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func withLager(_ body: (SQLiteUtbokslager, URL) async throws -> Void) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let fil = folder.appending(path: "arkivbro.db")
            try await body(SQLiteUtbokslager(fil), fil)
        }
    }

    private func post(
        _ messageId: String, samtale: String = "samtale", avsender: String = Meldinger.avsender,
        innhold: String = "innhold"
    ) -> Utbokspost {
        Utbokspost(
            messageId: messageId, conversationId: samtale, archiveConversationId: samtale, avsender: avsender,
            mottaker: Meldinger.mottaker, contentSha256: innhold, mappe: nil, korrespondanse: Data(), mottatt: now)
    }

    private func fil(_ path: String) -> Utboksfil { Utboksfil(path: path, innhold: Data(path.utf8)) }

    @Test func theSameIsOfTheSameSenderConversationAndContents() async throws {
        try await withLager { lager, _ in
            let first = try await lager.lagre(post("a"), filer: [])
            #expect(first == .ny)
            #expect(try await lager.lagre(post("b"), filer: []) == .finnes(messageId: "a"))
            #expect(try await lager.lagre(post("c", avsender: Utboksproeve.annen), filer: []) == .ny)
            #expect(try await lager.lagre(post("d", samtale: "annen"), filer: []) == .ny)
            #expect(try await lager.lagre(post("e", innhold: "annet"), filer: []) == .ny)
            #expect(try await lager.lagre(post("a", innhold: "mer"), filer: []) == .idErOpptatt)
            #expect(try await lager.liste(nil, etter: 0, most: 10).map(\.messageId) == ["a", "c", "d", "e"])
        }
    }

    /// Also those that share a transaction: each is undone alone.
    @Test func aCallThatFailsLeavesNothing() async throws {
        try await withLager { lager, _ in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    let (post, fil) = (post("\(number)", samtale: "\(number)"), fil("sbd.json"))
                    group.addTask {
                        let filer = number.isMultiple(of: 2) ? [fil] : [fil, fil]
                        return (try? await lager.lagre(post, filer: filer)) == .ny
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 20)
            let kept = try await lager.liste(nil, etter: 0, most: 100).compactMap { Int($0.messageId) }
            #expect(kept.sorted() == Array(stride(from: 0, to: 40, by: 2)))
            for number in kept { #expect(try await lager.filer("\(number)").count == 1) }
        }
    }

    /// What a call has returned from is seen by others, who only see what is committed.
    @Test func aCallReturnsWhenItIsCommitted() async throws {
        try await withLager { lager, fil in
            let other = try SQLiteUtbokslager(fil, creating: false)
            let unseen = try await withThrowingTaskGroup(of: Int.self) { group in
                for lane in 0..<8 {
                    let posts = (0..<25).map { post("\(lane)-\($0)", samtale: "\(lane)-\($0)") }
                    group.addTask {
                        var unseen = 0
                        for post in posts {
                            _ = try await lager.lagre(post, filer: [])
                            if try await other.post(post.messageId) == nil { unseen += 1 }
                        }
                        return unseen
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(unseen == 0)
        }
    }

    @Test func whatAReceiptIsDueOfIsNotDone() async throws {
        try await withLager { lager, _ in
            let now = now
            _ = try await lager.lagre(post("a"), filer: [fil("sbd.json")])
            for tilstand in Utbokspost.Tilstand.allCases {
                _ = try await lager.endre("a", now) { $0.tilstand = tilstand }
                let done = try await lager.ferdige(foer: now + 1, harFiler: true, most: 10)
                #expect(done.isEmpty == (tilstand != .ferdig))
                #expect(try await lager.ferdige(foer: now, harFiler: true, most: 10).isEmpty)
            }
            _ = try await lager.endre("a", now) {
                $0.tilstand = .ferdig
                $0.kvittering.neste = now + 1000
            }
            #expect(try await lager.ferdige(foer: now + 1, harFiler: false, most: 10).isEmpty)
        }
    }

    /// A later program's message is neither sent, with whatever key, nor written over.
    @Test func whatThisProgramCannotReadIsLeftAlone() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.retryLater(reason: "Nei.", afterSeconds: nil), til: id)
            try await utboks.arbeid()
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database, creating: false)
            let known = try #require(try await lager.post(id)?.sending)
            let text = String(decoding: try JSONEncoder().encode(known), as: UTF8.self)
            let later = try JSONDecoder().decode(
                Sending.self, from: Data(text.replacing(#""schemaVersion":1"#, with: #""schemaVersion":2"#).utf8))
            #expect(later.schemaVersion == 2)
            _ = try await lager.endre(id, proeve.tid.now) { $0.sending = later }
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(proeve.kanal.kall.count == 1)
            #expect(try await lager.post(id) == nil)
            #expect(try await lager.endre(id, proeve.tid.now) { $0.tilstand = .parkert } == nil)
            // Nor does it end the list of the others.
            let other = try await proeve.lagre(utboks).id
            #expect(try await lager.liste(nil, etter: 0, most: 1).map(\.messageId) == [other])
        }
    }

    /// It holds back those behind it, so somebody must be told.
    @Test func aMessageThatCannotBeReadIsToldOfWhenTheServiceBegins() async throws {
        try await Utboksproeve.run { proeve in
            let ids = try await {
                let utboks = try proeve.utboks()
                return [try await proeve.lagre(utboks).id, try await proeve.lagre(utboks).id]
            }()
            try await proeve.untilClosed()
            let fil = UtboksSettings(folder: proeve.mappe).database
            try await DatabaseQueue(path: fil.path(percentEncoded: false)).write {
                try $0.execute(sql: "UPDATE melding SET sending = x'7B7D' WHERE messageId = ?", arguments: [ids[1]])
            }
            let logg = Loggsamler()
            let utboks = try proeve.utboks(logger: logg.logger)
            let run = Task { try await utboks.run() }
            // The other one is handed over, which is after the beginning.
            try await proeve.wait { !proeve.kanal.kall.isEmpty }
            run.cancel()
            _ = try? await run.value
            let told = logg.linjer.filter { $0.contains("kan ikke leses") }
            #expect(told.count == 1 && told[0].hasPrefix("error") && told[0].contains(ids[1]), "\(told)")
        }
    }

    @Test func aDatabaseOfALaterProgramIsLeftAlone() async throws {
        try await withLager { _, fil in
            try await DatabaseQueue(path: fil.path(percentEncoded: false)).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('900')")
            }
            let error = #expect(throws: ArkivbroError.self) { try SQLiteUtbokslager(fil, creating: false) }
            #expect(error?.code == .configuration && error?.description.contains("nyere utgave") == true)
        }
    }

    @Test func whyADatabaseCannotBeOpenedIsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let fil = folder.appending(path: "arkivbro.db")
            try Data("ingen database, men lang nok til at SQLite ser etter hodet sitt\n".utf8).write(to: fil)
            let error = #expect(throws: ArkivbroError.self) { try SQLiteUtbokslager(fil) }
            #expect(error?.code == .cannotCreate && error?.description.contains("26 (file is not a database)") == true)
            let inside = #expect(throws: ArkivbroError.self) { try SQLiteUtbokslager(fil.appending(path: "b.db")) }
            #expect(inside?.description.contains("ingen mappe") == true)
        }
    }

    // Whatever the umask says: messages are in it.
    @Test func nobodyElseReadsTheDatabase() async throws {
        try await withLager { lager, fil in
            _ = try await lager.tall()
            for name in ["", "-wal", "-shm"] {
                let path = fil.path(percentEncoded: false) + name
                #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test func aFileIsOneByWhateverNameItIsLocked() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let other = folder.appending(path: "annen", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            let file = folder.appending(path: "arkivbro.db")
            try Data().write(to: file)
            let link = other.appending(path: "lenke.db")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            let laas = try Prosesslaas(file: file)
            #expect(throws: ArkivbroError.self) { try Prosesslaas(file: link) }
            withExtendedLifetime(laas) {}
            // Also before it is there, and by a link to a link.
            let new = folder.appending(path: "ny.db")
            for (name, target) in [("en.db", "../ny.db"), ("to.db", "en.db")] {
                try FileManager.default.createSymbolicLink(
                    atPath: other.appending(path: name).path(percentEncoded: false), withDestinationPath: target)
            }
            let second = try Prosesslaas(file: other.appending(path: "to.db"))
            #expect(throws: ArkivbroError.self) { try Prosesslaas(file: new) }
            withExtendedLifetime(second) {}
        }
    }

    /// What the database says is where a message lies never leads out of the folder.
    @Test(arguments: ["../../utenfor", "..", ".", "", "a/../../../utenfor"])
    func nothingIsRemovedOutsideTheFolder(_ place: String) async throws {
        try await Utboksproeve.run { proeve in
            let outside = proeve.folder.appending(path: "utenfor", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            let lager = try proeve.lager()
            _ = try await lager.endre(id, proeve.tid.now) { post in
                post.tilstand = .ferdig
                post.neste = nil
                post.kvittering.neste = nil
            }
            try await DatabaseQueue(path: UtboksSettings(folder: proeve.mappe).database.path(percentEncoded: false))
                .write { try $0.execute(sql: "UPDATE melding SET mappe = ?, harFiler = 1", arguments: [place]) }
            proeve.tid.pass(400 * 86_400)
            try await utboks.arbeid()
            try await utboks.rydd()
            #expect(FileManager.default.fileExists(atPath: outside.path(percentEncoded: false)))
            #expect(
                FileManager.default.fileExists(
                    atPath: proeve.mappe.appending(path: "meldinger").path(percentEncoded: false)))
            #expect(try await lager.post(id) == nil)
        }
    }

    @Test func anArchivesReceiptIsKeptUntilItIsSent() async throws {
        try await withLager { lager, _ in
            func due() async throws -> [String] {
                try await lager.forfalteArkivkvitteringer(now + 1, most: 10).map(\.messageId)
            }
            var sent = Kvitteringspost(messageId: "a", conversationId: "s", sbd: Data(), mottatt: now)
            var parked = Kvitteringspost(messageId: "b", conversationId: "s", sbd: Data(), mottatt: now)
            for post in [sent, parked] { try await lager.lagre(post) }
            #expect(try await due() == ["a", "b"])
            (sent.tilstand, sent.neste) = (.sendt, nil)
            (parked.tilstand, parked.neste) = (.parkert, nil)
            for post in [sent, parked] { try await lager.endre(post) }
            // The same again is the one that is there.
            try await lager.lagre(Kvitteringspost(messageId: "a", conversationId: "s", sbd: Data(), mottatt: now))
            #expect(try await due().isEmpty)
            for id in ["c", "d"] {
                let mottatt = id == "c" ? now : now + 86_400
                try await lager.lagre(
                    Kvitteringspost(messageId: id, conversationId: "s", sbd: Data(), mottatt: mottatt))
            }
            try await lager.glemArkivkvitteringer(foer: now + 1)
            #expect(try await due() == ["c"])
            #expect(try await lager.tall().arkivkvitteringer == [.kvittering: 2])
            // What was sent is forgotten, and is taken again; what is parked is taken up.
            for post in [sent, parked] {
                try await lager.lagre(
                    Kvitteringspost(messageId: post.messageId, conversationId: "s", sbd: Data(), mottatt: now))
            }
            #expect(try await due() == ["a", "b", "c"])
        }
    }

    /// A receipt that is given up is not swept away with its message.
    @Test func whatHasAReceiptThatWasGivenUpStays() async throws {
        try await withLager { lager, _ in
            let now = now
            _ = try await lager.lagre(post("a"), filer: [])
            for forsoek in [3, 0] {
                _ = try await lager.endre("a", now) {
                    $0.tilstand = .ferdig
                    $0.kvittering.neste = nil
                    $0.kvittering.forsoek = forsoek
                }
                let isParked = forsoek > 0
                #expect(try await lager.ferdige(foer: now + 1, harFiler: false, most: 9).isEmpty == isParked)
                #expect(try await lager.liste(.parkert, etter: 0, most: 9).isEmpty != isParked)
                #expect(try await lager.tall().kvitteringerParkert == (isParked ? 1 : 0))
                #expect((try await lager.retry("a", now) != nil) == isParked)
            }
        }
    }

    /// Each message is in its row: those who ask for the counts often would read all of them.
    @Test func whatIsAskedOftenIsReadFromIndexes() async throws {
        try await withLager { lager, _ in
            let (due, counts) = try await lager.planer()
            #expect(counts.count == 5, "\(counts)")
            for plan in counts {
                // Of the oldest, the first of the index and its row are all that is read.
                let isOldest = plan == "SEARCH melding USING INDEX melding_ventende"
                #expect(isOldest || plan.contains("USING COVERING INDEX"), "\(plan)")
            }
            // And the indexes for it are taken for nothing else.
            let places = due.filter { $0.contains("melding USING") }
            #expect(places.count == 5, "\(due)")
            for plan in places {
                #expect(
                    plan.contains("melding_koe") || plan.contains("PRIMARY KEY") || plan.contains("melding_spoersmaal"),
                    "\(plan)")
            }
        }
    }

    @Test func anOperatorTakesUpWhatCanBeSentAlone() async throws {
        try await withLager { lager, _ in
            let now = now
            _ = try await lager.lagre(post("a"), filer: [fil("sbd.json")])
            for tilstand in [Utbokspost.Tilstand.sendes, .sendt, .ferdig] {
                _ = try await lager.endre("a", now) { $0.tilstand = tilstand }
                #expect(try await lager.retry("a", now) == nil)
            }
            #expect(try await lager.park("a", grunn: "Nei.", now) == nil)
            #expect(try await lager.post("a")?.tilstand == .ferdig)
            _ = try await lager.endre("a", now) {
                $0.tilstand = .parkert
                $0.forsoek = 17
            }
            let taken = try #require(try await lager.retry("a", now + 1))
            #expect(taken.tilstand == .venter && taken.forsoek == 0 && taken.neste == now + 1)
            // Its package is gone.
            _ = try await lager.endre("a", now) {
                $0.tilstand = .parkert
                $0.harFiler = false
            }
            #expect(try await lager.retry("a", now) == nil)
            #expect(try await lager.post("a")?.tilstand == .parkert)
            #expect(try await lager.filer("a").isEmpty)
        }
    }

    @Test func theDiskGetsBackWhatIsNotUsed() async throws {
        try await withLager { lager, _ in
            let large = Utboksfil(path: "stor", innhold: Data(count: 1 << 20))
            _ = try await lager.lagre(post("a"), filer: [large])
            try await lager.glem("a")
            #expect(try await lager.pragma("freelist_count").flatMap { Int($0) } ?? 0 > 100)
            try await lager.komprimer()
            #expect(try await lager.pragma("freelist_count") == "0")
        }
    }
}
