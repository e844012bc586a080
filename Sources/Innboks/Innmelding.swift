// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Noark

/// A message that came in, and what has become of it.
public struct Innmelding: Sendable, Hashable, Codable {
    /// What it is.
    public enum Slag: String, Sendable, Hashable, Codable {
        /// A letter, with its files.
        case arkivmelding
        /// An arkivmelding_kvittering: the answer to a letter of the archive's.
        case kvittering
    }

    /// How far it has come on its way to the archive.
    public enum Tilstand: String, Sendable, Hashable, Codable, CaseIterable {
        /// Kept, and nothing more.
        case lagret
        /// Its `PutMessageRequest` is made.
        case klar
        /// The archive took it.
        case levert
        /// The archive refused it for good.
        case avvist
        /// It does not get any further by itself; a person must look at it.
        case parkert
    }

    /// How far the answer to its sender has come.
    public enum Svartilstand: String, Sendable, Hashable, Codable, CaseIterable {
        /// To be sent.
        case venter
        /// Handed over to the integrasjonspunkt.
        case sendt
        /// It does not get any further by itself.
        case parkert
    }

    /// Attempts at one thing.
    public struct Forsoek: Sendable, Hashable, Codable {
        /// How many failed.
        public var antall = 0
        /// When the next is due.
        public var neste: Date
        /// Why the last one failed; nothing of what the message says.
        public var grunn: String?

        init(neste: Date) { self.neste = neste }
    }

    // The form that rows are stored in.
    var versjon = 1

    /// Identity in eFormidling, a UUID.
    public let messageId: String
    /// The conversation in eFormidling.
    public let conversationId: String
    /// What it is.
    public let slag: Slag
    /// Its SBD, as it came.
    public let sbd: Data
    /// When it was kept.
    public let mottatt: Date
    /// It was fetched, and had no files: that there are none is no fault of our disk.
    var erUtenFiler: Bool?
    /// It is deleted at the integrasjonspunkt.
    public internal(set) var slettet = false
    /// How far it has come.
    public internal(set) var tilstand = Tilstand.lagret
    /// Attempts at getting it to the archive.
    public internal(set) var levering: Forsoek
    /// How often its conversion was begun, and nothing came of it that could be noted.
    var paabegynt: Int?
    /// Folder with its `PutMessageRequest`.
    public internal(set) var mappe: String?
    /// The conversationId that the archive knows it by, when it is another than that of eFormidling.
    public internal(set) var arkivsamtale: String?
    /// What the archive answered, as an AppReceipt.
    public internal(set) var appReceipt: Data?
    /// How far the answer to its sender has come; nil when there is none.
    public internal(set) var svartilstand: Svartilstand?
    /// The answer: an SBD with an arkivmelding_kvittering.
    public internal(set) var svar: Data?
    /// Attempts at sending the answer.
    public internal(set) var svarlevering: Forsoek?

    init(messageId: String, conversationId: String, slag: Slag, sbd: [UInt8], mottatt: Date) {
        self.messageId = messageId
        self.conversationId = conversationId
        self.slag = slag
        self.sbd = Data(sbd)
        self.mottatt = mottatt
        levering = Forsoek(neste: mottatt)
    }

    /// What the archive's receipts for it name, in the form of ``noekkel(_:)``; nil for what is no letter.
    var arkivnoekkel: String? { slag == .arkivmelding ? Self.noekkel(arkivsamtale ?? conversationId) : nil }

    /// A conversationId in the form in which two are compared: archives give a UUID back in capitals or braces.
    static func noekkel(_ conversationId: String) -> String {
        MeldingId.uuid(in: conversationId) ?? conversationId.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// When something is due to be done; nil when nothing is.
    var neste: Date? {
        let delivery = [.lagret, .klar].contains(tilstand) ? levering.neste : nil
        let answer = svartilstand == .venter ? svarlevering?.neste : nil
        return [delivery, answer].compactMap { $0 }.min()
    }
}
