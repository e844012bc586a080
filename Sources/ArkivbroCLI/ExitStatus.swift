// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Disk
import Foundation
import Omforming

/// Exit codes: what became of the documents, and from 64 on, sysexits' words for what went wrong with us.
enum ExitStatus {
    static let usage: Int32 = 64
    static let noInput: Int32 = 66
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
    static let tryLater: Int32 = 75
    static let configuration: Int32 = 78

    static func of(_ verdict: Verdict) -> Int32 {
        switch verdict {
        case .accepted: 0
        case .rejected: 1
        case .undetermined: 2
        }
    }

    static func of(_ utfall: Sammenlikning.Utfall) -> Int32 {
        switch utfall {
        case .like: 0
        case .ulike: 1
        case .uavklart: 2
        }
    }

    static func of(_ error: ArkivbroError) -> Int32 {
        switch error.code {
        case .noInput: noInput
        case .cannotCreate, .exists: cannotCreate
        case .cannotRead, .cannotWrite: inputOutput
        case .configuration: configuration
        default: 2
        }
    }

    /// What a fault of the system or of a library comes to, and a text that has nothing of a document.
    ///
    /// The system's own words have no paths. Of the database only the number is told: its text may hold the statement
    /// with its values. Database and network are known by name, for nothing here works with either.
    static func other(_ error: any Error) -> (code: Int32, reason: String) {
        if error.posixCode != nil { return (inputOutput, "Lesing eller skriving feilet: \(error.reason).") }
        let bridged = error as NSError
        if error is CocoaError { return (inputOutput, "Lesing eller skriving feilet.") }
        switch bridged.domain {
        case NSPOSIXErrorDomain, NSCocoaErrorDomain: return (inputOutput, "Lesing eller skriving feilet.")
        case "GRDB.DatabaseError": return (inputOutput, "Databasen feilet (SQLite-kode \(bridged.code)).")
        case "NIOCore.SocketAddressError": return (configuration, "Adressen det skal lyttes på, er ikke kjent her.")
        // The call, and what the system said to it: an address that is taken, for one.
        case "NIOCore.IOError": return (inputOutput, "Nettverket feilet: \(error).")
        default: return (2, "Noe sviktet hos oss (\(bridged.domain)).")
        }
    }
}
