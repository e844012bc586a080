// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
import Foundation
import Omforming

/// The folder of an outbox, which one process works in at a time.
///
/// A package is filled where nobody looks, and moved to its place when the disk has kept all of it. What no row tells of is
/// no message, and is swept away when the next process begins.
final class Datamappe: Sendable {
    let folder: URL
    /// Where packages are filled.
    let arbeid: URL
    /// Where they are kept.
    let meldinger: URL
    private let laas: Prosesslaas

    /// - Throws: `ArkivbroError` when the folder cannot be made, or another process works in it.
    init(_ folder: URL) throws {
        self.folder = folder
        arbeid = folder.appending(path: "arbeid", directoryHint: .isDirectory)
        meldinger = folder.appending(path: "meldinger", directoryHint: .isDirectory)
        do {
            try createPrivately(folder: meldinger)
            try createPrivately(folder: arbeid)
            try synchronize(folder)
        } catch {
            throw ArkivbroError(
                .cannotCreate, "Kan ikke lage mappen \(folder.path(percentEncoded: false)): \(error.reason).")
        }
        laas = try Prosesslaas(folder: folder)
    }

    /// Makes sure that there is no database only where there are no messages either.
    ///
    /// With an empty one in its place, every message would be taken for unfinished.
    ///
    /// - Throws: `ArkivbroError` when the database is gone.
    func check(database: URL) throws {
        let file = database.path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: meldinger.path(percentEncoded: false))) ?? []
        guard names.isEmpty || FileManager.default.fileExists(atPath: file) else {
            let place = folder.path(percentEncoded: false)
            throw ArkivbroError(.cannotRead, "Databasen \(file) er borte, men det ligger meldinger i \(place).")
        }
    }

    /// Where a package is; nil for a name that is not one in the folder, whatever the database says.
    func forsendelse(_ navn: String) -> URL? {
        guard !navn.isEmpty, navn != ".", navn != "..", !navn.contains("/"), !navn.contains("\0") else { return nil }
        return meldinger.appending(path: navn, directoryHint: .isDirectory)
    }

    /// A package is gone, and not only away with the disk that it is on: the packages of others are there.
    func hasLost(_ forsendelse: URL) -> Bool {
        guard access(forsendelse.path(percentEncoded: false), F_OK) != 0, errno == ENOENT else { return false }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: meldinger.path(percentEncoded: false))) ?? []
        return !names.isEmpty
    }

    /// Removes what earlier processes left unfinished.
    ///
    /// - Parameter kjente: the folders that belong to messages.
    func sweep(kjente: Set<String>) {
        let manager = FileManager.default
        for (place, known) in [(arbeid, Set<String>()), (meldinger, kjente)] {
            let names = (try? manager.contentsOfDirectory(atPath: place.path(percentEncoded: false))) ?? []
            for name in names where !known.contains(name) { try? manager.removeItem(at: place.appending(path: name)) }
        }
    }

    /// A new folder to fill a package in.
    func newWorkFolder() throws -> URL {
        let url = arbeid.appending(path: UUID().uuidString, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        return url
    }

    /// Moves a package to its place, once the disk has kept all of it.
    ///
    /// - Returns: the name of its place, which begins with its own.
    func keep(_ forsendelse: URL) throws -> String {
        try synchronizeAll(below: forsendelse)
        // Others of the same id may be on their way; which of them is the message is decided by the store.
        let name = "\(forsendelse.lastPathComponent).\(String(UInt32.random(in: .min ... .max), radix: 16))"
        let place = meldinger.appending(path: name, directoryHint: .isDirectory)
        guard rename(forsendelse.path(percentEncoded: false), place.path(percentEncoded: false)) == 0 else {
            throw POSIXError.last
        }
        try synchronize(meldinger)
        return name
    }

    /// Writes a package for as long as it is handed over.
    ///
    /// - Returns: a folder to remove afterwards, and the package in it.
    /// - Throws: when it cannot be written; then nothing is left behind.
    func unpack(_ filer: [Utboksfil], as name: String) throws -> (work: URL?, forsendelse: URL) {
        let work = try newWorkFolder()
        let forsendelse = work.appending(path: name, directoryHint: .isDirectory)
        do {
            for fil in filer {
                guard !fil.path.split(separator: "/").contains("..") else { throw POSIXError(.EINVAL) }
                let url = forsendelse.appending(path: fil.path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                // Not Data.write, which syncs: it is only for as long as it is handed over.
                try fil.innhold.withUnsafeBytes(FileSink(creating: url).write)
            }
        } catch {
            // On a disk that is full, each attempt would take a little more of it.
            try? FileManager.default.removeItem(at: work)
            throw error
        }
        return (work, forsendelse)
    }

    func remove(_ navn: String) { forsendelse(navn).map { try? FileManager.default.removeItem(at: $0) } }

    /// Bytes that are free; nil when the system does not say.
    var freeBytes: Int64? { Diskplass.freeBytes(in: folder) }
}
