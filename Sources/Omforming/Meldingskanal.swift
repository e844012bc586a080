// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Noark

/// Reads the findings that stylesheets report: one line `kode|sti|verdi|arg1|arg2`, each part percent-escaped.
enum Meldingskanal {
    /// The finding of a message; a message of any other form is a fault of ours (SY-003).
    static func funn(_ line: String) -> Funn {
        // By bytes: there may be hundreds of thousands of lines.
        let parts = line.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(unescaped)
        guard parts.count == 5, erKode(parts[0]) else { return Funn("SY-003") }
        return Funn(
            parts[0], Sted(sti: parts[1].isEmpty ? nil : stiFraMelding(parts[1])),
            argumenter: parts[3].isEmpty && parts[4].isEmpty ? [] : [parts[3], parts[4]],
            verdi: parts[2].isEmpty ? nil : parts[2])
    }

    private static func erKode(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 6 && bytes[2] == UInt8(ascii: "-")
            && bytes[3...].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String {
        guard part.contains(UInt8(ascii: "%")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var rest = Array(part)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
