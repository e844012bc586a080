// SPDX-License-Identifier: Apache-2.0
package import Foundation

extension Error {
    /// The system's number for what went wrong; nil when it was not the system, or it does not say.
    package var posixCode: POSIXErrorCode? {
        if let posix = self as? POSIXError { return posix.code }
        if let underlying = (self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError { return underlying.code }
        // The place of a folder is taken by a file: Foundation does not say what the system did.
        return (self as? CocoaError)?.code == .fileWriteFileExists ? .EEXIST : nil
    }

    /// What the system says, without paths: those may hold names.
    package var reason: String { posixCode.map { String(cString: strerror($0.rawValue)) } ?? "ukjent feil" }
}
