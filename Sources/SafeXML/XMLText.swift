// SPDX-License-Identifier: Apache-2.0
import CLibXML
import CXMLSpeed

/// What text may stand in XML, and be of which type.
public enum XMLText {
    /// Whether a byte is white space of XML (§2.3).
    public static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    /// Whether there is nothing but letters and digits of ASCII, what base64 has beside them, spaces, tabs and line feeds:
    /// what is the same in every encoding of XML that we read, and what no reader of XML changes.
    static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        text.withMemoryRebound(to: UInt8.self) { arkivbro_is_plain($0.baseAddress, $0.count) }
    }

    /// How many line feeds there are, and how many bytes behind the last of them.
    static func lineFeeds(_ text: UnsafeRawBufferPointer) -> (count: Int, behind: Int) {
        text.withMemoryRebound(to: UInt8.self) { text in
            var behind = 0
            let count = arkivbro_line_feeds(text.baseAddress, text.count, &behind)
            return (count, behind)
        }
    }

    /// Takes the references off text without markup, as far as it is known what libxml2 would make of it.
    static func unescape(
        _ text: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (taken: Int, written: Int) {
        text.withMemoryRebound(to: UInt8.self) { text in
            output.withMemoryRebound(to: UInt8.self) { output in
                var written = 0
                let taken = arkivbro_unescape(text.baseAddress, text.count, output.baseAddress, output.count, &written)
                return (taken, written)
            }
        }
    }

    /// Whether every character may stand in an XML 1.0 document (§2.2).
    public static func isText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
            default: false
            }
        }
    }

    /// Whether the text is a name without a colon (Namespaces in XML §3).
    public static func isName(_ text: String) -> Bool { xmlValidateNCName(text, 0) == 0 }

    /// Whether the text may be declared as a namespace: a URI, and none of the two that stand for XML itself (Namespaces in
    /// XML §3).
    public static func isNamespace(_ text: String) -> Bool {
        guard let uri = xmlParseURI(text) else { return false }
        xmlFreeURI(uri)
        return text != "http://www.w3.org/XML/1998/namespace" && text != "http://www.w3.org/2000/xmlns/"
    }

    /// Whether the text is an `xs:dateTime` that says its time zone.
    public static func isDateTimeWithZone(_ text: String) -> Bool {
        LibXML.start()
        let hasZone = text.hasSuffix("Z") || text.dropFirst(11).contains { $0 == "+" || $0 == "-" }
        return hasZone && !text.contains(where: \.isWhitespace)
            && SimpleType.isValid(text, predefined: "dateTime", namespace: "http://www.w3.org/2001/XMLSchema")
    }
}
