// SPDX-License-Identifier: Apache-2.0
import DPV
import Disk
public import Foundation
import GRDB
import Omforming

/// Keeps the outbox in a SQLite database.
public final class SQLiteUtbokslager: Utbokslager {
    let pool: DatabasePool
    let skriver: Gruppeskriver

    /// Opens the database.
    ///
    /// - Parameter creating: makes it if it is missing.
    /// - Throws: `ArkivbroError` when it cannot be opened, or is missing.
    public init(_ fil: URL, creating: Bool = true) throws {
        let path = fil.path(percentEncoded: false)
        guard creating || FileManager.default.fileExists(atPath: path) else {
            throw ArkivbroError(.noInput, "Databasen \(path) finnes ikke.")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            // Only a database that is still empty takes it; a connection that reads cannot.
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        do {
            // Messages are in it; SQLite gives the files beside it the rights of this one.
            if creating { try createPrivately(fil) }
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL, with which the last transactions may be gone after a power failure.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Utboksskjema.migrator.migrate(notNewer: pool)
        } catch {
            throw ArkivbroError(opening: path, error)
        }
        skriver = Gruppeskriver(pool)
    }

    // As ``Utbokspost/Kvitteringsjobb/erParkert``.
    private static let kvitteringErParkert = "kvitteringNeste IS NULL AND kvitteringForsoek > 0"

    /// Keeps a new message, unless it is there already.
    public func lagre(_ post: Utbokspost, filer: [Utboksfil]) async throws -> Lagringsutfall {
        try await skriver.write { database in
            let same = try String.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT messageId FROM melding WHERE conversationId = ? AND avsender = ? AND contentSha256 = ?
                        """), arguments: [post.conversationId, post.avsender, post.contentSha256])
            if let same { return .finnes(messageId: same) }
            let isTaken = try Int.fetchOne(
                database.cachedStatement(sql: "SELECT 1 FROM melding WHERE messageId = ?"),
                arguments: [post.messageId])
            if isTaken != nil { return .idErOpptatt }
            try Self.insert(post, database)
            let nummer = database.lastInsertedRowID
            for fil in filer {
                try database.cachedStatement(sql: "INSERT INTO fil (nummer, path, innhold) VALUES (?, ?, ?)").execute(
                    arguments: [nummer, fil.path, fil.innhold])
            }
            return .ny
        }
    }

    /// The package of a message that has no folder of its own.
    public func filer(_ messageId: String) async throws -> [Utboksfil] {
        try await pool.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT path, innhold FROM fil JOIN melding USING (nummer) WHERE messageId = ? ORDER BY path
                        """), arguments: [messageId]
            ).map { Utboksfil(path: $0[0], innhold: $0[1]) }
        }
    }

    private static let columns =
        "messageId, conversationId, archiveConversationId, avsender, mottaker, contentSha256, mappe, korrespondanse, mottatt, "
        + changing.joined(separator: ", ")

    private static let changing = [
        "tilstand", "iKoe", "forsoek", "neste", "grunn", "sending", "kvitteringNeste", "kvitteringForsoek",
        "kvitteringGrunn", "harFiler", "erParkertForHaand", "gjenopptatt", "endret",
    ]

    private static let insertion =
        "INSERT INTO melding (\(columns)) VALUES (\(Array(repeating: "?", count: 9 + changing.count).joined(separator: ", ")))"

    private static let update =
        "UPDATE melding SET \(changing.map { $0 + " = ?" }.joined(separator: ", ")) WHERE messageId = ?"

    private static func values(_ post: Utbokspost) throws -> [(any DatabaseValueConvertible)?] {
        [
            post.tilstand.rawValue, [.venter, .sendes].contains(post.tilstand), post.forsoek,
            post.neste?.timeIntervalSince1970, post.grunn, try post.sending.map { try JSONEncoder().encode($0) },
            post.kvittering.neste?.timeIntervalSince1970, post.kvittering.forsoek, post.kvittering.grunn,
            post.harFiler, post.erParkertForHaand, post.gjenopptatt?.timeIntervalSince1970,
            post.endret.timeIntervalSince1970,
        ]
    }

    private static func insert(_ post: Utbokspost, _ database: Database) throws {
        let fixed: [(any DatabaseValueConvertible)?] = [
            post.messageId, post.conversationId, post.archiveConversationId, post.avsender, post.mottaker,
            post.contentSha256, post.mappe, post.korrespondanse, post.mottatt.timeIntervalSince1970,
        ]
        try database.cachedStatement(sql: insertion).execute(arguments: StatementArguments(fixed + values(post)))
    }

    /// A message; nil when it is not there.
    public func post(_ messageId: String) async throws -> Utbokspost? {
        try await pool.read { try Self.post(messageId, $0) }
    }

    private static func post(_ messageId: String, _ database: Database) throws -> Utbokspost? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM melding WHERE messageId = ?"), arguments: [messageId]
        ).flatMap(Utbokspost.init)
    }

    /// Changes a message.
    public func endre(
        _ messageId: String, _ naa: Date, _ change: @escaping @Sendable (inout Utbokspost) -> Void
    ) async throws -> Utbokspost? {
        try await skriver.write { database -> Utbokspost? in
            guard var post = try Self.post(messageId, database) else { return nil }
            change(&post)
            if !post.harFiler { try Self.removeFiles(post.nummer, database) }
            post.endret = naa
            try database.cachedStatement(sql: Self.update).execute(
                arguments: StatementArguments(Self.values(post) + [messageId]))
            return post
        }
    }

    /// The messages that are due to be handed over: of each receiver the one that is first in line.
    public func forfalteLeveringer(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await all(Spoerring.leveringer, [naa.timeIntervalSince1970], most: most)
    }

    /// The messages that are due to be asked about.
    public func forfalteSpoersmaal(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await all(Spoerring.spoersmaal, [naa.timeIntervalSince1970], most: most)
    }

    /// The messages of which a receipt is due.
    public func forfalteKvitteringer(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await all(
            """
            SELECT * FROM melding WHERE kvitteringNeste IS NOT NULL AND kvitteringNeste <= ?
            ORDER BY kvitteringNeste
            """, [naa.timeIntervalSince1970], most: most)
    }

    /// The messages in a state, or in any.
    public func liste(_ tilstand: Utbokspost.Tilstand?, etter nummer: Int64, most: Int) async throws -> [Utbokspost] {
        let parked = tilstand == .parkert ? "OR \(Self.kvitteringErParkert)" : ""
        let condition = tilstand == nil ? "" : "AND (tilstand = ? \(parked))"
        return try await all(
            "SELECT * FROM melding WHERE nummer > ? \(condition) ORDER BY nummer",
            StatementArguments([nummer] + (tilstand.map { [$0.rawValue] } ?? [])), most: most)
    }

    /// The messages of a conversation.
    public func samtale(_ conversationId: String) async throws -> [Utbokspost] {
        try await all("SELECT * FROM melding WHERE conversationId = ? ORDER BY nummer", [conversationId], most: .max)
    }

    /// The finished messages that have not changed since.
    public func ferdige(foer: Date, harFiler: Bool, most: Int) async throws -> [Utbokspost] {
        try await all(
            """
            SELECT * FROM melding WHERE tilstand = 'ferdig' AND endret < ? AND kvitteringNeste IS NULL
            AND kvitteringForsoek = 0
            \(harFiler ? "AND harFiler = 1" : "") ORDER BY endret
            """, [foer.timeIntervalSince1970], most: most)
    }

    private func all(_ sql: String, _ arguments: StatementArguments, most: Int) async throws -> [Utbokspost] {
        try await pool.read { try $0.lesbare(sql, arguments, most: most, Utbokspost.init) }
    }

    /// The ids of the messages that this program cannot read.
    public func uleselige() async throws -> [String] {
        try await pool.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM melding WHERE tilstand <> 'ferdig' ORDER BY nummer")
            var ids: [String] = []
            while let row = try rows.next() {
                if Utbokspost(row) == nil { ids.append(row["messageId"]) }
            }
            return ids
        }
    }

    /// Lets the messages that were being handed over wait again.
    public func gjenoppta(_ naa: Date, unntatt: Set<String>) async throws {
        try await skriver.write { database in
            for id in try String.fetchAll(
                database, sql: "SELECT messageId FROM melding WHERE iKoe = 1 AND tilstand = 'sendes'")
            where !unntatt.contains(id) {
                try database.execute(
                    sql: "UPDATE melding SET tilstand = 'venter', neste = ? WHERE messageId = ?",
                    arguments: [naa.timeIntervalSince1970, id])
            }
        }
    }

    // What is asked often.
    private enum Spoerring {
        // From receiver to receiver by the index: however many messages wait, each receiver costs two look-ups.
        static let leveringer = """
            WITH RECURSIVE i_koe (mottaker) AS (
                SELECT min(mottaker) FROM melding WHERE iKoe = 1
                UNION ALL
                SELECT (SELECT min(mottaker) FROM melding WHERE iKoe = 1 AND mottaker > i_koe.mottaker)
                FROM i_koe WHERE i_koe.mottaker IS NOT NULL
            )
            SELECT melding.* FROM i_koe JOIN melding ON melding.nummer = (
                SELECT min(nummer) FROM melding WHERE iKoe = 1 AND mottaker = i_koe.mottaker
            )
            WHERE i_koe.mottaker IS NOT NULL AND melding.tilstand = 'venter' AND melding.neste <= ?
            ORDER BY melding.neste, melding.nummer
            """
        static let spoersmaal = "SELECT * FROM melding WHERE tilstand = 'sendt' AND neste <= ? ORDER BY neste"

        // All of them have a number; it names the index that is for this question alone.
        static let antall = """
            SELECT tilstand, count(*) FROM melding INDEXED BY melding_tilstand WHERE nummer > 0 GROUP BY tilstand
            """
        static let eldste = "SELECT min(mottatt) FROM melding WHERE iKoe = 1"
        static let kvitteringer = "SELECT count(*) FROM melding WHERE kvitteringNeste IS NOT NULL"
        static let parkerte = "SELECT count(*) FROM melding WHERE \(kvitteringErParkert)"
        static let arkivkvitteringer = "SELECT tilstand, count(*) FROM kvittering GROUP BY tilstand"
    }

    /// How many messages there are.
    public func tall() async throws -> Utbokstall {
        try await pool.read { database in
            var tall = Utbokstall()
            for row in try Row.fetchAll(database, sql: Spoerring.antall) {
                Utbokspost.Tilstand(rawValue: row[0]).map { tall.antall[$0] = row[1] }
            }
            tall.eldsteVentende = try Double.fetchOne(database, sql: Spoerring.eldste)
                .map { Date(timeIntervalSince1970: $0) }
            tall.kvitteringerVenter = try Int.fetchOne(database, sql: Spoerring.kvitteringer) ?? 0
            tall.kvitteringerParkert = try Int.fetchOne(database, sql: Spoerring.parkerte) ?? 0
            for row in try Row.fetchAll(database, sql: Spoerring.arkivkvitteringer) {
                Kvitteringspost.Tilstand(rawValue: row[0]).map { tall.arkivkvitteringer[$0] = row[1] }
            }
            return tall
        }
    }

    /// How what is asked often is found, in SQLite's words, for tests.
    package func planer() async throws -> (forfalt: [String], telling: [String]) {
        try await pool.read { database in
            let forfalt = try [Spoerring.leveringer, Spoerring.spoersmaal].flatMap { try database.plan($0, [0]) }
            let telling = try [
                Spoerring.antall, Spoerring.eldste, Spoerring.kvitteringer, Spoerring.parkerte,
                Spoerring.arkivkvitteringer,
            ].flatMap { try database.plan($0) }
            return (forfalt, telling)
        }
    }

    /// The folders that belong to messages.
    public func mapper() async throws -> Set<String> {
        try await pool.read { try String.fetchSet($0, sql: "SELECT mappe FROM melding WHERE mappe IS NOT NULL") }
    }

    /// Forgets a message.
    public func glem(_ messageId: String) async throws {
        try await skriver.write { database in
            guard let nummer = try Self.post(messageId, database)?.nummer else { return }
            try Self.removeFiles(nummer, database)
            try database.execute(sql: "DELETE FROM melding WHERE nummer = ?", arguments: [nummer])
        }
    }

    private static func removeFiles(_ nummer: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM fil WHERE nummer = ?", arguments: [nummer])
    }

    /// Gives back to the disk what is no longer used.
    public func komprimer() async throws {
        // In pieces with the others between, so that nobody waits long for it.
        while try await pool.writeWithoutTransaction(Self.giveBackSome) { try Task.checkCancellation() }
        _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
    }

    // False when there is nothing more.
    private static func giveBackSome(_ database: Database) throws -> Bool {
        let before = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        guard before > 0 else { return false }
        _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(1000)")
        return try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0 < before
    }

    /// A setting of the connection that writes, for tests.
    package func pragma(_ name: String) async throws -> String? {
        try await pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") }
    }
}
