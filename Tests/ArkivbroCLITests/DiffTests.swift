// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

@Suite struct DiffTests {
    private func diff(_ arguments: String..., input: [UInt8] = [], in folder: URL) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, ["diff"] + arguments, input: input, in: folder)
    }

    private func text(_ run: Kjoering) -> String { String(decoding: run.output, as: UTF8.self) }

    private let en = Meldinger.putMessage(Meldinger.melding())
    private let annen = Meldinger.putMessage(
        Meldinger.melding(journpost: "<avsmot><amNavn>Kari\u{9b}Nes</amNavn></avsmot>"), form: .cdata)

    @Test func exitCodesSayHowItWent() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(en).write(to: folder.appending(path: "en.xml"))
            try Data(annen).write(to: folder.appending(path: "annen.xml"))
            let like = try diff(
                "en.xml", "-", input: Meldinger.putMessage(Meldinger.melding(), form: .inline), in: folder)
            #expect(like.status == 0 && text(like) == "like  en.xml  -\n" && like.errors.isEmpty)
            #expect(try diff("en.xml", "annen.xml", in: folder).status == 1)
            let cut = try diff("en.xml", "-", input: Array(en.dropLast(50)), in: folder)
            #expect(cut.status == 2 && cut.errors.contains("-: XM-003 feil") && text(cut).hasPrefix("uavklart  "))
            #expect(try diff("en.xml", "-", input: Array("<html/>".utf8), in: folder).status == 2)
            #expect(try diff("en.xml", "finnes-ikke.xml", in: folder).status == 66)
            #expect(try diff("-", "-", in: folder).status == 64)
            #expect(try diff("en.xml", in: folder).status == 64)
        }
    }

    @Test func valuesAreShownOnRequestAlone() throws {
        try Omgivelser.inTemporaryFolder { folder in
            try Data(en).write(to: folder.appending(path: "en.xml"))
            try Data(annen).write(to: folder.appending(path: "annen.xml"))
            let hidden = try diff("en.xml", "annen.xml", in: folder)
            #expect(
                text(hidden) == """
                    ulike  en.xml  annen.xml
                    Melding, journpost
                      lagt til  Melding/journpost/avsmot (verdi skjult)
                    1 forskjell

                    """)
            let shown = try diff("en.xml", "annen.xml", "--show-values", in: folder)
            #expect(text(shown).contains("\n              amNavn: «Kari\\u{009B}Nes»\n"))
            let json = try diff("en.xml", "annen.xml", "--format", "json", in: folder)
            #expect(json.status == 1 && !text(json).contains("Kari"))
            let object = try #require(JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
            #expect(object["result"] as? String == "different")
            let differences = try #require(object["differences"] as? [[String: Any]])
            #expect(differences.count == 1 && differences[0]["pathB"] as? String == "Melding/journpost/avsmot")
            #expect(differences[0]["kind"] as? String == "added" && differences[0]["pathA"] == nil)
        }
    }

    @Test func forsendelserAreFoldersOrZIPs() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let made = try Kjoering(Kjoering.arkivbro, ["convert", "-", "-o", "ut"], input: en, in: folder)
            #expect(made.status == 0)
            let forsendelse = folder.appending(path: "ut/\(Meldinger.id)")
            let names = ["sbd.json", "arkivmelding.xml", "documents/brev.txt"]
            let zip = ZIPbygger.zip(
                try names.map { name in
                    ZIPbygger.Entry(
                        name, try String(contentsOf: forsendelse.appending(path: name), encoding: .utf8))
                })
            try Data(zip).write(to: folder.appending(path: "pakke"))
            #expect(try diff("ut/\(Meldinger.id)", "pakke", in: folder).status == 0)
            try Data("Hei!".utf8).write(to: forsendelse.appending(path: "documents/brev.txt"))
            let run = try diff("pakke", "ut/\(Meldinger.id)/", in: folder)
            #expect(run.status == 1 && text(run).contains("endret    documents/fil/innhold (verdi skjult)"))
            try FileManager.default.createSymbolicLink(
                atPath: forsendelse.appending(path: "lenke").path(percentEncoded: false),
                withDestinationPath: "/etc/hostname")
            let refused = try diff("pakke", "ut/\(Meldinger.id)", in: folder)
            #expect(refused.status == 2 && refused.errors.contains("FO-005 feil"))
        }
    }
}
