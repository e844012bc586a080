// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BestEdu
import Omforming
import Oppsett

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Si hva hver fil er – PutMessage, Melding, AppReceipt eller arkivmelding – og alt som er galt med den.")

    @Argument(help: "Filer. - er standard inndata.")
    var file: [String]

    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var reading: ReadingArguments
    @OptionGroup var configuration: ConfigurationArguments

    mutating func run() async throws {
        let oppsett = try configuration.oppsett(conversion, reading)
        let omformer = try Omformer()
        let (settings, reading, erFlere) = (oppsett.conversionSettings(internalNotes: .keep), reading, file.count > 1)
        try await forEachInput(file) { input in
            let innlesing = try Innlesing(
                reading: input.handle, into: DiscardingDocumentStore(), limits: oppsett.limits)
            let rapport = omformer.validate(innlesing, settings)
            rapport.print(reading, kilde: input.name, erEnAvFlere: erFlere)
            return ExitStatus.of(rapport.verdict)
        }
    }
}
