// SPDX-License-Identifier: Apache-2.0
import Disk
public import Foundation
import GRDB
import Omforming
import Utboks

/// Keeps what came in, in a SQLite database.
public struct SQLiteInnlager: Innlager {
    private let database: DatabaseQueue
    private let now: @Sendable () -> Date

    /// Opens the database, and makes it if it is missing.
    ///
    /// - Parameters:
    ///   - creating: makes it, and its folder, if it is missing.
    ///   - now: the clock by which it is told when a message was changed.
    /// - Throws: `ArkivbroError` when it cannot be opened, or is missing.
    public init(_ fil: URL, creating: Bool = true, now: @escaping @Sendable () -> Date = { Date() }) throws {
        self.now = now
        let path = fil.path(percentEncoded: false)
        guard creating || FileManager.default.fileExists(atPath: path) else {
            throw ArkivbroError(.noInput, "Databasen \(path) finnes ikke.")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // Each commit is on the disk before anything is deleted at the integrasjonspunkt because of it.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            if creating {
                try createPrivately(folder: fil.deletingLastPathComponent())
                // Messages are in it; SQLite gives the files beside it the rights of this one.
                try createPrivately(fil)
            }
            database = try DatabaseQueue(path: path, configuration: configuration)
            try Self.migrator.migrate(notNewer: database)
        } catch {
            throw ArkivbroError(opening: path, error)
        }
    }

    // What is asked for has a column; all of the message is in JSON with a version, which later programs read.
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE innmelding (
                        messageId TEXT PRIMARY KEY NOT NULL,
                        tilstand TEXT NOT NULL,
                        mottatt REAL NOT NULL,
                        neste REAL,
                        slettet INTEGER NOT NULL,
                        endret REAL NOT NULL,
                        melding BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX innmelding_neste ON innmelding (neste) WHERE neste IS NOT NULL;
                    CREATE INDEX innmelding_uslettet ON innmelding (mottatt) WHERE slettet = 0;
                    CREATE INDEX innmelding_tilstand ON innmelding (tilstand, mottatt);
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: """
                    ALTER TABLE innmelding ADD COLUMN arkivsamtale TEXT;
                    ALTER TABLE innmelding ADD COLUMN svaret TEXT;
                    CREATE INDEX innmelding_mottatt ON innmelding (mottatt, messageId);
                    CREATE INDEX innmelding_arkivsamtale ON innmelding (arkivsamtale)
                        WHERE arkivsamtale IS NOT NULL;
                    """)
            let rows = try Row.fetchAll(database, sql: "SELECT messageId, melding FROM innmelding")
            for row in rows {
                guard let melding = try? JSONDecoder().decode(Innmelding.self, from: row["melding"] as Data) else {
                    continue
                }
                try database.execute(
                    sql: "UPDATE innmelding SET arkivsamtale = ?, svaret = ? WHERE messageId = ?",
                    arguments: [melding.arkivnoekkel, melding.svartilstand?.rawValue, melding.messageId])
            }
        }
        // A message is in its row: to count rows by reading them is to read all of the database. The index of those that are
        // not deleted was in another order than they are asked for, and never used.
        migrator.registerMigration("3") { database in
            try database.execute(
                sql: """
                    DROP INDEX innmelding_tilstand;
                    DROP INDEX innmelding_uslettet;
                    CREATE INDEX innmelding_tilstand ON innmelding (tilstand, mottatt, svaret);
                    CREATE INDEX innmelding_uslettet ON innmelding (mottatt, messageId) WHERE slettet = 0;
                    """)
        }
        return migrator
    }

    /// A message; nil when it was never kept.
    public func melding(_ messageId: String) async throws -> Innmelding? {
        try await database.read { try Self.read($0, messageId) }
    }

    /// Keeps a new message; one that is there already stays as it is.
    public func lagre(_ melding: Innmelding) async throws {
        try await database.write { database in
            if try Self.read(database, melding.messageId) == nil { try write(database, melding) }
        }
    }

    /// Changes a message in one transaction.
    public func endre(
        _ messageId: String, _ change: @escaping @Sendable (inout Innmelding) -> Void
    ) async throws -> Innmelding? {
        try await database.write { database -> Innmelding? in
            guard var melding = try Self.read(database, messageId) else { return nil }
            change(&melding)
            try write(database, melding)
            return melding
        }
    }

    /// The messages of which something is due, the oldest first.
    public func forfalte(_ naa: Date, most: Int) async throws -> [Innmelding] {
        try await all(Self.forfalt, [naa.timeIntervalSince1970], most)
    }

    /// The letters that the archive knows by a conversationId, the oldest first.
    public func brev(arkivsamtale: String, most: Int) async throws -> [Innmelding] {
        try await all(
            "arkivsamtale = ? ORDER BY mottatt, messageId", [Innmelding.noekkel(arkivsamtale)], most)
    }

    /// The messages in a state, or in any, the oldest first.
    public func liste(
        _ tilstand: Innmelding.Tilstand?, etter siste: Innmelding?, most: Int
    ) async throws -> [Innmelding] {
        let (after, last) = (siste?.mottatt.timeIntervalSince1970 ?? -.infinity, siste?.messageId ?? "")
        var condition = "(mottatt, messageId) > (?, ?)"
        var arguments: StatementArguments = [after, last]
        if let tilstand {
            condition += " AND (tilstand = ?\(tilstand == .parkert ? " OR svaret = 'parkert'" : ""))"
            arguments += [tilstand.rawValue]
        }
        return try await all("\(condition) ORDER BY mottatt, messageId", arguments, most)
    }

    /// The messages of which nothing is due, and that have not been changed since.
    public func ferdige(foer: Date, most: Int) async throws -> [Innmelding] {
        try await all(
            "neste IS NULL AND slettet = 1 AND endret < ? AND tilstand <> 'parkert' AND svaret IS NOT 'parkert' ORDER BY endret",
            [foer.timeIntervalSince1970],
            most)
    }

    /// The messages of which it is not known that they are deleted in the queue, the oldest first.
    public func uslettede(foer: Date, most: Int) async throws -> [Innmelding] {
        try await all(Self.uslettet, [foer.timeIntervalSince1970], most)
    }

    /// How many messages there are.
    public func tall() async throws -> Innbokstall {
        try await database.read { database in
            var tall = Innbokstall()
            for row in try Row.fetchAll(database, sql: Self.tellingen) {
                let count: Int = row[2]
                Innmelding.Tilstand(rawValue: row[0]).map { tall.antall[$0, default: 0] += count }
                (row[1] as String?).flatMap(Innmelding.Svartilstand.init).map { tall.svar[$0, default: 0] += count }
            }
            tall.eldsteVentende = try Double.fetchOne(database, sql: Self.eldste)
                .map { Date(timeIntervalSince1970: $0) }
            return tall
        }
    }

    // Found by what is due, which is little, and sorted then: by the index of the order, all that is kept would be read.
    private static let forfalt = "neste <= ? ORDER BY +mottatt, messageId"
    private static let uslettet = "slettet = 0 AND mottatt < ? ORDER BY mottatt, messageId"
    private static let tellingen = "SELECT tilstand, svaret, count(*) FROM innmelding GROUP BY tilstand, svaret"
    private static let eldste = "SELECT min(mottatt) FROM innmelding WHERE tilstand IN ('lagret', 'klar')"

    /// How what is asked often is found, in SQLite's words, for tests.
    package func planer() async throws -> [String] {
        try await database.read { database in
            try [Self.tellingen, Self.eldste].flatMap { try database.plan($0) }
                + [Self.uslettet, Self.forfalt].flatMap {
                    try database.plan("SELECT melding FROM innmelding WHERE \($0) LIMIT 1", [0])
                }
        }
    }

    /// A setting of the connection, for tests.
    package func pragma(_ name: String) async throws -> String? {
        try await database.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") }
    }

    /// Forgets a message.
    public func glem(_ messageId: String) async throws {
        try await database.write {
            try $0.execute(sql: "DELETE FROM innmelding WHERE messageId = ?", arguments: [messageId])
        }
    }

    private func all(_ condition: String, _ arguments: StatementArguments, _ most: Int) async throws -> [Innmelding] {
        try await database.read { database in
            try database.lesbare("SELECT melding FROM innmelding WHERE \(condition)", arguments, most: most) { row in
                try? JSONDecoder().decode(Innmelding.self, from: row[0] as Data)
            }
        }
    }

    private static func read(_ database: Database, _ messageId: String) throws -> Innmelding? {
        try Data.fetchOne(
            database, sql: "SELECT melding FROM innmelding WHERE messageId = ?", arguments: [messageId]
        ).map { try JSONDecoder().decode(Innmelding.self, from: $0) }
    }

    private func write(_ database: Database, _ melding: Innmelding) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO innmelding
                    (messageId, tilstand, mottatt, neste, slettet, endret, melding, arkivsamtale, svaret)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                melding.messageId, melding.tilstand.rawValue, melding.mottatt.timeIntervalSince1970,
                melding.neste?.timeIntervalSince1970, melding.slettet, now().timeIntervalSince1970,
                try JSONEncoder().encode(melding), melding.arkivnoekkel,
                melding.svartilstand?.rawValue,
            ])
    }
}
