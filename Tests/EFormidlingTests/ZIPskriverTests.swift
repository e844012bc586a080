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
            let run = try Kjoering(python, ["-X", "utf8", "-c", script, file.path()])
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                String(decoding: run.output, as: UTF8.self)
                    == "kart over øya.tif 8 1980 0 0\nnotat.rtf 100000 1980 0 0\ntom.txt 0 1980 0 0\n")
        }
    }

    @Test func aFileThatIsNotAsLongAsItWasIsAFault() throws {
        let file = ZIPskriver.Fil(navn: "a", size: 3) { try [1, 2].withUnsafeBytes($0) }
        #expect(throws: ZIPskriver.WrongSize.self) { try ZIPskriver.write([file]) { _ in } }
        let huge = ZIPskriver.Fil(navn: "a", size: Int64(UInt32.max)) { _ in }
        #expect(throws: ZIPskriver.WrongSize.self) { try ZIPskriver.write([huge]) { _ in } }
    }
}
