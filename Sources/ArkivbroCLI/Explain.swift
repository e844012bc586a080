// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EFormidling
import Foundation
import Omforming
import Oppsett

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva som blir av hvert felt i en melding, eller hva koden på et funn betyr.",
        discussion: """
            En melding i BEST/EDU forklares på vei til arkivmelding, en forsendelse på vei til BEST/EDU. \
            Kodene står i docs/funn.md.
            """)

    @Argument(help: "Koder på funn, som BE-035; meldinger; forsendelser.")
    var subject: [String]

    @OptionGroup(title: "Kodetabeller") var codes: CodeArguments
    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var carrier: CarrierArguments
    @OptionGroup var reading: ReadingArguments
    @OptionGroup var configuration: ConfigurationArguments

    mutating func run() async throws {
        let oppsett = try configuration.oppsett(conversion, carrier, codes, reading)
        let omformer = try Omformer()
        let messages = ExplainMessage(
            omformer: omformer, settings: Self.settings(oppsett), bestEduSettings: Self.bestEduSettings(oppsett),
            limits: oppsett.limits, reading: reading)
        var isFirst = true
        var worst: Int32 = 0
        for argument in subject {
            let oppslag = omformer.katalog.oppslag(argument)
            let isUnknown = oppslag == nil && (Self.isCode(argument) || !Self.isFile(argument))
            // Between what is printed, and nothing in front of the first.
            if !isUnknown, reading.format == .text {
                if !isFirst { Konsoll.out("") }
                isFirst = false
            }
            if let oppslag {
                switch reading.format {
                case .text: Konsoll.out(Self.text(oppslag))
                case .json: Konsoll.out(Self.json(oppslag).bytes)
                }
            } else if isUnknown {
                Konsoll.err(Self.unknown(argument, omformer.katalog))
                worst = max(worst, ExitStatus.usage)
            } else {
                worst = max(worst, await exitStatus(of: argument) { try messages.explain(argument) })
            }
        }
        if worst != 0 { throw ExitCode(worst) }
    }

    private static func settings(_ oppsett: Oppsett) -> ConversionSettings {
        var settings = oppsett.conversionSettings(internalNotes: .keep)
        // What a number is does not matter to what becomes of fields.
        settings.allowsInvalidReceiver = true
        settings.accountsForValues = true
        return settings
    }

    private static func bestEduSettings(_ oppsett: Oppsett) -> BestEduSettings {
        var settings = BestEduSettings()
        settings.codes = oppsett.codeSettings
        settings.allowsInvalidReceiver = true
        settings.accountsForValues = true
        return settings
    }

    private static func isFile(_ argument: String) -> Bool {
        argument == "-" || FileManager.default.fileExists(atPath: argument)
    }

    private static func text(_ oppslag: Funnkatalog.Oppslag) -> String {
        """
        \(oppslag.kode) \(Konsoll.ord(oppslag.nivaa)): \(oppslag.tekst)
          betyr   \(oppslag.forklaring)
          tiltak  \(oppslag.tiltak)
          ledd    \(ord(lag: oppslag.lag))
        """
    }

    private static func ord(lag: String) -> String {
        switch lag {
        case "wellformed": "lesing"
        case "inputRules": "regler for inndata"
        case "inputSchema": "skjema for inndata"
        case "conversion": "omforming"
        case "outputSchema": "skjema for utdata"
        case "package": "forsendelse"
        case "transport": "levering"
        case "engine": "arkivbro selv"
        default: lag
        }
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
            : "arkivbro: \(argument) er verken en fil eller en kode. En kode er som BE-035; de nærmeste er \(nearest)."
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
}
