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
        // By whatever links it is named, it is one file; before it is there, its folder is.
        let own = file.resolvingSymlinksInPath()
        let folder = own.deletingLastPathComponent().resolvingSymlinksInPath()
        try self.init(folder.appending(path: own.lastPathComponent + "-laas"), of: file)
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
