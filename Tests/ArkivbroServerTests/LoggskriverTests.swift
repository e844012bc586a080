// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import Foundation
import Logging
import Testing

/// Lines of the log, and what may stand on them.
@Suite struct LoggskriverTests {
    private func line(
        _ form: Loggskriver.Form, _ text: Logger.Message, _ metadata: Logger.Metadata = [:]
    ) throws -> String {
        let lines = Logglinjer()
        var logger = Logger(label: "proeve") { Loggskriver($0, form: form, level: .info) { lines.add($0) } }
        logger[metadataKey: "request"] = "r1"
        logger.debug("ikke denne")
        logger.warning(text, metadata: metadata)
        let all = lines.alle
        try #require(all.count == 1)
        return all[0]
    }

    @Test func aLineIsTextWithItsTimeLevelAndValues() throws {
        let text = try line(.text, "melding er tatt imot", ["messageId": "a", "grunn": "To ord = \"her\""])
        #expect(
            text.wholeMatch(
                of:
                    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING melding er tatt imot grunn="To ord = \\"her\\"" messageId=a request=r1/
            ) != nil, "\(text)")
    }

    @Test func aLineIsOneJSONObject() throws {
        let text = try line(.json, "hei", ["grunn": "To \"ord\"\nher", "level": "ikke min"])
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        #expect(object["level"] == "warning")
        #expect(object["message"] == "hei")
        #expect(object["grunn"] == "To \"ord\" her")
        #expect(object["request"] == "r1")
        #expect(!text.contains("\n"))
    }

    @Test(arguments: ["01010112345", "010101 12345", "id-01010112345-x", "a 01010112345, b"])
    func numbersOfPeopleAreMasked(_ value: String) throws {
        for form in Loggskriver.Form.allCases {
            let text = try line(form, "hei", ["conversationId": "\(value)"])
            #expect(!text.contains("12345"))
            #expect(text.contains("***********"))
        }
    }

    // Few have eleven digits in a row.
    @Test func whatWasDrawnIsNotMasked() throws {
        let id = "3b1f8a52-6c0e-4f57-9d0a-a12345678901"
        #expect(try line(.text, "hei", ["messageId": "\(id)"]).contains("messageId=\(id) "))
        // What a refused message is known by.
        let digest = "d82d12345678901f" + String(repeating: "0a", count: 24)
        #expect(try line(.text, "hei", ["sha256": "\(digest)"]).contains("sha256=\(digest)"))
        #expect(!(try line(.text, "hei", ["sha256": "\(digest)-"]).contains(digest)))
        let lines = Logglinjer()
        var logger = Logger(label: "proeve") { Loggskriver($0, form: .text, level: .info) { lines.add($0) } }
        logger[metadataKey: "request"] = "f12345678901a0b1c2d3e4f5a6b7c8d9"
        logger.info("hei")
        #expect(lines.alle[0].hasSuffix("request=f12345678901a0b1c2d3e4f5a6b7c8d9"))
    }

    @Test(arguments: ["310000035", "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d", "1234567890123456789012345678901234567890"])
    func otherNumbersAreNot(_ value: String) throws {
        #expect(try line(.text, "hei", ["a": "\(value)"]).contains("a=\(value) "))
    }

    @Test func nothingBreaksTheLine() throws {
        let text = try line(.text, "hei", ["a": "b\nc\r\u{2028}d\u{0}e\u{85}f"])
        #expect(text.contains("a=\"b c  d e f\" "))
    }
}
