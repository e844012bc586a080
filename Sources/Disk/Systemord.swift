// SPDX-License-Identifier: Apache-2.0
package import Foundation

extension Error {
    /// The system's number for what went wrong; nil when it was not the system, or it does not say.
    package var posixCode: POSIXErrorCode? {
        if let posix = self as? POSIXError { return posix.code }
        return ((self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError)?.code
    }

    /// What the system says, without paths: those may hold names.
    package var reason: String { posixCode.map(\.words) ?? "ukjent feil" }
}

extension POSIXErrorCode {
    /// What people meet most often, in bokmål; the system has its own words for the rest.
    fileprivate var words: String {
        switch self {
        case .ENOENT: "finnes ikke"
        case .EACCES, .EPERM: "ingen tilgang"
        case .EEXIST: "finnes fra før"
        case .ENOTDIR: "en del av stien er ingen mappe"
        case .EISDIR: "det er en mappe"
        case .ENOSPC: "disken er full"
        case .EDQUOT: "kvoten på disken er brukt opp"
        case .EFBIG: "filen er blitt for stor"
        case .EROFS: "disken kan bare leses"
        case .EMFILE, .ENFILE: "for mange filer er åpne"
        case .ENAMETOOLONG: "navnet er for langt"
        case .ELOOP: "lenkene går i ring"
        case .EIO: "disken svikter"
        default: String(cString: strerror(rawValue))
        }
    }
}
