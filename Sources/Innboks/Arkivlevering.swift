// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Utboks

/// A message on its way to the archive.
extension Innboks {
    func deliver(_ melding: Innmelding) async throws -> Innmelding? {
        var melding = melding
        var made = melding.mappe.map(putMessage)
        if let file = made, !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) { made = nil }
        if melding.tilstand == .lagret || made == nil {
            guard let begun = try await begin(melding) else { return nil }
            melding = begun
            let resultat: Omformet
            do {
                resultat = try await convert(melding)
            } catch let error where !(error is CancellationError) {
                guard hasRoom else { return try await waitForRoom(melding) }
                // Whatever it is, it is met with this message, and others must go on.
                return try await later(melding, Utboks.grunn(error), afterSeconds: nil)
            }
            switch resultat {
            case .mappe(let mappe, let arkivsamtale):
                try etter(.omformet)
                made = putMessage(mappe)
                melding =
                    try await lager.endre(melding.messageId) {
                        $0.mappe = mappe
                        $0.arkivsamtale = arkivsamtale
                        $0.paabegynt = nil
                        $0.tilstand = .klar
                    } ?? melding
                try etter(.omformetNotert)
            case .avvist(let grunn, let svar):
                log(.error, "innkommende melding er parkert: den kan ikke gjøres om til BEST/EDU", melding, grunn)
                return try await park(melding, grunn, svar: svar)
            case .uavklart(let grunn): return try await later(melding, grunn, afterSeconds: nil)
            case .plassmangel: return try await waitForRoom(melding)
            }
        }
        guard let made else { return nil }
        let svar = try await arkiv.lever(made)
        try etter(.levert)
        return try await settle(melding, svar)
    }

    // A program that falls each time must not be brought down by the same letter for ever.
    private static let mostBeginnings = 20

    /// Notes that a message is about to be converted; nil when it cannot be now, or when the program fell too often by then.
    private func begin(_ melding: Innmelding) async throws -> Innmelding? {
        guard hasRoom else { return try await waitForRoom(melding) }
        let begun = try await lager.endre(melding.messageId) { $0.paabegynt = ($0.paabegynt ?? 0) + 1 }
        guard let begun, (begun.paabegynt ?? 0) > Self.mostBeginnings else { return begun }
        let grunn = "Programmet falt hver gang meldingen skulle gjøres om."
        log(.error, "innkommende melding er parkert", melding, grunn)
        _ = try await park(melding, grunn, svar: nil)
        return nil
    }

    // The disk is at fault, and no message: none is parked for it.
    private func waitForRoom(_ melding: Innmelding) async throws -> Innmelding? {
        let next = surroundings.now() + 60
        log(.error, "innkommende melding venter: det er for lite plass på disken", melding)
        try await lager.endre(melding.messageId) {
            $0.levering.neste = next
            $0.levering.grunn = "Det er for lite plass på disken."
            $0.paabegynt = nil
        }
        return nil
    }

    private func putMessage(_ mappe: String) -> URL {
        settings.ut.appending(path: mappe, directoryHint: .isDirectory).appending(path: Tilbakepakking.filnavn)
    }

    private func settle(_ melding: Innmelding, _ svar: Arkivsvar) async throws -> Innmelding? {
        let now = surroundings.now()
        switch svar {
        case .tatt(let appReceipt):
            let answer = kvittering(appReceipt, for: melding)
            let after = try await lager.endre(melding.messageId) {
                $0.tilstand = .levert
                $0.levering.grunn = nil
                $0.appReceipt = appReceipt
                $0.answer(with: answer, now)
            }
            log(.info, "innkommende melding er levert til arkivet", melding)
            try etter(.levertNotert)
            return after
        case .avvist(let grunn, let appReceipt):
            let answer = kvittering(appReceipt, for: melding) ?? refusal(of: melding, [("ARKIV", grunn)])
            let after = try await lager.endre(melding.messageId) {
                $0.tilstand = .avvist
                $0.levering.grunn = grunn
                $0.appReceipt = appReceipt
                $0.answer(with: answer, now)
            }
            log(.error, "arkivet avviste en innkommende melding", melding, grunn)
            try etter(.levertNotert)
            return after
        case .proevIgjen(let grunn, let seconds):
            return try await later(melding, grunn, afterSeconds: seconds)
        case .uleselig(let grunn):
            // The disk has spoilt it, and the archive has said nothing: what came in is there still.
            return try await later(melding, grunn, afterSeconds: nil, convertingAnew: true)
        case .oppsettsfeil(let grunn):
            let next = now + settings.configurationSeconds
            log(.error, "arkivet slipper oss ikke til", melding, grunn)
            return try await lager.endre(melding.messageId) {
                $0.levering.neste = next
                $0.levering.grunn = grunn
            }
        }
    }

    private func later(
        _ melding: Innmelding, _ grunn: String, afterSeconds: Int?, convertingAnew: Bool = false
    ) async throws -> Innmelding? {
        let number = melding.levering.antall + 1
        guard number < settings.retry.attempts else {
            log(.error, "innkommende melding er parkert etter \(number) forsøk", melding, grunn)
            return try await park(melding, grunn, svar: nil)
        }
        let next = surroundings.next(settings.retry, afterAttempt: number, asked: afterSeconds)
        log(.warning, "innkommende melding kom ikke fram til arkivet", melding, grunn)
        return try await lager.endre(melding.messageId) {
            if convertingAnew { $0.tilstand = .lagret }
            $0.levering.antall = number
            $0.levering.neste = next
            $0.levering.grunn = grunn
            $0.paabegynt = nil
        }
    }

    private func park(
        _ melding: Innmelding, _ grunn: String, svar: StandardBusinessDocument?
    ) async throws -> Innmelding? {
        let now = surroundings.now()
        return try await lager.endre(melding.messageId) {
            $0.tilstand = .parkert
            $0.paabegynt = nil
            $0.levering.antall += 1
            $0.levering.grunn = grunn
            $0.answer(with: svar, now)
        }
    }
}
