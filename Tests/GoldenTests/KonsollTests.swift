// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ArkivbroCLI

/// What is told of values and of faults that are not ours.
@Suite struct KonsollTests {
    @Test func aTerminalObeysNothingInAValue() {
        let plain = Konsoll.plain("Åse\n\u{1b}[2J\u{9b}1m\r\n\u{7f}")
        #expect(plain.hasPrefix("Åse\\n\\u{") && plain.contains("[2J\\u{009B}1m\\r\\n\\u{"))
        #expect(plain.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(Konsoll.plain("Åse – «brev»") == "Åse – «brev»")
    }

    // As the database's own: the text has the statement, and with it what the archive wrote.
    private struct Databasefeil: CustomNSError, CustomStringConvertible {
        static let errorDomain = "GRDB.DatabaseError"
        var errorCode: Int { 266 }
        var description: String { "INSERT INTO melding VALUES ('Kari')" }
        var errorUserInfo: [String: Any] { [NSLocalizedDescriptionKey: description] }
    }

    private struct Ukjent: Error {
        let verdi = "Kari"
    }

    @Test func aFaultOfTheSystemIsNoRejectionAndTellsNoValue() {
        let refused = ExitStatus.other(POSIXError(.EACCES))
        #expect(refused.code == 74 && refused.reason == "Lesing eller skriving feilet: ingen tilgang.")
        let missing = ExitStatus.other(CocoaError(.fileReadNoSuchFile))
        #expect(missing.code == 74 && missing.reason.hasPrefix("Lesing eller skriving feilet"))
        let database = ExitStatus.other(Databasefeil())
        #expect(database.code == 74 && database.reason == "Databasen feilet (SQLite-kode 266).")
        let unknown = ExitStatus.other(Ukjent())
        #expect(unknown.code == 2 && !unknown.reason.contains("Kari"))
    }
}
