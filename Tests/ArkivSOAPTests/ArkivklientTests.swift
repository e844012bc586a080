// SPDX-License-Identifier: Apache-2.0
import ArkivSOAP
import BestEdu
import DPVHTTP
import Foundation
import Noark
import Omforming
import SafeXML
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// A server, and a message for it.
struct Arkivproeve {
    let tjener: ArkivTjener
    let folder: URL

    static func run(
        sertifikat: Testsertifikat? = nil, klient: Testsertifikat? = nil, user: String? = nil,
        _ body: (Arkivproeve) async throws -> Void
    ) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tjener = try await ArkivTjener(sertifikat: sertifikat, klient: klient, user: user)
            do {
                try await body(Arkivproeve(tjener: tjener, folder: folder))
            } catch {
                await tjener.stop()
                throw error
            }
            await tjener.stop()
        }
    }

    func klient(
        _ type: ArkivSettings.Arkivtype = .annet, url: String? = nil, _ change: (inout ArkivSettings) -> Void = { _ in }
    ) throws -> Arkivklient {
        var settings = ArkivSettings(url: url ?? tjener.url, type: type)
        settings.http = .patient
        change(&settings)
        return try Arkivklient(settings)
    }

    /// A message as `PutMessageWriter` writes it.
    static func melding(_ dialekt: Dialekt = Dialekt(), tittel: String = "Brygga ]]&gt; &lt;15 &amp; &#13; ns2:æøå")
        throws
        -> [UInt8]
    {
        let text = """
            <PutMessageRequest xmlns="http://www.arkivverket.no/Noark/Exchange/types">\
            <envelope xmlns="" conversationId="&quot;a&amp;b&quot;" contentNamespace="x">\
            <sender><orgnr>310000035</orgnr><ref>2026/1 &lt;æ&gt;</ref></sender>\
            <receiver><orgnr>310000043</orgnr></receiver></envelope>\
            <payload xmlns="">\(Meldinger.melding(journpost: "<jpOffinnhold>\(tittel)</jpOffinnhold>"))</payload>\
            </PutMessageRequest>
            """
        let sink = MemorySink()
        try PutMessageWriter(dialekt: dialekt).write(
            XMLDocument(parsing: Array(text.utf8)), documents: IngenDokumenter(), to: sink)
        return sink.bytes
    }

    func fil(_ bytes: [UInt8]? = nil) throws -> URL {
        let fil = folder.appending(path: UUID().uuidString)
        try Data(bytes ?? Self.melding()).write(to: fil)
        return fil
    }
}

private struct IngenDokumenter: DocumentSource {
    func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) {}
}

extension Dialekt {
    static let alle: [Dialekt] = Soap.allCases.flatMap { soap in
        Nyttelast.allCases.map { nyttelast in
            var dialekt = Dialekt()
            dialekt.soap = soap
            dialekt.nyttelast = nyttelast
            return dialekt
        }
    }
}

extension Arkivsvar {
    /// In one word.
    var ord: String {
        switch self {
        case .tatt: "tatt"
        case .avvist: "avvist"
        case .proevIgjen: "proevIgjen"
        case .oppsettsfeil: "oppsettsfeil"
        case .uleselig: "uleselig"
        }
    }

    var grunn: String {
        switch self {
        case .tatt: ""
        case .avvist(let grunn, _), .proevIgjen(let grunn, _), .oppsettsfeil(let grunn), .uleselig(let grunn): grunn
        }
    }

    var appReceipt: String? {
        switch self {
        case .tatt(let data), .avvist(_, let data): data.map { String(decoding: $0, as: UTF8.self) }
        default: nil
        }
    }
}

