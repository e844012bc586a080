// SPDX-License-Identifier: Apache-2.0
import ArkivSOAP
import BestEdu
import Foundation
import SafeXML
import Testhjelp
import Testing
import Testtjenere

/// Our calls are what the archives' own descriptions ask for.
@Suite struct LeverandoerTests {
    @Test(arguments: [
        ("ephorte.wsdl", "ephorte.wsdl", ArkivSettings.Arkivtype.ephorte),
        ("p360/eduImportService.wsdl", "p360/EDUImport.xsd", .p360),
        ("websak/Noark.Exchange.wsdl", "websak/Noark.Exchange.types.xsd", .websak),
    ])
    func callsFitTheDescription(_ wsdl: String, _ schema: String, _ type: ArkivSettings.Arkivtype) async throws {
        guard let shared = Omgivelser.shared?.appending(path: "standards/vendor-wsdl"),
            let xmllint = Kjoering.program("xmllint")
        else { return Omgivelser.skip("arkivenes egne beskrivelser eller xmllint finnes ikke her") }
        let description = try XMLDocument(parsing: Data(contentsOf: shared.appending(path: wsdl)))
        let bindings = try #require(description.root).children.filter { $0.localName == "binding" }
        #expect(!bindings.isEmpty)
        try await Arkivproeve.run { proeve in
            let xsd = proeve.folder.appending(path: "typer.xsd")
            try Self.schema(in: shared.appending(path: schema)).write(to: xsd)
            for binding in bindings {
                let isSoap12 = binding.children.contains {
                    $0.isIn(namespace: "http://schemas.xmlsoap.org/wsdl/soap12/")
                }
                for operation in binding.children where operation.localName == "operation" {
                    let style = try #require(operation.children.first { $0.localName == "operation" })
                    let action = style.attribute("soapAction") ?? ""
                    for nyttelast in Dialekt.Nyttelast.allCases {
                        let klient = try proeve.klient(type) {
                            $0.dialekt.soap = isSoap12 ? .soap12 : .soap11
                            $0.dialekt.nyttelast = nyttelast
                            // What the description says goes before what is known of other installations.
                            if type == .websak { $0.soapAction = action }
                        }
                        let isPut = operation.attribute("name") == "PutMessage"
                        if isPut {
                            _ = try await klient.lever(proeve.fil())
                        } else {
                            _ = try await klient.canReceive("310000043")
                        }
                        let mottatt = try #require(proeve.tjener.mottatt.last)
                        if isSoap12 {
                            #expect(mottatt.contentType.contains("action=") == !action.isEmpty)
                        } else {
                            #expect(mottatt.soapAction == "\"\(action)\"")
                        }
                        let request = proeve.folder.appending(path: "kall.xml")
                        try Self.content(of: mottatt.body).write(to: request)
                        let run = try Kjoering(
                            xmllint, ["--nonet", "--noout", "--schema", xsd.path(), request.path()])
                        #expect(run.status == 0, "\(wsdl) \(run.errors)")
                    }
                }
            }
        }
    }

    // What stands in Body; namespaces are declared on it, since we declare them where they are used.
    private static func content(of body: [UInt8]) throws -> Data {
        let text = String(decoding: body, as: UTF8.self)
        let match = try #require(text.firstMatch(of: /<Body>(.*)<\/Body>/.dotMatchesNewlines()))
        return Data(match.1.utf8)
    }

    // A schema in a description has its prefixes from there.
    private static func schema(in url: URL) throws -> Data {
        let text = try String(contentsOf: url, encoding: .utf8)
        guard let match = text.firstMatch(of: /<s:schema (.*)<\/s:schema>/.dotMatchesNewlines()) else {
            return Data(text.utf8)
        }
        return Data(
            """
            <s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" \
            xmlns:s0="http://www.arkivverket.no/Noark/Exchange/types" \(match.1)</s:schema>
            """.utf8)
    }
}
