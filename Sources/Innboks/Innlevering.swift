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
import Synchronization
import Utboks

/// The messages that are being handed to the archive, and what wakes the one that looks for more.
final class PaaVei: Sendable {
    let messageIds = Mutex(Set<String>())
    let vekker = Vekker()
}

extension Innboks {
    /// Does what is due, for as long as the task is not cancelled; `parallel` messages at a time, and one that takes its time
    /// holds back none of the others.
    func deliver() async {
        let paaVei = PaaVei()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    // One that ends after this is left for the next time: what is read of it may be old.
                    let busy = paaVei.messageIds.withLock { $0 }
                    let room = max(settings.parallel, 1) - busy.count
                    let due = room > 0 ? try await lager.forfalte(surroundings.now(), most: room + busy.count) : []
                    for melding in due.filter({ !busy.contains($0.messageId) }).prefix(room) where !Task.isCancelled {
                        paaVei.messageIds.withLock { _ = $0.insert(melding.messageId) }
                        group.addTask {
                            do { try await workToItsEnd(on: melding) } catch { await pause(after: error) }
                            paaVei.messageIds.withLock { _ = $0.remove(melding.messageId) }
                            paaVei.vekker.ring()
                        }
                    }
                } catch {
                    await pause(after: error)
                }
                // New ones come by another task: it is asked often, of an index.
                await paaVei.vekker.wait { [surroundings] in try await surroundings.sleep(1) }
            }
        }
    }

    /// Does what is due, once and to its end, in place of ``run()``; several messages at a time, each by itself.
    ///
    /// - Returns: how many messages something was done with.
    /// - Throws: when the store fails, or `CancellationError`.
    package func arbeid() async throws -> Int {
        let due = try await lager.forfalte(surroundings.now(), most: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, melding) in due.enumerated() {
                if index >= max(settings.parallel, 1) { try await group.next() }
                if Task.isCancelled { break }
                group.addTask { try await workToItsEnd(on: melding) }
            }
            try await group.waitForAll()
        }
        return due.count
    }

    // A call that is broken off would be made again, and the archive has the letter twice.
    private func workToItsEnd(on melding: Innmelding) async throws {
        try await withGrace(seconds: settings.graceSeconds) { try await work(on: melding) }
    }

    // The answer is a job of its own: that it fails never makes the letter go again.
    private func work(on melding: Innmelding) async throws {
        var melding = melding
        if [.lagret, .klar].contains(melding.tilstand), melding.levering.neste <= surroundings.now() {
            melding = try await deliver(melding) ?? melding
        }
        if melding.svartilstand == .venter, let forsoek = melding.svarlevering,
            forsoek.neste <= surroundings.now()
        {
            try await answer(melding)
        }
    }

    // MARK: To the archive

    private func deliver(_ melding: Innmelding) async throws -> Innmelding? {
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
        case .oppsettsfeil(let grunn):
            let next = now + settings.configurationSeconds
            log(.error, "arkivet slipper oss ikke til", melding, grunn)
            return try await lager.endre(melding.messageId) {
                $0.levering.neste = next
                $0.levering.grunn = grunn
            }
        }
    }

    private func later(_ melding: Innmelding, _ grunn: String, afterSeconds: Int?) async throws -> Innmelding? {
        let number = melding.levering.antall + 1
        guard number < settings.retry.attempts else {
            log(.error, "innkommende melding er parkert etter \(number) forsøk", melding, grunn)
            return try await park(melding, grunn, svar: nil)
        }
        let next = next(afterAttempt: number, afterSeconds)
        log(.warning, "innkommende melding kom ikke fram til arkivet", melding, grunn)
        return try await lager.endre(melding.messageId) {
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

    private func next(afterAttempt number: Int, _ asked: Int?) -> Date {
        let own = settings.retry.delay(afterAttempt: number, chance: surroundings.chance())
        return surroundings.now() + RetryPolicy.wait(own, asked: asked)
    }

    // MARK: Conversion

    private enum Omformet: Sendable {
        case mappe(String, arkivsamtale: String?)
        case avvist(String, StandardBusinessDocument?)
        case uavklart(String)
        case plassmangel
    }

    private func convert(_ melding: Innmelding) async throws -> Omformet {
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
        guard FileManager.default.fileExists(atPath: fil.path(percentEncoded: false)) else {
            let grunn = "Meldingen kom uten filer."
            return .avvist(grunn, refusal(of: melding, [("FILER", grunn)]))
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

    // MARK: Back to the sender

    /// The archive's answer, for the letter's sender; nil when there is nobody to send it to, or nothing to send.
    private func kvittering(_ appReceipt: Data?, for melding: Innmelding) -> StandardBusinessDocument? {
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

    private func refusal(of melding: Innmelding, _ messages: [(String, String)]) -> StandardBusinessDocument? {
        guard settings.sendsReceipts, melding.slag == .arkivmelding,
            let brev = SBDInnlesing(json: [UInt8](melding.sbd)).sbd
        else { return nil }
        return brev.addressed(
            Kvittering(
                receiptType: .error, relatedToMessageId: melding.messageId,
                messages: messages.map { Kvittering.Message(code: $0.0, text: $0.1) })
        )
    }

    private func answer(_ melding: Innmelding) async throws {
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
        case .retryLater(let reason, let seconds):
            let gone = number >= settings.retry.attempts
            let next = next(afterAttempt: number, seconds)
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
    fileprivate mutating func answer(with sbd: StandardBusinessDocument?, _ now: Date) {
        // The same answer again is the one that is there, sent or not; another may follow when a parked letter gets through.
        guard let sbd, sbd.messageId != svar.flatMap({ SBDInnlesing(json: [UInt8]($0)).sbd?.messageId }) else { return }
        svar = Data(sbd.json.bytes)
        svartilstand = .venter
        svarlevering = Forsoek(neste: now)
    }
}
