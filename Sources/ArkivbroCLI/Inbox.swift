// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import EFormidling
import Foundation
public import Innboks
import Noark
import Omforming
import Oppsett

extension Innmelding.Tilstand: ExpressibleByArgument {}

struct Inbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva som er kommet inn og hvorfor det står, eller prøv igjen.",
        discussion: """
            Kan brukes mens tjenesten kjører. Avslutningskoder: 1 når meldingen ikke kan prøves igjen, 66 når innboksen \
            eller meldingen ikke finnes.
            """,
        subcommands: [InboxList.self, InboxShow.self, InboxRetry.self])
}

/// Where the inbox is, and how it is shown.
struct InboxArguments: Bokskommando {
    typealias Innhold = Innmelding

    @Option(help: "Mappen innkommende meldinger ligger i. Standard er arkivbro-innboks.")
    var inboxDir: String?

    @Option(help: "Slik vises resultatet: text eller json.")
    var format: Format = .text

    @OptionGroup var configuration: ConfigurationArguments

    func validate() throws { try ArkivbroCLI.validate(path: inboxDir, option: "--inbox-dir") }

    var options: [String: SettingValue] {
        ["incoming.dir": inboxDir.map(SettingValue.text)].compactMapValues { $0 }
    }

    func open(_ oppsett: Oppsett) throws -> any Innlager {
        try SQLiteInnlager(InnboksSettings(folder: oppsett.inboxDir).database, creating: false)
    }

    func find(_ messageId: String, in lager: any Innlager) async throws -> Innmelding? {
        try await lager.melding(messageId)
    }

    var missing: String { "er ikke i innboksen." }

    func folder(_ oppsett: Oppsett) -> URL { oppsett.inboxDir }
}

struct InboxList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Vis meldingene, de eldste først, med tilstand, forsøk og grunn.",
        discussion: "I JSON kommer ett dokument for hver melding.")

    @Option(
        help: """
            Bare meldinger i denne tilstanden: lagret, klar, levert, avvist eller parkert. Parkert er også de der svaret \
            til avsenderen er det.
            """)
    var state: Innmelding.Tilstand?

    @OptionGroup var arguments: InboxArguments

    mutating func run() async throws {
        let state = state
        try await arguments.list { lager, last in try await lager.liste(state, etter: last, most: 1000) }
    }
}

struct InboxShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Vis alt som er kjent om meldinger.")

    @Argument(help: "Meldingenes id.")
    var messageId: [String]

    @OptionGroup var arguments: InboxArguments

    mutating func run() async throws {
        try await arguments.show(messageId)
    }
}

struct InboxRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Lever parkerte eller avviste meldinger på nytt, eller meldinger som venter, med en gang.",
        discussion: """
            Meldingen omformes på nytt, og arkivet får den med den samme identiteten. Er det svaret til avsenderen som \
            står, sendes bare det.
            """)

    @Argument(help: "Meldingenes id.")
    var messageId: [String] = []

    @Flag(help: "Alle parkerte meldinger.")
    var all = false

    @OptionGroup var arguments: InboxArguments

    func validate() throws {
        if messageId.isEmpty != all { throw ValidationError("Oppgi enten meldinger eller --all.") }
    }

    mutating func run() async throws {
        try await arguments.forEach(
            messageId, "er ikke parkert eller avvist, og venter ikke.",
            all: all ? { try await $0.liste(.parkert, etter: nil, most: .max).map(\.messageId) } : nil
        ) { lager, id in try await lager.retry(id, Date()) }
    }
}

extension Innmelding: Boksinnhold {
    var line: String {
        let word = tilstand.rawValue + String(repeating: " ", count: 7 - tilstand.rawValue.count)
        var line = "\(word)  \(messageId)  \(mottatt.formatted(.iso8601))  \(slag.rawValue)  \(levering.antall) forsøk"
        if venterPaaArkivet { line += "  neste \(levering.neste.formatted(.iso8601))" }
        if let grunn = levering.grunn { line += "  \(grunn)" }
        if svartilstand == .parkert { line += "  svaret er parkert: \(svarlevering?.grunn ?? "")" }
        return Konsoll.plain(line)
    }

    private var venterPaaArkivet: Bool { [.lagret, .klar].contains(tilstand) }

    /// Digits of an organisation; a person's number is nobody else's business.
    private func shown(_ number: String?) -> String? { number.flatMap { $0.utf8.count == 9 ? $0 : nil } }

    private var addressing: StandardBusinessDocument? { SBDInnlesing(json: [UInt8](sbd)).sbd }

    private var answer: StandardBusinessDocument? { svar.flatMap { SBDInnlesing(json: [UInt8]($0)).sbd } }

    func text(in folder: URL) -> String {
        let brev = addressing
        var lines = [line]
        lines.append("  samtale      \(arkivsamtale ?? conversationId)")
        lines.append("  avsender     \(shown(brev?.sender?.digits) ?? "(ikke oppgitt)")")
        lines.append("  mottaker     \(shown(brev?.receiver) ?? "(skjult)")")
        lines.append("  i køen       \(slettet ? "slettet" : "ikke slettet ennå")")
        if let svartilstand {
            let type = answer?.kvittering?.receiptType?.rawValue ?? ""
            lines.append("  svar         \(type) \(svartilstand.rawValue), \(svarlevering?.antall ?? 0) forsøk")
            if svartilstand == .venter, let neste = svarlevering?.neste {
                lines.append("  svar neste   \(neste.formatted(.iso8601))")
            }
            if let grunn = svarlevering?.grunn { lines.append("  svar grunn   \(grunn)") }
        }
        if slag == .arkivmelding {
            lines.append(
                "  forsendelse  \(folder.appending(path: "inn/\(messageId).asic").path(percentEncoded: false))")
        }
        if let mappe {
            lines.append("  til arkivet  \(folder.appending(path: "ut/\(mappe)").path(percentEncoded: false))")
        }
        return lines.map(Konsoll.plain).joined(separator: "\n")
    }

    var json: OrderedJSON {
        let brev = addressing
        return .members([
            ("messageId", .string(messageId)),
            ("conversationId", .string(arkivsamtale ?? conversationId)),
            ("kind", .string(slag.rawValue)),
            ("sender", shown(brev?.sender?.digits).map(OrderedJSON.string)),
            ("receiver", shown(brev?.receiver).map(OrderedJSON.string)),
            ("state", .string(tilstand.rawValue)),
            ("attempts", .integer(Int64(levering.antall))),
            ("receivedAt", .string(mottatt.formatted(.iso8601))),
            ("nextAttemptAt", venterPaaArkivet ? .string(levering.neste.formatted(.iso8601)) : nil),
            ("reason", levering.grunn.map(OrderedJSON.string)),
            ("deletedInQueue", .bool(slettet)),
            (
                "receipt",
                svartilstand.map { tilstand in
                    .members([
                        ("type", answer?.kvittering?.receiptType.map { .string($0.rawValue) }),
                        ("messageId", answer.map { .string($0.messageId) }),
                        ("state", .string(tilstand.rawValue)),
                        ("attempts", .integer(Int64(svarlevering?.antall ?? 0))),
                        (
                            "nextAttemptAt",
                            tilstand == .venter ? svarlevering.map { .string($0.neste.formatted(.iso8601)) } : nil
                        ),
                        ("reason", svarlevering?.grunn.map(OrderedJSON.string)),
                    ])
                }
            ),
            ("folder", mappe.map(OrderedJSON.string)),
        ])
    }
}
