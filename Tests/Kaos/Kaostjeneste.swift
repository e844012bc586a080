// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Utboks

/// The program itself under load, killed again and again, with faults on both sides of it.
struct Kaostjeneste {
    let kills: Int
    let seed: UInt64
    let folder: URL

    // Messages for each life, and seconds to deliver what is left when all is taken: far more than it needs.
    private static let share = 4
    private static let patience = 240.0

    /// Runs it against one kind of transport.
    func run(_ navn: String) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Each side has chances of its own, so that how often one is asked does not change the others.
        let motpart = try await Kaosmotpart(navn, Uhell(seed: seed &+ 1))
        let arkiv = try await Kaosendepunkt(Uhell(seed: seed &+ 2))
        let klienter = try Kaosklienter(Uhell(seed: seed &+ 3))
        let began = Date()
        let archives = Task { try await klienter.run() }
        var random = SplitMix64(seed: seed)
        var (done, starts) = (0, 0)
        while done < kills {
            klienter.allow(Self.share)
            starts += 1
            try write(motpart, arkiv, &random)
            if try await life(klienter, &random) { done += 1 }
        }
        let before = klienter.godtatt
        klienter.end()
        try writeSettings(motpart.settings(isReachable: true, in: folder), arkiv.settings(isReachable: true))
        try await lastLife(klienter, archives)
        try await judge(klienter, motpart, arkiv)
        let sent = klienter.innleveringer.values.reduce(0) { $0 + $1.ganger }
        print(
            """
            \(navn): \(klienter.innleveringer.count) meldinger sendt \(sent) ganger, \(before) tatt imot før siste \
            start; \(motpart.kall) kall, \(arkiv.kvitteringer.count) kvitteringer; \(starts) starter, \(done) drept, \
            \(Int(Date().timeIntervalSince(began))) s
            """)
        await motpart.stop()
        await arkiv.stop()
    }

    // MARK: Lives

    // In some lives a side is not there at all.
    private func write(_ motpart: Kaosmotpart, _ arkiv: Kaosendepunkt, _ random: inout SplitMix64) throws {
        let (isReachable, isArchiveReachable) = (!random.chance(10), !random.chance(10))
        try writeSettings(
            motpart.settings(isReachable: isReachable, in: folder), arkiv.settings(isReachable: isArchiveReachable))
    }

    private func writeSettings(_ parts: String...) throws {
        let text =
            parts.joined() + """
                server:
                  port: 0
                  minFreeBytes: 0
                outbox:
                  dir: utboks
                  parallel: 6
                  minFreeBytes: 0
                  maxAttempts: 10000
                  retrySeconds: 1
                  maxRetrySeconds: 1
                  pauseSeconds: 1
                  statusSeconds: 1
                  maxStatusSeconds: 1
                """
        try Data(text.utf8).write(to: folder.appending(path: "arkivbro.yaml"))
    }

    /// Starts the program and ends it.
    ///
    /// - Returns: whether it was killed.
    private func life(_ klienter: Kaosklienter, _ random: inout SplitMix64) async throws -> Bool {
        // Killed while it starts, while it works, and while it ends.
        let (isEarly, isTold) = (random.chance(25), random.chance(15))
        let wait = Double(isEarly ? random.number(5...800) : random.number(5...1500)) / 1000
        let farewell = Double(random.number(0...300)) / 1000
        let program = try Kaosprogram(in: folder, log: folder.appending(path: "logg.txt"))
        defer { program.kill() }
        let ready = Task { [program] in
            if let port = try await program.whenReady() { klienter.isAt(port) }
        }
        if !isEarly { try await ready.value }
        try await Task.sleep(for: .seconds(wait))
        if isTold, program.port != nil {
            program.terminate()
            try await Task.sleep(for: .seconds(farewell))
        }
        ready.cancel()
        klienter.isAt(nil)
        program.kill()
        return try await program.end()
    }

    private func lastLife(_ klienter: Kaosklienter, _ archives: Task<Void, any Error>) async throws {
        let program = try Kaosprogram(in: folder, log: folder.appending(path: "logg.txt"))
        defer { program.kill() }
        klienter.isAt(try await program.whenReady())
        let end = Date() + Self.patience
        while klienter.avvist.isEmpty, try await !isDone(klienter) {
            guard program.isRunning, Date() < end else {
                throw Kaosfeil(text: "tjenesten blir ikke ferdig:\n\(try await unfinished(klienter))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await archives.value
        program.terminate()
        klienter.isAt(nil)
        guard try await !program.end() else { throw Kaosfeil(text: "den siste ble drept") }
    }

    private func unfinished(_ klienter: Kaosklienter) async throws -> String {
        let unanswered = klienter.innleveringer.filter { $0.value.ok == nil }.map(\.key).sorted()
        let lager = try SQLiteUtbokslager(UtboksSettings(folder: folder.appending(path: "utboks")).database)
        let poster = try await lager.liste(nil, etter: 0, most: .max)
        let left = poster.filter { $0.tilstand != .ferdig || $0.kvittering.neste != nil }
        return
            (["ubesvart: \(unanswered)"]
            + left.map { "\($0.messageId) \($0.tilstand.rawValue) \($0.forsoek) \($0.grunn ?? "")" })
            .joined(separator: "\n")
    }

    private func isDone(_ klienter: Kaosklienter) async throws -> Bool {
        guard klienter.innleveringer.values.allSatisfy({ $0.ok != nil }) else { return false }
        let finished = try await klienter.reading("arkivbro_outbox_messages{state=\"ferdig\"}")
        let due = try await klienter.reading("arkivbro_outbox_receipts_due")
        return finished == klienter.innleveringer.count && due == 0
    }

    // MARK: The verdict

    private func judge(_ klienter: Kaosklienter, _ motpart: Kaosmotpart, _ arkiv: Kaosendepunkt) async throws {
        var faults = klienter.avvist.map { "avvist ved døren: \($0)" }
        func expect(_ isSo: Bool, _ text: String) { if !isSo { faults.append(text) } }
        let innleveringer = klienter.innleveringer
        let levert = motpart.levert.compactMap(\.self)
        expect(levert.count == motpart.levert.count, "noe annet enn meldingene er levert")
        expect(
            Set(levert) == Set(innleveringer.keys),
            "\(Set(innleveringer.keys).subtracting(levert).count) meldinger er tapt")
        expect(levert.count == Set(levert).count, "\(levert.count - Set(levert).count) meldinger er levert dobbelt")
        expect(motpart.dobbelt == 0, "\(motpart.dobbelt) meldinger er lagt i kø dobbelt")
        faults += overtaking(levert, innleveringer)
        expect(
            Set(arkiv.kvitteringer) == Set(innleveringer.keys.map { "\(Kaosarbeid.conversation($0)) OK" }),
            "kvitteringene er ikke én OK for hver samtale")
        let utboks = folder.appending(path: "utboks")
        let lager = try SQLiteUtbokslager(UtboksSettings(folder: utboks).database, creating: false)
        let poster = try await lager.liste(nil, etter: 0, most: .max)
        expect(
            poster.count == innleveringer.count && poster.allSatisfy { $0.tilstand == .ferdig },
            "databasen har \(poster.count) rader")
        expect(names("utboks/meldinger") == Set(poster.compactMap(\.mappe)), "mappene er ikke meldingenes")
        for place in ["utboks/arbeid", "utboks/kvitteringer/AppReceipt", "arkivbro-work"] {
            expect(names(place).isEmpty, "\(place): \(names(place).sorted().joined(separator: ", "))")
        }
        if !faults.isEmpty { throw Kaosfeil(text: faults.joined(separator: "\nkaos: ")) }
    }

    // One that was answered for before another was sent is delivered before it, to the same receiver.
    private func overtaking(_ levert: [Int], _ innleveringer: [Int: Kaosklienter.Innlevering]) -> [String] {
        var faults: [String] = []
        for (index, first) in levert.enumerated() {
            for later in levert[(index + 1)...]
            where Kaosklienter.mottaker(first) == Kaosklienter.mottaker(later) {
                guard let ok = innleveringer[later]?.ok, let sendt = innleveringer[first]?.sendt, ok < sendt else {
                    continue
                }
                faults.append("\(first) er levert før \(later)")
            }
        }
        return faults
    }

    // What is there beside the lock.
    private func names(_ place: String) -> Set<String> {
        let path = folder.appending(path: place).path(percentEncoded: false)
        return Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).subtracting(["laas"])
    }
}
