// SPDX-License-Identifier: Apache-2.0

/// A process of eFormidling: what a message is about, by which its receiver controls who may read it.
public struct Prosess: Sendable, Hashable, Codable {
    /// The process identifier, such as `urn:no:difi:profile:arkivmelding:administrasjon:ver1.0`.
    public let urn: String

    /// Takes an identifier as it is.
    public init(urn: String) { self.urn = urn }

    /// Takes an identifier, or the name of a service of the arkivmelding processes, such as `planByggOgGeodata`.
    ///
    /// Nil when the name is neither.
    public init?(named name: String) {
        if name.hasPrefix("urn:") {
            self.init(urn: name)
        } else if let service = Self.tjenester.first(where: { $0.lowercased() == name.lowercased() }) {
            self.init(urn: "urn:no:difi:profile:arkivmelding:\(service):ver1.0")
        } else {
            return nil
        }
    }

    /// Digdir's default for letters between organisations.
    public static let administrasjon = Prosess(urn: "urn:no:difi:profile:arkivmelding:administrasjon:ver1.0")

    /// For letters with content that is exempt from public access.
    public static let taushetsbelagt = Prosess(urn: "urn:no:difi:profile:arkivmelding:taushetsbelagt:ver1.0")

    /// For letters to a person that are for information; who has reserved against digital post gets them all the same.
    public static let info = Prosess(urn: "urn:no:difi:profile:digitalpost:info:ver1.0")

    /// For letters to a person that are decisions.
    public static let vedtak = Prosess(urn: "urn:no:difi:profile:digitalpost:vedtak:ver1.0")

    /// For receipts, to who sent the message.
    public static let response = Prosess(urn: "urn:no:difi:profile:arkivmelding:response:ver1.0")

    /// The services of the arkivmelding processes, as eFormidling names them.
    public static let tjenester = [
        "administrasjon", "helseSosialOgOmsorg", "kulturIdrettOgFritid", "naturOgMiljoe", "naeringsutvikling",
        "oppvekstOgUtdanning", "planByggOgGeodata", "skatterOgAvgifter", "taushetsbelagt", "tekniskeTjenester",
        "trafikkReiserOgSamferdsel",
    ]
}

/// A document type of eFormidling: what the body of an SBD is.
public struct Dokumenttype: Sendable, Hashable, Codable {
    /// Name of the type, and of the SBD's body member.
    public let type: String
    /// Identifier of the standard; ends in `::` and the type.
    public let standard: String
    /// Version of the type.
    public let versjon: String

    /// An arkivmelding with its documents.
    public static let arkivmelding = Dokumenttype(
        type: "arkivmelding", standard: "urn:no:difi:arkivmelding:xsd::arkivmelding", versjon: "2.0")

    /// A letter with title, summary and text of its own, to a person or an organisation.
    public static let digitalDpv = Dokumenttype(
        type: "digital_dpv", standard: "urn:no:difi:digitalpost:xsd:digital::digital_dpv", versjon: "1.0")

    /// An archive's answer to an arkivmelding.
    public static let arkivmeldingKvittering = Dokumenttype(
        type: "arkivmelding_kvittering", standard: "urn:no:difi:arkivmelding:xsd::arkivmelding_kvittering",
        versjon: "2.0")
}
