// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Disks that are full, folders that cannot be written, and ends that come too early.
@Suite struct AvbruddTests {
    private let brev = Meldinger.putMessage(Meldinger.melding())

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    }

    /// The program, half a message into its work, with what writes to it.
    private func begun(_ arguments: [String], in folder: URL, _ place: String) throws -> (Process, FileHandle) {
        let process = Process()
        process.executableURL = Kjoering.arkivbro
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        try pipe.fileHandleForWriting.write(contentsOf: Data(brev.prefix(900)))
        let made = folder.appending(path: place)
        for _ in 0..<600 where (try? names(made))?.isEmpty ?? true { usleep(50_000) }
        return (process, pipe.fileHandleForWriting)
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

    // The largest file that is allowed stands for the disk that is full: it needs no disk. What started the tests may have
    // the signal ignored, and so would the program then.
    @Test(arguments: ["convert - -o ut", "send - --transport spool --spool-dir ut"])
    func whereTheDocumentDoesNotFitNothingIsLeft(_ arguments: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            signal(SIGXFSZ, SIG_DFL)
            let document = Meldinger.dokument(base64: String(repeating: "QUJD", count: 100_000))
            let message = Meldinger.putMessage(Meldinger.melding(dokumenter: document))
            let command = "ulimit -f 64; \(Kjoering.arkivbro.path()) \(arguments)"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: message, in: folder)
            #expect(run.status == 74)
            #expect(run.errors.contains("Kan ikke skrive et dokument: File too large"))
            #expect(try names(folder.appending(path: "ut")).isEmpty)
        }
    }

    @Test func whereTheArkivmeldingDoesNotFitNothingIsLeft() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let journpost = "<jpOffinnhold>\(String(repeating: "lang ", count: 40_000))</jpOffinnhold>"
            let message = Meldinger.putMessage(Meldinger.melding(journpost: journpost))
            let command = "ulimit -f 64; \(Kjoering.arkivbro.path()) convert - -o ut"
            let run = try Kjoering(URL(filePath: "/bin/sh"), ["-c", command], input: message, in: folder)
            #expect(run.status == 74, "\(run.errors)")
            #expect(run.errors.contains("Kan ikke skrive forsendelsen: File too large"), "\(run.errors)")
            #expect(try names(folder.appending(path: "ut")).isEmpty)
        }
    }

    @Test func aFullFileSystemIsAnErrorThatSaysSo() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let disk = folder.appending(path: "disk", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard let mount = Kjoering.program("mount"), let umount = Kjoering.program("umount"), geteuid() == 0,
                try Kjoering(mount, ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.path()]).status == 0
            else { return Omgivelser.skip("et filsystem kan ikke monteres") }
            defer { _ = try? Kjoering(umount, [disk.path()]) }
            let document = Meldinger.dokument(base64: String(repeating: "QUJD", count: 200_000))
            let message = Meldinger.putMessage(Meldinger.melding(dokumenter: document))
            for arguments in [
                ["convert", "-", "-o", "disk"], ["send", "-", "--transport", "spool", "--spool-dir", "disk"],
            ] {
                let run = try Kjoering(Kjoering.arkivbro, arguments, input: message, in: folder)
                #expect(run.status == 74)
                #expect(run.errors.contains("No space left on device"), "\(run.errors)")
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
