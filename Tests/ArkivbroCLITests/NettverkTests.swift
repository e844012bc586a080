// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing
import Testtjenere

/// The program against servers on the loopback interface that behave as the real ones do.
@Suite struct NettverkTests {
    private let brev = Meldinger.putMessage(Meldinger.melding())

    private func run(
        _ arguments: [String], in folder: URL, _ environment: [String: String], input: [UInt8] = []
    ) async throws -> Kjoering {
        try await Kjoering.alongside(Kjoering.arkivbro, arguments, input: input, in: folder, environment: environment)
    }

    private func text(_ kjoering: Kjoering) -> String { String(decoding: kjoering.output, as: UTF8.self) }

    private func names(_ folder: URL) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)))?.sorted() ?? []
    }

    // MARK: The integrasjonspunkt

    private func withIntegrasjonspunkt(
        _ sertifikat: Testsertifikat? = nil,
        _ body: (IntegrasjonspunktTjener, URL, [String: String]) async throws -> Void
    ) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tjener = try await IntegrasjonspunktTjener(sertifikat: sertifikat)
            try Data("hemmelig\n".utf8).write(to: folder.appending(path: "passord"))
            var environment = [
                "ARKIVBRO_TRANSPORT": "integrasjonspunkt", "ARKIVBRO_INTEGRASJONSPUNKT_URL": tjener.url,
                "ARKIVBRO_INTEGRASJONSPUNKT_USER": "proeve", "ARKIVBRO_INTEGRASJONSPUNKT_PASSWORD_FILE": "passord",
                "ARKIVBRO_INTEGRASJONSPUNKT_ATTEMPTS": "1",
                // Hundreds of tests begin at once: that a server is slow to answer is no fault.
                "ARKIVBRO_INTEGRASJONSPUNKT_CONNECT_SECONDS": "120",
            ]
            if let sertifikat {
                try Data(sertifikat.authorityPEM.utf8).write(to: folder.appending(path: "ca.pem"))
                environment["ARKIVBRO_INTEGRASJONSPUNKT_CA_FILE"] = "ca.pem"
            }
            do {
                try await body(tjener, folder, environment)
            } catch {
                await tjener.stop()
                throw error
            }
            await tjener.stop()
        }
    }

    @Test func aPortThatIsTakenIsNothingThatIsRejected() async throws {
        try await withIntegrasjonspunkt { tjener, folder, _ in
            let port = try #require(URL(string: tjener.url)?.port)
            let refused = try await run(["serve", "--port", String(port)], in: folder, [:])
            #expect(refused.status == 74, "\(refused.status) \(refused.errors)")
            #expect(refused.errors.contains("Address already in use"), "\(refused.errors)")
        }
    }

    @Test func sentOnceAndFollowedToItsReceipt() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            let first = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(first.status == 0, "\(first.errors)")
            #expect(tjener.delivered(Meldinger.id) == 1)
            #expect(tjener.melding(Meldinger.id)?.filer.map(\.navn) == ["arkivmelding.xml", "brev.txt"])
            let again = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(again.status == 0 && again.errors.contains("levert fra før"))
            #expect(tjener.melding(Meldinger.id)?.dispatches == 1)
            #expect(names(folder.appending(path: "arkivbro-state")) == [".lock", Meldinger.id + ".json"])

            tjener.change(Meldinger.id) { $0.statuser += ["LEVERT", "LEST"] }
            let status = try await run(["status", Meldinger.id, "--watch"], in: folder, environment)
            #expect(status.status == 0, "\(status.errors)")
            #expect(text(status).hasPrefix("LEST  \(Meldinger.id)  integrasjonspunkt"))
            #expect(text(status).contains("LEVERT          2026-03-02T09:12:00+01:00"))
            #expect(names(folder.appending(path: "arkivbro-state/receipts/AppReceipt")).count == 1)
        }
    }

    @Test func aFailureThereIsToldAndAnsweredWithError() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            tjener.change(Meldinger.id) { $0.statuser += ["FEIL"] }
            let status = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(status.status == 1 && text(status).hasPrefix("FEIL"))
            // The failure was learnt before any success was.
            let place = folder.appending(path: "arkivbro-state/receipts/AppReceipt")
            let receipt = try #require(names(place).first)
            let message = try String(contentsOf: place.appending(path: "\(receipt)/putmessage.xml"), encoding: .utf8)
            #expect(message.contains("type=\"ERROR\""))
        }
    }

    @Test func withoutAnswerTheSameMessageMayComeAgainAndNoOther() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            tjener.disturbAlways("create", .lostAnswer)
            let lost = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(lost.status == 75, "\(lost.errors)")
            tjener.heal()
            let other = Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"))
            let refused = try await run(["send", "-"], in: folder, environment, input: other)
            #expect(refused.status == 1 && refused.errors.contains("annet innhold"))
            let elsewhere = try await run(
                ["send", "-", "--transport", "spool", "--spool-dir", "s"], in: folder, environment, input: brev)
            #expect(elsewhere.status == 1 && elsewhere.errors.contains("med integrasjonspunkt"))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            #expect(tjener.melding(Meldinger.id)?.dispatches == 1)
        }
    }

    @Test func wrongPasswordIsAFaultOfTheSettings() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            try Data("feil".utf8).write(to: folder.appending(path: "passord"))
            let sent = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(sent.status == 78 && !sent.errors.contains("feil\n"), "\(sent.errors)")
            #expect(tjener.delivered(Meldinger.id) == 0)
            // What never arrived does not stand in the way of another.
            try Data("hemmelig".utf8).write(to: folder.appending(path: "passord"))
            let other = Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"))
            #expect(try await run(["send", "-"], in: folder, environment, input: other).status == 0)
        }
    }

    @Test func aFaultOfTheSettingsDoesNotTakeBackWhatArrived() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            try Data("feil".utf8).write(to: folder.appending(path: "passord"))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 78)
            try Data("hemmelig".utf8).write(to: folder.appending(path: "passord"))
            let spool = ["send", "-", "--transport", "spool", "--spool-dir", "s"]
            for arguments in [spool, spool + ["--dry-run"]] {
                let elsewhere = try await run(arguments, in: folder, environment, input: brev)
                #expect(elsewhere.status == 1 && elsewhere.errors.contains("med integrasjonspunkt"))
                #expect(elsewhere.output.isEmpty)
            }
            let other = Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"))
            let refused = try await run(["send", "-"], in: folder, environment, input: other)
            #expect(refused.status == 1 && refused.errors.contains("annet innhold"))
            #expect(names(folder.appending(path: "s")).isEmpty && tjener.melding(Meldinger.id)?.dispatches == 1)
        }
    }

    @Test func noChannelIsAskedTwiceWithTheSameKeyAfterAFailure() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            tjener.change(Meldinger.id) { $0.statuser += ["FEIL"] }
            #expect(try await run(["status", Meldinger.id], in: folder, environment).status == 1)
            let spool = ["--transport", "spool", "--spool-dir", "s"]
            #expect(try await run(["send", "-"] + spool, in: folder, environment, input: brev).status == 0)
            let second = try #require(names(folder.appending(path: "s")).first)
            #expect(second != Meldinger.id)
            try Data(#"{"messageStatuses": [{"status": "FEIL"}]}"#.utf8).write(
                to: folder.appending(path: "s/\(second)/status.json"))
            #expect(try await run(["status", Meldinger.id], in: folder, environment).status == 1)
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            let state = try String(
                contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json"), encoding: .utf8)
            #expect(state.contains("\"attempt\" : 3") && !state.contains(second))
        }
    }

    @Test func whatTheOtherSideWritesOfAPersonIsNotKept() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            tjener.change(Meldinger.id) {
                $0.statuser += ["FEIL"]
                $0.description = "Mottaker 17829910055 finnes ikke"
            }
            #expect(try await run(["status", Meldinger.id], in: folder, environment).status == 1)
            let state = try String(
                contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json"), encoding: .utf8)
            #expect(state.contains("Mottaker … finnes ikke"))
            #expect(!state.contains("17829910055") && !state.contains("\"problem\""))
        }
    }

    @Test func ourOwnCertificatesAreTrustedAndNoOthers() async throws {
        try await withIntegrasjonspunkt(try Testsertifikat()) { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            var without = environment
            without["ARKIVBRO_INTEGRASJONSPUNKT_CA_FILE"] = nil
            let status = try await run(["status", Meldinger.id], in: folder, without)
            #expect(status.status == 78 && status.errors.contains("TLS"), "\(status.errors)")
        }
    }

    @Test func capabilitiesSayWhetherDPVIsAmongThem() async throws {
        try await withIntegrasjonspunkt { tjener, folder, environment in
            tjener.know(
                "310000043",
                """
                {"capabilities":[{"process":"urn:no:difi:profile:arkivmelding:administrasjon:ver1.0",\
                "serviceIdentifier":"DPV","documentTypes":[{"type":"arkivmelding","standard":"urn:x::arkivmelding"}]}]}
                """)
            let known = try await run(["capabilities", "310000043", "--format", "json"], in: folder, environment)
            #expect(known.status == 0, "\(known.errors)")
            let object = try JSONSerialization.jsonObject(with: Data(known.output)) as? [String: Any]
            #expect(object?["dpv"] as? Bool == true)
            #expect(try await run(["capabilities", "310000035"], in: folder, environment).status == 1)
            await tjener.stop()
            #expect(try await run(["capabilities", "310000043"], in: folder, environment).status == 75)
        }
    }

    // MARK: Altinn

    private func withAltinn(_ body: (AltinnTjener, URL, [String: String]) async throws -> Void) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tjener = try await AltinnTjener()
            let virksomhet = try #require(Testvirksomhet.felles)
            try Data(virksomhet.privateKeyPEM.utf8).write(to: folder.appending(path: "noekkel.pem"))
            try Data(virksomhet.certificatePEM.utf8).write(to: folder.appending(path: "sertifikat.pem"))
            let file = """
                transport: altinn3
                altinn3:
                  url: \(tjener.serviceURL)
                  exchangeUrl: \(tjener.exchangeURL)
                  attempts: 1
                  maskinporten:
                    clientId: proeve
                    keyFile: noekkel.pem
                    certificateFile: sertifikat.pem
                    tokenUrl: \(tjener.tokenURL)
                    audience: \(AltinnTjener.audience)
                    scopes: [eformidling:dpv]
                """
            try Data(file.utf8).write(to: folder.appending(path: "arkivbro.yaml"))
            do {
                try await body(tjener, folder, [:])
            } catch {
                await tjener.stop()
                throw error
            }
            await tjener.stop()
        }
    }

    @Test func altinnGetsWhatTheDryRunShowed() async throws {
        try await withAltinn { tjener, folder, environment in
            #expect(try await run(["config", "check"], in: folder, environment).status == 0)
            let dry = try await run(
                ["send", "-", "--dry-run", "--format", "json"], in: folder, environment, input: brev)
            #expect(tjener.calls("token") + tjener.calls("upload") == 0)
            let sent = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(sent.status == 0, "\(sent.errors)")

            let plan = try #require(JSONSerialization.jsonObject(with: Data(dry.output)) as? [String: Any])
            let call = try #require((plan["calls"] as? [[String: Any]])?.first)
            #expect(call["url"] as? String == tjener.serviceURL + "/correspondence/upload")
            let fields = try #require(call["fields"] as? [String: String])
            let korrespondanse = try #require(tjener.korrespondanser.first)
            let received = Dictionary(
                korrespondanse.deler.filter { $0.fileName == nil }.map { ($0.name, $0.text) }
            ) { first, _ in first }
            // Two moments.
            #expect(
                fields.filter { $0.key != "correspondence.requestedPublishTime" }
                    == received.filter { $0.key != "correspondence.requestedPublishTime" })
            let files = try #require(call["files"] as? [[String: Any]])
            #expect(
                files.map { $0["sha256"] as? String }
                    == korrespondanse.deler.filter { $0.fileName != nil }.map(\.sha256))
        }
    }

    @Test func altinnHasItOnceWhenTheAnswerIsLost() async throws {
        try await withAltinn { tjener, folder, environment in
            tjener.disturb("upload", .lostAnswer)
            let lost = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(lost.status == 75, "\(lost.errors)")
            // Nobody has its reference; the key finds it.
            let sent = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(sent.status == 0 && text(sent).hasPrefix("SENDT"), "\(sent.errors)")
            let again = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(again.status == 0 && again.errors.contains("levert fra før"))
            #expect(tjener.delivered(Meldinger.id) == 1)

            let id = try #require(tjener.korrespondanser.first?.id)
            tjener.change(id) {
                $0.published = "2026-03-02T09:15:00.123+00:00"
                $0.status = "Published"
            }
            let status = try await run(["status", Meldinger.id, "--format", "json"], in: folder, environment)
            let told = try #require(JSONSerialization.jsonObject(with: Data(status.output)) as? [String: Any])
            #expect(told["status"] as? String == "LEVERT" && told["reference"] as? String == id)
            let events = try #require(told["messageStatuses"] as? [[String: String]])
            #expect(events.last?["lastUpdate"] == "2026-03-02T09:15:00.123+00:00")
        }
    }

    private func receipts(_ folder: URL) throws -> [String] {
        let place = folder.appending(path: "arkivbro-state/receipts/AppReceipt")
        return try names(place).map {
            try String(contentsOf: place.appending(path: "\($0)/putmessage.xml"), encoding: .utf8)
        }
    }

    @Test func whatIsRefusedIsAnsweredWithErrorOnceAndKeepsItsKey() async throws {
        try await withAltinn { tjener, folder, environment in
            tjener.disturb("upload", .answer(AltinnTjener.problem(400, 1044, "Recipient lacks required roles")))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 1)
            let first = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(first.status == 1 && text(first).contains("MOTTAKER_UTEN_ROLLE"), "\(first.errors)")
            // There is nothing to ask about.
            #expect(tjener.calls("list") + tjener.calls("overview") == 0)
            #expect(try await run(["status", Meldinger.id], in: folder, environment).status == 1)
            let answers = try receipts(folder)
            #expect(answers.count == 1)
            #expect(answers.first?.contains("type=\"ERROR\"") == true)
            #expect(answers.first?.contains("MOTTAKER_UTEN_ROLLE") == true)

            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            #expect(tjener.delivered(Meldinger.id) == 1)
            #expect(try await text(run(["status", Meldinger.id], in: folder, environment)).hasPrefix("SENDT"))
        }
    }

    @Test func whatIsRefusedWithTheSameKeyWasNotTakenBefore() async throws {
        try await withAltinn { tjener, folder, environment in
            tjener.disturb("upload", .answer(Testsvar(503)))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 75)
            tjener.disturb("upload", .answer(AltinnTjener.problem(400, 1044, "Recipient lacks required roles")))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 1)
            let status = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(status.status == 1 && text(status).hasPrefix("FEIL"))
            let other = Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"))
            #expect(try await run(["send", "-"], in: folder, environment, input: other).status == 0)
        }
    }

    @Test func whatIsRefusedIsNotAnsweredWhenTheSettingsSaySo() async throws {
        try await withAltinn { tjener, folder, environment in
            tjener.disturb("upload", .answer(AltinnTjener.problem(400, 1044, "Recipient lacks required roles")))
            let sent = try await run(["send", "-"], in: folder, environment, input: brev)
            #expect(sent.status == 1)
            let quiet = ["ARKIVBRO_RECEIPTS_APP_RECEIPT_ERROR": "false"]
            #expect(try await run(["status", Meldinger.id], in: folder, quiet).status == 1)
            #expect(try receipts(folder).isEmpty)
        }
    }

    @Test func whatNeverArrivedExpires() async throws {
        try await withAltinn { tjener, folder, environment in
            tjener.disturb("upload", .answer(Testsvar(503)))
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 75)
            #expect(try await run(["status", Meldinger.id], in: folder, environment).status == 75)
            #expect(try receipts(folder).isEmpty)
            let file = folder.appending(path: "arkivbro-state/\(Meldinger.id).json")
            let past = #""expiresAt":"2026-03-02T09:15:00+01:00""#
            let state = try String(contentsOf: file, encoding: .utf8).replacing(/"expiresAt" ?: ?"[^"]*"/, with: past)
            try Data(state.utf8).write(to: file)
            let late = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(late.status == 1 && text(late).hasPrefix("LEVETID_UTLOPT"), "\(text(late)) \(late.errors)")
            #expect(try receipts(folder).first?.contains("LEVETID_UTLOPT") == true)
        }
    }

    @Test func nobodyNotifiedIsAWarning() async throws {
        try await withAltinn { tjener, folder, environment in
            #expect(try await run(["send", "-"], in: folder, environment, input: brev).status == 0)
            let id = try #require(tjener.korrespondanser.first?.id)
            tjener.change(id) {
                $0.status = "Published"
                $0.published = (Date() - 7200).formatted(.iso8601)
                $0.notificationStatuses = ["Failed"]
            }
            let status = try await run(["status", Meldinger.id], in: folder, environment)
            #expect(status.status == 0 && text(status).hasPrefix("LEVERT"))
            #expect(text(status).contains("VARSEL_IKKE_LEVERT: "))
            #expect(try receipts(folder).filter { $0.contains("type=\"WARNING\"") }.count == 1)
            let json = try await run(["status", Meldinger.id, "--format", "json"], in: folder, environment)
            let told = try #require(JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
            let events = try #require(told["messageStatuses"] as? [[String: Any]])
            #expect((events.last?["warning"] as? [String: String])?["code"] == "VARSEL_IKKE_LEVERT")
            #expect(told["refusal"] == nil)
            #expect(try receipts(folder).count == 2)
        }
    }

    @Test func aLetterToAPersonGoesByAltinn() async throws {
        try await withAltinn { tjener, folder, environment in
            let letter = Omgivelser.root.appending(path: "golden")
            let cases = try FileManager.default.contentsOfDirectory(atPath: letter.path(percentEncoded: false)).sorted()
            let found = try #require(
                cases.first { name in
                    let description = try? String(
                        contentsOf: letter.appending(path: "\(name)/case.json"), encoding: .utf8)
                    return description?.contains("\"accepted\"") == true
                        && FileManager.default.fileExists(
                            atPath: letter.appending(path: "\(name)/files").path(percentEncoded: false))
                })
            let files = names(letter.appending(path: "\(found)/files")).flatMap {
                ["--file", letter.appending(path: "\(found)/files/\($0)").path(percentEncoded: false)]
            }
            let sent = try await run(
                ["send", "--digital-dpv", letter.appending(path: "\(found)/input.json").path(percentEncoded: false)]
                    + files, in: folder,
                environment)
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(tjener.korrespondanser.count == 1)
            let id = try #require(tjener.korrespondanser.first?.felt("idempotentKey"))
            // A person's number is kept nowhere.
            let state = try String(contentsOf: folder.appending(path: "arkivbro-state/\(id).json"), encoding: .utf8)
            #expect(!state.contains(/\b[0-9]{11}\b/))
            let status = try await run(["status", id], in: folder, environment)
            #expect(status.status == 0, "\(status.errors)")
            #expect(
                !FileManager.default.fileExists(
                    atPath: folder.appending(path: "arkivbro-state/receipts").path(percentEncoded: false)))
        }
    }
}
