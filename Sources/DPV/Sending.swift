// SPDX-License-Identifier: Apache-2.0
import EFormidling
public import Foundation
import Noark

/// What is kept of a message that was sent, or tried: enough to send it once, to ask what became of it, and to answer it.
///
/// Made and stored before the call that it tells of.
public struct Sending: Codable, Sendable {
    /// What came of the last attempt to hand it over.
    public enum Utfall: String, Codable, Sendable {
        /// It was begun, and its answer never seen.
        case pending
        /// It was taken.
        case accepted
        /// Not now, or nobody knows.
        case retryLater
        /// Not now, and the other side has not got it.
        case unreached
        /// It was not taken, and would not be.
        case refused
        /// It was not taken; our settings or access are at fault.
        case configurationFault

        /// The other side may have it.
        public var mayHaveArrived: Bool { self == .pending || self == .accepted || self == .retryLater }
    }

    /// Whom a receipt goes to, and what it must say to be known.
    public struct Adresse: Codable, Sendable {
        var sender: String
        var receiver: String
        var conversationId: String
        /// What the archive itself wrote; nil when it wrote nothing.
        public var archiveConversationId: String?
        var senderRef: String
        var receiverRef: String
    }

    /// A receipt that is due and not yet written.
    public struct Kvittering: Codable, Sendable, Hashable {
        /// What it is to be.
        public var kind: Kvitteringsbok.Slag
        /// What it says, such as OK.
        public var type: String
        var code: String?
        var text: String?
    }

    /// The form in which it is stored.
    public private(set) var schemaVersion = 1
    /// Identity of the message.
    public let messageId: String
    /// How it is handed over: the transport's name.
    public let transport: String
    /// Folder of the spool, for a message that was handed over there.
    public let spoolDir: String?
    /// The message that came in, by its SHA-256.
    public let contentSha256: String
    /// Name of the document type.
    public let documentType: String
    /// Identifier of the process.
    public let process: String
    /// Attempts, of which each but the first follows one that is known to have failed.
    public private(set) var attempt = 1
    /// The key of the attempt.
    public let idempotentKey: String
    /// The transport's own reference; nil when its answer was never seen.
    public private(set) var reference: String?
    /// What came of the last hand-over.
    public private(set) var outcome = Utfall.pending
    /// The other side may have it from an earlier hand-over of the same attempt; nil, as written before this was kept, is no.
    ///
    /// A hand-over that fails by our settings does not take back the one before it.
    private var isPerhapsTaken: Bool?
    /// Why it was refused.
    public private(set) var refusal: Avvisning?
    /// When it was first begun.
    public let createdAt: String
    /// When it was last begun.
    public let lastAttemptAt: String
    /// When it was taken; nil when that is not known.
    public private(set) var handedOverAt: String?
    /// When the message expires.
    public private(set) var expiresAt: String?
    /// Nil for a letter of the type digital_dpv, which has no receipts.
    public private(set) var address: Adresse?
    /// What has happened.
    public var statuses = Statusforloep()
    /// The receipts that were decided on.
    public var receipts = Kvitteringsbok()
    /// Those of them that are not yet written, in order.
    public var pendingReceipts: [Kvittering] = []

