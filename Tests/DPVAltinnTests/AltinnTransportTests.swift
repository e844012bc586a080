// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVAltinn
import DPVHTTP
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

    let tjener: AltinnTjener
    let tid: Proevetid
    let folder: URL
    let omformer: Omformer

    func settings(_ noekkel: Maskinportennoekkel? = nil) throws -> AltinnSettings {
        let virksomhet = try #require(Testvirksomhet.felles)
        var settings = AltinnSettings(
            serviceURL: tjener.serviceURL, exchangeURL: tjener.exchangeURL,
            maskinporten: MaskinportenSettings(
                tokenURL: tjener.tokenURL, audience: AltinnTjener.audience, clientId: "proeve",
                scopes: ["altinn:serviceowner", "altinn:correspondence.write"],
                noekkel: noekkel ?? Maskinportennoekkel(privateKeyPEM: virksomhet.privateKeyPEM, kid: "kjent")),
            prosesstabell: try Prosesstabell(omformer))
        settings.http = .patient
        return settings
    }

    func transport(_ change: (inout AltinnSettings) -> Void = { _ in }) throws -> AltinnTransport {
        var settings = try settings()
        change(&settings)
        return try AltinnTransport(settings, surroundings: tid.surroundings)
    }

    func oppdrag(
        journpost: String = "", dokumenter: String = Meldinger.dokument(),
        correspondence: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Oppdrag {
        try Proeveoppdrag.melding(
            in: folder, with: omformer, journpost: journpost, dokumenter: dokumenter, correspondence: correspondence)
    }

    static func run(_ body: (Proeve) async throws -> Void) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tid = Proevetid()
            let tjener = try await AltinnTjener(now: { tid.now })
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
    var isHandedOver: Bool {
        switch self {
        case .accepted, .alreadyAccepted: true
        default: false
        }
    }
}

@Suite struct AltinnTransportTests {
    // MARK: What is sent

