// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import DPV
public import DPVHTTP
public import EFormidling
import Foundation
public import Logging
import Noark
public import Omforming
import Synchronization

/// Takes messages from an archive, keeps them, delivers them, and tells the archive what became of them.
///
/// What is answered for is kept: a message is taken when the disk has it, whole. The key of a hand-over is kept before the
/// call, so that after any fall the same call is made again and the other side knows it. Each message is by itself; those to
/// one receiver go in the order in which they came, and one that is parked stands in nobody's way.
public final class Utboks: Meldingsmottak {
    /// Sends an archive's receipt to the sender of the message that it answers.
    public typealias Kvitteringssender =
        @Sendable (_ kvittering: StandardBusinessDocument) async throws -> Leveringsresultat

    /// Finds the message that an archive's receipt answers, by the envelope that the archive wrote.
    public typealias Oppslag = @Sendable (_ konvolutt: Konvolutt) async throws -> Besvart

    let settings: UtboksSettings
    let transport: any DPVTransport
    let arkiv: (any Arkivkanal)?
    let omformer: Omformer
    let logger: Logger
    package let lager: any Utbokslager
    let surroundings: Surroundings
    let sendKvittering: Kvitteringssender?
    let besvart: Oppslag?
    let mappe: Datamappe
    let utsteder: Kvitteringsutsteder
    let vekker = Vekker()
    let kvitteringsvekker = Vekker()
    /// The messages that are being handed over by this process, by their receivers.
    let paaVei = Mutex<[String: String]>([:])
    let pause = Mutex(Leveringspause())
    /// What came of a hand-over could not be kept.
    let erUnotert = Mutex(false)
    let smaa: Arbeidskoe
    let store: Arbeidskoe
    private let laas: Prosesslaas?
    private let oppstart = Mutex<Task<Void, any Error>?>(nil)

    /// Opens the outbox; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - arkiv: the archive's own endpoint, for receipts; nil puts them in a folder.
    ///   - lager: keeps the messages; nil is the database of the settings.
    ///   - sendKvittering: sends the archive's receipts; nil where there is no way back, and none is kept.
    ///   - besvart: finds the message that an archive's receipt answers; nil where nobody knows what came in, and a receipt
    ///     goes by what its envelope says.
    /// - Throws: `ArkivbroError` when the folder or the database cannot be made, or another process works there.
    public init(
        _ settings: UtboksSettings, transport: any DPVTransport, arkiv: (any Arkivkanal)?, omformer: Omformer,
        lager: (any Utbokslager)? = nil, surroundings: Surroundings = .system,
        sendKvittering: Kvitteringssender? = nil, besvart: Oppslag? = nil, logger: Logger
    ) throws {
        self.settings = settings
        self.transport = transport
        self.arkiv = arkiv
        self.omformer = omformer
        self.logger = logger
        self.surroundings = surroundings
        self.sendKvittering = sendKvittering
        self.besvart = besvart
        mappe = try Datamappe(settings.folder)
        if let lager {
            self.lager = lager
            laas = nil
        } else {
            laas = try Prosesslaas(file: settings.database)
            try mappe.check(database: settings.database)
            self.lager = try SQLiteUtbokslager(settings.database)
        }
        utsteder = Kvitteringsutsteder(
            omformer: omformer,
            folder: settings.receiptsDir
                ?? settings.folder.appending(path: "kvitteringer", directoryHint: .isDirectory),
            policy: settings.receipts)
        smaa = Arbeidskoe("arkivbro.smaa", width: ProcessInfo.processInfo.activeProcessorCount)
        // What is large keeps the disk busy for long; small ones must not wait for it.
        store = Arbeidskoe("arkivbro.store", width: 1)
    }

    /// What is known of a message; nil when nothing is.
    public func oversikt(over messageId: String) async throws -> Meldingsoversikt? {
        try await lager.post(messageId).map(Meldingsoversikt.init)
    }