    /// Begins an attempt: the next one when the last is known to have failed, else the same again.
    ///
    /// - Parameters:
    ///   - transport: the transport's name.
    ///   - spoolDir: folder of the spool, when that is the transport.
    ///   - known: what is kept of earlier attempts.
    ///   - now: the time, ISO 8601.
    public init(
        _ grunnlag: Sendingsgrunnlag, by transport: String, spoolDir: URL? = nil, after known: Sending?, now: String
    ) {
        let letter = grunnlag.korrespondanse
        attempt = Self.attempt(after: known)
        messageId = letter.messageId
        self.transport = transport
        self.spoolDir = spoolDir.map { $0.absoluteURL.path(percentEncoded: false) }
        contentSha256 = letter.contentSHA256
        documentType = letter.dokumenttype.type
        process = letter.prosess.urn
        idempotentKey = Oppdrag.idempotentKey(ofMessage: letter.messageId, attempt: attempt)
        createdAt = known?.createdAt ?? now
        lastAttemptAt = now
        expiresAt = grunnlag.sbd.expectedResponseDateTime
        if letter.dokumenttype == .arkivmelding {
            address = Adresse(
                sender: letter.sender.digits, receiver: grunnlag.sbd.receiver, conversationId: letter.conversationId,
                archiveConversationId: grunnlag.archiveConversationId, senderRef: grunnlag.sbd.senderRef,
                receiverRef: grunnlag.sbd.receiverRef)
        }
        if let known {
            receipts = known.receipts
            pendingReceipts = known.pendingReceipts
            if known.transport == transport, known.attempt == attempt {
                reference = known.reference
                handedOverAt = known.handedOverAt
                statuses = known.statuses
                isPerhapsTaken = known.mayHaveArrived
                // What was sent first is what expires.
                if known.mayBeThere { expiresAt = known.expiresAt }
            }
        }
        // The integrasjonspunkt says itself when it made it.
        if statuses.hendelser.isEmpty, !went(by: .integrasjonspunkt) {
            statuses.add([Statushendelse(.opprettet, tidspunkt: now)])
        }
    }

    /// The number of the attempt that follows.
    ///
    /// Altinn never forgets a key: only a message that is known to have failed needs another. One that went another way
    /// since has used the keys before it all the same.
    public static func attempt(after known: Sending?) -> Int {
        guard let known else { return 1 }
        return known.attempt + (known.hasFailed ? 1 : 0)
    }

    private var hasFailed: Bool { statuses.status?.isFailure == true }

    /// Before this hand-over it was taken, or may have been: the other side knows whether it arrived in time.
    ///
    /// In the spool a message is, or it is not.
    public var canBeAskedFor: Bool { reference != nil || isPerhapsTaken == true && !went(by: .spool) }

    /// The other side may have it.
    public var mayHaveArrived: Bool { isPerhapsTaken == true || outcome.mayHaveArrived }

    /// The other side may have it from an attempt that is not known to have failed: that attempt, and its time, stand.
    ///
    /// In the spool a message is, or it is not.
    public var mayBeThere: Bool { mayHaveArrived && !hasFailed && (reference != nil || !went(by: .spool)) }

    /// Why this must not be sent, after what was sent before; nil when it may be.
    ///
    /// What may have arrived is never replaced by other contents, or sent another way. The spool looks for itself what it has
    /// of a message, and its reader may have taken it away.
    public func refusal(after known: Sending) -> Avvisning? {
        guard !known.went(by: .spool), known.mayHaveArrived, !known.hasFailed else { return nil }
        if known.transport != transport {
            return Avvisning(.finnesFraFoer, "Meldingen er sendt før, med \(known.transport).")
        }
        if known.contentSha256 != contentSha256 {
            return Avvisning(.finnesFraFoer, "En melding med samme id er sendt før, med annet innhold.")
        }
        return nil
    }

    /// Why this comes too late to be sent; nil while it has not expired.
    public func lapse(at now: Date) -> Avvisning? {
        guard let expiry, expiry < now else { return nil }
        return Avvisning(.levetidUtloept, "Meldingen ble ikke levert før levetiden utløp.")
    }

    /// What a transport asks by.
    public var referanse: Leveringsreferanse {
        Leveringsreferanse(
            messageId: messageId, idempotentKey: idempotentKey, prosess: Prosess(urn: process), reference: reference)
    }

    /// It was never taken: there is nothing to ask the other side about.
    public var isRefused: Bool { outcome == .refused && reference == nil }

    /// What has happened, as an archive is told of it: what was refused did not get through.
    ///
    /// Not a status that is kept: the key is still good for the same message.
    var forloepForKvittering: Statusforloep {
        var forloep = statuses
        if isRefused, let refusal { forloep.add([Statushendelse(.feil, avvisning: refusal)]) }
        return forloep
    }

