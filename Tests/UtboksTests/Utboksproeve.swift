// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Synchronization
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// A channel that answers as it is told, and remembers.
final class Proevekanal: DPVTransport {
    struct Kall: Sendable, Equatable {
        let messageId: String
        let key: String
        let mottaker: String
    }

    let name: String
    private let state = Mutex(State())

    private struct State {
        var kall: [Kall] = []
        var svar: [Leveringsresultat] = []
        var svarTil: [String: [Leveringsresultat]] = [:]
        var status: [String: Statussvar] = [:]
        var innhold: [String: StandardBusinessDocument] = [:]
        var spoer: (@Sendable (String) async throws -> Void)?
    }

    /// Called while a message is handed over.
    let underveis: @Sendable (Oppdrag) async throws -> Void

    init(_ name: String = "proeve", underveis: @escaping @Sendable (Oppdrag) async throws -> Void = { _ in }) {
        self.name = name
        self.underveis = underveis
    }

    var kall: [Kall] { state.withLock { $0.kall } }
    func sbd(_ messageId: String) -> StandardBusinessDocument? { state.withLock { $0.innhold[messageId] } }

    /// The next answers; after them, messages are taken.
    func svar(_ svar: Leveringsresultat..., til messageId: String? = nil) {
        state.withLock {
            if let messageId { $0.svarTil[messageId] = svar } else { $0.svar = svar }
        }
    }

    func status(_ svar: Statussvar, for messageId: String) { state.withLock { $0.status[messageId] = svar } }

    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        let letter = oppdrag.korrespondanse
        let sbd = try? StandardBusinessDocument(
            json: [UInt8](Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json"))))
        state.withLock {
            $0.kall.append(
                Kall(
                    messageId: letter.messageId, key: oppdrag.idempotentKey, mottaker: letter.recipient.identifier))
            $0.innhold[letter.messageId] = sbd
        }
        try await underveis(oppdrag)
        return state.withLock { state in
            if let first = state.svarTil[letter.messageId]?.first {
                state.svarTil[letter.messageId]?.removeFirst()
                return first
            }
            return state.svar.isEmpty ? .accepted(reference: "ref-" + oppdrag.idempotentKey) : state.svar.removeFirst()
        }
    }

    /// Called while a message is asked about.
    func spoer(_ body: @escaping @Sendable (_ messageId: String) async throws -> Void) {
        state.withLock { $0.spoer = body }
    }

    func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        try await state.withLock { $0.spoer }?(referanse.messageId)
        return state.withLock { $0.status[referanse.messageId] ?? .known([Statushendelse(.opprettet)], isFinal: false) }
    }

    func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar { .notAvailable }
}

/// An archive that answers as it is told, and remembers.
final class Proevearkiv: Arkivkanal {
    private let state = Mutex<(mottatt: [String], svar: [Arkivsvar])>(([], []))

    var mottatt: [String] { state.withLock { $0.mottatt } }
    func svar(_ svar: Arkivsvar...) { state.withLock { $0.svar = svar } }

    func lever(_ putMessage: URL) async throws -> Arkivsvar {
        let text = (try? String(contentsOf: putMessage, encoding: .utf8)) ?? ""
        return state.withLock {
            $0.mottatt.append(text)
            return $0.svar.isEmpty ? .tatt(appReceipt: nil) : $0.svar.removeFirst()
        }
    }
}

/// An outbox with a channel and an archive.
struct Utboksproeve {
    static let omformer = Result { try Omformer() }
    static let stille = Logger(label: "utboks") { _ in SwiftLogNoOpLogHandler() }

    /// Another receiver than that of `Meldinger`.
    static let annen = "310000051"

    let folder: URL
    let kanal: Proevekanal
    let arkiv = Proevearkiv()
    let tid = Proevetid()

    var mappe: URL { folder.appending(path: "utboks", directoryHint: .isDirectory) }

