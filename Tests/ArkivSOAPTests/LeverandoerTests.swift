// SPDX-License-Identifier: Apache-2.0
import ArkivSOAP
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
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
                for operation in binding.children
                where operation.localName == "operation" && operation.attribute("name") == "PutMessage" {
                    let style = try #require(operation.children.first { $0.localName == "operation" })
                    let action = style.attribute("soapAction") ?? ""
                    for nyttelast in Dialekt.Nyttelast.allCases {
                        let klient = try proeve.klient(type) {
                            $0.dialekt.soap = isSoap12 ? .soap12 : .soap11
                            $0.dialekt.nyttelast = nyttelast
                            // What the description says goes before what is known of other installations.
                            if type == .websak { $0.soapAction = action }
                        }
                        // A letter, and the receipt for one.
                        for fil in [try proeve.fil(), try proeve.fil(Self.kvittering())] {
                            _ = try await klient.lever(fil)
                        }
                        let calls = proeve.tjener.mottatt.suffix(2)
                        #expect(calls.count == 2)
                        for mottatt in calls {
                            if isSoap12 {
                                #expect(mottatt.contentType.contains("action=") == !action.isEmpty)
                            } else {
                                #expect(mottatt.soapAction == "\"\(action)\"")
                            }
                            try expect(Self.content(of: mottatt.body), fits: xsd, in: proeve.folder, xmllint)
                        }
                    }
                }
            }
        }
    }

    /// What an archive answers by its own description is read, and says what it says.
    @Test(arguments: [
        ("ephorte.wsdl", ArkivSettings.Arkivtype.ephorte), ("p360/EDUImport.xsd", .p360),
        ("websak/Noark.Exchange.types.xsd", .websak),
    ])
    func answersThatFitTheDescriptionAreRead(_ schema: String, _ type: ArkivSettings.Arkivtype) async throws {
        guard let shared = Omgivelser.shared?.appending(path: "standards/vendor-wsdl"),
            let xmllint = Kjoering.program("xmllint")
        else { return Omgivelser.skip("arkivenes egne beskrivelser eller xmllint finnes ikke her") }
        try await Arkivproeve.run { proeve in
            let xsd = proeve.folder.appending(path: "typer.xsd")
            try Self.schema(in: shared.appending(path: schema)).write(to: xsd)
            let klient = try proeve.klient(type)
            let exchange = "http://www.arkivverket.no/Noark/Exchange/types"
            for (ord, wanted) in [("OK", "tatt"), ("WARNING", "tatt"), ("ERROR", "avvist"), ("NOTSUPPORTED", "avvist")]
            {
                for message in ["", #"<message code="Recno"><text>4711</text></message>"#] {
                    let answer = """
                        <x:PutMessageResponse xmlns:x="\(exchange)"><result type="\(ord)">\(message)</result>\
                        </x:PutMessageResponse>
                        """
                    try expect(Data(answer.utf8), fits: xsd, in: proeve.folder, xmllint)
                    proeve.tjener.answer { _ in ArkivTjener.soap(answer) }
                    let svar = try await klient.lever(proeve.fil())
                    #expect(svar.ord == wanted && svar.appReceipt?.contains("4711") == !message.isEmpty)
                }
            }
        }
    }

    private func expect(_ document: Data, fits xsd: URL, in folder: URL, _ xmllint: URL) throws {
        let file = folder.appending(path: "dokument.xml")
        try document.write(to: file)
        let run = try Kjoering(
            xmllint,
            ["--nonet", "--noout", "--schema", xsd.path(percentEncoded: false), file.path(percentEncoded: false)])
        #expect(run.status == 0, "\(xsd.path(percentEncoded: false)) \(run.errors)")
    }

    /// A receipt as we make it of one that came in.
    private static func kvittering() throws -> [UInt8] {
        var brev = StandardBusinessDocument(
            sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker, messageId: Meldinger.id,
            conversationId: Meldinger.id, prosess: .administrasjon, dokumenttype: .arkivmelding)
        brev.senderRef = "2026/17"
        let sbd = try #require(
            brev.addressed(
                Kvittering(
                    receiptType: .error, relatedToMessageId: Meldinger.id,
                    messages: [.init(code: "-1", text: "a < b"), .init(code: nil, text: nil)])))
        let made = try Omformer().appReceipt(of: sbd)
        let sink = MemorySink()
        try PutMessageWriter().write(try #require(made.putMessage), documents: Ingen(), to: sink)
        return sink.bytes
    }

    private struct Ingen: DocumentSource {
        func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) {}
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
