// SPDX-License-Identifier: Apache-2.0
package import Foundation

extension Error {
    /// The system's number for what went wrong; nil when it was not the system, or it does not say.
    package var posixCode: POSIXErrorCode? {
        if let posix = self as? POSIXError { return posix.code }
        return ((self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError)?.code
    }

    /// What the system says, without paths: those may hold names.
    package var reason: String { posixCode.map { String(cString: strerror($0.rawValue)) } ?? "ukjent feil" }
}
