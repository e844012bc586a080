// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Omforming
import SafeXML

/// The processes that DPV can carry, and what each means in Altinn (`xslt/prosesstabell.xml`).
public struct Prosesstabell: Sendable, Hashable {
    /// One process.
    public struct Rad: Sendable, Hashable {
        /// The process.
        public let prosess: Prosess
        /// What it is for, in bokmål.
        public let navn: String
        /// What its messages are.
        public let dokumenttype: Dokumenttype
        /// The resource in Altinn; nil is not known, and must be set before Altinn is called directly.
        public var resourceId: String?
        /// The resource demands that messages are marked as confidential; if not, that they are not.
        public var isConfidential: Bool
        /// A person who has reserved against digital post gets the message all the same.
        public var ignoreReservation: Bool
        /// Service code of the time before Altinn 3.
        public var serviceCode: String?
        /// Edition of ``serviceCode``.
        public var serviceEditionCode: String?

        /// Creates a row.
        public init(
            prosess: Prosess, navn: String, dokumenttype: Dokumenttype, resourceId: String? = nil,
            isConfidential: Bool = false, ignoreReservation: Bool = false, serviceCode: String? = nil,
            serviceEditionCode: String? = nil
        ) {
            self.prosess = prosess
            self.navn = navn
            self.dokumenttype = dokumenttype
            self.resourceId = resourceId
            self.isConfidential = isConfidential
            self.ignoreReservation = ignoreReservation
            self.serviceCode = serviceCode
            self.serviceEditionCode = serviceEditionCode
        }
    }

    /// The rows, in the order of the table.
    public private(set) var rader: [Rad]

    /// Reads the table of the program.
    ///
    /// - Throws: `ArkivbroError` when it is not of its form.
    public init(_ omformer: Omformer) throws {
        let path = "xslt/prosesstabell.xml"
        rader = try (omformer.table(path).root?.children ?? []).map { element in
            let typer = [Dokumenttype.arkivmelding, .digitalDpv]
            guard let urn = element.attribute("urn"), let navn = element.attribute("navn"),
                let dokumenttype = typer.first(where: { $0.type == element.attribute("dokumenttype") })
            else { throw ArkivbroError(.brokenResource, "\(path) har en rad som ikke har sin form.") }
            return Rad(
                prosess: Prosess(urn: urn), navn: navn, dokumenttype: dokumenttype,
                resourceId: element.attribute("ressurs"), isConfidential: element.attribute("taushetsbelagt") == "ja",
                ignoreReservation: element.attribute("reservasjon") == "overstyrer",
                serviceCode: element.attribute("tjenestekode"), serviceEditionCode: element.attribute("utgavekode"))
        }
    }

    /// The row of a process; nil when the table does not have it.
    public subscript(prosess: Prosess) -> Rad? { rader.first { $0.prosess == prosess } }

    /// Puts a row in the place of the one with its process, or at the end.
    public mutating func set(_ rad: Rad) {
        if let index = rader.firstIndex(where: { $0.prosess == rad.prosess }) {
            rader[index] = rad
        } else {
            rader.append(rad)
        }
    }
}
