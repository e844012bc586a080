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
        discussion: "Kan brukes mens tjenesten kjører. Avslutningskoder: 66 når utboksen eller meldingen ikke finnes.",
        subcommands: [OutboxList.self, OutboxShow.self, OutboxRetry.self, OutboxPark.self])
}

/// Where the outbox is, and how it is shown.
struct OutboxArguments: ParsableArguments, SettingArguments {
    @Option(help: "Mappen forsendelsene ligger i. Standard er arkivbro-utboks.")
    var outboxDir: String?

    @Option(help: "Utboksens database. Standard er arkivbro.db.")
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

    /// Opens the store that a service may be working with.
    ///
    /// - Throws: `ArkivbroError` when there is none.
    func run(_ body: (any Utbokslager) async throws -> Int32) async throws {
        let oppsett = try configuration.oppsett(self)
        let code = try await exitStatus {
            try await body(SQLiteUtbokslager(oppsett.outboxDatabase, creating: false))
        }
        if code != 0 { throw ExitCode(code) }
    }

    /// Does something with each message, and tells of those that are not there.
    func forEach(
        _ ids: [String], _ missing: String, _ body: @escaping (any Utbokslager, String) async throws -> Utbokspost?
    ) async throws {
        try await run { lager in
            var code: Int32 = 0
            for id in ids {
                if let post = try await body(lager, MeldingId.uuid(in: id) ?? id) {
                    tell(post)
                } else {
                    Konsoll.err("arkivbro: \(id) \(missing)")
                    code = ExitStatus.noInput
                }
            }
            return code
        }
    }

    func tell(_ post: Utbokspost) {
        switch format {
        case .text: Konsoll.out(post.line)
        case .json: Konsoll.out(post.json.bytes)
        }
    }
}

struct OutboxList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Vis meldingene, de eldste først, med tilstand, forsøk og grunn.",
        discussion: "I JSON kommer ett dokument for hver melding.")

    @Option(help: "Bare meldinger i denne tilstanden: venter, sendes, sendt, ferdig eller parkert.")
    var state: Utbokspost.Tilstand?

    @OptionGroup var arguments: OutboxArguments

    mutating func run() async throws {
        let (state, arguments) = (state, arguments)
        try await arguments.run { lager in
            var last: Int64 = 0
            while true {
                let poster = try await lager.liste(state, etter: last, most: 1000)
                for post in poster { arguments.tell(post) }
                guard let end = poster.last else { return 0 }
                last = end.nummer
            }
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
        let arguments = arguments
        let folder = try arguments.configuration.oppsett(arguments).outboxDir.appending(path: "meldinger")
        try await arguments.run { lager in
            var code: Int32 = 0
            for id in messageId {
                guard let post = try await lager.post(MeldingId.uuid(in: id) ?? id) else {
                    Konsoll.err("arkivbro: \(id) er ikke i utboksen.")
                    code = ExitStatus.noInput
                    continue
                }
                switch arguments.format {
                case .text: Konsoll.out(post.text(in: folder))
                case .json: Konsoll.out(post.json.bytes)
                }
            }
            return code
        }
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
        var ids = messageId
        if all {
            try await arguments.run { lager in
                ids = try await lager.liste(.parkert, etter: 0, most: .max).map(\.messageId)
                return 0
            }
        }
        try await arguments.forEach(ids, "er ikke parkert, og venter ikke.") { lager, id in
            try await lager.retry(id, Date())
        }
    }
}

struct OutboxPark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "park", abstract: "Legg meldinger til side, så de ikke leveres før noen tar dem fram igjen.",
        discussion: "Arkivet får ingen kvittering for det.")

    @Argument(help: "Meldingenes id.")
    var messageId: [String]

    @Option(help: "Hvorfor.")
    var reason = "Parkert for hånd."

    @OptionGroup var arguments: OutboxArguments

    mutating func run() async throws {
        let reason = reason
        try await arguments.forEach(messageId, "kan ikke parkeres.") { lager, id in
            try await lager.park(id, grunn: reason, Date())
        }
    }
}

extension Utbokspost {
    fileprivate var line: String {
        let word = tilstand.rawValue + String(repeating: " ", count: 7 - tilstand.rawValue.count)
        var line = "\(word)  \(messageId)  \(mottatt.formatted(.iso8601))  \(forsoek) forsøk"
        if let neste, tilstand != .ferdig { line += "  neste \(neste.formatted(.iso8601))" }
        if let grunn { line += "  \(grunn)" }
        return line
    }

    fileprivate func text(in folder: URL) -> String {
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
                lines.append("  \(hendelse.status.rawValue)  \(hendelse.tidspunkt ?? "-")")
            }
            for receipt in sending.pendingReceipts {
                lines.append("  venter       \(receipt.kind.rawValue) \(receipt.type)")
            }
        }
        if let grunn = kvittering.grunn { lines.append("  kvittering   \(grunn)") }
        if harFiler, let mappe {
            lines.append("  forsendelse  \(folder.appending(path: mappe).path(percentEncoded: false))")
        }
        return lines.joined(separator: "\n")
    }

    fileprivate var json: OrderedJSON {
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
                    .array(
                        sending.statuses.hendelser.map { hendelse in
                            .members([
                                ("status", .string(hendelse.status.rawValue)),
                                ("lastUpdate", hendelse.tidspunkt.map(OrderedJSON.string)),
                            ])
                        })
                }
            ),
            ("pendingReceipts", sending.map { .array($0.pendingReceipts.map { .string($0.type) }) }),
            ("receiptReason", kvittering.grunn.map(OrderedJSON.string)),
            ("folder", harFiler ? mappe.map(OrderedJSON.string) : nil),
        ])
    }
}
