// SPDX-License-Identifier: Apache-2.0
import CLibXML
import Synchronization

/// The stylesheets and schemas that the libraries may load, by address.
///
/// Nothing else can be loaded.
///
/// Addresses look like `arkivbro:/xslt/felles/tekst.xsl`; relative references between resources resolve as in folders.
public enum ResourceLibrary {
    static let scheme = "arkivbro:/"

    private static let contents = Mutex<[String: StaticString]>([:])

    /// Adds a resource under its path, such as `xslt/felles/tekst.xsl`.
    ///
    /// Adding the same path again changes nothing.
    public static func add(path: String, text: StaticString) {
        contents.withLock { if $0[scheme + path] == nil { $0[scheme + path] = text } }
    }

    /// A resource as a tree that knows its address, so that what it includes is found.
    ///
    /// - Throws: ``SafeXMLError`` when there is none, or when it is not XML.
    static func tree(path: String) throws -> xmlDocPtr {
        let address = scheme + path
        guard let text = text(at: address) else { throw SafeXMLError("No resource \(path).") }
        let bytes = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
        let count = Int32(text.utf8CodeUnitCount)
        guard let tree = xmlReadMemory(bytes, count, address, nil, Int32(XML_PARSE_NONET.rawValue)) else {
            throw SafeXMLError("Resource \(path) is not XML.")
        }
        return tree
    }

    static func text(at address: String) -> StaticString? {
        contents.withLock { $0[address] }
    }
}

/// libxml2's way to every external entity, which for us are imported and included schemas.
let loadEntityFromMemory: xmlExternalEntityLoader = { address, _, context in
    guard let address, let text = ResourceLibrary.text(at: String(cString: address)) else { return nil }
    let bytes = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    // A copy: with xmlParserInputBufferCreateStatic, 2.9.14 mangles resources of more than some 12 kB.
    guard
        let buffer = xmlParserInputBufferCreateMem(bytes, Int32(text.utf8CodeUnitCount), XML_CHAR_ENCODING_UTF8),
        let input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_UTF8)
    else { return nil }
    // The address is the base of what this resource includes in its turn.
    input.pointee.filename = UnsafeRawPointer(xmlStrdup(address))?.assumingMemoryBound(to: CChar.self)
    return input
}

/// libxslt's way to every stylesheet module.
///
/// Documents that a running stylesheet asks for are refused.
let loadStylesheetFromMemory: xsltDocLoaderFunc = { address, dictionary, options, _, purpose in
    guard purpose == XSLT_LOAD_STYLESHEET, let address,
        let text = ResourceLibrary.text(at: String(cString: address)),
        let context = xmlNewParserCtxt()
    else { return nil }
    defer { xmlFreeParserCtxt(context) }
    // libxslt compares names by pointer: a module must share the dictionary of its stylesheet.
    if let dictionary {
        xmlDictFree(context.pointee.dict)
        context.pointee.dict = dictionary
        xmlDictReference(dictionary)
    }
    return xmlCtxtReadMemory(
        context,
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
        Int32(text.utf8CodeUnitCount),
        UnsafeRawPointer(address).assumingMemoryBound(to: CChar.self),
        nil,
        options | Int32(XML_PARSE_NONET.rawValue)
    )
}
