// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML
import Testhjelp
import Testing

private let oss = Organisasjonsnummer(Meldinger.avsender)

/// Settings of the archive that the invented receipts come from.
private func settings(_ change: (inout ReceiptSettings) -> Void = { _ in }) -> ReceiptSettings {
    var settings = ReceiptSettings()
    settings.ownOrganisation = oss
    change(&settings)
    return settings
}

private func appReceipt(_ type: String? = "OK", _ messages: String = "") -> String {
    "<AppReceipt\(type.map { " type=\"\($0)\"" } ?? "") xmlns=\"http://www.arkivverket.no/Noark/Exchange/types\">"
        + messages + "</AppReceipt>"
}

private func melding(_ code: String, _ text: String) -> String {
    "<message code=\"\(code)\" xmlns=\"\"><text>\(text)</text></message>"
}

/// Text as it must be written in XML to be read as it is.
private func skrevet(_ text: String, isAttribute: Bool) -> String {
    text.unicodeScalars.map { scalar in
        switch scalar {
        case "&", "<", ">", "\"", "\r": "&#\(scalar.value);"
        case "\n", "\t": isAttribute ? "&#\(scalar.value);" : String(scalar)
        default: String(scalar)
        }
    }.joined()
}

private func omform(
    _ payload: String, form: Meldinger.Form = .escaped, id: String = Meldinger.id,
    avsender: String = Meldinger.avsender, mottaker: String = Meldinger.mottaker,
    _ settings: ReceiptSettings = settings()
) throws -> Kvitteringsomforming {
    omformer.receipt(
        of: try les(Meldinger.putMessage(payload, form: form, id: id, avsender: avsender, mottaker: mottaker)), settings
    )
}

extension Kvitteringsomforming {
    fileprivate var koder: [String] { rapport.funn.map(\.funn.kode) }

    fileprivate var melding: String { String(decoding: (try? putMessage?.serialized()) ?? [], as: UTF8.self) }
}

// MARK: From an archive

@Suite struct KvitteringFraArkivTests {
    @Test(arguments: ["", "\u{feff}", "\u{feff}\n ", "\n "])
    func anSBDAloneIsReadWhateverItBeginsWith(_ start: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "kvittering.json")
            try Data((start + #"{"standardBusinessDocumentHeader":{}}"#).utf8).write(to: file)
            guard case .kvittering(let lest) = try Tilbakeinndata(reading: FileHandle(forReadingFrom: file)) else {
                Issue.record("no SBD")
                return
            }
            #expect(!lest.funn.map(\.kode).contains("SB-001"))
        }
    }

