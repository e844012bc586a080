// SPDX-License-Identifier: Apache-2.0
import Foundation
import Noark
import Oppsett
import Testhjelp
import Testing

@Suite struct OppsettskontrollTests {
    private func faults(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
        let file = try ConfigurationFile(name: "arkivbro.yaml", bytes: Array(text.utf8))
        return Oppsettskontroll(try Oppsett(environment: environment, file: file)).merknader.filter(\.isFault)
            .compactMap(\.key)
    }

    private static let altinn = """
        transport: altinn3
        altinn3:
          environment: tt02
          maskinporten:
            clientId: x

        """

    @Test func whatIsMissingIsTold() throws {
        #expect(try faults("") == ["transport"])
        #expect(try faults("transport: spool") == ["spool.dir"])
        #expect(try faults("transport: integrasjonspunkt") == ["integrasjonspunkt.url"])
        #expect(
            try faults("transport: altinn3") == [
                "altinn3.environment", "altinn3.maskinporten.clientId", "altinn3.maskinporten.keyFile",
                "altinn3.maskinporten.kid",
            ])
    }

    @Test func whatTheIntegrasjonspunktCannotBeAskedForIsTold() throws {
        func notes(_ text: String, _ transport: String = "integrasjonspunkt") throws -> [String] {
            let all =
                "transport: \(transport)\nspool: {dir: s}\nintegrasjonspunkt: {url: \"https://ip.eksempel.no\"}\n"
                + text
            let file = try ConfigurationFile(name: "arkivbro.yaml", bytes: Array(all.utf8))
            let merknader = Oppsettskontroll(try Oppsett(environment: [:], file: file)).merknader
            #expect(merknader.allSatisfy { !$0.isFault }, "\(merknader)")
            return merknader.compactMap(\.key)
        }
        let told = """
            letter: {neutralTitle: Brev, standardText: Hei, shieldedBody: title, daysToReply: 14}
            notification: {emailSubject: Post, text: Hei, sms: false, reminder: false}
            """
        #expect(
            try notes(told) == [
                "letter.neutralTitle", "letter.standardText", "letter.shieldedBody", "notification.emailSubject",
            ])
        #expect(try notes(told, "spool").isEmpty)
        #expect(try notes("notification: {email: false, sms: false}") == ["notification.email"])
        #expect(try notes("letter: {neutralTitle: \"\"}\nnotification: {email: false, emailSubject: \"\"}").isEmpty)
    }

    @Test func whatContradictsItselfIsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let key = folder.appending(path: "noekkel.pem").path(percentEncoded: false)
            try Data("x".utf8).write(to: URL(filePath: key))
            let good = Self.altinn + "    keyFile: \(key)\n    kid: y\n"
            #expect(try faults(good).isEmpty)
            #expect(try faults(good + "    certificateFile: \(key)\n") == ["altinn3.maskinporten.kid"])
            #expect(
                try faults(good, ["ARKIVBRO_ALTINN3_MASKINPORTEN_KEY": "z"]) == ["altinn3.maskinporten.key"])
            #expect(
                try faults(Self.altinn + "    kid: y\n    keyFile: \(folder.path(percentEncoded: false))/ikke\n") == [
                    "altinn3.maskinporten.keyFile"
                ])
            #expect(
                try faults(
                    good,
                    ["ARKIVBRO_ALTINN3_ROUTE": "direct", "ARKIVBRO_ALTINN3_MASKINPORTEN_SCOPES": "eformidling:dpv"])
                    == ["altinn3.maskinporten.scopes"])
            let integrasjonspunkt = "transport: integrasjonspunkt\nintegrasjonspunkt:\n  url: "
            #expect(
                try faults(integrasjonspunkt + "https://ip.eksempel.no\n  user: a\n") == [
                    "integrasjonspunkt.passwordFile"
                ])
            #expect(
                try faults(integrasjonspunkt + "https://ip.eksempel.no\n  passwordFile: \(key)\n") == [
                    "integrasjonspunkt.user"
                ])
            #expect(
                try faults(integrasjonspunkt + "http://ip.eksempel.no\n  user: a\n  passwordFile: \(key)\n") == [
                    "integrasjonspunkt.url"
                ])
            #expect(
                try faults(integrasjonspunkt + "http://127.0.0.1:9093\n  user: a\n  passwordFile: \(key)\n").isEmpty)
            #expect(
                try faults(integrasjonspunkt + "http://127.0.0.1:9093\n  caFile: \(key)\n") == [
                    "integrasjonspunkt.caFile"
                ])
            for path in ["/api", "/api/", "/api//", "/a/api/"] {
                #expect(
                    try faults(integrasjonspunkt + "https://ip.eksempel.no\(path)\n") == ["integrasjonspunkt.url"],
                    "\(path)")
            }
            #expect(try faults(integrasjonspunkt + "https://api.eksempel.no/\n").isEmpty)
        }
    }

    @Test func aSecretIsReadFromItsFileWithoutItsLineEndAndNeverShown() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "passord")
            let text = """
                integrasjonspunkt: {url: "https://ip.eksempel.no", user: arkivbro, passwordFile: \(file.path(percentEncoded: false))}
                """
            let oppsett = try Oppsett(file: ConfigurationFile(name: "a.yaml", bytes: Array(text.utf8)))
            try Data("hemmelig 123 \r\n".utf8).write(to: file)
            let read = try oppsett.integrasjonspunkt()
            #expect(read.login?.userPass == Data("arkivbro:hemmelig 123 ".utf8))
            var dumped = ""
            dump(read, to: &dumped)
            #expect(!dumped.contains("hemmelig") && !"\(read)".contains("hemmelig"))
            try Data("\n".utf8).write(to: file)
            #expect(throws: ConfigurationFault.self) { try oppsett.integrasjonspunkt() }
        }
    }

    @Test func theArchiveIsLookedAtWhenItIsCalled() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let key = folder.appending(path: "noekkel.pem").path(percentEncoded: false)
            try Data("x\n".utf8).write(to: URL(filePath: key))
            let spool = "transport: spool\nspool: {dir: x}\n"
            #expect(try faults(spool + "incoming: {enabled: true}\n") == ["archive.url", "integrasjonspunkt.url"])
            #expect(
                try faults("transport: integrasjonspunkt\nincoming: {enabled: true}\n") == [
                    "integrasjonspunkt.url", "archive.url",
                ])
            let archive = spool + "archive:\n  url: https://arkiv.eksempel.no/EDU\n"
            #expect(try faults(archive).isEmpty)
            #expect(try faults(archive + "  user: a\n") == ["archive.passwordFile"])
            #expect(try faults(archive + "  passwordFile: \(key)\n") == ["archive.user"])
            #expect(try faults(archive + "  keyFile: \(key)\n") == ["archive.certificateFile"])
            #expect(try faults(archive + "  certificateFile: \(key)\n") == ["archive.keyFile"])
            #expect(try faults(archive + "  soapAction: 'a b'\n") == ["archive.soapAction"])
            let open = spool + "archive:\n  url: http://arkiv.eksempel.no/EDU\n"
            #expect(try faults(open).isEmpty)
            #expect(try faults(open + "  user: a\n  passwordFile: \(key)\n") == ["archive.url"])
            #expect(try faults(open + "  keyFile: \(key)\n  certificateFile: \(key)\n") == ["archive.certificateFile"])

            let text =
                archive
                + "  type: p360\n  keyFile: \(key)\n  certificateFile: \(key)\nincoming: {receivers: [\"310000043\"]}\n"
            let oppsett = try Oppsett(file: ConfigurationFile(name: "a.yaml", bytes: Array(text.utf8)))
            let arkiv = try oppsett.arkiv()
            #expect(arkiv.type == "p360" && arkiv.soap == .soap11 && arkiv.takesEmptyAnswer == nil)
            #expect(arkiv.klientsertifikat?.privateKeyPEM == "x")
            var dumped = ""
            dump(arkiv, to: &dumped)
            #expect(!dumped.contains("privateKeyPEM"))
            #expect(try oppsett.innboks().receivers.map(\.digits) == ["310000043"])
        }
    }

    @Test func theServiceIsOpenToNobodyByAccident() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "fil.pem").path(percentEncoded: false)
            try Data("x".utf8).write(to: URL(filePath: file))
            func faults(_ lines: String...) throws -> [String] {
                let text = "transport: spool\nspool:\n  dir: a\nserver:\n" + lines.map { "  \($0)\n" }.joined()
                return try self.faults(text)
            }
            let certificate = ["certificateFile: \(file)", "keyFile: \(file)"].joined(separator: "\n  ")
            let login = ["user: a", "passwordFile: \(file)"].joined(separator: "\n  ")
            for host in ["127.0.0.1", "127.9.9.9", "localhost", "\"::1\""] {
                #expect(try faults("host: \(host)").isEmpty, "\(host)")
            }
            for host in ["0.0.0.0", "\"::\"", "192.0.2.1", "127.0.0.1.eksempel.no", "localhost.eksempel.no"] {
                #expect(try faults("host: \(host)") == ["server.certificateFile", "server.user"], "\(host)")
            }
            #expect(try faults("host: 0.0.0.0", certificate) == ["server.user"])
            #expect(try faults("host: 0.0.0.0", login) == ["server.certificateFile"])
            #expect(try faults("host: 0.0.0.0", certificate, login).isEmpty)
            #expect(try faults("host: 0.0.0.0", certificate, "clientCaFile: \(file)").isEmpty)
            #expect(try faults("host: 0.0.0.0", "allowOpen: true").isEmpty)
            #expect(try faults("certificateFile: \(file)") == ["server.keyFile"])
            #expect(try faults("keyFile: \(file)") == ["server.keyFile"])
            #expect(try faults("clientCaFile: \(file)") == ["server.clientCaFile"])
            #expect(try faults("user: a") == ["server.passwordFile"])
            #expect(try faults("passwordFile: \(file)") == ["server.user"])
            #expect(try faults("paths: [noarkExchange]") == ["server.paths"])
            #expect(try faults("paths: [/a, /b/c.svc]").isEmpty)
            for path in [
                "/v1", "/v1/convert", "/v1/messages/a/", "/health/live", "/metrics", "/version/", "/openapi.json",
            ] {
                #expect(try faults("paths: [/noarkExchange, \(path)]") == ["server.paths"], "\(path)")
            }
            #expect(try faults("paths: [/v1.svc, /healthy, /versions, /a/metrics]").isEmpty)

            func notes(_ lines: String...) throws -> [String] {
                let text = "transport: spool\nspool: {dir: a}\nserver:\n" + lines.map { "  \($0)\n" }.joined()
                let file = try ConfigurationFile(name: "arkivbro.yaml", bytes: Array(text.utf8))
                return Oppsettskontroll(try Oppsett(environment: [:], file: file)).merknader.compactMap(\.key)
            }
            let open = "host: 0.0.0.0\n  allowOpen: true"
            #expect(try notes(open) == ["server.allowOpen"])
            #expect(try notes(open, certificate) == ["server.allowOpen"])
            #expect(try notes(open, login) == ["server.allowOpen"])
            #expect(try notes(open, certificate, login).isEmpty)
            #expect(try notes(open, certificate, "clientCaFile: \(file)").isEmpty)
        }
    }

    /// In Basic, what stands in front of the first colon is the name, and the rest is the password.
    @Test(arguments: ["server", "integrasjonspunkt", "archive"])
    func noUserHasAColon(_ group: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "passord").path(percentEncoded: false)
            try Data("x".utf8).write(to: URL(filePath: file))
            func faults(_ user: String) throws -> [String] {
                let urls = [
                    "server": "", "integrasjonspunkt": "url: https://a.eksempel.no, ",
                    "archive": "url: https://a.eksempel.no, ",
                ]
                let transport = group == "integrasjonspunkt" ? "integrasjonspunkt" : "spool"
                return try self.faults(
                    "transport: \(transport)\nspool: {dir: a}\n"
                        + "\(group): {\(urls[group] ?? "")user: \"\(user)\", passwordFile: \(file)}\n")
            }
            #expect(try faults("a").isEmpty)
            #expect(try faults("a:b") == [group + ".user"])
        }
    }

    /// What lies in a folder that is swept goes when the service begins, and two that work in one would stop each other.
    @Test func noFolderLiesInOneThatTheProgramSweeps() throws {
        for (key, place, fault) in [
            ("spool.dir", "/d/ut/arbeid", "spool.dir"), ("spool.dir", "/d/ut/meldinger/spool", "spool.dir"),
            ("spool.dir", "/d/ut", "spool.dir"), ("spool.dir", "/d/inn/ut/spool", "spool.dir"),
            ("spool.dir", "/d/ut/spool", nil), ("spool.dir", "/d/work", "spool.dir"), ("spool.dir", "/d", nil),
            ("receipts.dir", "/d/ut/meldinger/kvitteringer", "receipts.dir"),
            ("receipts.dir", "/d/inn/ut/kvitteringer", "receipts.dir"), ("receipts.dir", "/d/ut/kvitteringer", nil),
            ("receipts.dir", "/d/ut", nil), ("stateDir", "/d/ut/arbeid/x", "stateDir"),
            ("stateDir", "/d/ut/state", nil),
            ("outbox.database", "/d/ut/meldinger/a.db", "outbox.database"), ("outbox.database", "/d/ut/a.db", nil),
            ("outbox.database", "/d/inn/inn/a.db", "outbox.database"),
            ("outbox.database", "/d/inn/innboks.sqlite", "outbox.database"),
            ("incoming.dir", "/d/ut", "incoming.dir"), ("incoming.dir", "/d/ut/../ut/", "incoming.dir"),
            ("incoming.dir", "/d/ut/arbeid/inn", "incoming.dir"), ("incoming.dir", "/d/ut/innboks", nil),
            ("outbox.dir", "/d/inn/inn/utboks", "outbox.dir outbox.database"), ("outbox.dir", "/d/inn/utboks", nil),
        ] as [(String, String, String?)] {
            var values = [
                "spool.dir": "/d/spool", "outbox.dir": "/d/ut", "incoming.dir": "/d/inn", "server.workDir": "/d/work",
            ]
            values[key] = place
            let oppsett = try Oppsett(
                options: values.mapValues { .text($0) }.merging(["transport": .text("spool")]) { $1 })
            let found = Oppsettskontroll(oppsett).merknader.filter(\.isFault).compactMap(\.key)
            #expect(found.joined(separator: " ") == fault ?? "", "\(key): \(place)")
        }
    }

    /// What is not used is in nobody's way.
    @Test func aSpoolThatIsNotChosenIsNotLookedAt() throws {
        let oppsett = try Oppsett(options: [
            "transport": .text("integrasjonspunkt"), "integrasjonspunkt.url": .text("https://ip.eksempel.no"),
            "spool.dir": .text("/d/ut"), "outbox.dir": .text("/d/ut"),
        ])
        #expect(Oppsettskontroll(oppsett).merknader.isEmpty)
    }

    /// What lies in the folder of requests goes when the service begins, and so does what lies in the boxes' own.
    @Test func theFolderOfRequestsIsNoneOfTheBoxes() throws {
        for (outbox, incoming, work, isFault) in [
            ("/d/ut", "/d/inn", "/d/arbeid", false), ("/d/ut", "/d/inn", "/d/ut", true),
            ("/d/ut", "/d/inn", "/d/x/../inn/", true), ("/d/ut", "/d/inn", "/d/ut/arbeid", true),
            ("/d/ut", "/d/inn", "/d/inn/ut/dypt/nede", true), ("/d/ut", "/d/inn", "/d/ut/work", false),
            ("/d/ut", "/d/inn", "/d/ut2", false), ("/d/ut", "/d/inn", "/d", false),
        ] {
            let text = """
                transport: spool
                spool: {dir: a}
                outbox: {dir: "\(outbox)"}
                incoming: {dir: "\(incoming)"}
                server: {workDir: "\(work)"}
                """
            #expect(try faults(text) == (isFault ? ["server.workDir"] : []), "\(work)")
        }
    }
}
