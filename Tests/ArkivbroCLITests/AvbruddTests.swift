// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Disks that are full, folders that cannot be written, and ends that come too early.
@Suite struct AvbruddTests {
    private let brev = Meldinger.putMessage(Meldinger.melding())

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    }

    private func begun(
        _ arguments: [String], in folder: URL, _ place: String, _ environment: [String: String]? = nil
    ) throws -> (Process, FileHandle) {
        try Halvveis.start(
            Kjoering.arkivbro, arguments, in: folder, until: folder.appending(path: place), environment)
    }

    @Test(arguments: ["convert", "send"]) func whatAKilledProgramLeftIsGoneAtTheNextStart(_ command: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let arguments =
                command == "convert"
                ? ["convert", "-", "-o", "ut"] : ["send", "-", "--transport", "spool", "--spool-dir", "ut"]
            let ut = folder.appending(path: "ut")
            let (killed, input) = try begun(arguments, in: folder, "ut")
            kill(killed.processIdentifier, SIGKILL)
            killed.waitUntilExit()
            try input.close()
            let left = try names(ut)
            #expect(left.count == 1 && left[0].hasPrefix(".arkivbro-"))

            let (live, liveInput) = try begun(arguments, in: folder, "ut")
            // What was left goes before what is new comes.
            var other = try names(ut)
            for _ in 0..<600 where other == left || other.isEmpty {
                usleep(50_000)
                other = try names(ut)
            }
            #expect(other.count == 1 && other != left)

            // Another program is no reason to lose what this one has begun.
            let rejected = try Kjoering(Kjoering.arkivbro, arguments, input: Array(brev.prefix(900)), in: folder)
            #expect(rejected.status == 1)
            #expect(try names(ut) == other)
            try liveInput.write(contentsOf: Data(brev.dropFirst(900)))
            try liveInput.close()
            live.waitUntilExit()
            #expect(live.terminationStatus == 0)
            #expect(try names(ut) == [Meldinger.id])
        }
    }

    // What is only looked at lies among everybody's files meanwhile.
    @Test func aDryRunLetsNobodyElseIn() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let tmp = folder.appending(path: "tmp")
            try FileManager.default.createDirectory(at: tmp, withIntermediateDirectories: true)
            let arguments = ["send", "-", "--transport", "spool", "--spool-dir", "ut", "--dry-run"]
            let environment = ["TMPDIR": tmp.path(percentEncoded: false)]
            let (killed, input) = try begun(arguments, in: folder, "tmp", environment)
            kill(killed.processIdentifier, SIGKILL)
            killed.waitUntilExit()
            try input.close()
            let left = try #require(names(tmp).first)
            let mode = try FileManager.default.attributesOfItem(
                atPath: tmp.appending(path: left).path(percentEncoded: false))
            #expect(mode[.posixPermissions] as? Int == 0o700)
            let run = try Kjoering(Kjoering.arkivbro, arguments, input: brev, in: folder, environment: environment)
            #expect(run.status == 0)
            #expect(try names(tmp).isEmpty)
        }
    }

    private func start(_ arguments: [String], in folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = Kjoering.arkivbro
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Waits for a work folder that has a file whose name begins so; false when the program ended before there was one.
    private func hasWorkFolder(with name: String, in folder: URL, of process: Process) -> Bool {
        while process.isRunning {
            for work in (try? names(folder)) ?? [] where work.hasPrefix(".arkivbro-") {
                let inside = (try? names(folder.appending(path: work))) ?? []
                if inside.contains(where: { $0.hasPrefix(name) }) { return true }
            }
        }
        return false
    }

    // The folder is cleared away while it gets its name: half of it stood there under that name.
    @Test func aSignalAtTheEndLeavesAllOfTheMessageOrNothing() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let documents = (1...800).map { Meldinger.dokument(navn: "brev \($0).txt", nummer: $0) }.joined()
            try Data(Meldinger.putMessage(Meldinger.melding(dokumenter: documents))).write(
                to: folder.appending(path: "melding.xml"))
            var caught = 0
            for turn in 1...24 where caught < 4 {
                let ut = folder.appending(path: "ut\(turn)")
                let process = try start(["convert", "melding.xml", "-o", "ut\(turn)"], in: folder)
                if hasWorkFolder(with: "sbd.json", in: ut, of: process) {
                    kill(process.processIdentifier, SIGTERM)
                    caught += 1
                }
                process.waitUntilExit()
                for name in try names(ut) where !name.hasPrefix(".") {
                    let made = ut.appending(path: name)
                    #expect(try names(made) == ["arkivmelding.xml", "documents", "report.json", "sbd.json"])
                    #expect(try names(made.appending(path: "documents")).count == 800)
                }
            }
            #expect(caught == 4)
        }
    }

    @Test func whatIsReplacedGoesWhenTheNewHasItsName() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(brev).write(to: folder.appending(path: "melding.xml"))
            let ut = folder.appending(path: "ut")
            let made = ut.appending(path: Meldinger.id)
            try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
            for number in 1...20_000 {
                close(
                    open(
                        made.appending(path: "gammel-\(number)").path(percentEncoded: false), O_CREAT | O_WRONLY, 0o600)
                )
            }
            let process = try start(["convert", "melding.xml", "-o", "ut", "--force"], in: folder)
            // The older one, which is being removed by now.
            #expect(hasWorkFolder(with: "gammel-", in: ut, of: process))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(try names(made) == ["arkivmelding.xml", "documents", "report.json", "sbd.json"])
            #expect(
                try Kjoering(Kjoering.arkivbro, ["convert", "melding.xml", "-o", "ut", "--force"], in: folder).status
                    == 0)
            #expect(try names(ut) == [Meldinger.id])
        }
    }

    // The largest file that is allowed stands for the disk that is full: it needs no disk. What started the tests may have
    // the signal ignored, and so would the program then.
    @Test(arguments: ["convert - -o ut", "send - --transport spool --spool-dir ut"])
    func whereTheDocumentDoesNotFitNothingIsLeft(_ arguments: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            signal(SIGXFSZ, SIG_DFL)
            let document = Meldinger.dokument(base64: String(repeating: "QUJD", count: 100_000))
            let message = Meldinger.putMessage(Meldinger.melding(dokumenter: document))
            let command = "ulimit -f 64; \(Kjoering.arkivbro.path(percentEncoded: false)) \(arguments)"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: message, in: folder)
            #expect(run.status == 74)
            #expect(run.errors.contains("Kan ikke skrive et dokument: filen er blitt for stor"))
            #expect(try names(folder.appending(path: "ut")).isEmpty)
        }
    }

    @Test func whereTheArkivmeldingDoesNotFitNothingIsLeft() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let journpost = "<jpOffinnhold>\(String(repeating: "lang ", count: 40_000))</jpOffinnhold>"
            let message = Meldinger.putMessage(Meldinger.melding(journpost: journpost))
            let command = "ulimit -f 64; \(Kjoering.arkivbro.path(percentEncoded: false)) convert - -o ut"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: message, in: folder)
            #expect(run.status == 74, "\(run.errors)")
            #expect(run.errors.contains("Kan ikke skrive forsendelsen: filen er blitt for stor"), "\(run.errors)")
            #expect(try names(folder.appending(path: "ut")).isEmpty)
        }
    }

    @Test func aFullFileSystemIsAnErrorThatSaysSo() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let disk = folder.appending(path: "disk", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard let mount = Kjoering.program("mount"), let umount = Kjoering.program("umount"), geteuid() == 0,
                try Kjoering(mount, ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.path(percentEncoded: false)])
                    .status == 0
            else { return Omgivelser.skip("et filsystem kan ikke monteres") }
            defer { _ = try? Kjoering(umount, [disk.path(percentEncoded: false)]) }
            let document = Meldinger.dokument(base64: String(repeating: "QUJD", count: 200_000))
            let message = Meldinger.putMessage(Meldinger.melding(dokumenter: document))
            for arguments in [
                ["convert", "-", "-o", "disk"], ["send", "-", "--transport", "spool", "--spool-dir", "disk"],
            ] {
                let run = try Kjoering(Kjoering.arkivbro, arguments, input: message, in: folder)
                #expect(run.status == 74)
                #expect(run.errors.contains("disken er full"), "\(run.errors)")
                #expect(try names(disk).isEmpty)
            }
        }
    }

    // Where even root makes no folders.
    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self") else { return Omgivelser.skip("/proc finnes ikke") }
        let run = try Kjoering(Kjoering.arkivbro, ["convert", "-", "-o", "/proc/ut"], input: brev)
        #expect(run.status == 73 && run.errors.contains("/proc/ut"))
    }
}
