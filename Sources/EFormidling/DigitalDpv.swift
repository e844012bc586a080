// SPDX-License-Identifier: Apache-2.0

/// The body of a letter of the type digital_dpv.
public struct DigitalDpv: Sendable, Hashable {
    /// Plain text.
    public var tittel: String
    /// Plain text.
    public var sammendrag: String
    /// Markdown.
    public var innhold: String
    /// File name of the main document; nil is the first.
    public var hoveddokument: String?

    /// Creates a body.
    public init(tittel: String, sammendrag: String, innhold: String, hoveddokument: String? = nil) {
        self.tittel = tittel
        self.sammendrag = sammendrag
        self.innhold = innhold
        self.hoveddokument = hoveddokument
    }

    var members: [(String, OrderedJSON?)] {
        [
            ("tittel", .string(tittel)), ("sammendrag", .string(sammendrag)), ("innhold", .string(innhold)),
            ("hoveddokument", hoveddokument.map(OrderedJSON.string)),
        ]
    }
}
