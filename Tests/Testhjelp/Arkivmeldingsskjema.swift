// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The leaves of arkivmelding as our schemas have them.
///
/// The folder is a saksmappe and the journal post in it a journalpost, as in every message; folders inside the folder
/// are one leaf, and journal posts without a folder none: those have the same leaves once more.
/// `virksomhetsspesifikkeMetadata` is passed over.
public struct Arkivmeldingsskjema {
    /// A leaf.
    public struct Blad: Sendable, Hashable {
        /// Path without numbers.
        public let sti: String
        /// What a value looks like.
        public let slag: Slag
    }

    /// What a value looks like.
    public enum Slag: Sendable, Hashable {
        case tekst, dato, tidspunkt, tall, guid
        /// One of these.
        case kode([String])
    }

    /// The leaves, in the order of the schema.
    public private(set) var blader: [Blad] = []

    private let typer: [String: Meldingselement]
    private let enkle: [String: Meldingselement]

    // What the elements of a general type are in a message.
    private static let alltid = ["mappe": "saksmappe", "basisregistrering": "journalpost"]

    /// - Parameter variant: the folder of the schema in `schemas/arkivmelding/`.
    /// - Throws: when a schema cannot be read.
    public init(_ variant: String) throws {
        func barn(_ sti: String) throws -> [Meldingselement] {
            let url = Omgivelser.root.appending(path: "schemas/\(sti).xsd")
            return try Meldingsleser.xml([UInt8](try Data(contentsOf: url))).barn
        }
        let felles = try barn("arkivmelding/\(variant)/arkivmelding") + barn("arkivmelding/felles/arkivmelding-typer")
        func navngitte(_ slag: String, _ elementer: [Meldingselement]) -> [String: Meldingselement] {
            Dictionary(
                elementer.filter { $0.navn == slag }.map { ($0.attributt("name") ?? "", $0) }
            ) { first, _ in first }
        }
        typer = navngitte("complexType", felles)
        enkle = navngitte("simpleType", try barn("metadatakatalog/3.1/metadatakatalog"))
        legg(til: "arkivmelding", type: "arkivmelding")
    }

    private mutating func legg(til sti: String, type: String) {
        guard let definisjon = typer[type] else { return }
        legg(til: sti, definisjon)
    }

    private mutating func legg(til sti: String, _ definisjon: Meldingselement) {
        for barn in definisjon.barn {
            switch barn.navn {
            case "element": legg(til: sti, element: barn)
            case "extension":
                legg(til: sti, type: Self.lokalt(barn.attributt("base")))
                legg(til: sti, barn)
            default: legg(til: sti, barn)
            }
        }
    }

    private mutating func legg(til sti: String, element: Meldingselement) {
        let navn = element.attributt("name") ?? ""
        let inni = sti + "/" + navn
        let type = Self.lokalt(element.attributt("type"))
        // Names mean one thing in each namespace: am:gradering has fields, mk:gradering has none.
        let erGruppe = element.attributt("type")?.hasPrefix("am:") == true && typer[type] != nil
        if navn == "virksomhetsspesifikkeMetadata" { return }
        if sti == "arkivmelding", ["registrering", "basisregistrering"].contains(navn) { return }
        if erGruppe, type != "mappe" || sti == "arkivmelding" {
            legg(til: inni, type: Self.alltid[type] ?? type)
        } else if !blader.contains(where: { $0.sti == inni }) {
            blader.append(Blad(sti: inni, slag: slag(type)))
        }
    }

    private func slag(_ type: String) -> Slag {
        switch type {
        case "GUID": return .guid
        case "date": return .dato
        case "dateTime": return .tidspunkt
        case "int", "integer": return .tall
        default:
            guard let begrensning = enkle[type]?.barn("restriction") else { return .tekst }
            let koder = begrensning.barn.compactMap { $0.navn == "enumeration" ? $0.attributt("value") : nil }
            if !koder.isEmpty { return .kode(koder) }
            let base = Self.lokalt(begrensning.attributt("base"))
            return base == "string" ? .tekst : slag(base)
        }
    }

    private static func lokalt(_ navn: String?) -> String {
        navn?.split(separator: ":").last.map(String.init) ?? ""
    }
}
