// SPDX-License-Identifier: Apache-2.0
import CLibXML

extension XMLDocument {
    /// The first of the limits that reading this document, written with indentation, would pass; nil when it passes none.
    public func limitPassed(of limits: Limits) -> String? {
        guard let root = xmlDocGetRootElement(pointer) else { return nil }
        var measure = TreeMeasure()
        measure.visit(root)
        return measure.limitPassed(of: limits)
    }
}

/// What a tree costs to read, in the measures of ``Limits``.
private struct TreeMeasure {
    private var elements = 0
    private var depth = 0
    private var children = 0
    private var attributes = 0
    private var allAttributes = 0
    private var markupBytes = 0
    private var fieldBytes = 0
    private var treeBytes = 0

    func limitPassed(of limits: Limits) -> String? {
        [
            ("maxDepth", depth, limits.maxDepth), ("maxElements", elements, limits.maxElements),
            ("maxChildren", children, limits.maxChildren), ("maxAttributes", attributes, limits.maxAttributes),
            ("maxAllAttributes", allAttributes, limits.maxAllAttributes),
            ("maxMarkupBytes", markupBytes, limits.maxMarkupBytes),
            ("maxFieldBytes", fieldBytes, limits.maxFieldBytes), ("maxTreeBytes", treeBytes, limits.maxTreeBytes),
        ].first { $0.1 > $0.2 }?.0
    }

    // Without recursion: a tree may be as deep as the limits let it.
    mutating func visit(_ root: xmlNodePtr) {
        var node = root
        var level = 1
        var held = [0]
        while true {
            if node.pointee.type == XML_ELEMENT_NODE {
                held[held.count - 1] += 1
                enter(node, level: level)
            } else {
                let bytes = Self.length(node.pointee.content)
                fieldBytes = max(fieldBytes, bytes)
                treeBytes += bytes
            }
            if node.pointee.type == XML_ELEMENT_NODE, let child = node.pointee.children {
                node = child
                level += 1
                held.append(0)
                continue
            }
            while node != root, node.pointee.next == nil, let parent = node.pointee.parent {
                node = parent
                level -= 1
                children = max(children, held.removeLast())
            }
            guard node != root, let next = node.pointee.next else { return }
            node = next
        }
    }

    private mutating func enter(_ element: xmlNodePtr, level: Int) {
        elements += 1
        depth = max(depth, level)
        // The line feeds and blanks before and behind it.
        treeBytes += 4 * level
        var count = 0
        var bytes = Self.length(element.pointee.name)
        var attribute = element.pointee.properties
        while let current = attribute {
            attribute = current.pointee.next
            count += 1
            bytes += Self.length(current.pointee.name)
            var text = current.pointee.children
            while let piece = text {
                text = piece.pointee.next
                bytes += Self.escapedLength(piece.pointee.content)
                treeBytes += Self.length(piece.pointee.content)
            }
        }
        var declaration = element.pointee.nsDef
        while let current = declaration {
            declaration = current.pointee.next
            let length = Self.length(current.pointee.href)
            bytes += length
            treeBytes += length
        }
        attributes = max(attributes, count)
        allAttributes += count
        markupBytes = max(markupBytes, bytes)
    }

    private static func length(_ text: UnsafePointer<xmlChar>?) -> Int {
        text.map { strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) } ?? 0
    }

    private static func length(_ text: UnsafeMutablePointer<xmlChar>?) -> Int { length(text.map { UnsafePointer($0) }) }

    // As an attribute's value.
    private static func escapedLength(_ text: UnsafeMutablePointer<xmlChar>?) -> Int {
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