    /// What was stored of a message that went out, for a receipt to it that comes in.
    ///
    /// - Throws: when the store fails.
    public func original(
        conversationId: String, messageId: String?
    ) async throws -> ReceiptSettings.Original? {
        let poster = try await lager.samtale(conversationId)
        // A second attempt goes by a key of its own; and an id may be written in any letters.
        let named = messageId.map { MeldingId.uuid(in: $0) ?? $0 }
        let meant = named.flatMap { id in poster.first { $0.messageId == id || $0.sending?.idempotentKey == id } }
        // An id that nobody knows is not that of any one among several.
        guard let post = meant ?? (named == nil || poster.count == 1 ? poster.last : nil) else { return nil }
        return ReceiptSettings.Original(
            archiveConversationId: post.archiveConversationId, conversationId: conversationId,
            messageId: post.messageId)
    }

    /// Works until it is cancelled; what is under way then is finished, or left so that the next process goes on with it.
    ///
    /// - Throws: `ArkivbroError` when the store cannot be used.
    public func run() async throws {
        try await begin()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.deliver() }
            group.addTask { await self.repeating(every: 5, nil, self.spoerOmForfalte) }
            group.addTask { await self.repeating(every: 5, self.kvitteringsvekker, self.kvitterForfalte) }
            group.addTask { await self.repeating(every: 5, nil, self.sendArkivkvitteringer) }
            group.addTask { await self.repeating(every: 3600, nil, self.rydd) }
        }
    }

    /// Sweeps away what no message owns, and takes up what a fallen process had begun; once, before anything else is done.
    ///
    /// Later, a folder without a row may be of a message that is just coming.
    func begin() async throws {
        let task = oppstart.withLock { known in
            let task =
                known
                ?? Task { [mappe, lager, surroundings, utsteder, settings, logger] in
                    mappe.sweep(kjente: try await lager.mapper())
                    // What is written elsewhere is filled beside its place.
                    utsteder.discardAbandoned()
                    settings.spoolDir.map(Mappebygger.discardAbandoned)
                    for id in try await lager.uleselige() {
                        logger.error(
                            "melding kan ikke leses og blir stående, og det gjør de som venter bak den",
                            metadata: ["messageId": .string(id)])
                    }
                    try await lager.gjenoppta(surroundings.now(), unntatt: [])
                }
            known = task
            return task
        }
        do {
            try await task.value
        } catch {
            oppstart.withLock { if $0 == task { $0 = nil } }
            throw error
        }
    }

    private func repeating(
        every seconds: Double, _ vekker: Vekker?, _ body: @escaping @Sendable () async throws -> Void
    ) async {
        let vekker = vekker ?? Vekker()
        while !Task.isCancelled {
            do {
                try await body()
                await vekker.wait { [surroundings] in try await surroundings.sleep(seconds) }
            } catch {
                await wait(after: error)
            }
        }
    }

    func wait(after error: any Error) async { await surroundings.pause(after: error, "utboksen venter", logger) }

    /// What a log may say of an error.
    package static func grunn(_ error: any Error) -> String {
        switch error {
        case let error as ArkivbroError: error.description
        case let error as POSIXError: "Feil fra systemet (\(error.code.rawValue))."
        default: "\(type(of: error))"
        }
    }

    func log(_ level: Logger.Level, _ text: Logger.Message, _ post: Utbokspost, _ grunn: String? = nil) {
        var metadata: Logger.Metadata = [
            "messageId": "\(post.messageId)", "conversationId": "\(post.conversationId)", "retning": "ut",
            "kanal": "\(transport.name)",
        ]
        if let grunn { metadata["grunn"] = "\(grunn)" }
        logger.log(level: level, text, metadata: metadata)
    }
}

extension Meldingsoversikt {
    /// What is told of a message in the outbox.
    public init(_ post: Utbokspost) {
        self.init(
            messageId: post.messageId,
            conversationId: post.archiveConversationId ?? post.conversationId,
            tilstand: post.tilstand.rawValue, forsoek: post.forsoek,
            nesteForsoek: post.neste.map { $0.formatted(.iso8601) }, grunn: post.grunn,
            hendelser: post.sending?.statuses.hendelser ?? [])
    }
}
