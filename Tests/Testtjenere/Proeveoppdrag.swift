// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP
import EFormidling
public import Foundation
import Noark
public import Omforming
import Synchronization
public import Testhjelp

/// Orders of invented messages, and the time they are sent in.
public enum Proeveoppdrag {
    /// An order of a BEST/EDU message.
    ///
    /// - Parameters:
    ///   - journpost: elements of the journal post.
    ///   - dokumenter: document elements.
    /// - Throws: when it cannot be made.
    public static func melding(
        in folder: URL, with omformer: Omformer, id: String = UUID().uuidString.lowercased(), journpost: String = "",
        dokumenter: String = Meldinger.dokument(), correspondence: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Oppdrag {
        let file = folder.appending(path: "\(UUID().uuidString).xml")
        try Data(Meldinger.putMessage(Meldinger.melding(journpost: journpost, dokumenter: dokumenter), id: id))
            .write(to: file)
        return try oppdrag(
            Levering(
                of: FileHandle(forReadingFrom: file), workingIn: folder.appending(path: UUID().uuidString),
                with: omformer, settings, correspondence: correspondence))
    }

    /// An order of a letter with files.
    ///
    /// - Throws: when it cannot be made.
    public static func brev(in folder: URL, with omformer: Omformer, filer: [URL]) throws -> Oppdrag {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker,
            messageId: UUID().uuidString.lowercased(), conversationId: UUID().uuidString.lowercased(), prosess: .info,
            dokumenttype: .digitalDpv)
        sbd.digitalDpv = DigitalDpv(tittel: "Om brygga", sammendrag: "Brygga", innhold: "Brygga er åpen.")
        var correspondence = CorrespondenceSettings()
        correspondence.messageSender = "Fjordvik kommune"
        let brevfiler = try filer.map {
            Brevfil(navn: $0.lastPathComponent, innhold: try FileHandle(forReadingFrom: $0))
        }
        return try oppdrag(
            Levering(
                digitalDpv: SBDInnlesing(json: sbd.json.bytes), files: brevfiler,
                workingIn: folder.appending(path: UUID().uuidString), with: omformer, settings,
                correspondence: correspondence))
    }

    private static var settings: ConversionSettings {
        var settings = ConversionSettings()
        settings.tidspunkt = "2026-02-03T09:00:00+01:00"
        settings.expectedResponseDateTime = (Date() + 86_400).formatted(.iso8601)
        return settings
    }

    private static func oppdrag(_ levering: Levering) throws -> Oppdrag {
        guard let oppdrag = levering.oppdrag else {
            let koder = levering.rapport.funn.map(\.funn.kode).joined(separator: ", ")
            throw ArkivbroError(.configuration, "Prøvemeldingen ble ikke godtatt: \(koder).")
        }
        return oppdrag
    }
}

/// A clock that stands still, and waits that take no time and are written down.
public final class Proevetid: Sendable {
    private let offset = Mutex(0.0)
    private let noted = Mutex<[Double]>([])

    /// Creates a time that is now.
    public init() {}

    /// What time it is.
    public var now: Date { offset.withLock { Date() + $0 } }

    /// The waits so far, in seconds.
    public var waits: [Double] { noted.withLock { $0 } }

    /// Time passes.
    public func pass(_ seconds: Double) { offset.withLock { $0 += seconds } }

    /// Surroundings in this time, where chance has no say.
    public var surroundings: Surroundings {
        Surroundings(
            now: { self.now }, chance: { 1 },
            sleep: { seconds in
                try Task.checkCancellation()
                self.noted.withLock { $0.append(seconds) }
            })
    }
}
