// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming

/// Makes orders of invented messages.
struct Proeveoppdrag {
    struct Dokument {
        var filnavn: String
        var tittel: String
        var bytes: Data
    }

    let omformer: Omformer
    let folder: URL
    let counterpart: Counterpart

    /// What must not be seen in any reason: it stands in the message and nowhere else.
    static let hemmeligheter = ["Prøvesen", "brygga", "Prøvestad"]

    static let vanlig = [Dokument(filnavn: "brev.txt", tittel: "Brev", bytes: Data("Hei.\n".utf8))]

    /// A letter of the type digital_dpv.
    func letter(to receiver: String) throws -> Oppdrag {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(counterpart.sender), receiver: receiver,
            messageId: UUID().uuidString.lowercased(), conversationId: UUID().uuidString.lowercased(),
            prosess: .info, dokumenttype: .digitalDpv)
        sbd.digitalDpv = DigitalDpv(tittel: "Brev om brygga", sammendrag: "Brygga", innhold: "**Brygga** er åpen.")
        let file = folder.appending(path: "\(UUID().uuidString).txt")
        try Data("Hei.\n".utf8).write(to: file)
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var correspondence = CorrespondenceSettings()
        correspondence.messageSender = "Prøvestad kommune"
        let levering = try Levering(
            digitalDpv: SBDInnlesing(json: sbd.json.bytes), files: [Brevfil(navn: "brev.txt", innhold: handle)],
            workingIn: folder.appending(path: UUID().uuidString, directoryHint: .isDirectory), with: omformer,
            settings, correspondence: correspondence)
        return try Self.accepted(levering)
    }

    func make(
        id: String = UUID().uuidString.lowercased(), skjermet: Bool = false, zips: Bool = false,
        _ dokumenter: [Dokument] = vanlig
    ) throws -> Oppdrag {
        var text = String(
            decoding: skjermet ? PackageResources.skjermet_xml : PackageResources.melding_xml, as: UTF8.self)
        let files = dokumenter.enumerated().map { index, dokument in
            Self.filled(
                String(decoding: PackageResources.dokument_xml, as: UTF8.self),
                [
                    "NUMMER": String(index + 1), "TYPE": index == 0 ? "H" : "V", "TITTEL": dokument.tittel,
                    "FILNAVN": dokument.filnavn, "INNHOLD": dokument.bytes.base64EncodedString(),
                ])
        }
        text = Self.filled(
            text,
            [
                "ID": id, "AVSENDER": counterpart.sender, "MOTTAKER": counterpart.receiver,
                "DOKUMENTER": files.joined(),
            ])
        let file = folder.appending(path: "\(UUID().uuidString).xml")
        try Data(text.utf8).write(to: file)
        let input = try FileHandle(forReadingFrom: file)
        defer { try? input.close() }
        let work = folder.appending(path: UUID().uuidString, directoryHint: .isDirectory)
        var correspondence = CorrespondenceSettings()
        correspondence.zipping.above = zips ? 1 : nil
        return try Self.accepted(
            Levering(of: input, workingIn: work, with: omformer, settings, correspondence: correspondence))
    }

    private var settings: ConversionSettings {
        let now = Date()
        var settings = ConversionSettings()
        settings.tidspunkt = "2026-02-03T09:00:00+01:00"
        settings.creationDateAndTime = (now - 5).formatted(.iso8601)
        settings.expectedResponseDateTime = (now + 86_400).formatted(.iso8601)
        return settings
    }

    private static func accepted(_ levering: Levering) throws -> Oppdrag {
        guard let oppdrag = levering.oppdrag else {
            let koder = levering.rapport.funn.map(\.funn.kode).joined(separator: ", ")
            throw ArkivbroError(.configuration, "Prøvemeldingen ble ikke godtatt: \(koder).")
        }
        return oppdrag
    }

    private static func filled(_ template: String, _ values: [String: String]) -> String {
        values.reduce(template) { $0.replacing("@" + $1.key + "@", with: $1.value) }
    }
}
