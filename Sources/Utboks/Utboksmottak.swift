// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import DPVHTTP
import Disk
import EFormidling
public import Foundation
import Logging
import Noark
import Omforming

extension Utboks {
    /// There is so much room on the disk that a message can be taken.
    public var hasRoom: Bool { mappe.freeBytes.map { $0 >= settings.minFreeBytes } ?? true }

    /// Takes a BEST/EDU message, and answers when it is durably kept or refused.
    ///
    /// The same message again, from the same sender and in the same conversation, is one message. Another message in the
    /// conversation gets an identity of its own, which follows from what it holds.
    public func taImot(_ body: URL, mottatt: Date) async throws -> Mottakssvar {
        defer { try? FileManager.default.removeItem(at: body) }
        guard hasRoom else {
            throw ArkivbroError(.cannotWrite, "For lite ledig plass på disken.")
        }
        try await begin()
        let queue = Diskplass.bytes(of: body) ?? 0 > Self.large ? store : smaa
        var messageId: String?
        while true {
            let id = messageId
            switch try await queue.run({ try self.omform(body, mottatt, as: id) }) {
            case .avvist(let rapport): return .avvist(rapport: rapport)
            case .kvittering: return try await taImotKvittering(body, mottatt, queue)
            case .brev(let post, let filer, let rapport):
                switch try await lagre(post, filer) {
                case .ny:
                    log(.info, "melding er tatt imot", post)
                    vekker.ring()
                    return .lagret(messageId: post.messageId, rapport: rapport, finnesFraFoer: false)
                case .finnes(let known):
                    post.mappe.map(mappe.remove)
                    if try await lager.retryForArchive(known, surroundings.now()) {
                        vekker.ring()
                        log(.notice, "parkert melding er tatt imot igjen og tas opp", post)
                    } else {
                        log(.info, "melding fra før er tatt imot igjen", post)
                    }
                    var rapport = rapport
                    rapport.messageId = known
                    return .lagret(messageId: known, rapport: rapport, finnesFraFoer: true)
                case .idErOpptatt:
                    post.mappe.map(mappe.remove)
                    // Its name follows from its contents: that it is taken by others is no longer possible.
                    guard messageId == nil else { throw ArkivbroError(.exists, "Meldingens id er opptatt.") }
                    messageId = NavnebasertUUID.uuid(
                        parts: ["melding", post.avsender, post.conversationId, "sha256:" + post.contentSha256])
                }
            }
        }
    }

    /// Keeps a message; the folder of one that cannot be kept is removed.
    private func lagre(_ post: Utbokspost, _ filer: [Utboksfil]) async throws -> Lagringsutfall {
        do {
            return try await lager.lagre(post, filer: filer)
        } catch {
            // The store may have it all the same. Where it does not say, the next process sweeps.
            let isKept = try? await lager.post(post.messageId)?.mappe == post.mappe
            if isKept == false { post.mappe.map(mappe.remove) }
            throw error
        }
    }

    // From here on a message is large: what it costs is the disk's time and not the translation's.
    private static let large: Int64 = 16 << 20

    private enum Omformet: Sendable {
        case brev(Utbokspost, [Utboksfil], Rapport)
        case kvittering
        case avvist(Rapport)
    }

    /// Converts a message, and puts its package where it is kept, unless that is the store.
    private func omform(_ body: URL, _ mottatt: Date, as messageId: String?) throws -> Omformet {
        guard let input = try? FileHandle(forReadingFrom: body) else {
            throw ArkivbroError(.cannotRead, "Kan ikke lese meldingen.")
        }
        defer { try? input.close() }
        var conversion = settings.conversion
        conversion.messageId = messageId
        conversion.tidspunkt = mottatt.medSone
        let stempel = Stempel(mottatt, ttlHours: settings.ttlHours)
        conversion.creationDateAndTime = stempel.creationDateAndTime
        conversion.expectedResponseDateTime = stempel.expectedResponseDateTime
        return Diskplass.bytes(of: body) ?? 0 > settings.inlineBytes
            ? try intoFolder(input, mottatt, conversion) : try intoStore(input, mottatt, conversion)
    }

    // One sync for all of a small package, and for those that come with it, in place of one for each file.
    private func intoStore(_ input: FileHandle, _ mottatt: Date, _ conversion: ConversionSettings) throws -> Omformet {
        let levering = try Minnelevering(
            of: input, with: omformer, conversion, correspondence: settings.correspondence, limits: settings.limits)
        guard let letter = levering.korrespondanse else { return try Self.refused(levering.rapport) }
        let post = try Self.post(letter, levering.archiveConversationId, mappe: nil, mottatt)
        let filer = levering.filer.map { Utboksfil(path: $0.key, innhold: Data($0.value)) }
        return .brev(post, filer, levering.rapport)
    }

