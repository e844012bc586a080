// SPDX-License-Identifier: Apache-2.0

/// What a document may cost.
///
/// The defaults let every real message through, of any size, and stop attacks early.
public struct Limits: Sendable, Hashable {
    /// Largest document in bytes; `nil` is no limit, since documents are streamed.
    public var maxBytes: UInt64?
    /// Deepest nesting of elements.
    ///
    /// Real messages have at most 9 levels in two layers.
    public var maxDepth = 256
    /// Most elements in one layer.
    ///
    /// A message with 10,000 documents has about 130,000.
    public var maxElements = 250_000
    /// What the limit on elements is called where it is met.
    private(set) var nameOfMaxElements = "maxElements"
    /// Most elements in an arkivmelding: what we write has up to thirty for a document, and must be read on the way back.
    public var maxArkivmeldingElements = 600_000
    /// Most elements that one element may hold.
    ///
    /// A journal post with as many documents as there may be has room for as many parties.
    public var maxChildren = 41_000
    /// Most documents in one message: each becomes some thirty elements, however little there is of it.
    public var maxDocuments = 20_000
    /// Longest name of an element or attribute, and longest reference, in bytes.
    ///
    /// Names stand in paths, once for each level.
    public var maxNameBytes = 256
    /// Most different names in one layer: of elements, attributes, prefixes, namespaces and processing instructions.
    ///
    /// The library keeps each, and looks for every new one among all of them.
    public var maxNames = 100_000
    /// Bytes that the library may set aside for those names: it does so in pieces of four times the last, and comes to this
    /// with some 5 MB of names.
    public var maxAllNameBytes = 16 * 1024 * 1024
    /// Most attributes on one element: the library compares them in pairs, which is quadratic.
    public var maxAttributes = 64
    /// Most attributes in one layer.
    ///
    /// A message has a handful; an arkivmelding with 10,000 documents some for each.
    public var maxAllAttributes = 250_000
    /// Most namespace declarations in scope: the library searches them one by one for each name.
    public var maxNamespaces = 256
    /// Longest name of a namespace in bytes: the library compares it, byte for byte, for each name in it.
    public var maxNamespaceBytes = 2048
    /// Longest tag, comment or processing instruction in bytes; each is held in memory whole.
    public var maxMarkupBytes = 256 * 1024
    /// Longest text of one element in bytes, where the text is kept in memory.
    ///
    /// Documents are not.
    public var maxFieldBytes = 4 * 1024 * 1024
    /// Most text in bytes that a tree may hold in all; the names of namespaces count too, each time that they are
    /// declared, and once more for each foreign element in BEST/EDU.
    ///
    /// A message with 10,000 documents has about 3 MiB.
    public var maxTreeBytes = 16 * 1024 * 1024

    /// Most combining marks on one letter: ordering them takes time that grows with the square of their number.
    ///
    /// Unicode's own format for streams has 30 (UAX #15, Stream-Safe Text Format).
    public var maxCombiningMarks = 64

    /// The defaults.
    public init() {}

    /// The defaults.
    public static let standard = Limits()

    /// What an arkivmelding may cost, so that one made of a message within these limits is read again.
    ///
    /// A value that its natural element does not give back stands there three times: once made fit, and in the carrier as it
    /// was, with what the element gives as an attribute. The carrier lies deeper, and has attributes of its own.
    public var forArkivmelding: Limits {
        var limits = self
        limits.maxElements = maxArkivmeldingElements
        limits.nameOfMaxElements = "maxArkivmeldingElements"
        limits.maxChildren = maxChildren.saturating(times: 2)
        limits.maxDepth = maxDepth.saturating(plus: 16)
        limits.maxAttributes = maxAttributes.saturating(plus: 8)
        limits.maxAllAttributes = maxAllAttributes.saturating(times: 2)
        limits.maxTreeBytes = maxTreeBytes.saturating(times: 4)
        limits.maxMarkupBytes = maxMarkupBytes.saturating(plus: maxFieldBytes.saturating(times: 2))
        return limits
    }
}

// A limit may be as large as there are numbers.
extension Int {
    fileprivate func saturating(times factor: Int) -> Int {
        let (product, isOver) = multipliedReportingOverflow(by: factor)
        return isOver ? .max : product
    }

    fileprivate func saturating(plus other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
