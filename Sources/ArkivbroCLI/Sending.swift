// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark

/// What is kept of a message that was sent, or tried: enough to send it once, to ask what became of it, and to answer it.
struct Sending: Codable, Sendable {
    /// What came of the last attempt to hand it over.
    enum Utfall: String, Codable, Sendable {
        /// It was begun, and its answer never seen.
        case pending
        /// It was taken.
        case accepted
        /// Not now, or nobody knows.
        case retryLater
        /// It was not taken, and would not be.
        case refused
        /// It was not taken; our settings or access are at fault.
        case configurationFault

        /// The other side may have it.
        var mayHaveArrived: Bool { self == .pending || self == .accepted || self == .retryLater }
    }

    /// Whom a receipt goes to, and what it must say to be known.
    struct Adresse: Codable, Sendable {
        var sender: String
        var receiver: String
        var conversationId: String
        /// What the archive itself wrote; nil when it wrote nothing.
        var archiveConversationId: String?
        var senderRef: String
        var receiverRef: String
    }

    /// A receipt that is due and not yet written.
    struct Kvittering: Codable, Sendable {
        var kind: Kvitteringsbok.Slag
        var type: String
        var code: String?
        var text: String?
    }

    var schemaVersion = 1
    let messageId: String
    var transport: String
    /// Folder of the spool, for a message that was handed over there.
    var spoolDir: String?
    var contentSha256: String
    var documentType: String
    var process: String
    /// Attempts, of which each but the first follows one that is known to have failed.
    var attempt = 1
    var idempotentKey: String
    var reference: String?
    var outcome = Utfall.pending
    /// Why it was refused.
    var refusal: Avvisning?
    var createdAt: String
    var lastAttemptAt: String
    var handedOverAt: String?
    /// When the message expires.
    var expiresAt: String?
    /// Nil for a letter of the type digital_dpv, which has no receipts.
    var address: Adresse?
    var statuses = Statusforloep()
    var receipts = Kvitteringsbok()
    var pendingReceipts: [Kvittering] = []

    /// What a transport asks by.
    var referanse: Leveringsreferanse {
        Leveringsreferanse(
            messageId: messageId, idempotentKey: idempotentKey, prosess: Prosess(urn: process), reference: reference)
    }

    /// It was never taken: there is nothing to ask the other side about.
    var isRefused: Bool { outcome == .refused && reference == nil }

    /// What has happened, as an archive is told of it: what was refused did not get through.
    ///
    /// Not a status that is kept: the key is still good for the same message.
    var forloepForKvittering: Statusforloep {
        var forloep = statuses
        if isRefused, let refusal { forloep.add([Statushendelse(.feil, avvisning: refusal)]) }
        return forloep
    }

    /// What came of an attempt.
    mutating func note(_ resultat: Leveringsresultat, at time: String) {
        refusal = nil
        switch resultat {
        case .accepted(let reference), .alreadyAccepted(let reference):
            self.reference = reference
            outcome = .accepted
            handedOverAt = handedOverAt ?? time
        case .retryLater: outcome = .retryLater
        case .refused(let avvisning):
            outcome = .refused
            // What the other side wrote may hold values of the document.
            refusal = Avvisning(avvisning.kode, avvisning.reason)
        case .configurationFault: outcome = .configurationFault
        }
    }
}

extension Date {
    /// ISO 8601 with the offset of this machine.
    var medSone: String {
        formatted(
            Date.ISO8601FormatStyle(timeZone: .current).year().month().day().timeSeparator(.colon)
                .time(includingFractionalSeconds: false).timeZone(separator: .colon))
    }
}
