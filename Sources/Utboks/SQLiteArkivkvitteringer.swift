// SPDX-License-Identifier: Apache-2.0
public import Foundation
import GRDB

/// The archive's receipts, in the database of the outbox.
extension SQLiteUtbokslager {
    /// Keeps an archive's receipt; the same again is the one that is there, and takes it up when it was given up.
    public func lagre(_ kvittering: Kvitteringspost) async throws {
        try await skriver.write { database in
            try database.execute(
                sql: """
                    INSERT INTO kvittering
                        (messageId, conversationId, sbd, mottatt, tilstand, forsoek, neste, grunn)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE
                        SET tilstand = excluded.tilstand, forsoek = 0, neste = excluded.neste, grunn = NULL
                        WHERE tilstand = 'parkert'
                    """,
                arguments: [
                    kvittering.messageId, kvittering.conversationId, kvittering.sbd,
                    kvittering.mottatt.timeIntervalSince1970, kvittering.tilstand.rawValue, kvittering.forsoek,
                    kvittering.neste?.timeIntervalSince1970, kvittering.grunn,
                ])
        }
    }

    /// The archive's receipts that are due to be sent.
    public func forfalteArkivkvitteringer(_ naa: Date, most: Int) async throws -> [Kvitteringspost] {
        try await pool.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM kvittering WHERE neste <= ? ORDER BY neste, messageId LIMIT ?",
                arguments: [naa.timeIntervalSince1970, most]
            ).map(Kvitteringspost.init)
        }
    }

    /// Changes what is kept of an archive's receipt.
    public func endre(_ kvittering: Kvitteringspost) async throws {
        try await skriver.write { database in
            try database.execute(
                sql: "UPDATE kvittering SET tilstand = ?, forsoek = ?, neste = ?, grunn = ? WHERE messageId = ?",
                arguments: [
                    kvittering.tilstand.rawValue, kvittering.forsoek, kvittering.neste?.timeIntervalSince1970,
                    kvittering.grunn, kvittering.messageId,
                ])
        }
    }

    /// Forgets the archive's receipts that came before a time, and were sent or given up.
    public func glemArkivkvitteringer(foer: Date) async throws {
        try await skriver.write { database in
            try database.execute(
                sql: "DELETE FROM kvittering WHERE tilstand IN ('sendt', 'parkert') AND mottatt < ?",
                arguments: [foer.timeIntervalSince1970])
        }
    }
}
