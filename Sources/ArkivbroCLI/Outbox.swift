// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Oppsett
public import Utboks

extension Utbokspost.Tilstand: ExpressibleByArgument {}

struct Outbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva som ligger i utboksen og hvorfor, prøv igjen, eller legg til side.",
        discussion: """
            Kan brukes mens tjenesten kjører. Avslutningskoder: 1 når meldingen ikke kan prøves igjen eller legges til \
            side, 66 når utboksen eller meldingen ikke finnes.
            """,
        subcommands: [OutboxList.self, OutboxShow.self, OutboxRetry.self, OutboxPark.self])
}

/// Where the outbox is, and how it is shown.
struct OutboxArguments: Bokskommando {
    typealias Innhold = Utbokspost

    @Option(help: "Mappen forsendelsene ligger i. Standard er arkivbro-utboks.")
    var outboxDir: String?

    @Option(help: "Utboksens database. Standard er arkivbro.db, i --outbox-dir når den er oppgitt.")
    var outboxDatabase: String?

    @Option(help: "Slik vises resultatet: text eller json.")
    var format: Format = .text

    @OptionGroup var configuration: ConfigurationArguments

    func validate() throws {
        try ArkivbroCLI.validate(path: outboxDir, option: "--outbox-dir")
        try ArkivbroCLI.validate(path: outboxDatabase, option: "--outbox-database")
    }

    var options: [String: SettingValue] {
        ["outbox.dir": outboxDir.map(SettingValue.text), "outbox.database": outboxDatabase.map(SettingValue.text)]
            .compactMapValues { $0 }
    }

    func open(_ oppsett: Oppsett) throws -> any Utbokslager {
        try SQLiteUtbokslager(oppsett.outboxDatabase, creating: false)
    }

    func find(_ messageId: String, in lager: any Utbokslager) async throws -> Utbokspost? {
        try await lager.post(messageId)
    }

    var missing: String { "er ikke i utboksen." }

    func folder(_ oppsett: Oppsett) -> URL { oppsett.outboxDir.appending(path: "meldinger") }
}

struct OutboxList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Vis meldingene, de eldste først, med tilstand, forsøk og grunn.",
        discussion: "I JSON kommer ett dokument for hver melding.")

    @Option(help: "Bare meldinger i denne tilstanden: venter, sendes, sendt, ferdig eller parkert.")
    var state: Utbokspost.Tilstand?

    @OptionGroup var arguments: OutboxArguments

    mutating func run() async throws {
        let state = state
        try await arguments.list { lager, last in
            try await lager.liste(state, etter: last?.nummer ?? 0, most: 1000)
        }
    }
}

struct OutboxShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Vis alt som er kjent om meldinger.")

    @Argument(help: "Meldingenes id.")
    var messageId: [String]

    @OptionGroup var arguments: OutboxArguments

    mutating func run() async throws {
        try await arguments.show(messageId)
    }
}

struct OutboxRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Lever parkerte meldinger på nytt, eller meldinger som venter, med en gang.",
        discussion: """
            En melding som er kjent for ikke å ha kommet fram, får en ny nøkkel; en som kan ha kommet fram, beholder \
            sin og blir ikke sendt to ganger.
            """)

    @Argument(help: "Meldingenes id.")
    var messageId: [String] = []

    @Flag(help: "Alle parkerte meldinger.")
    var all = false

    @OptionGroup var arguments: OutboxArguments

    func validate() throws {
        if messageId.isEmpty != all { throw ValidationError("Oppgi enten meldinger eller --all.") }
    }

    mutating func run() async throws {
        try await arguments.forEach(
            messageId, "er ikke parkert, og venter ikke.",
            all: all ? { try await $0.liste(.parkert, etter: 0, most: .max).map(\.messageId) } : nil
        ) { lager, id in try await lager.retry(id, Date()) }
    }
}

