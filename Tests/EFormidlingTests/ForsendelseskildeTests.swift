// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Testhjelp
import Testing

extension Forsendelseskilde {
    fileprivate func text(_ navn: String) throws -> String {
        var bytes: [UInt8] = []
        try read(navn) { bytes.append(contentsOf: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The codes of the faults that a body meets.
private func koder(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let feil as Forsendelsesfeil {
        return feil.funn.map(\.kode)
    } catch {
        return ["\(error)"]
    }
}

@Suite struct MappekildeTests {
    @Test func aFolderIsReadAsConvertWritesItAndFlat() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let documents = folder.appending(path: "documents")
            try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
            let files = [
                "sbd.json": "{}", "arkivmelding.xml": "<arkivmelding/>", "report.json": "{}", "flat.txt": "flat",
                "documents/brev æøå.txt": "brev", "documents/manifest.xml": "<m/>",
            ]
            for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
            let kilde = try Forsendelse.open(folder)
            #expect(kilde.sbd == Forsendelsesfil(navn: "sbd.json", size: 2))
            #expect(kilde.arkivmelding?.size == 15)
            #expect(kilde.dokumenter.map(\.navn) == ["flat.txt", "brev æøå.txt", "manifest.xml"])
            #expect(try kilde.text("brev æøå.txt") == "brev" && kilde.text("flat.txt") == "flat")
            #expect(koder { _ = try kilde.text("../flat.txt") } == ["FO-012"])
            #expect(kilde.funn.isEmpty)

            // Beside a folder of documents it is ours all the same.
            try FileManager.default.removeItem(at: folder.appending(path: "sbd.json"))
            #expect(try !Forsendelse.open(folder).dokumenter.map(\.navn).contains("report.json"))
            // Without both the folder is somebody else's, and a report is a document.
            try FileManager.default.removeItem(at: documents)
            #expect(try Forsendelse.open(folder).dokumenter.map(\.navn).contains("report.json"))
        }
    }

    @Test func nothingOutsideTheFolderIsRead() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data("hemmelig".utf8).write(to: folder.appending(path: "utenfor"))
            for (place, target) in [("lenke.txt", "../utenfor"), ("documents", "..")] {
                let made = folder.appending(path: UUID().uuidString)
                try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(
                    atPath: made.appending(path: place).path(percentEncoded: false), withDestinationPath: target)
                #expect(koder { _ = try Forsendelse.open(made) } == ["FO-005"], "\(place)")
            }
            let made = folder.appending(path: "pipe")
            try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
            mkfifo(made.appending(path: "rør").path(percentEncoded: false), 0o600)
            #expect(koder { _ = try Forsendelse.open(made) } == ["FO-005"])
            #expect(koder { _ = try Forsendelse.open(made.appending(path: "rør")) } == ["FO-002"])
        }
    }

    @Test func aFileThatBecomesALinkIsNotFollowed() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "brev.txt")
            try Data("brev".utf8).write(to: file)
            let kilde = try Forsendelse.open(folder)
            try FileManager.default.removeItem(at: file)
            try FileManager.default.createSymbolicLink(
                atPath: file.path(percentEncoded: false), withDestinationPath: "/etc/hostname")
            #expect(koder { _ = try kilde.text("brev.txt") } == ["FO-005"])
        }
    }

    @Test(arguments: [0, 3, 5, 300_000])
    func aFileThatIsWrittenToWhileItIsReadIsNotTaken(_ size: Int) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "brev.txt")
            try Data("brev".utf8).write(to: file)
            let kilde = try Forsendelse.open(folder)
            #expect(try kilde.text("brev.txt") == "brev")
            try Data(repeating: 0x61, count: size).write(to: file)
            #expect(koder { _ = try kilde.text("brev.txt") } == ["FO-010"])
        }
    }

    @Test func limitsAndOtherFoldersAreTold() throws {
        try Omgivelser.inTemporaryFolder { folder in
            for name in ["a", "b", "c"] { try Data().write(to: folder.appending(path: name)) }
            var limits = Forsendelsesgrenser()
            limits.maxFiles = 2
            #expect(koder { _ = try Forsendelse.open(folder, limits: limits) } == ["FO-008"])
            try FileManager.default.createDirectory(
                at: folder.appending(path: "annet"), withIntermediateDirectories: true)
            #expect(try Forsendelse.open(folder).funn.map(\.kode) == ["FO-011"])
        }
    }
}

