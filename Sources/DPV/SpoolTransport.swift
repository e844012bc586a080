// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
public import Foundation
public import Noark
import Synchronization

/// Hands messages over as folders, for a transport layer of the user's own.
///
/// Each message becomes `<spool>/<key>/` with the package and `korrespondanse.json`; the key of a first attempt is the messageId.
/// The folder appears whole, under its name, after the disk has kept every file of it; names that begin with a dot are none of
/// the reader's business. What became of the message is what the reader writes back in `status.json` there.
public struct SpoolTransport: DPVTransport {
    /// The name that settings use.
    public let name = Transportnavn.spool.rawValue
    private let folder: URL
    private let remarks: Remarks

    /// Spools into a folder, which is created if it is missing.
    ///
    /// - Parameter remark: is told what the reader wrote back and could not be understood, once for each message.
    public init(
        folder: URL, remark: @escaping @Sendable (_ text: String, _ messageId: String) -> Void = { _, _ in }
    ) {
        self.folder = folder
        remarks = Remarks(remark)
    }

    // What is asked again and again is told once.
    private final class Remarks: Sendable {
        private let tell: @Sendable (String, String) -> Void
        private let told = Mutex<Set<String>>([])

        init(_ tell: @escaping @Sendable (String, String) -> Void) { self.tell = tell }

        func callAsFunction(_ text: String, _ messageId: String) {
            let isNew = told.withLock { told in
                // A service runs for months: better told twice than kept for ever.
                if told.count >= 10_000 { told.removeAll() }
                return told.insert(messageId + text).inserted
            }
            if isNew { tell(text, messageId) }
        }
    }

    private func entry(_ key: String) -> URL { folder.appending(path: key, directoryHint: .isDirectory) }

