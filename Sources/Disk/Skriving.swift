// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Writes all of some bytes to a descriptor, in as many calls as it takes.
///
/// - Throws: what the system says, a full disk for one; then some of it may be written.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(POSIXError) {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
        let written = write(descriptor, start, rest.count)
        if written < 0 {
            if errno == EINTR { continue }
            throw POSIXError.last
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
}

extension POSIXError {
    /// What the last call of the system said.
    package static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