@Suite struct ArkivklientTests {
    @Test func theMessageArrivesInEachDialectFromEachOther() async throws {
        try await Arkivproeve.run { proeve in
            for fra in Dialekt.alle {
                let fil = try proeve.fil(Arkivproeve.melding(fra))
                for til in Dialekt.alle {
                    let svar = try await proeve.klient { $0.dialekt = til }.lever(fil)
                    let mottatt = try #require(proeve.tjener.mottatt.last)
                    #expect(try mottatt.body == Arkivproeve.melding(til), "\(fra) \(til)")
                    #expect(svar.ord == "tatt", "\(svar)")
                    #expect(mottatt.contentLength == String(mottatt.size))
                    let isSoap12 = til.soap == .soap12
                    #expect(mottatt.soapAction == (isSoap12 ? nil : "\"\""))
                    #expect(
                        mottatt.contentType
                            == (isSoap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8"))
                }
            }
        }
    }

    @Test func theSOAPActionIsTheArchives() async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            let action = "http://www.arkivverket.no/Noark/Exchange/IEDUImport/PutMessage"
            _ = try await proeve.klient(.p360).lever(fil)
            #expect(proeve.tjener.mottatt.last?.soapAction == "\"\(action)\"")
            _ = try await proeve.klient(.p360) { $0.dialekt.soap = .soap12 }.lever(fil)
            #expect(
                proeve.tjener.mottatt.last?.contentType == "application/soap+xml; charset=utf-8; action=\"\(action)\"")
            // Whatever a setting holds, it ends neither the quotes nor the header.
            _ = try await proeve.klient { $0.soapAction = "a\"\r\nX-Own: b" }.lever(fil)
            #expect(proeve.tjener.mottatt.last?.soapAction == "\"aX-Own: b\"")
        }
    }

    @Test(arguments: [
        ("OK", "tatt", true), ("WARNING", "tatt", true), (" ok ", "tatt", true), ("ERROR", "avvist", true),
        ("NOTSUPPORTED", "avvist", true), ("?", "avvist", false), ("", "avvist", false),
    ])
    func aReceiptDecides(_ type: String, _ ord: String, _ isGiven: Bool) async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            for soap12 in [false, true] {
                proeve.tjener.answer { _ in
                    ArkivTjener.receipt(type, message: ("ID &amp;", "Kari &lt;æ&gt;"), soap12: soap12)
                }
                let svar = try await proeve.klient().lever(fil)
                #expect(svar.ord == ord)
                #expect(!svar.grunn.contains("Kari"))
                let wanted = """
                    <?xml version="1.0" encoding="UTF-8"?><AppReceipt \
                    type="\(type.trimmingCharacters(in: .whitespaces).uppercased())" \
                    xmlns="http://www.arkivverket.no/Noark/Exchange/types"><message code="ID &amp;" xmlns="">\
                    <text>Kari &lt;æ&gt;</text></message></AppReceipt>
                    """
                #expect(svar.appReceipt == (isGiven ? wanted : nil))
            }
        }
    }

    @Test(arguments: [
        (ArkivTjener.fault("InternalServiceFault"), "proevIgjen", "InternalServiceFault"),
        (ArkivTjener.fault("InternalServiceFault", soap12: true), "proevIgjen", "Receiver, InternalServiceFault"),
        (ArkivTjener.fault("ActionNotSupported"), "oppsettsfeil", "SOAPAction"),
        (ArkivTjener.fault("Kari Nordmann"), "proevIgjen", "KariNordmann"),
        (ArkivTjener.soap("<s:Fault><faultcode>s:Server</faultcode></s:Fault>"), "proevIgjen", "Server"),
        (Testsvar(401, headers: ["WWW-Authenticate": "Basic realm=\"x\""]), "oppsettsfeil", "passord"),
        (Testsvar(401, headers: ["WWW-Authenticate": "NTLM"]), "oppsettsfeil", "NTLM"),
        (Testsvar(403), "oppsettsfeil", "403"), (Testsvar(404), "oppsettsfeil", "404"),
        (Testsvar(302, headers: ["Location": "/login"]), "oppsettsfeil", "302"),
        (Testsvar(413), "avvist", "for stor"), (Testsvar(503), "proevIgjen", "503"),
        (Testsvar(500, body: Array("<html><body>Kari Nordmann</body></html>".utf8)), "proevIgjen", "500"),
        (Testsvar(200, body: Array("<!DOCTYPE html><html><p>Kari Nordmann</html>".utf8)), "proevIgjen", "HTML"),
        (Testsvar(200, body: Array("Kari Nordmann".utf8)), "proevIgjen", "200"),
        (Testsvar(200, body: Array("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".utf8)), "proevIgjen", "200"),
        (Testsvar(200), "proevIgjen", "uten innhold"), (Testsvar(202), "proevIgjen", "uten innhold"),
    ])
    func whatIsNoReceiptIsTold(_ answer: Testsvar, _ ord: String, _ word: String) async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            proeve.tjener.answer { _ in answer }
            let svar = try await proeve.klient().lever(fil)
            #expect(svar.ord == ord, "\(svar)")
            #expect(svar.grunn.contains(word), "\(svar)")
            #expect(!svar.grunn.contains("Kari Nordmann"))
            #expect(proeve.tjener.mottatt.count == 1)
        }
    }

    @Test func anEmptyAnswerIsSuccessWhereTheArchiveGivesNoOther() async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            for answer in [
                Testsvar(200), Testsvar(202, body: Array(" \r\n".utf8)), ArkivTjener.soap(""),
                ArkivTjener.soap(#"<PutMessageResponse xmlns="x"/>"#),
            ] {
                proeve.tjener.answer { _ in answer }
                #expect(try await proeve.klient(.p360).lever(fil).ord == "tatt")
                #expect(try await proeve.klient(.ephorte).lever(fil).ord == "proevIgjen")
            }
            proeve.tjener.answer { _ in Testsvar(500) }
            #expect(try await proeve.klient(.p360).lever(fil).ord == "proevIgjen")
        }
    }

    @Test func anAnswerInPartsIsRead() async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            let xml = String(decoding: ArkivTjener.receipt("OK").body, as: UTF8.self)
            proeve.tjener.answer { _ in
                Testsvar(
                    200, headers: ["Content-Type": "multipart/related; type=\"application/xop+xml\"; boundary=\"a\""],
                    body: Array(
                        "\r\n--a\r\nContent-Type: application/xop+xml\r\nContent-ID: <1>\r\n\r\n\(xml)\r\n--a--\r\n"
                            .utf8))
            }
            #expect(try await proeve.klient().lever(fil).ord == "tatt")
        }
    }

    @Test func aLostAnswerIsNoSuccess() async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            proeve.tjener.disturb(.lostAnswer, .cutAnswer, .cutRequest, .slow(300))
            for seconds in [120, 120, 120, 1] {
                let svar = try await proeve.klient { $0.http.answerSeconds = seconds }.lever(fil)
                #expect(svar.ord == "proevIgjen")
                #expect(svar.grunn.contains("kan ha mottatt"))
            }
            #expect(try await proeve.klient().lever(fil).ord == "tatt")
            #expect(try await proeve.klient(url: "http://127.0.0.1:9/").lever(fil).ord == "proevIgjen")
        }
    }

    @Test func anAnswerThatIsTooLargeIsNotRead() async throws {
        try await Arkivproeve.run { proeve in
            let fil = try proeve.fil()
            proeve.tjener.answer { _ in
                ArkivTjener.receipt("OK", message: ("a", String(repeating: "b", count: 3 * 1024 * 1024)))
            }
            #expect(try await proeve.klient().lever(fil).ord == "proevIgjen")
        }
    }

    @Test func whoWeAreIsTold() async throws {
        try await Arkivproeve.run(user: "arkivbro:hemmelig") { proeve in
            let fil = try proeve.fil()
            #expect(try await proeve.klient().lever(fil).ord == "oppsettsfeil")
            let svar = try await proeve.klient { $0.login = Login(user: "arkivbro", password: "hemmelig") }
                .lever(fil)
            #expect(svar.ord == "tatt")
        }
    }

    @Test func certificatesProveBothEnds() async throws {
        let (server, own) = (try Testsertifikat(), try Testsertifikat())
        try await Arkivproeve.run(sertifikat: server, klient: own) { proeve in
            let fil = try proeve.fil()
            let files = ["ca.pem": server.authorityPEM, "own.pem": own.certificatePEM]
            for (name, text) in files { try Data(text.utf8).write(to: proeve.folder.appending(path: name)) }
            let ca = proeve.folder.appending(path: "ca.pem")
            let certificate = ClientCertificate(
                file: proeve.folder.appending(path: "own.pem"), privateKeyPEM: own.privateKeyPEM)
            #expect(!"\(certificate)".contains("KEY"))

            let both = try proeve.klient {
                $0.http.trustRoots = ca
                $0.http.clientCertificate = certificate
            }
            #expect(try await both.lever(fil).ord == "tatt")
            // Told by an alert after the handshake: a fault of the settings, which costs no attempt.
            #expect(try await proeve.klient { $0.http.trustRoots = ca }.lever(fil).ord == "oppsettsfeil")
            let untrusting = try proeve.klient { $0.http.clientCertificate = certificate }
            #expect(try await untrusting.lever(fil).ord == "oppsettsfeil")
            #expect(proeve.tjener.mottatt.count == 1)
            #expect(throws: (any Error).self) {
                try proeve.klient {
                    $0.http.clientCertificate = ClientCertificate(file: ca, privateKeyPEM: "ikke en nøkkel")
                }
            }
            #expect(throws: ArkivbroError.self) {
                try proeve.klient {
                    $0.http.clientCertificate = ClientCertificate(
                        file: proeve.folder.appending(path: "own.pem"), privateKeyPEM: server.privateKeyPEM)
                }
            }
        }
    }

    @Test func aFileThatIsNoMessageIsNotSent() async throws {
        try await Arkivproeve.run { proeve in
            for text in [
                "", "<a/>", "<PutMessageRequest", "<PutMessageRequest><payload><b/></payload></PutMessageRequest>",
            ] {
                let fil = try proeve.fil(Array(text.utf8))
                #expect(try await proeve.klient().lever(fil).ord == "uleselig", "\(text)")
            }
            let missing = proeve.folder.appending(path: "finnes-ikke")
            #expect(try await proeve.klient().lever(missing).ord == "proevIgjen")
            #expect(proeve.tjener.antallKall == 0)
        }
    }
}
