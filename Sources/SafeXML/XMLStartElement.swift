// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// The start of an element.
///
/// Valid only during ``XMLStreamHandler/startElement(_:)``.
public struct XMLStartElement {
    let localNameBytes: UnsafePointer<UInt8>
    let prefixBytes: UnsafePointer<UInt8>?
    let namespaceBytes: UnsafePointer<UInt8>?
    /// Line of the tag's end, counted from 1.
    public let line: Int
    // Two pointers each: prefix and namespace.
    let declarationFields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let declarationCount: Int
    // Five pointers each: local name, prefix, namespace, start and end of the value.
    let attributeFields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let attributeCount: Int

    /// Name without prefix.
    public var localName: String { String(cString: localNameBytes) }

    /// Namespace, or the empty string.
    public var namespace: String { namespaceBytes.map { UnreadValue.text($0) } ?? "" }

    /// Whether the name without prefix is this one.
    public func isNamed(_ name: StaticString) -> Bool { bytes(localNameBytes, equal: name) }

    /// Whether the namespace is this one; the empty string asks for no namespace.
    public func isIn(namespace: StaticString) -> Bool {
        guard let namespaceBytes else { return namespace.utf8CodeUnitCount == 0 }
        return bytes(namespaceBytes, equal: namespace)
    }

    /// The value of the attribute without namespace of this name.
    public func attribute(_ name: StaticString) -> String? {
        for index in 0..<attributeCount {
            guard let attributeFields, let field = attributeFields[5 * index], attributeFields[5 * index + 2] == nil
            else { continue }
            if bytes(field, equal: name) { return value(ofAttribute: index) }
        }
        return nil
    }

    /// Whether it has attributes.
    public var hasAttributes: Bool { attributeCount > 0 }

    /// The attributes: namespace or empty, name without prefix, value.
    public var attributes: [(namespace: String, localName: String, value: String)] {
        (0..<attributeCount).compactMap { index in
            guard let attributeFields, let name = attributeFields[5 * index] else { return nil }
            let namespace = attributeFields[5 * index + 2].map { UnreadValue.text($0) } ?? ""
            return (namespace, String(cString: name), value(ofAttribute: index))
        }
    }

    /// Prefix of an attribute; the same one has the same address for as long as the parser lives.
    func prefix(ofAttribute index: Int) -> UnsafePointer<UInt8>? { attributeFields?[5 * index + 1] }

    private func value(ofAttribute index: Int) -> String {
        guard let attributeFields, let start = attributeFields[5 * index + 3], let end = attributeFields[5 * index + 4]
        else { return "" }
        return UnreadValue.text(UnsafeBufferPointer(start: start, count: end - start))
    }

    private func bytes(_ text: UnsafePointer<UInt8>, equal other: StaticString) -> Bool {
        let count = other.utf8CodeUnitCount
        return strncmp(
            UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(other.utf8Start).assumingMemoryBound(to: CChar.self), count) == 0 && text[count] == 0
    }
}
