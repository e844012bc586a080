// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Makes sure that a file is there, and that nobody else may read it when it is made now, whatever the umask says.
///
/// - Throws: when it cannot be made.
package func createPrivately(_ file: URL) throws(POSIXError) {
    let descriptor = open(file.path(percentEncoded: false), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError.last }
    close(descriptor)
}

/// Makes sure that a folder is there with those around it; those that are made now are for nobody else.
///
/// - Throws: when it cannot be made.
package func createPrivately(folder: URL) throws {
    try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
}
