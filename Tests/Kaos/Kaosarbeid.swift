// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import Foundation
import Logging
import Noark
import Omforming
import Testhjelp
import Utboks

/// What is killed: an archive that hands messages in, and the outbox that delivers them.
struct Kaosarbeid {
    let folder: URL
    let count: Int
    let seed: UInt64

    static let lanes = 6

    // Seconds to deliver what is left when all is taken: far more than it needs.
    private static let patience = 60.0

    /// Receivers of messages: numbers with the right check digit, of nobody.
    static let mottakere: [String] = Array(
        (310_000_100...).lazy.map(String.init).filter { Organisasjonsnummer($0) != nil }.prefix(lanes))

    static func conversation(_ number: Int) -> String {
        number.isMultiple(of: 5)
            ? "sak-\(number)" : NavnebasertUUID.uuid(parts: ["kaos", String(number)]).uppercased()
    }

    func run() async throws {
        let uhell = Uhell(seed: seed)
        var settings = UtboksSettings(folder: folder.appending(path: "utboks", directoryHint: .isDirectory))
        settings.minFreeBytes = 0
        settings.retry.attempts = 100_000
        settings.retry.firstDelay = 0.02
        settings.retry.longestDelay = 0.2
        settings.configurationSeconds = 0.05
        settings.statusSeconds = (0.02, 0.2)
        var surroundings = Surroundings.system
        // Rounds follow each other closely.
        surroundings.sleep = { try await Task.sleep(for: .seconds(min($0, 0.03))) }
        let utboks = try Utboks(
            settings, transport: Kaoskanal(spor: Spor(folder.appending(path: "kanal")), uhell: uhell),
            arkiv: Kaosarkiv(spor: Spor(folder.appending(path: "arkiv")), uhell: uhell), omformer: Omformer(),
            surroundings: surroundings, logger: Logger(label: "kaos") { _ in SwiftLogNoOpLogHandler() })
        let delivery = Task { try await utboks.run() }
        let godtatt = try Spor(folder.appending(path: "godtatt"))
        let known = Set(godtatt.names)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    for number in stride(from: lane, to: count, by: Self.lanes) where !known.contains("\(number)") {
                        try await hand(in: number, to: utboks, uhell, godtatt)
                    }
                }
            }
            try await group.waitForAll()
        }
        let end = Date() + Self.patience
        while true {
            let tall = try await utboks.tall()
            if tall.antall[.ferdig] == count, tall.kvitteringerVenter == 0 { break }
            guard Date() < end else { throw Kaosfeil(text: "blir ikke ferdig: \(tall.antall)") }
            try await Task.sleep(for: .milliseconds(20))
        }
        delivery.cancel()
        try? await delivery.value
    }

    // What an archive does: it goes on when it has its answer, and else it sends the same again.
    private func hand(in number: Int, to utboks: Utboks, _ uhell: Uhell, _ godtatt: Spor) async throws {
        // Some have a folder, most are in the database.
        let document =
            number.isMultiple(of: 3)
            ? Meldinger.dokument(base64: Data(count: 150_000).base64EncodedString()) : Meldinger.dokument()
        let message = Meldinger.putMessage(
            Meldinger.melding(dokumenter: document).replacing("Svar om brygga", with: "Svar \(number)"),
            id: Self.conversation(number),
            mottaker: Self.mottakere[number % Self.lanes])
        func send() async throws -> String {
            let body = folder.appending(path: UUID().uuidString + ".body")
            try Data(message).write(to: body)
            guard case .lagret(let id, _, _) = try await utboks.taImot(body, mottatt: Date()) else {
                throw Kaosfeil(text: "\(number) ble ikke lagret")
            }
            return id
        }
        if uhell.chance(15) {
            async let first = send()
            async let second = send()
            let ids = try await [first, second]
            guard ids[0] == ids[1] else { throw Kaosfeil(text: "\(number) ble to meldinger") }
        }
        let id = try await send()
        guard try godtatt.create("\(number)", id) || godtatt.read("\(number)") == id else {
            throw Kaosfeil(text: "\(number) fikk en annen id")
        }
    }
}

struct Kaosfeil: Error, CustomStringConvertible {
    let text: String

    var description: String { text }
}
