// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import GRDB
import Logging
import Noark
import Omforming
import Utboks

/// How fast the outbox takes messages, and how fast the rows alone could be kept.
enum Outbox {
    /// Takes so many messages as each line of standard input says, from so many clients at once, and answers in seconds.
    static func accept(message path: String, folder: String, clients: Int) async throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var settings = UtboksSettings(folder: URL(filePath: folder, directoryHint: .isDirectory))
        settings.minFreeBytes = 0
        let utboks = try Utboks(
            settings, transport: Nowhere(), arkiv: nil, omformer: Omformer(),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let inn = folder + "/inn"
        try FileManager.default.createDirectory(atPath: inn, withIntermediateDirectories: true)
        while let line = readLine() {
            let bodies = try (0..<(Int(line) ?? 0)).map { _ in
                let file = URL(filePath: inn + "/" + UUID().uuidString)
                try Data(text.replacing(conversation, with: UUID().uuidString.lowercased()).utf8).write(to: file)
                return file
            }
            let clock = ContinuousClock()
            let time = try await clock.measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<clients {
                        group.addTask {
                            for index in stride(from: client, to: bodies.count, by: clients) {
                                guard
                                    case .lagret(_, _, false) = try await utboks.taImot(bodies[index], mottatt: Date())
                                else { throw Worker.Failure(what: "not taken") }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            FileHandle.standardOutput.write(Data("\(time.seconds)\n".utf8))
        }
    }

    // Of the message that is measured with.
    private static let conversation = "3c1f5a52-6c0e-4f57-9d0a-5a4f1a2b3c4e"

    /// Inserts the rows of a message of an outbox so often as each line of standard input says, each in a transaction of its
    /// own, in a database that is made in the same way, and answers in seconds.
    static func insert(from source: String, folder: String) async throws {
        let target = URL(filePath: folder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let file = UtboksSettings(folder: target).database
        // Gone before the database is opened again.
        do { _ = try SQLiteUtbokslager(file) }
        let old = try DatabaseQueue(
            path: UtboksSettings(folder: URL(filePath: source, directoryHint: .isDirectory)).database.path(
                percentEncoded: false))
        guard let row = try old.read({ try Row.fetchOne($0, sql: "SELECT * FROM melding LIMIT 1") }) else {
            throw Worker.Failure(what: "no row")
        }
        let nummer: Int64 = row["nummer"]
        let filer = try old.read {
            try Row.fetchAll($0, sql: "SELECT path, innhold FROM fil WHERE nummer = ?", arguments: [nummer])
        }
        let names = row.columnNames.filter { $0 != "nummer" }
        let values = names.map { row[$0] as DatabaseValue }
        let sql = """
            INSERT INTO melding (\(names.joined(separator: ", ")))
            VALUES (\(Array(repeating: "?", count: names.count).joined(separator: ", ")))
            """
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        let queue = try DatabaseQueue(path: file.path(percentEncoded: false), configuration: configuration)
        while let line = readLine() {
            let times = Int(line) ?? 0
            let time = try ContinuousClock().measure {
                for _ in 0..<times {
                    let id = UUID().uuidString.lowercased()
                    let own = zip(names, values).map { name, value in
                        ["messageId", "conversationId", "contentSha256"].contains(name) ? id.databaseValue : value
                    }
                    try queue.write { database in
                        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(own))
                        let nummer = database.lastInsertedRowID
                        for fil in filer {
                            try database.cachedStatement(
                                sql: "INSERT INTO fil (nummer, path, innhold) VALUES (?, ?, ?)"
                            )
                            .execute(arguments: [nummer, fil[0] as String, fil[1] as Data])
                        }
                    }
                }
            }
            FileHandle.standardOutput.write(Data("\(time.seconds)\n".utf8))
        }
    }

    private struct Nowhere: DPVTransport {
        let name = "ingen"
        func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
            .retryLater(reason: "Ingen.", afterSeconds: nil)
        }
        func status(of referanse: Leveringsreferanse) async throws -> Statussvar { .notKnown }
        func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar { .notAvailable }
    }
}
