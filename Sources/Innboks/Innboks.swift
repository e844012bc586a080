// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP
public import DPVIntegrasjonspunkt
import Disk
import EFormidling
public import Foundation
public import Logging
import Noark
public import Omforming
public import Utboks

/// Fetches what comes in at an integrasjonspunkt, and hands it to the archive.
///
/// A message is deleted at the integrasjonspunkt only when it is kept here, reaches the archive at least once, and under the
/// same identity each time. Everything that is done is done again after a fall if nobody can know that it was done.
public struct Innboks: Sendable {
    /// What was stored of the message that a receipt answers, by the conversation and the id that the receipt names.
    public typealias Oppslag =
        @Sendable (_ conversationId: String, _ messageId: String?) async throws ->
        ReceiptSettings.Original?

    let settings: InnboksSettings
    let koe: Innkoe
    let transport: IntegrasjonspunktTransport
    let arkiv: any Arkivkanal
    package let lager: any Innlager
    let omformer: Omformer
    let original: Oppslag
    let surroundings: Surroundings
    let logger: Logger
    let omforminger: Arbeidskoe
    /// Bytes that are free on the disk; nil when it does not say.
    package var freeBytes: @Sendable (URL) -> Int64? = Diskplass.freeBytes
    /// Called after each step, for tests to fall there.
    package var etter: @Sendable (Steg) throws -> Void = { _ in }

    /// Prepares; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - koe: the queue of incoming messages.
    ///   - transport: sends answers back.
    ///   - arkiv: the archive's own endpoint.
    ///   - lager: keeps the messages; nil is a database in the folder.
    ///   - original: finds the message that a receipt answers.
    /// - Throws: `ArkivbroError` when the folder or the database cannot be made.
    public init(
        _ settings: InnboksSettings, koe: Innkoe, transport: IntegrasjonspunktTransport, arkiv: any Arkivkanal,
        lager: (any Innlager)? = nil, omformer: Omformer, original: @escaping Oppslag = { _, _ in nil },
        surroundings: Surroundings = .system, logger: Logger
    ) throws {
        self.settings = settings
        self.koe = koe
        self.transport = transport
        self.arkiv = arkiv
        self.omformer = omformer
        self.original = original
        self.surroundings = surroundings
        self.logger = logger
        omforminger = Arbeidskoe("arkivbro.innboks", width: settings.parallel)
        do {
            for folder in [settings.folder, settings.inn, settings.ut] {
                try createPrivately(folder: folder)
            }
        } catch {
            throw ArkivbroError(
                .cannotCreate, "Kan ikke lage mappen \(settings.folder.path(percentEncoded: false)): \(error.reason).")
        }
        self.lager =
            try lager
            ?? SQLiteInnlager(settings.database, now: surroundings.now)
    }

    /// Works until it is cancelled.
    ///
    /// - Throws: `ArkivbroError` when another process works in the same folder.
    public func run() async throws {
        let laas = try Prosesslaas(folder: settings.folder)
        defer { withExtendedLifetime(laas) {} }
        Mappebygger.discardAbandoned(in: settings.ut)
        try await discardAbandoned()
        await withDiscardingTaskGroup { group in
            let mottakere: [String?] = settings.mottakere.isEmpty ? [nil] : settings.mottakere
            for mottaker in mottakere { group.addTask { await fetch(mottaker) } }
            group.addTask { await deliver() }
            group.addTask { await sweep() }
        }
    }

    private func fetch(_ mottaker: String?) async {
        var wait = settings.pollSeconds.first
        // Since it was waited last. The queue holds them back for a while: behind them there may be some for us.
        var left = Set<String>()
        while !Task.isCancelled {
            do {
                switch try await hent(mottaker: mottaker) {
                case .hentet, .kjent:
                    wait = settings.pollSeconds.first
                    continue
                case .latLigge(let messageId?) where left.insert(messageId).inserted: continue
                // A queue that holds nothing back would give the same one at once.
                case .tom, .latLigge: break
                case .venter(let seconds): wait = RetryPolicy.wait(wait, asked: seconds)
                }
                try await surroundings.sleep(wait)
                left = []
                wait = min(wait * 2, max(settings.pollSeconds.longest, settings.pollSeconds.first))
            } catch {
                await pause(after: error)
            }
        }
    }

