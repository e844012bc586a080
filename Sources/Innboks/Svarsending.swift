// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import DPVHTTP
import DPVIntegrasjonspunkt
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Utboks

/// The archive's answer, on its way back to the sender.
extension Innboks {
    /// The archive's answer, for the letter's sender; nil when there is nobody to send it to, or nothing to send.
    func kvittering(_ appReceipt: Data?, for melding: Innmelding) -> StandardBusinessDocument? {
        // A receipt is never answered with a receipt: two systems would go on for ever.
        guard settings.sendsReceipts, melding.slag == .arkivmelding, let appReceipt,
            let brev = SBDInnlesing(json: [UInt8](melding.sbd)).sbd, brev.sender != nil
        else { return nil }
        var receipt = ReceiptSettings()
        receipt.ownOrganisation = Organisasjonsnummer(brev.receiver)
        receipt.original = ReceiptSettings.Original(
            conversationId: MeldingId.uuid(in: brev.conversationId), messageId: melding.messageId)
        guard let message = try? Arkivsvarmelding.putMessage(appReceipt, answering: brev),
            let innlesing = try? Innlesing(message),
            let sbd = omformer.receipt(of: innlesing, receipt).sbd
        else {
            log(.warning, "arkivets AppReceipt kan ikke sendes tilbake", melding)
            return nil
        }
        return sbd
    }

    func refusal(of melding: Innmelding, _ messages: [(String, String)]) -> StandardBusinessDocument? {
        guard settings.sendsReceipts, melding.slag == .arkivmelding,
            let brev = SBDInnlesing(json: [UInt8](melding.sbd)).sbd
        else { return nil }
        return brev.addressed(
            Kvittering(
                receiptType: .error, relatedToMessageId: melding.messageId,
                messages: messages.map { Kvittering.Message(code: $0.0, text: $0.1) })
        )
    }

    func answer(_ melding: Innmelding) async throws {
        guard let json = melding.svar, let sbd = SBDInnlesing(json: [UInt8](json)).sbd else {
            try await lager.endre(melding.messageId) {
                $0.svarlevering?.grunn = "Svaret kan ikke leses."
                $0.svartilstand = .parkert
            }
            return
        }
        // However long it was parked, it has its whole time when it goes; it is known by its id.
        let resultat = try await transport.send(
            kvittering: sbd.stamped(Stempel(surroundings.now(), ttlHours: settings.ttlHours)))
        try etter(.svarSendt)
        let number = (melding.svarlevering?.antall ?? 0) + 1
        switch resultat {
        case .accepted, .alreadyAccepted:
            try await lager.endre(melding.messageId) {
                $0.svartilstand = .sendt
                $0.svarlevering?.grunn = nil
            }
            log(.info, "arkivets svar er sendt tilbake", melding)
        case .retryLater(let reason, let seconds, _):
            let gone = number >= settings.retry.attempts
            let next = surroundings.next(settings.retry, afterAttempt: number, asked: seconds)
            try await lager.endre(melding.messageId) {
                $0.svarlevering?.antall = number
                $0.svarlevering?.grunn = reason
                $0.svarlevering?.neste = next
                if gone { $0.svartilstand = .parkert }
            }
            log(gone ? .error : .warning, "arkivets svar kom ikke av sted", melding, reason)
        case .refused(let avvisning):
            try await lager.endre(melding.messageId) {
                $0.svarlevering?.antall = number
                $0.svarlevering?.grunn = avvisning.reason
                $0.svartilstand = .parkert
            }
            log(.error, "arkivets svar ble avvist", melding, avvisning.reason)
        case .configurationFault(let reason):
            let next = surroundings.now() + settings.configurationSeconds
            try await lager.endre(melding.messageId) {
                $0.svarlevering?.grunn = reason
                $0.svarlevering?.neste = next
            }
            log(.error, "integrasjonspunktet slipper oss ikke til", melding, reason)
        }
        try etter(.svarNotert)
    }
}

extension Innmelding {
    mutating func answer(with sbd: StandardBusinessDocument?, _ now: Date) {
        // The same answer again is the one that is there, sent or not; another may follow when a parked letter gets through.
        guard let sbd, sbd.messageId != svar.flatMap({ SBDInnlesing(json: [UInt8]($0)).sbd?.messageId }) else { return }
        svar = Data(sbd.json.bytes)
        svartilstand = .venter
        svarlevering = Forsoek(neste: now)
    }
}
