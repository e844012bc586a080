// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Omforming

struct Arkivbro: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arkivbro",
        abstract: "Broen mellom BEST/EDU og arkivmelding, og derfra til Altinn Digital Post (DPV).",
        discussion: """
            Avslutningskoder: 0 godtatt, 1 avvist, 2 uavklart (feil hos oss), 64 feil bruk, 66 mangler inndata, \
            73 kan ikke lage utdata, 74 lese- eller skrivefeil, 75 prøv igjen senere, 78 feil oppsett.
            """,
        version: "arkivbro \(Versjoner.arkivbro)",
        subcommands: [
            Convert.self, Validate.self, Send.self, Serve.self, Status.self, Capabilities.self, Diff.self, Explain.self,
            Outbox.self, Inbox.self, Config.self, Golden.self,
        ]
    )
}

/// Runs the command line on the program's arguments, and ends the program.
public func runArkivbro() async {
    Signaler.install()
    await Arkivbro.main()
}
