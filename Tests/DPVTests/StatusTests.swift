// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML
import Testing

@Suite struct AltinnoversiktTests {
    private func statuser(
        _ status: String, published: String? = nil, read: String? = nil, history: [Altinnoversikt.Hendelse] = [],
        attachments: [String] = []
    ) -> (statuser: [Meldingsstatus], tider: [String?], isFinal: Bool, kode: Avvisning.Kode?) {
        var oversikt = Altinnoversikt(status: status)
        oversikt.created = "c"
        oversikt.published = published
        oversikt.read = read
        oversikt.statusHistory = history
        oversikt.attachmentTexts = attachments
        guard case .known(let hendelser, let isFinal) = oversikt.statussvar else { return ([], [], false, nil) }
        return (
            hendelser.map(\.status), hendelser.map(\.tidspunkt), isFinal, hendelser.last?.avvisning?.kode
        )
    }

    @Test(arguments: ["Initialized", "ReadyForPublish", "SomethingNew"])
    func whatIsNotPublishedIsOnlySent(_ status: String) {
        let svar = statuser(status)
        #expect(svar.statuser == [.sendt] && svar.tider == ["c"] && !svar.isFinal)
    }

    @Test func timesAreAltinnsOwn() {
        let svar = statuser("Read", published: "p", read: "r")
        #expect(svar.statuser == [.sendt, .levert, .lest] && svar.tider == ["c", "p", "r"] && svar.isFinal)
    }

    // The highest status by number hides the others.
    @Test(arguments: ["AttachmentsDownloaded", "Forwarded", "Failed"])
    func aStatusThatHidesOthersIsNotAsked(_ status: String) {
        #expect(statuser(status, published: "p").statuser == [.sendt, .levert])
        #expect(statuser(status, published: "p", read: "r").statuser == [.sendt, .levert, .lest])
    }

    @Test func anOlderServerIsReadByItsHistory() {
        let svar = statuser(
            "Confirmed",
            history: [
                .init(status: "Initialized", statusChanged: "1"), .init(status: "Published", statusChanged: "2"),
                .init(status: "Read", statusChanged: "3"), .init(status: "Confirmed", statusChanged: "4"),
            ])
        #expect(svar.statuser == [.sendt, .levert, .lest] && svar.tider == ["c", "2", "3"])
        #expect(statuser("AttachmentsDownloaded").tider == ["c", nil])
    }

    @Test func whatIsPurgedBeforeItIsPublishedHasFailed() {
        #expect(statuser("PurgedByRecipient", published: "p").statuser == [.sendt, .levert, .annet])
        let svar = statuser("PurgedByAltinn")
        #expect(svar.statuser == [.sendt, .feil] && svar.isFinal && svar.kode == .ukjent)
        guard case .known(let hendelser, isFinal: true) = Altinnoversikt.gone else {
            return _ = Issue.record("Another outcome than the test goes on with")
        }
        #expect(hendelser.map(\.status) == [.sendt, .annet])
    }

    @Test func whatNobodyWasToldOfIsDeliveredAllTheSame() {
        var oversikt = Altinnoversikt(status: "Published")
        oversikt.published = "p"
        oversikt.isNobodyNotified = true
        guard case .known(let hendelser, isFinal: false) = oversikt.statussvar else {
            return _ = Issue.record("Another outcome than the test goes on with")
        }
        #expect(hendelser.last?.status == .levert && hendelser.last?.advarsel?.kode == .varselIkkeLevert)
        // Who has read it has found it.
        oversikt.read = "r"
        guard case .known(let read, isFinal: true) = oversikt.statussvar else {
            return _ = Issue.record("Another outcome than the test goes on with")
        }
        #expect(read.allSatisfy { $0.advarsel == nil })
    }

    @Test func aFailureHasAReasonByWhichAnotherWayCanBeChosen() {
        #expect(statuser("Reserved").kode == .reservert)
        #expect(statuser("Failed", attachments: ["Malware scan failed: x"]).kode == .filAvvist)
        let roles = Altinnoversikt.Hendelse(status: "Failed", statusText: "Recipient lacks required roles.")
        #expect(statuser("Failed", history: [roles]).kode == .mottakerUtenRolle)
        let svar = statuser("Failed")
        #expect(svar.statuser == [.sendt, .feil] && svar.isFinal && svar.kode == .ukjent)
        #expect(Altinnoversikt(status: "Failed").lacksReason && !Altinnoversikt(status: "Published").lacksReason)
    }
}

