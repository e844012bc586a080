// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What came of keeping a new message.
public enum Lagringsutfall: Sendable, Hashable {
    /// It is kept.
    case ny
    /// The same message was kept before, under this id.
    case finnes(messageId: String)
    /// Another message has its id.
    case idErOpptatt
}

/// Keeps the outbox, durably: what a call has returned from is there after any fall.
///
/// Each call is all or nothing, also against other processes that have the same store open.
public protocol Utbokslager: Sendable {
    /// Keeps a new message, unless it is there already: from the same sender, in the same conversation, with the same
    /// contents.
    ///
    /// - Parameter filer: its package, when it has no folder of its own.
    func lagre(_ post: Utbokspost, filer: [Utboksfil]) async throws -> Lagringsutfall

    /// The package of a message that has no folder of its own.
    func filer(_ messageId: String) async throws -> [Utboksfil]

    /// A message; nil when it is not there.
    func post(_ messageId: String) async throws -> Utbokspost?

    /// Changes a message; its files go when it no longer has them.
    ///
    /// - Parameter change: may be called in the middle of other changes, so it only computes.
    /// - Returns: the message as it is now; nil when it is not there.
    @discardableResult
    func endre(
        _ messageId: String, _ naa: Date, _ change: @escaping @Sendable (inout Utbokspost) -> Void
    ) async throws -> Utbokspost?

    /// The messages that are due to be handed over, those first that have waited longest since they were last tried: of each
    /// receiver only the one that is first in line.
    func forfalteLeveringer(_ naa: Date, most: Int) async throws -> [Utbokspost]

    /// The messages that are due to be asked about, those first that have waited longest.
    func forfalteSpoersmaal(_ naa: Date, most: Int) async throws -> [Utbokspost]

    /// The messages of which a receipt is due, those first that have waited longest.
    func forfalteKvitteringer(_ naa: Date, most: Int) async throws -> [Utbokspost]

    /// The messages in a state, or in any, the oldest first.
    ///
    /// Those are parked too of which a receipt is.
    ///
    /// - Parameter nummer: those after this place.
    func liste(_ tilstand: Utbokspost.Tilstand?, etter nummer: Int64, most: Int) async throws -> [Utbokspost]

    /// The ids of the messages that this program cannot read, and so leaves alone, the oldest first.
    func uleselige() async throws -> [String]

    /// Lets the messages that were being handed over wait again, but for those that are.
    func gjenoppta(_ naa: Date, unntatt: Set<String>) async throws

    /// How many messages there are.
    func tall() async throws -> Utbokstall

    /// The folders that belong to messages.
    func mapper() async throws -> Set<String>

    /// The finished messages with nothing due or given up that have not changed since; with `harFiler` only those whose package is there.
    func ferdige(foer: Date, harFiler: Bool, most: Int) async throws -> [Utbokspost]

    /// Forgets a message.
    func glem(_ messageId: String) async throws

    /// Gives back to the disk what is no longer used.
    func komprimer() async throws

    /// Keeps an archive's receipt; the same again is the one that is there.
    func lagre(_ kvittering: Kvitteringspost) async throws

    /// The archive's receipts that are due to be sent, the oldest first.
    func forfalteArkivkvitteringer(_ naa: Date, most: Int) async throws -> [Kvitteringspost]

    /// Changes what is kept of an archive's receipt.
    func endre(_ kvittering: Kvitteringspost) async throws

    /// Forgets the archive's receipts that came before a time, and were sent or given up.
    func glemArkivkvitteringer(foer: Date) async throws

    /// The messages of a conversation, the oldest first.
    func samtale(_ conversationId: String) async throws -> [Utbokspost]
}
