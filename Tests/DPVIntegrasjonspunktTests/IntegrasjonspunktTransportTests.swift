// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import DPVIntegrasjonspunkt
import DPVSamsvar
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// A server, a transport to it, and orders for it.
struct Proeve {
    static let omformer = Result { try Omformer() }

    let tjener: IntegrasjonspunktTjener
    let tid: Proevetid
    let folder: URL
    let omformer: Omformer

    func transport(_ change: (inout IntegrasjonspunktSettings) -> Void = { _ in }) throws -> IntegrasjonspunktTransport
    {
        var settings = IntegrasjonspunktSettings(
            baseURL: tjener.url + "/", login: Login(user: "proeve", password: "hemmelig"))
        settings.http = .patient
        change(&settings)
        return try IntegrasjonspunktTransport(settings, surroundings: tid.surroundings)
    }

    func oppdrag(
        dokumenter: String = Meldinger.dokument(),
        correspondence: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Oppdrag {
        try Proeveoppdrag.melding(in: folder, with: omformer, dokumenter: dokumenter, correspondence: correspondence)
    }

    static func run(
        sertifikat: Testsertifikat? = nil, user: String? = "proeve:hemmelig", _ body: (Proeve) async throws -> Void
    ) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tid = Proevetid()
            let tjener = try await IntegrasjonspunktTjener(sertifikat: sertifikat, user: user)
            do {
                try await body(Proeve(tjener: tjener, tid: tid, folder: folder, omformer: omformer.get()))
            } catch {
                await tjener.stop()
                throw error
            }
            await tjener.stop()
        }
    }
}

extension Leveringsresultat {
    var kode: Avvisning.Kode? { if case .refused(let avvisning) = self { avvisning.kode } else { nil } }
    var isConfigurationFault: Bool { if case .configurationFault = self { true } else { false } }
    var isRetryLater: Bool { if case .retryLater = self { true } else { false } }
    var isNeverArrived: Bool { if case .retryLater(_, _, mayHaveArrived: false) = self { true } else { false } }
}

