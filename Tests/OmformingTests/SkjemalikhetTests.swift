// SPDX-License-Identifier: Apache-2.0
import Foundation
import SafeXML
import Testhjelp
import Testing

/// Our schemas say the same as the official ones, whatever their files are cut into.
@Suite struct SkjemalikhetTests {
    @Test(arguments: [
        ("arkivmelding/integrasjonspunkt/arkivmelding.xsd", "arkivmelding-integrasjonspunkt/arkivmelding.xsd"),
        ("arkivmelding/docs/arkivmelding.xsd", "arkivmelding-docs/arkivmelding.xsd"),
        ("metadatakatalog/3.1/metadatakatalog.xsd", "arkivmelding-integrasjonspunkt/metadatakatalog.xsd"),
        ("metadatakatalog/3.1/metadatakatalog.xsd", "arkivmelding-docs/metadatakatalog.xsd"),
        ("noark-exchange/noark4-types.xsd", "noark-exchange/noark4-1-ws-wd-types.xsd"),
        ("noark-exchange/noarkExchange-types.xsd", "noark-exchange/noarkExchange-types.xsd"),
    ])
    func oursEqualsTheOfficial(_ our: String, _ official: String) throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de offisielle skjemaene finnes ikke her") }
        let ours = try Skjemabilde(Omgivelser.root.appending(path: "schemas/" + our))
        let theirs = try Skjemabilde(shared.appending(path: "standards/" + official))
        #expect(!theirs.linjer.isEmpty)
        #expect(
            ours.linjer == theirs.linjer,
            "\(ours.linjer.symmetricDifference(theirs.linjer).sorted().joined(separator: "\n"))")
    }

    @Test func aDifferenceIsSeen() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de offisielle skjemaene finnes ikke her") }
        let one = try Skjemabilde(shared.appending(path: "standards/arkivmelding-integrasjonspunkt/arkivmelding.xsd"))
        let other = try Skjemabilde(shared.appending(path: "standards/arkivmelding-docs/arkivmelding.xsd"))
        #expect(one.linjer != other.linjer)
    }
}

/// What a schema says of its own namespace, one line for each component, with includes followed.
private struct Skjemabilde {
    private(set) var linjer = Set<String>()

    init(_ url: URL) throws {
        var pending = [url]
        while let next = pending.popLast() {
            let root = try #require(XMLDocument(parsing: [UInt8](try Data(contentsOf: next))).root)
            let form = root.attribute("elementFormDefault") ?? "unqualified"
            let target = root.attribute("targetNamespace") ?? ""
            for child in root.children {
                switch child.localName {
                case "include":
                    pending.append(
                        next.deletingLastPathComponent().appending(path: child.attribute("schemaLocation") ?? ""))
                case "complexType", "simpleType", "element":
                    linjer.insert("\(target) \(form) \(Self.describe(child))")
                default: break
                }
            }
        }
    }

    private static func describe(_ element: XMLElement) -> String {
        if element.localName == "annotation" { return "" }
        // Several patterns of one restriction are alternatives.
        var attributes = element.attributeNames.sorted().compactMap { name -> String? in
            guard var value = element.attribute(name) else { return nil }
            if ["type", "base"].contains(name) { value = String(value.split(separator: ":").last ?? "") }
            if ["minOccurs", "maxOccurs"].contains(name), value == "1" { return nil }
            if value == "false", ["nillable", "mixed"].contains(name) { return nil }
            return "\(name)=\(value)"
        }
        var children = element.children.filter { $0.localName != "annotation" }
        let patterns = children.filter { $0.localName == "pattern" }.compactMap { $0.attribute("value") }
        if !patterns.isEmpty {
            children.removeAll { $0.localName == "pattern" }
            attributes.append("pattern=" + patterns.map { $0.hasPrefix("(") ? $0 : "(\($0))" }.joined(separator: "|"))
        }
        let isSet = element.localName == "restriction"
        let inner = children.map(describe)
        return
            "\(element.localName)[\(attributes.joined(separator: " "))](\((isSet ? inner.sorted() : inner).joined(separator: ",")))"
    }
}
