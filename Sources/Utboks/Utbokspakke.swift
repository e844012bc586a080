// SPDX-License-Identifier: Apache-2.0
import DPV
import Disk
import EFormidling
import Foundation
import Omforming

/// The package of a message, for as long as it is handed over.
struct Utbokspakke: Sendable {
    let letter: Korrespondanse
    let forsendelse: URL
    let grunnlag: Sendingsgrunnlag
    /// To be removed afterwards; nil when the package has a folder of its own.
    let work: URL?

    func oppdrag(_ sending: Sending) -> Oppdrag {
        Oppdrag(korrespondanse: letter, forsendelse: forsendelse, idempotentKey: sending.idempotentKey)
    }
}

/// Why there is no package.
enum Pakkefeil: Error {
    /// It is gone, or is no package.
    case spoilt
    /// The disk does not give it now, for which no message is at fault; in words for the operator.
    case unreadable(String)
}

extension Utboks {
    /// The package of a message, with the times of when it was last taken up.
    ///
    /// - Throws: ``Pakkefeil``; `ArkivbroError` when it cannot be written; what the store throws. Nothing is left behind.
    func pakke(of post: Utbokspost) async throws -> Utbokspakke {
        let (work, forsendelse) = try await folder(of: post)
        do {
            guard let letter = post.letter else { throw Pakkefeil.spoilt }
            let sbd = try stamped(try sbd(of: post, forsendelse), post, forsendelse)
            return Utbokspakke(
                letter: letter, forsendelse: forsendelse,
                grunnlag: Sendingsgrunnlag(letter, sbd: sbd, archiveConversationId: post.archiveConversationId),
                work: work)
        } catch {
            if let work { try? FileManager.default.removeItem(at: work) }
            throw error
        }
    }

    private func folder(of post: Utbokspost) async throws -> (work: URL?, forsendelse: URL) {
        if let navn = post.mappe {
            guard let forsendelse = mappe.forsendelse(navn) else { throw Pakkefeil.spoilt }
            return (nil, forsendelse)
        }
        let filer = try await lager.filer(post.messageId)
        do {
            return try mappe.unpack(filer, as: post.messageId)
        } catch {
            // The disk is full, for one: no fault of the message.
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive i utboksen: \(error.reason).")
        }
    }

    private func sbd(of post: Utbokspost, _ forsendelse: URL) throws -> StandardBusinessDocument {
        let data: Data
        do {
            data = try Data(contentsOf: forsendelse.appending(path: "sbd.json"))
        } catch {
            if mappe.hasLost(forsendelse) { throw Pakkefeil.spoilt }
            throw Pakkefeil.unreadable("Kan ikke lese forsendelsen: \(error.reason).")
        }
        guard let sbd = SBDInnlesing(json: [UInt8](data)).sbd else { throw Pakkefeil.spoilt }
        return sbd
    }

    // What is taken up again goes as what has just come: its own time may be out, and it has not been there.
    private func stamped(
        _ sbd: StandardBusinessDocument, _ post: Utbokspost, _ forsendelse: URL
    ) throws -> StandardBusinessDocument {
        guard let gjenopptatt = post.gjenopptatt else { return sbd }
        let stamped = sbd.stamped(Stempel(gjenopptatt, ttlHours: settings.ttlHours))
        guard stamped.expectedResponseDateTime != sbd.expectedResponseDateTime else { return sbd }
        do {
            // By another name first: a spool may hold the old one as its own, and after a fall it is one of them.
            try Data(stamped.json.bytes).write(to: forsendelse.appending(path: "sbd.json"), options: .atomic)
        } catch {
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive i utboksen: \(error.reason).")
        }
        return stamped
    }
}

extension Utbokspost {
    /// Its letter; nil when that cannot be read.
    var letter: Korrespondanse? { try? JSONDecoder().decode(Korrespondanse.self, from: korrespondanse) }
}
