// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Noark
import Omforming
import Oppsett
import Transportvalg

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Si hva som er blitt av en melding som er sendt, med eFormidlings ord.",
        discussion: """
            Lager også kvitteringene oppsettet ber om, én gang for hver melding. Det tjenesten har sendt, viser \
            outbox show. Avslutningskoder: 0 på vei eller fram, 1 kom ikke fram, 66 ikke sendt herfra, 75 \
            leveringsmåten vet det ikke nå.
            """)

    @Argument(help: "Meldingens id.")
    var messageId: String

    @Flag(help: "Spør igjen til meldingen er lest eller ikke kom fram. Ventetiden dobles hver gang.")
    var watch = false

    @Option(help: "Slik vises resultatet: text eller json.")
    var format: Format = .text

    @OptionGroup var state: StateArguments
    @OptionGroup var configuration: ConfigurationArguments

    func validate() throws {
        if MeldingId.uuid(in: messageId) == nil { throw ValidationError("En id er en UUID.") }
    }

    mutating func run() async throws {
        let oppsett = try configuration.oppsett(state)
        let (id, watch, format) = (MeldingId.uuid(in: messageId) ?? "", watch, format)
        let code = await exitStatus {
            guard let mappe = Sendingsmappe(existing: oppsett.stateDir), let sending = try mappe.read(id) else {
                Konsoll.err(
                    "arkivbro: \(id) er ikke sendt herfra med send. Er det tjenesten som har sendt den, så bruk "
                        + "arkivbro outbox show.")
                return ExitStatus.noInput
            }
            let omformer = try Omformer()
            let following = try Statusoppfoelging(
                mappe: mappe, transport: Self.transport(of: sending, Transportbygger(oppsett, omformer)),
                utsteder: Kvitteringsutsteder(
                    omformer: omformer, folder: oppsett.receiptsDir, policy: oppsett.receiptPolicy))
            return try await Self.follow(id, following, oppsett, watch: watch, format)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private static func remark(_ text: String, of messageId: String) {
        Konsoll.err("arkivbro: \(messageId): \(text).")
    }

    // The way that the message went, whatever way the next one is to go.
    private static func transport(of sending: Sending, _ bygger: Transportbygger) throws -> any DPVTransport {
        guard let navn = Transportnavn(rawValue: sending.transport) else {
            throw ArkivbroError(.configuration, "Leveringsmåten \(sending.transport) er ikke kjent.")
        }
        if navn == .spool, let folder = sending.spoolDir {
            return SpoolTransport(folder: URL(filePath: folder, directoryHint: .isDirectory), remark: remark)
        }
        return try explainingFaults { try bygger.transport(navn, remark: remark) }
    }

    private static func follow(
        _ id: String, _ following: Statusoppfoelging, _ oppsett: Oppsett, watch: Bool, _ format: Format
    ) async throws -> Int32 {
        var wait = oppsett.pollSeconds.first
        var shown: Statusoversikt?
        while true {
            let oversikt = try await following.ask(id)
            if oversikt != shown || !watch {
                switch format {
                case .text: Konsoll.out(oversikt.text)
                case .json: Konsoll.out(oversikt.json.bytes)
                }
            }
            if let reason = oversikt.reason, oversikt != shown { Konsoll.err("arkivbro: \(reason)") }
            shown = oversikt
            guard watch, !oversikt.isFinal, oversikt.code != ExitStatus.configuration else { return oversikt.code }
            try await Task.sleep(for: .seconds(RetryPolicy.wait(Double(wait), asked: oversikt.afterSeconds)))
            wait = min(wait * 2, oppsett.pollSeconds.longest)
        }
    }
}
