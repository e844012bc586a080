// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EFormidling
import Foundation
import Omforming
import SafeXML

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva som er ulikt i to meldinger, to arkivmeldinger eller to forsendelser.",
        discussion: """
            Forsendelser er mapper eller ZIP-filer. Innrykk, prefikser, SOAP og formen på nyttelasten er uten betydning. \
            Avslutningskoder: 0 like, 1 ulike, 2 uavklart, 66 finnes ikke.
            """)

    @Argument(help: "Det ene. - er standard inndata.")
    var a: String

    @Argument(help: "Det andre.")
    var b: String

    @OptionGroup var reading: ReadingArguments

    func validate() throws {
        if a == "-", b == "-" { throw ValidationError("Bare den ene kan være standard inndata.") }
    }

    mutating func run() async throws {
        let (a, b, reading) = (a, b, reading)
        let code = await exitStatus {
            let sammenlikner = try Sammenlikner()
            let result = sammenlikner.compare(
                try Self.read(a, with: sammenlikner, reading), try Self.read(b, with: sammenlikner, reading))
            switch reading.format {
            case .text: Self.tell(result, a, b, showValues: reading.showValues)
            case .json: Konsoll.out(result.json(showValues: reading.showValues).bytes)
            }
            return ExitStatus.of(result.utfall)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private static func read(
        _ argument: String, with sammenlikner: Sammenlikner, _ reading: ReadingArguments
    ) throws -> Sammenlikningsside {
        let url = URL(filePath: argument)
        if argument != "-", Forsendelse.canOpen(url) {
            return try sammenlikner.read(forsendelse: url, limits: reading.limits)
        }
        return try sammenlikner.read(Input(argument).handle, limits: reading.limits)
    }

    // MARK: For people

    private static func tell(_ result: Sammenlikning, _ a: String, _ b: String, showValues: Bool) {
        for (name, side) in [(a, result.a), (b, result.b)] where result.utfall == .uavklart {
            for vurdert in side.funn { Konsoll.err(Konsoll.linje(vurdert, kilde: name, showValues: showValues)) }
        }
        if result.erUlikeSlag {
            Konsoll.err("arkivbro: \(result.a.slag) og \(result.b.slag) kan ikke sammenliknes.")
        }
        var lines = ["\(ord(result.utfall))  \(Konsoll.plain(a))  \(Konsoll.plain(b))"]
        var gruppe: [String]?
        for forskjell in result.forskjeller {
            if forskjell.gruppe != gruppe {
                gruppe = forskjell.gruppe
                lines.append(
                    forskjell.gruppe.isEmpty ? "det hele" : Konsoll.plain(forskjell.gruppe.joined(separator: ", ")))
            }
            lines += self.lines(forskjell, showValues: showValues)
        }
        let antall = result.antall
        if antall > 0 { lines.append(antall == 1 ? "1 forskjell" : "\(antall) forskjeller") }
        if antall > result.forskjeller.count { lines.append("de \(result.forskjeller.count) første er vist") }
        Konsoll.out(lines.joined(separator: "\n"))
    }

    private static func ord(_ utfall: Sammenlikning.Utfall) -> String {
        switch utfall {
        case .like: "like"
        case .ulike: "ulike"
        case .uavklart: "uavklart"
        }
    }

    private static func ord(_ slag: Forskjell.Slag) -> String {
        switch slag {
        case .endret: "endret  "
        case .lagtTil: "lagt til"
        case .fjernet: "fjernet "
        case .flyttet: "flyttet "
        }
    }

    private static func lines(_ forskjell: Forskjell, showValues: Bool) -> [String] {
        var line = "  \(ord(forskjell.slag))  \(Konsoll.plain(forskjell.stiB ?? forskjell.stiA ?? ""))"
        if let stiA = forskjell.stiA, let stiB = forskjell.stiB, stiA != stiB { line += ", før \(Konsoll.plain(stiA))" }
        if forskjell.slag == .flyttet { return [line] }
        guard showValues else { return [line + " (verdi skjult)"] }
        if forskjell.slag == .endret {
            return [line + ": " + [forskjell.verdierA, forskjell.verdierB].map(single).joined(separator: " → ")]
        }
        let values = forskjell.slag == .fjernet ? forskjell.verdierA : forskjell.verdierB
        if values.count == 1, values[0].sti.isEmpty { return [line + ": " + single(values)] }
        return [line] + values.map { "              \(Konsoll.plain($0.sti)): «\(Konsoll.plain($0.verdi))»" }
    }

    private static func single(_ values: [Forskjell.Verdi]) -> String {
        "«\(Konsoll.plain(values.first?.verdi ?? ""))»"
    }
}
