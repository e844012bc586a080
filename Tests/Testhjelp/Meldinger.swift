// SPDX-License-Identifier: Apache-2.0

/// Messages that tests make: invented, and as small as the question allows.
public enum Meldinger {
    /// The ends of the invented messages: numbers with the right check digit, of nobody.
    public static let avsender = "310000035"
    /// The receiver of the invented messages.
    public static let mottaker = "310000043"
    /// The conversation of the invented messages.
    public static let id = "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d"

    /// A document element.
    public static func dokument(
        base64: String = "SGVpLCBIYXZuZXMuCg==", navn: String = "brev.txt", nummer: Int = 1
    ) -> String {
        """
        <dokument><dlRnr>\(nummer)</dlRnr><dlType>\(nummer == 1 ? "H" : "V")</dlType><dbTittel>Brev</dbTittel>\
        <dbStatus>F</dbStatus><veVariant>A</veVariant><veDokformat>RA-TEKST</veDokformat>\
        <fil><base64>\(base64)</base64></fil><veFilnavn>\(navn)</veFilnavn><veMimeType>text/plain</veMimeType></dokument>
        """
    }

    /// A Melding.
    ///
    /// - Parameters:
    ///   - journpost: elements after the first ones of the journal post.
    ///   - sak: elements after the first ones of the case.
    public static func melding(journpost: String = "", dokumenter: String = dokument(), sak: String = "") -> String {
        """
        <Melding xmlns="http://www.arkivverket.no/Noark4-1-WS-WD/types"><journpost xmlns=""><jpId>4711</jpId>\
        <jpJaar>2026</jpJaar><jpJdato>2026-02-03</jpJdato><jpNdoktype>U</jpNdoktype><jpStatus>J</jpStatus>\
        <jpInnhold>Svar om brygga</jpInnhold>\(journpost)\(dokumenter)</journpost>\
        <noarksak xmlns=""><saId>88</saId><saSaar>2026</saSaar><saSeknr>9</saSeknr><saDato>2026-01-12</saDato>\
        <saTittel>Brygga på Havnes</saTittel>\(sak)</noarksak></Melding>
        """
    }

    /// How a payload is put into its message.
    public enum Form: String, Sendable, CaseIterable {
        /// `&lt;` for `<`.
        case escaped
        /// One CDATA section.
        case cdata
        /// As elements.
        case inline
        /// A string by `xsi:type`.
        case string
    }

    /// A PutMessageRequest around a payload.
    public static func putMessage(
        _ payload: String, form: Form = .escaped, id: String = id, avsender: String = avsender,
        mottaker: String = mottaker
    ) -> [UInt8] {
        let content =
            switch form {
            case .escaped, .string: escaped(payload)
            case .cdata: "<![CDATA[" + payload + "]]>"
            case .inline: payload
            }
        let type =
            form == .string
            ? #" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string""#
            : ""
        return Array(
            """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>\
            <PutMessageRequest xmlns="http://www.arkivverket.no/Noark/Exchange/types">\
            <envelope xmlns="" conversationId="\(id)" contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types">\
            <sender><orgnr>\(avsender)</orgnr><name>Fjordvik kommune</name></sender>\
            <receiver><orgnr>\(mottaker)</orgnr><name>Havnes fylkesarkiv</name></receiver></envelope>\
            <payload xmlns=""\(type)>\(content)</payload></PutMessageRequest></s:Body></s:Envelope>
            """.utf8)
    }

    /// Text as XML text.
    public static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
