// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BestEdu

@Suite struct Base64DecoderTests {
    private func decode(_ text: String, stykke: Int = .max) -> (bytes: [UInt8], decoder: Base64Decoder) {
        var result: [UInt8] = []
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 96, alignment: 16)
        defer { memory.deallocate() }
        var decoder = Base64Decoder()
        var output = OutputBlock(memory: memory) { result.append(contentsOf: $0) }
        let input = Array(text.utf8)
        do {
            var start = 0
            while start < input.count {
                let end = stykke > input.count - start ? input.count : start + stykke
                try input[start..<end].withUnsafeBytes { try decoder.decode($0, into: &output) }
                start = end
            }
            try decoder.finish(into: &output)
            try output.flush()
        } catch {
            Issue.record(error)
        }
        return (result, decoder)
    }

    @Test func givesTheBytesBackForEveryLengthAndPiece() {
        var random = SystemRandomNumberGenerator()
        for length in 0...200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Data(bytes).base64EncodedString()
            for stykke in [1, 2, 3, 5, 64, Int.max] {
                let (decoded, decoder) = decode(text, stykke: stykke)
                #expect(decoded == bytes && decoder.fault == nil && !decoder.lacksPadding, "\(length) \(stykke)")
            }
        }
    }

    // Whole groups are decoded another way than characters that come one by one.
    @Test func everyCharacterMeansTheSameInAWholeGroupAndAlone() {
        for value in UInt8.min...UInt8.max {
            for place in 0..<12 {
                var characters = Array("QUJDREVGR0hJ".utf8)
                characters[place] = value
                let text = String(decoding: characters, as: UTF8.self)
                let (whole, one) = (decode(text), decode(text, stykke: 1))
                #expect(whole.bytes == one.bytes && whole.decoder.fault == one.decoder.fault, "\(value) \(place)")
            }
        }
    }

    @Test func whiteSpaceIsPassedOverWherever() {
        let bytes = Array("Et brev om brygga på Havnes.".utf8)
        let wrapped = Data(bytes).base64EncodedString().map { "\($0)\r\n \t" }.joined()
        for stykke in [1, 3, 7, Int.max] { #expect(decode(wrapped, stykke: stykke).bytes == bytes) }
    }

    @Test(arguments: [
        "QUJD-_==", "Q=Q=", "QUJDRA==QUJD", "gibberish!", "====", "Q===", "QUI=A", "QUJD\u{a0}", "QUJD.", "=QUJD",
        "QQ=====", "æøåæ",
    ])
    func junkIsAFault(_ text: String) {
        for stykke in [1, 3, Int.max] { #expect(decode(text, stykke: stykke).decoder.fault == .junk, "\(text)") }
    }

    @Test func aSingleLeftOverCharacterIsIncomplete() {
        #expect(decode("QUJDR").decoder.fault == .incomplete)
        #expect(decode("gibberish").decoder.fault == .incomplete)
    }

    @Test func missingPaddingIsForgivenAndTold() {
        for (text, bytes) in [("QQ", "A"), ("QUI", "AB"), ("QUJDRA", "ABCD"), ("QQ=", "A")] {
            let (decoded, decoder) = decode(text)
            #expect(decoded == Array(bytes.utf8) && decoder.fault == nil && decoder.lacksPadding)
        }
    }
}

@Suite struct EntityDecoderTests {
    private func decode(_ text: String, stykke: Int) -> String {
        var decoder = EntityDecoder()
        var result: [UInt8] = []
        let input = Array(text.utf8)
        for start in stride(from: 0, to: input.count, by: stykke) {
            input[start..<min(start + stykke, input.count)].withUnsafeBytes { result += decoder.decode($0) }
        }
        return String(decoding: result + decoder.finish(), as: UTF8.self)
    }

    @Test(arguments: [
        ("&lt;a b=&quot;&apos;&quot;&gt;&amp;amp;", "<a b=\"'\">&amp;"), ("&#248;&#xF8;&#XF8;", "øøø"),
        ("&#60;", "<"),
        (
            "a & b &c &; &ukjent; &#xyz; &#1114112; &#+60; &#x+3c;",
            "a & b &c &; &ukjent; &#xyz; &#1114112; &#+60; &#x+3c;"
        ),
        ("slutt &l", "slutt &l"), ("&altforlangt1234;", "&altforlangt1234;"), ("&&lt;", "&<"),
    ])
    func takesOneLayerOff(_ text: String, _ expected: String) {
        for stykke in 1...8 { #expect(decode(text, stykke: stykke) == expected) }
    }
}
