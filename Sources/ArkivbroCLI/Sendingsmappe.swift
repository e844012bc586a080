// SPDX-License-Identifier: Apache-2.0
import DPV
import Disk
import Foundation
import Noark
import Omforming

/// The folder with one file for each message that was sent.
///
/// A file is whole or not there, and the disk has kept it before anything is done that it tells of.
struct Sendingsmappe: Sendable {
    let folder: URL

    /// - Throws: `ArkivbroError` when the folder cannot be made.
    init(_ folder: URL) throws {
        self.folder = folder
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ArkivbroError(.cannotCreate, "Kan ikke lage mappen \(folder.path(percentEncoded: false)).")
        }
    }

    /// Opens a folder that is there; nil where there is none.
    init?(existing folder: URL) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false), isDirectory: &isFolder),
            isFolder.boolValue
        else { return nil }
        self.folder = folder
    }

    private func file(_ messageId: String) -> URL { folder.appending(path: messageId + ".json") }

    /// What is kept of a message; nil when nothing is.
    ///
    /// - Throws: `ArkivbroError` when it cannot be read.
    func read(_ messageId: String) throws -> Sending? {
        // A name that is no UUID could lead out of the folder.
        guard MeldingId.uuid(in: messageId) == messageId else { return nil }
        let file = file(messageId)
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { return nil }
        guard let data = try? Data(contentsOf: file), let sending = try? JSONDecoder().decode(Sending.self, from: data),
            sending.schemaVersion == 1, sending.messageId == messageId
        else {
            throw ArkivbroError(.cannotRead, "\(file.path(percentEncoded: false)) kan ikke leses.")
        }
        return sending
    }

    /// Changes what is kept of a message, while nobody else does.
    ///
    /// - Returns: what is kept now.
    /// - Throws: `ArkivbroError` when it cannot be read or written; else what the body throws, and nothing is changed.
    func update(_ messageId: String, _ body: (Sending?) throws -> Sending) throws -> Sending {
        let lock = open(
            folder.appending(path: ".lock").path(percentEncoded: false), O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            if lock >= 0 { close(lock) }
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive i \(folder.path(percentEncoded: false)).")
        }
        // Closing gives the lock back.
        defer { close(lock) }
        let sending = try body(read(messageId))
        try write(sending)
        return sending
    }

    private func write(_ sending: Sending) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // One name, for nobody else writes now: what a killed program left is written over.
        let temporary = folder.appending(path: ".new")
        do {
            try (try encoder.encode(sending) + Data("\n".utf8)).write(to: temporary)
            try synchronize(temporary)
            guard
                rename(temporary.path(percentEncoded: false), file(sending.messageId).path(percentEncoded: false)) == 0
            else { throw POSIXError.last }
            try synchronize(folder)
        } catch {
            unlink(temporary.path(percentEncoded: false))
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive i \(folder.path(percentEncoded: false)).")
        }
    }
}
