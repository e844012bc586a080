// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Feeds a payload that came as text to a parser of its own, and takes off escapes that were put on once too often.
///
/// A client that HTML-encodes the XML before its serialiser escapes it leaves text that still begins with `&lt;`. Only
/// such text is decoded again: a title with `&lt;` in it must stay what it is.
final class PayloadText {
    /// Whether anything but blanks has come.
    private(set) var hasContent = false
    /// How many layers of escapes were taken off.
    private(set) var extraEscapes = 0
    /// Whether a piece stood in a CDATA section, and whether one stood outside.
    private(set) var hasCDATA = false
    private(set) var hasPlainText = false

    private let parser: StreamingParser
    private var decoders: [EntityDecoder] = []
    // The first bytes, until it is clear whether another layer must go.
    private var head: [UInt8] = []
    private var isDecided = false
    private var pending: [UInt8] = []

    // Escaped text comes in pieces of a few bytes, one for each entity: the parser gets them by the block.
    private static let block = 64 * 1024
    private static let maxExtraEscapes = 2

    init(handler: PayloadReader, limits: Limits) throws {
        parser = try StreamingParser(text: true, limits: limits, handler: handler)
        pending.reserveCapacity(Self.block)
    }

    func feed(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
        if !hasContent {
            // Blanks at the start are never kept: there may be any number of them.
            guard let start = bytes.firstIndex(where: { !XMLText.isBlank($0) }) else { return }
            hasContent = true
            note(isCDATA)
            try decide(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        } else {
            if isCDATA != hasCDATA || hasPlainText != !isCDATA, bytes.contains(where: { !XMLText.isBlank($0) }) {
                note(isCDATA)
            }
            try decide(bytes)
        }
    }

    func finish() throws {
        if !isDecided { try settle() }
        for index in decoders.indices {
            let rest = decoders[index].finish()
            try rest.withUnsafeBytes { try pass($0, through: index + 1) }
        }
        try flush()
        try parser.finish()
    }

    private func note(_ isCDATA: Bool) {
        if isCDATA { hasCDATA = true } else { hasPlainText = true }
    }

    private func decide(_ bytes: UnsafeRawBufferPointer) throws {
        if isDecided {
            try pass(bytes, through: 0)
            return
        }
        head.append(contentsOf: bytes)
        // Enough to see a byte order mark and "&#x3c;" after it.
        if head.count >= 64 { try settle() }
    }

    private func settle() throws {
        isDecided = true
        var text = head
        while decoders.count < Self.maxExtraEscapes, Self.beginsEscaped(text) {
            decoders.append(EntityDecoder())
            var trial = EntityDecoder()
            text = text.withUnsafeBytes { trial.decode($0) }
        }
        extraEscapes = decoders.count
        let first = head
        head = []
        try first.withUnsafeBytes { try pass($0, through: 0) }
    }

    private static func beginsEscaped(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        while let first = rest.first, XMLText.isBlank(first) { rest.removeFirst() }
        if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest.removeFirst(3) }
        let start = String(decoding: rest.prefix(6), as: UTF8.self).lowercased()
        return start.hasPrefix("&lt;") || start.hasPrefix("&#60;") || start.hasPrefix("&#x3c;")
            || start.hasPrefix("&amp;")
    }

    private func pass(_ bytes: UnsafeRawBufferPointer, through index: Int) throws {
        if index < decoders.count {
            let decoded = decoders[index].decode(bytes)
            try decoded.withUnsafeBytes { try pass($0, through: index + 1) }
        } else if bytes.count >= Self.block {
            try flush()
            try parser.feed(bytes)
        } else {
            pending.append(contentsOf: bytes)
            if pending.count >= Self.block { try flush() }
        }
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        try pending.withUnsafeBytes { try parser.feed($0) }
        pending.removeAll(keepingCapacity: true)
    }

}
