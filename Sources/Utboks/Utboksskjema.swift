// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The tables of the outbox, and how older databases come to have them.
enum Utboksskjema {
    // What is asked for has a column; the rest is JSON with a version, which later programs read.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE melding (
                        nummer INTEGER PRIMARY KEY AUTOINCREMENT,
                        messageId TEXT NOT NULL UNIQUE,
                        conversationId TEXT NOT NULL,
                        archiveConversationId TEXT,
                        avsender TEXT NOT NULL,
                        mottaker TEXT NOT NULL,
                        contentSha256 TEXT NOT NULL,
                        mappe TEXT,
                        korrespondanse BLOB NOT NULL,
                        mottatt REAL NOT NULL,
                        tilstand TEXT NOT NULL,
                        iKoe INTEGER NOT NULL,
                        forsoek INTEGER NOT NULL,
                        neste REAL,
                        grunn TEXT,
                        sending BLOB,
                        kvitteringNeste REAL,
                        kvitteringForsoek INTEGER NOT NULL,
                        kvitteringGrunn TEXT,
                        harFiler INTEGER NOT NULL,
                        endret REAL NOT NULL
                    ) STRICT;
                    CREATE INDEX melding_samtale ON melding (conversationId, avsender);
                    CREATE INDEX melding_koe ON melding (mottaker, nummer) WHERE iKoe = 1;
                    CREATE INDEX melding_spoersmaal ON melding (neste) WHERE tilstand = 'sendt';
                    CREATE INDEX melding_kvittering ON melding (kvitteringNeste) WHERE kvitteringNeste IS NOT NULL;
                    CREATE INDEX melding_ferdig ON melding (endret) WHERE tilstand = 'ferdig';
                    CREATE TABLE fil (
                        nummer INTEGER NOT NULL,
                        path TEXT NOT NULL,
                        innhold BLOB NOT NULL,
                        PRIMARY KEY (nummer, path)
                    ) STRICT;
                    CREATE TABLE kvittering (
                        messageId TEXT PRIMARY KEY NOT NULL,
                        conversationId TEXT NOT NULL,
                        sbd BLOB NOT NULL,
                        mottatt REAL NOT NULL,
                        tilstand TEXT NOT NULL,
                        forsoek INTEGER NOT NULL,
                        neste REAL,
                        grunn TEXT
                    ) STRICT;
                    CREATE INDEX kvittering_neste ON kvittering (neste) WHERE neste IS NOT NULL;
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: "ALTER TABLE melding ADD COLUMN erParkertForHaand INTEGER NOT NULL DEFAULT 0")
        }
        // A letter is in its row: to count rows by reading them is to read all of the database. The condition that all rows
        // fulfil keeps the first for the count alone: SQLite would take it for what is asked of one state, which has better.
        migrator.registerMigration("3") { database in
            try database.execute(
                sql: """
                    CREATE INDEX melding_tilstand ON melding (tilstand) WHERE nummer > 0;
                    CREATE INDEX melding_ventende ON melding (mottatt) WHERE iKoe = 1;
                    CREATE INDEX melding_kvittering_parkert ON melding (kvitteringNeste, kvitteringForsoek)
                        WHERE kvitteringNeste IS NULL AND kvitteringForsoek > 0;
                    CREATE INDEX kvittering_tilstand ON kvittering (tilstand);
                    """)
        }
        migrator.registerMigration("4") { database in
            try database.execute(sql: "ALTER TABLE melding ADD COLUMN gjenopptatt REAL")
        }
        return migrator
    }
}
