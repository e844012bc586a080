// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import DPVIntegrasjonspunkt
import Disk
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import SafeXML
import Utboks

/// What came of looking in the queue once.
public enum Henteresultat: Sendable, Hashable {
    /// A message is kept, and deleted in the queue unless that must be done later.
    case hentet(messageId: String)
    /// It was kept before.
    case kjent(messageId: String)
    /// It is not for us, and is left where it is; no id is known of what cannot be read.
    case latLigge(messageId: String?)
    /// The queue is empty.
    case tom
    /// Not now.
    case venter(sekunder: Int?)
}

extension Innboks {
    /// Takes the first message of the queue: looks at it, fetches it, keeps it, and only then deletes it.
    ///
    /// - Throws: when the store or the disk fails, or `CancellationError`.
    public func hent(mottaker: String? = nil) async throws -> Henteresultat {
        guard hasRoom else {
            logger.error("ingenting hentes: det er for lite plass på disken")
            return .venter(sekunder: 60)
        }
        switch try await koe.peek(mottaker: mottaker) {
        case .tom: return .tom
        case .retryLater(let reason, let seconds):
            logger.warning("integrasjonspunktet svarer ikke som det skal", metadata: ["grunn": "\(reason)"])
            return .venter(sekunder: seconds)
        case .configurationFault(let reason):
            logger.error("integrasjonspunktet slipper oss ikke til", metadata: ["grunn": "\(reason)"])
            return .venter(sekunder: Int(settings.configurationSeconds))
        case .melding(let json):
            try etter(.sett)
            return try await withGrace(seconds: settings.graceSeconds) { try await take(json) }
        }
    }

    private func take(_ json: [UInt8]) async throws -> Henteresultat {
        let innlesing = SBDInnlesing(json: json)
        guard let sbd = innlesing.sbd, let messageId = MeldingId.uuid(in: sbd.messageId) else {
            // Its sender is told by the integrasjonspunkt when its time is out; to delete it would say that it was delivered.
            let codes = innlesing.funn.map(\.kode).joined(separator: ", ")
            logger.error("en innkommende melding har ingen lesbar SBD og blir liggende", metadata: ["funn": "\(codes)"])
            return .latLigge(messageId: nil)
        }
        let name = SBDInnlesing.writtenId(in: json) ?? sbd.messageId
        if let kjent = try await lager.melding(messageId) {
            let before = SBDInnlesing(json: [UInt8](kjent.sbd)).sbd
            // Somebody else's message is not read, and to delete it would say that it was delivered.
            guard before?.sender == sbd.sender, before?.dokumenttype.type == sbd.dokumenttype.type else {
                log(.error, "en annen innkommende melding med samme id blir liggende", kjent)
                return .latLigge(messageId: messageId)
            }
            try await delete(kjent, named: name)
            return .kjent(messageId: messageId)
        }
        let slag: Innmelding.Slag
        switch sbd.dokumenttype.type {
        case Dokumenttype.arkivmelding.type: slag = .arkivmelding
        case Dokumenttype.arkivmeldingKvittering.type: slag = .kvittering
        default:
            logger.warning(
                "en innkommende melding er av en dokumenttype som ikke er for arkivet, og blir liggende",
                metadata: ["messageId": "\(messageId)"])
            return .latLigge(messageId: messageId)
        }
        var melding = Innmelding(
            messageId: messageId, conversationId: sbd.conversationId, slag: slag, sbd: json,
            mottatt: surroundings.now())
        switch try await fetch(melding, named: name) {
        case .paaDisken: break
        case .utenFiler: melding.erUtenFiler = true
        case .ikkeNaa(let later): return later
        }
        try etter(.hentet)
        try await lager.lagre(melding)
        log(.info, "innkommende melding er lagret", melding)
        try etter(.lagret)
        try await delete(melding, named: name)
        return .hentet(messageId: messageId)
    }

    private enum Filer {
        case paaDisken
        case utenFiler
        case ikkeNaa(Henteresultat)
    }

