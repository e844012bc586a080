// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Sending by the spool, asking what became of it, and receipts.
@Suite struct SendingTests {
    private let brev = Meldinger.putMessage(Meldinger.melding())

    private func run(_ arguments: String..., in folder: URL, input: [UInt8] = []) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, arguments, input: input, in: folder, environment: [:])
    }

    private func text(_ kjoering: Kjoering) -> String { String(decoding: kjoering.output, as: UTF8.self) }

    private func json(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    private func state(_ folder: URL) throws -> [String: Any] {
        try json([UInt8](Data(contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json"))))
    }

    private func writeBack(_ statuses: [String], in folder: URL, as key: String = Meldinger.id) throws {
        let list = statuses.map { #"{"status":"\#($0)","lastUpdate":"2026-03-02T09:15:00Z","code":"RESERVERT"}"# }
        try Data(#"{"messageStatuses":[\#(list.joined(separator: ","))]}"#.utf8)
            .write(to: folder.appending(path: "spool/\(key)/status.json"))
    }

    private func names(_ folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []).sorted()
    }

    @Test func theKeyIsKeptAndStatusFollows() throws {
        try Omgivelser.inTemporaryFolder { folder in
            #expect(try run("status", Meldinger.id, in: folder).status == 66)
            let sent = try run("send", "-", "--transport", "spool", "--spool-dir", "spool", in: folder, input: brev)
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(try state(folder)["idempotentKey"] as? String == Meldinger.id)
            #expect(try state(folder)["outcome"] as? String == "accepted")
            let first = try run("status", Meldinger.id.uppercased(), in: folder)
            #expect(first.status == 0 && text(first).hasPrefix("OPPRETTET  \(Meldinger.id)  spool"))

            try writeBack(["OPPRETTET", "SENDT", "LEVERT"], in: folder)
            let second = try run("status", Meldinger.id, "--format", "json", in: folder)
            let told = try json(second.output)
            #expect(told["status"] as? String == "LEVERT" && told["isFinal"] as? Bool == false)
            #expect(
                (told["messageStatuses"] as? [[String: String]])?.map { $0["status"] } == [
                    "OPPRETTET", "SENDT", "LEVERT",
                ])
            // The reader may clear its folder when it is done; what is known stays known.
            try FileManager.default.removeItem(at: folder.appending(path: "spool/\(Meldinger.id)"))
            #expect(try text(run("status", Meldinger.id, in: folder)).hasPrefix("LEVERT"))
        }
    }

    @Test func whatCameOfItIsToldInJSONWhateverCame() throws {
        try Omgivelser.inTemporaryFolder { folder in
            func send(_ more: String..., input: [UInt8]) throws -> (status: Int32, json: [String: Any]) {
                let arguments =
                    ["send", "-", "--transport", "spool", "--spool-dir", "spool", "--format", "json"] + more
                let run = try Kjoering(Kjoering.arkivbro, arguments, input: input, in: folder, environment: [:])
                return (run.status, try json(run.output))
            }
            func delivery(_ told: [String: Any]) -> [String: String]? { told["delivery"] as? [String: String] }
            let flag = Meldinger.putMessage(Meldinger.melding(journpost: "<jpU1>ja</jpU1>"))
            let dry = try send("--dry-run", input: flag)
            let codes = (dry.json["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
            #expect(dry.status == 0 && codes?.contains("OM-018") == true)

            let first = try send(input: brev)
            #expect(first.status == 0 && delivery(first.json)?["result"] == "accepted")
            #expect(delivery(first.json)?["reference"]?.hasSuffix("spool/\(Meldinger.id)/") == true)
            #expect(try delivery(send(input: brev).json)?["result"] == "alreadyAccepted")
            let other = try send(input: flag)
            #expect(other.status == 1 && other.json["verdict"] as? String == "accepted")
            #expect(delivery(other.json)?["result"] == "refused" && delivery(other.json)?["reason"]?.isEmpty == false)
        }
    }

    @Test func aReceiptIsMadeOnceInTheArchivesOwnWords() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(
                "receipts: {dir: ut, arkivmeldingKvittering: {ok: LEST}}\nspool: {dir: spool}\ntransport: spool".utf8
            )
            .write(to: folder.appending(path: "arkivbro.yaml"))
            let brev = Meldinger.putMessage(Meldinger.melding(), id: "ephorte-17")
            let sent = try run("send", "-", "--format", "json", in: folder, input: brev)
            let id = try #require(try json(sent.output)["messageId"] as? String)
            try writeBack(["SENDT"], in: folder, as: id)
            #expect(try run("status", id, in: folder).status == 0)
            let receipts = names(folder.appending(path: "ut/AppReceipt"))
            #expect(receipts.count == 1)
            let place = folder.appending(path: "ut/AppReceipt/\(receipts.first ?? "")")
            let message = try String(contentsOf: place.appending(path: "putmessage.xml"), encoding: .utf8)
            #expect(message.contains(#"conversationId="ephorte-17""#) && message.contains("type=\"OK\""))
            #expect(message.contains("<receiver><orgnr>310000035</orgnr>"))

            try FileManager.default.removeItem(at: place)
            try writeBack(["SENDT", "LEVERT", "LEST"], in: folder, as: id)
            let last = try run("status", id, in: folder)
            #expect(text(last).hasPrefix("LEST"))
            #expect(names(folder.appending(path: "ut/AppReceipt")).isEmpty)
            #expect(names(folder.appending(path: "ut/arkivmelding_kvittering")).count == 1)
        }
    }

    @Test func aFailureIsToldAndASecondAttemptHasAKeyOfItsOwn() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let send = ["send", "-", "--transport", "spool", "--spool-dir", "spool"]
            #expect(try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder, environment: [:]).status == 0)
            try writeBack(["SENDT", "FEIL"], in: folder)
            let failed = try run("status", Meldinger.id, in: folder)
            #expect(failed.status == 1 && text(failed).contains("RESERVERT"))
            let receipt = names(folder.appending(path: "arkivbro-state/receipts/AppReceipt"))
            #expect(receipt.count == 1)

            let dry = try Kjoering(
                Kjoering.arkivbro, send + ["--dry-run", "--format", "json"], input: brev, in: folder, environment: [:])
            #expect(try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder, environment: [:]).status == 0)
            let key = try #require(try state(folder)["idempotentKey"] as? String)
            #expect(key != Meldinger.id)
            #expect(try json(dry.output)["idempotentKey"] as? String == key)
            #expect(try state(folder)["attempt"] as? Int == 2)
            #expect(names(folder.appending(path: "spool")) == [Meldinger.id, key].sorted())
            let again = try run("status", Meldinger.id, in: folder)
            #expect(again.status == 0 && text(again).hasPrefix("OPPRETTET"))
        }
    }

    @Test func whatIsSaidOfAFailureIsShownWithoutNumbers() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let send = ["send", "-", "--transport", "spool", "--spool-dir", "spool"]
            #expect(try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder, environment: [:]).status == 0)
            try Data(
                """
                {"messageStatuses": [null, {"status": "FEIL", "code": "170540 26641",
                  "description": "Avvist for 170540 26641 og 17.05.40 26641"}]}
                """.utf8
            ).write(to: folder.appending(path: "spool/\(Meldinger.id)/status.json"))
            let told = try run("status", Meldinger.id, "--format", "json", in: folder)
            #expect(told.status == 1 && text(told).contains("Avvist for … og …"), "\(text(told))")
            #expect(told.errors.contains("en status uten navn") && told.errors.contains("ikke er ett ord"))
            #expect(try state(folder)["attempt"] as? Int == 1)
            let kept = try String(
                contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json"), encoding: .utf8)
            let receipts = folder.appending(path: "arkivbro-state/receipts/AppReceipt")
            let receipt = try String(
                contentsOf: receipts.appending(path: "\(#require(names(receipts).first))/putmessage.xml"),
                encoding: .utf8)
            for shown in [kept, receipt, text(told), told.errors] { #expect(!shown.contains("26641")) }
        }
    }

    @Test func whatTheServiceSentIsToBeFoundInItsOutbox() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let told = try run("status", Meldinger.id, in: folder)
            #expect(told.status == 66 && told.errors.contains("arkivbro outbox show"))
        }
    }

    @Test func aMessageThatWasRefusedChangesNothingOfTheOneThatArrived() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let arguments = ["send", "-", "--transport", "spool", "--spool-dir", "spool"]
            func send(_ message: [UInt8]) throws -> Int32 {
                try Kjoering(Kjoering.arkivbro, arguments, input: message, in: folder, environment: [:]).status
            }
            #expect(try send(brev) == 0)
            let before = try Data(contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json"))
            let other = Meldinger.putMessage(
                Meldinger.melding(journpost: "<jpOffinnhold>Nytt</jpOffinnhold>"), avsender: Meldinger.mottaker,
                mottaker: Meldinger.avsender)
            #expect(try send(other) == 1)
            #expect(try Data(contentsOf: folder.appending(path: "arkivbro-state/\(Meldinger.id).json")) == before)
        }
    }

    @Test func whatTheReaderOfTheSpoolHasTakenIsNotToBeSentAgain() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let send = ["send", "-", "--transport", "spool", "--spool-dir", "spool"]
            #expect(try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder, environment: [:]).status == 0)
            let file = folder.appending(path: "arkivbro-state/\(Meldinger.id).json")
            let text = try String(contentsOf: file, encoding: .utf8)
            let expired = text.replacing(/"expiresAt" : "[^"]*"/, with: #""expiresAt" : "2026-01-01T00:00:00Z""#)
            #expect(expired != text)
            try Data(expired.utf8).write(to: file)
            // Nobody has written back: nobody knows that it was late.
            let waiting = try run("status", Meldinger.id, in: folder)
            #expect(waiting.status == 0 && self.text(waiting).hasPrefix("OPPRETTET"))
            try FileManager.default.removeItem(at: folder.appending(path: "spool/\(Meldinger.id)"))
            let taken = try run("status", Meldinger.id, in: folder)
            #expect(taken.status == 0 && taken.errors.contains("har tatt meldingen"))
            #expect(!taken.errors.contains("på nytt"))
        }
    }

    @Test func nobodyIsTheSoonerNotifiedForAWarningOfWhatIsNotDelivered() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let send = ["send", "-", "--transport", "spool", "--spool-dir", "spool"]
            #expect(try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder, environment: [:]).status == 0)
            for (status, isTold) in [("OPPRETTET", false), ("LEVERT", true)] {
                try Data(
                    #"{"messageStatuses": [{"status": "\#(status)", "code": "VARSEL_IKKE_LEVERT", "lastUpdate": "\u001b[2J"}]}"#
                        .utf8
                ).write(
                    to: folder.appending(path: "spool/\(Meldinger.id)/status.json"))
                let told = try run("status", Meldinger.id, in: folder)
                #expect(told.status == 0 && text(told).contains("VARSEL_IKKE_LEVERT") == isTold)
                #expect(!text(told).contains("\u{1b}") && text(told).contains("[2J") == isTold)
            }
        }
    }

    @Test func aDryRunTouchesNothing() throws {
        try Omgivelser.inTemporaryFolder { folder in
            for (transport, words) in [
                ("spool", ["korrespondanse.json", Meldinger.id]),
                (
                    "integrasjonspunkt",
                    [
                        "POST /api/messages/out\n", "PUT /api/messages/out/\(Meldinger.id)", "arkivmelding.xml (",
                        "standardBusinessDocumentHeader", "POST /api/messages/out/\(Meldinger.id)",
                    ]
                ),
                (
                    "altinn3",
                    [
                        "POST /correspondence/upload\n",
                        "recipients[0] = urn:altinn:organization:identifier-no:310000043",
                        "idempotentKey = \(Meldinger.id)",
                        "attachments = brev.txt (13 byte, sha256 8c18b80d",
                    ]
                ),
            ] {
                let dry = try run(
                    "send", "-", "--transport", transport, "--spool-dir", "spool", "--dry-run", in: folder, input: brev)
                #expect(dry.status == 0, "\(dry.errors)")
                for word in words { #expect(text(dry).contains(word), "\(transport): \(word)\n\(text(dry))") }
                let asJSON = try run(
                    "send", "-", "--transport", transport, "--spool-dir", "spool", "--dry-run", "--format", "json",
                    in: folder, input: brev)
                #expect(try json(asJSON.output)["transport"] as? String == transport)
            }
            #expect(names(folder).isEmpty)
        }
    }

    @Test func theNotificationFollowsTheOptions() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let dry = try run(
                "send", "-", "--transport", "altinn3", "--dry-run", "--no-notify-sms", "--no-reminder",
                "--email-subject", "Emnet", "--notification-text", "Fra $reporterName$.", "--sender-name", "Havnes",
                in: folder, input: brev)
            let lines = text(dry).split(separator: "\n").map { $0.drop { $0 == " " } }
            for wanted in ["notificationChannel = Email", "emailSubject = Emnet", "emailBody = Fra Havnes."] {
                #expect(lines.contains { $0 == "correspondence.notification." + wanted }, "\(wanted)\n\(text(dry))")
            }
            #expect(lines.contains("correspondence.notification.sendReminder = false"))
            let none = try run(
                "send", "-", "--transport", "altinn3", "--dry-run", "--no-notify-sms", "--no-notify-email", in: folder,
                input: brev)
            #expect(none.status == 0 && !text(none).contains("notification"))
            let sensitive = try run(
                "send", "-", "--transport", "altinn3", "--dry-run", "--process", "taushetsbelagt",
                "--sensitive-notification-text", "Lukket.", in: folder, input: brev)
            #expect(text(sensitive).contains("notification.smsBody = Lukket.\n"))
        }
    }

    @Test(arguments: ["--email-subject", "--notification-text", "--sender-name"])
    func aTextThatIsBlankSaysNothing(_ option: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let (unsaid, blank) = try (
                run("send", "-", "--transport", "altinn3", "--dry-run", in: folder, input: brev),
                run("send", "-", "--transport", "altinn3", "--dry-run", option, " ", in: folder, input: brev)
            )
            // Each run has a time of its own.
            func lines(_ kjoering: Kjoering) -> [Substring] {
                text(kjoering).split(separator: "\n").filter { $0.firstMatch(of: /[0-9]{2}:[0-9]{2}:[0-9]{2}/) == nil }
            }
            #expect(blank.status == 0 && lines(blank) == lines(unsaid))
        }
    }

    @Test func aDryRunUsesTheAddressesThatAreSet() throws {
        try Omgivelser.inTemporaryFolder { folder in
            for (environment, url) in [
                (
                    ["ARKIVBRO_ALTINN3_ENVIRONMENT": "tt02"],
                    "https://test.eformidling.no/altinn-proxy/correspondence/api/v1"
                ),
                (
                    ["ARKIVBRO_ALTINN3_ENVIRONMENT": "prod", "ARKIVBRO_ALTINN3_ROUTE": "direct"],
                    "https://platform.altinn.no/correspondence/api/v1"
                ),
                (["ARKIVBRO_ALTINN3_URL": "http://127.0.0.1:1/c/"], "http://127.0.0.1:1/c"),
            ] {
                let dry = try Kjoering(
                    Kjoering.arkivbro, ["send", "-", "--transport", "altinn3", "--dry-run"], input: brev, in: folder,
                    environment: environment)
                #expect(text(dry).hasPrefix("POST \(url)/correspondence/upload\n"))
            }
        }
    }

    @Test func whatIsMissingIsToldBeforeAnythingIsDone() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let altinn = try run("send", "-", "--transport", "altinn3", in: folder, input: brev)
            #expect(altinn.status == 78 && altinn.errors.contains("altinn3.maskinporten.clientId mangler."))
            #expect(try run("send", "-", in: folder, input: brev).status == 78)
            #expect(names(folder).isEmpty)
        }
    }

    @Test func aSpoiltFileOfStateIsNotTakenForNone() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let state = folder.appending(path: "arkivbro-state", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
            try Data("{".utf8).write(to: state.appending(path: Meldinger.id + ".json"))
            let sent = try run("send", "-", "--transport", "spool", "--spool-dir", "spool", in: folder, input: brev)
            #expect(sent.status == 74)
            #expect(names(folder.appending(path: "spool")).isEmpty)
            #expect(try run("status", Meldinger.id, in: folder).status == 74)
            // Nor is the file of another message.
            try FileManager.default.removeItem(at: state.appending(path: Meldinger.id + ".json"))
            #expect(
                try run("send", "-", "--transport", "spool", "--spool-dir", "spool", in: folder, input: brev).status
                    == 0)
            let other = "00000000-0000-4000-8000-000000000000"
            try FileManager.default.copyItem(
                at: state.appending(path: Meldinger.id + ".json"), to: state.appending(path: other + ".json"))
            #expect(try run("status", other, in: folder).status == 74)
        }
    }

    @Test func watchEndsAtAFinalState() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let send = try run("send", "-", "--transport", "spool", "--spool-dir", "spool", in: folder, input: brev)
            #expect(send.status == 0)
            let process = Process()
            process.executableURL = Kjoering.arkivbro
            process.arguments = ["status", Meldinger.id, "--watch"]
            process.currentDirectoryURL = folder
            process.environment = ["ARKIVBRO_STATUS_POLL_SECONDS": "1", "ARKIVBRO_STATUS_MAX_POLL_SECONDS": "1"]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            var lines = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            #expect(lines.hasPrefix("OPPRETTET"))
            try writeBack(["SENDT", "LEVERT", "LEST"], in: folder)
            lines = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(lines.hasPrefix("LEST"))
        }
    }

    @Test func capabilitiesComeFromTheTransport() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let arguments = ["--transport", "spool", "--spool-dir", "spool"]
            func ask(_ orgnr: String, _ more: String...) throws -> Kjoering {
                try Kjoering(
                    Kjoering.arkivbro, ["capabilities", orgnr] + arguments + more, in: folder, environment: [:])
            }
            #expect(try ask("310000043").status == 2)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "spool"), withIntermediateDirectories: true)
            let known = """
                {"310000043": {"capabilities": [{"process": "urn:no:difi:profile:arkivmelding:administrasjon:ver1.0",
                 "serviceIdentifier": "DPV", "documentTypes": [{"standard": "urn:x::arkivmelding"}]}]},
                 "310000035": {"capabilities": []},
                 "310000078": {"capabilities": [{"process": "urn:no:difi:profile:digitalpost:info:ver1.0",
                 "serviceIdentifier": "DPV", "documentTypes": [{"standard": "urn:x::digital_dpv"}]}]}}
                """
            try Data(known.utf8).write(to: folder.appending(path: "spool/capabilities.json"))
            let takes = try ask("0192:310000043")
            #expect(takes.status == 0 && text(takes).contains("DPV  urn:no:difi:profile:arkivmelding:administrasjon"))
            #expect(text(takes).hasPrefix("310000043  DPV\n"))
            // It takes letters to citizens, and no archive's message: the service answers no.
            let letters = try ask("310000078")
            #expect(letters.status == 0 && text(letters).hasPrefix("310000078  DPV, men ikke arkivmelding\n"))
            #expect(try json(try ask("310000078", "--format", "json").output)["arkivmelding"] as? Bool == false)
            #expect(try json(try ask("310000043", "--format", "json").output)["arkivmelding"] as? Bool == true)
            #expect(try ask("310000035").status == 1)
            #expect(try ask("310000036").status == 64)
        }
    }
}