    private func sweep() async {
        // Of those who came before us, nobody is about to delete anything.
        var age = 0.0
        while !Task.isCancelled {
            do {
                try await rydd(uslettedeEldreEnn: age)
                age = 600
                try await surroundings.sleep(3600)
            } catch {
                await pause(after: error)
            }
        }
    }

    func pause(after error: any Error) async { await surroundings.pause(after: error, "innboksen venter", logger) }

    /// Removes the messages with which all has been done for long enough, and asks about those whose deletion in the queue
    /// nobody knows of.
    ///
    /// - Parameter age: seconds since a message was kept after which its deletion is asked about.
    /// - Throws: when the store or the disk fails.
    public func rydd(uslettedeEldreEnn age: Double = 600) async throws {
        // One that is there and that nobody holds is not deleted by this, and comes again by itself.
        for melding in try await lager.uslettede(foer: surroundings.now() - age, most: 1000) {
            let name = SBDInnlesing.writtenId(in: [UInt8](melding.sbd)) ?? melding.messageId
            // Where it does not answer of one, it does not of the next, and each may take minutes.
            guard try await delete(melding, named: name) else { break }
        }
        let limit = surroundings.now() - Double(settings.keepDays) * 86_400
        while true {
            let old = try await lager.ferdige(foer: limit, most: 100)
            if old.isEmpty { return }
            for melding in old {
                remove(melding)
                try await lager.glem(melding.messageId)
            }
        }
    }

    /// The messages in a state, the oldest first.
    ///
    /// - Throws: when the store fails.
    package func meldinger(i tilstand: Innmelding.Tilstand) async throws -> [Innmelding] {
        try await lager.liste(tilstand, etter: nil, most: 10_000)
    }

    /// Removes the files of messages that were never kept: nobody is about to fetch anything yet.
    ///
    /// - Throws: when the store fails.
    package func discardAbandoned() async throws {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: settings.inn.path(percentEncoded: false))) ?? []
        for name in names {
            let url = settings.inn.appending(path: name)
            let messageId = String(name.prefix { $0 != "." })
            // What is whole, or was cut off, is of use when the message comes again, for as long as it can.
            let isPart = url.pathExtension == "del"
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
            let age = (attributes?[.modificationDate] as? Date).map { surroundings.now().timeIntervalSince($0) } ?? 0
            if !isPart {
                guard age > 30 * 86_400, try await lager.melding(messageId) == nil else { continue }
            }
            try? FileManager.default.removeItem(at: url)
        }
    }

    /// There is so much room on the disk that more can be kept.
    var hasRoom: Bool { hasRoom(for: 0) }

    func hasRoom(for bytes: Int64) -> Bool {
        guard let free = freeBytes(settings.folder) else { return true }
        return free - bytes >= settings.minFreeBytes
    }

    private func remove(_ melding: Innmelding) {
        let fil = settings.fil(melding.messageId)
        for url in [fil, Self.cutOff(fil)] { try? FileManager.default.removeItem(at: url) }
        if let mappe = melding.mappe {
            try? FileManager.default.removeItem(at: settings.ut.appending(path: mappe, directoryHint: .isDirectory))
        }
    }

    func log(_ level: Logger.Level, _ text: Logger.Message, _ melding: Innmelding, _ grunn: String? = nil) {
        var metadata: Logger.Metadata = [
            "messageId": "\(melding.messageId)", "retning": "inn",
        ]
        // Anything else is a text of the sender's.
        if let samtale = MeldingId.uuid(in: melding.conversationId) { metadata["conversationId"] = "\(samtale)" }
        if let grunn { metadata["grunn"] = "\(grunn)" }
        logger.log(level: level, text, metadata: metadata)
    }
}

/// Steps after which something is known that was not known before.
package enum Steg: String, Sendable, CaseIterable {
    case sett, hentet, lagret, slettet, slettetNotert, omformet, omformetNotert, levert, levertNotert, svarSendt,
        svarNotert
}

extension InnboksSettings {
    /// Where the database is.
    public var database: URL { folder.appending(path: "innboks.sqlite") }
    var inn: URL { folder.appending(path: "inn", directoryHint: .isDirectory) }
    var ut: URL { folder.appending(path: "ut", directoryHint: .isDirectory) }

    /// The ASiC-E of a message, whose id is a UUID.
    func fil(_ messageId: String) -> URL { inn.appending(path: messageId + ".asic") }
}