    @Test func aMessageIsOneFormWithAllItsParts() async throws {
        try await Proeve.run { proeve in
            let dokumenter =
                Meldinger.dokument() + Meldinger.dokument(base64: "QsOlZXIK", navn: "blåbær & kart.txt", nummer: 2)
            var correspondence = CorrespondenceSettings()
            correspondence.dagerTilSvarfrist = 7
            let oppdrag = try proeve.oppdrag(
                journpost: "<jpOffinnhold>Svar til &lt;Åse&gt;</jpOffinnhold>",
                dokumenter: dokumenter.replacing(" & ", with: " &amp; "), correspondence: correspondence)
            let transport = try proeve.transport()
            let resultat = try await transport.send(oppdrag)
            let mottatt = try #require(proeve.tjener.korrespondanser.first)
            #expect(resultat == .accepted(reference: mottatt.id))
            let brev = oppdrag.korrespondanse

            let expected: [String: String] = [
                "correspondence.resourceId": "eformidling-dpv-administrasjon",
                "correspondence.sendersReference": brev.messageId,
                "correspondence.messageSender": "Fjordvik kommune",
                "correspondence.content.language": "nb",
                "correspondence.content.messageTitle": brev.messageTitle,
                "correspondence.content.messageSummary": brev.messageSummary,
                "correspondence.content.messageBody": brev.messageBody,
                "correspondence.content.attachments[0].fileName": "brev.txt",
                "correspondence.content.attachments[1].fileName": brev.attachments[1].fileName,
                "correspondence.content.attachments[1].isEncrypted": "false",
                "correspondence.content.attachments[1].dataLocationType": "NewCorrespondenceAttachment",
                "correspondence.ignoreReservation": "false",
                "correspondence.isConfirmationNeeded": "false",
                "correspondence.isConfidential": "false",
                "correspondence.propertyList.senderOrgNumber": Meldinger.avsender,
                "correspondence.notification.notificationTemplate": "CustomMessage",
                "correspondence.notification.notificationChannel": "EmailAndSms",
                "correspondence.notification.sendReminder": "true",
                "correspondence.notification.reminderNotificationChannel": "EmailAndSms",
                "recipients[0]": "urn:altinn:organization:identifier-no:" + Meldinger.mottaker,
                "idempotentKey": oppdrag.idempotentKey,
            ]
            for (name, value) in expected { #expect(mottatt.felt(name) == value, "\(name)") }
            #expect(brev.attachments[1].fileName.contains("blåbær"))
            #expect(mottatt.felt("correspondence.content.attachments[0].checksum") == nil)
            let publish = try #require(mottatt.felt("correspondence.requestedPublishTime"))
            let due = try #require(mottatt.felt("correspondence.dueDateTime"))
            let published = try Date(publish, strategy: .iso8601)
            #expect(abs(published.timeIntervalSince(proeve.tid.now)) < 60)
            #expect(try Date(due, strategy: .iso8601) > published + 6 * 86_400)
            #expect(due.contains("+0"))

            let files = mottatt.deler.filter { $0.fileName != nil }
            #expect(files.map(\.name) == ["attachments", "attachments"])
            #expect(files.map(\.fileName) == brev.attachments.map(\.fileName))
            #expect(files.map(\.sha256) == brev.attachments.map(\.dokument.sha256))
            #expect(files.map { Int64($0.size) } == brev.attachments.map(\.dokument.size))

            // What is planned is what is sent, but for the time.
            let plan = try #require(try transport.plan(oppdrag).first)
            let sent = mottatt.deler.filter { $0.fileName == nil }
            #expect(plan.fields.map(\.name) == sent.map(\.name))
            #expect(plan.files.map(\.sha256) == files.map(\.sha256))
            #expect(plan.url == proeve.tjener.serviceURL + "/correspondence/upload")
            let shown = String(decoding: plan.json.bytes, as: UTF8.self)
            #expect(!shown.contains("Bearer") && shown.contains("\"method\": \"POST\""))

            let headers = try #require(proeve.tjener.headersOfUploads.first)
            #expect(headers["accept"] == "application/json" && headers["ocp-apim-subscription-key"] == nil)
            #expect(headers["content-length"] != nil && headers["transfer-encoding"] == nil)
        }
    }

    @Test func aConfidentialLetterGoesToItsResource() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag(journpost: "<jpTgkode>UO</jpTgkode>")
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            let mottatt = try #require(proeve.tjener.korrespondanser.first)
            #expect(mottatt.felt("correspondence.isConfidential") == "true")
            #expect(mottatt.felt("correspondence.resourceId") == "eformidling-dpv-taushetsbelagt")
            #expect(!mottatt.deler.contains { $0.text.contains("brygga") })
        }
    }

    @Test func checksumsAndTheSubscriptionKeyAreSentWhenAskedFor() async throws {
        try await Proeve.run { proeve in
            let transport = try proeve.transport {
                $0.sendsChecksums = true
                $0.subscriptionKey = "abonnement"
            }
            #expect(try await transport.send(try proeve.oppdrag()).isHandedOver)
            let mottatt = try #require(proeve.tjener.korrespondanser.first)
            // md5 of "Hei, Havnes.\n"
            #expect(
                mottatt.felt("correspondence.content.attachments[0].checksum") == "0e558c6a3bd86762fc147b7ca1c34008")
            #expect(proeve.tjener.headersOfUploads.first?["ocp-apim-subscription-key"] == "abonnement")
        }
    }

    @Test func whatIsSentIsWhatTheOpenAPIDocumentsSay() async throws {
        guard let shared = Omgivelser.shared else {
            return Omgivelser.skip("OpenAPI-dokumentene til Altinn er ikke her")
        }
        try await Proeve.run { proeve in
            var correspondence = CorrespondenceSettings()
            correspondence.dagerTilSvarfrist = 7
            let oppdrag = try proeve.oppdrag(correspondence: correspondence)
            #expect(try await proeve.transport { $0.sendsChecksums = true }.send(oppdrag).isHandedOver)
            let deler = try #require(proeve.tjener.korrespondanser.first).deler
            for name in ["altinn-correspondence-v1.digdir.json", "altinn-correspondence-v1.nav-2026-02.json"] {
                let document = try OpenAPISkjema(shared.appending(path: "contracts/" + name))
                let brudd = document.brudd(deler)
                #expect(brudd.isEmpty, "\(name): \(brudd)")
            }
        }
    }

    @Test func aProcessWithoutAResourceIsAFaultOfTheSettings() async throws {
        try await Proeve.run { proeve in
            var correspondence = CorrespondenceSettings()
            correspondence.prosess = Prosess(named: "planByggOgGeodata")
            let oppdrag = try proeve.oppdrag(correspondence: correspondence)
            try #require(oppdrag.korrespondanse.resourceId == nil)
            #expect(try await proeve.transport().send(oppdrag).isConfigurationFault)
            #expect(throws: ArkivbroError(.configuration, "")) { try proeve.transport().plan(oppdrag) }
            #expect(proeve.tjener.calls("token") == 0)
            let transport = try proeve.transport { settings in
                guard var rad = settings.prosesstabell[oppdrag.korrespondanse.prosess] else { return }
                rad.resourceId = "egen-ressurs"
                settings.prosesstabell.set(rad)
            }
            #expect(try await transport.send(oppdrag).isHandedOver)
        }
    }

    @Test func aPackageThatIsNotWhatItWasIsNotSent() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            try Data("noe annet".utf8).write(to: oppdrag.forsendelse.appending(path: "documents/brev.txt"))
            #expect(try await proeve.transport().send(oppdrag).kode == .filAvvist)
            // Our disk is no fault of the message.
            try FileManager.default.removeItem(at: oppdrag.forsendelse)
            for checksums in [true, false] {
                let transport = try proeve.transport { $0.sendsChecksums = checksums }
                #expect(try await transport.send(oppdrag).isNeverArrived)
            }
            #expect(proeve.tjener.calls("upload") == 0)
        }
    }

    /// Altinn may have taken what it was seen to get; what asks us to wait, or gives no access, has not.
    @Test func itIsToldWhetherItMayHaveArrived() async throws {
        try await Proeve.run { proeve in
            for (operation, fault, mayHaveArrived) in [
                ("upload", Forstyrrelse.answer(Testsvar(503)), true), ("upload", .lostAnswer, true),
                ("upload", .answer(Testsvar(429)), false), ("token", .answer(Testsvar(503)), false),
                ("exchange", .lostAnswer, false),
            ] {
                proeve.tjener.disturbAlways(operation, fault)
                proeve.tjener.disturbAlways("list", .answer(Testsvar(503)))
                let resultat = try await proeve.transport().send(try proeve.oppdrag())
                #expect(resultat.isRetryLater && resultat.isNeverArrived != mayHaveArrived, "\(operation): \(resultat)")
                proeve.tjener.heal()
            }
            let down = try proeve.transport { $0.serviceURL = "http://127.0.0.1:1" }
            #expect(try await down.send(try proeve.oppdrag()).isNeverArrived)
        }
    }

    // MARK: The suite

    @Test func itDoesWhatATransportMust() async throws {
        try await Proeve.run { proeve in
            var counterpart = Counterpart { try proeve.transport() }
            let tjener = proeve.tjener
            counterpart.person = "17829910055"
            counterpart.patience = 0
            counterpart.delivered = { tjener.delivered($0) }
            counterpart.faults[.lostAnswer] = { tjener.disturb("upload", .lostAnswer) }
            counterpart.faults[.down] = { tjener.disturbAlways("*", .answer(Testsvar(503))) }
            counterpart.faults[.refuses] = {
                tjener.disturb("upload", .answer(AltinnTjener.problem(400, 1003, "Om Prøvesen og brygga")))
            }
            counterpart.faults[.noAccess] = {
                tjener.disturbAlways("upload", .answer(AltinnTjener.problem(401, 4001, "You do not have access")))
            }
            counterpart.heal = { tjener.heal() }
            let failures = try await ConformanceSuite(counterpart).run()
            #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
        }
    }

    // MARK: Status

    @Test func statusesComeFromTheTimesAndNotFromTheHighestStatus() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport) = (proeve.tjener, try proeve.transport())
            let oppdrag = try proeve.oppdrag()
            guard case .accepted(let id) = try await transport.send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            let referanse = Leveringsreferanse(oppdrag, reference: id)
            func statuses() async throws -> ([Meldingsstatus], Bool) {
                guard case .known(let hendelser, let isFinal) = try await transport.status(of: referanse) else {
                    return ([], false)
                }
                return (hendelser.map(\.status), isFinal)
            }
            #expect(try await statuses() == ([.sendt], false))
            tjener.change(id) { $0.published = "2026-03-02T09:30:00.1234567+00:00" }
            #expect(try await statuses() == ([.sendt, .levert], false))
            tjener.change(id) {
                $0.status = "AttachmentsDownloaded"
                $0.read = "2026-03-02T10:00:00"
            }
            #expect(try await statuses() == ([.sendt, .levert, .lest], true))
            guard case .known(let hendelser, _) = try await transport.status(of: referanse) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(
                hendelser.map(\.tidspunkt).dropFirst() == ["2026-03-02T09:30:00.1234567+00:00", "2026-03-02T10:00:00"])
            // The overview is enough.
            #expect(tjener.calls("details") == 0)
            tjener.change(id) { $0.isPurged = true }
            #expect(try await transport.status(of: referanse) == Altinnoversikt.gone)
        }
    }

    @Test func nowAndThenItIsAskedWhetherAnybodyWasNotified() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport) = (proeve.tjener, try proeve.transport())
            let oppdrag = try proeve.oppdrag()
            guard case .accepted(let id) = try await transport.send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            tjener.change(id) {
                $0.status = "Published"
                $0.published = proeve.tid.now.formatted(.iso8601).replacing("Z", with: ".1234567+00:00")
                $0.notificationStatuses = ["Failed_RecipientNotIdentified", "Delivered"]
            }
            func kode(_ transport: AltinnTransport) async throws -> Avvisning.Kode? {
                let svar = try await transport.status(of: Leveringsreferanse(oppdrag, reference: id))
                guard case .known(let hendelser, isFinal: false) = svar else { return .ukjent }
                return hendelser.last?.advarsel?.kode
            }
            // They are hardly out.
            #expect(try await kode(transport) == nil && tjener.calls("details") == 0)
            proeve.tid.pass(2 * 3600)
            #expect(try await kode(transport) == nil && tjener.calls("details") == 1)
            tjener.change(id) { $0.notificationStatuses = ["Failed_RecipientNotIdentified", "Failed"] }
            // Not so soon again.
            proeve.tid.pass(3600)
            #expect(try await kode(transport) == nil && tjener.calls("details") == 1)
            proeve.tid.pass(6 * 3600)
            #expect(try await kode(transport) == .varselIkkeLevert && tjener.calls("details") == 2)
            let silent = try proeve.transport { $0.asksNotifications = false }
            #expect(try await kode(silent) == nil && tjener.calls("details") == 2)
            // Under way is no failure.
            tjener.change(id) { $0.notificationStatuses = ["Failed", "Sending"] }
            proeve.tid.pass(7 * 3600)
            #expect(try await kode(transport) == nil && tjener.calls("details") == 3)
            // Nobody can do anything about it any more.
            proeve.tid.pass(8 * 86_400)
            #expect(try await kode(transport) == nil && tjener.calls("details") == 3)
        }
    }

    @Test func aFailureIsToldWithItsReason() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport) = (proeve.tjener, try proeve.transport())
            let oppdrag = try proeve.oppdrag()
            guard case .accepted(let id) = try await transport.send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            tjener.change(id) {
                $0.status = "Failed"
                $0.attachmentFailure = "Malware scan failed: Eicar"
            }
            let svar = try await transport.status(of: Leveringsreferanse(oppdrag, reference: id))
            guard case .known(let hendelser, isFinal: true) = svar, let feil = hendelser.last else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(feil.status == .feil && feil.avvisning?.kode == .filAvvist)
            #expect(feil.avvisning?.problem?.contains("Eicar") == true)
        }
    }

    @Test func whenTheServerCannotTellItIsNotHeldAgainstTheMessage() async throws {
        try await Proeve.run { proeve in
            let (tjener, transport) = (proeve.tjener, try proeve.transport())
            let oppdrag = try proeve.oppdrag()
            guard case .accepted(let id) = try await transport.send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            let referanse = Leveringsreferanse(oppdrag, reference: id)
            func expect(_ svar: Testsvar, _ isRight: (Statussvar) -> Bool) async throws {
                tjener.disturbAlways("overview", .answer(svar))
                let status = try await transport.status(of: referanse)
                #expect(isRight(status), "\(svar.status): \(status)")
                tjener.heal()
            }
            try await expect(Testsvar(503, headers: ["Retry-After": "900"])) {
                if case .retryLater(_, afterSeconds: 900) = $0 { true } else { false }
            }
            try await expect(.json("ikke JSON")) { if case .retryLater = $0 { true } else { false } }
            try await expect(Testsvar(404, body: Array("<html>Ikke her</html>".utf8))) {
                if case .configurationFault = $0 { true } else { false }
            }
            try await expect(Testsvar(403)) { if case .configurationFault = $0 { true } else { false } }
            // Nor is it Altinn's correspondence that what stands in front of it does not find.
            for answer in [
                Testsvar(404), Testsvar(410), .json(404, #"{"statusCode":404,"message":"Resource not found"}"#),
            ] {
                try await expect(answer) { if case .configurationFault = $0 { true } else { false } }
            }
            try await expect(.json(404, #"{"title":"x","status":404,"errorCode":1001}"#)) { $0 == Altinnoversikt.gone }
            // A server from before the times.
            tjener.change(id) { $0.status = "Read" }
            let old = #"{"correspondenceId":"x","status":"Read","created":"2026-01-01T00:00:00Z"}"#
            try await expect(.json(old)) {
                if case .known(let hendelser, isFinal: true) = $0 { hendelser.last?.status == .lest } else { false }
            }
            #expect(tjener.calls("details") == 1)
        }
    }

    @Test func nobodyCanBeAskedWhatAReceiverTakes() async throws {
        try await Proeve.run { proeve in
            let mottaker = try #require(Mottaker(Meldinger.mottaker))
            #expect(try await proeve.transport().capabilities(of: mottaker) == .notAvailable)
        }
    }
}
