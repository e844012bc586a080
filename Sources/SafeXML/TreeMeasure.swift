// SPDX-License-Identifier: Apache-2.0
import CLibXML

extension XMLDocument {
    /// The first of the limits that reading this document, written with indentation, could pass; nil when it passes none.
    public func limitPassed(of limits: Limits) -> String? {
        guard let root else { return nil }
        return TreeMeasure(of: root).limitPassed(of: limits)
    }
}

/// What a tree costs to read, in the measures of ``Limits``, or a little more.
private struct TreeMeasure {
    private var elements = 0
    private var depth = 0
    private var children = 0
    private var attributes = 0
    private var allAttributes = 0
    // The XML declaration is markup too.
    private var markupBytes = 64
    private var fieldBytes = 0
    private var treeBytes = 0

    init(of root: XMLElement) {
        // How many children there are so far in each open element, and around the root.
        var open = [0]
        for event in root.events {
            switch event {
            case .start(let element):
                open[open.count - 1] += 1
                measure(element.pointer.pointee, level: open.count)
                open.append(0)
            case .text(let text):
                fieldBytes = max(fieldBytes, text.count)
                treeBytes += text.count
            case .end: children = max(children, open.removeLast())
            }
        }
        children = max(children, open[0])
    }

    func limitPassed(of limits: Limits) -> String? {
        [
            ("maxDepth", depth, limits.maxDepth), (limits.nameOfMaxElements, elements, limits.maxElements),
            ("maxChildren", children, limits.maxChildren), ("maxAttributes", attributes, limits.maxAttributes),
            ("maxAllAttributes", allAttributes, limits.maxAllAttributes),
            ("maxMarkupBytes", markupBytes, limits.maxMarkupBytes),
            ("maxFieldBytes", fieldBytes, limits.maxFieldBytes), ("maxTreeBytes", treeBytes, limits.maxTreeBytes),
        ].first { $0.1 > $0.2 }?.0
    }

    private mutating func measure(_ element: xmlNode, level: Int) {
        elements += 1
        depth = max(depth, level)
        // The line feeds and blanks before and behind it are text to the reader.
        treeBytes += 4 * level
        fieldBytes = max(fieldBytes, 4 * level)
        var count = 0
        // Of each tag, attribute and declaration the signs as well.
        var bytes = Self.length(element.name) + Self.length(element.ns?.pointee.prefix) + 8
        var attribute = element.properties
        while let current = attribute?.pointee {
            attribute = current.next
            count += 1
            bytes += Self.length(current.name) + Self.length(current.ns?.pointee.prefix) + 8
            var text = current.children
            while let piece = text?.pointee {
                text = piece.next
                bytes += Self.escapedLength(piece.content)
                treeBytes += Self.length(piece.content)
            }
        }
        allAttributes += count
        var declaration = element.nsDef
        while let current = declaration?.pointee {
            declaration = current.next
            count += 1
            bytes += Self.length(current.prefix) + Self.escapedLength(current.href) + 16
            treeBytes += Self.length(current.href)
        }
        attributes = max(attributes, count)
        markupBytes = max(markupBytes, bytes)
    }

    private static func length(_ text: UnsafePointer<xmlChar>?) -> Int {
        text.map { strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) } ?? 0
    }

    /// The length as an attribute's value.
    private static func escapedLength(_ text: UnsafePointer<xmlChar>?) -> Int {
        guard let text else { return 0 }
        return UnsafeBufferPointer(start: text, count: length(text)).reduce(0) { $0 + escapedLength($1) }
    }

    private static func escapedLength(_ byte: xmlChar) -> Int {
        switch byte {
        case UInt8(ascii: "&"), 9, 10, 13: 5
        case UInt8(ascii: "<"), UInt8(ascii: ">"): 4
        case UInt8(ascii: "\""): 6
        default: 1
        }
    }
}
