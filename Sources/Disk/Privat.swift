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
