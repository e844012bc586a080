// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
public import Foundation

/// What an operator does, also while another process works with the same store.
extension Utbokslager {
    /// Takes a parked message up again, or lets one that waits go now; a receipt of it that was given up goes alone.
    ///
    /// What is known to have failed is sent with a new key; what may have arrived, with the same.
    ///
    /// - Returns: the message as it is now; nil when there is none that can be.
    public func retry(_ messageId: String, _ naa: Date) async throws -> Utbokspost? {
        guard let post = try await post(messageId), post.kanTasOpp || post.kvittering.erParkert else { return nil }
        return try await endre(messageId, naa) { post in
            if post.kanTasOpp { post.taOpp(naa) }
            if post.kvittering.erParkert { post.kvittering = Utbokspost.Kvitteringsjobb(neste: naa) }
        }
    }

    /// Takes a message up again that was given up, and whose archive was told so and now sends it anew.
    ///
    /// What an operator has parked is the operator's. What becomes of the message now is told anew.
    ///
    /// - Returns: false when it is no such message.
    func retryForArchive(_ messageId: String, _ naa: Date) async throws -> Bool {
        guard let post = try await post(messageId), post.erOppgittMedBeskjed else { return false }
        let after = try await endre(messageId, naa) { post in
            guard post.erOppgittMedBeskjed else { return }
            post.taOpp(naa)
        }
        return after?.tilstand == .venter
    }

    /// Parks a message that waits; one that is just being handed over is parked unless it arrives.
    ///
    /// What is delivered is not: taken up again, it could be delivered once more. No receipt is made of what is parked: who
    /// parks a message knows what is to become of it.
    ///
    /// - Returns: the message as it is now; nil when there is none that can be.
    public func park(_ messageId: String, grunn: String, _ naa: Date) async throws -> Utbokspost? {
        let after = try await endre(messageId, naa) { post in
            guard !post.erLevert else { return }
            post.parker(grunn)
            post.erParkertForHaand = true
        }
        return after?.tilstand == .parkert ? after : nil
    }
}

extension Utbokspost {
    fileprivate var erOppgittMedBeskjed: Bool {
        tilstand == .parkert && !erParkertForHaand && harFiler && sending?.receipts.hasToldOfFailure == true
    }

    // What is asked about, and perhaps never arrived, is not known to be.
    fileprivate var erLevert: Bool { tilstand == .ferdig || tilstand == .sendt && sending?.reference != nil }

    fileprivate var kanTasOpp: Bool { [.parkert, .venter].contains(tilstand) && harFiler }

    fileprivate mutating func taOpp(_ naa: Date) {
        if tilstand == .parkert {
            forsoek = 0
            // What may have arrived keeps the time that it went with.
            if sending?.mayBeThere != true { gjenopptatt = naa }
        }
        tilstand = .venter
        erParkertForHaand = false
        neste = naa
        // After ERROR nothing more is told: what becomes of it now is another matter to its archive.
        if sending?.receipts.hasToldOfFailure == true { sending?.receipts = Kvitteringsbok() }
    }
}

extension Utboks {
    /// How many messages there are, and how long the oldest has waited.
    ///
    /// - Throws: when the store fails.
    public func tall() async throws -> Utbokstall { try await lager.tall() }
}
