// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Testhjelp
import Testing

@Suite struct StandardBusinessDocumentTests {
    @Test func isWhatTheIntegrasjonspunktReads() throws {
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(Meldinger.avsender), receiver: Meldinger.mottaker, messageId: "m",
            conversationId: "c", prosess: .administrasjon, dokumenttype: .arkivmelding)
        sbd.senderRef = "2026/12 «æ»"
        sbd.creationDateAndTime = "2026-03-02T09:15:00+01:00"
        sbd.expectedResponseDateTime = "2026-03-09T09:15:00+01:00"
        let text = String(decoding: sbd.json.bytes, as: UTF8.self)
        #expect(text.hasPrefix("{\n  \"standardBusinessDocumentHeader\""))

        let all = try #require(JSONSerialization.jsonObject(with: Data(sbd.json.bytes)) as? [String: Any])
        #expect(Set(all.keys) == ["standardBusinessDocumentHeader", "arkivmelding"])
        let header = try #require(all["standardBusinessDocumentHeader"] as? [String: Any])
        let document = try #require(header["documentIdentification"] as? [String: String])
        #expect(document["standard"] == "urn:no:difi:arkivmelding:xsd::arkivmelding")
        #expect(document["instanceIdentifier"] == "m")
        let scopes = try #require((header["businessScope"] as? [String: Any])?["scope"] as? [[String: Any]])
        #expect(scopes.map { $0["type"] as? String } == ["ConversationId", "SenderRef"])
        #expect(scopes[0]["identifier"] as? String == "urn:no:difi:profile:arkivmelding:administrasjon:ver1.0")
        #expect(scopes[1]["instanceIdentifier"] as? String == "2026/12 «æ»")
        let sender = try #require((header["sender"] as? [[String: [String: String]]])?.first?["identifier"])
        #expect(sender == ["value": "0192:310000035", "authority": "iso6523-actorid-upis"])
    }

    @Test func processesHaveShortNames() {
        #expect(Prosess(named: "administrasjon") == .administrasjon)
        #expect(Prosess(named: "Taushetsbelagt") == .taushetsbelagt)
        #expect(Prosess(named: "urn:x")?.urn == "urn:x")
        #expect(Prosess(named: "finnes-ikke") == nil)
    }
}

@Suite struct OrderedJSONTests {
    @Test func everyCharacterComesBack() throws {
        let text = String(String.UnicodeScalarView((0...0x2ff).compactMap(Unicode.Scalar.init))) + "😀\u{2028}"
        let json = OrderedJSON.object([("a", .string(text)), ("b", .array([])), ("c", .object([]))])
        let read = try #require(JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(read["a"] as? String == text)
        // Nothing in it that a terminal would obey.
        let written = String(decoding: json.bytes, as: UTF8.self).unicodeScalars
        #expect(written.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    }
}

@Suite struct MappebyggerTests {
    @Test func aFolderIsWholeOrAbsent() throws {
        try Omgivelser.inTemporaryFolder { folder in
            do {
                let builder = try Mappebygger(in: folder)
                try builder.write([1], to: "a")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).isEmpty)
            let builder = try Mappebygger(in: folder)
            try builder.write([1], to: "a")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).allSatisfy {
                    $0.hasPrefix(".")
                })
            let made = try builder.commit(as: "ferdig", durably: true)
            #expect(try Data(contentsOf: made.appending(path: "a")) == Data([1]))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == ["ferdig"])
        }
    }

    @Test func anotherFolderIsNotReplacedUnlessAsked() throws {
        try Omgivelser.inTemporaryFolder { folder in
            func make(_ byte: UInt8, replacing: Bool = false) throws -> URL {
                let builder = try Mappebygger(in: folder)
                try builder.write([byte], to: "a")
                return try builder.commit(as: "x", durably: false, replacing: replacing)
            }
            let made = try make(1)
            #expect(throws: MappeFinnes.self) { try make(2) }
            #expect(try Data(contentsOf: made.appending(path: "a")) == Data([1]))
            #expect(try Data(contentsOf: make(3, replacing: true).appending(path: "a")) == Data([3]))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == ["x"])
        }
    }
}