@Suite struct ZIPkildeTests {
    private typealias Entry = ZIPbygger.Entry

    private func open<Result>(
        _ bytes: [UInt8], _ limits: Forsendelsesgrenser = .standard,
        _ body: (any Forsendelseskilde) throws -> Result
    ) throws -> Result {
        try Omgivelser.inTemporaryFolder { folder in
            // No ending: the form is told by the content.
            let file = folder.appending(path: "pakke")
            try Data(bytes).write(to: file)
            return try body(Forsendelse.open(file, limits: limits))
        }
    }

    private func koder(_ entries: [Entry], _ limits: Forsendelsesgrenser = .standard) -> [String] {
        EFormidlingTests.koder { try open(ZIPbygger.zip(entries), limits) { _ in } }
    }

    @Test func anASiCIsReadInAnyOrder() throws {
        let zip = ZIPbygger.zip(
            [
                Entry("mimetype", "application/vnd.etsi.asic-e+zip"), Entry("manifest.xml", "<m/>"),
                Entry("arkivmelding.xml", "<arkivmelding/>").with(\.flags, 0x0808), Entry("brev æøå.txt", "brev"),
                Entry("tom.txt"), Entry("documents/pakket.txt", "pakket"), Entry("report.json", "{}"),
                Entry("META-INF/asicmanifest.xml", "<a/>"), Entry("META-INF/", ""),
            ], comment: "mimetype=application/vnd.etsi.asic-e+zip")
        try open(zip) { kilde throws in
            #expect(kilde.sbd == nil)
            #expect(kilde.arkivmelding == Forsendelsesfil(navn: "arkivmelding.xml", size: 15))
            #expect(kilde.dokumenter.map(\.navn) == ["brev æøå.txt", "tom.txt", "pakket.txt"])
            #expect(try kilde.text("brev æøå.txt") == "brev" && kilde.text("tom.txt") == "")
            #expect(try kilde.text("arkivmelding.xml") == "<arkivmelding/>")
            #expect(try kilde.text("pakket.txt") == "pakket" && kilde.text("pakket.txt") == "pakket")
            #expect(EFormidlingTests.koder { _ = try kilde.text("mimetype") } == ["FO-012"])
            #expect(kilde.funn.isEmpty)
        }
    }

    @Test func aNameInUTF8NeedNotSaySo() throws {
        try open(ZIPbygger.zip([Entry("å.txt", "å").with(\.flags, 0)])) { kilde throws in
            #expect(try kilde.text("å.txt") == "å")
        }
    }

    @Test func anEmptyZIPHasNothing() throws {
        try open(ZIPbygger.zip([])) { kilde throws in
            #expect(kilde.arkivmelding == nil && kilde.dokumenter.isEmpty)
            #expect(EFormidlingTests.koder { _ = try kilde.text("arkivmelding.xml") } == ["FO-001"])
        }
    }

    @Test(arguments: [
        "../ut.txt", "a/../../ut.txt", "/etc/ut.txt", "C:\\ut.txt", "c:ut.txt", "..\\ut.txt", "\\\\tjener\\ut.txt",
        "..",
        "a\nb.txt", "",
    ]) func aNameThatLeadsElsewhereIsRefused(_ navn: String) throws {
        #expect(koder([Entry("arkivmelding.xml"), Entry(navn, "x")]) == ["FO-004"])
    }

    // In Swift a slash and the mark behind it are one Character.
    @Test(arguments: ["../\u{301}x.pdf", "/\u{301}x.pdf", "\\\u{301}x.pdf"]) func aMarkBehindASlashHidesNothing(
        _ navn: String
    ) throws {
        #expect(koder([Entry("arkivmelding.xml"), Entry(navn, "x")]) == ["FO-004"])
    }

    @Test func aSlashWithAMarkBehindItLeadsToAnotherFolder() throws {
        try open(ZIPbygger.zip([Entry("documents/\u{301}x.pdf", "x"), Entry("y.pdf/\u{301}", "y")])) { kilde throws in
            #expect(kilde.dokumenter.map(\.navn) == ["\u{301}x.pdf"] && kilde.funn.map(\.kode) == ["FO-011"])
        }
    }

