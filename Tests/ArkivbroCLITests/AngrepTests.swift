// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Messages that never end, or have too much of something, against the whole program: each ends in a verdict, in bounded
/// memory, with nothing left behind.
@Suite struct AngrepTests {
    // So many MB of what is cheap to make: ARKIVBRO_HOSTILE_MB=2048 is two gigabytes.
    private static let megabytes =
        ProcessInfo.processInfo.environment["ARKIVBRO_HOSTILE_MB"].flatMap { Int($0) } ?? 16
    // Until the program has had enough: of what is not bounded otherwise, at --max-bytes.
    private static let endless = Int.max

    struct Angrep: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let before: String
        let unit: String
        let megabytes: Int
        let after: String
        let status: Int32
        let says: String?

        init(
            _ name: String, _ before: String, _ unit: String, _ megabytes: Int, _ after: String = "",
            status: Int32 = 1, says: String? = nil
        ) {
            testDescription = name
            self.before = before
            self.unit = unit
            self.megabytes = megabytes
            self.after = after
            self.status = status
            self.says = says
        }
    }

    private static func halves(_ text: String) -> (String, String) {
        let parts = text.split(separator: "HER", maxSplits: 1)
        return (String(parts[0]), String(parts[1]))
    }

    private static func message(_ payload: String, form: Meldinger.Form = .inline) -> (String, String) {
        halves(String(decoding: Meldinger.putMessage(payload, form: form), as: UTF8.self))
    }

    private static let alle: [Angrep] = {
        let (start, end) = message(Meldinger.melding(dokumenter: "HER" + Meldinger.dokument()))
        let (documentStart, documentEnd) = message(Meldinger.melding(dokumenter: Meldinger.dokument(base64: "HER")))
        let (cdataStart, cdataEnd) = message(
            Meldinger.melding(dokumenter: Meldinger.dokument(base64: "HER")), form: .cdata)
        let field = start + "<jpOffinnhold>"
        let openings = String(repeating: "<![CDATA[ ", count: 100)
        return [
            Angrep("base64 that never ends", documentStart, "QUJD", endless, says: "maxBytes"),
            Angrep("a field that never ends", field, "tekst ", endless, says: "maxFieldBytes"),
            Angrep("a field of sections that never ends", field, "<![CDATA[tekst]]>", endless, says: "maxFieldBytes"),
            Angrep("a tag that never ends", start + "<x", " ", endless, says: "maxMarkupBytes"),
            Angrep("an attribute that never ends", start + "<x a='", "tekst ", endless, says: "maxMarkupBytes"),
            Angrep("a comment that never ends", start + "<!--", "- ", endless, says: "maxMarkupBytes"),
            // Where the carrier may have an attribute of the size of a field.
            Angrep(
                "an attribute of an arkivmelding that never ends",
                "<arkivmelding xmlns='http://www.arkivverket.no/standarder/noark5/arkivmelding'><x a='", "tekst ",
                endless,
                says: "maxMarkupBytes"),
            Angrep("a reference that never ends", field + "&", "b", endless, says: "maxNameBytes"),
            Angrep("a number that never ends", documentStart + "&#", "0", endless, says: "maxNameBytes"),
            Angrep("elements that never end", start, "<x/>", endless, says: "maxChildren"),
            Angrep(
                "groups of elements that never end", start, "<x><y/><y/><y/><y/><y/><y/><y/></x>", endless,
                says: "maxElements"),
            Angrep("levels that never end", start, "<x>", endless, says: "maxDepth"),
            Angrep(
                "attributes that never end", start, "<x a='' b='' c='' d='' e='' f='' g='' h=''/>", endless,
                says: "maxAllAttributes"),
            Angrep(
                "namespaces that never end", start, "<x xmlns='\(String(repeating: "u", count: 2_000))'/>", endless,
                says: "maxTreeBytes"),
            Angrep(
                "empty documents that never end", start, "<dokument><fil><base64/></fil></dokument>", endless,
                says: "maxDocuments"),
            Angrep("an end that never comes", cdataStart, "]", endless, says: "maxBytes"),
            Angrep("a declaration that never ends", "<?xml version='1.0'", " ", endless, says: "XML declaration"),
            Angrep("blanks before", "", " ", megabytes, start + end, status: 0),
            Angrep("blanks in a document", documentStart, " \n", megabytes, documentEnd, says: "BE-013"),
            Angrep(
                "sections of 300 bytes", cdataStart, String(repeating: "QUJD", count: 75) + "]]><![CDATA[", megabytes,
                cdataEnd, status: 0),
            Angrep("comments full of openings", start, "<!--" + openings + "-->", megabytes, end, status: 0),
            Angrep(
                "comments in a document", documentStart, "QUJD<!-- x -->", megabytes, documentEnd, status: 0),
            Angrep("brackets in a section", cdataStart, "]", megabytes, cdataEnd, says: "BE-010"),
            Angrep("white space after", start + end, " ", megabytes, status: 0),
        ]
    }()

    @Test(arguments: alle) func endsInAVerdictWithinBounds(_ angrep: Angrep) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            // Memory of its own, without what is mapped: a tree of the most elements that are allowed must have room. Whole
            // stacks are counted with it, and there are now more threads and now fewer: small ones.
            process.arguments = [
                "-c",
                "ulimit -s 1024; ulimit -d 98304; exec \(Kjoering.arkivbro.path(percentEncoded: false)) convert - -o ut --max-bytes \(max(96, 2 * Self.megabytes) << 20) 2> feil.txt",
            ]
            process.currentDirectoryURL = folder
            let pipe = Pipe()
            process.standardInput = pipe
            process.standardOutput = FileHandle.nullDevice
            signal(SIGPIPE, SIG_IGN)
            try process.run()
            // Ours must close, so that writing ends when the program does.
            try pipe.fileHandleForReading.close()
            Self.write(angrep, to: pipe.fileHandleForWriting.fileDescriptor)
            try pipe.fileHandleForWriting.close()
            process.waitUntilExit()
            let errors = try String(contentsOf: folder.appending(path: "feil.txt"), encoding: .utf8)
            #expect(process.terminationReason == .exit && process.terminationStatus == angrep.status, "\(errors)")
            if let says = angrep.says { #expect(errors.contains(says), "\(errors)") }
            let left = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "ut").path(percentEncoded: false))
            #expect(left == (angrep.status == 0 ? [Meldinger.id] : []))
        }
    }

    // Until all is written, or nobody reads on.
    private static func write(_ angrep: Angrep, to descriptor: Int32) {
        let block = Array(String(repeating: angrep.unit, count: max(1, (1 << 20) / angrep.unit.utf8.count)).utf8)
        guard write(Array(angrep.before.utf8), to: descriptor) else { return }
        var written = 0
        while written < angrep.megabytes, write(block, to: descriptor) { written += 1 }
        _ = write(Array(angrep.after.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}
