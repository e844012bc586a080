// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Keeps what came in, durably: what a call has returned from is there after any fall.
public protocol Innlager: Sendable {
    /// A message; nil when it was never kept.
    func melding(_ messageId: String) async throws -> Innmelding?

    /// Keeps a new message; one that is there already stays as it is.
    func lagre(_ melding: Innmelding) async throws

    /// Changes a message, all or nothing.
    ///
    /// - Returns: the message as it is now; nil when it is not there.
    @discardableResult
    func endre(
        _ messageId: String, _ change: @escaping @Sendable (inout Innmelding) -> Void
    ) async throws -> Innmelding?

    /// The messages of which something is due, the oldest first.
    func forfalte(_ naa: Date, most: Int) async throws -> [Innmelding]

    /// The letters that the archive knows by a conversationId, as it may write it, the oldest first.
    func brev(arkivsamtale: String, most: Int) async throws -> [Innmelding]

    /// The messages in a state, or in any, the oldest first.
    ///
    /// Those are parked too whose answer is.
    ///
    /// - Parameter siste: those after this one.
    func liste(_ tilstand: Innmelding.Tilstand?, etter siste: Innmelding?, most: Int) async throws -> [Innmelding]

    /// The messages of which it is not known that they are deleted at the integrasjonspunkt, the oldest first.
    func uslettede(foer: Date, most: Int) async throws -> [Innmelding]

    /// How many messages there are.
    func tall() async throws -> Innbokstall

    /// Forgets a message.
    func glem(_ messageId: String) async throws

    /// The messages of which nothing is due, and that have not been changed since.
    func ferdige(foer: Date, most: Int) async throws -> [Innmelding]
}

/// How many messages are in each state, and how long the oldest has waited.
public struct Innbokstall: Sendable {
    /// Messages by state; a state without any is not there.
    public var antall: [Innmelding.Tilstand: Int] = [:]
    /// Answers to their senders by state; a state without any is not there.
    public var svar: [Innmelding.Svartilstand: Int] = [:]
    /// When the oldest came that is on its way to the archive; nil when none is.
    public var eldsteVentende: Date?

    /// None.
    public init() {}
}
