// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Noark

/// An ASiC-E, and the SBD that the integrasjonspunkt gave beside it.
final class ASiCMedSBD: Forsendelseskilde {
    private let kilde: any Forsendelseskilde
    private let json: [UInt8]

    // Only ours: no file of a package has a slash in its name.
    private static let navn = "/sbd.json"

    init(_ kilde: any Forsendelseskilde, sbd json: [UInt8]) {
        self.kilde = kilde
        self.json = json
    }

    var sbd: Forsendelsesfil? { Forsendelsesfil(navn: Self.navn, size: Int64(json.count)) }
    var arkivmelding: Forsendelsesfil? { kilde.arkivmelding }
    var dokumenter: [Forsendelsesfil] { kilde.dokumenter }
    var funn: [Funn] { kilde.funn }

    func read(_ navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        if navn == Self.navn {
            try json.withUnsafeBytes(body)
        } else {
            try kilde.read(navn, body)
        }
    }
}
