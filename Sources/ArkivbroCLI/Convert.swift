// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Omforming
import SafeXML

struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gjør BEST/EDU-meldinger om til forsendelser: sbd.json, arkivmelding.xml og dokumentene.",
        discussion: "Hver forsendelse blir en mappe OUTPUT-DIR/<messageId>/, hel eller ikke i det hele tatt.")

    @Argument(help: "Meldinger. - er standard inndata.")
    var message: [String]

    @Option(name: .shortAndLong, help: "Der forsendelsene legges.")
    var outputDir: String

    @Option(help: "Tidspunktet meldingen ble mottatt, ISO 8601 med sone. Uten det brukes meldingens egen dato.")
    var tidspunkt: String?

    @Flag(help: "Gå videre, med advarsel, når mottakerens organisasjonsnummer er ugyldig.")
    var allowInvalidReceiver = false

    @Option(help: "Interne notater: keep eller withhold.")
    var internalNotes: ConversionSettings.InternalNotes = .keep

    @Flag(help: "Erstatt en forsendelse som finnes fra før.")
    var force = false

    @Option(help: "Skriv stilarkenes inndata hit også: melding.xml og identifikatorer.xml, til xsltproc.")
    var stylesheetInput: String?

    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var reading: ReadingArguments

    func validate() throws {
        try ArkivbroCLI.validate(tidspunkt: tidspunkt)
        try ArkivbroCLI.validate(folder: outputDir, option: "--output-dir")
    }

    mutating func run() async throws {
        var settings = conversion.settings
        settings.tidspunkt = tidspunkt
        settings.allowsInvalidReceiver = allowInvalidReceiver
        settings.internalNotes = internalNotes
        let omformer = try Omformer()
        let folder = URL(filePath: outputDir, directoryHint: .isDirectory)
        let (force, reading, stylesheetInput, outputDir) = (force, reading, stylesheetInput, outputDir)
        try await forEachInput(message) { input in
            let pakking = try Pakking(of: input.handle, in: folder, with: omformer, settings, limits: reading.limits)
            let rapport = pakking.omforming.rapport
            if let stylesheetInput { try pakking.omforming.writeStylesheetInput(to: stylesheetInput) }
            do {
                let made = try pakking.commit(durably: false, replacing: force)
                rapport.print(
                    reading, kilde: input.name, sted: made.map { outputDir + "/" + $0.lastPathComponent + "/" })
            } catch let error as ArkivbroError where error.code == .exists {
                Konsoll.err("arkivbro: \(error) Bruk --force for å erstatte den.")
                return ExitStatus.cannotCreate
            }
            return ExitStatus.of(rapport.verdict)
        }
    }
}

extension Omforming {
    /// Writes what plain `xsltproc` needs to give the same bytes.
    fileprivate func writeStylesheetInput(to folder: String) throws {
        let url = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, bytes) in try stylesheetInput() { try Data(bytes).write(to: url.appending(path: name)) }
        } catch let error as SafeXMLError {
            throw error
        } catch {
            throw ArkivbroError(.cannotCreate, "Kan ikke skrive i \(folder).")
        }
    }
}
