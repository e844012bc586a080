// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Innboks
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// The archive answers a letter that it took by a call of its own, minutes or days later.
@Suite struct SenereKvitteringTests {
    private static let annen = "310000051"

    /// What came out at the integrasjonspunkt.
    private func sendte(_ proeve: Innboksproeve) throws -> [StandardBusinessDocument] {
        try proeve.tjener.meldinger.map { try StandardBusinessDocument(json: $0.sbd) }
    }

    /// An archive that takes everything and says nothing of it.
    private func taus(_ proeve: Innboksproeve) { proeve.arkiv.answer { _ in Testsvar(200) } }

    @Test func itNamesTheLetterAndGoesToItsSender() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            let utboks = try proeve.utboks(innboks.lager)
            // In capitals and braces, with its ends as in the letter, as some archives write it.
            try await proeve.svar(
                utboks, samtale: "{\(proeve.samtale(id).uppercased())}", avsender: Meldinger.avsender,
                mottaker: Meldinger.mottaker)
            let kvittering = try proeve.kvittering(to: id)
            #expect(kvittering.conversationId == proeve.samtale(id) && kvittering.messageId != id)
            #expect(kvittering.sender?.digits == Meldinger.mottaker && kvittering.receiver == Meldinger.avsender)
            #expect(kvittering.kvittering?.messages == [.init(code: "ID", text: "2026/41")])

