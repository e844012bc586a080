// SPDX-License-Identifier: Apache-2.0
import Disk
package import GRDB
package import Omforming

/// The database is from a later version of the program.
private struct NyereDatabase: Error {}

extension DatabaseMigrator {
    /// Brings a database up to this version of the program.
    ///
    /// - Throws: when a later version has had it: this one might send again what is sent.
    package func migrate(notNewer writer: some DatabaseWriter) throws {
        guard try !writer.read(hasBeenSuperseded) else { throw NyereDatabase() }
        try migrate(writer)
    }
}

extension ArkivbroError {
    /// Why a database cannot be opened, in the system's or SQLite's words and without those of its rows.
    package init(opening path: String, _ error: any Error) {
        switch error {
        case is NyereDatabase:
            self.init(.configuration, "Databasen \(path) er fra en nyere utgave av arkivbro.")
        case let error as DatabaseError:
            self.init(.cannotCreate, "Kan ikke åpne databasen \(path): \(error.resultCode).")
        default:
            self.init(.cannotCreate, "Kan ikke åpne databasen \(path): \(error.reason).")
        }
    }
}
