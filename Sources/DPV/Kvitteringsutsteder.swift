// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
public import Foundation
import Noark
public import Omforming

/// Makes the receipts that statuses call for: which ones is decided and kept first, and written then.
///
/// A receipt has a name that follows from what it says: written twice, it is one.
public struct Kvitteringsutsteder: Sendable {
    private let omformer: Omformer
    private let folder: URL
    private let policy: ReceiptPolicy

    /// Writes into a folder, which is created if it is missing, one folder in it for each kind of receipt.
    public init(omformer: Omformer, folder: URL, policy: ReceiptPolicy) {
        self.omformer = omformer
        self.folder = folder
        self.policy = policy
    }

    /// Notes the receipts that are due now.
    ///
    /// - Parameter avvisning: why the message was given up, when the transport does not know of it.
    public func decide(_ sending: inout Sending, givenUp avvisning: Avvisning? = nil) {
        let type = [Dokumenttype.arkivmelding, .digitalDpv].first { $0.type == sending.documentType } ?? .digitalDpv
        var forloep = sending.forloepForKvittering
        // For the receipt alone: of what was given up, nothing has happened at the transport.
        if let avvisning { forloep.add([Statushendelse(.feil, avvisning: avvisning)]) }
        // What the receiver of the receipt knows is the message of the first attempt.
        let due = sending.receipts.kvitteringer(for: forloep, of: sending.messageId, dokumenttype: type, policy)
        sending.pendingReceipts += due.map { utstedt in
            Sending.Kvittering(
                kind: utstedt.slag, type: utstedt.kvittering.receiptType?.rawValue ?? "",
                code: utstedt.kvittering.messages.first?.code, text: utstedt.kvittering.messages.first?.text)
        }
    }

    /// Writes one receipt.
    ///
    /// - Parameter durably: asks the disk to keep it before returning.
    /// - Returns: its folder; nil when the message has nobody to answer.
    /// - Throws: `ArkivbroError` when writing fails.
    public func write(
        _ receipt: Sending.Kvittering, of sending: Sending, durably: Bool = true
    ) throws -> URL? {
        guard let sbd = sbd(receipt, sending) else { return nil }
        let place = folder.appending(path: receipt.kind.rawValue, directoryHint: .isDirectory)
        do {
            switch receipt.kind {
            case .arkivmeldingKvittering: return try write(sbd, in: place, durably)
            case .appReceipt:
                var settings = ReceiptSettings()
                settings.ownOrganisation = Organisasjonsnummer(sbd.receiver)
                settings.original = ReceiptSettings.Original(
                    archiveConversationId: sending.address?.archiveConversationId, messageId: sending.messageId)
                let made = omformer.appReceipt(of: SBDInnlesing(json: sbd.json.bytes), settings)
                guard made.verdict == .accepted else {
                    throw ArkivbroError(.cannotWrite, "Kvitteringen for \(sending.messageId) kan ikke lages.")
                }
                return try made.commit(in: place, durably: durably)
            }
        } catch let error as ArkivbroError where error.code == .exists {
            return place.appending(path: sbd.messageId, directoryHint: .isDirectory)
        }
    }

    /// Removes what programs that were killed had begun to write.
    public func discardAbandoned() {
        for kind in Kvitteringsbok.Slag.allCases {
            Mappebygger.discardAbandoned(in: folder.appending(path: kind.rawValue, directoryHint: .isDirectory))
        }
    }

    private func sbd(_ receipt: Sending.Kvittering, _ sending: Sending) -> StandardBusinessDocument? {
        guard let address = sending.address else { return nil }
        var original = StandardBusinessDocument(
            sender: Organisasjonsnummer(address.sender), receiver: address.receiver, messageId: sending.messageId,
            conversationId: address.conversationId, prosess: Prosess(urn: sending.process), dokumenttype: .arkivmelding)
        original.senderRef = address.senderRef
        original.receiverRef = address.receiverRef
        return original.addressed(
            Kvittering(
                receiptType: Kvittering.Kvitteringstype(rawValue: receipt.type), relatedToMessageId: sending.messageId,
                messages: receipt.text == nil ? [] : [Kvittering.Message(code: receipt.code, text: receipt.text)]))
    }

    private func write(_ sbd: StandardBusinessDocument, in place: URL, _ durably: Bool) throws -> URL {
        do {
            let mappe = try Mappebygger(in: place)
            try mappe.write(sbd.json.bytes, to: "sbd.json")
            return try mappe.commit(as: sbd.messageId, durably: durably)
        } catch let error as MappeFinnes {
            return error.url
        } catch {
            throw ArkivbroError(
                .cannotWrite, "Kan ikke skrive i \(place.path(percentEncoded: false)): \(error.reason).")
        }
    }
}
