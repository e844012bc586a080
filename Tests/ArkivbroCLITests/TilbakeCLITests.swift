// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

@Suite struct TilbakeCLITests {
    private let putMessages = "putmessage.xml"

    private func convert(_ arguments: String..., in folder: URL) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, ["convert"] + arguments, in: folder)
    }

    private func folders(in folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    @Test func aMessageComesBackTheSame() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(Meldinger.putMessage(Meldinger.melding())).write(to: folder.appending(path: "inn.xml"))
            #expect(try convert("inn.xml", "--output-dir", "frem", in: folder).status == 0)
            let package = try #require(try folders(in: folder.appending(path: "frem")).first)
            #expect(
                try convert(package.path(percentEncoded: false), "--to", "bestedu", "--output-dir", "bak", in: folder)
                    .status == 0)
            let back = try #require(try folders(in: folder.appending(path: "bak")).first)
            let like = try Kjoering(
                Kjoering.arkivbro, ["diff", "inn.xml", back.appending(path: putMessages).path(percentEncoded: false)],
                in: folder)
            #expect(like.status == 0, "\(like.errors)")
        }
    }

    /// The package of an ordinary letter, with something changed, on its way back.
    private func back(
        _ folder: URL, arkivmelding change: (String) -> String = { $0 }, isDamaged: Bool = false
    ) throws -> Kjoering {
        try Data(Meldinger.putMessage(Meldinger.melding())).write(to: folder.appending(path: "inn.xml"))
        #expect(try convert("inn.xml", "--output-dir", "frem", in: folder).status == 0)
        let package = try #require(try folders(in: folder.appending(path: "frem")).first)
        func text(_ name: String) throws -> String {
            try String(contentsOf: package.appending(path: name), encoding: .utf8)
        }
        var dokument = ZIPbygger.Entry("brev.txt", try text("documents/brev.txt"))
        if isDamaged { dokument.stored[0] ^= 1 }
        let zip = ZIPbygger.zip([
            .init("sbd.json", try text("sbd.json")), .init("arkivmelding.xml", change(try text("arkivmelding.xml"))),
            dokument,
        ])
        try Data(zip).write(to: folder.appending(path: "pakke.zip"))
        return try convert("pakke.zip", "--to", "bestedu", "--output-dir", "bak", in: folder)
    }

    /// It is found only while the message is written, when all else was judged.
    @Test func aDamagedDocumentIsNoAcceptedMessage() throws {
        try Omgivelser.inTemporaryFolder { folder in
            #expect(try back(folder).status == 0)
            try FileManager.default.removeItem(at: folder.appending(path: "bak"))
            try FileManager.default.removeItem(at: folder.appending(path: "frem"))
            let run = try back(folder, isDamaged: true)
            #expect(run.status == 1 && run.errors.contains("FO-010"), "\(run.errors)")
            #expect(String(decoding: run.output, as: UTF8.self).hasPrefix("avvist"))
            #expect(try folders(in: folder.appending(path: "bak")).isEmpty)
        }
    }

    @Test func aCarrierWithDocumentsThatAreNoneIsRefused() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let forged = """
                <b:rekke>dokument *</b:rekke><b:fremmed><b:dokument filnavn="brev.txt"><b:dlRnr>1</b:dlRnr></b:dokument>\
                </b:fremmed></b:journpost>
                """
            let run = try back(folder, arkivmelding: { $0.replacing("</b:journpost>", with: forged) })
            #expect(run.status == 1 && run.errors.contains("OM-078"), "\(run.status) \(run.errors)")
            #expect(try folders(in: folder.appending(path: "bak")).isEmpty)
        }
    }

    /// What runs a program for which permissions hold: root may read everything, unless it gives that up.
    private func permitted() throws -> [String]? {
        guard geteuid() == 0 else { return [] }
        let rights = "-dac_override,-dac_read_search"
        guard let setpriv = Kjoering.program("setpriv") else { return nil }
        let options = ["--bounding-set=\(rights)", "--inh-caps=\(rights)"]
        return try Kjoering(setpriv, options + ["true"]).status == 0
            ? [setpriv.path(percentEncoded: false)] + options : nil
    }

    @Test(arguments: [["convert", "--to", "bestedu", "--output-dir", "bak"], ["explain"]])
    func aPackageThatCannotBeReadDoesNotStopTheNext(_ arguments: [String]) throws {
        guard let permitted = try permitted() else { return Omgivelser.skip("root kan ikke gi fra seg rettigheter") }
        try Omgivelser.inTemporaryFolder { folder in
            try Data(Meldinger.putMessage(Meldinger.melding())).write(to: folder.appending(path: "inn.xml"))
            for name in ["frem", "stengt"] {
                #expect(try convert("inn.xml", "--output-dir", name, in: folder).status == 0)
            }
            let documents = folder.appending(path: "stengt/\(Meldinger.id)/documents").path(percentEncoded: false)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: documents)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: documents) }
            let packages = ["stengt", "frem"].map { "\($0)/\(Meldinger.id)" }
            let command = permitted + [Kjoering.arkivbro.path(percentEncoded: false)] + arguments + packages
            let run = try Kjoering(URL(filePath: command[0]), Array(command.dropFirst()), in: folder)
            #expect(run.status == 74, "\(run.status) \(run.errors)")
            #expect(run.errors.contains("\(packages[0]): Lesing eller skriving feilet: ingen tilgang."))
            #expect(!run.output.isEmpty)
        }
    }

    /// A file that one journal post names never travels in the message of another.
    @Test func eachJournalPostGetsItsOwnFilesAlone() throws {
        let input = Omgivelser.root.appending(path: "golden/0148-tilbake-valgt-journalpost/input")
        let filer = try ["en", "to"].map {
            try Data(contentsOf: input.appending(path: "documents/\($0).pdf")).base64EncodedString()
        }
        #expect(filer[0] != filer[1])
        try Omgivelser.inTemporaryFolder { folder in
            let run = try convert(
                input.path(percentEncoded: false), "--to", "bestedu", "--each-journalpost", "--output-dir", "ut",
                in: folder)
            #expect(run.status == 0)
            let made = try folders(in: folder.appending(path: "ut"))
            try #require(made.count == 2)
            let conversations = try made.map { place in
                try String(contentsOf: place.appending(path: putMessages), encoding: .utf8)
                    .firstMatch(of: /conversationId="([^"]*)"/)?.1
            }
            #expect(Set(conversations).count == 2 && !conversations.contains(nil))
            for (index, place) in made.enumerated() {
                let message = try String(contentsOf: place.appending(path: putMessages), encoding: .utf8)
                #expect(message.contains(filer[index]) && !message.contains(filer[1 - index]), "\(index + 1)")
                // The package is read once for all of them, and each is what it is alone.
                let alone = "alene-\(index + 1)"
                let single = try convert(
                    input.path(percentEncoded: false), "--to", "bestedu", "--journalpost", "\(index + 1)",
                    "--output-dir", alone,
                    in: folder)
                #expect(single.status == 0)
                let other = try #require(try folders(in: folder.appending(path: alone)).first)
                for file in [putMessages, "report.json"] {
                    #expect(
                        try Data(contentsOf: place.appending(path: file))
                            == Data(contentsOf: other.appending(path: file)), "\(file) \(index + 1)")
                }
            }
        }
    }
}
