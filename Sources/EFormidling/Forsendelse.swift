// SPDX-License-Identifier: Apache-2.0

/// The unit that is handed on: addressing, arkivmelding, documents and report.
public struct Forsendelse: Sendable {
    /// A document of the package.
    public struct Dokument: Sendable, Hashable, Codable {
        /// File name in the package.
        public let navn: String
        /// File name as the sender wrote it; empty when there was none.
        public let opprinneligNavn: String
        /// Media type.
        public let mediatype: String
        /// Size in bytes.
        public let size: Int64
        /// SHA-256 in lower-case hexadecimal digits.
        public let sha256: String

        /// Creates a document.
        public init(navn: String, opprinneligNavn: String, mediatype: String, size: Int64, sha256: String) {
            self.navn = navn
            self.opprinneligNavn = opprinneligNavn
            self.mediatype = mediatype
            self.size = size
            self.sha256 = sha256
        }
    }

    /// The addressing.
    public var sbd: StandardBusinessDocument
    /// The arkivmelding's bytes.
    public var arkivmelding: [UInt8]
    /// The documents, in the order of the message.
    public var dokumenter: [Dokument]
    /// The report's bytes.
    public var rapport: [UInt8]

    /// Creates a package.
    public init(
        sbd: StandardBusinessDocument, arkivmelding: [UInt8], dokumenter: [Dokument], rapport: [UInt8]
    ) {
        self.sbd = sbd
        self.arkivmelding = arkivmelding
        self.dokumenter = dokumenter
        self.rapport = rapport
    }
}