@Suite struct IntegrasjonspunktTransportTests {
    @Test func aMessageIsMadeThenFilledThenSent() async throws {
        try await Proeve.run { proeve in
            let dokumenter =
                Meldinger.dokument(navn: "søknad; om \"brygga\".txt".replacing("\"", with: "&quot;"))
                + Meldinger.dokument(base64: "QsOlZXIK", navn: "kart.txt", nummer: 2)
            let oppdrag = try proeve.oppdrag(dokumenter: dokumenter)
            let transport = try proeve.transport()
            #expect(try await transport.send(oppdrag) == .accepted(reference: oppdrag.idempotentKey))
            let melding = try #require(proeve.tjener.melding(oppdrag.idempotentKey))
            #expect(melding.dispatches == 1)
            // As in the package, but for what DPV is asked for.
            var packed = try StandardBusinessDocument(
                json: [UInt8](Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json"))))
            packed.dpv = try StandardBusinessDocument(json: melding.sbd).dpv
            #expect(melding.sbd == packed.json.bytes)
            let vedlegg = oppdrag.korrespondanse.attachments
            #expect(melding.filer.map(\.navn) == ["arkivmelding.xml"] + vedlegg.map(\.fileName))
            #expect(vedlegg[0].fileName.contains("søknad;"))
            #expect(melding.filer.map(\.tittel) == ["Arkivmelding"] + vedlegg.map(\.displayName))
            #expect(melding.filer.map(\.mediatype) == ["application/xml", "text/plain", "text/plain"])
            #expect(melding.filer.dropFirst().map(\.sha256) == vedlegg.map(\.dokument.sha256))
            #expect(proeve.tjener.calls("multipart") == 0)

            let plan = try transport.plan(oppdrag)
            #expect(plan.map(\.method) == ["POST", "PUT", "PUT", "PUT", "POST"])
            #expect(plan.flatMap(\.files).map(\.fileName) == melding.filer.map(\.navn))
            let shown = plan.map { String(decoding: $0.json.bytes, as: UTF8.self) }.joined()
            #expect(!shown.contains("Authorization") && !shown.contains("hemmelig"))
        }
    }

    /// What the integrasjonspunkt is asked for beside what it makes of the arkivmelding.
    private func dpv(
        _ proeve: Proeve, process: Prosess? = nil, _ change: (inout CorrespondenceSettings) -> Void = { _ in }
    ) async throws -> DpvSettings {
        var correspondence = CorrespondenceSettings()
        correspondence.prosess = process
        change(&correspondence)
        let oppdrag = try proeve.oppdrag(correspondence: correspondence)
        let transport = try proeve.transport()
        _ = try await transport.send(oppdrag)
        let sent = try #require(proeve.tjener.melding(oppdrag.idempotentKey)).sbd
        #expect(try transport.plan(oppdrag).first?.text == String(decoding: sent, as: UTF8.self))
        return try StandardBusinessDocument(json: sent).dpv
    }

    @Test func whatTheLetterSaysOfNotificationAndDueDateGoesWithIt() async throws {
        try await Proeve.run { proeve in
            var wanted = DpvSettings()
            wanted.varselType = .medRevarsel
            wanted.varselTransportType = .epostOgSMS
            // Left out, it would be due in a week.
            wanted.dagerTilSvarfrist = 0
            #expect(try await dpv(proeve) == wanted)

            func told(_ settings: inout CorrespondenceSettings) {
                settings.notifySms = false
                settings.sendReminder = false
                settings.dagerTilSvarfrist = 14
                settings.messageSender = "Fjordvik kommune"
                settings.notificationText = "$reporteeName$ har brev fra $reporterName$."
                settings.sensitiveNotificationText = "Skjermet brev fra $reporterName$."
            }
            wanted.varselType = .utenRevarsel
            wanted.varselTransportType = .epost
            wanted.dagerTilSvarfrist = 14
            wanted.varselTekst = "$correspondenceRecipientName$ har brev fra Fjordvik kommune."
            #expect(try await dpv(proeve) { told(&$0) } == wanted)
            wanted.varselTekst = nil
            wanted.taushetsbelagtVarselTekst = "Skjermet brev fra Fjordvik kommune."
            #expect(try await dpv(proeve, process: .taushetsbelagt) { told(&$0) } == wanted)

            // It has no word for none at all.
            let least = try await dpv(proeve) {
                $0.notifyEmail = false
                $0.notifySms = false
            }
            #expect(least.varselType == .utenRevarsel && least.varselTransportType == nil && least.varselTekst == nil)
            let sms = try await dpv(proeve) { $0.notifyEmail = false }
            #expect(sms.varselTransportType == .sms)
        }
    }

    @Test func whatALetterItselfSaysGoesBeforeTheSettings() async throws {
        try await Proeve.run { proeve in
            var sbd = StandardBusinessDocument(
                sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker,
                messageId: UUID().uuidString.lowercased(), conversationId: UUID().uuidString.lowercased(),
                prosess: .info, dokumenttype: .digitalDpv)
            sbd.digitalDpv = DigitalDpv(tittel: "Om brygga", sammendrag: "Brygga", innhold: "Brygga er åpen.")
            sbd.dpv.varselType = .medRevarsel
            sbd.dpv.varselTransportType = .sms
            // Nobody has said who sends: the integrasjonspunkt knows.
            sbd.dpv.varselTekst = "Brev fra $reporterName$ til $reporteeName$."
            sbd.dpv.dagerTilSvarfrist = 3
            var correspondence = CorrespondenceSettings()
            correspondence.sendReminder = false
            correspondence.notificationText = "En annen tekst."
            correspondence.dagerTilSvarfrist = 14
            let file = proeve.folder.appending(path: "brev.pdf")
            try Data("x".utf8).write(to: file)
            let levering = try Levering(
                digitalDpv: SBDInnlesing(json: sbd.json.bytes),
                files: [Brevfil(navn: "brev.pdf", innhold: try FileHandle(forReadingFrom: file))],
                workingIn: proeve.folder.appending(path: "arbeid"), with: proeve.omformer, ConversionSettings(),
                correspondence: correspondence)
            let oppdrag = try #require(levering.oppdrag)
            _ = try await proeve.transport().send(oppdrag)
            let sent = try StandardBusinessDocument(json: #require(proeve.tjener.melding(oppdrag.idempotentKey)).sbd)
            sbd.dpv.varselTekst = "Brev fra $reporterName$ til $correspondenceRecipientName$."
            #expect(sent.dpv == sbd.dpv && sent.digitalDpv == sbd.digitalDpv)
        }
    }

    @Test func aSecondAttemptIsAMessageOfItsOwn() async throws {
        try await Proeve.run { proeve in
            let first = try proeve.oppdrag()
            let key = Oppdrag.idempotentKey(ofMessage: first.korrespondanse.messageId, attempt: 2)
            let second = Oppdrag(
                korrespondanse: first.korrespondanse, forsendelse: first.forsendelse, idempotentKey: key)
            #expect(try await proeve.transport().send(second) == .accepted(reference: key))
            let sbd = String(decoding: try #require(proeve.tjener.melding(key)).sbd, as: UTF8.self)
            #expect(sbd.contains(key) && sbd.hasPrefix("{\n  \"standardBusinessDocumentHeader\""))
            #expect(proeve.tjener.melding(first.korrespondanse.messageId) == nil)
        }
    }

    @Test func whatIsPackedForAltinnGoesUnpacked() async throws {
        try await Proeve.run { proeve in
            var correspondence = CorrespondenceSettings()
            correspondence.zipping.above = 1
            let dokumenter = (1...3).map { Meldinger.dokument(navn: "nr \($0).txt", nummer: $0) }.joined()
            let oppdrag = try proeve.oppdrag(dokumenter: dokumenter, correspondence: correspondence)
            try #require(oppdrag.korrespondanse.attachments.count == 2)
            _ = try await proeve.transport().send(oppdrag)
            let melding = try #require(proeve.tjener.melding(oppdrag.idempotentKey))
            #expect(melding.filer.map(\.navn) == ["arkivmelding.xml", "nr 1.txt", "nr 2.txt", "nr 3.txt"])
            #expect(melding.dispatches == 1)
        }
    }

    @Test func itDoesWhatATransportMust() async throws {
        try await Proeve.run { proeve in
            var counterpart = Counterpart { try proeve.transport() }
            let tjener = proeve.tjener
            counterpart.person = "17829910055"
            counterpart.patience = 0
            counterpart.delivered = { tjener.melding($0)?.dispatches ?? 0 }
            counterpart.faults[.lostAnswer] = { tjener.disturb("send", .lostAnswer) }
            counterpart.faults[.down] = { tjener.disturbAlways("*", .answer(Testsvar(503))) }
            counterpart.faults[.refuses] = {
                tjener.disturb(
                    "create",
                    .answer(IntegrasjonspunktTjener.error(400, "ReceiverDoesNotAcceptProcessException", "brygga")))
            }
            counterpart.faults[.noAccess] = { tjener.disturbAlways("*", .answer(Testsvar(401))) }
            counterpart.heal = { tjener.heal() }
            let failures = try await ConformanceSuite(counterpart).run()
            #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test func onlyTheAuthorityThatIsTrustedIsTalkedTo() async throws {
        let sertifikat = try Testsertifikat()
        try await Proeve.run(sertifikat: sertifikat) { proeve in
            let oppdrag = try proeve.oppdrag()
            #expect(try await proeve.transport().send(oppdrag).isConfigurationFault)
            let file = proeve.folder.appending(path: "ca.pem")
            try Data(sertifikat.authorityPEM.utf8).write(to: file)
            let trusting = try proeve.transport { $0.http.trustRoots = file }
            #expect(try await trusting.send(oppdrag) == .accepted(reference: oppdrag.idempotentKey))
            #expect(throws: ArkivbroError(.configuration, "")) {
                try proeve.transport { $0.http.trustRoots = proeve.folder.appending(path: "borte.pem") }
            }
        }
    }

    @Test func aWrongPasswordIsAFaultOfTheSettings() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let transport = try proeve.transport { $0.login = Login(user: "proeve", password: "feil") }
            #expect(try await transport.send(oppdrag).isConfigurationFault)
            // Accounts are locked by those who insist.
            #expect(proeve.tjener.calls("create") == 1)
        }
        try await Proeve.run(user: nil) { proeve in
            let oppdrag = try proeve.oppdrag()
            let transport = try proeve.transport { $0.login = nil }
            #expect(try await transport.send(oppdrag) == .accepted(reference: oppdrag.idempotentKey))
        }
    }

    // MARK: Status and capabilities

    @Test func statusesAreTheIntegrasjonspunktsOwn() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport, oppdrag) = (proeve.tjener, try proeve.transport(), try proeve.oppdrag())
            let referanse = Leveringsreferanse(oppdrag)
            #expect(try await transport.status(of: referanse) == .notKnown)
            _ = try await transport.send(oppdrag)
            tjener.change(oppdrag.idempotentKey) { $0.statuser = ["OPPRETTET", "SENDT", "MOTTATT", "LEVERT", "SENDT"] }
            let levert = [
                Statushendelse(.opprettet, tidspunkt: "2026-03-02T09:10:00+01:00"),
                Statushendelse(.sendt, tidspunkt: "2026-03-02T09:11:00+01:00"),
                Statushendelse(.levert, tidspunkt: "2026-03-02T09:13:00+01:00"),
            ]
            #expect(try await transport.status(of: referanse) == .known(levert, isFinal: false))
            tjener.change(oppdrag.idempotentKey) { $0.statuser.append("LEST") }
            guard case .known(let lest, isFinal: true) = try await transport.status(of: referanse) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(lest.map(\.status) == [.opprettet, .sendt, .levert, .lest])
            for (word, status, kode) in [
                ("FEIL", Meldingsstatus.feil, Avvisning.Kode.ukjent),
                ("LEVETID_UTLOPT", .levetidUtloept, .levetidUtloept),
            ] {
                tjener.change(oppdrag.idempotentKey) {
                    $0.statuser = ["OPPRETTET", word]
                    $0.description = "Altinn sa nei"
                }
                guard case .known(let hendelser, isFinal: true) = try await transport.status(of: referanse) else {
                    return _ = Issue.record("Another outcome than the test goes on with")
                }
                #expect(hendelser.last?.status == status && hendelser.last?.avvisning?.kode == kode)
                #expect(hendelser.last?.avvisning?.problem == "Altinn sa nei")
                // What has failed is not sent again under its name.
                #expect(try await transport.send(oppdrag).kode == kode)
            }
            #expect(tjener.melding(oppdrag.idempotentKey)?.dispatches == 1)
        }
    }

    @Test func capabilitiesTellTheServiceOfEachProcess() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport) = (proeve.tjener, try proeve.transport())
            let mottaker = try #require(Mottaker(Meldinger.mottaker))
            #expect(try await transport.capabilities(of: mottaker) == .unknownReceiver)
            tjener.know(
                Meldinger.mottaker,
                #"""
                {"capabilities":[{"process":"urn:no:difi:profile:arkivmelding:administrasjon:ver1.0","nytt":{},
                "serviceIdentifier":"DPV","documentTypes":[{"type":"arkivmelding",
                "standard":"urn:no:difi:arkivmelding:xsd::arkivmelding"}]},{"process":"urn:x","serviceIdentifier":"DPO"}]}
                """#)
            guard case .known(let kapabiliteter) = try await transport.capabilities(of: mottaker) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(kapabiliteter.map(\.isDPV) == [true, false])
            #expect(kapabiliteter.first?.prosess == .administrasjon)
            #expect(kapabiliteter.first?.documentTypes == [Dokumenttype.arkivmelding.standard])
            func expect(_ svar: Testsvar, _ isRight: (Kapabilitetssvar) -> Bool) async throws {
                tjener.disturbAlways("capabilities", .answer(svar))
                let result = try await transport.capabilities(of: mottaker)
                #expect(isRight(result), "\(svar.status): \(result)")
                tjener.heal()
            }
            try await expect(Testsvar(404)) { if case .configurationFault = $0 { true } else { false } }
            try await expect(Testsvar(403)) { if case .configurationFault = $0 { true } else { false } }
            try await expect(Testsvar(500)) { if case .retryLater = $0 { true } else { false } }
            try await expect(.json("[]")) { if case .retryLater = $0 { true } else { false } }
        }
    }
}