    @Test(arguments: Meldinger.Form.allCases)
    func aReceiptBecomesAnSBD(_ form: Meldinger.Form) throws {
        let result = try omform(
            appReceipt("OK", melding("Recno", "4711")), form: form,
            settings { $0.original = .init(messageId: "0d9f3a52-1c0e-4b57-9e0a-6a4f1a2b3c4e") })
        #expect(result.verdict == .accepted && result.koder == [])
        let sbd = try #require(result.sbd)
        #expect(sbd.sender?.digits == Meldinger.avsender && sbd.receiver == Meldinger.mottaker)
        #expect(sbd.conversationId == Meldinger.id)
        #expect(sbd.messageId == "c7400645-cb15-5a8e-ac95-fc3447856e05" && result.rapport.messageId == sbd.messageId)
        #expect(sbd.prosess == .response && sbd.dokumenttype == .arkivmeldingKvittering)
        #expect(
            sbd.kvittering
                == Kvittering(
                    receiptType: .ok, relatedToMessageId: "0d9f3a52-1c0e-4b57-9e0a-6a4f1a2b3c4e",
                    messages: [.init(code: "Recno", text: "4711")]))
    }

    @Test(arguments: ["OK", "WARNING", "ERROR", "NOTSUPPORTED"])
    func theTypeIsTrimmedAndInUpperCase(_ type: String) throws {
        for written in [type, type.lowercased(), " \t\(type.capitalized)\n"] {
            let result = try omform(appReceipt(written))
            #expect(result.sbd?.kvittering == Kvittering(receiptType: .init(rawValue: type)))
            #expect(!result.koder.contains("KV-001"))
        }
    }

    @Test func aTypeThatNobodyKnowsIsAnErrorThatSaysSo() throws {
        for (type, text) in [
            (nil, "AppReceipt/@type mangler."), ("", "AppReceipt/@type mangler."), ("  ", "AppReceipt/@type mangler."),
            ("?", "AppReceipt/@type er ukjent: ?"), ("O K", "AppReceipt/@type er ukjent: O K"),
        ] as [(String?, String)] {
            let result = try omform(appReceipt(type, melding("Recno", "4711")))
            #expect(result.verdict == .accepted && result.koder.contains("KV-001"), "\(type ?? "-")")
            #expect(
                result.sbd?.kvittering
                    == Kvittering(
                        receiptType: .error,
                        messages: [.init(code: "Recno", text: "4711"), .init(code: "Unknown", text: text)]))
        }
    }

    @Test func whatAMessageLacksIsFilledIn() throws {
        let result = try omform(
            appReceipt(
                "OK",
                "<message xmlns=''><text>a</text></message><message xmlns='' code='b'/><message xmlns='' code=''><text/></message>"
            ))
        #expect(
            result.sbd?.kvittering?.messages == [
                .init(code: "Unknown", text: "a"), .init(code: "b", text: ""), .init(code: "", text: ""),
            ])
        let funn = result.funn.filter { $0.funn.kode.hasPrefix("KV-00") }
        #expect(funn.map(\.funn.kode) == ["KV-002", "KV-003"])
        #expect(funn.map(\.funn.sted.sti) == ["AppReceipt/message[1]", "AppReceipt/message[2]"])
    }

    @Test func orderAndDuplicatesAreKept() throws {
        let codes = ["Avsender", "Mottaker", "AppKvitteringID", "Tidspunkt", "Status", "Avsender", "Avsender"]
        let result = try omform(appReceipt("OK", codes.map { melding($0, "x") }.joined()))
        #expect(result.sbd?.kvittering?.messages.map(\.code) == codes)
        #expect(try omform(appReceipt("OK")).sbd?.kvittering?.messages == [])
    }

    @Test(arguments: Meldinger.Form.allCases)
    func textsAreKeptByteForByte(_ form: Meldinger.Form) throws {
        let trace = (0..<120).map { "   at Firma.Arkiv.Kall\($0)(Guid& x) ---> \"ns2:feil\" <D>\r\n" }.joined()
        for text in [trace, " ", "\n\ta\u{a0}b\r", "ns2:message xmlns=\"\"", "e\u{301} æøå 😀 ]] >", "AppReceipt"] {
            let result = try omform(appReceipt("ERROR", melding("-1", skrevet(text, isAttribute: false))), form: form)
            let read = try #require(result.sbd?.kvittering?.messages.first?.text)
            #expect(read.utf8.elementsEqual(text.utf8), "\(text.prefix(20))")
        }
    }

    @Test func qualifiedAndPrefixedReceiptsAreTheSame() throws {
        for payload in [
            "<AppReceipt xmlns='http://www.arkivverket.no/Noark/Exchange/types' type='OK'><message code='a'><text>b</text></message></AppReceipt>",
            "<ns2:AppReceipt xmlns:ns2='http://www.arkivverket.no/Noark/Exchange/types' type='OK'><ns2:message code='a'><ns2:text>b</ns2:text></ns2:message></ns2:AppReceipt>",
            "<AppReceiptType type='OK'><message code='a'><text>b</text></message></AppReceiptType>",
        ] {
            let result = try omform(payload)
            #expect(result.sbd?.kvittering == Kvittering(receiptType: .ok, messages: [.init(code: "a", text: "b")]))
            #expect(result.koder == ["KV-013"])
        }
    }

    @Test func whatHasNoPlaceIsTold() throws {
        let result = try omform(
            appReceipt(
                "OK", "<x xmlns=''/><message xmlns='' code='a'><text>b</text><text>c</text><y>z</y></message>"))
        #expect(result.verdict == .accepted)
        #expect(result.koder.filter { $0.hasPrefix("OM") } == ["OM-001", "OM-002", "OM-001"])
        #expect(result.sbd?.kvittering?.messages == [.init(code: "a", text: "b")])
    }

    @Test func anAttackOfRepeatedElementsCostsLittle() throws {
        let many = String(repeating: "<text/>", count: 39_000)
        let result = try omform(appReceipt("OK", "<message xmlns='' code='a'>\(many)</message>"), form: .inline)
        #expect(result.koder.contains("OM-090"))
    }

    // MARK: Addresses

    private func parter(_ sbd: StandardBusinessDocument?) -> [String?] { [sbd?.sender?.digits, sbd?.receiver] }

    @Test func theDirectionIsKnownByOurOwnNumber() throws {
        let (vi, de) = (Meldinger.avsender, Meldinger.mottaker)
        for swaps in [false, true] {
            let settings = settings { $0.swapsReceiptAddresses = swaps }
            let left = try omform(appReceipt(), avsender: vi, mottaker: de, settings)
            #expect(parter(left.sbd) == [vi, de] && !left.koder.contains("KV-012"))
            let swapped = try omform(appReceipt(), avsender: de, mottaker: "NO \(vi) MVA", settings)
            #expect(parter(swapped.sbd) == [vi, de] && swapped.koder.contains("KV-012"))
        }
    }

    @Test func theDialectDecidesWhereTheNumberDoesNot() throws {
        let (a, b) = (Meldinger.avsender, Meldinger.mottaker)
        for swaps in [false, true] {
            let both = try omform(appReceipt(), avsender: a, mottaker: a, settings { $0.swapsReceiptAddresses = swaps })
            #expect(parter(both.sbd) == [a, a] && both.koder.contains("KV-012") == swaps)
            var unknown = ReceiptSettings()
            unknown.swapsReceiptAddresses = swaps
            #expect(
                parter(try omform(appReceipt(), avsender: a, mottaker: b, unknown).sbd) == (swaps ? [b, a] : [a, b]))
        }
    }

    @Test func aReceiptOfOthersIsRejected() throws {
        let result = try omform(
            appReceipt(), avsender: "310000078", mottaker: Meldinger.mottaker,
            settings { $0.swapsReceiptAddresses = true })
        #expect(result.verdict == .rejected && result.koder.contains("KV-010") && result.sbd == nil)
    }

    @Test func aSenderThatIsMissingIsUs() throws {
        let result = try omform(appReceipt(), avsender: "")
        #expect(parter(result.sbd) == [Meldinger.avsender, Meldinger.mottaker] && result.koder.contains("BE-030"))
        let turned = try omform(appReceipt(), avsender: "", mottaker: Meldinger.avsender)
        #expect(turned.verdict == .rejected && turned.koder.contains("BE-033"))
        let unknown = try omform(appReceipt(), avsender: "?", ReceiptSettings())
        #expect(parter(unknown.sbd) == [nil, Meldinger.mottaker] && unknown.koder.contains("BE-031"))
    }

    @Test func aReceiverMustHaveANumber() throws {
        #expect(try omform(appReceipt(), mottaker: "310000044").koder.contains("BE-035"))
        let allowed = try omform(appReceipt(), mottaker: "310000044", settings { $0.allowsInvalidReceiver = true })
        #expect(allowed.sbd?.receiver == "310000044" && allowed.koder.contains("BE-036"))
        let turned = try omform(appReceipt(), avsender: "310000044", mottaker: Meldinger.avsender)
        #expect(turned.funn.first { $0.funn.kode == "BE-035" }?.funn.sted.sti == "envelope/sender/orgnr")
    }

    @Test func referencesFollowTheirParties() throws {
        func message(_ sender: String, _ receiver: String) throws -> Innlesing {
            let text = String(
                decoding: Meldinger.putMessage(appReceipt(), avsender: sender, mottaker: receiver), as: UTF8.self)
            return try les(
                Array(
                    text.replacing("</name></sender>", with: "</name><ref> 2014/2703 æ</ref></sender>")
                        .replacing("</name></receiver>", with: "</name><ref>?</ref></receiver>").utf8))
        }
        let left = omformer.receipt(of: try message(Meldinger.avsender, Meldinger.mottaker), settings())
        #expect(left.sbd?.senderRef == " 2014/2703 æ" && left.sbd?.receiverRef == "")
        let swapped = omformer.receipt(of: try message(Meldinger.mottaker, Meldinger.avsender), settings())
        #expect(swapped.sbd?.senderRef == "" && swapped.sbd?.receiverRef == " 2014/2703 æ")
    }

    // MARK: Identity

    @Test func theConversationIsTheOneThatTheMessageHad() throws {
        let message = try omform(
            Meldinger.putMessage(
                Meldinger.melding(), id: "JP-77", avsender: Meldinger.mottaker, mottaker: Meldinger.avsender))
        let receipt = try omform(appReceipt(), id: "JP-77")
        #expect(receipt.sbd?.conversationId == "d5dba379-7675-5407-bbf9-9003591e84d8")
        #expect(receipt.sbd?.conversationId == message.sbd?.conversationId)
        #expect(receipt.koder.contains("KV-014"))
        // The same when the addresses come the other way.
        let turned = try omform(appReceipt(), id: "JP-77", avsender: Meldinger.mottaker, mottaker: Meldinger.avsender)
        #expect(turned.sbd?.conversationId == receipt.sbd?.conversationId)
        #expect(turned.sbd?.messageId == receipt.sbd?.messageId)
        #expect(try omform(appReceipt(), id: "{\(Meldinger.id.uppercased())}").sbd?.conversationId == Meldinger.id)
        // A stored pair goes before all.
        let stored = try omform(
            appReceipt(), id: "JP-77", settings { $0.original = .init(conversationId: Meldinger.id) })
        #expect(stored.sbd?.conversationId == Meldinger.id && !stored.koder.contains("KV-014"))
    }

    /// Straight, turned, one end twice, none of the ends, no ends.
    @Test(arguments: [
        (Meldinger.mottaker, Meldinger.avsender, false), (Meldinger.avsender, Meldinger.mottaker, true),
        (Meldinger.mottaker, Meldinger.mottaker, false), (Meldinger.avsender, Meldinger.avsender, false),
        ("?", Meldinger.mottaker, true), ("", Meldinger.avsender, false), ("310000078", "310000086", false),
        ("", "", false),
    ])
    func theEndsAreThoseOfTheMessageThatIsKnown(_ sender: String, _ receiver: String, _ isTurned: Bool) throws {
        let parties = ReceiptSettings.Parties(
            sender: try #require(Organisasjonsnummer(Meldinger.avsender)),
            receiver: try #require(Organisasjonsnummer(Meldinger.mottaker)))
        let result = try omform(
            appReceipt(), avsender: sender, mottaker: receiver,
            settings { $0.original = .init(messageId: Meldinger.id, parties: parties) })
        #expect(result.verdict == .accepted && result.koder == (isTurned ? ["KV-012"] : []))
        #expect(result.sbd?.sender?.digits == Meldinger.mottaker && result.sbd?.receiver == Meldinger.avsender)
    }

    @Test(arguments: ["", "?", "${=java.util.UUID.randomUUID()}"])
    func aReceiptWithoutConversationHasNoWayBack(_ id: String) throws {
        let result = try omform(appReceipt("OK", melding("Recno", "4711")), id: id)
        #expect(result.verdict == .accepted && result.sbd == nil && result.koder == ["KV-011"])
        #expect(result.rapport.messageId == nil && result.rapport.regnskap == nil)
        let known = try omform(appReceipt(), id: id, settings { $0.original = .init(conversationId: Meldinger.id) })
        #expect(known.sbd?.conversationId == Meldinger.id)
    }

    @Test func theMessageThatIsAnsweredMayBeUnknown() throws {
        let result = try omform(appReceipt())
        #expect(result.sbd?.kvittering?.relatedToMessageId == nil && result.koder == ["KV-013"])
    }

    @Test func theSameReceiptIsTheSameMessage() throws {
        let first = try omform(appReceipt("OK", melding("a", "b")))
        let second = try omform(appReceipt(" ok ", melding("a", "b")), form: .cdata)
        #expect(first.sbd?.messageId == second.sbd?.messageId)
        #expect(try omform(appReceipt("OK", melding("a", "c"))).sbd?.messageId != first.sbd?.messageId)
        #expect(first.sbd?.messageId != first.sbd?.conversationId)
    }

    // MARK: Faults

    @Test func onlyReceiptsInAnEnvelopeAreConverted() throws {
        #expect(try omform(Meldinger.melding()).koder == ["BE-051"])
        #expect(omformer.receipt(of: try les(Array(appReceipt().utf8))).koder == ["BE-051"])
        #expect(try omform(" ").koder == ["BE-002"])
        #expect(try omform("<x/>").verdict == .rejected)
        #expect(try omform("<AppReceipt>").verdict == .rejected)
    }

    @Test func settingsThatCannotBeRightAreOurFault() throws {
        for change: @Sendable (inout ReceiptSettings) -> Void in [
            { $0.original = .init(messageId: "x") }, { $0.original = .init(conversationId: Meldinger.id.uppercased()) },
            { $0.original = .init(archiveConversationId: "\u{1}") }, { $0.senderName = "\u{0}" },
            { $0.creationDateAndTime = "2026-03-02T09:15:00" },
        ] {
            let result = try omform(appReceipt(), settings(change))
            #expect(result.verdict == .undetermined && result.koder == ["SY-005"] && result.sbd == nil)
        }
    }

    @Test func timesStandInTheSBD() throws {
        let result = try omform(
            appReceipt(),
            settings {
                $0.creationDateAndTime = "2026-03-02T09:15:00+01:00"
                $0.expectedResponseDateTime = "2026-03-09T09:15:00+01:00"
            })
        #expect(result.sbd?.creationDateAndTime == "2026-03-02T09:15:00+01:00")
        #expect(result.sbd?.expectedResponseDateTime == "2026-03-09T09:15:00+01:00")
    }
}

