// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A folder that comes into being whole: it is filled under a name that begins with a dot, and renamed in.
public final class Mappebygger {
    /// The folder that is being filled.
    public let url: URL
    private let parent: URL
    private var isDone = false

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
    }

    deinit { if !isDone { try? FileManager.default.removeItem(at: url) } }

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
        if replacing, FileManager.default.fileExists(atPath: target.path(percentEncoded: false)) {
            let old = parent.appending(path: url.lastPathComponent + ".old", directoryHint: .isDirectory)
            try FileManager.default.moveItem(at: target, to: old)
            defer { try? FileManager.default.removeItem(at: old) }
            try rename(to: target)
        } else {
            try rename(to: target)
        }
        if durably { try Self.synchronize(parent) }
        isDone = true
        return target
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
