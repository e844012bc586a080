// SPDX-License-Identifier: Apache-2.0

/// What a message says of one of its files, as it was written.
public struct Filopplysninger: Sendable, Hashable {
    /// File name (`veFilnavn`).
    public var filnavn = ""
    /// Media type (`veMimeType`).
    public var mimetype = ""
    /// Format code (`veDokformat`).
    public var dokformat = ""
    /// Title (`dbTittel`).
    public var tittel = ""
    /// Public title of the letter that the file belongs to (`jpOffinnhold`).
    public var brevtittel = ""
    /// Number in the message (`dlRnr`).
    public var nummer = ""

    /// Nothing is said.
    public init() {}
}
