// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Omforming
import Oppsett
import Testhjelp
import Testing

@Suite struct OppsettTests {
    private func file(_ text: String, name: String = "arkivbro.yaml") throws -> ConfigurationFile {
        try ConfigurationFile(name: name, bytes: Array(text.utf8))
    }

    private func faults(_ body: () throws -> Void) -> [String] {
        do {
            try body()
            return []
        } catch { return (error as? ConfigurationFault)?.faults ?? ["\(error)"] }
    }

    @Test func optionsGoBeforeEnvironmentBeforeFileBeforeDefaults() throws {
        let file = try file("transport: spool\nttlHours: 1\nspool: {dir: fil}\nconversion:\n  system: fil\n")
        let oppsett = try Oppsett(
            options: ["transport": .text("altinn3")],
            environment: [
                "ARKIVBRO_TRANSPORT": "spool", "ARKIVBRO_TTL_HOURS": "2", "ARKIVBRO_SPOOL_DIR": "",
                "ARKIVBRO_LIMITS_MAX_DEPTH": "",
            ],
            file: file)
        #expect(oppsett["transport"]?.value == .text("altinn3"))
        #expect(oppsett["transport"]?.origin == .option("--transport"))
        #expect(oppsett["ttlHours"]?.value == .number(2))
        #expect(oppsett["ttlHours"]?.origin == .environment("ARKIVBRO_TTL_HOURS"))
        #expect(oppsett["spool.dir"]?.value == .text("fil"))
        #expect(oppsett["spool.dir"]?.origin == .file("arkivbro.yaml"))
        #expect(oppsett["limits.maxDepth"]?.value == .number(256))
        #expect(oppsett["limits.maxDepth"]?.origin == .standard)
        #expect(oppsett.conversionSettings(internalNotes: .withhold).system == "fil")
        #expect(oppsett.conversionSettings(internalNotes: .withhold).internalNotes == .withhold)
    }

    @Test func yamlAndJsonSayTheSame() throws {
        let yaml = try Oppsett(
            file: file(
                """
                # kommentar
                conversion:
                  openAccessCodes: [U, "7"]
                  carrier: no
                altinn3:
                  maskinporten:
                    kid: 123
                receipts:
                """))
        let json = try Oppsett(
            file: file(
                """
                {"conversion": {"openAccessCodes": ["U", "7"], "carrier": false},
                 "altinn3": {"maskinporten": {"kid": "123"}}, "receipts": {}}
                """, name: "a.json"))
        for oppsett in [yaml, json] {
            let settings = oppsett.conversionSettings(internalNotes: .keep)
            #expect(settings.openAccessCodes == ["U", "7"] && !settings.carrier)
            #expect(oppsett["altinn3.maskinporten.kid"]?.value == .text("123"))
        }
    }

    @Test(arguments: ["", "# bare kommentar\n", "---\n"]) func anEmptyFileSaysNothing(_ text: String) throws {
        #expect(try Oppsett(file: file(text)).oppfoeringer.allSatisfy { $0.origin == .standard })
    }

    /// As an editor on Windows writes the example: comments first, and settings after them.
    @Test(arguments: ["\n", "\r\n", "\r"]) func lineEndsOfAnySystemAreLineEnds(_ end: String) throws {
        let place = Omgivelser.root.appending(path: "docs/arkivbro.example.yaml")
        let text = try String(contentsOf: place, encoding: .utf8)
            .replacing("#transport: altinn3", with: "transport: spool")
            .replacing("ttlHours: 168", with: "ttlHours: 12")
        let oppsett = try Oppsett(file: file(text.replacing("\n", with: end)))
        #expect(oppsett.transport == .spool && oppsett.ttlHours == 12)
        #expect(oppsett["limits.maxDepth"]?.origin == .file("arkivbro.yaml"))
        let nothing = try Oppsett(file: file("# bare\n\n---\n# kommentar\n".replacing("\n", with: end)))
        #expect(nothing.oppfoeringer.allSatisfy { $0.origin == .standard })
    }

    @Test func anUnknownKeyIsAFaultThatNamesTheNearest() throws {
        let cases = [
            ("tranport: spool", "transport"), ("spool:\n  folder: x", "spool.dir"), ("spool: mappe", "spool.dir"),
            ("ownOrgnr: '310000035'", "conversion.ownOrgnr"),
            ("altinn3:\n  clientId: x", "altinn3.maskinporten.clientId"),
            ("conversion: {sytem: x}", "conversion.system"),
            ("processes: {administrasjonen: {resourceId: x}}", "processes.administrasjon.resourceId"),
        ]
        for (text, nearest) in cases {
            let file = try file(text)
            let found = faults { _ = try Oppsett(file: file) }
            #expect(found.count == 1 && found[0].contains("nærmeste er \(nearest)."), "\(text): \(found)")
        }
    }

