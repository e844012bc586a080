// SPDX-License-Identifier: Apache-2.0

/// The identity of a message: the UUID that eFormidling demands, and the text that the archive system wrote.
public struct MeldingId: Sendable, Hashable {
    /// How the UUID came about.
    public enum Origin: Sendable, Hashable {
        /// The archive's own id is a UUID.
        case asWritten
        /// The archive's id is some other text; the UUID is derived from sender and id.
        case derivedFromId
        /// The archive gave none; the UUID is derived from the sender and what the message says.
        case derivedFromContent
    }

    /// Lower-case canonical UUID.
    public let uuid: String
    /// The archive's own text, which every answer to the archive must carry.
    public let original: String
    /// How ``uuid`` came about.
    public let origin: Origin

    /// Derives the UUID from what the envelope says.
    ///
    /// - Parameters:
    ///   - conversationId: the envelope's text, possibly empty.
    ///   - sender: the sender's organisation number as digits, or empty.
    ///   - contentSHA256: the digest of what the message says, in lower-case hexadecimal digits; asked for only where there
    ///     is no id.
    public init(conversationId: String, sender: String, contentSHA256: @autoclosure () -> String) {
        original = conversationId
        if let uuid = Self.uuid(in: conversationId) {
            self.uuid = uuid
            origin = .asWritten
        } else if conversationId.isPlaceholderForId {
            uuid = NavnebasertUUID.uuid(parts: ["conv", sender, "sha256:" + contentSHA256()])
            origin = .derivedFromContent
        } else {
            uuid = NavnebasertUUID.uuid(parts: ["conv", sender, conversationId])
            origin = .derivedFromId
        }
    }

    /// The UUID in a text of the form 8-4-4-4-12, in any case, with or without braces or `urn:uuid:`.
    public static func uuid(in text: String) -> String? {
        var rest = Substring(text.lowercased())
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        if rest.hasPrefix("urn:uuid:") { rest.removeFirst(9) }
        if rest.hasPrefix("{"), rest.hasSuffix("}") { rest = rest.dropFirst().dropLast() }
        guard rest.utf8.count == 36 else { return nil }
        let isUUID = zip(rest.utf8, 0...).allSatisfy { byte, place in
            switch place {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            }
        }
        return isUUID ? String(rest) : nil
    }
}
