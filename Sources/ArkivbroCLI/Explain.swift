// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EFormidling
import Omforming

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva koden på et funn betyr, og hva du gjør.",
        discussion: "Alle kodene står i docs/funn.md.")

    @Argument(help: "Koder på funn, som BE-035.")
    var code: [String]

    @Option(help: "Slik vises forklaringen: text eller json.")
    var format: Format = .text

    mutating func run() async throws {
        let katalog = try Funnkatalog()
        var isFirst = true
        var isKnown = true
        for argument in code {
            guard let oppslag = katalog.oppslag(argument) else {
                Konsoll.err(Self.unknown(argument, katalog))
                isKnown = false
                continue
            }
            switch format {
            case .text: Konsoll.out((isFirst ? "" : "\n") + Self.text(oppslag))
            case .json: Konsoll.out(Self.json(oppslag).bytes)
            }
            isFirst = false
        }
        if !isKnown { throw ExitCode(ExitStatus.usage) }
    }

    private static func text(_ oppslag: Funnkatalog.Oppslag) -> String {
        """
        \(oppslag.kode) \(Konsoll.ord(oppslag.nivaa)): \(oppslag.tekst)
          betyr   \(oppslag.forklaring)
          tiltak  \(oppslag.tiltak)
          ledd    \(oppslag.lag)
        """
    }

    private static func json(_ oppslag: Funnkatalog.Oppslag) -> OrderedJSON {
        .object([
            ("code", .string(oppslag.kode)), ("level", .string(oppslag.nivaa.rawValue)),
            ("layer", .string(oppslag.lag)), ("text", .string(oppslag.tekst)),
            ("explanation", .string(oppslag.forklaring)), ("remedy", .string(oppslag.tiltak)),
        ])
    }

    // MARK: What was perhaps meant

    /// Whether an argument has the form of a code: two capital letters, a hyphen, three digits.
    static func isCode(_ argument: String) -> Bool { argument.wholeMatch(of: /[A-Z]{2}-[0-9]{3}/) != nil }

    private static func unknown(_ argument: String, _ katalog: Funnkatalog) -> String {
        let nearest = nearest(to: argument, in: katalog.oppslag.map(\.kode)).joined(separator: ", ")
        return isCode(argument)
            ? "arkivbro: \(argument) finnes ikke. De nærmeste er \(nearest)."
            : "arkivbro: \(argument) er ikke en kode. En kode er som BE-035; de nærmeste er \(nearest)."
    }

    /// The three codes that are likest: fewest letters to change first, then nearest in number.
    static func nearest(to argument: String, in codes: [String]) -> [String] {
        let wanted = Array(argument.uppercased().prefix(20))
        let number = Int(String(wanted.filter(\.isNumber).prefix(9))) ?? 0
        let ranked = codes.map { code in
            (code, changes(from: wanted, to: Array(code)), abs((Int(code.suffix(3)) ?? 0) - number))
        }
        return ranked.sorted { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }.prefix(3).map(\.0)
    }

    // Levenshtein's distance.
    private static func changes(from left: [Character], to right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, other) in right.enumerated() {
                let above = row[place + 1]
                row[place + 1] = min(above + 1, row[place] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
