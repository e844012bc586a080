// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// A call as it would be made, for a person to read before anything is sent.
public struct PlannedCall: Sendable, Hashable {
    /// A file of a call: what it is, not its bytes.
    public struct File: Sendable, Hashable {
        /// Name of the part, or nil when the file is the whole body.
        public let name: String?
        /// File name that is sent.
        public let fileName: String
        /// Size in bytes.
        public let size: Int64
        /// SHA-256 in lower-case hexadecimal digits; nil for a file that the package has no digest of.
        public let sha256: String?

        package init(name: String?, fileName: String, size: Int64, sha256: String?) {
            self.name = name
            self.fileName = fileName
            self.size = size
            self.sha256 = sha256
        }
    }

    /// The method.
    public let method: String
    /// The address.
    public let url: String
    /// The headers, but for those that prove who we are.
    public let headers: [String: String]
    /// The text parts of a form, in order.
    public let fields: [Field]
    /// The text that is the body.
    public let text: String?
    /// The files, in order.
    public let files: [File]

    /// A text part of a form.
    public struct Field: Sendable, Hashable {
        /// Name of the part.
        public let name: String
        /// Its text.
        public let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        _ method: String, _ url: String, headers: [String: String] = [:], fields: [Field] = [],
        text: String? = nil, files: [File] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.fields = fields
        self.text = text
        self.files = files
    }

    /// The call as JSON.
    public var json: OrderedJSON {
        .members([
            ("method", .string(method)),
            ("url", .string(url)),
            (
                "headers",
                headers.isEmpty
                    ? nil : .object(headers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
            ("fields", fields.isEmpty ? nil : .object(fields.map { ($0.name, .string($0.value)) })),
            ("text", text.map(OrderedJSON.string)),
            (
                "files",
                files.isEmpty
                    ? nil
                    : .array(
                        files.map { file in
                            .members([
                                ("name", file.name.map(OrderedJSON.string)), ("fileName", .string(file.fileName)),
                                ("size", .integer(file.size)), ("sha256", file.sha256.map(OrderedJSON.string)),
                            ])
                        })
            ),
        ])
    }
}
