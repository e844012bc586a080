// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import EFormidling
import Foundation
import Omforming
import SafeXML

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gjør en BEST/EDU-melding om og lever den til DPV.",
        discussion: """
            Interne notater holdes tilbake om ikke annet er sagt. Uten --process går skjermede brev som \
            taushetsbelagte, alle andre som administrasjon.

            Med --digital-dpv sendes et brev som allerede er på eFormidlings form, til en innbygger eller en \
            virksomhet: SBD-en har adressen og tekstene, --file har filene.
            """)

    enum TransportName: String, ExpressibleByArgument, CaseIterable { case spool }

    @Argument(help: "Meldinger. - er standard inndata.")
    var message: [String] = []

    @Option(help: "En SBD med digital_dpv, i stedet for meldinger. - er standard inndata.")
    var digitalDpv: String?

    @Option(
        help: "En fil som følger med --digital-dpv. Kan gjentas; den første er hoveddokument om SBD-en ikke sier noe.")
    var file: [String] = []

    @Option(help: "Navnet som vises for filen på samme plass. Kan gjentas.")
    var fileTitle: [String] = []

    @Option(help: "Leveringsmåten.")
    var transport: TransportName

    @Option(help: "Mappen der spool legger det som skal leveres.")
    var spoolDir: String?

    @Option(help: "Tidspunktet meldingen ble mottatt, ISO 8601 med sone. Uten det: nå.")
    var tidspunkt: String?

    @Option(help: "Timer til meldingen utløper.")
    var ttlHours: Int = 168

    @Option(help: "Interne notater: keep eller withhold.")
    var internalNotes: ConversionSettings.InternalNotes = .withhold

    @Flag(
        help:
            "La et skjermet brev gå som en prosess som ikke er taushetsbelagt. Tittelen er nøytral, vedleggenes er det ikke."
    )
    var allowOpenProcess = false

    @Option(help: "Avsenderens navn, slik mottakeren ser det. Uten det: navnet i meldingen.")
    var senderName: String = ""

    @Option(help: "Dager mottakeren har på å svare. Uten det: ingen frist.")
    var daysToReply: Int?

    @Flag(help: "Pakk filer av typer Altinn ikke tar imot, i en ZIP-fil.")
    var zipUnsupported = false

    @Option(help: "Pakk alle vedlegg utenom det første i en ZIP-fil når de er flere enn dette.")
    var zipAbove: Int?

    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var reading: ReadingArguments

    func validate() throws {
        if message.isEmpty == (digitalDpv == nil) {
            throw ValidationError("Oppgi enten meldinger eller --digital-dpv.")
        }
        if digitalDpv == nil, !file.isEmpty { throw ValidationError("--file hører til --digital-dpv.") }
        if fileTitle.count > file.count { throw ValidationError("Hver --file-title hører til en --file.") }
        if !correspondence.faults.isEmpty || !fileTitle.allSatisfy(XMLText.isText) {
            throw ValidationError("Tekstene må kunne stå i XML, og --zip-above må være 1 eller mer.")
        }
        if spoolDir == nil { throw ValidationError("--transport spool krever --spool-dir.") }
        try ArkivbroCLI.validate(tidspunkt: tidspunkt)
        try ArkivbroCLI.validate(folder: spoolDir, option: "--spool-dir")
        if !(1...8760).contains(ttlHours) { throw ValidationError("--ttl-hours må være fra 1 til 8760 (ett år).") }
        if let daysToReply, !(1...3650).contains(daysToReply) {
            throw ValidationError("--days-to-reply må være fra 1 til 3650.")
        }
    }

    private var correspondence: CorrespondenceSettings {
        var settings = CorrespondenceSettings()
        settings.allowsOpenProcess = allowOpenProcess
        settings.messageSender = senderName
        settings.dagerTilSvarfrist = daysToReply
        settings.zipping.unsupportedTypes = zipUnsupported
        settings.zipping.above = zipAbove
        return settings
    }

    mutating func run() async throws {
        let omformer = try Omformer()
        let (settings, correspondence, reading) = (settings, correspondence, reading)
        let spool = URL(filePath: spoolDir ?? "", directoryHint: .isDirectory)
        let transport = SpoolTransport(folder: spool)
        let (files, titles) = (file, fileTitle)
        let isLetter = digitalDpv != nil
        try await forEachInput(digitalDpv.map { [$0] } ?? message) { input in
            // Beside its goal, so that documents need not be copied; gone when this returns.
            let work = try Self.workFolder(in: spool)
            defer { withExtendedLifetime(work) {} }
            let levering: Levering
            if isLetter {
                let brevfiler = try files.enumerated().map { index, path in
                    let title = index < titles.count && !titles[index].isEmpty ? titles[index] : nil
                    return Brevfil(
                        navn: URL(filePath: path).lastPathComponent, tittel: title, innhold: try Input(path).handle)
                }
                // One byte more than is read, so that what is too large is found to be.
                let json = try input.handle.read(upToCount: SBDInnlesing.maxBytes + 1) ?? Data()
                levering = try Levering(
                    digitalDpv: SBDInnlesing(json: [UInt8](json)), files: brevfiler, workingIn: work.url,
                    with: omformer, settings, correspondence: correspondence)
            } else {
                levering = try Levering(
                    of: input.handle, workingIn: work.url, with: omformer, settings, correspondence: correspondence,
                    limits: reading.limits)
            }
            guard let oppdrag = levering.oppdrag else {
                levering.rapport.print(reading, kilde: input.name)
                return ExitStatus.of(levering.rapport.verdict)
            }
            return Self.tell(try await transport.send(oppdrag), levering.rapport, reading, kilde: input.name)
        }
    }

    private var settings: ConversionSettings {
        let now = Date()
        let format = Date.ISO8601FormatStyle(timeZone: .current).year().month().day().timeSeparator(.colon)
            .time(includingFractionalSeconds: false).timeZone(separator: .colon)
        var settings = conversion.settings
        settings.internalNotes = internalNotes
        settings.tidspunkt = tidspunkt ?? now.formatted(format)
        // A little in the past: some integrasjonspunkter refuse what their clock says is the future.
        settings.creationDateAndTime = (now - 5).formatted(format)
        settings.expectedResponseDateTime = (now + Double(ttlHours) * 3600).formatted(format)
        return settings
    }

    private static func workFolder(in folder: URL) throws -> Mappebygger {
        do {
            return try Mappebygger(in: folder)
        } catch {
            throw ArkivbroError(.cannotCreate, "Kan ikke skrive i \(folder.path(percentEncoded: false)).")
        }
    }

    private static func tell(
        _ resultat: Leveringsresultat, _ rapport: Rapport, _ reading: ReadingArguments, kilde: String
    ) -> Int32 {
        switch resultat {
        case .accepted(let reference):
            rapport.print(reading, kilde: kilde, sted: reference)
            return 0
        case .alreadyAccepted(let reference):
            rapport.print(reading, kilde: kilde, sted: reference)
            Konsoll.err("\(kilde): levert fra før; ingenting er gjort.")
            return 0
        case .retryLater(let reason, _):
            Konsoll.err("\(kilde): \(reason)")
            return ExitStatus.tryLater
        case .refused(let avvisning):
            Konsoll.err("\(kilde): \(avvisning.reason)")
            return 1
        case .configurationFault(let reason):
            Konsoll.err("\(kilde): \(reason)")
            return ExitStatus.configuration
        }
    }
}
