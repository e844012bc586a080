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
        var sending = try mappe.update(messageId) { known in
            guard var known else { throw ExitCode(ExitStatus.noInput) }
            // An answer about an attempt that is no longer the last says nothing of this one.
            guard known.attempt == before.attempt, known.transport == before.transport,
                known.isRefused == before.isRefused
            else { return known }
            if let svar {
                known.statuses.add(svar)
                if Self.mayExpire(known, svar) { Self.expire(&known) }
            }
            utsteder.decide(&known)
            return known
        }
        var written: [URL] = []
        for receipt in sending.pendingReceipts {
            if let folder = try utsteder.write(receipt, of: sending) { written.append(folder) }
        }
        if !sending.pendingReceipts.isEmpty {
            sending = try mappe.update(messageId) { known in
                var known = known ?? sending
                known.pendingReceipts = []
                return known
            }
        }
        return Statusoversikt(sending: sending, svar: svar, isRefused: before.isRefused, receipts: written)
    }

    // Over the network, what the other side never got expires as well. What a spool does not know, its reader has taken.
    private static func mayExpire(_ sending: Sending, _ svar: Statussvar) -> Bool {
        switch svar {
        case .known: true
        case .notKnown: sending.spoolDir == nil && sending.reference == nil
        case .retryLater, .configurationFault: false
        }
    }

    // Altinn and the spool know of no expiry.
    private static func expire(_ sending: inout Sending) {
        guard let text = sending.expiresAt, let expiry = try? Date(text, strategy: .iso8601) else { return }
        sending.statuses.expire(expiry, now: Date())
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
        isFinal = isRefused || sending.statuses.isFinal
        self.receipts = receipts.map { $0.path(percentEncoded: false) }
        var reason: String?
        var afterSeconds: Int?
        var code: Int32 = status?.isFailure == true ? 1 : 0
        switch svar {
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
            if let advarsel = hendelse.advarsel { lines.append("  \(advarsel.kode.rawValue): \(advarsel.reason)") }
        }
        if let avvisning { lines.append("  \(avvisning.kode.rawValue): \(avvisning.reason)") }
        lines += receipts.map { "  kvittering  \($0)" }
        return lines.joined(separator: "\n")
    }

    private static func json(_ avvisning: Avvisning) -> OrderedJSON {
        .object([("code", .string(avvisning.kode.rawValue)), ("text", .string(avvisning.reason))])
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
                .array(
                    hendelser.map { hendelse in
                        .members([
                            ("status", .string(hendelse.status.rawValue)),
                            ("lastUpdate", hendelse.tidspunkt.map(OrderedJSON.string)),
                            ("description", hendelse.description.map(OrderedJSON.string)),
                            ("warning", hendelse.advarsel.map(Self.json)),
                        ])
                    })
            ),
            ("refusal", avvisning.map(Self.json)),
            ("receipts", receipts.isEmpty ? nil : .array(receipts.map(OrderedJSON.string))),
        ])
    }
}
