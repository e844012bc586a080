// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Oppsett
import SafeXML

/// One hand-over: its key is decided and kept before the call, and what came of it after.
struct Utsendelse: Sendable {
    let mappe: Sendingsmappe
    let transport: any DPVTransport
    let navn: Transportnavn
    let spoolDir: URL?

    /// Hands an order over.
    ///
    /// - Throws: `ArkivbroError` when the folder cannot be read or written.
    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        let id = oppdrag.korrespondanse.messageId
        var refusal: Avvisning?
        let sending = try mappe.update(id) { known in
            let next = try beginning(oppdrag, after: known)
            if let known { refusal = self.refusal(of: next, after: known) }
            return refusal == nil ? next : known ?? next
        }
        if let refusal { return .refused(refusal) }
        let keyed = Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse,
            idempotentKey: sending.idempotentKey)
        let resultat = try await transport.send(keyed)
        _ = try mappe.update(id) { known in
            // Somebody else has begun a later attempt: what this one came to is no longer of use.
            guard var known, known.attempt == sending.attempt, known.transport == sending.transport else {
                return known ?? sending
            }
            known.note(resultat, at: Date().medSone)
            return known
        }
        return resultat
    }

    private func beginning(_ oppdrag: Oppdrag, after known: Sending?) throws -> Sending {
        let letter = oppdrag.korrespondanse
        let now = Date().medSone
        let attempt = Self.attempt(after: known, by: navn)
        let isSameAttempt = known?.transport == navn.rawValue && known?.attempt == attempt
        let sbd = try sbd(oppdrag)
        var next = Sending(
            messageId: letter.messageId, transport: navn.rawValue,
            spoolDir: spoolDir.map { $0.absoluteURL.path(percentEncoded: false) },
            contentSha256: letter.contentSHA256, documentType: letter.dokumenttype.type, process: letter.prosess.urn,
            idempotentKey: Oppdrag.idempotentKey(ofMessage: letter.messageId, attempt: attempt),
            createdAt: known?.createdAt ?? now, lastAttemptAt: now, expiresAt: sbd.expectedResponseDateTime)
        next.attempt = attempt
        if letter.dokumenttype == .arkivmelding {
            next.address = Sending.Adresse(
                sender: letter.sender.digits, receiver: sbd.receiver, conversationId: letter.conversationId,
                archiveConversationId: Self.archiveConversationId(oppdrag), senderRef: sbd.senderRef,
                receiverRef: sbd.receiverRef)
        }
        if let known {
            next.receipts = known.receipts
            next.pendingReceipts = known.pendingReceipts
            if isSameAttempt {
                next.reference = known.reference
                next.handedOverAt = known.handedOverAt
                next.statuses = known.statuses
                // What was sent first is what expires.
                if known.outcome.mayHaveArrived { next.expiresAt = known.expiresAt }
            }
        }
        // The integrasjonspunkt says itself when it made it.
        if next.statuses.hendelser.isEmpty, navn != .integrasjonspunkt {
            next.statuses.add([Statushendelse(.opprettet, tidspunkt: now)])
        }
        return next
    }

    // Altinn never forgets a key: only a message that is known to have failed needs another.
    private static func attempt(after known: Sending?, by navn: Transportnavn) -> Int {
        guard let known, known.transport == navn.rawValue else { return 1 }
        return known.attempt + (known.statuses.status?.isFailure == true ? 1 : 0)
    }

    /// The order as it would be handed over now.
    ///
    /// - Throws: `ArkivbroError` when the folder cannot be read.
    static func keyed(_ oppdrag: Oppdrag, by navn: Transportnavn, in folder: URL) throws -> Oppdrag {
        let id = oppdrag.korrespondanse.messageId
        let known = try Sendingsmappe(existing: folder)?.read(id)
        return Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse,
            idempotentKey: Oppdrag.idempotentKey(ofMessage: id, attempt: attempt(after: known, by: navn)))
    }

    // The spool looks for itself what it has of a message, and its reader may have taken it away.
    private func refusal(of next: Sending, after known: Sending) -> Avvisning? {
        guard known.transport != Transportnavn.spool.rawValue, known.outcome.mayHaveArrived,
            known.statuses.status?.isFailure != true
        else { return nil }
        if known.transport != next.transport {
            return Avvisning(.finnesFraFoer, "Meldingen er sendt før, med \(known.transport).")
        }
        if known.contentSha256 != next.contentSha256 {
            return Avvisning(.finnesFraFoer, "En melding med samme id er sendt før, med annet innhold.")
        }
        return nil
    }

    private func sbd(_ oppdrag: Oppdrag) throws -> StandardBusinessDocument {
        guard let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json")),
            let sbd = SBDInnlesing(json: [UInt8](data)).sbd
        else { throw ArkivbroError(.cannotRead, "Kan ikke lese sbd.json i forsendelsen.") }
        return sbd
    }

    // As the archive wrote it, which is what it knows its message by.
    private static func archiveConversationId(_ oppdrag: Oppdrag) -> String? {
        guard let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: "arkivmelding.xml")),
            let text = try? XMLDocument(parsing: [UInt8](data)).root?.child("meldingId")?.text,
            text != oppdrag.korrespondanse.conversationId
        else { return nil }
        return text
    }
}
