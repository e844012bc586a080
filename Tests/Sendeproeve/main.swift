// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVAltinn
import DPVHTTP
import DPVIntegrasjonspunkt
import Foundation
import Omforming
import Testtjenere

// A program of its own, so that what it measures is a sender's memory and not the tests' or the server's.
//
//     sendeproeve integrasjonspunkt URL FOLDER FILE...
//     sendeproeve altinn URL FOLDER FILE...
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
