// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// What a terminal shows while a large message is read, or written.
@Suite struct FramdriftTests {
    private static let script = Kjoering.program("script")

    /// What `convert` writes to its standard error, when that is a terminal, while the message comes slowly.
    private func shown(_ megabytes: Int, ci: String = "") throws -> String {
        try Omgivelser.inTemporaryFolder { folder in
            let message = String(
                decoding: Meldinger.putMessage(Meldinger.melding(dokumenter: Meldinger.dokument(base64: "HER"))),
                as: UTF8.self)
            let halves = message.split(separator: "HER")
            let document = Data(repeating: UInt8(ascii: "A"), count: megabytes << 20)
            try (Data(halves[0].utf8) + document).write(to: folder.appending(path: "a"))
            // The rest comes later than a line is shown again.
            try Data(("AAAA" + halves[1]).utf8).write(to: folder.appending(path: "b"))
            return try onATerminal(
                "(cat a; sleep 0.4; cat b) | CI=\(ci) \(Kjoering.arkivbro.path(percentEncoded: false)) convert - -o ut > ut.txt",
                in: folder)
        }
    }

    private func onATerminal(_ command: String, in folder: URL) throws -> String {
        let script = try #require(Self.script)
        let run = try Kjoering(script, ["-q", "-e", "-c", command, "/dev/null"], in: folder)
        #expect(run.status == 0)
        return String(decoding: run.output, as: UTF8.self)
    }

    @Test(.enabled(if: script != nil)) func aLargeMessageShowsBytesAndRateAndTakesThemAway() throws {
        let text = try shown(40)
        #expect(text.contains(/\r\d+ MB  \d+ MB\/s\u{1b}\[K/), "\(text.debugDescription)")
        #expect(text.hasSuffix("\r\u{1b}[K"))
    }

    @Test(.enabled(if: script != nil)) func theWayBackShowsHowMuchOfTheDocumentsIsWritten() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let message = folder.appending(path: "melding.xml")
            try Data(Meldinger.putMessage(Meldinger.melding())).write(to: message)
            #expect(try Kjoering(Kjoering.arkivbro, ["convert", "melding.xml", "-o", "ut"], in: folder).status == 0)
            let package = try #require(
                try FileManager.default.contentsOfDirectory(
                    at: folder.appending(path: "ut"), includingPropertiesForKeys: nil
                ).first)
            let document = package.appending(path: "documents/brev.txt")
            // Of holes, and larger than what is written before a line is shown.
            let handle = try FileHandle(forWritingTo: document)
            try handle.truncate(atOffset: 768 << 20)
            try handle.close()
            let text = try onATerminal(
                "CI= \(Kjoering.arkivbro.path(percentEncoded: false)) convert ut/* -o tilbake --to bestedu > ut.txt",
                in: folder)
            #expect(text.contains(/\r\d+ MB av 805 MB  \d+ MB\/s  \d+ s igjen\u{1b}\[K/), "\(text.debugDescription)")
            #expect(text.hasSuffix("\r\u{1b}[K"))
        }
    }

    @Test(.enabled(if: script != nil)) func aSmallMessageAndCIAreQuiet() throws {
        #expect(try shown(2).isEmpty)
        #expect(try shown(40, ci: "true").isEmpty)
    }
}