@Suite struct StatusforloepTests {
    private static let id = "9e630af3-2887-58d9-9811-f39db7a28ed4"

    private func forloep(_ statuser: Meldingsstatus...) -> Statusforloep {
        var result = Statusforloep()
        for status in statuser { result.add([Statushendelse(status)]) }
        return result
    }

    @Test func nothingLeadsBack() {
        #expect(Statusforloep().status == nil)
        #expect(forloep(.lest, .levert, .sendt).status == .lest)
        #expect(forloep(.feil, .levert, .lest).status == .feil)
        #expect(forloep(.levetidUtloept, .feil).status == .levetidUtloept)
        // What is read has arrived, whatever is said after.
        var read = forloep(.sendt, .levert, .lest)
        #expect(read.add([Statushendelse(.feil, avvisning: Avvisning(.reservert, "Grunn."))]).count == 1)
        #expect(read.status == .lest && read.avvisning == nil && read.hasReached(.lest) && read.isFinal)
        #expect(forloep(.levert, .feil).status == .feil && forloep(.levert, .feil).avvisning != nil)
        #expect(forloep(.sendt, .levert, .annet).status == .levert)
        #expect(forloep(.sendt, .annet).status == .annet)
        #expect(!forloep(.feil, .levert).hasReached(.levert))
        #expect(forloep(.lest).hasReached(.levert) && !forloep(.sendt, .annet).hasReached(.levert))
    }

    @Test func whatIsToldTwiceIsNewOnce() {
        var forloep = Statusforloep()
        let first = Statushendelse(.levert, tidspunkt: "2026-03-02T09:15:00+01:00")
        #expect(forloep.add(.known([Statushendelse(.sendt), first], isFinal: false)).count == 2)
        #expect(forloep.add(.known([Statushendelse(.levert, tidspunkt: "senere")], isFinal: false)).isEmpty)
        #expect(forloep.add(.notKnown).isEmpty && forloep.add(.retryLater(reason: "", afterSeconds: 1)).isEmpty)
        #expect(forloep.hendelser.last == first && !forloep.isFinal)
        #expect(forloep.add(.known([], isFinal: true)).isEmpty && forloep.isFinal)
    }

    @Test func onlyWhatIsNotDeliveredExpires() throws {
        let expiry = Date(timeIntervalSince1970: 1_772_000_000)
        var sent = forloep(.sendt)
        #expect(sent.expire(expiry, now: expiry).isEmpty)
        #expect(sent.expire(expiry, now: expiry + 1).map(\.status) == [.levetidUtloept])
        #expect(sent.avvisning?.kode == .levetidUtloept && sent.isFinal)
        var delivered = forloep(.sendt, .levert)
        #expect(delivered.expire(expiry, now: expiry + 1).isEmpty)
        var failed = forloep(.sendt, .feil)
        #expect(failed.expire(expiry, now: expiry + 1).isEmpty)
    }

    @Test func itIsStoredAsText() throws {
        var forloep = Statusforloep()
        forloep.add([
            Statushendelse(.feil, tidspunkt: "t", avvisning: Avvisning(.reservert, "Grunn.", problem: "{}"))
        ])
        let data = try JSONEncoder().encode(forloep)
        #expect(try JSONDecoder().decode(Statusforloep.self, from: data) == forloep)
    }

    // MARK: Receipts

    @Test func theArchiveHearsOnceThatItWasSent() {
        var bok = Kvitteringsbok()
        #expect(bok.kvitteringer(for: forloep(.opprettet), of: Self.id).isEmpty)
        let utstedt = bok.kvitteringer(for: forloep(.opprettet, .sendt), of: Self.id)
        #expect(utstedt.map(\.slag) == [.appReceipt])
        #expect(utstedt.first?.kvittering == Kvittering(receiptType: .ok, relatedToMessageId: Self.id))
        #expect(bok.kvitteringer(for: forloep(.sendt, .levert, .lest), of: Self.id).isEmpty)
    }

