// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// How a server is reached, and how long it is waited for.
public struct HTTPSettings: Sendable {
    /// A PEM file with the certificates that are trusted in place of the system's; nil trusts the system's.
    public var trustRoots: URL?
    /// What we prove who we are with when the connection is made; nil proves nothing.
    public var clientCertificate: ClientCertificate?
    /// Seconds to wait for a connection.
    public var connectSeconds = 10
    /// Seconds to wait for an answer, after the last byte is sent; and for each part of it.
    public var answerSeconds = 180
    /// Seconds that an upload may stand still.
    public var stallSeconds = 60
    /// Bytes a second below which an upload or a download is given up.
    public var slowestTransfer = 32 * 1024
    /// Bytes of an answer that are read, at most.
    public var maxAnswerBytes = 1024 * 1024
    /// When and how often a call is made again.
    public var retry = RetryPolicy()

    /// Creates settings with safe values.
    public init() {}
}

/// A certificate of ours and its key; never shown.
public struct ClientCertificate: Sendable, CustomStringConvertible, CustomReflectable {
    let file: URL
    let privateKeyPEM: String

    /// Takes a PEM file with the certificate first and those that vouch for it after, and the key as PEM.
    public init(file: URL, privateKeyPEM: String) {
        self.file = file
        self.privateKeyPEM = privateKeyPEM
    }

    /// Nothing of it.
    public var description: String { "ClientCertificate" }

    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
