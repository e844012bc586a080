// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SafeXML

@Suite struct ByteBlocksTests {
    @Test(arguments: [1, 2, 7, 8, 9, 16, 17, 100])
    func blocksAreTheSameWhateverThePieces(_ stykke: Int) throws {
        for count in [0, 1, 7, 8, 9, 24, 100] {
            let bytes = (0..<count).map { UInt8($0) }
            var blocks = ByteBlocks(size: 8)
            var given: [[UInt8]] = []
            for start in stride(from: 0, to: count, by: stykke) {
                try bytes[start..<min(start + stykke, count)].withUnsafeBytes {
                    try blocks.feed($0) { given.append(Array($0)) }
                }
            }
            try blocks.finish { given.append(Array($0)) }
            #expect(given == stride(from: 0, to: count, by: 8).map { Array(bytes[$0..<min($0 + 8, count)]) })
        }
    }

    // Of several faults, the one that is told is the same, and at the same place.
    @Test(arguments: [
        "<a><b/></c><d \((0...64).map { "e\($0)='' " }.joined())/></a>",
        "<!DOCTYPE a><a \((0...64).map { "e\($0)='' " }.joined())/>",
        "<a><b/></c>&\(String(repeating: "d", count: 300))</a>",
        "<a><b>\(String(repeating: "-", count: 400))]]>c</b></a>",
    ])
    func aFaultIsTheSameWhateverThePieces(_ text: String) throws {
        func fault(_ stykke: Int) throws -> XMLFault? {
            do {
                let parser = try StreamingParser(text: false, limits: .standard, handler: Opptak())
                let bytes = Array(text.utf8)
                for start in stride(from: 0, to: bytes.count, by: stykke) {
                    try bytes[start..<min(start + stykke, bytes.count)].withUnsafeBytes { try parser.feed($0) }
                }
                try parser.finish()
                return nil
            } catch {
                return try #require(error as? XMLFault)
            }
        }
        let whole = try #require(try fault(.max))
        for stykke in [1, 2, 5, 11, 12, 13, 50, 300] {
            let cut = try fault(stykke)
            #expect(cut?.detail == whole.detail && cut?.line == whole.line && cut?.column == whole.column)
        }
    }
}
