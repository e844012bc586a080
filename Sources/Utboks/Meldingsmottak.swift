// SPDX-License-Identifier: Apache-2.0
public import DPV
public import Foundation
public import Omforming

/// What an endpoint hands messages to.
public protocol Meldingsmottak: Sendable {
    /// Takes a BEST/EDU message, and answers when it is durably kept or refused.
    ///
    /// - Parameters:
    ///   - body: the bytes as they came, SOAP or a bare PutMessageRequest. Taken over: moved or removed.
    ///   - mottatt: when it came.
    /// - Throws: what is wrong with us and not with the message; the sender should try again.
    func taImot(_ body: URL, mottatt: Date) async throws -> Mottakssvar

    /// There is so much room on the disk that a message can be taken.
    var hasRoom: Bool { get }

    /// What is known of a message; nil when nothing is.
    func oversikt(over messageId: String) async throws -> Meldingsoversikt?
}

/// What came of a message at the door.
public enum Mottakssvar: Sendable {
    /// It is durably kept and will be delivered; also when the same message was kept before.
    case lagret(messageId: String, rapport: Rapport, finnesFraFoer: Bool)
    /// It was an AppReceipt, and is durably kept.
    case kvittering(rapport: Rapport)
    /// It is at fault; the report says how.
    case avvist(rapport: Rapport)
}

/// What is told of a message that was taken.
public struct Meldingsoversikt: Sendable {
    /// Identity in eFormidling.
    public var messageId: String
    /// What the archive knows it by.
    public var conversationId: String
    /// In the outbox: `venter`, `sendes`, `sendt`, `ferdig`, `parkert`.
    public var tilstand: String
    /// Attempts made.
    public var forsoek: Int
    /// When the next attempt is due, ISO 8601; nil when none is.
    public var nesteForsoek: String?
    /// Why it is parked or failed last; without values of the document.
    public var grunn: String?
    /// What has happened, in eFormidling's words.
    public var hendelser: [Statushendelse]

    /// Creates an overview.
    public init(
        messageId: String, conversationId: String, tilstand: String, forsoek: Int, nesteForsoek: String?,
        grunn: String?, hendelser: [Statushendelse]
    ) {
        self.messageId = messageId
        self.conversationId = conversationId
        self.tilstand = tilstand
        self.forsoek = forsoek
        self.nesteForsoek = nesteForsoek
        self.grunn = grunn
        self.hendelser = hendelser
    }
}