    @Test func anErrorFollowsAnOKAndNothingFollowsAnError() {
        var bok = Kvitteringsbok()
        #expect(bok.kvitteringer(for: forloep(.sendt), of: Self.id).count == 1)
        let error = bok.kvitteringer(for: forloep(.sendt, .feil), of: Self.id)
        #expect(error.map(\.kvittering.receiptType) == [.error])
        #expect(error.first?.kvittering.messages.map(\.code) == ["Unknown"])
        #expect(bok.kvitteringer(for: forloep(.sendt, .feil), of: Self.id).isEmpty)
        #expect(bok.kvitteringer(for: forloep(.sendt, .levert), of: Self.id).isEmpty)
    }

    @Test func aWarningIsLearntLateAndToldOnce() {
        var forloep = forloep(.sendt)
        forloep.add([Statushendelse(.levert, tidspunkt: "t", description: "d")])
        var bok = Kvitteringsbok()
        #expect(bok.kvitteringer(for: forloep, of: Self.id).map(\.kvittering.receiptType) == [.ok])
        let warned = Statushendelse(
            .levert, tidspunkt: "u", avvisning: Avvisning(.varselIkkeLevert, "Ingen ble varslet."))
        #expect(forloep.add([warned]).count == 1 && forloep.add([warned]).isEmpty)
        #expect(forloep.hendelser.count == 2 && forloep.hendelser[1].tidspunkt == "t")
        #expect(forloep.status == .levert && forloep.avvisning == nil && !forloep.isFinal)
        let receipts = bok.kvitteringer(for: forloep, of: Self.id)
        #expect(receipts.map(\.kvittering.receiptType) == [.warning] && receipts.map(\.slag) == [.appReceipt])
        #expect(receipts.first?.kvittering.messages.map(\.code) == ["VARSEL_IKKE_LEVERT"])
        #expect(bok.kvitteringer(for: forloep, of: Self.id).isEmpty)
        // Both at once, and neither when the settings say so or the message failed.
        var other = Kvitteringsbok()
        #expect(other.kvitteringer(for: forloep, of: Self.id).map(\.kvittering.receiptType) == [.ok, .warning])
        var policy = ReceiptPolicy()
        policy.appReceipt.warning = false
        var third = Kvitteringsbok()
        #expect(third.kvitteringer(for: forloep, of: Self.id, policy).map(\.kvittering.receiptType) == [.ok])
        forloep.add([Statushendelse(.feil)])
        #expect(forloep.advarsel == nil)
    }

    @Test func settingsSayWhenAndWhether() {
        var policy = ReceiptPolicy()
        policy.appReceipt = .init(ok: .levert, error: false)
        policy.arkivmeldingKvittering = .init(ok: .lest, error: true)
        var bok = Kvitteringsbok()
        #expect(bok.kvitteringer(for: forloep(.sendt), of: Self.id, policy).isEmpty)
        #expect(bok.kvitteringer(for: forloep(.sendt, .levert), of: Self.id, policy).map(\.slag) == [.appReceipt])
        #expect(
            bok.kvitteringer(for: forloep(.sendt, .levert, .lest), of: Self.id, policy).map(\.slag)
                == [.arkivmeldingKvittering])
        var other = Kvitteringsbok()
        #expect(other.kvitteringer(for: forloep(.feil), of: Self.id, policy).map(\.slag) == [.arkivmeldingKvittering])
        var letter = Kvitteringsbok()
        #expect(letter.kvitteringer(for: forloep(.lest), of: Self.id, dokumenttype: .digitalDpv, policy).isEmpty)
    }

    @Test func whatWasMadeIsRemembered() throws {
        var bok = Kvitteringsbok()
        _ = bok.kvitteringer(for: forloep(.sendt), of: Self.id)
        var read = try JSONDecoder().decode(Kvitteringsbok.self, from: JSONEncoder().encode(bok))
        #expect(read.kvitteringer(for: forloep(.sendt), of: Self.id).isEmpty)
    }

    @Test func aReceiptGoesFromReceiverToSenderInTheSameConversation() throws {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer("310000035"), receiver: "310000043", messageId: Self.id,
            conversationId: "bf383699-b3f1-5b50-878c-859d7acbc3c9", prosess: .administrasjon,
            dokumenttype: .arkivmelding)
        sbd.senderRef = "vår ref"
        var bok = Kvitteringsbok()
        let utstedt = try #require(bok.kvitteringer(for: forloep(.sendt), of: sbd.messageId).first)
        let receipt = try #require(sbd.addressed(utstedt.kvittering))
        #expect(receipt.sender?.digits == "310000043" && receipt.receiver == "310000035")
        #expect(receipt.conversationId == sbd.conversationId && receipt.messageId != sbd.messageId)
        #expect(receipt.receiverRef == "vår ref" && receipt.prosess == .response)
        let appReceipt = try Omformer().appReceipt(of: receipt)
        #expect(appReceipt.verdict == .accepted)
        let xml = String(decoding: try #require(appReceipt.putMessage).serialized(), as: UTF8.self)
        #expect(xml.contains("type=\"OK\"") && xml.contains("310000035"))
        sbd.receiver = "17829910055"
        #expect(sbd.addressed(utstedt.kvittering) == nil)
    }
}

