// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Writes all of some bytes to a descriptor, in as many calls as it takes.
///
/// - Throws: what the system says, a full disk for one; then some of it may be written.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(POSIXError) {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
        let written = write(descriptor, start, rest.count)
        if written < 0, errno == EINTR { continue }
        if written < 0 { throw POSIXError.last }
        // Never seen of a file: it would go on for ever.
        if written == 0 { throw POSIXError(.EIO) }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
}

extension POSIXError {
    /// What the last call of the system said.
    package static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
