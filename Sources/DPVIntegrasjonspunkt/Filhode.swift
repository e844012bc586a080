// SPDX-License-Identifier: Apache-2.0
internal import DPVHTTP

/// The headers that say what an uploaded file is.
enum Filhode {
    /// Title and file name, as in RFC 6266.
    ///
    /// Anything but plain ASCII words goes in the form of RFC 5987, which the integrasjonspunkt reads as it was written;
    /// nothing that is sent can end the header.
    static func contentDisposition(title: String, fileName: String) -> String {
        "attachment; \(parameter("name", title)); \(parameter("filename", fileName))"
    }

    private static func parameter(_ name: String, _ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
        return isPlain ? "\(name)=\"\(value)\"" : "\(name)*=UTF-8''\(value.percentEncoded)"
    }

    /// The media type, if it is one and can be the type of a file.
    ///
    /// A form's would have the integrasjonspunkt read the file as a form.
    static func contentType(_ mediatype: String) -> String {
        let token = /[A-Za-z0-9!#$&^_.+\-]+\/[A-Za-z0-9!#$&^_.+\-]+/
        let isForm = mediatype.lowercased() == "application/x-www-form-urlencoded"
        return mediatype.wholeMatch(of: token) != nil && !isForm ? mediatype : "application/octet-stream"
    }
}
