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

    /// Whether the value may stand on one line, if it fits there.
    private var isLine: Bool {
        switch self {
        case .object(let members): !members.isEmpty && members.allSatisfy(\.1.isPlain)
        case .array(let elements): !elements.isEmpty && isPlain
        default: false
        }
    }

    private func write(into output: inout [UInt8], indent: Int) {
        if indent > 0, isLine {
            // Written first and measured afterwards: nearly every line fits.
            let start = output.count
            writeLine(into: &output)
            if output.count - start + 2 * indent <= Self.lineLength { return }
            output.removeLast(output.count - start)
        }
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
        default: writeLine(into: &output)
        }
    }

    private func writeLine(into output: inout [UInt8]) {
        switch self {
        case .object(let members):
            output.append(contentsOf: (members.isEmpty ? "{" : "{ ").utf8)
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(contentsOf: ", ".utf8) }
                Self.write(member.0, into: &output)
                output.append(contentsOf: ": ".utf8)
                member.1.writeLine(into: &output)
            }
            output.append(contentsOf: (members.isEmpty ? "}" : " }").utf8)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(contentsOf: ", ".utf8) }
                element.writeLine(into: &output)
            }
            output.append(UInt8(ascii: "]"))
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
        var text = text
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while let index = rest.firstIndex(where: {
                $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == 0x7f || $0 == 0xc2
            }) {
                output.append(contentsOf: rest[..<index])
                // U+0080 to U+009F: JSON lets them be, and a terminal obeys them.
                if rest[index] == 0xc2 {
                    let next = rest[index + 1]
                    if next < 0xa0 {
                        output.append(contentsOf: "\\u00\(String(next, radix: 16))".utf8)
                    } else {
                        output.append(contentsOf: [0xc2, next])
                    }
                    rest = rest[(index + 2)...]
                    continue
                }
                writeEscaped(rest[index], into: &output)
                rest = rest[(index + 1)...]
            }
            output.append(contentsOf: rest)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func writeEscaped(_ byte: UInt8, into output: inout [UInt8]) {
        switch byte {
        case 0x0a: output.append(contentsOf: "\\n".utf8)
        case 0x0d: output.append(contentsOf: "\\r".utf8)
        case 0x09: output.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7f:
            output.append(contentsOf: "\\u00".utf8)
            output.append(contentsOf: (byte < 16 ? "0" : "").utf8)
            output.append(contentsOf: String(byte, radix: 16).utf8)
        default:
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        }
    }

    /// Whether two values are written alike.
    public static func == (left: OrderedJSON, right: OrderedJSON) -> Bool { left.bytes == right.bytes }

    /// Hashes what is written.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
