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
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
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

    @Test func exitCodesSayWhatHappened() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data().write(to: folder.appending(path: "fil"))
            #expect(try arkivbro("convert", "finnes-ikke.xml", "-o", "ut", in: folder).status == 66)
            #expect(try arkivbro("convert", ".", "-o", "ut", in: folder).status == 66)
            #expect(try arkivbro("convert", "-", "-o", "fil/ut", input: brev, in: folder).status == 73)
            #expect(try arkivbro("convert", in: folder).status == 64)
            #expect(try arkivbro("tull", in: folder).status == 64)
            #expect(try arkivbro("convert", "-", "-o", "ut", "--process", "tull", input: brev, in: folder).status == 64)
            #expect(try arkivbro("send", "-", "--transport", "spool", input: brev, in: folder).status == 64)
            #expect(try arkivbro("validate", "-", input: Array("<html/>".utf8), in: folder).status == 1)
            #expect(try arkivbro("golden", in: folder).status == 66)
        }
    }

    // A folder without write permission means nothing to root.
    @Test(.enabled(if: getuid() != 0)) func aFolderThatMayNotBeWrittenIsNamed() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path())
            #expect(try arkivbro("convert", "-", "-o", folder.appending(path: "ut").path(), input: brev).status == 73)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path())
        }
    }

    @Test func aFullDiskIsAnErrorAndLeavesNothing() throws {
        // /dev/full takes no byte; a link to it stands where a document should be written.
        guard FileManager.default.fileExists(atPath: "/dev/full") else {
            return Omgivelser.skip("/dev/full finnes ikke")
        }
        let run = try Kjoering(
            URL(filePath: "/bin/sh"),
            ["-c", "\(Kjoering.arkivbro.path()) validate --format json - > /dev/full; exit $?"], input: brev)
        #expect(run.status == 0 || run.status == 74)
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

    @Test func helpGoesToStandardOutput() throws {
        for arguments in [["--help"], ["convert", "--help"], ["send", "-h"], ["--version"]] {
            let run = try Kjoering(Kjoering.arkivbro, arguments)
            #expect(run.status == 0 && run.errors.isEmpty && !run.output.isEmpty)
        }
    }
}
