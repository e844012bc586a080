// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation

/// Finds folders of the settings that would be deleted, or written over, by what works in another of them.
struct Mappekontroll {
    /// The setting, and what is wrong with it, in bokmål.
    private(set) var faults: [(key: String, text: String)] = []

    private struct Plass {
        let key: String
        let parts: [String]

        init(_ key: String, _ url: URL) {
            self.key = key
            parts = url.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().pathComponents
        }
    }

    /// A place that is nobody else's, and the folders in it that the program sweeps or fills.
    private struct Boks {
        let plass: Plass
        let own: [String]
        /// Which of them another place may lie in all the same.
        var shared: [String: String] = [:]

        func holds(_ other: Plass) -> Bool {
            guard other.parts.count > plass.parts.count, other.parts.starts(with: plass.parts) else { return false }
            let name = other.parts[plass.parts.count]
            return own.contains(name) && shared[name] != other.key
        }
    }

    init(_ oppsett: Oppsett) {
        var bokser = [
            Boks(
                plass: Plass("outbox.dir", oppsett.outboxDir), own: ["arbeid", "meldinger", "kvitteringer"],
                shared: ["kvitteringer": "receipts.dir"]),
            Boks(plass: Plass("incoming.dir", oppsett.inboxDir), own: ["inn", "ut"]),
            Boks(plass: Plass("server.workDir", oppsett.workDir), own: []),
        ]
        if oppsett.transport == .spool, let spool = oppsett.spoolDir {
            bokser.append(Boks(plass: Plass("spool.dir", spool), own: []))
        }
        let database = Plass("outbox.database", oppsett.outboxDatabase)
        var others = [Plass("stateDir", oppsett.stateDir), database]
        if let receipts = oppsett.path("receipts.dir", isFolder: true) {
            others.append(Plass("receipts.dir", receipts))
        }
        for (index, boks) in bokser.enumerated() {
            for other in bokser[(index + 1)...] where other.plass.parts == boks.plass.parts {
                fault(other.plass, "er den samme mappen som \(boks.plass.key).")
            }
            for plass in bokser.map(\.plass) + others where boks.holds(plass) {
                fault(plass, "ligger i en av mappene programmet har i \(boks.plass.key).")
            }
        }
        // Each would take the other's tables for its own of another version.
        let inbox = Plass("incoming.dir", oppsett.inboxDir.appending(path: "innboks.sqlite"))
        if database.parts == inbox.parts { fault(database, "er databasen i incoming.dir.") }
    }

    private mutating func fault(_ plass: Plass, _ text: String) { faults.append((plass.key, text)) }
}