// MARK: To an archive

@Suite struct KvitteringTilArkivTests {
    private func sbd(_ kvittering: Kvittering, senderRef: String = "", receiverRef: String = "")
        -> StandardBusinessDocument
    {
        var sbd = StandardBusinessDocument(
            sender: oss, receiver: Meldinger.mottaker, messageId: "5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50",
            conversationId: Meldinger.id, prosess: .response, dokumenttype: .arkivmeldingKvittering)
        sbd.senderRef = senderRef
        sbd.receiverRef = receiverRef
        sbd.kvittering = kvittering
        return sbd
    }

    @Test func theWholeRequestIsAsArchivesWantIt() throws {
        let result = omformer.appReceipt(
            of: sbd(
                Kvittering(
                    receiptType: .warning, relatedToMessageId: "x", messages: [.init(code: "Recno", text: "4711 <&>")]),
                senderRef: "2014/2703"),
            settings { $0.receiverName = "Havnes" })
        #expect(result.verdict == .accepted && result.koder == [])
        #expect(
            result.melding == """
                <?xml version="1.0" encoding="UTF-8"?>
                <PutMessageRequest xmlns="http://www.arkivverket.no/Noark/Exchange/types">\
                <envelope xmlns="" conversationId="3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d" \
                contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types">\
                <sender><orgnr>310000035</orgnr><ref>2014/2703</ref></sender>\
                <receiver><orgnr>310000043</orgnr><name>Havnes</name></receiver></envelope>\
                <payload xmlns=""><AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="WARNING">\
                <message xmlns="" code="Recno"><text>4711 &lt;&amp;&gt;</text></message></AppReceipt></payload>\
                </PutMessageRequest>

                """)
        #expect(result.rapport.slag == .sbdKvittering)
        #expect(result.rapport.messageId == "5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50")
    }

    @Test func theArchiveGetsItsOwnId() throws {
        let result = omformer.appReceipt(
            of: sbd(Kvittering(receiptType: .ok)),
            settings { $0.original = .init(archiveConversationId: "910-<\"x\">\n|%") })
        #expect(try les(Array(result.melding.utf8)).konvolutt.conversationId == "910-<\"x\">\n|%")
    }

    @Test func theDialectSwapsPartiesWithTheirReferences() throws {
        let result = omformer.appReceipt(
            of: sbd(Kvittering(receiptType: .ok), senderRef: "s", receiverRef: "r"),
            settings {
                $0.swapsReceiptAddresses = true
                $0.senderName = "Avsender"
            })
        let konvolutt = try les(Array(result.melding.utf8)).konvolutt
        #expect(konvolutt.sender.felt == [Meldinger.mottaker, "", "r"])
        #expect(konvolutt.receiver.felt == [Meldinger.avsender, "Avsender", "s"])
        #expect(result.koder == ["KV-012"])
    }

    @Test func whatIsMissingIsFilledInAndTold() throws {
        for (type, text) in [(nil, "receiptType mangler."), ("LEST", "receiptType er ukjent: LEST")]
            as [(String?, String)]
        {
            let result = omformer.appReceipt(
                of: sbd(
                    Kvittering(
                        receiptType: type.map(Kvittering.Kvitteringstype.init),
                        messages: [.init(code: nil, text: nil), .init(code: "a", text: "b")])))
            #expect(result.verdict == .accepted && Set(result.koder) == ["KV-001", "KV-002", "KV-003"])
            #expect(
                result.melding.contains(
                    """
                    type="ERROR"><message xmlns="" code="Unknown"><text/></message><message xmlns="" code="a">\
                    <text>b</text></message><message xmlns="" code="Unknown"><text>\(text)</text></message>
                    """))
        }
        let lower = omformer.appReceipt(of: sbd(Kvittering(receiptType: .init(rawValue: " NotSupported\n"))))
        #expect(
            lower.koder == []
                && lower.melding.contains(
                    "<AppReceipt xmlns=\"http://www.arkivverket.no/Noark/Exchange/types\" type=\"NOTSUPPORTED\"/>")
        )
    }

    @Test func whatXMLCannotHoldIsReplacedAndTold() throws {
        let result = omformer.appReceipt(
            of: sbd(
                Kvittering(receiptType: .ok, messages: [.init(code: "a\u{0}b", text: "c\u{1b}d\u{fffe}\r")]),
                receiverRef: "\u{2}"))
        #expect(result.verdict == .accepted && result.koder == ["KV-004", "KV-004", "KV-004"])
        #expect(result.melding.contains("code=\"a\u{fffd}b\"><text>c\u{fffd}d\u{fffd}&#13;</text>"))
        #expect(result.melding.contains("<ref>\u{fffd}</ref>"))
    }

    @Test func aReceiptMayBeAsLongInTheSBDAsInTheEnvelope() {
        #expect(SBDInnlesing.maxMessages == Limits.standard.maxChildren)
    }

    @Test func onlyReceiptsAreConverted() throws {
        let arkivmelding = StandardBusinessDocument(
            sender: oss, receiver: Meldinger.mottaker, messageId: Meldinger.id, conversationId: Meldinger.id,
            prosess: .administrasjon, dokumenttype: .arkivmelding)
        let result = omformer.appReceipt(of: arkivmelding)
        #expect(result.verdict == .rejected && result.koder == ["BE-052"] && result.rapport.slag == .sbd)
        let broken = omformer.appReceipt(of: SBDInnlesing(json: Array("{".utf8)))
        #expect(broken.verdict == .rejected && broken.koder == ["SB-001"])
        var nobody = sbd(Kvittering(receiptType: .ok))
        nobody.sender = nil
        #expect(omformer.appReceipt(of: nobody).koder == ["SB-009"])
        var person = sbd(Kvittering(receiptType: .ok))
        person.receiver = "01017012345"
        let refused = omformer.appReceipt(of: person)
        #expect(refused.verdict == .rejected && refused.koder.contains("BE-034"))
    }
}

