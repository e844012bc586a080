// SPDX-License-Identifier: Apache-2.0
import Disk
public import Foundation
import Synchronization

/// A folder that comes into being whole: it is filled under a name that begins with a dot, and renamed in.
public final class Mappebygger {
    /// The folder that is being filled.
    public let url: URL
    private let parent: URL
    // Those that were not there: their names are to be kept by the disk as well.
    private let newParents: [URL]
    private let lock: Mappelaas

    /// Creates an empty folder inside another, which is created if it is missing.
    ///
    /// - Parameter isPrivate: nobody else may look into it, whatever the umask says.
    /// - Throws: when the place cannot be written to.
    public init(in parent: URL, isPrivate: Bool = false) throws {
        newParents = Self.missing(parent)
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        // Not mkdtemp, whose 0700 would keep the package from the system that is to read it: the umask decides.
        (url, lock) = try Self.makeWorkFolder(in: parent, mode: isPrivate ? 0o700 : 0o777)
        self.parent = parent
        let made = url
        Self.unfinished.withLock { _ = $0.insert(made) }
    }

    deinit {
        // Unless it has its name by now.
        if Self.unfinished.withLock({ $0.remove(url) }) != nil { try? FileManager.default.removeItem(at: url) }
    }

    /// A folder and those around it that are not there.
    private static func missing(_ folder: URL) -> [URL] {
        var missing: [URL] = []
        var place = folder.absoluteURL
        while place.pathComponents.count > 1, !FileManager.default.fileExists(atPath: place.path(percentEncoded: false))
        {
            missing.append(place)
            place = place.deletingLastPathComponent()
        }
        return missing
    }

    private static func workFolder(in parent: URL) -> URL {
        parent.appending(path: "\(prefix)\(UUID().uuidString)", directoryHint: .isDirectory)
    }

    private static func makeWorkFolder(in parent: URL, mode: mode_t) throws -> (URL, Mappelaas) {
        while true {
            let url = workFolder(in: parent)
            guard mkdir(url.path(percentEncoded: false), mode) == 0 else {
                throw POSIXError.last
            }
            // Until it is locked, a sweep may take it for abandoned.
            if let lock = try Mappelaas(of: url, waits: true) { return (url, lock) }
        }
    }

    /// Creates a folder inside.
    ///
    /// - Throws: when the disk is full or fails.
    public func makeFolder(_ name: String) throws -> URL {
        let folder = url.appending(path: name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Writes a file.
    ///
    /// - Throws: when the disk is full or fails.
    public func write(_ bytes: [UInt8], to name: String) throws {
        // Not Data.write, which syncs each file: whether the disk must have kept it is for commit to say.
        let path = url.appending(path: name).path(percentEncoded: false)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw POSIXError.last }
        do {
            try bytes.withUnsafeBytes { try writeAll($0, to: descriptor) }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw POSIXError.last }
    }

    /// Writes addressing, arkivmelding and report of a package; its documents go to `documents/` by other ways.
    ///
    /// - Throws: when the disk is full or fails.
    public func write(_ forsendelse: Forsendelse) throws {
        try write(forsendelse.sbd.json.bytes, to: "sbd.json")
        try write(forsendelse.arkivmelding, to: "arkivmelding.xml")
        try write(forsendelse.rapport, to: "report.json")
    }

    /// Gives the folder its name, at once and whole.
    ///
    /// - Parameters:
    ///   - durably: asks the disk to keep every file before the name exists, and the name itself before returning.
    ///   - replacing: lets the folder take the place of one that has the name.
    /// - Returns: the folder under its name.
    /// - Throws: ``MappeFinnes`` when the name is taken; else when the disk fails.
    public func commit(as name: String, durably: Bool, replacing: Bool = false) throws -> URL {
        let target = parent.appending(path: name, directoryHint: .isDirectory)
        if durably { try synchronizeAll(below: url) }
        // Under the lock of discardAll, which would else remove a folder while it gets its name, and leave half of it there.
        let old = try Self.unfinished.withLock { unfinished in
            guard unfinished.contains(url) else { throw POSIXError(.ECANCELED) }
            var old: [URL] = []
            while true {
                do {
                    try rename(to: target)
                    break
                } catch let error as MappeFinnes {
                    guard replacing else { throw error }
                    if changePlaces(url, target) {
                        old.append(url)
                        break
                    }
                    if let moved = try moveAway(target) { old.append(moved) }
                } catch {
                    // What was to give way is still what there is.
                    if let last = old.last {
                        _ = Foundation.rename(last.path(percentEncoded: false), target.path(percentEncoded: false))
                    }
                    throw error
                }
            }
            unfinished.remove(url)
            return old
        }
        lock.release()
        if durably {
            try synchronize(parent)
            for folder in newParents { try synchronize(folder.deletingLastPathComponent()) }
        }
        // Only now: it may take long, and a program that is killed meanwhile has lost neither.
        for folder in old { try? FileManager.default.removeItem(at: folder) }
        return target
    }

    // Somebody else may have moved it first, or put another in its place: then the next round finds out.
    private func moveAway(_ target: URL) throws -> URL? {
        let old = Self.workFolder(in: parent)
        let moved = Foundation.rename(target.path(percentEncoded: false), old.path(percentEncoded: false))
        guard moved == 0 || errno == ENOENT else { throw POSIXError.last }
        return moved == 0 ? old : nil
    }

    private static let prefix = ".arkivbro-"
    private static let unfinished = Mutex<Set<URL>>([])

    /// Removes every folder that is being filled, for a program that is told to end.
    ///
    /// None of them gets its name after this.
    public static func discardAll() {
        unfinished.withLock { unfinished in
            for url in unfinished {
                // Somebody may be writing there still, and a folder with a new file in it is not removed.
                for _ in 0..<100 where FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) {
                    try? FileManager.default.removeItem(at: url)
                }
            }
            unfinished = []
        }
    }

    /// Removes the folders that programs were filling when they were killed.
    ///
    /// A folder that somebody still fills is locked, and stays; so does one of another user, and everything that has another
    /// kind of name. What cannot be removed is left for the next time.
    public static func discardAbandoned(in parent: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path(percentEncoded: false))) ?? []
        for name in names where name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil
        {
            let url = parent.appending(path: name, directoryHint: .isDirectory)
            // Held until the folder is gone: who is about to begin in it waits, and then takes another.
            guard let lock = try? Mappelaas(of: url, waits: false), lock.isHeld, lock.isOurs else { continue }
            try? FileManager.default.removeItem(at: url)
            lock.release()
        }
    }

    // rename(2) replaces an empty folder and refuses a full one: no test beforehand, hence no race.
    private func rename(to target: URL) throws {
        guard Foundation.rename(url.path(percentEncoded: false), target.path(percentEncoded: false)) != 0 else {
            return
        }
        if errno == ENOTEMPTY || errno == EEXIST { throw MappeFinnes(url: target) }
        throw POSIXError.last
    }
}

/// A folder of the name is there already.
public struct MappeFinnes: Error, Sendable {
    /// The folder.
    public let url: URL
}
