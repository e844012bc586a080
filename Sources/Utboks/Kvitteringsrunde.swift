// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
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
            try await endre(post) { $0.kvittering = Utbokspost.Kvitteringsjobb() }
            return
        }
        guard receipt.kind == .appReceipt, let arkiv else {
            do {
                _ = try utsteder.write(receipt, of: sending)
            } catch let error as ArkivbroError {
                return try await ventMedKvittering(post, "kvittering kan ikke skrives", error.description)
            }
            return try await ferdig(post, receipt, grunn: nil)
        }
        // Among what is swept away after a fall: it is there only until the archive has it.
        guard let work = try? mappe.newWorkFolder() else {
            return try await ventMedKvittering(post, "kvittering kan ikke skrives", "Kan ikke skrive i utboksen.")
        }
        defer { try? FileManager.default.removeItem(at: work) }
        let folder: URL?
        do {
            folder = try Kvitteringsutsteder(omformer: omformer, folder: work, policy: settings.receipts)
                .write(receipt, of: sending, durably: false)
        } catch let error as ArkivbroError {
            return try await ventMedKvittering(post, "kvittering kan ikke skrives", error.description)
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
            try await proevKvitteringIgjen(post, receipt, grunn, afterSeconds: seconds)
        case .uleselig(let grunn):
            try await ventMedKvittering(post, "kvittering er skadet på disken", grunn)
        case .oppsettsfeil(let grunn):
            try await ventMedKvittering(post, "arkivet slipper oss ikke til", grunn)
        }
    }

    // What is at fault is ours, and no receipt is given up for it.
    private func ventMedKvittering(_ post: Utbokspost, _ text: Logger.Message, _ grunn: String) async throws {
        let next = surroundings.now() + settings.configurationSeconds
        if grunn != post.kvittering.grunn { log(.error, text, post, grunn) }
        try await endre(post) {
            $0.kvittering.neste = next
            $0.kvittering.grunn = grunn
        }
    }

    private func proevKvitteringIgjen(
        _ post: Utbokspost, _ receipt: Sending.Kvittering, _ grunn: String, afterSeconds: Int?
    ) async throws {
        let forsoek = post.kvittering.forsoek + 1
        let isGivenUp = forsoek >= settings.retry.attempts
        log(
            isGivenUp ? .error : .warning,
            isGivenUp
                ? "kvittering \(receipt.type) er parkert etter \(forsoek) forsøk"
                : "arkivet har ikke fått kvittering \(receipt.type)",
            post, grunn)
        let next = isGivenUp ? nil : ventetid(etter: forsoek, afterSeconds)
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
}
