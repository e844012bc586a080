// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import Disk
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Utboks

/// What came in, as the archive is to have it.
extension Innboks {
    enum Omformet: Sendable {
        case mappe(String, arkivsamtale: String?)
        case avvist(String, StandardBusinessDocument?)
        case uavklart(String)
        case plassmangel
    }

    func convert(_ melding: Innmelding) async throws -> Omformet {
        let sbd = SBDInnlesing(json: [UInt8](melding.sbd))
        switch melding.slag {
        case .arkivmelding: return try await omforminger.run { try pakk(melding, sbd) }
        case .kvittering:
            var receipt = settings.receipt
            receipt.original = try await original(melding.conversationId, sbd.sbd?.kvittering?.relatedToMessageId)
            let omforming = omformer.appReceipt(of: sbd, receipt)
            let mappe = try omforming.commit(in: settings.ut, durably: true, replacing: true)
            return omformet(omforming.rapport, mappe, melding)
        }
    }

    private func pakk(_ melding: Innmelding, _ sbd: SBDInnlesing) throws -> Omformet {
        let fil = settings.fil(melding.messageId)
        do {
            _ = try FileHandle(forReadingFrom: fil)
        } catch {
            if melding.erUtenFiler == true {
                let grunn = "Meldingen kom uten filer."
                return .avvist(grunn, refusal(of: melding, [("FILER", grunn)]))
            }
            // That our disk does not give them is no fault of the message.
            return .uavklart("Kan ikke lese filene til meldingen: \(error.reason).")
        }
        let pakking: Tilbakepakking
        do {
            let kilde = ASiCMedSBD(try Forsendelse.open(fil), sbd: sbd.json)
            pakking = try Tilbakepakking(of: kilde, with: omformer, settings.bestEdu, limits: settings.limits)
            guard hasRoom(for: pakking.omforming.encodedBytes) else { return .plassmangel }
        } catch let error as Forsendelsesfeil {
            pakking = Tilbakepakking(refusedFor: error, with: omformer)
        }
        let mappe = try pakking.commit(in: settings.ut, as: melding.messageId, durably: true, replacing: true)
        return omformet(pakking.omforming.rapport, mappe, melding, arkivsamtale: pakking.omforming.conversationId)
    }

    private func omformet(
        _ rapport: Rapport, _ mappe: URL?, _ melding: Innmelding, arkivsamtale: String? = nil
    ) -> Omformet {
        if let mappe { return .mappe(mappe.lastPathComponent, arkivsamtale: arkivsamtale) }
        let feil = rapport.funn.filter { $0.nivaa == .feil }
        let grunn = "Omformingen stanset: \(feil.prefix(5).map(\.funn.kode).joined(separator: ", "))."
        guard rapport.verdict == .rejected else { return .uavklart(grunn) }
        return .avvist(grunn, refusal(of: melding, feil.prefix(20).map { ($0.funn.kode, $0.tekst) }))
    }
}
