// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// A step of a walk through a tree.
public enum XMLTreeEvent {
    /// An element begins.
    case start(XMLElement)
    /// A piece of text in UTF-8, valid until the next step.
    case text(UnsafeRawBufferPointer)
    /// The innermost open element ends.
    case end(XMLElement)
}

/// A walk through an element and all inside it, in order and at any depth.
///
/// The tree must not change while it lasts. Comments and instructions are passed over.
public struct XMLTreeEvents: Sequence, IteratorProtocol {
    private let root: XMLElement
    private var node: xmlNodePtr?
    private var isLeaving = false

    init(of element: XMLElement) {
        root = element
        node = element.pointer
    }

    /// The next step; nil at the end.
    public mutating func next() -> XMLTreeEvent? {
        while let current = node {
            if isLeaving {
                advance(from: current)
                return .end(XMLElement(document: root.document, pointer: current))
            }
            switch current.pointee.type {
            case XML_ELEMENT_NODE:
                if let child = current.pointee.children {
                    node = child
                } else {
                    isLeaving = true
                }
                return .start(XMLElement(document: root.document, pointer: current))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                advance(from: current)
                guard let content = current.pointee.content else { continue }
                let length = strlen(UnsafeRawPointer(content).assumingMemoryBound(to: CChar.self))
                return .text(UnsafeRawBufferPointer(start: content, count: length))
            default: advance(from: current)
            }
        }
        return nil
    }

    private mutating func advance(from current: xmlNodePtr) {
        if current == root.pointer {
            node = nil
        } else if let sibling = current.pointee.next {
            node = sibling
            isLeaving = false
        } else {
            node = current.pointee.parent
            isLeaving = true
        }
    }
}

extension XMLElement {
    /// A walk through the element and all inside it.
    public var events: XMLTreeEvents { XMLTreeEvents(of: self) }
}
