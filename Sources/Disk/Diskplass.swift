// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Room on a disk, and what a file takes of it.
package enum Diskplass {
    /// Bytes that are free to us where a folder is; nil when the system does not say.
    @Sendable
    package static func freeBytes(in folder: URL) -> Int64? {
        var status = statvfs()
        guard statvfs(folder.path(percentEncoded: false), &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
    }

    /// Bytes that a file has; nil when the system does not say.
    package static func bytes(of file: URL) -> Int64? {
        // Not `stat`: its fields belong to whichever module of C the compiler met first.
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))
        return (attributes?[.size] as? NSNumber)?.int64Value
    }
}
