// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ArkivSOAP
import ArkivbroServer
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Innboks
import Logging
import Omforming
import Oppsett
import ServiceLifecycle
import Transportvalg
import Utboks

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kjør tjenesten: noarkExchange for arkivet, utboksen, og innkommende meldinger.",
        discussion: """
            Uten oppsett lyttes det bare på denne maskinen, meldingene ligger i arkivbro.db (de store i mappen \
            arkivbro-utboks), og det som skal leveres, legges i mappen spool.

            SIGTERM og SIGINT stanser tjenesten når det som er i gang, er ferdig. Det som ikke er ferdig, går videre \
            neste gang tjenesten starter.
            """)

    @OptionGroup var arguments: ServeArguments
    @OptionGroup var transporting: TransportArguments
    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var notes: NotesArguments
    @OptionGroup var configuration: ConfigurationArguments

    mutating func run() async throws {
        let given = try configuration.oppsett(arguments, transporting, conversion, notes)
        let oppsett = try given.transport == nil || given.transport == .spool ? withSpool(given) : given
        let code = await exitStatus {
            try await Self.serve(oppsett, isUnsaid: given.transport == nil)
            return 0
        }
        Mappebygger.discardAll()
        if code != 0 { throw ExitCode(code) }
    }

    // Embedded, nothing needs to be said: what is to be delivered lies in a folder beside.
    private func withSpool(_ given: Oppsett) throws -> Oppsett {
        let dir = given.spoolDir?.path(percentEncoded: false) ?? "spool"
        return try configuration.oppsett(
            Fixed(options: ["transport": .text("spool"), "spool.dir": .text(dir)]), arguments, transporting,
            conversion, notes)
    }

    private struct Fixed: SettingArguments {
        let options: [String: SettingValue]
    }

    private static func serve(_ oppsett: Oppsett, isUnsaid: Bool) async throws {
        let logger = logger(oppsett)
        for variable in oppsett.unknownVariables {
            logger.warning("variabelen er ikke en innstilling", metadata: ["navn": "\(variable)"])
        }
        if isUnsaid {
            logger.warning(
                "ingen leveringsmåte er valgt (transport): brevene blir bare lagt i en mappe",
                metadata: ["mappe": "\(oppsett.spoolDir?.path(percentEncoded: false) ?? "")"])
        }
        let (tjenester, stopSeconds) = try explainingFaults { try services(oppsett, logger) }
        Signaler.letGo()
        try await Tjenestegruppe.run(tjenester, stopSeconds: stopSeconds, logger: quiet(logger))
        logger.info("stanset")
    }

    private static func services(_ oppsett: Oppsett, _ logger: Logger) throws -> ([any Service], Double) {
        // As `config check` has it: all at once, before anything is opened. systemd tries no more after 78.
        let faults = Oppsettskontroll(oppsett).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        let omformer = try Omformer()
        let navn = oppsett.transport ?? .spool
        var settings = try ServerSettings(oppsett)
        // Beside the connections, there are files, the database and the way out.
        let most = max(1, openFiles() - 256)
        if settings.maxConnections > most {
            logger.warning(
                "grensen for åpne filer er for lav for server.maxConnections",
                metadata: ["forbindelser": "\(most)"])
            settings.maxConnections = most
        }
        let transportbygger = Transportbygger(oppsett, omformer)
        try transportbygger.check(navn)
        let transport = try transportbygger.transport(navn) { text, messageId in
            logger.warning("\(text)", metadata: ["messageId": "\(messageId)"])
        }
        let arkivbygger = Arkivbygger(oppsett, omformer)
        let arkiv: (any Arkivkanal)? = oppsett.isArchiveGiven ? try arkivbygger.arkiv() : nil
        let innlager = oppsett.fetchesIncoming ? try arkivbygger.innlager() : nil
        // What came in while it was fetched, its archive may still answer.
        let kjente = try innlager ?? arkivbygger.innlagerOmDetFinnes()
        let bygger = Utboksbygger(oppsett, omformer)
        let utboks = try Utboks(
            bygger.settings(), transport: transport, arkiv: arkiv, omformer: omformer,
            sendKvittering: bygger.kvitteringssender(transport), besvart: arkivbygger.oppslag(i: kjente),
            logger: logger)
        var tjenester: [any Service] = [Bakgrunn { try await utboks.run() }]
        if oppsett.fetchesIncoming {
            let innboks = try arkivbygger.innboks(
                lager: innlager, original: { try await utboks.original(conversationId: $0, messageId: $1) },
                logger: logger)
            tjenester.append(Bakgrunn { try await innboks.run() })
        }
        tjenester.append(
            try Tjeneste(
                settings, mottak: utboks, transport: transport, omformer: omformer,
                avlesninger: {
                    let ute = await Avlesninger.utboks { try await utboks.tall() }
                    guard let innlager else { return ute }
                    return await ute + Avlesninger.innboks { try await innlager.tall() }
                }, logger: logger))
        return (tjenester, settings.stopSeconds)
    }

    /// How many files may be open, after raising the limit as far as it goes.
    private static func openFiles() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        limit.rlim_cur = min(limit.rlim_max, 1 << 20)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    private static func logger(_ oppsett: Oppsett) -> Logger {
        let level = Logger.Level(rawValue: oppsett.logLevel) ?? .info
        let form: Loggskriver.Form = oppsett.logsJSON ? .json : .text
        return Logger(label: "arkivbro") { Loggskriver($0, form: form, level: level) }
    }

    // The group tells of every service that begins and ends, which is of no use while all is well.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

