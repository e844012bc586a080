// SPDX-License-Identifier: Apache-2.0
package import Foundation
import Omforming

/// Keeps other processes away from a folder or a file; the system lets go when the process dies, however it dies.
package final class Prosesslaas: Sendable {
    private let descriptor: Int32

    /// - Throws: `ArkivbroError` when another process works in the folder, or it cannot be written to.
    package convenience init(folder: URL) throws {
        try self.init(folder.appending(path: "laas"), of: folder)
    }

    /// - Throws: `ArkivbroError` when another process works with the file, or nothing can be written beside it.
    package convenience init(file: URL) throws {
        let own = Self.own(file)
        try self.init(own.deletingLastPathComponent().appending(path: own.lastPathComponent + "-laas"), of: file)
    }

    /// The name that a file has whatever links lead to it, also before it is there.
    private static func own(_ file: URL) -> URL {
        var file = file
        // As many as Linux follows.
        for _ in 0..<40 {
            let path = file.path(percentEncoded: false)
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
            file =
                target.hasPrefix("/") ? URL(filePath: target) : file.deletingLastPathComponent().appending(path: target)
        }
        return file.deletingLastPathComponent().resolvingSymlinksInPath().appending(path: file.lastPathComponent)
    }

    private init(_ laas: URL, of what: URL) throws {
        let path = what.path(percentEncoded: false)
        // Once it is set, deinit closes it, for what is thrown below too.
        descriptor = open(laas.path(percentEncoded: false), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ArkivbroError(.cannotCreate, "Kan ikke skrive \(laas.path(percentEncoded: false)).")
        }
        var result: Int32
        repeat { result = flock(descriptor, LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
        guard result == 0 else { throw ArkivbroError(.cannotCreate, "En annen prosess bruker \(path).") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
