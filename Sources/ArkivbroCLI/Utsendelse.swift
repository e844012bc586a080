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
    /// - Throws: `ArkivbroError` when the folder cannot be read or written.
    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        let id = oppdrag.korrespondanse.messageId
        var refusal: Avvisning?
        let sending = try mappe.update(id) { known in
            let next = try beginning(oppdrag, after: known)
            if let known { refusal = next.refusal(after: known) }
            return refusal == nil ? next : known ?? next
        }
        if let refusal { return .refused(refusal) }
        let keyed = Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse,
            idempotentKey: sending.idempotentKey)
        let resultat = try await transport.send(keyed)
        _ = try mappe.update(id) { known in
            // Somebody else has begun a later attempt: what this one came to is no longer of use.
            guard var known, known.isSameAttempt(as: sending) else {
                return known ?? sending
            }
            known.note(resultat, at: Date().medSone)
            return known
        }
        return resultat
    }

    private func beginning(_ oppdrag: Oppdrag, after known: Sending?) throws -> Sending {
        Sending(
            try Sendingsgrunnlag(oppdrag), by: navn.rawValue, spoolDir: spoolDir, after: known, now: Date().medSone)
    }

    /// The order as it would be handed over now.
    ///
    /// - Throws: `ArkivbroError` when the folder cannot be read.
    static func keyed(_ oppdrag: Oppdrag, by navn: Transportnavn, in folder: URL) throws -> Oppdrag {
        let id = oppdrag.korrespondanse.messageId
        let known = try Sendingsmappe(existing: folder)?.read(id)
        return Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse,
            idempotentKey: Oppdrag.idempotentKey(
                ofMessage: id, attempt: Sending.attempt(after: known, by: navn.rawValue)))
    }
}
