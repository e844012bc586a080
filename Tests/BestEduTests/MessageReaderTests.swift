// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Noark
import SafeXML
import Testhjelp
import Testing

@Suite struct MessageReaderTests {
    /// - Parameter stykke: where it is cut, also for libxml2.
    private func les(
        _ bytes: [UInt8], stykke: Int = .max
    ) throws -> (innlesing: Innlesing, store: MemoryDocumentStore) {
        let store = MemoryDocumentStore()
        let reader = try MessageReader(
            store: store, limits: .standard, block: min(stykke, StreamingParser.block))
        var start = 0
        while start < bytes.count {
            let end = stykke > bytes.count - start ? bytes.count : start + stykke
            try bytes[start..<end].withUnsafeBytes { try reader.feed($0) }
            start = end
        }
        return (try reader.finish(), store)
    }

    private func tre(_ innlesing: Innlesing) throws -> String {
        String(decoding: try #require(innlesing.tre).serialized(), as: UTF8.self)
    }

    @Test(arguments: Meldinger.Form.allCases)
    func everyFormGivesTheSameTreeAndDocuments(_ form: Meldinger.Form) throws {
        let melding = Meldinger.melding(journpost: "<jpOffinnhold>A &amp; B &lt;15 %&gt; «æ»</jpOffinnhold>")
        let reference = try les(Meldinger.putMessage(melding, form: .inline))
        let message = Meldinger.putMessage(melding, form: form)
        for stykke in [1, 7, 300, Int.max] {
            let (innlesing, store) = try les(message, stykke: stykke)
            #expect(innlesing.slag == .putMessageMelding)
            #expect(innlesing.funn.isEmpty)
            #expect(try tre(innlesing) == tre(reference.innlesing))
            #expect(store.documents[0] == Array("Hei, Havnes.\n".utf8))
            #expect(innlesing.bytes == Int64(message.count))
        }
        let expected: Nyttelastform.Form =
            switch form {
            case .escaped: .escaped
            case .cdata: .cdata
            case .inline: .inline
            case .string: .string
            }
        #expect(try les(message).innlesing.nyttelastform?.form == expected)
    }

    @Test func bytesOfDocumentsNeverEnterTheTree() throws {
        let base64 = String(repeating: "QUJD", count: 300_000)
        for form in Meldinger.Form.allCases {
            let melding = Meldinger.melding(dokumenter: Meldinger.dokument(base64: base64))
            let (innlesing, store) = try les(Meldinger.putMessage(melding, form: form), stykke: 65_536)
            #expect(store.documents[0]?.count == 900_000)
            #expect(innlesing.dokumenter.first?.size == 900_000)
            #expect(try tre(innlesing).utf8.count < 3000)
        }
    }

    @Test func aWrapperIsLookedThrough() throws {
        let inner = Meldinger.melding()
        for payload in [
            "<data>\(inner)</data>", "<data>\(Meldinger.escaped(inner))</data>",
            "<x:d xmlns:x='urn:x'><![CDATA[\(inner)]]></x:d>",
        ] {
            let (innlesing, _) = try les(Meldinger.putMessage(payload, form: .inline))
            #expect(innlesing.slag == .putMessageMelding)
            #expect(innlesing.nyttelastform?.isWrapped == true)
        }
    }

    @Test func extraEscapesComeOffAndATitleKeepsItsOwn() throws {
        let melding = Meldinger.melding(journpost: "<jpOffinnhold>&amp;lt;15</jpOffinnhold>")
        let reference = try tre(les(Meldinger.putMessage(melding)).innlesing)
        #expect(reference.contains("<jpOffinnhold>&amp;lt;15</jpOffinnhold>"))
        for layers in 1...2 {
            var payload = melding
            for _ in 0..<layers { payload = Meldinger.escaped(payload) }
            let (innlesing, _) = try les(Meldinger.putMessage(payload))
            #expect(innlesing.nyttelastform?.extraEscapes == layers)
            #expect(try tre(innlesing) == reference)
        }
    }

    @Test func whatStandsBeforeThePayloadIsPassedOver() throws {
        let reference = try tre(les(Meldinger.putMessage(Meldinger.melding())).innlesing)
        for start in [
            "\u{feff}", " \n\t", "\n<?xml version='1.0' encoding='utf-16'?>",
            "\u{feff}<?xml version='1.0' encoding='iso-8859-1' ?>\n",
        ] {
            #expect(try tre(les(Meldinger.putMessage(start + Meldinger.melding())).innlesing) == reference, "\(start)")
        }
    }

    @Test func prefixesAndQualifiedChildrenDisappear() throws {
        let qualified = """
            <n:Melding xmlns:n="http://www.arkivverket.no/Noark4-1-WS-WD/types"><n:journpost><n:jpInnhold>x</n:jpInnhold>\
            </n:journpost><n:noarksak><n:saTittel>y</n:saTittel></n:noarksak></n:Melding>
            """
        let plain = """
            <Melding xmlns="http://www.arkivverket.no/Noark4-1-WS-WD/types"><journpost xmlns=""><jpInnhold>x</jpInnhold>\
            </journpost><noarksak xmlns=""><saTittel>y</saTittel></noarksak></Melding>
            """
        let bare =
            "<MeldingType><journpost><jpInnhold>x</jpInnhold></journpost><noarksak><saTittel>y</saTittel></noarksak></MeldingType>"
        let reference = try tre(les(Meldinger.putMessage(plain)).innlesing)
        #expect(try tre(les(Meldinger.putMessage(qualified)).innlesing) == reference)
        #expect(try tre(les(Meldinger.putMessage(qualified, form: .inline)).innlesing) == reference)
        #expect(try tre(les(Meldinger.putMessage(bare)).innlesing) == reference)
        let elsewhere = plain.replacing("http://www.arkivverket.no/Noark4-1-WS-WD/types", with: "urn:annet")
        #expect(try les(Meldinger.putMessage(elsewhere)).innlesing.funn.map(\.kode) == ["BE-008"])
    }

    @Test func theKindIsTheRootsAndNeverATexts() throws {
        let melding = Meldinger.melding(journpost: "<jpOffinnhold>Om AppReceipt og arkivmelding</jpOffinnhold>")
        #expect(try les(Meldinger.putMessage(melding)).innlesing.slag == .putMessageMelding)
        let receipt = "<AppReceipt xmlns='http://www.arkivverket.no/Noark/Exchange/types' type='OK'/>"
        #expect(try les(Meldinger.putMessage(receipt)).innlesing.slag == .putMessageAppReceipt)
        #expect(try les(Array(receipt.utf8)).innlesing.slag == .appReceipt)
        #expect(try les(Array(melding.utf8)).innlesing.slag == .melding)
        let arkivmelding = "<arkivmelding xmlns='http://www.arkivverket.no/standarder/noark5/arkivmelding'/>"
        #expect(try les(Array(arkivmelding.utf8)).innlesing.slag == .arkivmelding)
        #expect(try les(Array("<html/>".utf8)).innlesing.funn.map(\.kode) == ["BE-001"])
        #expect(try les(Meldinger.putMessage("<Faktura/>")).innlesing.funn.map(\.kode) == ["BE-004"])
    }

    @Test func envelopeAndPayloadMayComeInEitherOrder() throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let start = try #require(message.firstRange(of: "<envelope")).lowerBound
        let middle = try #require(message.firstRange(of: "<payload")).lowerBound
        let end = try #require(message.firstRange(of: "</PutMessageRequest>")).lowerBound
        let swapped = message[..<start] + message[middle..<end] + message[start..<middle] + message[end...]
        let reference = try les(Array(message.utf8)).innlesing
        let (innlesing, _) = try les(Array(swapped.utf8))
        #expect(try tre(innlesing) == tre(reference))
        #expect(innlesing.konvolutt == reference.konvolutt)
    }