    @Test func anArkivmeldingAmongTheDocumentsIsNotTheMetadata() throws {
        #expect(koder([Entry("documents/arkivmelding.xml", "x")]) == [])
        try open(ZIPbygger.zip([Entry("documents/arkivmelding.xml", "x")])) { kilde throws in
            #expect(kilde.arkivmelding == nil && kilde.dokumenter.count == 1)
            #expect(EFormidlingTests.koder { _ = try kilde.text("arkivmelding.xml") } == ["FO-001"])
        }
    }

    @Test func aNameThatIsNoTextIsRefused() throws {
        #expect(koder([Entry("x").with(\.name, [0xff, 0xfe, 0x41]).with(\.flags, 0)]) == ["FO-004"])
        #expect(koder([Entry("x\u{ffff}.pdf")]) == ["FO-004"])
        #expect(koder([Entry("x\u{1fffe}.pdf")]) == ["FO-004"])
        #expect(koder([Entry(String(repeating: "x", count: 1025))]) == ["FO-004"])
    }

    @Test func whatOnlyAttacksHaveIsRefusedAllAtOnce() throws {
        #expect(koder([Entry("a", "/etc/passwd").with(\.mode, 0o120777)]) == ["FO-005"])
        // A folder with contents is a file that would be left out without a word.
        for entry in [Entry("a.pdf", "innhold").with(\.mode, 0o040755), Entry("a/", "innhold")] {
            #expect(koder([entry]) == ["FO-005"])
        }
        #expect(koder([Entry("a", "abcdefghijklmnop").with(\.flags, 0x0801)]) == ["FO-006"])
        #expect(koder([Entry("a", "1"), Entry("a", "2")]) == ["FO-007"])
        #expect(koder([Entry("a", "1"), Entry("documents/a", "2")]) == ["FO-007"])
        #expect(koder([Entry("\u{e5}", "1"), Entry("a\u{30a}", "2")]) == ["FO-007"])
        #expect(koder([Entry("a", "1"), Entry("a", "2"), Entry("../b")]) == ["FO-007", "FO-004"])
        // Two names are compared by their letters, and the marks of each are put in order for it.
        func merket(_ antall: Int) -> Entry { Entry("a" + String(repeating: "\u{301}", count: antall), "1") }
        #expect(koder([merket(64)]) == [] && koder([merket(65)]) == ["FO-009"])
    }

    @Test func filesInOtherFoldersAreTold() throws {
        try open(ZIPbygger.zip([Entry("bilag/a.txt", "x")])) { kilde throws in
            #expect(kilde.dokumenter.isEmpty && kilde.funn.map(\.kode) == ["FO-011"])
        }
    }

    @Test func aDamagedFileIsAFinding() throws {
        func lest(_ entry: Entry) -> [String] {
            EFormidlingTests.koder { try open(ZIPbygger.zip([entry])) { _ = try $0.text("a") } }
        }
        #expect(lest(Entry("a", "innhold")) == [])
        #expect(lest(Entry("a", "innhold").with(\.crc, 1)) == ["FO-010"])
        // Of those that libarchive knows, too: LZMA, zstd, xz and PPMd.
        for method: UInt16 in [14, 77, 93, 95, 98] {
            #expect(lest(Entry("a", "innhold").with(\.method, method)) == ["FO-010"])
        }
        #expect(lest(Entry("a", "innhold").with(\.method, 8)) == ["FO-010"])
        var liar = Entry.bomb("a", repeats: 10)
        liar.size = 100
        #expect(lest(liar) == ["FO-010"])
        let whole = ZIPbygger.zip([Entry("a", "innhold")])
        for count in [2, 30, whole.count - 30] {
            #expect(EFormidlingTests.koder { try open(Array(whole.prefix(count))) { _ in } } == ["FO-003"])
        }
        #expect(EFormidlingTests.koder { try open(Array("<arkivmelding/>".utf8)) { _ in } } == ["FO-002"])
    }

