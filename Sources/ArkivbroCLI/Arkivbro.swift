// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Omforming
import SafeXML

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

/// Sets what holds for the whole process.
///
/// Call before anything else, on the first thread.
public func prepareArkivbro() {
    // A command works on one message at a time. The arena of any thread but the first grows by the page, with a call of the
    // system for each. The service works on many, and its threads would wait for each other.
    if CommandLine.arguments.dropFirst().first != "serve" { ProcessMemory.share() }
}

/// Runs the command line on the program's arguments, and ends the program.
public func runArkivbro() async {
    Signaler.install()
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.first == "convert" else { return await Arkivbro.main() }
    // Reading the arguments takes as long as compiling what they will most likely ask for.
    let omformer = Result { try Omformer(preparing: Convert.likelyProfile(arguments)) }
    // To find the command, all commands' arguments are listed first. Faults are told the long way, with the right usage.
    guard let command = try? Convert.parse(Array(arguments.dropFirst())) else { return await Arkivbro.main() }
    do {
        try await command.run(with: omformer.get())
    } catch {
        Arkivbro.exit(withError: error)
    }
}
