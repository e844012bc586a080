// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Noark

/// Where the service listens, whom it lets in, and what a request may cost.
public struct Tjeneroppsett: Sendable {
    /// Encryption, with what it needs; never shown.
    public struct TLS: Sendable, CustomStringConvertible, CustomReflectable {
        /// The certificate and what leads to its root.
        public let certificateFile: URL
        /// The private key, PEM.
        public let privateKeyPEM: String
        /// Whose certificates let a client in; nil demands none.
        public let clientCAFile: URL?

        /// Nothing of it.
        public var description: String { "TLS" }

        /// Nothing of it.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The address it listens on.
    public let host: String
    /// The port; 0 is one that is free.
    public let port: Int
    /// The paths of noarkExchange.
    public let paths: [String]
    /// The address in the WSDL; nil is the one that each client used.
    public let publicURL: String?
    /// Encryption; nil is none.
    public let tls: TLS?
    /// Who may use the service; nil is everybody.
    public let login: Login?
    /// Where requests are kept while they are read.
    public let workDir: URL
    /// The largest body in bytes.
    public let maxBodyBytes: Int
    /// Bytes that must be free.
    public let minFreeBytes: Int
    /// The largest head in bytes.
    public let maxHeaderBytes: Int
    /// Connections at the same time.
    public let maxConnections: Int
    /// Requests at the same time.
    public let maxRequests: Int
    /// Seconds to the head of a new connection's first request.
    public let headerSeconds: Int
    /// Seconds that a connection is kept unused.
    public let idleSeconds: Int
    /// Seconds to more of a body, or until something of an answer is read.
    public let stallSeconds: Int
    /// How fast a body must come.
    public let minBytesPerSecond: Int
    /// Seconds that what is under way has when the service is stopped.
    public let stopSeconds: Int
    /// Seconds that it is remembered whether a receiver can be reached.
    public let capabilitySeconds: Int
    /// Receivers that are remembered.
    public let capabilityCount: Int
    /// Seconds to wait for an answer about a receiver.
    public let capabilityTimeout: Int
    /// Receivers can be reached when nobody can know.
    public let assumesReceivable: Bool
    /// A message without payload is answered OK and dropped.
    public let takesEmptyPayload: Bool
}

extension Oppsett {
    /// The level from which log lines are written.
    public var logLevel: String { text("log.level") ?? "info" }

    /// Log lines are JSON.
    public var logsJSON: Bool { text("log.format") == "json" }

    /// The archive has an endpoint of its own.
    public var isArchiveGiven: Bool { isGiven("archive.url") }

    /// Seconds that the service has to end when it is stopped.
    public var stopSeconds: Double { Double(number("server.stopSeconds") ?? 0) }

    /// Where requests are kept while they are read.
    var workDir: URL {
        path("server.workDir", isFolder: true) ?? URL(filePath: "arkivbro-work", directoryHint: .isDirectory)
    }

    /// How the service listens.
    ///
    /// - Throws: when something is missing, contradictory, or open to everybody.
    public func tjener() throws(ConfigurationFault) -> Tjeneroppsett {
        let faults = Oppsettskontroll(tjener: self).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        var tls: Tjeneroppsett.TLS?
        if let file = path("server.certificateFile"), let key = try secret("server.key") {
            tls = Tjeneroppsett.TLS(
                certificateFile: file, privateKeyPEM: key, clientCAFile: path("server.clientCaFile"))
        }
        let login = try login("server")
        func count(_ name: String) -> Int { number("server." + name) ?? 0 }
        return Tjeneroppsett(
            // An IPv6 address may be written as in a URL.
            host: (text("server.host") ?? "127.0.0.1").trimmingCharacters(in: ["[", "]"]), port: count("port"),
            paths: list("server.paths") ?? ["/noarkExchange"], publicURL: text("server.publicUrl"), tls: tls,
            login: login,
            workDir: workDir,
            maxBodyBytes: count("maxBodyBytes"), minFreeBytes: count("minFreeBytes"),
            maxHeaderBytes: count("maxHeaderBytes"), maxConnections: count("maxConnections"),
            maxRequests: count("maxRequests"), headerSeconds: count("headerSeconds"),
            idleSeconds: count("idleSeconds"), stallSeconds: count("stallSeconds"),
            minBytesPerSecond: count("minBytesPerSecond"), stopSeconds: count("stopSeconds"),
            capabilitySeconds: count("capabilitySeconds"), capabilityCount: count("capabilityCount"),
            capabilityTimeout: count("capabilityTimeout"),
            assumesReceivable: flag("server.assumeReceivable") ?? true,
            takesEmptyPayload: text("server.emptyPayload") == "ok")
    }
}
