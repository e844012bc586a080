// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A message to measure with: invented, valid by the schema, of any size.
struct Message {
    /// How the payload stands in its message.
    enum Form: String, CaseIterable {
        case escaped, string, cdata, inline
        /// As escaped, with the base64 in lines of 76 characters.
        case lines
    }

    var form = Form.escaped
    var documents = 1
    /// Size of each document.
    var bytes = 13
    var parties = 3

    /// Writes the message, and returns how many bytes of base64 it has.
    @discardableResult
    func write(to path: String) throws -> Int {
        guard let file = fopen(path, "w") else { throw POSIXError(.EIO) }
        defer { fclose(file) }
        func put(_ text: String) { fputs(text, file) }
        let isEscaped = form != .cdata && form != .inline
        func payload(_ text: String) {
            put(
                isEscaped
                    ? text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                    : text)
        }
        put(Self.opening)
        put(form == .string ? Self.string : #"<payload xmlns="">"#)
        if form == .cdata { put("<![CDATA[") }
        if form != .inline { payload("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") }
        payload(Self.journpost)
        for number in 1...max(1, parties) { payload(Self.party(number)) }
        var base64 = 0
        for number in 1...documents {
            let (before, after) = Self.document(number)
            payload(before)
            base64 += try putBase64(to: file)
            payload(after)
        }
        payload(Self.noarksak)
        if form == .cdata { put("]]>") }
        put("</payload>\n    </PutMessageRequest>\n  </s:Body>\n</s:Envelope>\n")
        guard ferror(file) == 0 else { throw POSIXError(.EIO) }
        return base64
    }

    // Of blocks that are multiples of three and, in base64, of 76.
    private static let block = 57 * 16_384

    private func putBase64(to file: UnsafeMutablePointer<FILE>) throws -> Int {
        var content = Data("Hei, Havnes.\n".utf8)
        // Bytes that compress no better and look no simpler than those of a real file.
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        while content.count < min(bytes, Self.block) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            withUnsafeBytes(of: state) { content.append(contentsOf: $0.suffix(4)) }
        }
        var left = bytes
        var written = 0
        let options: Data.Base64EncodingOptions = form == .lines ? [.lineLength76Characters, .endLineWithLineFeed] : []
        let whole = content.prefix(Self.block).base64EncodedData(options: options)
        while left > 0 {
            let size = min(left, Self.block)
            let text =
                size == Self.block ? whole : content.prefix(size).base64EncodedData(options: options)
            text.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
            if form == .lines { fputs("\n", file) }
            written += text.count
            left -= size
        }
        return written
    }

    private static let opening = """
        <?xml version="1.0" encoding="utf-8"?>
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
          <s:Body>
            <PutMessageRequest xmlns="http://www.arkivverket.no/Noark/Exchange/types">
              <envelope conversationId="3c1f5a52-6c0e-4f57-9d0a-5a4f1a2b3c4e" \
        contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types" xmlns="">
                <sender>
                  <orgnr>310000035</orgnr>
                  <name>Fjordvik kommune</name>
                  <email>postmottak@fjordvik.example.no</email>
                </sender>
                <receiver>
                  <orgnr>310000043</orgnr>
                  <name>Havnes fylkesarkiv</name>
                  <email>arkiv@havnes.example.no</email>
                </receiver>
              </envelope>
              \

        """
    private static let string =
        #"<payload xmlns="" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string">"#

    private static let journpost = """
        <Melding xmlns="http://www.arkivverket.no/Noark4-1-WS-WD/types">
          <journpost xmlns="">
            <jpId>51037</jpId>
            <jpJaar>2026</jpJaar>
            <jpSeknr>901</jpSeknr>
            <jpJpostnr>2</jpJpostnr>
            <jpJdato>2026-02-02</jpJdato>
            <jpNdoktype>U</jpNdoktype>
            <jpDokdato>2026-02-01</jpDokdato>
            <jpStatus>J</jpStatus>
            <jpInnhold>Uttalelse til planforslag for bryggene</jpInnhold>
            <jpU1>1</jpU1>
            <jpForfdato>2026-03-24</jpForfdato>
            <jpAntved>0</jpAntved>
            <jpOffinnhold>Uttalelse til planforslag for bryggene</jpOffinnhold>

        """

    private static func party(_ number: Int) -> String {
        """
            <avsmot>
              <amOrgnr>\(number == 1 ? "310000035" : "310000043")</amOrgnr>
              <amIhtype>\(number == 1 ? 0 : 1)</amIhtype>
              <amNavn>\(number == 1 ? "Fjordvik kommune" : "Havnes fylkesarkiv \(number)")</amNavn>
              <amAdresse>Magasinveien \(number)</amAdresse>
              <amPostnr>0002</amPostnr>
              <amPoststed>HAVNES</amPoststed>
              <amUtland>Norge</amUtland>
              <amEpostadr>arkiv@havnes.example.no</amEpostadr>
              <amAdmbet>Arkivavdelingen</amAdmbet>
              <amSbhinit>MAGB</amSbhinit>
              <amSbhnavn>Magne Brattli</amSbhnavn>
            </avsmot>

        """
    }

    private static func document(_ number: Int) -> (String, String) {
        (
            """
                <dokument>
                  <dlRnr>\(number)</dlRnr>
                  <dlType>\(number == 1 ? "H" : "V")</dlType>
                  <dbTittel>Uttalelse til planforslag</dbTittel>
                  <dbStatus>F</dbStatus>
                  <veVariant>A</veVariant>
                  <veDokformat>RA-TEKST</veDokformat>
                  <fil>
                    <base64>
            """,
            """
            </base64>
                  </fil>
                  <veFilnavn>brev-\(number).txt</veFilnavn>
                  <veMimeType>text/plain</veMimeType>
                </dokument>

            """
        )
    }

    private static let noarksak = """
          </journpost>
          <noarksak xmlns="">
            <saId>7011</saId>
            <saSaar>2026</saSaar>
            <saSeknr>205</saSeknr>
            <saPapir>0</saPapir>
            <saDato>2026-01-06</saDato>
            <saTittel>Reguleringsplan for Storlia sentrum med brygger</saTittel>
            <saStatus>B</saStatus>
            <saJenhet>SENTRAL</saJenhet>
            <saOfftittel>Reguleringsplan for Storlia sentrum med brygger</saOfftittel>
            <saAdmkort>TEK</saAdmkort>
            <saAdmbet>Teknisk etat</saAdmbet>
            <saAnsvinit>INGF</saAnsvinit>
            <saAnsvnavn>Ingeborg Fagerlid</saAnsvnavn>
          </noarksak>
        </Melding>
        """
}