/// Where the service listens, and where it keeps what it takes.
struct ServeArguments: ParsableArguments, SettingArguments {
    @Option(help: "Adressen det lyttes på. Standard er 127.0.0.1.")
    var host: String?

    @Option(help: "Porten. Standard er 9093; 0 er en som er ledig.")
    var port: Int?

    @Option(help: "Mappen forsendelsene ligger i. Standard er arkivbro-utboks.")
    var outboxDir: String?

    @Option(help: "Utboksens database. Standard er arkivbro.db, i --outbox-dir når den er oppgitt.")
    var outboxDatabase: String?

    func validate() throws {
        try ArkivbroCLI.validate(path: outboxDir, option: "--outbox-dir")
        try ArkivbroCLI.validate(path: outboxDatabase, option: "--outbox-database")
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port må være fra 0 til 65535.") }
    }

    var options: [String: SettingValue] {
        [
            "server.host": host.map(SettingValue.text), "server.port": port.map(SettingValue.number),
            "outbox.dir": outboxDir.map(SettingValue.text),
            "outbox.database": outboxDatabase.map(SettingValue.text),
        ].compactMapValues { $0 }
    }
}

extension ServerSettings {
    /// - Throws: `ConfigurationFault` when the settings do not suffice; `ArkivbroError` when a file cannot be read.
    init(_ oppsett: Oppsett) throws {
        let valg = try oppsett.tjener()
        self.init(workFolder: valg.workDir)
        host = valg.host
        port = valg.port
        paths = valg.paths
        publicURL = valg.publicURL
        tls = try valg.tls.map {
            TLS(
                certificatePEM: try Self.text($0.certificateFile), privateKeyPEM: $0.privateKeyPEM,
                clientCAPEM: try $0.clientCAFile.map(Self.text))
        }
        login = valg.login
        conversion = oppsett.conversionSettings(internalNotes: .keep)
        bestEdu.codes = oppsett.codeSettings
        receipt.ownOrganisation = conversion.ownOrganisation
        limits = oppsett.limits
        takesEmptyPayload = valg.takesEmptyPayload
        maxBodyBytes = Int64(valg.maxBodyBytes)
        maxHeaderBytes = valg.maxHeaderBytes
        maxConnections = valg.maxConnections
        maxRequests = valg.maxRequests
        minFreeBytes = Int64(valg.minFreeBytes)
        headerSeconds = Double(valg.headerSeconds)
        idleSeconds = Double(valg.idleSeconds)
        stallSeconds = Double(valg.stallSeconds)
        minBytesPerSecond = valg.minBytesPerSecond
        stopSeconds = Double(valg.stopSeconds)
        capabilitySeconds = Double(valg.capabilitySeconds)
        capabilityCount = valg.capabilityCount
        capabilityTimeout = Double(valg.capabilityTimeout)
        assumesReceivable = valg.assumesReceivable
    }

    private static func text(_ file: URL) throws -> String {
        do {
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw ArkivbroError(.configuration, "Kan ikke lese \(file.path(percentEncoded: false)).")
        }
    }
}
