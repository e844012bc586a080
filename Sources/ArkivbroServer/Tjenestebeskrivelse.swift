// SPDX-License-Identifier: Apache-2.0
import Omforming
import SafeXML

/// The WSDL of noarkExchange and its schema, with the address that clients use.
struct Tjenestebeskrivelse: Sendable {
    private let omformer: Omformer

    init(_ omformer: Omformer) { self.omformer = omformer }

    private static let folder = "schemas/noark-exchange/"
    private static let wsdl = folder + "noarkExchange.wsdl"
    // Only what the WSDL needs: the rest of the folder is no part of the service.
    private static let schemas = ["noarkExchange-types.xsd"]

    // One port for each version in one description would leave clients that are made from it without a choice.
    private static let soap = "http://schemas.xmlsoap.org/wsdl/soap/"
    private static let soap12 = "http://schemas.xmlsoap.org/wsdl/soap12/"

    /// The WSDL.
    ///
    /// - Parameters:
    ///   - address: the address of noarkExchange.
    ///   - soap12: describes the service in SOAP 1.2.
    func wsdl(_ address: String, soap12: Bool) throws -> [UInt8] {
        let document = try omformer.table(Self.wsdl)
        Self.each(document.root) { element in
            switch element.localName {
            case "address": element.setAttribute("location", address)
            case "import", "include":
                guard let name = element.attribute("schemaLocation") else { return }
                element.setAttribute("schemaLocation", "\(address)?xsd=\(name)")
            default: break
            }
        }
        let bytes = try document.serialized()
        guard soap12 else { return bytes }
        return Array(String(decoding: bytes, as: UTF8.self).replacing(Self.soap, with: Self.soap12).utf8)
    }

    /// A schema; nil when there is none of that name.
    func xsd(_ name: String) throws -> [UInt8]? {
        guard Self.schemas.contains(name) else { return nil }
        return try omformer.table(Self.folder + name).serialized()
    }

    private static func each(_ element: XMLElement?, _ body: (XMLElement) -> Void) {
        guard let element else { return }
        body(element)
        for child in element.children { each(child, body) }
    }
}
