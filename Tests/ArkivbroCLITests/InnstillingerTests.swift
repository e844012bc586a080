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
        for mappe in ["", "profiler/"] {
            let url = Omgivelser.root.appending(path: "xslt/" + mappe)
            for navn in try FileManager.default.contentsOfDirectory(atPath: url.path()) where navn.hasSuffix(".xsl") {
                for param in try Self.xml("xslt/\(mappe)\(navn)").barn where param.navn == "param" {
                    let valg = param.attributt("select") ?? ""
                    let erTekst = valg.hasPrefix("'") && valg.hasSuffix("'")
                    let standard = erTekst ? String(valg.dropFirst().dropLast()) : nil
                    parametere.append("\(mappe)\(navn) \(param.attributt("name") ?? "") \(standard ?? "avledet")")
                }
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

    @Test func everyOptionOfTheTableIsOneOfConvertWithItsDefaultAndValues() throws {
        let hjelp = try Self.hjelp()
        var nevnt = Set<String>()
        for innstilling in innstillinger {
            let valg = (innstilling.attributt("valg") ?? "").split(separator: " ").map(String.init)
            nevnt.formUnion(valg)
            for navn in valg {
                let oppslag = try #require(hjelp[navn], "\(navn) er ikke et valg i convert")
                let standard = oppslag.firstMatch(of: /default: ([^)]*)\)/).map { String($0.1) }
                #expect(standard == innstilling.attributt("standard"), "\(navn)")
                guard let verdier = oppslag.firstMatch(of: /values: ([^;)]*)/) else { continue }
                let navngitte = innstilling.barn.filter { $0.navn == "verdi" }.compactMap { $0.attributt("navn") }
                #expect(verdier.1.split(separator: ", ").map(String.init) == navngitte, "\(navn)")
            }
        }
        // What is left says where things are read and written and how they are told.
        #expect(
            Set(hjelp.keys).subtracting(nevnt) == [
                "--output-dir", "--to", "--force", "--stylesheet-input", "--max-bytes", "--max-depth", "--format",
                "--show-values", "--version", "--help",
            ])
    }

    /// What the help says of each option, on one line.
    private static func hjelp() throws -> [String: String] {
        let run = try Kjoering(Kjoering.arkivbro, ["convert", "--help"])
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