@Suite struct LeveringsreferanseTests {
    private static let id = "9e630af3-2887-58d9-9811-f39db7a28ed4"

    @Test(arguments: [nil, "", "/spool/a|b", "linje\n%7C", "å\u{0301}|"] as [String?])
    func itIsStoredAsOneLine(_ reference: String?) {
        let stored = Leveringsreferanse(messageId: Self.id, prosess: .taushetsbelagt, reference: reference)
        #expect(!stored.description.contains("\n"))
        #expect(Leveringsreferanse(stored.description) == stored)
    }

    @Test(arguments: ["", "a|b|c", "9e630af3-2887-58d9-9811-f39db7a28ed4|x|urn", "%|%|%", "|||||"])
    func nothingElseIsRead(_ text: String) { #expect(Leveringsreferanse(text) == nil) }

    @Test func anAttemptAfterAFailureHasAKeyOfItsOwn() {
        #expect(Oppdrag.idempotentKey(ofMessage: Self.id, attempt: 1) == Self.id)
        let second = Oppdrag.idempotentKey(ofMessage: Self.id, attempt: 2)
        #expect(second != Self.id && MeldingId.uuid(in: second) == second)
        #expect(second != Oppdrag.idempotentKey(ofMessage: Self.id, attempt: 3))
    }
}

@Suite struct ProsesstabellTests {
    @Test func everyProcessStandsOnceWithWhatAltinnWants() throws {
        let tabell = try Prosesstabell(Omformer())
        #expect(Set(tabell.rader.map(\.prosess)).count == tabell.rader.count)
        for tjeneste in Prosess.tjenester {
            let prosess = try #require(Prosess(named: tjeneste))
            #expect(tabell[prosess]?.dokumenttype == .arkivmelding, "\(tjeneste)")
        }
        #expect(tabell.rader.count == Prosess.tjenester.count + 2)
        #expect(tabell.rader.filter(\.isConfidential).map(\.prosess) == [.taushetsbelagt])
        #expect(tabell[.taushetsbelagt]?.resourceId == "eformidling-dpv-taushetsbelagt")
        #expect(tabell[.administrasjon]?.serviceCode == "4255" && tabell[.administrasjon]?.serviceEditionCode == "10")
        #expect(tabell.rader.filter(\.ignoreReservation).map(\.prosess) == [.info])
        #expect(tabell[.vedtak]?.dokumenttype == .digitalDpv)
    }

    @Test func settingsMaySayOtherwise() throws {
        var tabell = try Prosesstabell(Omformer())
        var rad = try #require(tabell[.administrasjon])
        rad.resourceId = "egen-ressurs"
        tabell.set(rad)
        tabell.set(
            Prosesstabell.Rad(prosess: Prosess(urn: "urn:egen"), navn: "Egen", dokumenttype: .arkivmelding))
        #expect(tabell[.administrasjon]?.resourceId == "egen-ressurs")
        #expect(tabell[Prosess(urn: "urn:egen")]?.resourceId == nil)
        #expect(tabell.rader.count == Prosess.tjenester.count + 3)
    }
}
