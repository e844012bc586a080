// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// The program as a user has it: arguments in, exit code, streams and files out.
@Suite struct ArkivbroCLITests {
    private func arkivbro(_ arguments: String..., input: [UInt8] = [], in folder: URL? = nil) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, arguments, input: input, in: folder)
    }

    private let brev = Meldinger.putMessage(Meldinger.melding())

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    }

    @Test func convertMakesAForsendelseFromAFileOrStandardInput() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "brev.xml"))
            let fromFile = try arkivbro("convert", "brev.xml", "--output-dir", "a", in: folder)
            let fromInput = try arkivbro("convert", "-", "--output-dir", "b", input: brev, in: folder)
            #expect(fromFile.status == 0 && fromInput.status == 0)
            #expect(fromFile.errors.isEmpty)
            #expect(String(decoding: fromFile.output, as: UTF8.self).contains("godtatt  a/\(Meldinger.id)/"))
            #expect(try names(folder.appending(path: "a")) == [Meldinger.id])
            for name in ["sbd.json", "arkivmelding.xml", "report.json", "documents/brev.txt"] {
                let files = try ["a", "b"].map {
                    try Data(contentsOf: folder.appending(path: "\($0)/\(Meldinger.id)/\(name)"))
                }
                #expect(files[0] == files[1], "\(name)")
            }
        }
    }

    @Test func anExistingForsendelseIsReplacedOnlyByForce() throws {
        try Omgivelser.inTemporaryFolder { folder in
            #expect(try arkivbro("convert", "-", "-o", "ut", input: brev, in: folder).status == 0)
            let again = try arkivbro("convert", "-", "-o", "ut", input: brev, in: folder)
            #expect(again.status == 73 && again.errors.contains("--force"))
            #expect(try arkivbro("convert", "-", "-o", "ut", "--force", input: brev, in: folder).status == 0)
            #expect(try names(folder.appending(path: "ut")) == [Meldinger.id])
        }
    }

    @Test func aRejectedMessageLeavesNothingBehind() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let run = try arkivbro("convert", "-", "-o", "ut", input: Array(brev.dropLast(100)), in: folder)
            #expect(run.status == 1 && run.errors.contains("XM-003"))
            #expect(try names(folder.appending(path: "ut")).isEmpty)
        }
    }

    @Test func aLetterToAPersonIsSentAndTheNumberIsNeverShown() throws {
        try Omgivelser.inTemporaryFolder { folder in
            func sbd(_ person: String) -> [UInt8] {
                Array(
                    """
                    {"standardBusinessDocumentHeader": {
                      "headerVersion": "1.0",
                      "sender": [{"identifier": {"value": "0192:\(Meldinger.avsender)"}}],
                      "receiver": [{"identifier": {"value": "\(person)"}}],
                      "documentIdentification": {
                        "standard": "urn:no:difi:digitalpost:xsd:digital::digital_dpv", "type": "digital_dpv",
                        "typeVersion": "1.0", "instanceIdentifier": "\(Meldinger.id)"},
                      "businessScope": {"scope": [{
                        "type": "ConversationId", "instanceIdentifier": "\(Meldinger.id)",
                        "identifier": "urn:no:difi:profile:digitalpost:vedtak:ver1.0"}]}},
                     "digital_dpv": {"tittel": "Vedtak", "sammendrag": "Vedtak", "innhold": "Se vedlegg."}}
                    """.utf8)
            }
            try Data("%PDF-1.4\n".utf8).write(to: folder.appending(path: "brev.pdf"))
            func send(_ person: String, _ more: String...) throws -> Kjoering {
                let arguments =
                    ["send", "--digital-dpv", "-", "--transport", "spool", "--spool-dir", "spool"] + more
                return try Kjoering(Kjoering.arkivbro, arguments, input: sbd(person), in: folder)
            }
            let file = ["--file", "brev.pdf", "--file-title", "Vedtaket", "--sender-name", "Fjordvik kommune"]
            let sent = try send("17829910055", file[0], file[1], file[2], file[3], file[4], file[5])
            #expect(sent.status == 0 && sent.errors.isEmpty)
            let json = try String(
                contentsOf: folder.appending(path: "spool/\(Meldinger.id)/korrespondanse.json"), encoding: .utf8)
            #expect(json.contains("urn:altinn:person:identifier-no:17829910055") && json.contains("Vedtaket"))
            let report = try String(
                contentsOf: folder.appending(path: "spool/\(Meldinger.id)/report.json"), encoding: .utf8)
            #expect(!report.contains("17829910055"))

            let late = String(decoding: sbd("17829910055"), as: UTF8.self).replacing(
                Meldinger.id, with: "0b0c0d0e-0000-4000-8000-000000000001"
            ).replacing(
                #"digitalpost:vedtak:ver1.0""#,
                with:
                    #"digitalpost:vedtak:ver1.0", "scopeInformation": [{"expectedResponseDateTime": "2026-01-01T00:00:00Z"}]"#
            )
            for more in [[], ["--dry-run"]] {
                let expired = try Kjoering(
                    Kjoering.arkivbro,
                    ["send", "--digital-dpv", "-", "--transport", "spool", "--spool-dir", "spool"] + file + more,
                    input: Array(late.utf8), in: folder)
                #expect(expired.status == 1 && expired.errors.contains("levetiden utløp"), "\(expired.errors)")
            }

            // Nobody can tell when that is, and the letter would never expire.
            let timeless = try Kjoering(
                Kjoering.arkivbro,
                ["send", "--digital-dpv", "-", "--transport", "spool", "--spool-dir", "spool"] + file,
                input: Array(late.replacing("2026-01-01T00:00:00Z", with: "2026-01-01T00:00:00").utf8), in: folder)
            #expect(timeless.status == 1 && timeless.errors.contains("SB-004"), "\(timeless.errors)")

            let wrong = try send("17829910056", "--file", "brev.pdf", "--show-values", "--format", "json")
            let text = String(decoding: wrong.output, as: UTF8.self) + wrong.errors
            #expect(wrong.status == 1 && text.contains("DP-022") && !text.contains("1782991"))
            #expect(try send("17829910055", "--file", "borte.pdf").status == 66)
            #expect(try send("17829910055", "melding.xml").status == 64)
            #expect(try send("17829910055", "--file-title", "Vedtaket").status == 64)
        }
    }

    @Test func exitCodesSayWhatHappened() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data().write(to: folder.appending(path: "fil"))
            #expect(try arkivbro("convert", "finnes-ikke.xml", "-o", "ut", in: folder).status == 66)
            #expect(try arkivbro("convert", ".", "-o", "ut", in: folder).status == 66)
            #expect(try arkivbro("convert", "-", "-o", "fil/ut", input: brev, in: folder).status == 73)
            #expect(try arkivbro("convert", in: folder).status == 64)
            #expect(try arkivbro("tull", in: folder).status == 64)
            #expect(try arkivbro("convert", "-", "-o", "ut", "--process", "tull", input: brev, in: folder).status == 64)
            #expect(try arkivbro("send", "-", "--transport", "spool", input: brev, in: folder).status == 78)
            #expect(try arkivbro("validate", "-", input: Array("<html/>".utf8), in: folder).status == 1)
            #expect(try arkivbro("golden", in: folder).status == 66)
        }
    }

    // A folder without write permission means nothing to root.
    @Test(.enabled(if: getuid() != 0)) func aFolderThatMayNotBeWrittenIsNamed() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o555], ofItemAtPath: folder.path(percentEncoded: false))
            #expect(
                try arkivbro(
                    "convert", "-", "-o", folder.appending(path: "ut").path(percentEncoded: false), input: brev
                ).status == 73)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder.path(percentEncoded: false))
        }
    }

    @Test func documentsMayBeCalledWhatTheyAreStoredUnder() throws {
        let documents = [
            ("dokument-1.txt", ""), ("", "QUJD"), ("dokument-0", "REVG"), ("dokument-1", "R0hJ"),
            ("dokument-2", "SktM"),
        ]
        .enumerated().map { Meldinger.dokument(base64: $0.element.1, navn: $0.element.0, nummer: $0.offset + 1) }
        .joined()
        try Omgivelser.inTemporaryFolder { folder in
            let message = Meldinger.putMessage(Meldinger.melding(dokumenter: documents))
            let run = try arkivbro("convert", "-", "-o", "ut", "--empty-documents", "keep", input: message, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            let made = folder.appending(path: "ut/\(Meldinger.id)")
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(contentsOf: made.appending(path: "report.json")))
                    as? [String: Any])
            let files = try #require(report["files"] as? [[String: Any]])
            #expect(files.count == 5)
            let contents = try files.map { file in
                try String(
                    contentsOf: made.appending(path: "documents/\(file["name"] as? String ?? "")"), encoding: .utf8)
            }
            #expect(contents == ["", "ABC", "DEF", "GHI", "JKL"])
            #expect(try names(made) == ["arkivmelding.xml", "documents", "report.json", "sbd.json"])
        }
    }

    @Test func aFullDiskIsAnError() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else {
            return Omgivelser.skip("/dev/full finnes ikke")
        }
        try Omgivelser.inTemporaryFolder { folder in
            let command =
                "\(Kjoering.arkivbro.path(percentEncoded: false)) send - --transport spool --spool-dir spool --format json > /dev/full"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: brev, in: folder)
            #expect(run.status == 74)
            #expect(try names(folder.appending(path: "spool")).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    @Test func aReaderThatGoesAwayLeavesNothingBehind() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let command = "\(Kjoering.arkivbro.path(percentEncoded: false)) convert - -o ut --format json | true; true"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: brev, in: folder)
            #expect(run.status == 0)
            #expect(try names(folder.appending(path: "ut")) == [Meldinger.id])
        }
    }

    private func halfway(_ command: [String], in folder: URL) throws -> (Process, FileHandle) {
        try Halvveis.start(
            URL(filePath: command[0]), Array(command.dropFirst()) + ["convert", "-", "-o", "ut"], in: folder,
            until: folder.appending(path: "ut"))
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalToEndLeavesNothingBehind(_ number: Int32) throws {
        // What started the tests may have it ignored, and so would the program then.
        guard let env = Kjoering.program("env"), try Kjoering(env, ["--default-signal", "true"]).status == 0 else {
            return Omgivelser.skip("env kan ikke sette signaler tilbake")
        }
        try Omgivelser.inTemporaryFolder { folder in
            let ut = folder.appending(path: "ut")
            let (process, input) = try halfway(
                [env.path(percentEncoded: false), "--default-signal", Kjoering.arkivbro.path(percentEncoded: false)],
                in: folder)
            defer { try? input.close() }
            let begun = try names(ut)
            kill(process.processIdentifier, number)
            process.waitUntilExit()
            #expect(begun.count == 1 && begun[0].hasPrefix("."))
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
            #expect(try names(ut).isEmpty)
        }
    }

    @Test func aSignalThatIsIgnoredEndsNothing() throws {
        guard let nohup = Kjoering.program("nohup") else { return Omgivelser.skip("nohup er ikke installert") }
        try Omgivelser.inTemporaryFolder { folder in
            let (process, input) = try halfway(
                [nohup.path(percentEncoded: false), Kjoering.arkivbro.path(percentEncoded: false)], in: folder)
            kill(process.processIdentifier, SIGHUP)
            // Long enough for one that is not ignored to be obeyed.
            usleep(500_000)
            try #require(process.isRunning)
            try input.write(contentsOf: Data(brev.dropFirst(900)))
            try input.close()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0)
            #expect(try names(folder.appending(path: "ut")) == [Meldinger.id])
        }
    }

    @Test func forcedTwentyTimesAtOnceOneIsLeftWhole() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let runs = try (0..<20).map { _ in
                let process = Process()
                process.executableURL = Kjoering.arkivbro
                process.arguments = ["convert", "-", "-o", "ut", "--force"]
                process.currentDirectoryURL = folder
                let pipe = Pipe()
                process.standardInput = pipe
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                return (process, pipe.fileHandleForWriting)
            }
            // All of them have begun before any can end.
            for run in runs {
                try run.1.write(contentsOf: Data(brev))
                try run.1.close()
            }
            for run in runs { run.0.waitUntilExit() }
            #expect(runs.allSatisfy { $0.0.terminationStatus == 0 })
            let ut = folder.appending(path: "ut")
            #expect(try names(ut) == [Meldinger.id])
            #expect(
                try names(ut.appending(path: Meldinger.id)) == [
                    "arkivmelding.xml", "documents", "report.json", "sbd.json",
                ])
        }
    }

    @Test func optionsThatCannotBeRightAreRefused() throws {
        try Omgivelser.inTemporaryFolder { folder in
            for arguments in [
                ["-o", "ut", "--tidspunkt", "x"], ["-o", "ut", "--max-depth", "1000000"], ["-o", ""],
                ["-o", "ut", "--system", "a\u{1}"], ["-o", "ut", "--max-bytes", "0"],
                // What would do nothing in that direction.
                ["-o", "ut", "--journalpost", "1"], ["-o", "ut", "--soap", "1.1"],
                ["-o", "ut", "--to", "bestedu", "--internal-notes", "withhold"],
                ["-o", "ut", "--to", "bestedu", "--no-carrier"],
                ["-o", "ut", "--to", "bestedu", "--stylesheet-input", "inn"],
            ] {
                let run = try Kjoering(Kjoering.arkivbro, ["convert", "-"] + arguments, input: brev, in: folder)
                #expect(run.status == 64, "\(arguments)")
            }
            let send = ["send", "-", "--transport", "spool", "--spool-dir", "s", "--ttl-hours", "9223372036854775807"]
            let run = try Kjoering(Kjoering.arkivbro, send, input: brev, in: folder)
            #expect(run.status == 64)
        }
    }

    @Test func whyAFileCannotBeOpenedIsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "mappe"), withIntermediateDirectories: true)
            for (name, reason) in [("borte.xml", "finnes ikke"), ("mappe", "det er en mappe")] {
                let run = try arkivbro("validate", name, in: folder)
                #expect(run.status == 66 && run.errors.contains("kan ikke åpne \(name): \(reason)"), "\(run.errors)")
            }
        }
    }

    @Test func severalFilesAreAllDoneAndTheWorstCounts() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "god.xml"))
            try Data("x".utf8).write(to: folder.appending(path: "feil.xml"))
            let run = try arkivbro("validate", "feil.xml", "mangler.xml", "god.xml", in: folder)
            #expect(run.status == 66)
            let text = String(decoding: run.output, as: UTF8.self)
            #expect(text.contains("avvist  feil.xml") && text.contains("godtatt  god.xml"))
        }
    }

    @Test func ofSeveralInputsEachResultIsItsOwn() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "en.xml"))
            let other = Meldinger.putMessage(Meldinger.melding(), id: "5f0c6f0e-2d3b-4c55-8d51-0000000000aa")
            try Data(other).write(to: folder.appending(path: "to.xml"))
            let run = try arkivbro("convert", "en.xml", "to.xml", "-o", "ut", in: folder)
            #expect(run.status == 0)
            let text = String(decoding: run.output, as: UTF8.self)
            #expect(text.contains("inndata       en.xml\n") && text.contains("inndata       to.xml\n"))
            let json = try arkivbro("validate", "to.xml", "en.xml", "--format", "json", in: folder)
            let names = String(decoding: json.output, as: UTF8.self).matches(of: /"file": "(.+?)"/).map { String($0.1) }
            #expect(names == ["to.xml", "en.xml"])
        }
    }

    @Test func whatTheSameRunMadeIsNeverReplaced() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "en.xml"))
            let changed = Meldinger.melding().replacing("<saTittel>", with: "<saTittel>En annen ")
            try Data(Meldinger.putMessage(changed)).write(to: folder.appending(path: "to.xml"))
            for _ in 1...2 {
                let run = try arkivbro("convert", "en.xml", "to.xml", "-o", "ut", "--force", in: folder)
                #expect(run.status == 73)
                #expect(run.errors.contains("to.xml: ") && run.errors.contains("laget av en.xml"))
                let made = try String(
                    contentsOf: folder.appending(path: "ut/\(Meldinger.id)/arkivmelding.xml"), encoding: .utf8)
                #expect(!made.contains("En annen"))
            }
        }
    }

    @Test func whatStandardInputCannotGiveIsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            for command in [["validate"], ["convert", "-o", "ut"], ["convert", "-o", "ut", "--to", "bestedu"]] {
                let run = try Kjoering(Kjoering.arkivbro, command + ["-", "-"], input: brev, in: folder)
                #expect(run.status == 64 && run.errors.contains("bare leses én gang"))
            }
            let zip = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 100)
            let run = try arkivbro("convert", "-", "-o", "ut", "--to", "bestedu", input: zip, in: folder)
            #expect(run.status == 1 && run.errors.contains("FO-017"))
        }
    }

    @Test func aNameThatIsNotUTF8IsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let run = try Kjoering(
                URL(filePath: "/bin/sh"),
                [
                    "-c", #"n=$(printf 'br\370v.xml'); echo x > "$n"; exec "$0" validate "$n""#,
                    Kjoering.arkivbro.path(percentEncoded: false),
                ], in: folder)
            #expect(run.status == 66 && run.errors.contains("ikke UTF-8"))
        }
    }

    @Test func aFullStandardOutputIsTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "en.xml"))
            let run = try Kjoering(
                URL(filePath: "/bin/sh"),
                ["-c", "exec \"$0\" validate en.xml > /dev/full", Kjoering.arkivbro.path(percentEncoded: false)],
                in: folder)
            #expect(run.status == 74 && run.errors.contains("standard utdata"))
        }
    }

    @Test func jsonIsPureAndTheReportOfTheFolder() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let run = try arkivbro("convert", "-", "-o", "ut", "--format", "json", input: brev, in: folder)
            #expect(
                Data(run.output) == (try Data(contentsOf: folder.appending(path: "ut/\(Meldinger.id)/report.json"))))
            #expect(
                (try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])?["verdict"] as? String
                    == "accepted")
        }
    }

    @Test func sendSpoolsOnceWithItsTimes() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let run = try arkivbro("send", "-", "--transport", "spool", "--spool-dir", "spool", input: brev, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try names(folder.appending(path: "spool")) == [Meldinger.id])
            let sbd = try String(contentsOf: folder.appending(path: "spool/\(Meldinger.id)/sbd.json"), encoding: .utf8)
            #expect(sbd.contains("creationDateAndTime") && sbd.contains("expectedResponseDateTime"))
            let arkivmelding = try String(
                contentsOf: folder.appending(path: "spool/\(Meldinger.id)/arkivmelding.xml"), encoding: .utf8)
            #expect(arkivmelding.contains(/<tidspunkt>20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)<\/tidspunkt>/))
            let again = try arkivbro(
                "send", "-", "--transport", "spool", "--spool-dir", "spool", input: brev, in: folder)
            #expect(again.status == 0 && again.errors.contains("levert fra før"))
        }
    }

    @Test func sendRefusesAReceipt() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let receipt = Meldinger.putMessage(
                "<AppReceipt xmlns='http://www.arkivverket.no/Noark/Exchange/types' type='OK'/>")
            let run = try arkivbro(
                "send", "-", "--transport", "spool", "--spool-dir", "spool", input: receipt, in: folder)
            #expect(run.status == 1 && run.errors.contains("BE-050"))
            #expect(try names(folder.appending(path: "spool")).isEmpty)
        }
    }

    @Test func aRecordingRunFailsAndWritesWhatCame() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let golden = folder.appending(path: "golden/0001-proeve", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: golden, withIntermediateDirectories: true)
            try Data(brev).write(to: golden.appending(path: "input.xml"))
            let text =
                #"{"id":"0001-proeve","title":"En prøve.","command":"convert","expects":{"exit":0,"verdict":"accepted","codes":[]}}"#
            try Data(text.utf8).write(to: golden.appending(path: "case.json"))
            #expect(try arkivbro("golden", in: folder).status == 1)
            #expect(try arkivbro("golden", "--record", in: folder).status == 1)
            #expect(try names(golden.appending(path: "expected")) == ["arkivmelding.xml", "report.json", "sbd.json"])
            #expect(try arkivbro("golden", in: folder).status == 0)
            #expect(try arkivbro("golden", "--record", in: folder).status == 1)
            try Data("x".utf8).write(to: golden.appending(path: "expected/sbd.json"))
            #expect(try arkivbro("golden", "golden/0001-proeve", in: folder).status == 1)
        }
    }

    @Test func aCaseThatIsMissingOrMisspeltIsNoDeviation() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let missing = try arkivbro("golden", "golden/9999-borte", in: folder)
            #expect(missing.status == 66 && missing.errors.contains("9999-borte"), "\(missing.errors)")
            let golden = folder.appending(path: "golden/0001-proeve", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: golden, withIntermediateDirectories: true)
            try Data(brev).write(to: golden.appending(path: "input.xml"))
            for (parameters, key) in [
                (#"{"tidspunktet":"x"}"#, "parameters.tidspunktet."),
                (#"{"dpv":{"varseltekst":"x"}}"#, "parameters.dpv.varseltekst."), (#"{"profile":"tull"}"#, "profile "),
            ] {
                let text = """
                    {"id":"0001-proeve","title":"En prøve.","command":"convert","parameters":\(parameters),
                     "expects":{"exit":0,"verdict":"accepted","codes":[]}}
                    """
                try Data(text.utf8).write(to: golden.appending(path: "case.json"))
                let run = try arkivbro("golden", in: folder)
                #expect(run.status == 64 && run.errors.contains(key), "\(run.status) \(run.errors)")
            }
        }
    }

    @Test func helpGoesToStandardOutput() throws {
        for arguments in [["--help"], ["convert", "--help"], ["send", "-h"], ["--version"]] {
            let run = try Kjoering(Kjoering.arkivbro, arguments)
            #expect(run.status == 0 && run.errors.isEmpty && !run.output.isEmpty)
        }
    }
}
