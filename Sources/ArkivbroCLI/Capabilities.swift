// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Oppsett
import Transportvalg

struct Capabilities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si om en mottaker tar imot post i DPV, og for hvilke prosesser.",
        discussion: """
            Altinn kan ikke spørres om dette: bruk --transport integrasjonspunkt. Avslutningskoder: 0 tar imot, 1 tar \
            ikke imot, 2 uavklart, 75 prøv igjen senere, 78 feil oppsett.
            """)

    @Argument(help: "Mottakerens organisasjonsnummer.")
    var orgnr: Organisasjonsnummer

    @Option(help: "Slik vises resultatet: text eller json.")
    var format: Format = .text

    @OptionGroup var transporting: TransportArguments
    @OptionGroup var configuration: ConfigurationArguments

    mutating func run() async throws {
        let oppsett = try configuration.oppsett(transporting)
        let navn = try oppsett.chosenTransport()
        let (orgnr, format) = (orgnr, format)
        let code = await exitStatus {
            let transport = try explainingFaults { try Transportbygger(oppsett, Omformer()).transport(navn) }
            switch try await transport.capabilities(of: .virksomhet(orgnr)) {
            case .known(let found): return Self.tell(found, orgnr, format)
            case .unknownReceiver:
                Konsoll.err("arkivbro: \(orgnr) er ikke kjent i eFormidling.")
                return 1
            case .notAvailable:
                Konsoll.err("arkivbro: \(navn.rawValue) kan ikke si hva en mottaker tar imot.")
                return 2
            case .retryLater(let reason, _):
                Konsoll.err("arkivbro: \(reason)")
                return ExitStatus.tryLater
            case .configurationFault(let reason):
                Konsoll.err("arkivbro: \(reason)")
                return ExitStatus.configuration
            }
        }
        if code != 0 { throw ExitCode(code) }
    }

    private static func tell(_ found: [Kapabilitet], _ orgnr: Organisasjonsnummer, _ format: Format) -> Int32 {
        let takes = found.contains(where: \.isDPV)
        let takesArkivmelding = found.contains(where: \.takesArkivmelding)
        switch format {
        case .text:
            let rows = found.map {
                "  \($0.serviceIdentifier)  \($0.prosess.urn)  \($0.documentTypes.joined(separator: " "))"
            }
            let verdict = takesArkivmelding ? "DPV" : takes ? "DPV, men ikke arkivmelding" : "ikke DPV"
            Konsoll.out((["\(orgnr)  \(verdict)"] + rows.map(Konsoll.plain)).joined(separator: "\n"))
        case .json:
            Konsoll.out(
                OrderedJSON.object([
                    ("orgnr", .string(orgnr.digits)), ("dpv", .bool(takes)),
                    ("arkivmelding", .bool(takesArkivmelding)),
                    (
                        "capabilities",
                        .array(
                            found.map {
                                .object([
                                    ("process", .string($0.prosess.urn)),
                                    ("serviceIdentifier", .string($0.serviceIdentifier)),
                                    ("documentTypes", .array($0.documentTypes.map(OrderedJSON.string))),
                                ])
                            })
                    ),
                ]).bytes)
        }
        return takes ? 0 : 1
    }
}
