// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Synchronization

/// A folder that comes into being whole: it is filled under a name that begins with a dot, and renamed in.
public final class Mappebygger {
    /// The folder that is being filled.
    public let url: URL
    private let parent: URL

    /// Creates an empty folder inside another, which is created if it is missing.
    ///
    /// - Throws: when the place cannot be written to.
    public init(in parent: URL) throws {
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        url = parent.appending(path: ".arkivbro-\(UUID().uuidString)", directoryHint: .isDirectory)
        // Not mkdtemp, whose 0700 would keep the package from the system that is to read it: the umask decides.
        guard mkdir(url.path(percentEncoded: false), 0o777) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        self.parent = parent
        let made = url
        Self.unfinished.withLock { _ = $0.insert(made) }
    }

    deinit {
        // Unless it has its name by now.
        if Self.unfinished.withLock({ $0.remove(url) }) != nil { try? FileManager.default.removeItem(at: url) }
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
        try Data(bytes).write(to: url.appending(path: name))
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
        if durably { try Self.synchronizeAll(below: url) }
        while true {
            do {
                try rename(to: target)
                break
            } catch let error as MappeFinnes {
                guard replacing else { throw error }
                try moveAway(target)
            }
        }
        Self.unfinished.withLock { _ = $0.remove(url) }
        if durably { try Self.synchronize(parent) }
        return target
    }

    // Somebody else may have moved it first, or put another in its place: then the next round finds out.
    private func moveAway(_ target: URL) throws {
        let old = parent.appending(path: ".arkivbro-\(UUID().uuidString)", directoryHint: .isDirectory)
        let moved = Foundation.rename(target.path(percentEncoded: false), old.path(percentEncoded: false))
        guard moved == 0 || errno == ENOENT else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        if moved == 0 { try? FileManager.default.removeItem(at: old) }
    }

    private static let unfinished = Mutex<Set<URL>>([])

    /// Removes every folder that is being filled, for a program that is told to end.
    public static func discardAll() {
        for url in unfinished.withLock({ $0 }) { try? FileManager.default.removeItem(at: url) }
    }

    // rename(2) replaces an empty folder and refuses a full one: no test beforehand, hence no race.
    private func rename(to target: URL) throws {
        guard Foundation.rename(url.path(percentEncoded: false), target.path(percentEncoded: false)) != 0 else {
            return
        }
        if errno == ENOTEMPTY || errno == EEXIST { throw MappeFinnes(url: target) }
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }

    private static func synchronizeAll(below folder: URL) throws {
        let contents = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        for case let item as URL in contents ?? FileManager.DirectoryEnumerator() { try synchronize(item) }
        try synchronize(folder)
    }

    private static func synchronize(_ item: URL) throws {
        let descriptor = open(item.path(percentEncoded: false), O_RDONLY)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}

/// A folder of the name is there already.
public struct MappeFinnes: Error, Sendable {
    /// The folder.
    public let url: URL
}
