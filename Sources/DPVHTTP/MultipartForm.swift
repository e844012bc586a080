// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// A `multipart/form-data` body (RFC 7578) of texts and files.
package struct MultipartForm: Sendable {
    package struct File: Sendable {
        package let name: String
        package let fileName: String
        package let url: URL
        package let size: Int64

        package init(name: String, fileName: String, url: URL, size: Int64) {
            self.name = name
            self.fileName = fileName
            self.url = url
            self.size = size
        }
    }

    private let boundary: String
    private let fields: [(name: String, value: String)]
    private let files: [File]

    /// - Parameter boundary: must occur in no file, and so be one that nobody could foresee.
    package init(boundary: String, fields: [(name: String, value: String)], files: [File]) {
        self.boundary = boundary
        self.fields = fields
        self.files = files
    }

    /// A boundary that nobody can foresee.
    package static func randomBoundary() -> String {
        "arkivbro-" + UUID().uuidString.lowercased().replacing("-", with: "")
    }

    package var contentType: String { "multipart/form-data; boundary=" + boundary }

    package var body: HTTPBody {
        var pieces: [HTTPBody.Piece] = []
        var text = ""
        for field in fields {
            text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(field.name))\"\r\n"
            text += "Content-Type: text/plain; charset=utf-8\r\n\r\n\(field.value)\r\n"
        }
        for file in files {
            text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(file.name))\"; "
            text += "filename=\"\(Self.quoted(file.fileName))\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            pieces += [.bytes(Array(text.utf8)), .file(file.url, size: file.size)]
            text = "\r\n"
        }
        return HTTPBody(pieces + [.bytes(Array((text + "--\(boundary)--\r\n").utf8))])
    }

    // As browsers do it. What would end the line or the quotes must never reach the header as it is.
    private static func quoted(_ name: String) -> String {
        String(
            decoding: name.utf8.flatMap { byte -> [UInt8] in
                switch byte {
                case UInt8(ascii: "\""): Array("%22".utf8)
                case 0x0d: Array("%0D".utf8)
                case 0x0a: Array("%0A".utf8)
                default: [byte]
                }
            }, as: UTF8.self)
    }
}