    @Test func everyFaultIsTold() throws {
        let file = try file(
            """
            transport: brevdue
            ttlHours: 0
            tull: 1
            limits: {maxDepth: dyp}
            integrasjonspunkt: {url: "ftp://x"}
            conversion: {ownOrgnr: 310000036, process: tull, openAccessCodes: U}
            """)
        let found = faults { _ = try Oppsett(environment: ["ARKIVBRO_LETTER_ZIP_ABOVE": "mange"], file: file) }
        for word in [
            "tull i", "transport (", "ttlHours (", "limits.maxDepth (", "integrasjonspunkt.url (",
            "conversion.ownOrgnr (", "conversion.process (", "conversion.openAccessCodes (",
            "letter.zipAbove (ARKIVBRO_LETTER_ZIP_ABOVE)",
        ] { #expect(found.contains { $0.hasPrefix(word) }, "\(word): \(found)") }
        #expect(found.count == 9)
    }

    @Test func aSecretInTheFileIsRefusedAndNeverTold() throws {
        let file = try file("integrasjonspunkt:\n  password: hemmelig123\n")
        let found = faults { _ = try Oppsett(file: file) }
        #expect(found.count == 1 && found[0].contains("ARKIVBRO_INTEGRASJONSPUNKT_PASSWORD"))
        #expect(!found[0].contains("hemmelig123"))
    }

    @Test func aFileThatIsNoYAMLIsToldByLineAndNotByContents() {
        for (name, text) in [
            ("a.yaml", "a: 1\nb: [hemmelig123\nc: 2"), ("a.json", "{\"a\": hemmelig123}"), ("a.yaml", "- 1"),
        ] {
            let found = faults { _ = try file(text, name: name) }
            #expect(found.count == 1 && !found[0].contains("hemmelig"), "\(found)")
        }
        #expect(faults { _ = try file("a: 1\na: 2\n") }.count == 1)
        #expect(faults { _ = try ConfigurationFile(reading: "/finnes/ikke.yaml") }.count == 1)
    }

    @Test func pathsInAFileAreSeenFromItsFolder() throws {
        let file = try file("spool: {dir: ko}\nstateDir: /var/ko\n", name: "/etc/arkivbro/arkivbro.yaml")
        let oppsett = try Oppsett(environment: ["ARKIVBRO_RECEIPTS_DIR": "kvitteringer"], file: file)
        #expect(oppsett.spoolDir?.path(percentEncoded: false) == "/etc/arkivbro/ko/")
        #expect(oppsett.stateDir.path(percentEncoded: false) == "/var/ko/")
        #expect(oppsett["receipts.dir"]?.value == .text("kvitteringer"))
    }

    @Test func theEnvironmentHasListsAndUnknownVariables() throws {
        let oppsett = try Oppsett(environment: [
            "ARKIVBRO_CONVERSION_OPEN_ACCESS_CODES": "U, 7", "ARKIVBRO_TRANSPORTT": "x", "ARKIVBRO_CONFIG": "y",
            "PATH": "z",
        ])
        #expect(oppsett.conversionSettings(internalNotes: .keep).openAccessCodes == ["U", "7"])
        #expect(oppsett.unknownVariables == ["ARKIVBRO_TRANSPORTT"])
    }

    @Test func receiptsFollowTheSettings() throws {
        #expect(try Oppsett().receiptPolicy == ReceiptPolicy())
        let other = try Oppsett(
            file: file("receipts: {appReceipt: {ok: never, error: false}, arkivmeldingKvittering: {ok: LEST}}"))
        #expect(other.receiptPolicy.appReceipt == ReceiptPolicy.Rule(ok: nil, error: false, warning: true))
        #expect(other.receiptPolicy.arkivmeldingKvittering == ReceiptPolicy.Rule(ok: .lest, error: false))
    }

    @Test func processesThatTheProgramDoesNotKnow() throws {
        let urn = "urn:no:eksempel:profile:arkivmelding:egen:ver1.0"
        let oppsett = try Oppsett(
            file: file(
                "otherProcesses: ['\(urn) resourceId=egen-ressurs confidential=true serviceCode=1', 'urn:b documentType=digital_dpv ignoreReservation=true']"
            ))
        let tabell = try oppsett.prosesstabell(Omformer())
        let egen = try #require(tabell[Prosess(urn: urn)])
        #expect(egen.resourceId == "egen-ressurs" && egen.isConfidential && !egen.ignoreReservation)
        #expect(egen.dokumenttype == .arkivmelding && egen.serviceCode == "1" && egen.serviceEditionCode == nil)
        let brev = try #require(tabell[Prosess(urn: "urn:b")])
        #expect(brev.dokumenttype == .digitalDpv && brev.ignoreReservation && brev.resourceId == nil)
        for wrong in [
            "administrasjon", "urn:a ressurs=x", "urn:a confidential=ja", "urn:a resourceId=", "urn:a documentType=x",
            "urn:a resourceId=x resourceId=y", "",
        ] {
            let found = faults { _ = try Oppsett(file: file("otherProcesses: ['\(wrong)']")) }
            #expect(found.count == 1 && found[0].hasPrefix("otherProcesses ("), "\(wrong): \(found)")
        }
    }

    @Test func theDatabaseIsWithThePackagesWhenTheirFolderIsGiven() throws {
        func names(_ options: [String: SettingValue]) throws -> [String] {
            let utboks = try Oppsett(options: options).utboks
            return [utboks.database, utboks.dir].map(\.relativePath)
        }
        #expect(try names([:]) == ["arkivbro.db", "arkivbro-utboks"])
        #expect(try names(["outbox.dir": .text("ut")]) == ["ut/arkivbro.db", "ut"])
        #expect(try names(["outbox.dir": .text("ut"), "outbox.database": .text("a.db")]) == ["a.db", "ut"])
        #expect(try names(["outbox.database": .text("a.db")]) == ["a.db", "arkivbro-utboks"])
    }

    @Test func noTwoSettingsHaveOneVariable() {
        let keys = SettingGroup.all.flatMap(\.keys)
        #expect(Set(keys.map(\.variable)).count == keys.count)
        #expect(keys.filter(\.isSecret).allSatisfy { key in keys.contains { $0.name == key.name + "File" } })
    }
}
