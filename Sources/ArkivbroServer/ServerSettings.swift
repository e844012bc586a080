// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
public import Foundation
public import Noark
public import Omforming
public import SafeXML

/// Where the service listens, whom it lets in, and what a request may cost.
public struct ServerSettings: Sendable {
    /// The address it listens on.
    public var host = "127.0.0.1"
    /// The port; 0 is one that is free.
    public var port = 9093
    /// The paths of noarkExchange.
    public var paths = ["/noarkExchange"]
    /// The address of the service as clients see it, without a path; nil is the one that each of them used.
    public var publicURL: String?
    /// Encryption; nil is none.
    public var tls: TLS?
    /// Who may use the service; nil is everybody.
    public var login: Login?
    /// Where requests are kept while they are read.
    public var workFolder: URL
    /// How REST converts a message.
    public var conversion = ConversionSettings()
    /// How REST converts an arkivmelding.
    public var bestEdu = BestEduSettings()
    /// How REST converts a receipt.
    public var receipt = ReceiptSettings()
    /// What the contents of a message may cost.
    public var limits = Limits.standard
    /// An empty payload is answered OK and dropped.
    public var takesEmptyPayload = false

    /// The largest body in bytes.
    public var maxBodyBytes: Int64 = 10 << 30
    /// The largest sum of a request's header fields in bytes.
    public var maxHeaderBytes = 32 << 10
    /// Connections at the same time; one too many closes the one that has been idle longest.
    public var maxConnections = 5000
    /// Requests at the same time.
    public var maxRequests = 64
    /// Bytes that must be free on the disk before a body is read.
    public var minFreeBytes: Int64 = 1 << 30
    /// Seconds until a new connection must have sent the head of its first request.
    public var headerSeconds = 10.0
    /// Seconds until a connection that was used must have sent the head of another.
    public var idleSeconds = 60.0
    /// Seconds within which something of a body must come, or something of an answer be taken.
    public var stallSeconds = 30.0
    /// Bytes of a body each second, over its whole time; 0 demands nothing.
    public var minBytesPerSecond = 1024
    /// Seconds that a connection stays half open after its last answer, so that the answer is read.
    public var lingerSeconds = 2.0
    /// Seconds that requests under way have when the service is told to end.
    public var stopSeconds = 30.0

    /// Seconds that an answer about a receiver is remembered.
    public var capabilitySeconds = 300.0
    /// Receivers that are remembered.
    public var capabilityCount = 10_000
    /// Seconds to wait for an answer about a receiver.
    public var capabilityTimeout = 10.0
    /// What GetCanReceiveMessage says when the transport has no way to know.
    public var assumesReceivable = true

    /// Bytes that are free where a folder is; nil when nobody can say.
    package var freeBytes: @Sendable (URL) -> Int64? = Diskplass.freeBytes

    /// Creates settings with safe values.
    public init(workFolder: URL) { self.workFolder = workFolder }

    /// Encryption, with what it needs.
    public struct TLS: Sendable, CustomStringConvertible, CustomReflectable {
        /// The certificate and what leads to its root, PEM.
        public var certificatePEM: String
        /// The key, PEM.
        public var privateKeyPEM: String
        /// Whose certificates let a client in, PEM; nil demands none.
        public var clientCAPEM: String?

        /// Creates encryption.
        public init(certificatePEM: String, privateKeyPEM: String, clientCAPEM: String? = nil) {
            self.certificatePEM = certificatePEM
            self.privateKeyPEM = privateKeyPEM
            self.clientCAPEM = clientCAPEM
        }

        /// Nothing of it.
        public var description: String { "TLS" }

        /// Nothing of it.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }
}
