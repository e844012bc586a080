// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import Omforming
import Oppsett

/// One hand-over: its key is decided and kept before the call, and what came of it after.
struct Utsendelse: Sendable {
    let mappe: Sendingsmappe
    let transport: any DPVTransport
    let navn: Transportnavn
    let spoolDir: URL?

    /// Hands an order over.
    ///
    /// - Parameter archiveConversationId: what the archive calls the conversation, as it wrote it.
    /// - Throws: `ArkivbroError` when the folder cannot be read or written.
    func send(_ oppdrag: Oppdrag, archiveConversationId: String?) async throws -> Leveringsresultat {
        let id = oppdrag.korrespondanse.messageId
        var before: Sending?
        let sending: Sending
        do {
            sending = try mappe.update(id) { known in
                before = known
                return try Self.beginning(oppdrag, archiveConversationId, by: navn, spoolDir, after: known)
            }
        } catch let refused as Refused {
            return .refused(refused.avvisning)
        }
        let resultat = try await transport.send(Self.keyed(oppdrag, sending))
        _ = try mappe.update(id) { known in
            // Somebody else has begun a later attempt: what this one came to is no longer of use.
            guard var known, known.isSameAttempt(as: sending) else {
                return known ?? sending
            }
            // The other side has another message by the name: what is kept of that one stands, such as whom to answer.
            if case .refused(let avvisning) = resultat, avvisning.kode == .finnesFraFoer, let before,
                before.contentSha256 != sending.contentSha256
            {
                return before
            }
            known.note(resultat, at: Date().medSone)
            return known
        }
        return resultat
    }

    /// It must not be sent: an answer like that of the other side.
    struct Refused: Error {
        let avvisning: Avvisning
    }

    /// - Throws: ``Refused``, or `ArkivbroError` when the package cannot be read.
    private static func beginning(
        _ oppdrag: Oppdrag, _ archiveConversationId: String?, by navn: Transportnavn, _ spoolDir: URL?,
        after known: Sending?
    ) throws -> Sending {
        let grunnlag = try Sendingsgrunnlag(oppdrag, archiveConversationId: archiveConversationId)
        switch Sendingsvalg(grunnlag, by: navn.rawValue, spoolDir: spoolDir, after: known, now: Date()) {
        // The call by the same key is the question.
        case .send(let next), .ask(let next): return next
        case .refuse(let avvisning): throw Refused(avvisning: avvisning)
        }
    }

    private static func keyed(_ oppdrag: Oppdrag, _ sending: Sending) -> Oppdrag {
        Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse,
            idempotentKey: sending.idempotentKey)
    }

    /// The order as it would be handed over now.
    ///
    /// - Throws: ``Refused`` when it would not be, or `ArkivbroError` when the folder cannot be read.
    static func keyed(_ oppdrag: Oppdrag, by navn: Transportnavn, spoolDir: URL?, in folder: URL) throws -> Oppdrag {
        let known = try Sendingsmappe(existing: folder)?.read(oppdrag.korrespondanse.messageId)
        return keyed(oppdrag, try beginning(oppdrag, nil, by: navn, spoolDir, after: known))
    }
}
