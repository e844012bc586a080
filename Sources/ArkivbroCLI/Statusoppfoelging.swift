// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import EFormidling
import Foundation
import Omforming

/// Asks what became of a message, keeps the answer, and makes the receipts that it calls for.
struct Statusoppfoelging: Sendable {
    let mappe: Sendingsmappe
    let transport: any DPVTransport
    let utsteder: Kvitteringsutsteder

    /// - Throws: `ArkivbroError` when the folders cannot be read or written.
    func ask(_ messageId: String) async throws -> Statusoversikt {
        guard let before = try mappe.read(messageId) else { throw ExitCode(ExitStatus.noInput) }
        let svar = before.isRefused ? nil : try await transport.status(of: before.referanse)
        let sending = try mappe.update(messageId) { known in
            guard var known else { throw ExitCode(ExitStatus.noInput) }
            // An answer about an attempt that is no longer the last says nothing of this one.
            guard known.isSameAttempt(as: before), known.isRefused == before.isRefused else { return known }
            if let svar { known.note(svar, now: Date()) }
            utsteder.decide(&known)
            return known
        }
        var written: [URL] = []
        for receipt in sending.pendingReceipts {
            if let folder = try utsteder.write(receipt, of: sending) { written.append(folder) }
            // Another process may have decided on others since.
            _ = try mappe.update(messageId) { known in
                var known = known ?? sending
                known.pendingReceipts.removeAll { $0 == receipt }
                return known
            }
        }
        return Statusoversikt(sending: sending, svar: svar, isRefused: before.isRefused, receipts: written)
    }
}

/// What is told of a message.
struct Statusoversikt: Equatable {
    let messageId: String
    let transport: String
    let reference: String?
    let idempotentKey: String
    let attempt: Int
    let status: Meldingsstatus?
    let isFinal: Bool
    let hendelser: [Statushendelse]
    let avvisning: Avvisning?
    let receipts: [String]
    /// Why there is no answer; nil when there is one.
    let reason: String?
    let afterSeconds: Int?
    let code: Int32

    init(sending: Sending, svar: Statussvar?, isRefused: Bool, receipts: [URL]) {
        messageId = sending.messageId
        transport = sending.transport
        reference = sending.reference
        idempotentKey = sending.idempotentKey
        attempt = sending.attempt
        let hendelser = sending.statuses.hendelser
        self.hendelser = hendelser
        avvisning = sending.statuses.avvisning ?? (isRefused ? sending.refusal : nil)
        status = isRefused ? .feil : sending.statuses.status
        isFinal = isRefused || sending.statuses.isFinal || sending.isTaken(svar)
        self.receipts = receipts.map { $0.path(percentEncoded: false) }
        var reason: String?
        var afterSeconds: Int?
        var code: Int32 = status?.isFailure == true ? 1 : 0
        switch svar {
        case .notKnown where sending.isTaken(svar):
            reason = "Den som leser spool, har tatt meldingen; den har ingen flere statuser der."
        case .notKnown where hendelser.allSatisfy({ $0.status == .opprettet }):
            reason =
                "\(sending.transport) kjenner ikke meldingen. Er den nylig sendt, så spør igjen; ellers send den på nytt."
            code = ExitStatus.tryLater
        case .retryLater(let text, let seconds):
            reason = text
            afterSeconds = seconds
            code = ExitStatus.tryLater
        case .configurationFault(let text):
            reason = text
            code = ExitStatus.configuration
        case .known, .notKnown, nil: break
        }
        self.reason = reason
        self.afterSeconds = afterSeconds
        self.code = code
    }

    var text: String {
        var lines = ["\(status?.rawValue ?? "UKJENT")  \(messageId)  \(transport)"]
        let width = Meldingsstatus.allCases.map(\.rawValue.count).max() ?? 0
        for hendelse in hendelser {
            let word = hendelse.status.rawValue
            var line = "  " + word + String(repeating: " ", count: width - word.count)
            line += "  " + (hendelse.tidspunkt ?? "-")
            lines.append(line)
            if let advarsel = hendelse.advarsel { lines.append("  \(advarsel.linje)") }
        }
        if let avvisning { lines.append("  \(avvisning.linje)") }
        lines += receipts.map { "  kvittering  \($0)" }
        return lines.map(Konsoll.plain).joined(separator: "\n")
    }

    var json: OrderedJSON {
        .members([
            ("messageId", .string(messageId)),
            ("transport", .string(transport)),
            ("reference", reference.map(OrderedJSON.string)),
            ("idempotentKey", .string(idempotentKey)),
            ("attempt", .integer(Int64(attempt))),
            ("status", status.map { .string($0.rawValue) }),
            ("isFinal", .bool(isFinal)),
            (
                "messageStatuses",
                .array(hendelser.map(\.json))
            ),
            ("refusal", avvisning?.json),
            ("receipts", receipts.isEmpty ? nil : .array(receipts.map(OrderedJSON.string))),
        ])
    }
}