    private func intoFolder(_ input: FileHandle, _ mottatt: Date, _ conversion: ConversionSettings) throws -> Omformet {
        let work: URL
        do {
            work = try mappe.newWorkFolder()
        } catch { throw ArkivbroError(.cannotWrite, "Kan ikke skrive i utboksen: \(error.reason).") }
        defer { try? FileManager.default.removeItem(at: work) }
        let levering = try Levering(
            of: input, workingIn: work, with: omformer, conversion, correspondence: settings.correspondence,
            limits: settings.limits)
        guard let oppdrag = levering.oppdrag else { return try Self.refused(levering.rapport) }
        let kept: String
        do {
            kept = try mappe.keep(oppdrag.forsendelse)
        } catch { throw ArkivbroError(.cannotWrite, "Kan ikke skrive i utboksen: \(error.reason).") }
        let post = try Self.post(oppdrag.korrespondanse, levering.archiveConversationId, mappe: kept, mottatt)
        return .brev(post, [], levering.rapport)
    }

    private static func post(
        _ letter: Korrespondanse, _ archiveConversationId: String?, mappe: String?, _ mottatt: Date
    ) throws -> Utbokspost {
        Utbokspost(
            messageId: letter.messageId, conversationId: letter.conversationId,
            archiveConversationId: archiveConversationId, avsender: letter.sender.digits,
            mottaker: letter.recipient.identifier, contentSha256: letter.contentSHA256, mappe: mappe,
            korrespondanse: try JSONEncoder().encode(letter), mottatt: mottatt)
    }

    private static func refused(_ rapport: Rapport) throws -> Omformet {
        if rapport.slag == .putMessageAppReceipt { return .kvittering }
        try checkDecided(rapport)
        return .avvist(rapport)
    }

    // Nothing is said of the message: its sender should try again.
    private static func checkDecided(_ rapport: Rapport) throws {
        guard rapport.verdict == .undetermined else { return }
        let koder = rapport.funn.map(\.funn.kode).filter { $0.hasPrefix("SY-") }
        throw ArkivbroError(.brokenResource, "Meldingen kan ikke vurderes (\(koder.joined(separator: ", "))).")
    }

    // MARK: Receipts

    private enum Kvitteringsomformet: Sendable {
        case post(Kvitteringspost?, Rapport)
        case avvist(Rapport)
    }

    private func taImotKvittering(_ body: URL, _ mottatt: Date, _ queue: Arbeidskoe) async throws -> Mottakssvar {
        let konvolutt = try await queue.run { try self.les(body).konvolutt }
        let besvart = try await besvart?(konvolutt)
        switch try await queue.run({ try self.omformKvittering(body, mottatt, besvart) }) {
        case .avvist(let rapport): return .avvist(rapport: rapport)
        case .post(let post, let rapport):
            // A receipt without a way back is answered for all the same: its archive can do nothing about it.
            let text: Logger.Message
            switch (besvart, post) {
            case (.ukjent, _): text = "kvittering for en melding som ikke er kjent her, er lagt bort"
            case (.ingenSkalHaDen, _), (_, nil): text = "kvittering uten mottaker er lagt bort"
            case (.melding(_, let sendt), let post?) where post.messageId == sendt:
                text = "kvittering som avsenderen har fått fra før, er lagt bort"
            case _ where sendKvittering == nil: text = "kvittering uten vei tilbake, integrasjonspunktet, er lagt bort"
            case (_, let post?):
                try await lager.lagre(post)
                text = "kvittering er tatt imot"
            }
            // What the archive wrote as an id may be anything; a UUID is none of it.
            let samtale = post?.conversationId ?? MeldingId.uuid(in: konvolutt.conversationId)
            logger.info(
                text, metadata: ["messageId": "\(post?.messageId ?? "")", "conversationId": "\(samtale ?? "")"])
            return .kvittering(rapport: rapport)
        }
    }

    private func les(_ body: URL) throws -> Innlesing {
        guard let input = try? FileHandle(forReadingFrom: body) else {
            throw ArkivbroError(.cannotRead, "Kan ikke lese meldingen.")
        }
        defer { try? input.close() }
        return try Innlesing(reading: input, into: DiscardingDocumentStore(), limits: settings.limits)
    }

    // Whom it names is no fault that its archive could mend: without a way back, a receipt is put away.
    private static func lacksWayBack(_ rapport: Rapport) -> Bool {
        let koder = rapport.funn.filter { $0.nivaa == .feil }.map(\.funn.kode)
        return !koder.isEmpty && Omformer.receiverFaults.isSuperset(of: koder)
    }

    private func omformKvittering(
        _ body: URL, _ mottatt: Date, _ besvart: Besvart?
    ) throws -> Kvitteringsomformet {
        var receipt = settings.receipt
        switch besvart {
        case .melding(let original, _): receipt.original = original
        case .ingenSkalHaDen, .ukjent:
            // It goes nowhere: whom it names is no fault that its archive could mend.
            receipt.ownOrganisation = nil
            receipt.allowsInvalidReceiver = true
        case nil: break
        }
        let omforming = omformer.receipt(of: try les(body), receipt)
        try Self.checkDecided(omforming.rapport)
        guard omforming.verdict == .accepted else {
            return Self.lacksWayBack(omforming.rapport) ? .post(nil, omforming.rapport) : .avvist(omforming.rapport)
        }
        let post = omforming.sbd.map {
            Kvitteringspost(
                messageId: $0.messageId, conversationId: $0.conversationId, sbd: Data($0.json.bytes), mottatt: mottatt)
        }
        return .post(post, omforming.rapport)
    }
}
