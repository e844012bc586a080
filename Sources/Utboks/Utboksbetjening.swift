// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
public import Foundation

/// What an operator does, also while another process works with the same store.
extension Utbokslager {
    /// Takes a parked message up again, or lets one that waits go now.
    ///
    /// What is known to have failed is sent with a new key; what may have arrived, with the same.
    ///
    /// - Returns: the message as it is now; nil when there is none that can be.
    public func retry(_ messageId: String, _ naa: Date) async throws -> Utbokspost? {
        let after = try await endre(messageId, naa) { post in
            guard [.parkert, .venter].contains(post.tilstand), post.harFiler else { return }
            post.taOpp(naa)
        }
        return after?.tilstand == .venter ? after : nil
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
            post.sending?.receipts = Kvitteringsbok()
        }
        return after?.tilstand == .venter
    }

    /// Parks a message that waits or is asked about; one that is just being handed over is parked unless it arrives.
    ///
    /// No receipt is made of it: who parks a message knows what is to become of it.
    ///
    /// - Returns: the message as it is now; nil when there is none that can be.
    public func park(_ messageId: String, grunn: String, _ naa: Date) async throws -> Utbokspost? {
        let after = try await endre(messageId, naa) { post in
            guard post.tilstand != .ferdig else { return }
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

    fileprivate mutating func taOpp(_ naa: Date) {
        if tilstand == .parkert { forsoek = 0 }
        tilstand = .venter
        erParkertForHaand = false
        neste = naa
    }
}

extension Utboks {
    /// The messages in a state, or in any, the oldest first.
    ///
    /// - Parameter nummer: those after this place.
    /// - Throws: when the store fails.
    public func liste(
        _ tilstand: Utbokspost.Tilstand? = nil, etter nummer: Int64 = 0, most: Int = 1000
    ) async throws -> [Utbokspost] { try await lager.liste(tilstand, etter: nummer, most: most) }

    /// A message; nil when it is not there.
    ///
    /// - Throws: when the store fails.
    public func show(_ messageId: String) async throws -> Utbokspost? { try await lager.post(messageId) }

    /// Takes a parked message up again, or lets one that waits go now.
    ///
    /// - Throws: when the store fails.
    public func retry(_ messageId: String) async throws -> Utbokspost? {
        let post = try await lager.retry(messageId, surroundings.now())
        vekker.ring()
        return post
    }

    /// Parks a message until somebody takes it up again.
    ///
    /// - Throws: when the store fails.
    public func park(_ messageId: String, grunn: String) async throws -> Utbokspost? {
        try await lager.park(messageId, grunn: grunn, surroundings.now())
    }

    /// How many messages there are, and how long the oldest has waited.
    ///
    /// - Throws: when the store fails.
    public func tall() async throws -> Utbokstall { try await lager.tall() }
}
