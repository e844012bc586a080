// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Disk
public import EFormidling
public import Foundation
import Noark
public import SafeXML

/// What a message to an archive is made of, told by what it is.
public enum Tilbakeinndata {
    /// A package with an arkivmelding.
    case forsendelse(any Forsendelseskilde)
    /// An arkivmelding that stands alone.
    case arkivmelding(Innlesing)
    /// A receipt, in its SBD or in a package.
    case kvittering(SBDInnlesing)
    /// A package that cannot be opened.
    case avvist(Forsendelsesfeil)

    /// Opens a package; nil when there is none at the place.
    ///
    /// - Throws: `POSIXError` when reading fails.
    public init?(package url: URL) throws {
        guard Forsendelse.canOpen(url) else { return nil }
        do {
            let kilde = try Forsendelse.open(url)
            self = try kilde.kvittering().map(Self.kvittering) ?? .forsendelse(kilde)
        } catch let error as Forsendelsesfeil {
            self = .avvist(error)
        }
    }

    /// Reads what is no package: an SBD, or an arkivmelding that stands alone.
    ///
    /// - Throws: ``ArkivbroError`` when reading fails, or `SafeXMLError` when a library does.
    public init(reading input: FileHandle, limits: Limits = .standard) throws {
        var bytes: [UInt8] = []
        do {
            func more() throws -> Bool {
                guard let piece = try input.read(upToCount: 1 << 16), !piece.isEmpty else { return false }
                bytes.append(contentsOf: piece)
                return true
            }
            while bytes.count < 1 << 16, bytes.allSatisfy(XMLText.isBlank), try more() {}
            // Some programs begin their JSON with a mark of the encoding; those of XML are the reader's.
            let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
            if start.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
                // The directory of a ZIP is at its end.
                self = .avvist(Forsendelsesfeil([Funn("FO-017")]))
                return
            }
            if start.first(where: { !XMLText.isBlank($0) }) == UInt8(ascii: "{") {
                // One byte too many is enough to tell that it is too large.
                while bytes.count <= SBDInnlesing.maxBytes, try more() {}
                self = .kvittering(SBDInnlesing(json: bytes))
                return
            }
        } catch {
            throw ArkivbroError(.cannotRead, "Kan ikke lese meldingen: \(error.reason).")
        }
        self = .arkivmelding(
            try Innlesing(reading: input, after: bytes, into: DiscardingDocumentStore(), limits: limits))
    }
}
