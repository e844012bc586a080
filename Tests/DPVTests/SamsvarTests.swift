// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVSamsvar
import EFormidling
import Foundation
import Noark
import Synchronization
import Testhjelp
import Testing

@Suite struct SamsvarTests {
    private func isThere(_ key: String, in spool: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: spool.appending(path: key + "/korrespondanse.json").path(percentEncoded: false))
    }

    @Test func theSpoolDoesWhatATransportMust() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let spool = folder.appending(path: "spool", directoryHint: .isDirectory)
            var counterpart = Counterpart { SpoolTransport(folder: spool) }
            counterpart.person = "17829910055"
            counterpart.delivered = { isThere($0, in: spool) ? 1 : 0 }
            counterpart.faults[.noAccess] = {
                // A file where the folder should be.
                try FileManager.default.moveItem(at: spool, to: folder.appending(path: "borte"))
                try Data().write(to: spool)
            }
            counterpart.heal = {
                guard
                    FileManager.default.fileExists(atPath: folder.appending(path: "borte").path(percentEncoded: false))
                else { return }
                try FileManager.default.removeItem(at: spool)
                try FileManager.default.moveItem(at: folder.appending(path: "borte"), to: spool)
            }
            let failures = try await ConformanceSuite(counterpart).run()
            #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
        }
    }

    // A suite that cannot fail proves nothing.
    @Test(arguments: Broken.Fault.allCases)
    func aBrokenTransportIsFoundOut(_ fault: Broken.Fault) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let sent = Broken.Sent()
            var counterpart = Counterpart {
                Broken(fault: fault, spool: SpoolTransport(folder: folder), folder: folder, sent: sent)
            }
            counterpart.delivered = { isThere($0, in: folder) ? 1 : 0 }
            counterpart.faults[.refuses] = { sent.refuses.withLock { $0 = true } }
            counterpart.heal = { sent.refuses.withLock { $0 = false } }
            let failures = try await ConformanceSuite(counterpart).run()
            #expect(failures.contains { $0.trial == fault.trial }, "\(failures.map(\.description))")
        }
    }
}

/// A spool with one thing wrong.
struct Broken: DPVTransport {
    enum Fault: String, Sendable, CaseIterable {
        case forgets, throwsErrors, changesReference, touchesPackage, leaks, inventsStatus, losesStatus,
            knowsEverything,
            takesWhatIsMissing, takesWhatItRefuses

        var trial: String {
            switch self {
            case .forgets: "samme igjen"
            case .throwsErrors: "overlevering"
            case .changesReference: "samme igjen"
            case .touchesPackage: "oppdraget røres ikke"
            case .leaks: "overlevering"
            case .inventsStatus: "status for ukjent"
            case .losesStatus: "status"
            case .knowsEverything: "samme mange ganger samtidig"
            case .takesWhatIsMissing: "oppdraget mangler"
            case .takesWhatItRefuses: "avvist"
            }
        }
    }

    final class Sent: Sendable {
        let count = Mutex(0)
        let refuses = Mutex(false)

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    struct Oops: Error {}

    let name = "broken"
    let fault: Fault
    let spool: SpoolTransport
    let folder: URL
    let sent: Sent

    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        if fault == .throwsErrors { throw Oops() }
        if fault == .touchesPackage { try Data().write(to: oppdrag.forsendelse.appending(path: "nytt")) }
        let refuses = sent.refuses.withLock { $0 }
        if refuses, fault != .takesWhatItRefuses { return .refused(Avvisning(.ukjent, "Nei.")) }
        let result = try await spool.send(oppdrag)
        if refuses { return .refused(Avvisning(.ukjent, "Nei.")) }
        switch (fault, result) {
        case (.knowsEverything, .accepted(let reference)): return .alreadyAccepted(reference: reference)
        case (.takesWhatIsMissing, .retryLater):
            let entry = folder.appending(path: oppdrag.idempotentKey)
            try FileManager.default.createDirectory(at: entry, withIntermediateDirectories: true)
            try Data().write(to: entry.appending(path: "korrespondanse.json"))
            return result
        case (.forgets, .alreadyAccepted(let reference)): return .accepted(reference: reference)
        case (.changesReference, .alreadyAccepted): return .alreadyAccepted(reference: "annen \(sent.next())")
        case (.leaks, .accepted): return .refused(Avvisning(.ukjent, "Nei: \(oppdrag.korrespondanse.messageTitle)"))
        default: return result
        }
    }

    func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        switch fault {
        case .inventsStatus: .known([Statushendelse(.sendt)], isFinal: false)
        case .losesStatus: sent.next().isMultiple(of: 2) ? .notKnown : try await spool.status(of: referanse)
        default: try await spool.status(of: referanse)
        }
    }

    func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar { .notAvailable }
}