struct OutboxPark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "park", abstract: "Legg meldinger til side, så de ikke leveres før noen tar dem fram igjen.",
        discussion: """
            Arkivet får ingen kvittering for det. En melding som er levert til kanalen, kan ikke legges til side: tatt \
            fram igjen kunne den blitt levert to ganger.
            """)

    @Argument(help: "Meldingenes id.")
    var messageId: [String]

    @Option(help: "Hvorfor.")
    var reason = "Parkert for hånd."

    @OptionGroup var arguments: OutboxArguments

    mutating func run() async throws {
        let reason = reason
        try await arguments.forEach(messageId, "er levert til kanalen, og kan ikke parkeres.") { lager, id in
            try await lager.park(id, grunn: reason, Date())
        }
    }
}

extension Utbokspost: Boksinnhold {
    var line: String {
        let word = tilstand.rawValue + String(repeating: " ", count: 7 - tilstand.rawValue.count)
        var line = "\(word)  \(messageId)  \(mottatt.formatted(.iso8601))  \(forsoek) forsøk"
        if let neste, tilstand != .ferdig { line += "  neste \(neste.formatted(.iso8601))" }
        if let grunn { line += "  \(grunn)" }
        return Konsoll.plain(line)
    }

    func text(in folder: URL) -> String {
        var lines = [line]
        let conversation = archiveConversationId ?? conversationId
        lines.append("  samtale      \(conversation)")
        lines.append("  avsender     \(avsender)")
        // A person's number is nobody else's business.
        lines.append("  mottaker     \(mottaker.count == 9 ? mottaker : "(skjult)")")
        if let sending {
            lines.append("  kanal        \(sending.transport), forsøk \(sending.attempt), \(sending.idempotentKey)")
            if let reference = sending.reference { lines.append("  referanse    \(reference)") }
            for hendelse in sending.statuses.hendelser {
                let description = hendelse.description.map { "  " + $0 } ?? ""
                lines.append("  \(hendelse.status.rawValue)  \(hendelse.tidspunkt ?? "-")\(description)")
                if let advarsel = hendelse.advarsel { lines.append("  \(advarsel.linje)") }
            }
            if let avvisning = sending.grunn { lines.append("  \(avvisning.linje)") }
            for receipt in sending.pendingReceipts {
                lines.append("  venter       \(receipt.kind.rawValue) \(receipt.type)")
            }
        }
        if let grunn = kvittering.grunn { lines.append("  kvittering   \(grunn)") }
        if harFiler, let mappe {
            lines.append("  forsendelse  \(folder.appending(path: mappe).path(percentEncoded: false))")
        }
        return lines.map(Konsoll.plain).joined(separator: "\n")
    }

    var json: OrderedJSON {
        .members([
            ("messageId", .string(messageId)),
            ("conversationId", .string(archiveConversationId ?? conversationId)),
            ("sender", .string(avsender)),
            ("receiver", mottaker.count == 9 ? .string(mottaker) : nil),
            ("state", .string(tilstand.rawValue)),
            ("attempts", .integer(Int64(forsoek))),
            ("receivedAt", .string(mottatt.formatted(.iso8601))),
            ("nextAttemptAt", neste.map { .string($0.formatted(.iso8601)) }),
            ("reason", grunn.map(OrderedJSON.string)),
            ("transport", sending.map { .string($0.transport) }),
            ("idempotentKey", sending.map { .string($0.idempotentKey) }),
            ("reference", sending?.reference.map(OrderedJSON.string)),
            (
                "messageStatuses",
                sending.map { sending in
                    .array(sending.statuses.hendelser.map(\.json))
                }
            ),
            ("refusal", sending?.grunn?.json),
            ("pendingReceipts", sending.map { .array($0.pendingReceipts.map { .string($0.type) }) }),
            ("receiptReason", kvittering.grunn.map(OrderedJSON.string)),
            ("folder", harFiler ? mappe.map(OrderedJSON.string) : nil),
        ])
    }
}
