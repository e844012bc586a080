// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Logging
import Omforming

extension Utboks {
    /// Sends the receipts that are due; a bounded number, a few messages at a time, those of one message in order.
    func kvitterForfalte() async throws {
        while true {
            let due = try await lager.forfalteKvitteringer(surroundings.now(), most: 100)
            if due.isEmpty { return }
            // One that is broken off may have arrived, and would come again.
            try await few(due, grace: settings.graceSeconds) { try await self.kvitter($0) }
            try Task.checkCancellation()
        }
    }

    private func kvitter(_ post: Utbokspost) async throws {
        guard let sending = post.sending, let receipt = sending.pendingReceipts.first else {
            try await endre(post) { $0.kvittering.neste = nil }
            return
        }
        guard receipt.kind == .appReceipt, let arkiv else {
            do {
                _ = try utsteder.write(receipt, of: sending)
            } catch let error as ArkivbroError {
                return try await proevKvitteringIgjen(post, receipt, error.description, afterSeconds: nil)
            }
            return try await ferdig(post, receipt, grunn: nil)
        }
        // Among what is swept away after a fall: it is there only until the archive has it.
        guard let work = try? mappe.newWorkFolder() else {
            return try await proevKvitteringIgjen(post, receipt, "Kan ikke skrive i utboksen.", afterSeconds: nil)
        }
        defer { try? FileManager.default.removeItem(at: work) }
        let folder: URL?
        do {
            folder = try Kvitteringsutsteder(omformer: omformer, folder: work, policy: settings.receipts)
                .write(receipt, of: sending, durably: false)
        } catch let error as ArkivbroError {
            return try await proevKvitteringIgjen(post, receipt, error.description, afterSeconds: nil)
        }
        guard let folder else { return try await ferdig(post, receipt, grunn: nil) }
        switch try await arkiv.lever(folder.appending(path: "putmessage.xml")) {
        case .tatt:
            try await ferdig(post, receipt, grunn: nil)
            log(.info, "arkivet har fått kvittering \(receipt.type)", post)
        case .avvist(let grunn, _):
            try await ferdig(post, receipt, grunn: grunn)
            log(.error, "arkivet avviste kvittering \(receipt.type)", post, grunn)
        case .proevIgjen(let grunn, let seconds):
            return try await proevKvitteringIgjen(post, receipt, grunn, afterSeconds: seconds)
        case .oppsettsfeil(let grunn):
            let next = surroundings.now() + settings.configurationSeconds
            log(.error, "arkivet slipper oss ikke til", post, grunn)
            try await endre(post) {
                $0.kvittering.neste = next
                $0.kvittering.grunn = grunn
            }
        }
    }

    private func proevKvitteringIgjen(
        _ post: Utbokspost, _ receipt: Sending.Kvittering, _ grunn: String, afterSeconds: Int?
    ) async throws {
        let forsoek = post.kvittering.forsoek + 1
        guard forsoek < settings.retry.attempts else {
            log(.error, "kvittering \(receipt.type) er gitt opp etter \(forsoek) forsøk", post, grunn)
            return try await ferdig(post, receipt, grunn: grunn)
        }
        log(.warning, "arkivet har ikke fått kvittering \(receipt.type)", post, grunn)
        let next = ventetid(etter: forsoek, afterSeconds)
        try await endre(post) {
            $0.kvittering.neste = next
            $0.kvittering.forsoek = forsoek
            $0.kvittering.grunn = grunn
        }
    }

    private func ferdig(_ post: Utbokspost, _ receipt: Sending.Kvittering, grunn: String?) async throws {
        let now = surroundings.now()
        try await endre(post) { post in
            if post.sending?.pendingReceipts.first == receipt { post.sending?.pendingReceipts.removeFirst() }
            post.kvittering.forsoek = 0
            post.kvittering.grunn = grunn
            post.kvittering.neste = post.sending?.pendingReceipts.isEmpty == false ? now : nil
        }
    }

    // MARK: The archive's receipts

    /// Sends the archive's receipts that are due.
    package func sendArkivkvitteringer() async throws {
        guard let sendKvittering else { return }
        let due = try await lager.forfalteArkivkvitteringer(surroundings.now(), most: 100)
        try await few(due, grace: settings.graceSeconds) { try await self.send($0, by: sendKvittering) }
    }

    private func send(_ post: Kvitteringspost, by sender: Kvitteringssender) async throws {
        var post = post
        guard let sbd = SBDInnlesing(json: [UInt8](post.sbd)).sbd else {
            post.park("Kvitteringen kan ikke leses.")
            return try await lager.endre(post)
        }
        // However long it was parked, it has its whole time when it goes; it is known by its id.
        let resultat = try await sender(sbd.stamped(Stempel(surroundings.now(), ttlHours: settings.ttlHours)))
        post.forsoek += 1
        post.grunn = nil
        var level = Logger.Level.info
        switch resultat {
        case .accepted, .alreadyAccepted:
            post.tilstand = .sendt
            post.neste = nil
        case .retryLater(let reason, let seconds):
            post.grunn = reason
            post.neste = ventetid(etter: post.forsoek, seconds)
            if post.forsoek >= settings.retry.attempts { post.park(reason) }
            level = .warning
        case .refused(let avvisning):
            post.park(avvisning.reason)
            level = .error
        case .configurationFault(let reason):
            post.forsoek -= 1
            post.grunn = reason
            post.neste = surroundings.now() + settings.configurationSeconds
            level = .error
        }
        try await lager.endre(post)
        logger.log(
            level: level, "arkivets kvittering er \(post.tilstand.rawValue)",
            metadata: [
                "messageId": "\(post.messageId)", "conversationId": "\(post.conversationId)", "retning": "ut",
                "grunn": "\(post.grunn ?? "")",
            ])
    }
}

extension Kvitteringspost {
    fileprivate mutating func park(_ grunn: String) {
        tilstand = .parkert
        neste = nil
        self.grunn = grunn
    }
}
