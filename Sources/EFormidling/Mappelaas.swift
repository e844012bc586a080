// SPDX-License-Identifier: Apache-2.0
import Disk
import Foundation

/// A lock on a folder, which the system lets go of when the process that holds it dies, however it dies.
final class Mappelaas {
    /// False on a file system that locks no folders: there nobody holds any, and nobody sweeps.
    let isHeld: Bool
    private var descriptor: Int32

    /// Locks a folder.
    ///
    /// Nil when somebody else holds the lock, or when the path does not lead to the folder once it is locked.
    ///
    /// - Throws: `POSIXError` when the folder is there and cannot be opened.
    init?(of folder: URL, waits: Bool) throws {
        let path = folder.path(percentEncoded: false)
        let bare = path.hasSuffix("/") ? String(path.dropLast()) : path
        descriptor = open(bare, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw POSIXError.last
        }
        var result: Int32
        repeat { result = flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
        isHeld = result == 0
        var (held, named) = (stat(), stat())
        guard isHeld || errno != EWOULDBLOCK, fstat(descriptor, &held) == 0, lstat(bare, &named) == 0,
            held.st_ino == named.st_ino, held.st_dev == named.st_dev
        else {
            release()
            return nil
        }
    }

    deinit { release() }

    /// Whether the folder belongs to the user that the program runs as.
    var isOurs: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid()
    }

    /// Lets go.
    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
