// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import EFormidling
public import Foundation
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

    /// Most bytes of what is no package: an SBD is small, and an arkivmelding without its documents is too.
    public static let maxBytes = SBDInnlesing.maxBytes

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

    /// Reads what is no package.
    ///
    /// - Throws: `SafeXMLError` when a library fails.
    public init(_ bytes: [UInt8], limits: Limits = .standard) throws {
        let isJSON = bytes.first { !XMLText.isBlank($0) } == UInt8(ascii: "{")
        self = isJSON ? .kvittering(SBDInnlesing(json: bytes)) : .arkivmelding(try Innlesing(bytes, limits: limits))
    }
}
