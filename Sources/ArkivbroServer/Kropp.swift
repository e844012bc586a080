// SPDX-License-Identifier: Apache-2.0
import Disk
import Foundation
import HummingbirdCore
import NIOCore
import NIOPosix
import SafeXML
import Synchronization
import Utboks

/// Why a body is not taken.
enum Kroppsfeil: Error {
    /// It is larger than it may be.
    case tooLarge
    /// Our disk cannot take it.
    case noRoom
    /// The client went away, or was too slow.
    case brokenOff
}

/// The folder in which bodies are kept while they are read.
///
/// Nothing in it outlives its process: what a process that was killed has left behind goes when the next one begins.
final class Kroppsmappe: Sendable {
    let folder: URL
    private let lock: Prosesslaas
    private let number = Mutex(0)
    private let free: @Sendable (URL) -> Int64?

    /// - Throws: when the folder cannot be made, or another process works in it.
    init(_ folder: URL, freeBytes: @escaping @Sendable (URL) -> Int64?) throws {
        self.folder = folder
        free = freeBytes
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        lock = try Prosesslaas(folder: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
        // What is ours, and that alone: the folder may have been somebody else's before.
        for name in names where name.wholeMatch(of: /inn-[0-9]+-[0-9]+/) != nil {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    /// A name that nothing else has.
    func next() -> URL {
        let own = number.withLock { number in
            number += 1
            return number
        }
        return folder.appending(path: "inn-\(getpid())-\(own)")
    }

    /// Bytes that are free; nil when nobody can say.
    var freeBytes: Int64? { free(folder) }
}

/// A body in a file of its own, and what its first bytes say.
struct Kropp: Sendable {
    let url: URL
    let bytes: Int64
    /// The frame; nil when none was found.
    let ramme: SOAPramme?
    /// What is asked; nil when it is nothing that we know.
    let operasjon: Rammeleser.Operasjon?
    /// The receiver of a GetCanReceiveMessage as it was written; nil when the request was not read to its end.
    let orgnr: String?

    /// Takes the file away.
    func discard() { try? FileManager.default.removeItem(at: url) }
}

/// Writes a body to a file while it comes, in memory that does not grow with it.
final class Kroppsmottak: @unchecked Sendable {  // One task uses it, and one piece at a time is on its way to the disk.
    private let url: URL
    private let most: Int64
    private let leser: Rammeleser?
    private var descriptor: Int32
    private var bytes: Int64 = 0

    // Large enough for the disk, small enough for many at a time.
    private static let block = 256 << 10

    private init(_ url: URL, most: Int64, leser: Rammeleser?) throws {
        self.url = url
        self.most = most
        self.leser = leser
        descriptor = open(url.path(percentEncoded: false), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Kroppsfeil.noRoom }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Reads a body to its end.
    ///
    /// - Parameter limits: what its frame may cost; nil does not look at it.
    /// - Throws: ``Kroppsfeil``, and what reading throws. Then nothing is left behind.
    static func read(
        _ body: RequestBody, into mappe: Kroppsmappe, most: Int64, limits: Limits?, received: (Int) -> Void
    ) async throws -> Kropp {
        let pool = NIOThreadPool.singleton
        let mottak = try await pool.runIfActive {
            try Kroppsmottak(mappe.next(), most: most, leser: limits.map { try Rammeleser(limits: $0) })
        }
        do {
            var waiting: [ByteBuffer] = []
            var count = 0
            for try await part in body {
                received(part.readableBytes)
                count += part.readableBytes
                waiting.append(part)
                if count >= block {
                    let parts = waiting
                    try await pool.runIfActive { try mottak.write(parts) }
                    waiting.removeAll(keepingCapacity: true)
                    count = 0
                }
            }
            let parts = waiting
            return try await pool.runIfActive { try mottak.finish(parts) }
        } catch {
            try? FileManager.default.removeItem(at: mottak.url)
            throw error
        }
    }

    private func write(_ parts: [ByteBuffer]) throws {
        for part in parts {
            bytes += Int64(part.readableBytes)
            if bytes > most { throw Kroppsfeil.tooLarge }
            try part.withUnsafeReadableBytes { piece in
                leser?.feed(piece)
                do {
                    try writeAll(piece, to: descriptor)
                } catch {
                    throw Kroppsfeil.noRoom
                }
            }
        }
    }

    private func finish(_ parts: [ByteBuffer]) throws -> Kropp {
        try write(parts)
        leser?.finish()
        let result = close(descriptor)
        descriptor = -1
        guard result == 0 else { throw Kroppsfeil.noRoom }
        return Kropp(
            url: url, bytes: bytes, ramme: leser?.ramme, operasjon: leser?.operasjon,
            orgnr: leser.flatMap { $0.isWhole ? $0.orgnr : nil })
    }
}
