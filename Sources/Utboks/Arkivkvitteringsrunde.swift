// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Logging
import Omforming

extension Utboks {
    /// Sends the archive's receipts that are due.
    package func sendArkivkvitteringer() async throws {
        guard let sendKvittering else { return }
        let due = try await lager.forfalteArkivkvitteringer(surroundings.now(), most: 100)
        try await few(due, grace: settings.graceSeconds) { try await self.send($0, by: sendKvittering) }
    }

    private func send(_ post: Kvitteringspost, by sender: Kvitteringssender) async throws {
        var post = post
        var level = Logger.Level.error
        if let sbd = SBDInnlesing(json: [UInt8](post.sbd)).sbd {
            // However long it was parked, it has its whole time when it goes; it is known by its id.
            let resultat = try await sender(sbd.stamped(Stempel(surroundings.now(), ttlHours: settings.ttlHours)))
            level = post.note(resultat, settings, surroundings)
        } else {
            post.park("Kvitteringen kan ikke leses.")
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
    /// - Returns: how loud it is to be told.
    fileprivate mutating func note(
        _ resultat: Leveringsresultat, _ settings: UtboksSettings, _ surroundings: Surroundings
    ) -> Logger.Level {
        grunn = nil
        switch resultat {
        case .accepted, .alreadyAccepted:
            forsoek += 1
            tilstand = .sendt
            neste = nil
            return .info
        case .retryLater(let reason, let seconds, _):
            forsoek += 1
            grunn = reason
            neste = surroundings.next(settings.retry, afterAttempt: forsoek, asked: seconds)
            guard forsoek >= settings.retry.attempts else { return .warning }
            park(reason)
        case .refused(let avvisning):
            forsoek += 1
            park(avvisning.reason)
        case .configurationFault(let reason):
            grunn = reason
            neste = surroundings.now() + settings.configurationSeconds
        }
        return .error
    }

    fileprivate mutating func park(_ grunn: String) {
        tilstand = .parkert
        neste = nil
        self.grunn = grunn
    }
}
