// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import EFormidling
import Foundation
import Omforming
import Oppsett
import SafeXML
import Transportvalg

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gjør en BEST/EDU-melding om og lever den til DPV.",
        discussion: """
            Interne notater holdes tilbake om ikke annet er sagt. Uten --process går skjermede brev som \
            taushetsbelagte, alle andre som administrasjon.

            Med --digital-dpv sendes et brev som allerede er på eFormidlings form, til en innbygger eller en \
            virksomhet: SBD-en har adressen og tekstene, --file har filene.

            Nøkkelen som gjør at samme melding bare blir sendt én gang, står i --state-dir før noe blir sendt. Den \
            samme meldingen kan sendes på nytt etter enhver feil.
            """)

    @Argument(help: "Meldinger. - er standard inndata.")
    var message: [String] = []

    @Option(help: "En SBD med digital_dpv, i stedet for meldinger. - er standard inndata.")
    var digitalDpv: String?

    @Option(
        help: "En fil som følger med --digital-dpv. Kan gjentas; den første er hoveddokument om SBD-en ikke sier noe.")
    var file: [String] = []

    @Option(help: "Navnet som vises for filen på samme plass. Kan gjentas.")
    var fileTitle: [String] = []

    @Flag(help: "Vis det som ville blitt sendt, og send ingenting.")
    var dryRun = false

    @Option(help: "Tidspunktet meldingen ble mottatt, ISO 8601 med sone. Uten det: nå.")
    var tidspunkt: String?

    @OptionGroup var transporting: TransportArguments
    @OptionGroup var state: StateArguments
    @OptionGroup var letter: LetterArguments
    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var notes: NotesArguments
    @OptionGroup var reading: ReadingArguments
    @OptionGroup var configuration: ConfigurationArguments

    func validate() throws {
        if message.isEmpty == (digitalDpv == nil) {
            throw ValidationError("Oppgi enten meldinger eller --digital-dpv.")
        }
        if digitalDpv == nil, !file.isEmpty { throw ValidationError("--file hører til --digital-dpv.") }
        if fileTitle.count > file.count { throw ValidationError("Hver --file-title hører til en --file.") }
        for title in fileTitle { try ArkivbroCLI.validate(text: title, option: "--file-title") }
        try ArkivbroCLI.validate(tidspunkt: tidspunkt)
    }

    mutating func run() async throws {
        let oppsett = try configuration.oppsett(transporting, state, letter, conversion, notes, reading)
        let navn = try oppsett.chosenTransport()
        let sender = try Sender(self, oppsett, navn)
        try await forEachInput(digitalDpv.map { [$0] } ?? message) { try await sender.send($0) }
    }
}

/// What one command line sends.
private struct Sender {
    private let command: Send
    private let navn: Transportnavn
    private let oppsett: Oppsett
    private let omformer: Omformer
    private let correspondence: CorrespondenceSettings
    private let settings: ConversionSettings
    private let dryRun: DryRun?
    private let utsendelse: Utsendelse?
    private let spoolDir: URL?
    /// Beside their goal, so that documents need not be copied.
    private let workFolder: URL

    /// - Throws: `ExitCode` 78, after saying why, when the settings do not suffice.
    init(_ command: Send, _ oppsett: Oppsett, _ navn: Transportnavn) throws {
        self.command = command
        self.navn = navn
        self.oppsett = oppsett
        let omformer = try Omformer()
        self.omformer = omformer
        correspondence = try oppsett.correspondenceSettings(omformer)
        settings = Self.settings(oppsett, tidspunkt: command.tidspunkt)
        let bygger = Transportbygger(oppsett, omformer)
        spoolDir = navn == .spool ? oppsett.spoolDir : nil
        if command.dryRun {
            dryRun = DryRun(navn: navn, bygger: bygger, format: command.reading.format)
            utsendelse = nil
            workFolder = FileManager.default.temporaryDirectory
            Mappebygger.discardAbandoned(in: workFolder)
        } else {
            dryRun = nil
            let transport = try explainingFaults {
                try bygger.check(navn)
                return try bygger.transport(navn)
            }
            utsendelse = Utsendelse(
                mappe: try Sendingsmappe(oppsett.stateDir), transport: transport, navn: navn,
                spoolDir: spoolDir)
            workFolder = navn == .spool ? try bygger.spoolDir : oppsett.stateDir
            Mappebygger.discardAbandoned(in: workFolder)
        }
    }

    private static func settings(_ oppsett: Oppsett, tidspunkt: String?) -> ConversionSettings {
        let now = Date()
        var settings = oppsett.conversionSettings(internalNotes: .withhold)
        settings.tidspunkt = tidspunkt ?? now.medSone
        let stempel = Stempel(now, ttlHours: oppsett.ttlHours)
        settings.creationDateAndTime = stempel.creationDateAndTime
        settings.expectedResponseDateTime = stempel.expectedResponseDateTime
        return settings
    }

