// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Returns once the disk has kept a file, or the names in a folder.
///
/// - Throws: when it cannot be opened, or the disk fails.
package func synchronize(_ item: URL) throws(POSIXError) {
    let descriptor = open(item.path(percentEncoded: false), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError.last }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXError.last }
}

/// Returns once the disk has kept a folder and all that is in it.
///
/// Files come first: a name must not lead to what is not there. Symbolic links are not followed.
///
/// - Throws: as ``synchronize(_:)``, and when a folder cannot be read to its end.
package func synchronizeAll(below folder: URL) throws(POSIXError) {
    guard let stream = opendir(folder.path(percentEncoded: false)) else { throw POSIXError.last }
    defer { closedir(stream) }
    while true {
        // An error and the end look alike but for errno.
        errno = 0
        guard let entry = readdir(stream) else {
            if errno != 0 { throw POSIXError.last }
            break
        }
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        switch try kind(of: entry, named: name, in: stream) {
        case S_IFDIR: try synchronizeAll(below: folder.appending(path: name, directoryHint: .isDirectory))
        case S_IFREG: try synchronize(folder.appending(path: name, directoryHint: .notDirectory))
        default: break
        }
    }
    try synchronize(folder)
}

// Some file systems leave it to the asker to look: readdir(3), DT_UNKNOWN.
private func kind(
    of entry: UnsafeMutablePointer<dirent>, named name: String, in stream: OpaquePointer
) throws(POSIXError) -> mode_t {
    switch Int(entry.pointee.d_type) {
    case Int(DT_DIR): return S_IFDIR
    case Int(DT_REG): return S_IFREG
    case Int(DT_UNKNOWN):
        var status = stat()
        guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw POSIXError.last }
        return status.st_mode & S_IFMT
    default: return 0
    }
}
