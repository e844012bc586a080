// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// The table of settings, held against the stylesheets and the command line.
@Suite struct InnstillingerTests {
    private let innstillinger: [Meldingselement]

    init() throws {
        innstillinger = try Self.xml("xslt/innstillinger.xml").barn.flatMap(\.barn)
    }

    private static func xml(_ sti: String) throws -> Meldingselement {
        try Meldingsleser.xml([UInt8](try Data(contentsOf: Omgivelser.root.appending(path: sti))))
    }

    @Test func everyParameterOfTheStylesheetsStandsInTheTableWithItsDefault() throws {
        var parametere: [String] = []
        let xslt = Omgivelser.root.appending(path: "xslt")
        for sti in try FileManager.default.subpathsOfDirectory(atPath: xslt.path(percentEncoded: false))
        where sti.hasSuffix(".xsl") {
            for param in try Self.xml("xslt/\(sti)").barn where param.navn == "param" {
                let valg = param.attributt("select") ?? ""
                let erTekst = valg.hasPrefix("'") && valg.hasSuffix("'")
                let standard = erTekst ? String(valg.dropFirst().dropLast()) : nil
                parametere.append("\(sti) \(param.attributt("name") ?? "") \(standard ?? "avledet")")
            }
        }
        let rader = innstillinger.flatMap(\.barn).filter { $0.navn == "parameter" }
        for rad in rader { #expect((rad.attributt("standard") == nil) == (rad.attributt("fra") != nil)) }
        let tabell = rader.map {
            "\($0.attributt("stilark") ?? "") \($0.attributt("navn") ?? "") \($0.attributt("standard") ?? "avledet")"
        }
        #expect(parametere.count > 30)
        #expect(tabell.sorted() == parametere.sorted())
    }

    @Test func everyOptionOfTheTableIsOneOfTheCommandWithItsDefaultAndValues() throws {
        let hjelp = ["convert": try Self.hjelp("convert"), "send": try Self.hjelp("send")]
        var nevnt = Set<String>()
        for innstilling in innstillinger {
            let kommando = innstilling.attributt("kommando") ?? "convert"
            let valg = (innstilling.attributt("valg") ?? "").split(separator: " ").map(String.init)
            if kommando == "convert" { nevnt.formUnion(valg) }
            for navn in valg {
                let oppslag = try #require(hjelp[kommando]?[navn], "\(navn) er ikke et valg i \(kommando)")
                if let standard = oppslag.firstMatch(of: /default: ([^)]*)\)/) {
                    #expect(String(standard.1) == innstilling.attributt("standard"), "\(navn)")
                }
                guard let verdier = oppslag.firstMatch(of: /values: ([^;)]*)/) else { continue }
                let navngitte = innstilling.barn.filter { $0.navn == "verdi" }.compactMap { $0.attributt("navn") }
                #expect(verdier.1.split(separator: ", ").map(String.init) == navngitte, "\(navn)")
            }
        }
        // What is left says where things are read and written and how they are told.
        #expect(
            Set((hjelp["convert"] ?? [:]).keys).subtracting(nevnt) == [
                "--output-dir", "--to", "--force", "--stylesheet-input", "--max-bytes", "--max-depth", "--format",
                "--show-values", "--version", "--help", "--config",
            ])
    }

    @Test func everyKeyOfTheTableIsOneOfTheSettingsWithItsOptionAndDefault() throws {
        let side = try String(contentsOf: Omgivelser.root.appending(path: "docs/oppsett.md"), encoding: .utf8)
        let rader = Dictionary(
            side.split(separator: "\n").map { $0.split(separator: "|").map { $0.trimmingPrefix(" ") } }
                .filter { $0.count >= 4 }
                .map { rad in (Self.iKode(rad[0]), (standard: Self.iKode(rad[2]), valg: Self.iKode(rad[3]))) }
        ) { first, _ in first }
        var nevnt = Set<String>()
        for innstilling in innstillinger {
            let alle = innstilling.attributt("valg")?.split(separator: " ").map(String.init) ?? []
            for noekkel in (innstilling.attributt("oppsett") ?? "").split(separator: " ").map(String.init) {
                nevnt.insert(noekkel)
                let rad = try #require(rader[noekkel], "\(noekkel) er ikke en nøkkel i oppsettet")
                // Two keys may share a parameter, each with an option.
                let valg = alle.first { $0 == rad.valg } ?? ""
                #expect(rad.valg == valg && (alle.isEmpty || !valg.isEmpty), "\(noekkel)")
                if !rad.standard.isEmpty, rad.standard != "tom" {
                    let standard = innstilling.attributt("standard")
                    #expect(standard == rad.standard || rad.standard == "true" && standard == valg, "\(noekkel)")
                }
            }
        }
        #expect(Set(rader.keys.filter { $0.hasPrefix("conversion.") }).subtracting(nevnt) == [])
    }

    private static func iKode(_ celle: Substring) -> String {
        celle.filter { $0 != "`" }.split(separator: " ").joined(separator: " ")
    }

    /// What the help says of each option, on one line.
    private static func hjelp(_ kommando: String) throws -> [String: String] {
        let run = try Kjoering(Kjoering.arkivbro, [kommando, "--help"])
        #expect(run.status == 0)
        var result: [String: String] = [:]
        var siste: [String] = []
        for linje in String(decoding: run.output, as: UTF8.self).split(separator: "\n") {
            if linje.hasPrefix("  -") {
                let navn = linje.prefix { $0 != "<" }
                // Names come before the text, which two blanks part from them.
                let foran = navn.dropFirst(2).split(separator: "  ").first ?? ""
                siste = foran.matches(of: /--[a-z-]+/).map { String($0.0) }
            } else if !linje.hasPrefix("   ") {
                siste = []
            }
            let tekst = linje.split(separator: " ").joined(separator: " ")
            for navn in siste { result[navn, default: ""] += " " + tekst }
        }
        return result
    }
}
