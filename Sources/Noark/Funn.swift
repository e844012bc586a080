// SPDX-License-Identifier: Apache-2.0

/// A finding: something about the document that its sender should know.
///
/// Never thrown.
public struct Funn: Sendable, Hashable {
    /// The stable code, one of the catalogue in `xslt/funn.xml`.
    public let kode: String
    /// Where in the document, or where in its bytes.
    public var sted: Sted
    /// What fills the places `{1}`, `{2}` … of the catalogue's text.
    ///
    /// Never a value of the document.
    public let argumenter: [String]
    /// The value of the document that the finding is about.
    ///
    /// Shown only on request: messages carry people's names.
    public let verdi: String?

    /// Creates a finding.
    public init(_ kode: String, _ sted: Sted = Sted(), argumenter: [String] = [], verdi: String? = nil) {
        self.kode = kode
        self.sted = sted
        self.argumenter = argumenter
        self.verdi = verdi
    }
}

/// A place in a document.
public struct Sted: Sendable, Hashable {
    /// Path of elements, such as `Melding/journpost/avsmot[2]`.
    public var sti: String?
    /// Line in the bytes that were parsed, counted from 1; in a payload that was text, counted in that text.
    public var linje: Int?
    /// Column in that line, counted from 1.
    ///
    /// The schema validator knows none.
    public var kolonne: Int?

    /// Creates a place.
    public init(sti: String? = nil, linje: Int? = nil, kolonne: Int? = nil) {
        self.sti = sti
        self.linje = linje
        self.kolonne = kolonne
    }
}
