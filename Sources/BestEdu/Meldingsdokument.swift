// SPDX-License-Identifier: Apache-2.0
public import Noark

/// A document of a message, whose bytes have gone to the ``DocumentStore``.
public struct Meldingsdokument: Sendable, Hashable {
    /// The number under which the store has the bytes.
    public let number: Int
    /// Size in bytes.
    public let size: Int64
    /// SHA-256 in lower-case hexadecimal digits.
    public let sha256: String
    /// The first bytes, enough to tell the type of file.
    public let start: [UInt8]
    /// Whether there was an element for the bytes at all.
    public let hasBytes: Bool
    /// The bytes are not what was sent: their text was no base64.
    public let isSpoilt: Bool
    /// What the sender says of the file.
    public let oppgitt: Filopplysninger
}
