// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ArkivbroServer
import DPV
import EFormidling
import Omforming
import Oppsett
import Transportvalg

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Vis oppsettet, eller kontroller det.", subcommands: [ConfigShow.self, ConfigCheck.self])
}

/// What the settings can be told on the command line, whatever the command.
struct AllSettingArguments: ParsableArguments {
    @Option(help: "Slik vises resultatet: text eller json.")
    var format: Format = .text

    @OptionGroup var transporting: TransportArguments
    @OptionGroup var state: StateArguments
    @OptionGroup var letter: LetterArguments
    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var notes: NotesArguments
    @OptionGroup var carrier: CarrierArguments
    @OptionGroup var codes: CodeArguments
    @OptionGroup var configuration: ConfigurationArguments

    func oppsett() throws -> Oppsett {
        try configuration.oppsett(transporting, state, letter, conversion, notes, carrier, codes)
    }
}

struct ConfigShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Vis innstillingene som gjelder, og hvor de kommer fra.")

    @OptionGroup var arguments: AllSettingArguments

    mutating func run() async throws {
        // The table of the program says the rest of the processes.
        let shown = try arguments.oppsett().oppfoeringer.filter {
            $0.origin != .standard || !$0.key.name.hasPrefix("processes.")
        }
        switch arguments.format {
        case .text: Konsoll.out(Self.text(shown))
        case .json: Konsoll.out(OrderedJSON.object(shown.map { ($0.key.name, Self.json($0)) }).bytes)
        }
    }

    private static func value(_ oppfoering: Oppsett.Oppfoering) -> String? {
        oppfoering.value.map { oppfoering.key.isSecret ? "(skjult)" : $0.description }
    }

    private static func text(_ shown: [Oppsett.Oppfoering]) -> String {
        let rows = shown.map { oppfoering in
            let origin =
                switch oppfoering.origin {
                case .option(let name): "valg \(name)"
                case .environment(let name): "miljø \(name)"
                case .file(let name): "fil \(name)"
                case .standard: "standard"
                }
            let value = value(oppfoering) ?? "-"
            return [oppfoering.key.name, value.isEmpty ? "\"\"" : value, origin]
        }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }.joined(separator: "  ")
                + "  " + row[2]
        }.joined(separator: "\n")
    }

    private static func json(_ oppfoering: Oppsett.Oppfoering) -> OrderedJSON {
        .members([
            ("value", value(oppfoering).map(OrderedJSON.string)),
            ("origin", .string(oppfoering.origin.word)),
            ("name", oppfoering.origin.name.map(OrderedJSON.string)),
        ])
    }
}

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Si hva som mangler eller strider mot hverandre for leveringsmåten som er valgt.",
        discussion: "Kobler ikke til noe. Avslutningskoder: 0 i orden, 78 feil oppsett.")

    @OptionGroup var arguments: AllSettingArguments

    mutating func run() async throws {
        let oppsett = try arguments.oppsett()
        var merknader = Oppsettskontroll(oppsett).merknader
        if let navn = oppsett.transport, !merknader.contains(where: \.isFault) {
            merknader += try Self.tryOut(oppsett, navn)
        }
        let isFaulty = merknader.contains(where: \.isFault)
        switch arguments.format {
        case .text:
            let lines = merknader.map { "\($0.isFault ? "feil" : "merknad")  \($0.text)" }
            let verdict = isFaulty ? "oppsettet er ikke i orden" : "oppsettet er i orden"
            let navn = oppsett.transport.map { " for \($0.rawValue)" } ?? ""
            Konsoll.out((lines + [verdict + navn]).joined(separator: "\n"))
        case .json:
            Konsoll.out(
                OrderedJSON.members([
                    ("transport", oppsett.transport.map { .string($0.rawValue) }),
                    ("ok", .bool(!isFaulty)),
                    (
                        "findings",
                        .array(
                            merknader.map {
                                .members([
                                    ("level", .string($0.isFault ? "error" : "note")),
                                    ("key", $0.key.map(OrderedJSON.string)), ("text", .string($0.text)),
                                ])
                            })
                    ),
                ]).bytes)
        }
        if isFaulty { throw ExitCode(ExitStatus.configuration) }
    }

    /// Makes what would connect, with its keys and certificates, and connects nothing.
    private static func tryOut(_ oppsett: Oppsett, _ navn: Transportnavn) throws -> [Oppsettskontroll.Merknad] {
        let omformer = try Omformer()
        var texts: [String] = []
        func attempt(_ make: () throws -> Void) rethrows {
            do {
                try make()
            } catch let fault as ConfigurationFault {
                texts += fault.faults
            } catch let error as ArkivbroError {
                texts.append(error.description)
            }
        }
        try attempt {
            let bygger = Transportbygger(oppsett, omformer)
            try bygger.check(navn)
            let transport = try bygger.transport(navn)
            _ = try Utboksbygger(oppsett, omformer).kvitteringssender(transport)
        }
        if oppsett.isArchiveGiven || oppsett.fetchesIncoming {
            try attempt { _ = try Arkivbygger(oppsett, omformer).arkiv() }
        }
        try attempt { try ServerSettings(oppsett).tls?.check() }
        return texts.map { Oppsettskontroll.Merknad(key: nil, text: $0, isFault: true) }
    }
}