    static func run(_ kanal: Proevekanal = Proevekanal(), _ body: (Utboksproeve) async throws -> Void) async throws {
        try await Omgivelser.inTemporaryFolder { try await body(Utboksproeve(folder: $0, kanal: kanal)) }
    }

    func utboks(
        arkiv: Bool = true, lager: Proevelager? = nil, surroundings: Surroundings? = nil,
        _ change: (inout UtboksSettings) -> Void = { _ in }, sendKvittering: Utboks.Kvitteringssender? = nil,
        besvart: Utboks.Oppslag? = nil, logger: Logger = Self.stille
    ) throws -> Utboks {
        var settings = UtboksSettings(folder: mappe)
        settings.minFreeBytes = 0
        change(&settings)
        return try Utboks(
            settings, transport: kanal, arkiv: arkiv ? self.arkiv : nil, omformer: Self.omformer.get(), lager: lager,
            surroundings: surroundings ?? tid.surroundings, sendKvittering: sendKvittering, besvart: besvart,
            logger: logger)
    }

    /// Waits until an outbox that nobody holds any more has let go of its folder: the last of its tasks may still be ending.
    func untilClosed() async throws {
        let database = UtboksSettings(folder: mappe).database
        try await wait { (try? (Prosesslaas(folder: mappe), Prosesslaas(file: database))) != nil }
    }

    /// The database of the outbox, as another process would open it.
    func lager() throws -> SQLiteUtbokslager {
        try FileManager.default.createDirectory(at: mappe, withIntermediateDirectories: true)
        return try SQLiteUtbokslager(UtboksSettings(folder: mappe).database)
    }

    func body(_ bytes: [UInt8]) throws -> URL {
        let file = folder.appending(path: UUID().uuidString)
        try Data(bytes).write(to: file)
        return file
    }

    /// Hands a message in that must be taken.
    func lagre(
        _ utboks: Utboks, id: String = UUID().uuidString.lowercased(), tittel: String = "Svar om brygga",
        mottaker: String = Meldinger.mottaker, journpost: String = ""
    ) async throws -> (id: String, fraFoer: Bool) {
        let bytes = Meldinger.putMessage(
            Meldinger.melding(journpost: journpost).replacing("Svar om brygga", with: tittel), id: id,
            mottaker: mottaker)
        let svar = try await utboks.taImot(body(bytes), mottatt: tid.now)
        guard case .lagret(let messageId, let rapport, let fraFoer) = svar else {
            throw Proevefeil(text: "\(svar)")
        }
        #expect(rapport.verdict == .accepted && rapport.messageId == messageId)
        return (messageId, fraFoer)
    }

    /// What an operator does.
    func retry(_ utboks: Utboks, _ messageId: String) async throws -> Utbokspost? {
        try await utboks.lager.retry(messageId, tid.now)
    }

    func park(_ utboks: Utboks, _ messageId: String, grunn: String) async throws -> Utbokspost? {
        try await utboks.lager.park(messageId, grunn: grunn, tid.now)
    }

    /// Waits until something is so; much longer than it takes, and no longer than a test may hang.
    func wait(_ isSo: () async throws -> Bool) async throws {
        for _ in 0..<6000 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Proevefeil(text: "det ble aldri slik")
    }

    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(
            atPath: mappe.appending(path: folder).path(percentEncoded: false))) ?? []).sorted()
    }
}

extension Utbokslager {
    /// Parks a message also when it is delivered, as nobody does any more.
    func leggTilSide(_ messageId: String, _ naa: Date) async throws {
        _ = try await endre(messageId, naa) { post in
            post.tilstand = .parkert
            post.neste = nil
            post.grunn = "Vent."
        }
    }
}

extension Utboks {
    func liste() async throws -> [Utbokspost] { try await lager.liste(nil, etter: 0, most: 1000) }

    func show(_ messageId: String) async throws -> Utbokspost? { try await lager.post(messageId) }
}

/// Keeps those who come waiting until it is opened.
final class Proeveport: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    /// How many are kept waiting.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

struct Proevefeil: Error {
    let text: String
}
