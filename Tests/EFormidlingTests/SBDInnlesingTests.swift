// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Testhjelp
import Testing

@Suite struct SBDInnlesingTests {
    private func kvittering(_ messages: [(String?, String?)] = [("Recno", "4711")]) -> StandardBusinessDocument {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker,
            messageId: "5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50", conversationId: Meldinger.id, prosess: .response,
            dokumenttype: .arkivmeldingKvittering)
        sbd.kvittering = Kvittering(
            receiptType: .ok, relatedToMessageId: "0d9f3a52-1c0e-4b57-9e0a-6a4f1a2b3c4e",
            messages: messages.map { Kvittering.Message(code: $0.0, text: $0.1) })
        return sbd
    }

    private func les(_ text: String) -> SBDInnlesing { SBDInnlesing(json: Array(text.utf8)) }

    /// A document with one part replaced.
    private func les(_ part: String, som replacement: String) throws -> SBDInnlesing {
        let text = String(decoding: kvittering().json.bytes, as: UTF8.self)
        #expect(text.contains(part))
        return les(text.replacing(part, with: replacement))
    }

    // MARK: What is written

    @Test func theBodyIsThatOfAReceipt() throws {
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(kvittering([("Recno", "4711"), (nil, "x")]).json.bytes))
                as? [String: Any])
        #expect(Set(json.keys) == ["standardBusinessDocumentHeader", "arkivmelding_kvittering"])
        let body = try #require(json["arkivmelding_kvittering"] as? [String: Any])
        #expect(body["receiptType"] as? String == "OK")
        #expect(body["relatedToMessageId"] as? String == "0d9f3a52-1c0e-4b57-9e0a-6a4f1a2b3c4e")
        #expect(body["messages"] as? [[String: String]] == [["code": "Recno", "text": "4711"], ["text": "x"]])
        let header = try #require(json["standardBusinessDocumentHeader"] as? [String: Any])
        let document = try #require(header["documentIdentification"] as? [String: String])
        #expect(document["standard"] == "urn:no:difi:arkivmelding:xsd::arkivmelding_kvittering")
        #expect(document["typeVersion"] == "2.0")
        let scope = (header["businessScope"] as? [String: [[String: Any]]])?["scope"]?.first
        #expect(scope?["identifier"] as? String == "urn:no:difi:profile:arkivmelding:response:ver1.0")
    }

    // MARK: Round trip

    private func expectSame(_ sbd: StandardBusinessDocument, _ name: String = "") throws {
        let bytes = sbd.json.bytes
        let innlesing = SBDInnlesing(json: bytes)
        #expect(innlesing.funn == [], "\(name)")
        let read = try #require(innlesing.sbd)
        #expect(read == sbd, "\(name)")
        #expect(read.json.bytes == bytes, "\(name)")
    }

    @Test func aLetterAndWhatIsAskedOfDPVAreRead() throws {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(Meldinger.avsender), receiver: "17829910055",
            messageId: "5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50", conversationId: Meldinger.id, prosess: .vedtak,
            dokumenttype: .digitalDpv)
        sbd.digitalDpv = DigitalDpv(tittel: "T", sammendrag: "S", innhold: "I\n", hoveddokument: "b.pdf")
        try expectSame(sbd)
        sbd.digitalDpv?.sikkerhetsnivaa = 4
        try expectSame(sbd)
        let high = String(decoding: sbd.json.bytes, as: UTF8.self)
        #expect(les(high.replacing("nivaa\": 4", with: "nivaa\": \"3\"")).sbd?.digitalDpv?.sikkerhetsnivaa == 3)
        // Who asks for a level that we do not understand gets no other.
        for other in ["\"x\"", "4.0", "40e-1", "\" 4 \"", "5", "0", "-4"] {
            let lest = les(high.replacing("nivaa\": 4", with: "nivaa\": " + other))
            #expect(lest.funn.map(\.kode) == ["SB-004"] && lest.sbd == nil, "\(other)")
        }
        sbd.dpv.varselType = .utenRevarsel
        sbd.dpv.varselTransportType = .sms
        sbd.dpv.varselTekst = "a"
        sbd.dpv.taushetsbelagtVarselTekst = "b"
        sbd.dpv.dagerTilSvarfrist = 0
        try expectSame(sbd)
        let json = String(decoding: sbd.json.bytes, as: UTF8.self)
        #expect(json.contains("\"17829910055\"") && json.contains("\"dagerTilSvarfrist\": 0"))

        let odd = les(json.replacing("\"SMS\"", with: "\"Brevdue\"").replacing("Frist\": 0", with: "Frist\": \"x\""))
        #expect(odd.funn.map(\.kode) == ["SB-011"])
        #expect(odd.sbd?.dpv.varselTransportType == nil && odd.sbd?.dpv.varselTekst == "a")
        let without = les(json.replacing("\"digital_dpv\": {", with: "\"annet\": {"))
        #expect(without.sbd == nil && without.funn.map(\.kode) == ["SB-003"])
    }

    @Test func whatIsWrittenIsRead() throws {
        try expectSame(kvittering([]))
        try expectSame(kvittering([("a", "b"), ("a", "b"), (nil, "b"), ("a", nil), (nil, nil), ("", "")]))
        let all = String(String.UnicodeScalarView((0...0x2ff).compactMap(Unicode.Scalar.init))) + "😀\u{2028}\u{fffe}"
        try expectSame(kvittering([(all, all + "\r\n ns2: e\u{301}")]))

        var full = kvittering()
        full.sender = nil
        full.senderRef = "2026/12 «æ» \t"
        full.receiverRef = " |% "
        full.creationDateAndTime = "2026-03-02T09:15:00+01:00"
        full.expectedResponseDateTime = "2026-03-09T09:15:00+01:00"
        full.kvittering?.receiptType = Kvittering.Kvitteringstype(rawValue: " ukjent ")
        full.kvittering?.relatedToMessageId = nil
        try expectSame(full)
        full.kvittering?.receiptType = nil
        try expectSame(full)

        try expectSame(
            StandardBusinessDocument(
                sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker, messageId: Meldinger.id,
                conversationId: Meldinger.id, prosess: .taushetsbelagt, dokumenttype: .arkivmelding))
    }

    @Test func whatIsWrittenIsReadWhateverItHolds() throws {
        var random = Teller(seed: 20_261_124)
        let pieces = [
            "a", "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1f}", "æøå", "😀", "{", "]", "e\u{301}", " ", "ns2:",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        for number in 0..<300 {
            var sbd = kvittering(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    (Bool.random(using: &random) ? text() : nil, Bool.random(using: &random) ? text() : nil)
                })
            sbd.senderRef = text()
            sbd.receiverRef = text()
            try expectSame(sbd, "\(number)")
        }
    }

    // MARK: What others write

    @Test func membersMayStandInAnyOrderWithUnknownOnesAmongThem() throws {
        let sbd = try #require(
            les(
                """
                \u{feff}{ "arkivmelding_kvittering" : {"messages":[{"text":"b","x":[1,{"y":null}],"code":12}],
                "receiptType":"WARNING","ukjent":{}}, "ukjent": [ ],
                "standardBusinessDocumentHeader":{"businessScope":{"scope":[
                {"type":"RECEIVER_REF","instanceIdentifier":"r"},{"type":"SenderRef","identifier":"s"},
                {"type":"MessageChannel","identifier":"k"},{"type":"JournalpostId","instanceIdentifier":null},
                {"identifier":"urn:no:difi:profile:arkivmelding:response:ver1.0","type":"CONVERSATION_ID",
                "instanceIdentifier":"3B1F8A52-6C0E-4F57-9D0A-5A4F1A2B3C4D","scopeInformation":[]}]},
                "documentIdentification":{"type":"arkivmelding_kvittering","multipleType":null,
                "instanceIdentifier":"5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50"},"manifest":null,
                "receiver":{"identifier":{"value":"310000043"}},
                "sender":[{"identifier":{"authority":"iso6523-actorid-upis","value":"0192:310000043:310000035"},
                "contactInformation":[]}]}}
                """
            ).sbd)
        #expect(sbd.sender?.digits == Meldinger.avsender && sbd.receiver == Meldinger.mottaker)
        #expect(sbd.conversationId == Meldinger.id)
        #expect(sbd.senderRef == "s" && sbd.receiverRef == "r")
        #expect(sbd.dokumenttype == .arkivmeldingKvittering)
        #expect(sbd.kvittering == Kvittering(receiptType: .warning, messages: [.init(code: "12", text: "b")]))
    }

    @Test func anEmptyReceiptHasNothing() throws {
        for (body, expected) in [
            ("{}", Kvittering(receiptType: nil)),
            (#"{"messages":null,"receiptType":null}"#, Kvittering(receiptType: nil)),
            (
                #"{"receiptType":"","messages":{"code":"a"}}"#,
                Kvittering(receiptType: .init(rawValue: ""), messages: [.init(code: "a", text: nil)])
            ),
        ] {
            let text = String(decoding: kvittering().json.bytes, as: UTF8.self)
            let start = try #require(text.firstRange(of: #""arkivmelding_kvittering": {"#)).lowerBound
            let innlesing = les(text[..<start] + #""arkivmelding_kvittering":"# + body + "}")
            #expect(innlesing.sbd?.kvittering == expected && innlesing.funn == [], "\(body)")
        }
    }

    @Test(arguments: [
        ("\"instanceIdentifier\": \"5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50\"", "\"x\": 1", "SB-009"),
        ("5f0c9a11-2d34-4e56-8a77-0b1c2d3e4f50", "1-1-1-1-1", "SB-006"),
        (Meldinger.id, "samtale", "SB-006"),
        ("0192:310000035", "0192:310000036", "SB-007"),
        ("0192:310000043", "0192:310000044", "SB-007"),
        ("urn:no:difi:profile:arkivmelding:response:ver1.0", "", "SB-008"),
        ("\"typeVersion\": \"2.0\"", "\"creationDateAndTime\": [2026, 3]", "SB-009"),
    ])
    func whatCanBeDoneWithoutIsTold(_ part: String, _ replacement: String, _ kode: String) throws {
        let innlesing = try les(part, som: replacement)
        #expect(innlesing.sbd != nil)
        #expect(innlesing.funn.map(\.kode) == [kode])
        if kode == "SB-008" { #expect(innlesing.sbd?.prosess == .response) }
    }

    @Test func oneConversationMayBeWrittenInTwoCases() throws {
        let again = #""scope": [{"type": "ConversationId", "instanceIdentifier": "\#(Meldinger.id.uppercased())"}, "#
        let innlesing = try les("\"scope\": [", som: again)
        #expect(!innlesing.funn.contains { $0.kode == "SB-005" })
        #expect(innlesing.sbd?.conversationId == Meldinger.id)
    }

    @Test func aPersonIsNeverShown() throws {
        let innlesing = try les("0192:310000043", som: "17912099997")
        #expect(innlesing.sbd?.receiver == "17912099997" && innlesing.funn == [])
        for written in ["9908:17912099997", "179120 99997", "urn:altinn:person:identifier-no:17912099997"] {
            for end in ["0192:310000043", "0192:310000035"] {
                #expect(try les(end, som: written).funn.map(\.verdi) == [nil], "\(written)")
            }
        }
        #expect(try les("0192:310000035", som: "17912099997").funn.map(\.verdi) == [nil])
        #expect(try les("0192:310000043", som: "0192:310000044").funn.map(\.verdi) == ["0192:310000044"])
    }

    // MARK: Faults

    @Test(arguments: [
        ("\"standardBusinessDocumentHeader\"", "\"header\"", "SB-003"),
        ("\"receiver\"", "\"mottaker\"", "SB-003"),
        ("0192:310000043", "", "SB-003"),
        ("\"businessScope\"", "\"x\"", "SB-003"),
        ("ConversationId", "ParentId", "SB-003"),
        (Meldinger.id, "", "SB-003"),
        ("\"arkivmelding_kvittering\": {", "\"noe\": {", "SB-003"),
        ("\"code\": \"Recno\"", "\"code\": {}", "SB-004"),
        ("\"messages\": [", "\"messages\": [1, ", "SB-004"),
        ("\"receiptType\": \"OK\"", "\"receiptType\": []", "SB-004"),
        ("\"receiptType\": \"OK\"", "\"receiptType\": \"OK\", \"receiptType\": \"ERROR\"", "SB-005"),
        ("\"scope\": [", "\"scope\": [{\"type\": \"ConversationId\", \"instanceIdentifier\": \"x\"}, ", "SB-005"),
        ("\"receiver\": [", "\"receiver\": [{\"identifier\": {\"value\": \"0192:310000035\"}}, ", "SB-005"),
    ])
    func whatCannotBeDoneWithoutIsAFault(_ part: String, _ replacement: String, _ kode: String) throws {
        let innlesing = try les(part, som: replacement)
        #expect(innlesing.sbd == nil)
        #expect(innlesing.funn.map(\.kode).contains(kode), "\(innlesing.funn)")
        #expect(throws: SBDFault.self) { try StandardBusinessDocument(json: innlesing.json) }
    }

    @Test(arguments: [
        "", " ", "x", "{", "}", "{]", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{\"a\":01}", "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":.5}", "{\"a\":1e}", "{\"a\":tru}", "{\"a\":nul}", "{} {}", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "'a'", "// {}", "{}\u{1}", "nullnull",
    ])
    func whatIsNoJSONIsAFault(_ text: String) {
        #expect(les(text).funn.map(\.kode) == ["SB-001"])
    }

    @Test func aFaultHasItsPlace() throws {
        #expect(les("{\n  \"æ\": x}").funn.first?.sted == Sted(linje: 2, kolonne: 8))
        #expect(SBDInnlesing(json: [0x22, 0xff, 0x22]).funn.map(\.kode) == ["SB-001"])
    }

    @Test(arguments: ["null", "[]", "\"a\"", "1", "true", "{}"])
    func jsonThatIsNoDocumentIsAFault(_ text: String) {
        #expect(les(text).funn.map(\.kode) == ["SB-003"])
    }

    @Test func limitsHold() {
        let nested = String(repeating: "[", count: 100_000)
        #expect(les(nested).funn == [Funn("SB-002", Sted(linje: 1, kolonne: 65), argumenter: ["maxDepth"])])
        let many = "[" + String(repeating: "0,", count: SBDInnlesing.maxValues) + "0]"
        #expect(les(many).funn.first?.argumenter == ["maxValues"])
        let receipt = { count in
            String(decoding: self.kvittering(Array(repeating: ("a", "b"), count: count)).json.bytes, as: UTF8.self)
        }
        #expect(les(receipt(SBDInnlesing.maxMessages)).sbd?.kvittering?.messages.count == SBDInnlesing.maxMessages)
        #expect(les(receipt(SBDInnlesing.maxMessages + 1)).funn.map(\.argumenter) == [["maxMessages"]])
        let marked = "{\"a" + String(repeating: "\u{301}", count: 64) + "\": 1}"
        #expect(les(marked).funn.allSatisfy { $0.kode != "SB-002" })
        #expect(les(marked.replacing("\": 1", with: "\u{301}\": 1")).funn.first?.argumenter == ["maxCombiningMarks"])
        let large = [UInt8](repeating: 0x20, count: SBDInnlesing.maxBytes + 1)
        #expect(SBDInnlesing(json: large).funn.first?.argumenter == ["maxBytes"])
    }

    @Test func changedBytesNeverMakeUsFail() {
        var random = Teller(seed: 7)
        let bytes = kvittering([("a\\\"", "b"), ("c", "d")]).json.bytes
        for _ in 0..<2000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let innlesing = SBDInnlesing(json: changed)
            #expect(innlesing.sbd != nil || !innlesing.funn.isEmpty)
        }
    }

    @Test func theDocumentedFormIsRead() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de ekte eksemplene finnes ikke her") }
        let file = shared.appending(path: "samples/sbd-json-docs.json")
        let innlesing = SBDInnlesing(json: [UInt8](try Data(contentsOf: file)))
        let sbd = try #require(innlesing.sbd)
        #expect(sbd.dokumenttype.type == "<forretningsmeldingnavn>" && sbd.senderRef == "<UUID>")
        // The documentation misspells the other one.
        #expect(sbd.receiverRef == "" && sbd.expectedResponseDateTime == "<leveringsfrist>")
        let contract = try String(
            contentsOf: shared.appending(path: "contracts/eformidling2-api.md"), encoding: .utf8)
        let examples = contract.matches(of: /```json\n(\{\s*"standardBusinessDocumentHeader"(?s:.*?))```/)
        #expect(examples.count >= 3)
        for example in examples {
            let innlesing = les(String(example.1))
            // Some of its numbers have no check digit.
            #expect(innlesing.sbd != nil && innlesing.funn.allSatisfy { $0.kode == "SB-007" }, "\(innlesing.funn)")
        }
    }
}
