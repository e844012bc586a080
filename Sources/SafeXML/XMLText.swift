// SPDX-License-Identifier: Apache-2.0

/// What text may stand in XML, and be of which type.
public enum XMLText {
    /// Whether a byte is white space of XML (§2.3).
    public static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
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

    /// Whether the text is an `xs:dateTime` that says its time zone.
    public static func isDateTimeWithZone(_ text: String) -> Bool {
        LibXML.start()
        let hasZone = text.hasSuffix("Z") || text.dropFirst(11).contains { $0 == "+" || $0 == "-" }
        return hasZone && !text.contains(where: \.isWhitespace)
            && SimpleType.isValid(text, predefined: "dateTime", namespace: "http://www.w3.org/2001/XMLSchema")
    }
}
