// SPDX-License-Identifier: Apache-2.0
import Noark

/// JSON as it was read: members in order, each as often as it was written.
package enum JSONTree {
    case object([(name: String, value: JSONTree)])
    case array([JSONTree])
    case string(String)
    /// A number, `true` or `false`, as it was written.
    case literal(String)
    case null
}

/// Reads JSON (RFC 8259) within limits.
///
/// Foundation's reader has none, lets the last of equal members win, and does not say where a fault is.
package struct JSONReader {
    package struct Fault: Error {
        /// The limit that was passed; nil when the text is not JSON.
        var limit: String?
        var line: Int
        var column: Int
    }

    package struct Limits {
        var maxBytes: Int
        var maxDepth: Int
        var maxValues: Int

        package init(maxBytes: Int, maxDepth: Int, maxValues: Int) {
            self.maxBytes = maxBytes
            self.maxDepth = maxDepth
            self.maxValues = maxValues
        }
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0
    private var depth = 0
    private var values = 0

    package static func read(_ bytes: [UInt8], limits: Limits) throws(Fault) -> JSONTree {
        var reader = JSONReader(bytes: bytes, limits: limits)
        guard bytes.count <= limits.maxBytes else { throw reader.fault(limit: "maxBytes") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw reader.fault() }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.position = 3 }
        let tree = try reader.value()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.fault() }
        return tree
    }

    private init(bytes: [UInt8], limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    private func fault(limit: String? = nil) -> Fault {
        let before = bytes[..<min(position, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // A character, not each of its bytes, is a column.
        let column = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
        return Fault(limit: limit, line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: column)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func demand(_ byte: UInt8) throws(Fault) {
        guard take(byte) else { throw fault() }
    }

    private mutating func value() throws(Fault) -> JSONTree {
        values += 1
        guard values <= limits.maxValues else { throw fault(limit: "maxValues") }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"):
            return .object(
                try list(closedBy: UInt8(ascii: "}")) { (reader) throws(Fault) in try reader.member() })
        case UInt8(ascii: "["):
            return .array(try list(closedBy: UInt8(ascii: "]")) { (reader) throws(Fault) in try reader.value() })
        case UInt8(ascii: "\""): return .string(try string())
        default: return try literal()
        }
    }

    private mutating func list<Item>(
        closedBy end: UInt8, _ item: (inout JSONReader) throws(Fault) -> Item
    ) throws(Fault) -> [Item] {
        depth += 1
        guard depth <= limits.maxDepth else { throw fault(limit: "maxDepth") }
        position += 1
        var items: [Item] = []
        skipBlanks()
        if !take(end) {
            repeat {
                items.append(try item(&self))
                skipBlanks()
            } while take(UInt8(ascii: ","))
            try demand(end)
        }
        depth -= 1
        return items
    }

    private mutating func member() throws(Fault) -> (name: String, value: JSONTree) {
        skipBlanks()
        let name = try string()
        skipBlanks()
        try demand(UInt8(ascii: ":"))
        return (name, try value())
    }

    private mutating func literal() throws(Fault) -> JSONTree {
        for (word, tree) in Self.words where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return tree
        }
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return .literal(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private static let words: [(String, JSONTree)] = [
        ("null", .null), ("true", .literal("true")), ("false", .literal("false")),
    ]

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw fault() }
    }

    // MARK: Strings

    private mutating func string() throws(Fault) -> String {
        try demand(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            let start = position
            while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                position += 1
            }
            text += bytes[start..<position]
            if take(UInt8(ascii: "\"")) {
                let string = String(decoding: text, as: UTF8.self)
                if string.hasTooManyMarks { throw fault(limit: "maxCombiningMarks") }
                return string
            }
            try demand(UInt8(ascii: "\\"))
            try escape(into: &text)
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(Fault) {
        guard let byte = next else { throw fault() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += String(Character(try scalar())).utf8
        default: throw fault()
        }
    }

    private mutating func scalar() throws(Fault) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault() }
        let second = try unit()
        guard UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x1_0000 + (UInt32(first) & 0x3ff) << 10 + UInt32(second) & 0x3ff)
        else { throw fault() }
        return scalar
    }

    private mutating func unit() throws(Fault) -> UInt16 {
        let digits = bytes[position..<min(position + 4, bytes.count)]
        guard digits.count == 4, digits.allSatisfy({ $0 != 0x2b && $0 != 0x2d }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault() }
        position += 4
        return unit
    }
}
