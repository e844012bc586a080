// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Settings as a user meets them.
@Suite struct OppsettCLITests {
    private func run(
        _ arguments: String..., in folder: URL, environment: [String: String] = [:], input: [UInt8] = []
    ) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, arguments, input: input, in: folder, environment: environment)
    }

    private func write(_ text: String, _ name: String = "arkivbro.yaml", in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func text(_ kjoering: Kjoering) -> String { String(decoding: kjoering.output, as: UTF8.self) }

    @Test func showTellsEachValueWithItsOriginAndNoSecret() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("transport: integrasjonspunkt\nintegrasjonspunkt: {user: arkiv}\n", in: folder)
            let environment = ["ARKIVBRO_INTEGRASJONSPUNKT_PASSWORD": "hemmelig123", "ARKIVBRO_TTL_HOURS": "24"]
            let shown = try run(
                "config", "show", "--transport", "altinn3", in: folder, environment: environment)
            #expect(shown.status == 0)
            let rows = text(shown).split(separator: "\n").map { String($0).replacing(/[ ]{2,}/, with: "|") }
            for row in [
                "transport|altinn3|valg --transport", "ttlHours|24|miljø ARKIVBRO_TTL_HOURS",
                "integrasjonspunkt.user|arkiv|fil arkivbro.yaml", "conversion.system|arkivbro|standard",
                "integrasjonspunkt.password|(skjult)|miljø ARKIVBRO_INTEGRASJONSPUNKT_PASSWORD",
            ] { #expect(rows.contains(row), "\(row)") }
            let json = try run("config", "show", "--format", "json", in: folder, environment: environment)
            #expect(!text(shown).contains("hemmelig") && !text(json).contains("hemmelig"))
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(json.output)) as? [String: [String: String]])
            #expect(object["transport"] == ["value": "integrasjonspunkt", "origin": "file", "name": "arkivbro.yaml"])
        }
    }

    @Test func checkTellsWhatIsMissing() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("transport: altinn3\naltinn3: {environment: tt02}\n", in: folder)
            let run = try run("config", "check", in: folder, environment: ["ARKIVBRO_TULL": "1"])
            #expect(run.status == 78)
            for words in ["clientId mangler", "keyFile mangler", "kid mangler", "ARKIVBRO_TULL"] {
                #expect(text(run).contains(words), "\(words)")
            }
            try write("{\"transport\": \"spool\", \"spool\": {\"dir\": \"s\"}}", "annet.json", in: folder)
            #expect(try self.run("config", "check", "--config", "annet.json", in: folder).status == 0)
            #expect(
                try self.run("config", "check", in: folder, environment: ["ARKIVBRO_CONFIG": "annet.json"]).status == 0)
            #expect(try self.run("config", "check", "--config", "mangler.yaml", in: folder).status == 78)
        }
    }

    /// What would keep the service from beginning is told beforehand.
    @Test(arguments: [
        ("incoming: {enabled: true, receivers: ['310000036']}\n", "incoming.receivers"),
        ("incoming: {enabled: true, pollSeconds: 60, maxPollSeconds: 20}\n", "incoming.maxPollSeconds"),
        ("incoming: {enabled: true, retrySeconds: 60, maxRetrySeconds: 20}\n", "incoming.maxRetrySeconds"),
        ("server: {port: 0, certificateFile: feil.pem, keyFile: feil.pem}\n", "Sertifikatet"),
        ("", "feil.pem"),
    ])
    func checkFindsWhatTheServiceWouldFind(_ settings: String, _ word: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("ikke et sertifikat\n", "feil.pem", in: folder)
            let trust = settings.isEmpty ? ", caFile: feil.pem" : ""
            let common = """
                transport: spool
                spool: {dir: s}
                integrasjonspunkt: {url: "http://127.0.0.1:1"}
                archive: {url: "https://127.0.0.1:1"\(trust)}

                """
            try write(common + settings, in: folder)
            let checked = try run("config", "check", in: folder)
            #expect(checked.status == 78 && text(checked).contains(word), "\(text(checked))")
            let begun = try run("serve", "--port", "0", in: folder)
            #expect(begun.status == 78 && begun.errors.contains(word), "\(begun.errors)")
        }
    }

    @Test func aKeyThatIsNone() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("altinn3: {maskinporten: {noekkel: /x}}\n", in: folder)
            try write("noekkel", "noekkel.pem", in: folder)
            let good = "altinn3: {environment: tt02, maskinporten: {clientId: x, kid: y, keyFile: noekkel.pem}}\n"
            #expect(try run("config", "show", in: folder).status == 78)
            try write(good, in: folder)
            let check = try run("config", "check", "--transport", "altinn3", in: folder)
            #expect(check.status == 78 && text(check).contains("RSA"))
            // Every message would be kept out, and the archive told that it was taken.
            try write(good + "conversion: {process: planByggOgGeodata}\n", in: folder)
            let process = try run("config", "check", "--transport", "altinn3", in: folder)
            #expect(process.status == 78 && text(process).contains("planByggOgGeodata"))
        }
    }

    @Test func aFaultOfTheSettingsStopsEveryCommandThatReadsThem() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("tranport: spool\n", in: folder)
            let brev = Meldinger.putMessage(Meldinger.melding())
            for arguments in [
                ["convert", "-", "-o", "ut"], ["validate", "-"], ["send", "-"], ["explain", "BE-035"],
                ["status", Meldinger.id], ["capabilities", "310000043"],
            ] {
                let run = try Kjoering(Kjoering.arkivbro, arguments, input: brev, in: folder, environment: [:])
                #expect(run.status == 78 && run.errors.contains("Den nærmeste er transport."), "\(arguments)")
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == [
                    "arkivbro.yaml"
                ])
        }
    }

    @Test func settingsReachTheConversion() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("conversion: {system: fra-fil}\nlimits: {maxDepth: 200}\n", in: folder)
            let brev = Meldinger.putMessage(Meldinger.melding())
            func system(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
                let run = try Kjoering(
                    Kjoering.arkivbro, ["convert", "-", "-o", "ut", "--force"] + arguments, input: brev, in: folder,
                    environment: environment)
                #expect(run.status == 0, "\(run.errors)")
                let made = folder.appending(path: "ut/\(Meldinger.id)/arkivmelding.xml")
                let found = try String(contentsOf: made, encoding: .utf8).firstMatch(of: /<system>(.*)<\/system>/)
                return found.map { String($0.1) } ?? ""
            }
            #expect(try system([]) == "fra-fil")
            #expect(try system([], ["ARKIVBRO_CONVERSION_SYSTEM": "fra-miljø"]) == "fra-miljø")
            #expect(try system(["--system", "fra-valg"], ["ARKIVBRO_CONVERSION_SYSTEM": "fra-miljø"]) == "fra-valg")
            try write("limits: {maxDepth: 1}\n", in: folder)
            let shallow = try run("convert", "-", "-o", "ut", "--force", in: folder, input: brev)
            #expect(shallow.status == 1 && shallow.errors.contains("XM-"))
        }
    }

    /// Before anything is made: systemd tries no more after 78.
    @Test func theServiceDoesNotBeginWithWhatContradictsItself() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try write("server: {port: 0}\noutbox: {keepFilesDays: 9, keepDays: 3}\n", in: folder)
            let refused = try run("serve", in: folder)
            #expect(refused.status == 78 && refused.errors.contains("outbox.keepDays"), "\(refused.errors)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == [
                    "arkivbro.yaml"
                ])
        }
    }
}