    func send(_ input: Input) async throws -> Int32 {
        let work = try work()
        // Gone when this returns.
        defer { withExtendedLifetime(work) {} }
        let levering = try levering(of: input, in: work.url)
        guard let oppdrag = levering.oppdrag else {
            levering.rapport.print(command.reading, kilde: input.name)
            return ExitStatus.of(levering.rapport.verdict)
        }
        if let dryRun {
            if command.reading.format == .text {
                for vurdert in levering.rapport.funn {
                    Konsoll.err(Konsoll.linje(vurdert, kilde: input.name, showValues: command.reading.showValues))
                }
            }
            do {
                let keyed = try Utsendelse.keyed(oppdrag, by: navn, spoolDir: spoolDir, in: oppsett.stateDir)
                try explainingFaults {
                    try dryRun.tell(keyed, findings: levering.rapport.findings(showValues: command.reading.showValues))
                }
                return 0
            } catch let refused as Utsendelse.Refused {
                return tell(.refused(refused.avvisning), levering.rapport, kilde: input.name)
            }
        }
        guard
            let resultat = try await utsendelse?.send(
                oppdrag, archiveConversationId: levering.archiveConversationId)
        else { return 2 }
        return tell(resultat, levering.rapport, kilde: input.name)
    }

    private func work() throws -> Mappebygger {
        do {
            // A dry run writes where everybody may look.
            return try Mappebygger(in: workFolder, isPrivate: dryRun != nil)
        } catch {
            throw ArkivbroError(.cannotCreate, "Kan ikke skrive i \(workFolder.path(percentEncoded: false)).")
        }
    }

    private func levering(of input: Input, in folder: URL) throws -> Levering {
        guard command.digitalDpv != nil else {
            let framdrift = Framdrift(of: input)
            defer { framdrift?.end() }
            return try Levering(
                of: input.handle, workingIn: folder, with: omformer, settings, correspondence: correspondence,
                limits: oppsett.limits, progress: framdrift?.tell)
        }
        let titles = command.fileTitle
        let brevfiler = try command.file.enumerated().map { index, path in
            let title = index < titles.count && !titles[index].isEmpty ? titles[index] : nil
            return Brevfil(
                navn: URL(filePath: path).lastPathComponent, tittel: title, innhold: try Input(path).handle)
        }
        // One byte more than is read, so that what is too large is found to be.
        let json = try input.bytes(most: SBDInnlesing.maxBytes)
        return try Levering(
            digitalDpv: SBDInnlesing(json: json), files: brevfiler, workingIn: folder, with: omformer, settings,
            correspondence: correspondence)
    }

    private func tell(_ resultat: Leveringsresultat, _ rapport: Rapport, kilde: String) -> Int32 {
        let reading = command.reading
        switch (reading.format, resultat) {
        case (.json, _):
            Konsoll.out(rapport.json(showValues: reading.showValues, delivery: json(resultat, rapport)).bytes)
        case (.text, .accepted(let reference)), (.text, .alreadyAccepted(let reference)):
            rapport.print(reading, kilde: kilde, sted: sted(reference, rapport))
        case (.text, _): break
        }
        switch resultat {
        case .accepted: return 0
        case .alreadyAccepted:
            Konsoll.err("\(kilde): levert fra før; ingenting er gjort.")
            return 0
        case .retryLater(let reason, let seconds, _):
            Konsoll.err("\(kilde): \(reason)" + (seconds.map { " Prøv igjen om \($0) sekunder." } ?? ""))
            return ExitStatus.tryLater
        case .refused(let avvisning):
            Konsoll.err("\(kilde): \(avvisning.reason)")
            if reading.showValues, let problem = avvisning.problem {
                for line in problem.split(whereSeparator: \.isNewline) { Konsoll.err("\(kilde): \(line)") }
            }
            return 1
        case .configurationFault(let reason):
            Konsoll.err("\(kilde): \(reason)")
            return ExitStatus.configuration
        }
    }

    private func json(_ resultat: Leveringsresultat, _ rapport: Rapport) -> OrderedJSON {
        let (result, reference, reason, seconds): (String, String?, String?, Int?) =
            switch resultat {
            case .accepted(let reference): ("accepted", sted(reference, rapport), nil, nil)
            case .alreadyAccepted(let reference): ("alreadyAccepted", sted(reference, rapport), nil, nil)
            case .retryLater(let reason, let seconds, _): ("retryLater", nil, reason, seconds)
            case .refused(let avvisning): ("refused", nil, avvisning.reason, nil)
            case .configurationFault(let reason): ("configurationFault", nil, reason, nil)
            }
        return .members([
            ("result", .string(result)), ("reference", reference.map(OrderedJSON.string)),
            ("reason", reason.map(OrderedJSON.string)), ("afterSeconds", seconds.map { .integer(Int64($0)) }),
        ])
    }

    // Over the network, the message's own id is what one asks about later.
    private func sted(_ reference: String, _ rapport: Rapport) -> String {
        navn == .spool ? reference : rapport.messageId ?? reference
    }
}