            // Again, also with its ends the other way: delivered once. Another text is another receipt.
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            #expect(proeve.tjener.meldinger.map(\.dispatches) == [1])
            try await proeve.svar(utboks, samtale: proeve.samtale(id), type: "ERROR", tekst: "Slettet")
            #expect(try sendte(proeve).filter { $0.kvittering?.relatedToMessageId == id }.count == 2)
        }
    }

    @Test func theArchivesOwnIdFindsTheConversationThatItWasMadeOf() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            // Two senders who call theirs by the same text, which is what the archive sees.
            var brev: [String: String] = [:]
            for avsender in [Meldinger.avsender, Self.annen] {
                let samtale = MeldingId(conversationId: "sak 17", sender: avsender, contentSHA256: "").uuid
                brev[avsender] = try proeve.brev(
                    arkivmelding: proeve.arkivmelding(samtale: "sak 17", avsender: avsender), samtale: samtale,
                    avsender: avsender)
            }
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            let konvolutter = try proeve.arkiv.mottatt.map { try proeve.lest($0.body).konvolutt.conversationId }
            #expect(konvolutter == ["sak 17", "sak 17"])
            let utboks = try proeve.utboks(innboks.lager)
            // Whose it is cannot be known: it may not be told the wrong one.
            try await proeve.svar(utboks, samtale: "sak 17", avsender: Meldinger.mottaker, mottaker: Meldinger.mottaker)
            try await proeve.svar(utboks, samtale: "sak 17", avsender: "310000078", mottaker: "310000086")
            #expect(proeve.tjener.meldinger.isEmpty)
            try await proeve.svar(utboks, samtale: "sak 17", mottaker: Self.annen)
            let id = try #require(brev[Self.annen])
            let kvittering = try proeve.kvittering(to: id)
            let samtale = MeldingId(conversationId: "sak 17", sender: Self.annen, contentSHA256: "").uuid
            #expect(kvittering.receiver == Self.annen && kvittering.conversationId == samtale)
            #expect(try sendte(proeve).count == 1)
        }
    }

    @Test func ofSeveralLettersInAConversationItAnswersTheLast() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            let samtale = "5a1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d"
            let innboks = try proeve.innboks()
            let utboks = try proeve.utboks(innboks.lager)
            // A plain OK to each is two receipts.
            for _ in 0..<2 {
                let id = try proeve.brev(samtale: samtale)
                try await proeve.alt(innboks)
                try await proeve.svar(utboks, samtale: samtale, tekst: nil)
                #expect(try proeve.kvittering(to: id).receiver == Meldinger.avsender)
                proeve.tid.pass(60)
            }
            let other = try proeve.brev(samtale: samtale, avsender: Self.annen)
            try await proeve.alt(innboks)
            try await proeve.svar(utboks, samtale: samtale, type: "ERROR", tekst: "Feil sak")
            #expect(try sendte(proeve).filter { $0.receiver == Self.annen }.isEmpty)
            try await proeve.svar(utboks, samtale: samtale, tekst: nil, mottaker: Self.annen)
            #expect(try proeve.kvittering(to: other).receiver == Self.annen)
        }
    }

    @Test func whatWasSaidAtOnceIsNotSaidAgain() async throws {
        try await Innboksproeve.run { proeve in
            // It answers OK, with a number, while it takes the letter.
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .ok)
            let utboks = try proeve.utboks(innboks.lager)
            let before = proeve.tjener.calls("create")
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            #expect(proeve.tjener.calls("create") == before)
            // What it says for the first time goes on.
            try await proeve.svar(utboks, samtale: proeve.samtale(id), tekst: "2026/42")
            #expect(try sendte(proeve).count == 2)
        }
    }

    @Test func whatIsSaidBeforeTheCallIsAnsweredIsSaidOnce() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            let innboks = try proeve.innboks()
            _ = try await innboks.hent()
            proeve.arkiv.disturb(.lostAnswer)
            _ = try await innboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(try await innboks.lager.melding(id)?.tilstand == .klar)
            let utboks = try proeve.utboks(innboks.lager)
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            proeve.tid.pass(4000)
            try await proeve.alt(innboks)
            let melding = try #require(try await innboks.lager.melding(id))
            #expect(melding.tilstand == .levert && melding.svartilstand == .sendt)
            #expect(proeve.tjener.meldinger.map(\.dispatches) == [1])
        }
    }

    @Test func whatIsNotKnownIsAnsweredForAndGoesNowhere() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            let innboks = try proeve.innboks()
            let utboks = try proeve.utboks(innboks.lager)
            try await proeve.svar(utboks, samtale: UUID().uuidString)
            // Ends that are nobody's are no fault of a receipt that goes nowhere.
            try await proeve.svar(utboks, samtale: "?", avsender: "?", mottaker: "000000000")
            // A letter that the archive itself sent is in the outbox; a receipt for it was never ours to pass on.
            let file = proeve.folder.appending(path: "ut.xml")
            let samtale = UUID().uuidString.lowercased()
            try Data(
                Meldinger.putMessage(
                    Meldinger.melding(), id: samtale, avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
            ).write(to: file)
            guard case .lagret(let sent, _, _) = try await utboks.taImot(file, mottatt: proeve.tid.now) else {
                throw Innboksproeve.Uventet(text: "brevet er ikke tatt imot")
            }
            try await proeve.svar(utboks, samtale: samtale)
            #expect(proeve.tjener.meldinger.isEmpty)
            // The answer to it comes in under the same conversation, and that is what the next receipt is for.
            let id = try proeve.brev(samtale: samtale)
            try await proeve.alt(innboks)
            try await proeve.svar(utboks, samtale: samtale)
            let kvittering = try proeve.kvittering(to: id)
            #expect(kvittering.kvittering?.relatedToMessageId != sent && kvittering.receiver == Meldinger.avsender)
            // A receipt that came in is not answered with one.
            _ = proeve.kvittering(samtale: UUID().uuidString.lowercased(), relatedTo: UUID().uuidString.lowercased())
            try await proeve.alt(innboks)
            let kvitteringer = try await innboks.meldinger(i: .levert).filter { $0.slag == .kvittering }
            try await proeve.svar(utboks, samtale: try #require(kvitteringer.first).conversationId)
            #expect(try sendte(proeve).count == 1)
        }
    }

    @Test func whatIsForgottenIsNotKnown() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            let id = try proeve.brev()
            let innboks = try proeve.innboks { $0.keepDays = 10 }
            try await proeve.alt(innboks)
            let utboks = try proeve.utboks(innboks.lager)
            proeve.tid.pass(9 * 86_400)
            try await innboks.rydd()
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            #expect(try proeve.kvittering(to: id).receiver == Meldinger.avsender)
            proeve.tid.pass(2 * 86_400)
            try await innboks.rydd()
            try await proeve.svar(utboks, samtale: proeve.samtale(id), tekst: "for sent")
            #expect(try sendte(proeve).count == 1)
        }
    }

    @Test func nobodyIsToldWhereItIsSaidSo() async throws {
        try await Innboksproeve.run { proeve in
            taus(proeve)
            let id = try proeve.brev()
            let innboks = try proeve.innboks { $0.sendsReceipts = false }
            try await proeve.alt(innboks)
            let utboks = try proeve.utboks(innboks.lager, sendsReceipts: false)
            try await proeve.svar(utboks, samtale: proeve.samtale(id))
            #expect(proeve.tjener.meldinger.isEmpty)
        }
    }

    /// A fault of the settings may take longer to mend than a receipt has to live.
    @Test func aReceiptHasItsWholeTimeWhenItGoes() async throws {
        try await Innboksproeve.run { proeve in
            let utboks = try proeve.utboks(nil) { $0.ttlHours = 24 }
            proeve.tjener.disturbAlways("*", .answer(Testsvar(401)))
            try await proeve.svar(utboks, samtale: UUID().uuidString.lowercased())
            #expect(try sendte(proeve).isEmpty)
            proeve.tid.pass(30 * 86_400)
            proeve.tjener.heal()
            try await utboks.sendArkivkvitteringer()
            let sent = try #require(try sendte(proeve).first)
            let expires = try Date(try #require(sent.expectedResponseDateTime), strategy: .iso8601)
            #expect(expires > proeve.tid.now + 23 * 3600)
        }
    }

    @Test func withoutAnInboxAReceiptGoesByItsEnvelope() async throws {
        try await Innboksproeve.run { proeve in
            let utboks = try proeve.utboks(nil)
            let samtale = UUID().uuidString.lowercased()
            try await proeve.svar(utboks, samtale: samtale)
            let sent = try #require(try sendte(proeve).first)
            #expect(sent.conversationId == samtale && sent.receiver == Meldinger.avsender)
            #expect(sent.kvittering?.relatedToMessageId == nil)
        }
    }
}
