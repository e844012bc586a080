// SPDX-License-Identifier: Apache-2.0
import Foundation
import SafeXML
import Testhjelp
import Testing

@testable import BestEdu

@Suite struct Base64EncoderTests {
    private func encode(_ bytes: [UInt8], stykke: Int) throws -> String {
        let sink = MemorySink()
        let writer = XMLStreamWriter(to: sink)
        var encoder = Base64Encoder()
        var start = 0
        while start < bytes.count {
            let end = stykke > bytes.count - start ? bytes.count : start + stykke
            try bytes[start..<end].withUnsafeBytes { try encoder.encode($0, into: writer) }
            start = end
        }
        try encoder.finish(into: writer)
        try writer.finish()
        return sink.text
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theStandardsOwnExamples(_ bytes: String, _ text: String) throws {
        for stykke in [1, 2, 3, Int.max] { #expect(try encode(Array(bytes.utf8), stykke: stykke) == text) }
    }

    @Test func agreesWithFoundationForEveryLengthAndPiece() throws {
        var random = SystemRandomNumberGenerator()
        for length in 0...200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Data(bytes).base64EncodedString()
            for stykke in [1, 2, 3, 4, 5, 64, Int.max] {
                #expect(try encode(bytes, stykke: stykke) == text, "\(length) \(stykke)")
            }
        }
    }

    @Test func blocksOfTheSinkLeaveNoSeam() throws {
        let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let text = Data(bytes).base64EncodedString()
        for stykke in [65_536, 262_144, Int.max] { #expect(try encode(bytes, stykke: stykke) == text) }
    }
}