    /// This is the attempt that another value tells of, and not a later one.
    public func isSameAttempt(as other: Sending) -> Bool {
        attempt == other.attempt && transport == other.transport
    }

    /// Notes what came of the hand-over.
    public mutating func note(_ resultat: Leveringsresultat, at time: String) {
        refusal = nil
        switch resultat {
        case .accepted(let reference), .alreadyAccepted(let reference):
            self.reference = reference
            outcome = .accepted
            handedOverAt = handedOverAt ?? time
        case .retryLater(_, _, let mayHaveArrived): outcome = mayHaveArrived ? .retryLater : .unreached
        case .refused(let avvisning):
            outcome = .refused
            // An answer to the same key is about the same message: what is refused was not taken before.
            if reference == nil, avvisning.kode != .finnesFraFoer { isPerhapsTaken = nil }
            // What the other side wrote may hold values of the document.
            refusal = Avvisning(avvisning.kode, avvisning.reason)
        case .configurationFault: outcome = .configurationFault
        }
    }

    /// Notes what the transport says of it; what is not delivered by the time it expires has failed.
    public mutating func note(_ svar: Statussvar, now: Date) {
        statuses.add(svar.forStorage)
        guard mayExpire(svar), let expiry else { return }
        statuses.expire(expiry, now: now)
    }

    // Altinn and the spool know of no expiry. Over the network, what the other side never got expires as well, also what something
    // in front of it took in its place. A reader of the spool that has never written back does not write back; and what a spool
    // does not know, its reader has taken.
    private func mayExpire(_ svar: Statussvar) -> Bool {
        switch svar {
        case .known(let hendelser, _): !went(by: .spool) || hendelser.contains { $0.status != .opprettet }
        case .notKnown: !went(by: .spool) && (reference == nil || !statuses.hasReached(.sendt))
        case .retryLater, .configurationFault: false
        }
    }

    /// The reader of the spool has taken the folder away: nothing more is heard of the message.
    public func isTaken(_ svar: Statussvar?) -> Bool { isInSpool && svar == .notKnown }

    /// It was handed over in the spool, which may never say more of it.
    public var isInSpool: Bool { went(by: .spool) && reference != nil }

    private func went(by navn: Transportnavn) -> Bool { transport == navn.rawValue }

    /// When the message expires.
    public var expiry: Date? { expiresAt.flatMap { try? Date($0, strategy: .iso8601) } }
}

extension Sendingsgrunnlag {
    /// What the letter says by itself, for the receipt of one whose package cannot be read.
    ///
    /// - Parameter archiveConversationId: as of ``init(_:archiveConversationId:)``.
    public init(packageless letter: Korrespondanse, archiveConversationId: String?) {
        let sbd = StandardBusinessDocument(
            sender: letter.sender, receiver: letter.recipient.identifier, messageId: letter.messageId,
            conversationId: letter.conversationId, prosess: letter.prosess, dokumenttype: letter.dokumenttype)
        self.init(letter, sbd: sbd, archiveConversationId: archiveConversationId)
    }
}

extension Statussvar {
    /// As it is kept: what the other side wrote of the message may hold values of the document.
    ///
    /// Its description stays, for those who ask, but no number of a person. Times are shown on terminals.
    fileprivate var forStorage: Statussvar {
        guard case .known(let hendelser, let isFinal) = self else { return self }
        let kept = hendelser.map { hendelse in
            Statushendelse(
                hendelse.status,
                tidspunkt: hendelse.tidspunkt.map { time in
                    String(
                        String.UnicodeScalarView(
                            time.unicodeScalars.filter { $0.properties.generalCategory != .control }))
                },
                description: hendelse.description.map(Sladding.withoutNumbers),
                avvisning: hendelse.avvisning.map { Avvisning($0.kode, $0.reason) })
        }
        return .known(kept, isFinal: isFinal)
    }
}