    @Test func aBombIsRefusedBeforeItIsUnpacked() throws {
        var limits = Forsendelsesgrenser()
        limits.maxExpansion = 100
        // 100 MB of 630 kB.
        let bomb = Entry.bomb("a", repeats: 387_000)
        #expect(koder([bomb], limits) == ["FO-009"])
        #expect(koder([bomb]) == [])
        limits = Forsendelsesgrenser()
        limits.maxExpandedBytes = 6
        #expect(koder([Entry("a", "123"), Entry("b", "456")], limits) == [])
        #expect(koder([Entry("a", "123"), Entry("b", "4567")], limits) == ["FO-009"])
        limits = Forsendelsesgrenser()
        limits.maxFiles = 2
        #expect(koder([Entry("a"), Entry("b")], limits) == [])
        #expect(koder([Entry("a"), Entry("b"), Entry("c")], limits) == ["FO-008"])
    }

    @Test func theNamesTogetherHaveALimit() {
        func files(_ count: Int) -> [Entry] {
            (0..<count).map { Entry(String(repeating: "n", count: 1000) + String($0 + 1000)) }
        }
        #expect(koder(files(2088)) == [])
        #expect(koder(files(2089)) == ["FO-009"])
    }

    @Test func filesThatShareTheirBytesAreRefused() throws {
        // The second entry of the directory is the first once more, under another name.
        var zip = ZIPbygger.zip([Entry("aaaa", String(repeating: "x", count: 400)), Entry("b")])
        let entry = Array("aaaa".utf8)
        let first = try #require(zip.indices.last { zip[$0...].starts(with: entry) }) - 46
        let second = first + 50
        zip.replaceSubrange(second..<second + 46, with: zip[first..<first + 46])
        zip.replaceSubrange(second + 28..<second + 30, with: [1, 0])
        #expect(EFormidlingTests.koder { try open(zip) { _ in } } == ["FO-003"])
    }

    @Test func anyOneByteMayBeWrong() throws {
        let zip = ZIPbygger.zip(
            [Entry("arkivmelding.xml", "<a/>").with(\.flags, 0x0808), Entry.bomb("b", repeats: 3)], comment: "c")
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "pakke")
            for index in zip.indices {
                for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
                    var spoilt = zip
                    spoilt[index] = value
                    try Data(spoilt).write(to: file)
                    do {
                        let kilde = try Forsendelse.open(file)
                        for dokument in kilde.dokumenter { try kilde.read(dokument.navn) { _ in } }
                    } catch is Forsendelsesfeil {}
                }
            }
        }
    }

    @Test func packedFilesAreUnpackedInFlatMemory() throws {
        var bomb = Entry.bomb("a", repeats: 100_000)
        // Of that many blanks.
        bomb.crc = 0x5494_8fe7
        try open(ZIPbygger.zip([bomb])) { kilde throws in
            var count = 0
            var largest = 0
            var blanks = true
            try kilde.read("a") {
                count += $0.count
                largest = max(largest, $0.count)
                blanks = blanks && $0.first == 32 && $0.last == 32
            }
            #expect(count == 25_800_001 && blanks && largest <= 1 << 20)
        }
    }

    @Test func aFileBeyond4GiBIsRead() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let size: UInt64 = 1 << 32 + 5
            // Of that many zeros, which lie in no block of the disk.
            let (before, after) = ZIPbygger.zip64("stor.bin", size: size, crc: 0xb1c2_a1a3)
            let file = folder.appending(path: "stor")
            try Data(before).write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            try handle.seek(toOffset: UInt64(before.count) + size)
            try handle.write(contentsOf: Data(after))
            try handle.close()
            let kilde = try Forsendelse.open(file)
            #expect(kilde.dokumenter == [Forsendelsesfil(navn: "stor.bin", size: Int64(size))])
            var count: UInt64 = 0
            try kilde.read("stor.bin") { count += UInt64($0.count) }
            #expect(count == size)
        }
    }

    @Test func anASiCWithAnOddMimetypeIsRead() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de ekte filene er ikke her") }
        let kilde = try Forsendelse.open(shared.appending(path: "samples/buggyAsic.asic"))
        #expect(kilde.dokumenter == [Forsendelsesfil(navn: "order.xml", size: 671)])
        #expect(try kilde.text("order.xml").utf8.count == 671)
        #expect(kilde.funn.isEmpty)
    }
}
