// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Omforming
import Oppsett
import Testhjelp
import Testing

/// The pages for users say what the program knows.
@Suite struct OppsettsdokumentTests {
    private let page = Omgivelser.root.appending(path: "docs/oppsett.md")
    private let example = Omgivelser.root.appending(path: "docs/arkivbro.example.yaml")

    private func load(_ text: String) throws -> Oppsett {
        try Oppsett(file: ConfigurationFile(name: "arkivbro.yaml", bytes: Array(text.utf8)))
    }

    @Test func theExampleHasTheDefaults() throws {
        let oppsett = try load(String(contentsOf: example, encoding: .utf8))
        for oppfoering in oppsett.oppfoeringer {
            let standard = try Oppsett()[oppfoering.key.name]?.value
            #expect(oppfoering.value == standard, "\(oppfoering.key.name)")
            if standard != nil { #expect(oppfoering.origin == .file("arkivbro.yaml"), "\(oppfoering.key.name)") }
        }
    }

    @Test func theExampleHasEverySettingThatAFileCanHave() throws {
        let text = try String(contentsOf: example, encoding: .utf8)
            .replacing(/(?m)^( *)#([A-Za-z0-9]+:)/) { "\($0.1)\($0.2)" }
        let oppsett = try load(text)
        for oppfoering in oppsett.oppfoeringer
        where !oppfoering.key.isSecret
            && (!oppfoering.key.name.hasPrefix("processes.") || oppfoering.key.name.contains(".administrasjon."))
        { #expect(oppfoering.origin != .standard, "\(oppfoering.key.name)") }
        // It says what the table of the program says.
        let omformer = try Omformer()
        let known = try Oppsett().prosesstabell(omformer).rader
        let rader = try oppsett.prosesstabell(omformer).rader
        #expect(Array(rader.prefix(known.count)) == known && rader.count == known.count + 1)
    }

    @Test func thePageListsEverySetting() throws {
        let text = try String(contentsOf: page, encoding: .utf8)
        let mark = try #require(text.firstRange(of: "<!-- Herfra"))
        let end = try #require(text[mark.lowerBound...].firstRange(of: "-->\n"))
        let wanted = text[..<end.upperBound] + tables
        if ProcessInfo.processInfo.environment["ARKIVBRO_RECORD"] != nil {
            try Data(wanted.utf8).write(to: page)
            Issue.record("docs/oppsett.md er skrevet; ingenting er prøvd.")
            return
        }
        #expect(text == wanted, "Kjør ARKIVBRO_RECORD=1 swift test --filter Oppsettsdokument.")
    }

    private var tables: String {
        SettingGroup.all.map { group in
            var lines = ["", "### \(group.title)", ""]
            if !group.text.isEmpty { lines += [group.text, ""] }
            lines += ["| Innstilling | Verdi | Standard | Valg | Betyr |", "|---|---|---|---|---|"]
            var seen = Set<String>()
            for key in group.keys {
                let parts = key.name.split(separator: ".").map(String.init)
                let name = parts[0] == "processes" ? "processes.PROSESS.\(parts[2])" : key.name
                guard seen.insert(name).inserted else { continue }
                let standard = key.standard.map { $0.isEmpty ? "tom" : "`\($0)`" } ?? ""
                let option = key.option.map { "`\($0)`" } ?? ""
                lines.append("| `\(name)` | \(words(key)) | \(standard) | \(option) | \(key.meaning) |")
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    private func words(_ key: SettingKey) -> String {
        switch key.kind {
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .flag: "`true`, `false`"
        case .secret: "bare som variabel"
        default: key.kind.words
        }
    }
}
