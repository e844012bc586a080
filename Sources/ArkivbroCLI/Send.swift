// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import EFormidling
import Foundation
import Omforming

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gjør en BEST/EDU-melding om og lever den til DPV.",
        discussion: """
            Interne notater holdes tilbake om ikke annet er sagt. Uten --process går skjermede brev som \
            taushetsbelagte, alle andre som administrasjon.
            """)

    enum TransportName: String, ExpressibleByArgument, CaseIterable { case spool }

    @Argument(help: "Meldinger. - er standard inndata.")
    var message: [String]

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

    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var reading: ReadingArguments

    func validate() throws {
        if spoolDir == nil { throw ValidationError("--transport spool krever --spool-dir.") }
        try ArkivbroCLI.validate(tidspunkt: tidspunkt)
        try ArkivbroCLI.validate(folder: spoolDir, option: "--spool-dir")
        if !(1...8760).contains(ttlHours) { throw ValidationError("--ttl-hours må være fra 1 til 8760 (ett år).") }
    }

    mutating func run() async throws {
        let omformer = try Omformer()
        let settings = settings
        let reading = reading
        var letter = CorrespondenceSettings()
        letter.allowsOpenProcess = allowOpenProcess
        let correspondence = letter
        let spool = URL(filePath: spoolDir ?? "", directoryHint: .isDirectory)
        let transport = SpoolTransport(folder: spool)
        try await forEachInput(message) { input in
            // Beside its goal, so that documents need not be copied; gone when this returns.
            let work = try Self.workFolder(in: spool)
            defer { withExtendedLifetime(work) {} }
            let levering = try Levering(
                of: input.handle, workingIn: work.url, with: omformer, settings, correspondence: correspondence,
                limits: reading.limits)
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
