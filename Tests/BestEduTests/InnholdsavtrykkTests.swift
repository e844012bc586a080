// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML
import Testhjelp
import Testing

@Suite struct InnholdsavtrykkTests {
    private func les(_ bytes: [UInt8]) throws -> Innlesing {
        let reader = try MessageReader(store: MemoryDocumentStore())
        try bytes.withUnsafeBytes { try reader.feed($0) }
        return try reader.finish()
    }

    private func avtrykk(_ bytes: [UInt8]) throws -> String { try les(bytes).contentSHA256 }

    private func endret(_ message: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: message, as: UTF8.self)
        try #require(text.contains(old))
        return Array(text.replacing(old, with: new).utf8)
    }

    private static let melding = Meldinger.melding(
        journpost: "<jpOffinnhold>A &amp; B</jpOffinnhold>",
        dokumenter: Meldinger.dokument(nummer: 1) + Meldinger.dokument(base64: "QUJD", navn: "plan.txt", nummer: 2))
    private static let message = Meldinger.putMessage(melding)

    @Test(arguments: Meldinger.Form.allCases)
    func theFormOfThePayloadIsNotTheMessage(_ form: Meldinger.Form) throws {
        #expect(try avtrykk(Meldinger.putMessage(Self.melding, form: form)) == avtrykk(Self.message))
    }

    @Test func theFrameIsNotTheMessage() throws {
        let expected = try avtrykk(Self.message)
        let header = #"<s:Header><a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">urn:uuid:17</a:MessageID>"#
        for (old, new) in [
            ("<s:Body>", header + "</s:Header><s:Body>"), ("<s:Body>", "<!-- to --><s:Body>\n"),
            ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
            // One document, the base64 of which stands on two lines.
            ("QUJD", "QU\nJD"),
        ] {
            let message = try endret(Self.message, old, new)
            #expect(try les(message).sha256 != les(Self.message).sha256)
            #expect(try avtrykk(message) == expected, "\(new)")
        }
    }

    @Test(arguments: [
        ("A &amp;amp; B", "A &amp;amp; C"), ("4711", "4712"), ("QUJD", "QUJE"), ("plan.txt", "plan.pdf"),
        ("Fjordvik kommune", "Fjordvik"), ("conversationId=\"", "conversationId=\"1"),
        // The same text, and other elements around it.
        ("&lt;jpId&gt;4711&lt;/jpId&gt;", "&lt;jpId&gt;471&lt;/jpId&gt;&lt;jpId&gt;1&lt;/jpId&gt;"),
        ("&lt;jpId&gt;4711", "&lt;jpId kilde=\"\"&gt;4711"),
        ("&lt;jpId&gt;4711&lt;/jpId&gt;", "&lt;jpI&gt;d4711&lt;/jpI&gt;"),
    ])
    func whatIsSaidIsTheMessage(_ old: String, _ new: String) throws {
        #expect(try avtrykk(endret(Self.message, old, new)) != avtrykk(Self.message))
    }

    @Test func theOrderOfTheDocumentsIsOfTheMessage() throws {
        // Alike but for their bytes, so that only the order of these differs.
        func message(_ first: String, _ second: String) -> [UInt8] {
            Meldinger.putMessage(
                Meldinger.melding(
                    dokumenter: Meldinger.dokument(base64: first) + Meldinger.dokument(base64: second)))
        }
        #expect(try avtrykk(message("QUJD", "QUJE")) != avtrykk(message("QUJE", "QUJD")))
    }

    @Test func whatTheProgramNotesIsNotOfTheMessage() throws {
        let innlesing = try les(Self.message)
        let before = innlesing.contentSHA256
        for element in innlesing.dokumentelementer {
            element.setAttribute("filnavn", "brev.txt", namespace: "urn:x-arkivbro:skjelett:1", prefix: "ab")
        }
        #expect(innlesing.contentSHA256 == before)
    }

    @Test func whatCannotBeReadToItsEndIsItsBytes() throws {
        let innlesing = try les(Array(Self.message.dropLast(40)))
        #expect(innlesing.tre == nil && innlesing.contentSHA256 == innlesing.sha256)
    }
}