    /// Fetches the files of a message.
    private func fetch(_ melding: Innmelding, named name: String) async throws -> Filer {
        let fil = settings.fil(melding.messageId)
        let part = try Varigfil(fil)
        let uttak: Innkoe.Uttak
        do {
            var unchecked = 0
            uttak = try await koe.pop(name) { bytes in
                // How much it is to be, nobody says before.
                unchecked += bytes.count
                if unchecked >= Self.checkedBytes {
                    unchecked = 0
                    guard hasRoom else { throw Fullt() }
                }
                try part.write(bytes)
            }
        } catch is Fullt {
            log(.error, "innkommende melding hentes ikke: det er for lite plass på disken", melding)
            return .ikkeNaa(.venter(sekunder: 60))
        }
        switch uttak {
        case .gjort:
            try part.commit()
            let before = Self.cutOff(fil)
            // Perhaps cut off where nothing told how long it was to be; not when it comes alike a second time. A page for people
            // is of something in front of the integrasjonspunkt, however often it comes.
            let isDamaged = !Self.beginsAsPage(fil) && Diskplass.bytes(of: before) == Diskplass.bytes(of: fil)
            if melding.slag != .arkivmelding || Self.isPackage(fil) || isDamaged {
                try? FileManager.default.removeItem(at: before)
                return .paaDisken
            }
            rename(fil.path(percentEncoded: false), before.path(percentEncoded: false))
            log(.warning, "innkommende melding kom ikke hel fram, og hentes igjen", melding)
            return .ikkeNaa(.venter(sekunder: nil))
        case .utenFiler: return .utenFiler
        case .borte, .ikkeLaast:
            // Somebody else took it, or it was held for too long: if it is there, it comes again.
            log(.notice, "innkommende melding var ikke å få av køen", melding)
            return .ikkeNaa(.venter(sekunder: nil))
        case .retryLater(let reason, let seconds):
            log(.warning, "innkommende melding kunne ikke hentes", melding, reason)
            return .ikkeNaa(.venter(sekunder: seconds))
        case .configurationFault(let reason):
            log(.error, "innkommende melding kunne ikke hentes", melding, reason)
            return .ikkeNaa(.venter(sekunder: nil))
        }
    }

    /// Deletes a message that is kept.
    ///
    /// What cannot be deleted comes again when nobody holds it, is known by then, and is deleted.
    ///
    /// - Returns: false when the integrasjonspunkt did not answer, or does not let us in.
    @discardableResult
    func delete(_ melding: Innmelding, named name: String) async throws -> Bool {
        switch try await koe.delete(name) {
        case .gjort, .utenFiler, .borte:
            try etter(.slettet)
            try await lager.endre(melding.messageId) { $0.slettet = true }
            try etter(.slettetNotert)
        case .ikkeLaast: log(.notice, "innkommende melding slettes i køen når den er ledig", melding)
        case .retryLater(let reason, _), .configurationFault(let reason):
            log(.warning, "innkommende melding ble ikke slettet i køen", melding, reason)
            return false
        }
        return true
    }

    private static let checkedBytes = 4 << 20

    private struct Fullt: Error {}

    /// Where a file is put that was perhaps cut off.
    static func cutOff(_ fil: URL) -> URL { fil.appendingPathExtension("avbrutt") }

    private static func beginsAsPage(_ fil: URL) -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: fil) else { return false }
        defer { try? handle.close() }
        let start = (try? handle.read(upToCount: 64)) ?? Data()
        return start.first { !XMLText.isBlank($0) } == UInt8(ascii: "<")
    }

    private static func isPackage(_ fil: URL) -> Bool { (try? Forsendelse.open(fil)) != nil }
}

extension SBDInnlesing {
    /// The id of a message as it was written, by which alone the integrasjonspunkt finds it; nil when it has none.
    static func writtenId(in json: [UInt8]) -> String? {
        let tree = try? Self.tree(json)
        let identification = tree?["standardBusinessDocumentHeader"]?["documentIdentification"]
        guard case .string(let id)? = identification?["instanceIdentifier"], !id.isEmpty else { return nil }
        return id
    }
}

extension JSONTree {
    fileprivate subscript(_ name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// A file that has its name only when the disk has kept all of it.
private final class Varigfil {
    private let url: URL
    private let part: URL
    private let sink: FileSink

    init(_ url: URL) throws {
        self.url = url
        part = url.appendingPathExtension("del")
        // Of an attempt that fell.
        try? FileManager.default.removeItem(at: part)
        sink = try FileSink(creating: part)
    }

    deinit { try? FileManager.default.removeItem(at: part) }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try sink.write(bytes) }

    func commit() throws {
        try synchronize(part)
        guard rename(part.path(percentEncoded: false), url.path(percentEncoded: false)) == 0 else {
            throw POSIXError.last
        }
        try synchronize(url.deletingLastPathComponent())
    }
}
