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
    /// Security level, 3 or 4; nil is not said.
    public var sikkerhetsnivaa: Int?

    /// Creates a body.
    public init(
        tittel: String, sammendrag: String, innhold: String, hoveddokument: String? = nil, sikkerhetsnivaa: Int? = nil
    ) {
        self.sikkerhetsnivaa = sikkerhetsnivaa
        self.tittel = tittel
        self.sammendrag = sammendrag
        self.innhold = innhold
        self.hoveddokument = hoveddokument
    }

    var members: [(String, OrderedJSON?)] {
        [
            ("tittel", .string(tittel)), ("sammendrag", .string(sammendrag)), ("innhold", .string(innhold)),
            ("hoveddokument", hoveddokument.map(OrderedJSON.string)),
            ("sikkerhetsnivaa", sikkerhetsnivaa.map { .integer(Int64($0)) }),
        ]
    }
}