    @Test func soapIsHeldToItsRules() throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let soap12 = message.replacing(
            "http://schemas.xmlsoap.org/soap/envelope/", with: "http://www.w3.org/2003/05/soap-envelope")
        #expect(try les(Array(soap12.utf8)).innlesing.slag == .putMessageMelding)
        func header(_ content: String) -> [UInt8] {
            Array(message.replacing("<s:Body>", with: "<s:Header>\(content)</s:Header><s:Body>").utf8)
        }
        #expect(
            try les(header("<w:To xmlns:w='http://www.w3.org/2005/08/addressing' s:mustUnderstand='1'/>")).innlesing
                .funn.isEmpty)
        #expect(try les(header("<x:T xmlns:x='urn:x' s:mustUnderstand='0'/>")).innlesing.funn.isEmpty)
        #expect(try les(header("<x:T xmlns:x='urn:x' s:mustUnderstand='1'/>")).innlesing.funn.map(\.kode) == ["BE-009"])
        let twice = message.replacing("<s:Body>", with: "<s:Body><PutMessageRequest/>")
        #expect(try les(Array(twice.utf8)).innlesing.funn.map(\.kode) == ["BE-006"])
    }

    @Test func twoPayloadsAreOneTooMany() throws {
        let melding = Meldinger.melding()
        #expect(
            try les(Meldinger.putMessage(melding + melding, form: .inline)).innlesing.funn.map(\.kode) == ["BE-006"])
        #expect(
            try les(Meldinger.putMessage("tekst " + melding, form: .inline)).innlesing.funn.contains {
                $0.kode == "BE-006"
            })
    }

    @Test(arguments: [
        ("<receiver>", "<receiver><orgnr>910000012</orgnr></receiver><receiver>", "envelope"),
        ("</receiver>", "</receiver><receiver><orgnr>910000012</orgnr></receiver>", "envelope"),
        ("<sender>", "<sender/><sender>", "envelope"),
        ("<sender>", "<sender><orgnr/>", "envelope/sender"),
        ("</name></receiver>", "</name><orgnr>910000012</orgnr></receiver>", "envelope/receiver"),
    ])
    func whomAMessageIsFromAndForIsSaidOnce(place: String, twice: String, sti: String) throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let reference = try les(Array(message.utf8)).innlesing.konvolutt
        let innlesing = try les(Array(message.replacing(place, with: twice).utf8)).innlesing
        #expect(innlesing.funn.map(\.kode) == ["BE-006"])
        #expect(innlesing.funn.map(\.sted.sti) == [sti])
        if place != "<receiver>", place != "<sender>" { #expect(innlesing.konvolutt == reference) }
    }

    @Test func anAttributeInANamespaceIsNotTheEnvelopesOwn() throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let before = message.replacing(
            " conversationId=", with: " xmlns:q='urn:q' q:conversationId='annen' conversationId=")
        #expect(before != message)
        #expect(try les(Array(before.utf8)).innlesing.konvolutt.conversationId == Meldinger.id)
    }

    // What has one of our names in somebody else's namespace is somebody else's, as in the payload.
    @Test(arguments: [
        ("</sender>", "</sender><x:sender><orgnr>910000012</orgnr></x:sender>"),
        ("<sender><orgnr>", "<sender><x:orgnr>910000012</x:orgnr><orgnr>"),
        ("<name>", "<x:name>Andre</x:name><name>"),
        ("<sender>", "<sender xml:lang='nb'>"), ("<sender>", "<sender x:y='z'>"), ("<name>", "<name x:y='z'>"),
        ("<envelope ", "<envelope x:conversationId='annen' "), ("<payload", "<payload x:y='z'"),
        ("<payload", "<payload y='z'"), ("<payload", "<x:payload>x</x:payload><payload"),
        ("<PutMessageRequest ", "<PutMessageRequest x:y='z' "),
    ])
    func whatIsInAnothersNamespaceIsToldAndLeftOut(place: String, other: String) throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let reference = try les(Array(message.utf8)).innlesing
        var changed = message
        let range = try #require(changed.firstRange(of: place))
        changed.replaceSubrange(range, with: other)
        changed = changed.replacing("Envelope ", with: "Envelope xmlns:x='urn:x' ", maxReplacements: 1)
        let innlesing = try les(Array(changed.utf8)).innlesing
        #expect(innlesing.funn.map(\.kode) == ["BE-018"])
        #expect(innlesing.konvolutt == reference.konvolutt && innlesing.slag == reference.slag)
    }

    @Test func aNumberInAnothersNamespaceIsNoSender() throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let sender = try #require(message.firstRange(of: /<sender><orgnr>[0-9]*<\/orgnr>/))
        var changed = message
        changed.replaceSubrange(sender, with: "<sender><x:orgnr xmlns:x='urn:x'>910000012</x:orgnr>")
        let innlesing = try les(Array(changed.utf8)).innlesing
        #expect(innlesing.konvolutt.sender.orgnr.isEmpty)
        #expect(innlesing.funn.map(\.kode) == ["BE-018"])
    }

    // Some vendors have the fields in the namespace of the request.
    @Test func whatIsInTheRequestsNamespaceIsOurs() throws {
        let message = String(decoding: Meldinger.putMessage(Meldinger.melding()), as: UTF8.self)
        let reference = try les(Array(message.utf8)).innlesing
        let changed = message.replacing("<envelope xmlns=\"\"", with: "<envelope")
            .replacing("http://www.arkivverket.no/Noark/Exchange/types", with: "urn:leverandoer")
        #expect(changed.contains("<PutMessageRequest xmlns=\"urn:leverandoer\"><envelope conversationId"))
        let innlesing = try les(Array(changed.utf8)).innlesing
        #expect(innlesing.konvolutt == reference.konvolutt && innlesing.funn.isEmpty)
    }

    @Test func ofAFieldThatStandsTwiceTheFirstCounts() throws {
        let document = """
            <dokument><dlRnr>1</dlRnr><dbTittel/><veFilnavn>en.txt</veFilnavn><veMimeType>text/plain</veMimeType>\
            <veDokformat>TXT</veDokformat><dlRnr>2</dlRnr><dbTittel>to</dbTittel><veFilnavn>to.pdf</veFilnavn>\
            <veMimeType>application/pdf</veMimeType><veDokformat>PDF</veDokformat><fil><base64>QUJD</base64></fil></dokument>
            """
        let melding = Meldinger.melding(
            journpost: "<jpOffinnhold>en</jpOffinnhold><jpOffinnhold>to</jpOffinnhold>", dokumenter: document)
        let message = String(decoding: Meldinger.putMessage(melding), as: UTF8.self)
        let innlesing = try les(
            Array(message.replacing("</name></sender>", with: "</name><name>to</name><ref/><ref>2</ref></sender>").utf8)
        ).innlesing
        #expect(innlesing.funn.isEmpty)
        var oppgitt = Filopplysninger()
        oppgitt.filnavn = "en.txt"
        oppgitt.mimetype = "text/plain"
        oppgitt.dokformat = "TXT"
        oppgitt.brevtittel = "en"
        oppgitt.nummer = "1"
        #expect(innlesing.dokumenter.map(\.oppgitt) == [oppgitt])
        #expect(innlesing.konvolutt.sender.name == "Fjordvik kommune")
        #expect(innlesing.konvolutt.sender.ref.isEmpty)
    }

    // The title itself may be shielded, and the name of a file is shown where it is not.
    @Test func aFileTakesThePublicTitleOfItsOwnLetter() throws {
        let document = "<dokument><fil><base64>QUJD</base64></fil></dokument>"
        let offentlig = "<jpOffinnhold>Svar til ***</jpOffinnhold>"
        let melding = Meldinger.melding(journpost: offentlig, dokumenter: document).replacing(
            "</journpost>", with: "</journpost><noarksak><journpost>\(document)</journpost></noarksak>")
        #expect(
            try les(Meldinger.putMessage(melding)).innlesing.dokumenter.map(\.oppgitt.brevtittel) == [
                "Svar til ***", "",
            ])
    }

    @Test(arguments: [
        "<jpOffinnhold><base64>QUJD</base64></jpOffinnhold>",
        "<avsmot><dokument><fil><base64>QUJD</base64></fil></dokument></avsmot>",
        "<dokument><fil><base64>QUJD</base64><base64>QUJD</base64></fil></dokument>",
        "<dokument><fil><base64>QUJD</base64></fil><fil><base64>QUJD</base64></fil></dokument>",
        "<dokument><fil><base64>QUJD<x>QUJD</x></base64></fil></dokument>",
        "<dokument><dokument><fil><base64>QUJD</base64></fil></dokument></dokument>",
        "<x:dokument xmlns:x='urn:x'><x:fil><x:base64>QUJD</x:base64></x:fil></x:dokument>",
    ])
    func bytesThatCannotBeKeptAreAnError(_ content: String) throws {
        for form in Meldinger.Form.allCases {
            let (innlesing, _) = try les(Meldinger.putMessage(Meldinger.melding(journpost: content), form: form))
            #expect(innlesing.funn.map(\.kode) == ["BE-016"], "\(form)")
            #expect(try !tre(innlesing).contains("QUJD"))
        }
    }

    @Test func anEmptyPlaceForBytesIsNoLoss() throws {
        let melding = Meldinger.melding(journpost: "<jpOffinnhold><base64> </base64></jpOffinnhold>")
        #expect(try les(Meldinger.putMessage(melding)).innlesing.funn.isEmpty)
    }

    @Test func textAfterThePayloadIsOneContentTooMany() throws {
        let melding = Meldinger.melding()
        #expect(try les(Meldinger.putMessage(melding + "hei", form: .inline)).innlesing.funn.map(\.kode) == ["BE-006"])
        #expect(
            try les(Meldinger.putMessage(melding + "<![CDATA[x]]>y", form: .inline)).innlesing.funn.map(\.kode) == [
                "BE-006"
            ])
        #expect(try les(Meldinger.putMessage(melding + " \n ", form: .inline)).innlesing.funn.isEmpty)
    }

    @Test func blanksInALeafAreKeptAndBetweenElementsDropped() throws {
        let melding = Meldinger.melding(journpost: "\n   <jpOffinnhold> a\n b </jpOffinnhold>\n <jpAgkode> </jpAgkode>")
        let text = try tre(les(Meldinger.putMessage(melding)).innlesing)
        #expect(text.contains("</jpInnhold><jpOffinnhold> a\n b </jpOffinnhold><jpAgkode> </jpAgkode><dokument>"))
    }
}
