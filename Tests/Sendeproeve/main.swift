// SPDX-License-Identifier: Apache-2.0
import ArkivSOAP
import DPV
import DPVAltinn
import DPVHTTP
import DPVIntegrasjonspunkt
import Foundation
import Innboks
import Logging
import Omforming
import Testtjenere
import Utboks

// A program of its own, so that what it measures is a sender's memory and not the tests' or the server's.
//
//     sendeproeve integrasjonspunkt URL FOLDER FILE...
//     sendeproeve altinn URL FOLDER FILE...
//     sendeproeve arkiv URL FOLDER FILE       with a PutMessageRequest
//     sendeproeve innboks URL FOLDER ARCHIVE-URL [COUNT]    until so many messages are with the archive
//
// Prints what came of it, the highest memory it had before sending, and the highest in all, in KiB.

func highWater() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? -1
}

let arguments = CommandLine.arguments
guard arguments.count > 4 else { exit(64) }
let (kind, url) = (arguments[1], arguments[2])
let folder = URL(filePath: arguments[3], directoryHint: .isDirectory)
let omformer = try Omformer()

switch kind {
case "arkiv":
    let before = highWater()
    let svar = try await Arkivklient(ArkivSettings(url: url)).lever(URL(filePath: arguments[4]))
    print(svar)
    print(before, highWater())
    if case .tatt(_) = svar { exit(0) }
    exit(1)
case "innboks":
    var settings = InnboksSettings(folder: folder)
    settings.pollSeconds = (0.01, 0.05)
    settings.minFreeBytes = 0
    settings.retry.firstDelay = 0.05
    settings.retry.longestDelay = 0.05
    settings.retry.attempts = 1000
    var punkt = IntegrasjonspunktSettings(baseURL: url)
    punkt.http.retry.firstDelay = 0.01
    let innboks = try Innboks(
        settings, koe: Innkoe(punkt), transport: IntegrasjonspunktTransport(punkt),
        arkiv: Arkivklient(ArkivSettings(url: arguments[4])), omformer: omformer,
        logger: Logger(label: "innboks") { _ in SwiftLogNoOpLogHandler() })
    let before = highWater()
    let running = Task { try await innboks.run() }
    let wanted = arguments.count > 5 ? Int(arguments[5]) ?? .max : .max
    while true {
        let done = try await innboks.meldinger(i: .levert).filter { $0.slettet && $0.svartilstand == .sendt }
        if done.count >= wanted { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    running.cancel()
    try await running.value
    print(before, highWater())
    exit(0)
default: break
}

let oppdrag = try Proeveoppdrag.brev(
    in: folder, with: omformer, filer: arguments.dropFirst(4).map { URL(filePath: $0) })
let before = highWater()

let transport: any DPVTransport
switch kind {
case "integrasjonspunkt": transport = try IntegrasjonspunktTransport(IntegrasjonspunktSettings(baseURL: url))
default:
    // The key comes on standard input.
    let key = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    transport = try AltinnTransport(
        AltinnSettings(
            serviceURL: url + "/correspondence/api/v1",
            exchangeURL: url + "/authentication/api/v1/exchange/maskinporten",
            maskinporten: MaskinportenSettings(
                tokenURL: url + "/token", audience: AltinnTjener.audience, clientId: "proeve",
                scopes: ["altinn:correspondence.write"],
                noekkel: Maskinportennoekkel(privateKeyPEM: key, kid: "kjent")),
            prosesstabell: Prosesstabell(omformer)))
}
let resultat = try await transport.send(oppdrag)
print(resultat)
print(before, highWater())
if case .accepted = resultat { exit(0) }
exit(1)
