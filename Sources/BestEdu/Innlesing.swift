// SPDX-License-Identifier: Apache-2.0
public import Noark
public import SafeXML

/// What one pass over a message gave.
///
/// Not `Sendable`: it holds a tree.
public struct Innlesing {
    /// What the document is.
    public var slag = Dokumentslag.ukjent
    /// How the payload stood in it, if it has one.
    public var nyttelastform: Nyttelastform?
    /// The envelope, if it has one.
    public var konvolutt = Konvolutt()
    /// The document in canonical form, without the bytes of documents: always inline, unprefixed, envelope first.
    ///
    /// Nil when the document could not be read to its end.
    public var tre: XMLDocument?
    /// The documents, in order.
    public var dokumenter: [Meldingsdokument] = []
    /// The documents' elements in ``tre``, in the same order.
    public var dokumentelementer: [XMLElement] = []
    /// What reading found.
    public var funn: [Funn] = []
    /// Size of the message in bytes, as far as it was read.
    public var bytes: Int64 = 0
    /// SHA-256 of the message in lower-case hexadecimal digits, as far as it was read.
    public var sha256 = ""
    /// What it was allowed to cost.
    public var limits = Limits.standard

    /// Nothing was read.
    public init() {}
}

/// The path as findings give it: from the payload's root or the envelope, whatever stands around them.
public func stiFraMelding(_ path: String) -> String {
    for prefix in ["PutMessageRequest/payload/", "PutMessageRequest/"] where path.hasPrefix(prefix) {
        return String(path.dropFirst(prefix.count))
    }
    return path
}
