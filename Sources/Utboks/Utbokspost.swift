// SPDX-License-Identifier: Apache-2.0
public import DPV
public import Foundation

/// A message in the outbox.
public struct Utbokspost: Sendable {
    /// How far it has come.
    public enum Tilstand: String, Sendable, CaseIterable {
        /// It is to be handed over, now or later.
        case venter
        /// It is being handed over, or was when the program fell.
        case sendes
        /// It is handed over; what becomes of it is asked.
        case sendt
        /// Nothing more is to be asked.
        case ferdig
        /// It is given up until somebody looks at it.
        case parkert
    }

    /// The receipts of a message, which are a job of their own: that one fails never makes the message go again.
    public struct Kvitteringsjobb: Sendable, Hashable {
        /// When the next attempt is due; nil when no receipt is.
        public var neste: Date?
        /// Attempts at the receipt that is first in line; stays when it is given up.
        public var forsoek = 0
        /// Why the last attempt failed, or why a receipt was given up.
        public var grunn: String?

        /// None is due.
        public init() {}

        init(neste: Date) { self.neste = neste }

        /// It is given up until somebody takes it up again, or another is due.
        public var erParkert: Bool { neste == nil && forsoek > 0 }
    }

    /// Identity in eFormidling.
    public let messageId: String
    /// Identity of its conversation.
    public let conversationId: String
    /// What the archive calls the conversation; nil when it wrote nothing.
    public let archiveConversationId: String?
    /// Digits of who sends.
    public let avsender: String
    /// Digits of who receives.
    public let mottaker: String
    /// SHA-256 of the message that came in.
    public let contentSha256: String
    /// Name of its package's folder; nil when the store itself has the files.
    public let mappe: String?
    /// The letter, as ``DPV/Korrespondanse`` in JSON.
    public let korrespondanse: Data
    /// When it came.
    public let mottatt: Date

    /// Its place in the order in which messages came; given by the store.
    public internal(set) var nummer: Int64 = 0
    /// How far it has come.
    public var tilstand = Tilstand.venter
    /// Attempts made.
    public var forsoek = 0
    /// When the next attempt or question is due; nil when none is.
    public var neste: Date?
    /// Why it is parked, or failed last; without values of the document.
    public var grunn: String?
    /// What is kept of its hand-over; nil before the first attempt.
    public var sending: Sending?
    /// Its receipts.
    public var kvittering = Kvitteringsjobb()
    /// Its package is there.
    public var harFiler = true
    /// An operator has parked it: the archive's sending it again does not take it up.
    public var erParkertForHaand = false
    /// When it was last taken up again, from which it has its time; nil is when it came.
    public var gjenopptatt: Date?
    /// When it last changed.
    public var endret: Date

    /// A message that has just come.
    public init(
        messageId: String, conversationId: String, archiveConversationId: String?, avsender: String,
        mottaker: String, contentSha256: String, mappe: String?, korrespondanse: Data, mottatt: Date
    ) {
        self.messageId = messageId
        self.conversationId = conversationId
        self.archiveConversationId = archiveConversationId
        self.avsender = avsender
        self.mottaker = mottaker
        self.contentSha256 = contentSha256
        self.mappe = mappe
        self.korrespondanse = korrespondanse
        self.mottatt = mottatt
        neste = mottatt
        endret = mottatt
    }
}

/// A file of a package that is kept in the store.
public struct Utboksfil: Sendable, Hashable {
    /// Path inside the package's folder, such as `documents/brev.pdf`.
    public let path: String
    /// The bytes.
    public let innhold: Data

    /// Creates a file.
    public init(path: String, innhold: Data) {
        self.path = path
        self.innhold = innhold
    }
}

/// An archive's receipt that is to go to the sender of the message that it answers.
public struct Kvitteringspost: Sendable {
    /// How far it has come.
    public enum Tilstand: String, Sendable, CaseIterable {
        /// It is kept, and to be sent.
        case kvittering
        /// It is sent.
        case sendt
        /// It is given up until somebody looks at it.
        case parkert
    }

    /// Identity in eFormidling.
    public let messageId: String
    /// Identity of its conversation.
    public let conversationId: String
    /// The arkivmelding_kvittering with its addressing, in JSON.
    public let sbd: Data
    /// When it came.
    public let mottatt: Date
    /// How far it has come.
    public var tilstand = Tilstand.kvittering
    /// Attempts made.
    public var forsoek = 0
    /// When the next attempt is due; nil when none is.
    public var neste: Date?
    /// Why it is parked, or failed last.
    public var grunn: String?

    /// A receipt that has just come.
    public init(messageId: String, conversationId: String, sbd: Data, mottatt: Date) {
        self.messageId = messageId
        self.conversationId = conversationId
        self.sbd = sbd
        self.mottatt = mottatt
        neste = mottatt
    }
}

/// How many messages are in each state, and how long the oldest has waited.
public struct Utbokstall: Sendable {
    /// Messages by state; a state without any is not there.
    public var antall: [Utbokspost.Tilstand: Int] = [:]
    /// When the oldest came that is not handed over; nil when all are.
    public var eldsteVentende: Date?
    /// Messages of which a receipt is due and not sent.
    public var kvitteringerVenter = 0
    /// Messages of which a receipt was given up.
    public var kvitteringerParkert = 0
    /// The archive's own receipts by state; a state without any is not there.
    public var arkivkvitteringer: [Kvitteringspost.Tilstand: Int] = [:]

    /// None.
    public init() {}
}
