// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Noark

/// How the archive's own endpoint is reached.
public struct Arkivoppsett: Sendable {
    /// The frame around a message.
    public enum Soap: String, Sendable, Hashable {
        /// None.
        case none
        /// SOAP 1.1.
        case soap11 = "1.1"
        /// SOAP 1.2.
        case soap12 = "1.2"
    }

    /// A certificate of ours; its key is never shown.
    public struct Klientsertifikat: Sendable, CustomStringConvertible, CustomReflectable {
        /// The certificate, PEM.
        public let file: URL
        /// The private key, PEM.
        public let privateKeyPEM: String

        /// Nothing of it.
        public var description: String { "Klientsertifikat" }

        /// Nothing of it.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The address.
    public let url: String
    /// The archive, as the setting names it.
    public let type: String
    /// The frame around a message.
    public let soap: Soap
    /// The payload stands in CDATA sections.
    public let usesCDATA: Bool
    /// The SOAPAction of PutMessage; nil is the archive's.
    public let soapAction: String?
    /// An empty answer means success; nil is the archive's.
    public let takesEmptyAnswer: Bool?
    /// Who we are there; nil is nobody.
    public let login: Login?
    /// What we prove who we are with; nil is nothing.
    public let klientsertifikat: Klientsertifikat?
    /// Waits and trust.
    public let forbindelse: Forbindelsesoppsett
}

extension Oppsett {
    /// How the archive's own endpoint is reached.
    ///
    /// - Throws: when something is missing or contradictory.
    public func arkiv() throws(ConfigurationFault) -> Arkivoppsett {
        let faults = Oppsettskontroll(arkiv: self).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        let login = try login("archive")
        var klientsertifikat: Arkivoppsett.Klientsertifikat?
        if let file = path("archive.certificateFile"), let key = try secret("archive.key") {
            klientsertifikat = Arkivoppsett.Klientsertifikat(file: file, privateKeyPEM: key)
        }
        return Arkivoppsett(
            url: text("archive.url") ?? "", type: text("archive.type") ?? "annet",
            soap: text("archive.soap").flatMap(Arkivoppsett.Soap.init(rawValue:)) ?? .soap11,
            usesCDATA: text("archive.payload") == "cdata", soapAction: text("archive.soapAction"),
            takesEmptyAnswer: flag("archive.takesEmptyAnswer"), login: login, klientsertifikat: klientsertifikat,
            forbindelse: forbindelse("archive"))
    }
}