extension Konvolutt.Part {
    fileprivate var felt: [String] { [orgnr, name, ref] }
}

// MARK: Both ways

@Suite struct KvitteringTurReturTests {
    private static let pieces = [
        "a", "Recno", " ", "\n", "\r", "\t", "\r\n", "æøå", "😀", "e\u{301}", "ns2:", "]]>", "<", "&", "\"", "'", "|",
        "%",
        "&amp;", "AppReceipt", "?", "{x}", "at A.B() --->\r\n   at C\n",
    ]

    private func text(_ random: inout Teller, long: Bool) -> String {
        let count = Int.random(in: 0...(long && Int.random(in: 0..<20, using: &random) == 0 ? 400 : 8), using: &random)
        return (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test func nothingIsLostOnTheWay() throws {
        var random = Teller(seed: 20_261_125)
        for number in 0..<500 {
            let type = Kvittering.Kvitteringstype.alle.randomElement(using: &random) ?? .ok
            var messages: [(code: String, text: String)] = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                (text(&random, long: false), text(&random, long: true))
            }
            if let first = messages.first, Bool.random(using: &random) { messages.append(first) }
            let form = Meldinger.Form.allCases.randomElement(using: &random) ?? .inline
            let payload = appReceipt(
                type.rawValue,
                messages.map {
                    melding(skrevet($0.code, isAttribute: true), skrevet($0.text, isAttribute: false))
                }.joined())
            let result = try omform(payload, form: form)
            let sbd = try StandardBusinessDocument(json: try #require(result.sbd, "\(number)").json.bytes)
            let back = omformer.appReceipt(of: sbd)
            let tre = try #require(try les(Array(back.melding.utf8)).tre?.root?.child("payload")?.children.first)
            #expect(tre.attribute("type") == type.rawValue, "\(number)")
            let read = tre.children.map { [$0.attribute("code") ?? "-", $0.child("text")?.text ?? "-"] }
            // Swift calls texts equal that are not the same bytes.
            let isSame =
                read.map { $0.map { Array($0.utf8) } } == messages.map { [Array($0.code.utf8), Array($0.text.utf8)] }
            #expect(isSame, "\(number)")
            #expect(back.koder == [] && result.koder == ["KV-013"], "\(number)")
        }
    }

    @Test func plainXsltprocWritesTheSame() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        let messages = melding("a&#10;b", "\t x&#13;\n ") + melding("æ", "") + "<message xmlns=''/>"
        for type in ["OK", nil, "hva"] as [String?] {
            let receipt = try omform(
                appReceipt(type, messages), settings { $0.original = .init(messageId: Meldinger.id) })
            let back = omformer.appReceipt(
                of: try #require(receipt.sbd), settings { $0.senderName = "Fjordvik 'k' <&>" })
            for (result, sheet) in [(receipt, "appreceipt-til-kvittering"), (back, "kvittering-til-appreceipt")] {
                try Omgivelser.inTemporaryFolder { folder in
                    let input = folder.appending(path: "inn.xml")
                    try Data(try result.stylesheetInput()).write(to: input)
                    var arguments = ["--nonet"]
                    for (name, value) in result.stylesheetParameters.sorted(by: { $0.key < $1.key }) {
                        arguments += ["--stringparam", name, value]
                    }
                    let run = try Kjoering(
                        xsltproc,
                        arguments + [
                            Omgivelser.root.appending(path: "xslt/\(sheet).xsl").path(percentEncoded: false),
                            input.path(percentEncoded: false),
                        ])
                    #expect(run.status == 0)
                    #expect(run.output == result.stylesheetOutput && !run.output.isEmpty)
                }
            }
        }
    }

    @Test func aStylesheetWithoutAReceiptSaysSo() throws {
        for sheet in ["appreceipt-til-kvittering", "kvittering-til-appreceipt"] {
            let run = try omformer.stylesheet("xslt/\(sheet).xsl").run(on: XMLDocument(parsing: Array("<a>b</a>".utf8)))
            #expect(run.messages == ["SY-012|a|||"] && run.document.root == nil)
        }
    }

    @Test func theReportIsOfThePublishedForm() throws {
        let schema = try JSONSkjema(Omgivelser.root.appending(path: "schemas/report/report.schema.json"))
        let receipt = try omform(appReceipt("?", melding("a", "b") + "<message xmlns=''><text>c</text></message>"))
        let reports = [
            receipt, try omform(appReceipt(), id: "?"), try omform(appReceipt(), mottaker: ""),
            omformer.appReceipt(of: try #require(receipt.sbd)),
            omformer.appReceipt(of: SBDInnlesing(json: Array("x".utf8))),
        ].map(\.rapport)
        for report in reports { #expect(try schema.brudd(in: report.json(showValues: true).bytes) == []) }

        let account = try #require(reports[0].regnskap)
        #expect(account.uforklarte == [])
        #expect(
            account.kilder.map { "\($0.kilde) \($0.status.rawValue) \($0.antall)" } == [
                "envelope/@conversationId mapped 1", "envelope/@contentNamespace mapped 1",
                "envelope/sender/orgnr mapped 1", "envelope/sender/name dropped 1", "envelope/receiver/orgnr mapped 1",
                "envelope/receiver/name dropped 1", "AppReceipt/@type dropped 1", "AppReceipt/message/@code mapped 1",
                "AppReceipt/message/text mapped 2",
            ])
        #expect(
            account.maal.map { "\($0.maal) \($0.status.rawValue) \($0.antall)" } == [
                "arkivmelding_kvittering/receiptType defaulted 1", "arkivmelding_kvittering/messages/code mapped 1",
                "arkivmelding_kvittering/messages/text mapped 2",
                "arkivmelding_kvittering/messages/code defaulted 2",
                "arkivmelding_kvittering/messages/text defaulted 1",
            ])
        let reverse = try #require(reports[3].regnskap)
        #expect(reverse.uforklarte == [])
        #expect(reverse.kilder.allSatisfy { $0.status == .mapped } && reverse.antall(Regnskap.Kildestatus.mapped) == 7)
    }

    @Test func noValueOfTheReceiptIsInTheReport() throws {
        let result = try omform(appReceipt("HEMMELIG", melding("HEMMELIG", "HEMMELIG")), id: "HEMMELIG")
        #expect(!String(decoding: result.rapport.json().bytes, as: UTF8.self).contains("HEMMELIG"))
    }

    @Test func theTableHasEachFieldOnce() throws {
        let bytes = [UInt8](try Data(contentsOf: Omgivelser.root.appending(path: "xslt/kvitteringstabell.xml")))
        let rows = try #require(XMLDocument(parsing: bytes).root).children
        let kilder = rows.filter { $0.localName == "kilde" }.flatMap { group in
            group.children.map { (group.attribute("sti") ?? "") + "/" + ($0.attribute("navn") ?? "") }
        }
        let maal = rows.filter { $0.localName == "maal" }.compactMap { $0.attribute("sti") }
        let kvittering = ["receiptType", "relatedToMessageId", "messages/code", "messages/text"].map {
            "arkivmelding_kvittering/" + $0
        }
        let appReceipt = ["@type", "message/@code", "message/text"].map { "AppReceipt/" + $0 }
        let konvolutt =
            ["@conversationId", "@contentNamespace"].map { "envelope/" + $0 }
            + ["sender", "receiver"].flatMap { part in
                ["orgnr", "name", "email", "ref"].map { "envelope/\(part)/\($0)" }
            }
        // The text of a message is also read where it stands straight in it.
        #expect(kilder.sorted() == (konvolutt + appReceipt + ["AppReceipt/message"] + kvittering).sorted())
        #expect(maal.sorted() == (kvittering + appReceipt).sorted())
    }

    /// The account believes the table, and the way back writes what the stylesheet has.
    @Test func theConstantOfTheTableIsWhatTheWayBackWrites() throws {
        let bytes = [UInt8](try Data(contentsOf: Omgivelser.root.appending(path: "xslt/kvitteringstabell.xml")))
        let rows = try #require(XMLDocument(parsing: bytes).root).children.flatMap(\.children)
        let written = try #require(rows.first { $0.attribute("navn") == "@contentNamespace" }?.attribute("verdi"))
        let there = try #require(try omform(appReceipt()).sbd)
        let back = omformer.appReceipt(of: SBDInnlesing(json: there.json.bytes), settings())
        #expect(back.melding.contains("contentNamespace=\"\(written)\""), "\(back.melding)")
    }

    @Test func aNamespaceThatTheWayBackDoesNotWriteIsLost() throws {
        let melding = String(decoding: Meldinger.putMessage(appReceipt()), as: UTF8.self)
        for (namespace, status) in [("", "mapped"), ("2", "dropped")] {
            let changed = melding.replacing("WS-WD/types\"", with: "WS-WD/types\(namespace)\"")
            let account = try #require(omformer.receipt(of: try les(Array(changed.utf8)), settings()).rapport.regnskap)
            #expect(
                account.kilder.filter { $0.kilde == "envelope/@contentNamespace" }.map(\.status.rawValue) == [status])
        }
    }

    @Test func realReceiptsConvert() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de ekte meldingene finnes ikke her") }
        // Each with our number in it, what is found, and how many messages it has; nil is not sent on.
        let cases: [(String, String, Set<String>, Int?)] = [
            ("triggers/R01-receipt-p360-unswapped", "910075918", ["KV-012", "KV-013"], 1),
            ("triggers/R02-receipt-unknown-conversation", "910075918", ["KV-013"], 1),
            ("triggers/E04-appreceipt-entities", "910075918", ["KV-013"], 1),
            ("triggers/E07-appreceipt-nomessages", "910075918", ["KV-013"], 0),
            ("triggers/E08-appreceipt-qualified", "910075918", ["KV-013"], 1),
            ("samples/put-appreceipt-cdata-ok", "991825827", ["KV-013", "KV-014"], 1),
            ("samples/put-appreceipt-p360-ok-noconvid", "991825827", ["KV-011", "KV-012", "BE-101"], nil),
        ]
        for (name, own, codes, count) in cases {
            let input = try les([UInt8](try Data(contentsOf: shared.appending(path: name + ".xml"))))
            let result = omformer.receipt(of: input, settings { $0.ownOrganisation = Organisasjonsnummer(own) })
            #expect(result.verdict == .accepted && Set(result.koder) == codes, "\(name): \(result.koder)")
            #expect(result.sbd?.kvittering?.messages.count == count, "\(name)")
            guard let sbd = result.sbd else { continue }
            #expect(omformer.appReceipt(of: sbd).verdict == .accepted)
        }
        // Its numbers are of nobody.
        let trace = try les(
            [UInt8](try Data(contentsOf: shared.appending(path: "samples/put-appreceipt-p360-error-stacktrace.xml"))))
        var invalid = ReceiptSettings()
        invalid.allowsInvalidReceiver = true
        let text = omformer.receipt(of: trace, invalid).sbd?.kvittering?.messages.first?.text ?? ""
        #expect(text.utf8.count > 4000 && text.contains("--->") && text.contains("Guid& transactionIdentifier"))
        #expect(omformer.receipt(of: trace, settings()).koder.contains("KV-010"))
    }
}