    /// Hands a message over.
    public func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        let key = oppdrag.idempotentKey
        do {
            let mappe = try Mappebygger(in: folder)
            try Self.linkOrCopy(oppdrag.forsendelse, to: mappe.url)
            try mappe.write(oppdrag.korrespondanse.json(idempotentKey: key).bytes, to: "korrespondanse.json")
            let made = try mappe.commit(as: key, durably: true)
            return .accepted(reference: made.path(percentEncoded: false))
        } catch is MappeFinnes {
            return Self.isSame(oppdrag, as: entry(key))
                ? .alreadyAccepted(reference: entry(key).path(percentEncoded: false))
                : .refused(Avvisning(.finnesFraFoer, "\(key) ligger i spool fra før, med annet innhold."))
        } catch let fault as Kildefeil {
            return .retryLater(
                reason: "Kan ikke lese forsendelsen: \(fault.reason)", afterSeconds: nil, mayHaveArrived: false)
        } catch {
            let reason = "Kan ikke skrive i spool: \(error.reason)"
            return Self.isOurs(error)
                ? .configurationFault(reason: reason) : .retryLater(reason: reason, afterSeconds: nil)
        }
    }

    // The package is at fault, not the spool.
    private struct Kildefeil: Error {
        let reason: String
    }

    private static func isOurs(_ error: any Error) -> Bool {
        error.posixCode.map { [.EACCES, .EROFS, .ENOENT, .ENOTDIR, .EPERM, .EEXIST].contains($0) } ?? false
    }

    // A link costs nothing, however large the document; across file systems it must be a copy.
    private static func linkOrCopy(_ source: URL, to target: URL) throws {
        let manager = FileManager.default
        let paths: [String]
        do {
            paths = try manager.subpathsOfDirectory(atPath: source.path(percentEncoded: false)).sorted()
        } catch { throw Kildefeil(reason: error.reason) }
        for path in paths {
            let from = source.appending(path: path)
            let to = target.appending(path: path)
            var isDirectory: ObjCBool = false
            _ = manager.fileExists(atPath: from.path(percentEncoded: false), isDirectory: &isDirectory)
            if isDirectory.boolValue {
                try manager.createDirectory(at: to, withIntermediateDirectories: true)
            } else if link(from.path(percentEncoded: false), to.path(percentEncoded: false)) != 0 {
                try manager.copyItem(at: from, to: to)
            }
        }
    }

    private struct Entry: Decodable {
        let contentSha256: String
    }

    // Times and settings may have changed since; the message that came in has not.
    private static func isSame(_ oppdrag: Oppdrag, as entry: URL) -> Bool {
        guard let data = try? Data(contentsOf: entry.appending(path: "korrespondanse.json")),
            let known = try? JSONDecoder().decode(Entry.self, from: data)
        else { return false }
        return known.contentSha256 == oppdrag.korrespondanse.contentSHA256
    }

    // MARK: What comes back

    // Far beyond any real one; a file that grows without end is not read.
    private static let maxBytes = 1024 * 1024

    private enum Lest<Value: Sendable>: Sendable {
        case missing
        case value(Value)
        case spoilt
    }

    private static func read<Value: Decodable>(_ file: URL, as type: Value.Type) -> Lest<Value> {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return .missing }
        guard let data = try? handle.read(upToCount: maxBytes + 1), data.count <= maxBytes,
            let value = try? JSONDecoder().decode(Value.self, from: data)
        else { return .spoilt }
        return .value(value)
    }

    // As the integrasjonspunkt writes a conversation, with our code beside it.
    private struct Status: Decodable {
        struct Hendelse: Decodable {
            let status: String?
            let lastUpdate: String?
            let description: String?
            let code: String?

            enum CodingKeys: CodingKey { case status, lastUpdate, description, code }

            // One that cannot be understood must not hide the others.
            init(from decoder: any Decoder) {
                let members = try? decoder.container(keyedBy: CodingKeys.self)
                func text(_ key: CodingKeys) -> String? { try? members?.decodeIfPresent(String.self, forKey: key) }
                status = text(.status)
                lastUpdate = text(.lastUpdate)
                description = text(.description)
                code = text(.code)
            }
        }

        let messageStatuses: [Hendelse]
    }

    /// Says what the reader of the spool has written back.
    public func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        let entry = entry(referanse.idempotentKey)
        switch Self.read(entry.appending(path: "status.json"), as: Status.self) {
        case .missing:
            let isThere = FileManager.default.fileExists(
                atPath: entry.appending(path: "korrespondanse.json").path(percentEncoded: false))
            return isThere ? .known([Statushendelse(.opprettet)], isFinal: false) : .notKnown
        case .spoilt:
            return .retryLater(reason: "status.json for \(referanse.messageId) kan ikke leses.", afterSeconds: nil)
        case .value(let status):
            let hendelser = status.messageStatuses.compactMap { hendelse($0, referanse.messageId) }
            return .known(hendelser, isFinal: hendelser.contains { $0.status.isFinal })
        }
    }

    private func hendelse(_ written: Status.Hendelse, _ messageId: String) -> Statushendelse? {
        guard let word = written.status else {
            remarks("status.json har en status uten navn; den er ikke tatt med", messageId)
            return nil
        }
        guard let status = Meldingsstatus(rawValue: word) else {
            return Statushendelse(.annet, tidspunkt: written.lastUpdate, description: written.description ?? word)
        }
        let kode = kode(written.code, messageId)
        var avvisning: Avvisning?
        if status.isFailure {
            avvisning = Avvisning(
                kode ?? (status == .levetidUtloept ? .levetidUtloept : .ukjent), "Meldingen kom ikke fram.",
                problem: written.description)
        } else if status == .levert, kode == .varselIkkeLevert {
            avvisning = Avvisning(.varselIkkeLevert, Avvisning.varselIkkeLevert, problem: written.description)
        }
        return Statushendelse(
            status, tidspunkt: written.lastUpdate, description: written.description, avvisning: avvisning)
    }

    // It goes on to logs and to the archive, who are to have no values of the document.
    private func kode(_ written: String?, _ messageId: String) -> Avvisning.Kode? {
        guard let written, !written.isEmpty else { return nil }
        guard let word = Sladding.name(written) else {
            remarks("status.json har en kode som ikke er ett ord; den er ikke tatt med", messageId)
            return nil
        }
        return Avvisning.Kode(rawValue: word)
    }

    // As the integrasjonspunkt answers about one receiver.
    private struct Kapabiliteter: Decodable {
        struct Dokumenttype: Decodable {
            let standard: String
        }

        struct Oppfoering: Decodable {
            let process: String
            let serviceIdentifier: String
            let documentTypes: [Dokumenttype]
        }

        let capabilities: [Oppfoering]
    }

    /// Says what `capabilities.json` in the spool tells of a receiver.
    public func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar {
        switch Self.read(folder.appending(path: "capabilities.json"), as: [String: Kapabiliteter].self) {
        case .missing: return .notAvailable
        case .spoilt: return .configurationFault(reason: "capabilities.json i spool kan ikke leses.")
        case .value(let alle):
            guard let svar = alle[mottaker.identifier] else { return .unknownReceiver }
            return .known(
                svar.capabilities.map {
                    Kapabilitet(
                        prosess: Prosess(urn: $0.process), serviceIdentifier: $0.serviceIdentifier,
                        documentTypes: $0.documentTypes.map(\.standard))
                })
        }
    }
}
