// SPDX-License-Identifier: Apache-2.0
public import EFormidling
import Noark

/// Everything that must be kept of a hand-over to ask about it later; storable as one line of text.
public struct Leveringsreferanse: Sendable, Hashable, LosslessStringConvertible {
    /// Identity of the message.
    public let messageId: String
    /// The key that it was handed over with.
    public let idempotentKey: String
    /// The process that it was handed over with.
    public let prosess: Prosess
    /// The transport's own reference; nil when its answer was never seen.
    public let reference: String?

    /// Creates a reference.
    public init(messageId: String, idempotentKey: String? = nil, prosess: Prosess, reference: String?) {
        self.messageId = messageId
        self.idempotentKey = idempotentKey ?? messageId
        self.prosess = prosess
        self.reference = reference
    }

    /// Creates the reference of an order; without the transport's own it can be stored before the order is given.
    public init(_ oppdrag: Oppdrag, reference: String? = nil) {
        self.init(
            messageId: oppdrag.korrespondanse.messageId, idempotentKey: oppdrag.idempotentKey,
            prosess: oppdrag.korrespondanse.prosess, reference: reference)
    }

    /// Reads what ``description`` wrote.
    public init?(_ text: String) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { Self.unescaped(String($0)) }
        guard parts.count == 3 || parts.count == 4, let messageId = parts[0], let key = parts[1],
            let prosess = parts[2],
            MeldingId.uuid(in: messageId) == messageId, MeldingId.uuid(in: key) == key, let reference = parts.last
        else { return nil }
        self.init(
            messageId: messageId, idempotentKey: key, prosess: Prosess(urn: prosess),
            reference: parts.count == 4 ? reference : nil)
    }

    /// One line: message, key, process and reference, joined by `|`, with `%`, `|` and line ends percent-escaped.
    public var description: String {
        ([messageId, idempotentKey, prosess.urn] + (reference.map { [$0] } ?? [])).map(Self.escaped)
            .joined(separator: "|")
    }

    // Byte by byte: with a combining mark behind it, a bar is another Character.
    private static func escaped(_ part: String) -> String {
        String(
            decoding: part.utf8.flatMap { byte -> [UInt8] in
                byte == UInt8(ascii: "%") || byte == UInt8(ascii: "|") || byte < 0x20
                    ? Array(("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)).utf8) : [byte]
            }, as: UTF8.self)
    }

    private static func unescaped(_ part: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
