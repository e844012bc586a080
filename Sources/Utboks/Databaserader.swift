// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import GRDB

extension Row {
    func date(_ column: String) -> Date? {
        (self[column] as Double?).map { Date(timeIntervalSince1970: $0) }
    }
}

extension Utbokspost {
    // Nil when it holds what this program cannot read: it must neither be sent with another key nor written over.
    init?(_ row: Row) {
        var sending: Sending?
        if let data = row["sending"] as Data? {
            guard let read = try? JSONDecoder().decode(Sending.self, from: data), read.schemaVersion == 1 else {
                return nil
            }
            sending = read
        }
        guard let tilstand = Tilstand(rawValue: row["tilstand"]) else { return nil }
        self.init(
            messageId: row["messageId"], conversationId: row["conversationId"],
            archiveConversationId: row["archiveConversationId"], avsender: row["avsender"], mottaker: row["mottaker"],
            contentSha256: row["contentSha256"], mappe: row["mappe"],
            korrespondanse: row["korrespondanse"], mottatt: row.date("mottatt") ?? .distantPast)
        nummer = row["nummer"]
        self.tilstand = tilstand
        self.sending = sending
        forsoek = row["forsoek"]
        neste = row.date("neste")
        grunn = row["grunn"]
        kvittering.neste = row.date("kvitteringNeste")
        kvittering.forsoek = row["kvitteringForsoek"]
        kvittering.grunn = row["kvitteringGrunn"]
        harFiler = row["harFiler"]
        erParkertForHaand = row["erParkertForHaand"]
        gjenopptatt = row.date("gjenopptatt")
        endret = row.date("endret") ?? .distantPast
    }
}

extension Kvitteringspost {
    init(_ row: Row) {
        self.init(
            messageId: row["messageId"], conversationId: row["conversationId"], sbd: row["sbd"],
            mottatt: row.date("mottatt") ?? .distantPast)
        tilstand = Tilstand(rawValue: row["tilstand"]) ?? .parkert
        forsoek = row["forsoek"]
        neste = row.date("neste")
        grunn = row["grunn"]
    }
}
