// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

@Suite struct ExplainTests {
    private func explain(_ arguments: String...) throws -> Kjoering {
        try Kjoering(Kjoering.arkivbro, ["explain"] + arguments)
    }

    private func text(_ run: Kjoering) -> String { String(decoding: run.output, as: UTF8.self) }

    @Test func aCodeIsExplainedInWords() throws {
        let run = try explain("XM-002", "OM-090")
        #expect(run.status == 0 && run.errors.isEmpty)
        let lines = text(run).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "XM-002 feil: Dokumentet har en DOCTYPE.")
        #expect(lines[1].hasPrefix("  betyr   DOCTYPE kan hente filer"))
        #expect(lines[2] == "  tiltak  Fjern DOCTYPE.")
        #expect(lines[3] == "  ledd    lesing")
        #expect(lines[4].isEmpty && lines[5].hasPrefix("OM-090 "))
    }

    @Test func eachCodeIsAJSONDocument() throws {
        let run = try explain("XM-002", "--format", "json")
        #expect(run.status == 0)
        let object = try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: String])
        #expect(Set(object.keys) == ["code", "level", "layer", "text", "explanation", "remedy"])
        #expect(object["code"] == "XM-002" && object["level"] == "error" && object["remedy"] == "Fjern DOCTYPE.")
        let two = try explain("XM-002", "XM-003", "--format", "json")
        #expect(text(two).split(separator: "}\n").count == 2)
    }

    @Test func whatIsRejectedHasTheSameForm() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "avvist.xml")
            try Data(Meldinger.putMessage(Meldinger.melding(), mottaker: "01017012345")).write(to: file)
            let run = try explain(file.path(percentEncoded: false), "--format", "json")
            let told = try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
            #expect(run.status == 1 && (told["values"] as? [Any])?.isEmpty == true)
            #expect((told["report"] as? [String: Any])?["verdict"] as? String == "rejected")
        }
    }

    @Test func anUnknownCodeGivesTheNearest() throws {
        let run = try explain("XM-902", "XM-003")
        #expect(run.status == 64)
        #expect(run.errors.contains("XM-902 finnes ikke. De nærmeste er XM-002, "))
        #expect(text(run).hasPrefix("XM-003 "))
        let lower = try explain("xm-002")
        #expect(lower.status == 64 && lower.errors.contains("verken en fil eller en kode"))
        #expect(lower.errors.contains("de nærmeste er XM-002, "))
        #expect(try explain(String(repeating: "9", count: 10_000)).status == 64)
        #expect(try explain().status == 64)
    }

    /// Unknown elements inside each other have a path of 60 kB; neither rows nor values may each have it.
    @Test func aLongPathIsCutAndWidensNoRow() throws {
        let name = String(repeating: "n", count: 250)
        func chain(_ leaves: Int) -> String {
            String(repeating: "<\(name)>", count: 240) + String(repeating: "<l>v</l>", count: leaves)
                + String(repeating: "</\(name)>", count: 240)
        }
        let parties = String(repeating: "<sakspart><spNavn>Kari</spNavn></sakspart>", count: 3_000)
        let deep = Meldinger.putMessage(Meldinger.melding(sak: parties + chain(1)))
        let wide = Meldinger.putMessage(Meldinger.melding(sak: chain(3_000)))
        for message in [deep, wide] {
            for format in ["text", "json"] {
                let run = try Kjoering(Kjoering.arkivbro, ["explain", "-", "--format", format], input: message)
                #expect(run.status == 0 && run.output.count < 10_000_000, "\(format) \(run.output.count)")
                guard format == "json" else {
                    #expect(text(run).contains("/…  båret\n"))
                    continue
                }
                let object = try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
                let told = try #require(object["values"] as? [[String: Any]])
                #expect(told.count > 3_000 && object["valuesLeftOut"] == nil)
                let cut = try #require(told.compactMap { $0["path"] as? String }.first { $0.hasSuffix("/…") })
                #expect(cut == "Melding/noarksak/" + String(repeating: name + "/", count: 4) + "…")
            }
        }
    }

    @Test func aTerminalObeysNothingInTheValues() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "brev.xml")
            let journpost = "<jpOffinnhold>Kari\u{9b}Nes</jpOffinnhold>"
            try Data(Meldinger.putMessage(Meldinger.melding(journpost: journpost))).write(to: file)
            let run = try explain(file.path(percentEncoded: false), "--show-values")
            #expect(text(run).contains("«Kari\\u{009B}Nes»"), "\(run.errors)")
            #expect(!text(run).unicodeScalars.contains("\u{9b}"))
        }
    }
}
