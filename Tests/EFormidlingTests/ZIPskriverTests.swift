// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Testhjelp
import Testing

@Suite struct ZIPskriverTests {
    private func zip(_ files: [(String, [UInt8])]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try ZIPskriver.write(
            files.map { navn, innhold in
                ZIPskriver.Fil(navn: navn, size: Int64(innhold.count)) { body in
                    // In two blocks, as large files come.
                    let half = innhold.count / 2
                    try innhold[..<half].withUnsafeBytes(body)
                    try innhold[half...].withUnsafeBytes(body)
                }
            }
        ) { bytes += $0 }
        return bytes
    }

    private static let files: [(String, [UInt8])] = [
        ("kart over øya.tif", Array("II*\0kart".utf8)), ("notat.rtf", Array(repeating: 120, count: 100_000)),
        ("tom.txt", []),
    ]

    @Test func itsSizeIsKnownBeforehandAndItsBytesAreAlwaysTheSame() throws {
        let bytes = try zip(Self.files)
        #expect(Int64(bytes.count) == ZIPskriver.size(of: Self.files.map { ($0.0, Int64($0.1.count)) }))
        #expect(try zip(Self.files) == bytes)
    }

    @Test func anotherProgramReadsIt() throws {
        guard let python = Kjoering.program("python3") else { return Omgivelser.skip("python3 er ikke installert") }
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "a.zip")
            try Data(zip(Self.files)).write(to: file)
            let script = """
                import sys, zipfile
                z = zipfile.ZipFile(sys.argv[1])
                assert z.testzip() is None
                for i in z.infolist(): print(i.filename, i.file_size, i.date_time[0], i.compress_type, i.external_attr)
                """
            let run = try Kjoering(python, ["-X", "utf8", "-c", script, file.path(percentEncoded: false)])
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                String(decoding: run.output, as: UTF8.self)
                    == "kart over øya.tif 8 1980 0 0\nnotat.rtf 100000 1980 0 0\ntom.txt 0 1980 0 0\n")
        }
    }

    // From a hundred bytes on in the form for larger ones: what follows from a size does not need the size.
    @Test(arguments: [(UInt32(100), UInt16.max), (.max, 3), (100, 3)])
    func largeNumbersAreReadByAnotherProgramAndByOurs(_ most: UInt32, _ mostFiles: UInt16) throws {
        guard let python = Kjoering.program("python3") else { return Omgivelser.skip("python3 er ikke installert") }
        var bytes: [UInt8] = []
        let files = Self.files + [("sbd.json", Array("{}".utf8))]
        try ZIPskriver.write(
            files.map { navn, innhold in
                ZIPskriver.Fil(navn: navn, size: Int64(innhold.count)) { try innhold.withUnsafeBytes($0) }
            }, in: ZIPskriver.Form(most: most, mostFiles: mostFiles)
        ) { bytes += $0 }
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "a.zip")
            try Data(bytes).write(to: file)
            let script = """
                import sys, zipfile
                z = zipfile.ZipFile(sys.argv[1])
                assert z.testzip() is None
                for i in z.infolist(): print(i.filename, i.file_size, i.extract_version)
                """
            let run = try Kjoering(python, ["-X", "utf8", "-c", script, file.path(percentEncoded: false)])
            #expect(run.status == 0, "\(run.errors)")
            let first = most == 100 ? 45 : 20
            #expect(
                String(decoding: run.output, as: UTF8.self) == """
                    kart over øya.tif 8 20
                    notat.rtf 100000 \(first)
                    tom.txt 0 \(first)
                    sbd.json 2 \(first)

                    """)
            let kilde = try Forsendelse.open(file)
            #expect(kilde.sbd?.size == 2 && kilde.funn.isEmpty)
            #expect(kilde.dokumenter.map(\.size) == [8, 100_000, 0])
            var read = 0
            try kilde.read("notat.rtf") { read += $0.count }
            #expect(read == 100_000)
        }
    }

    @Test func moreFilesThanTheOldFormCounts() throws {
        let files = (0..<70_000).map { ("dokument-\($0).txt", [UInt8]()) }
        let bytes = try zip(files)
        #expect(Int64(bytes.count) == ZIPskriver.size(of: files.map { ($0.0, 0) }))
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "a.zip")
            try Data(bytes).write(to: file)
            var limits = Forsendelsesgrenser()
            limits.maxFiles = 70_000
            #expect(try Forsendelse.open(file, limits: limits).dokumenter.count == 70_000)
        }
    }

    @Test func aFileThatIsNotAsLongAsItWasIsAFault() throws {
        let file = ZIPskriver.Fil(navn: "a", size: 3) { try [1, 2].withUnsafeBytes($0) }
        #expect(throws: ZIPskriver.WrongSize.self) { try ZIPskriver.write([file]) { _ in } }
    }
}
