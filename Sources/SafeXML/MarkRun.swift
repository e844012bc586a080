// SPDX-License-Identifier: Apache-2.0
import CXMLSpeed

/// How many combining marks stand behind each other in text that comes in pieces.
///
/// Unicode orders the marks of a letter before it compares two texts (UAX #15), and that work grows with the square of their
/// number: a hundred thousand on one letter keep every comparison, and every look-up by the text, busy for a minute.
struct MarkRun {
    private var run = 0

    /// Takes the next piece, in UTF-8 and cut between characters.
    ///
    /// - Returns: whether more marks than these stand behind each other.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, isOver limit: Int) -> Bool {
        guard bytes.withMemoryRebound(to: UInt8.self, { arkivbro_may_have_marks($0.baseAddress, $0.count) }) else {
            if !bytes.isEmpty { run = 0 }
            return false
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            // What begins with less is no mark, or the inside of a letter that is none.
            guard byte >= 0xcc else {
                run = 0
                index += 1
                continue
            }
            let length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
            let end = min(index + length, bytes.count)
            var value = UInt32(byte) & (byte < 0xe0 ? 0x1f : byte < 0xf0 ? 0x0f : 0x07)
            for inside in index + 1..<max(end, index + 1) { value = value << 6 | UInt32(bytes[inside] & 0x3f) }
            let isMark =
                Unicode.Scalar(value).map { $0.properties.canonicalCombiningClass != .notReordered } ?? false
            run = isMark ? run + 1 : 0
            if run > limit { return true }
            index = end
        }
        return false
    }

    /// Whether text by itself has more marks than these behind each other.
    static func isOver(_ limit: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        var run = MarkRun()
        return run.feed(bytes, isOver: limit)
    }
}
