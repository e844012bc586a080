// SPDX-License-Identifier: Apache-2.0

/// JSON whose members keep the order they are written in.
///
/// The SBD wants its header first (integrasjonspunkt 2.4.0 reads members in order), reports want to be read by people,
/// and both want the same bytes on every version of Foundation, whose encoder has an order of its own.
public enum OrderedJSON: Sendable, Hashable {
    /// Members in order.
    case object([(String, OrderedJSON)])
    /// Elements in order.
    case array([OrderedJSON])
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// True or false.
    case bool(Bool)

    /// An object of those members that have a value.
    public static func members(_ members: [(String, OrderedJSON?)]) -> OrderedJSON {
        .object(members.compactMap { name, value in value.map { (name, $0) } })
    }

    /// UTF-8, indented by two blanks, ended by a line feed.
    ///
    /// An object or array of plain values stands on one line when it fits there, so that a report can be read and
    /// compared line by line.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        write(into: &result, indent: 0)
        result.append(UInt8(ascii: "\n"))
        return result
    }

    private static let lineLength = 160

    private var isPlain: Bool {
        switch self {
        case .object(let members): members.isEmpty
        case .array(let elements): elements.allSatisfy { if case .string = $0 { true } else { false } }
        default: true
        }
    }

    private func writeOnOneLine(into output: inout [UInt8], indent: Int) -> Bool {
        let line: [UInt8]
        switch self {
        case .object(let members) where !members.isEmpty && members.allSatisfy(\.1.isPlain):
            line = Self.joined(members, "{ ", " }") { member, output in
                Self.write(member.0, into: &output)
                output.append(contentsOf: ": ".utf8)
                if !member.1.writeOnOneLine(into: &output, indent: indent) {
                    member.1.write(into: &output, indent: indent)
                }
            }
        case .array(let elements) where !elements.isEmpty && isPlain:
            line = Self.joined(elements, "[", "]") { $0.write(into: &$1, indent: indent) }
        default: return false
        }
        guard line.count + 2 * indent <= Self.lineLength, !line.contains(UInt8(ascii: "\n")) else { return false }
        output.append(contentsOf: line)
        return true
    }

    private static func joined<Item>(
        _ items: [Item], _ opening: String, _ closing: String, _ body: (Item, inout [UInt8]) -> Void
    ) -> [UInt8] {
        var line = Array(opening.utf8)
        for (index, item) in items.enumerated() {
            if index > 0 { line.append(contentsOf: ", ".utf8) }
            body(item, &line)
        }
        return line + Array(closing.utf8)
    }

    private func write(into output: inout [UInt8], indent: Int) {
        if indent > 0, writeOnOneLine(into: &output, indent: indent) { return }
        switch self {
        case .object(let members):
            Self.writeList(members, "{", "}", into: &output, indent: indent) { member, output in
                Self.write(member.0, into: &output)
                output.append(contentsOf: ": ".utf8)
                member.1.write(into: &output, indent: indent + 1)
            }
        case .array(let elements):
            Self.writeList(elements, "[", "]", into: &output, indent: indent) { element, output in
                element.write(into: &output, indent: indent + 1)
            }
        case .string(let text): Self.write(text, into: &output)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        }
    }

    private static func writeList<Item>(
        _ items: [Item], _ opening: String, _ closing: String, into output: inout [UInt8], indent: Int,
        _ body: (Item, inout [UInt8]) -> Void
    ) {
        output.append(contentsOf: opening.utf8)
        for (index, item) in items.enumerated() {
            output.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * (indent + 1)))
            body(item, &output)
        }
        if !items.isEmpty {
            output.append(UInt8(ascii: "\n"))
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
        }
        output.append(contentsOf: closing.utf8)
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0a: output.append(contentsOf: "\\n".utf8)
            case 0x0d: output.append(contentsOf: "\\r".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                output.append(contentsOf: "\\u00".utf8)
                output.append(contentsOf: (byte < 16 ? "0" : "").utf8)
                output.append(contentsOf: String(byte, radix: 16).utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Whether two values are written alike.
    public static func == (left: OrderedJSON, right: OrderedJSON) -> Bool { left.bytes == right.bytes }

    /// Hashes what is written.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
