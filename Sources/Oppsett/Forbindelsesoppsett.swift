// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Noark

/// How a server is reached.
public struct Forbindelsesoppsett: Sendable, Hashable {
    /// PEM file with the certificates that are trusted in place of the system's; nil trusts the system's.
    public let caFile: URL?
    /// Seconds to wait for a connection.
    public let connectSeconds: Int
    /// Seconds to wait for an answer.
    public let answerSeconds: Int
    /// Attempts at each call; the first is one.
    public let attempts: Int
}

/// How the integrasjonspunkt is reached.
public struct Integrasjonspunktoppsett: Sendable {
    /// The address, without `/api`.
    public let url: String
    /// Who we are there; nil is nobody.
    public let login: Login?
    /// Waits and trust.
    public let forbindelse: Forbindelsesoppsett
}

/// How Altinn 3 is reached.
public struct Altinnoppsett: Sendable {
    /// In front of Altinn, or Altinn itself.
    public enum Route: String, Sendable, Hashable {
        /// Digdir's proxy.
        case proxy
        /// Altinn itself.
        case direct
    }

    /// The key that grants are signed with; never shown.
    public struct Noekkel: Sendable, CustomStringConvertible, CustomReflectable {
        /// The private key, PEM.
        public let privateKeyPEM: String
        /// Name of a key that is registered with the integration.
        public let kid: String?
        /// The enterprise certificate, PEM.
        public let certificatePEM: String?

        /// Nothing of it.
        public var description: String { "Noekkel" }

        /// Nothing of it.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// `prod` or `tt02`; nil when all addresses are given.
    public let environment: String?
    /// In front of Altinn, or Altinn itself.
    public let route: Route
    /// The address of the service; nil is the environment's.
    public let url: String?
    /// Where tokens are exchanged; nil is the environment's.
    public let exchangeUrl: String?
    /// Where tokens are fetched; nil is the environment's.
    public let tokenUrl: String?
    /// Who grants are for; nil is the environment's.
    public let audience: String?
    /// Name of the integration in Maskinporten.
    public let clientId: String
    /// The key.
    public let noekkel: Noekkel
    /// What access is asked for; nil is the route's.
    public let scopes: [String]?
    /// Whom we act for.
    public let consumerOrg: Organisasjonsnummer?
    /// Subscription key; nil sends none.
    public let subscriptionKey: String?
    /// Sends the MD5 of each file.
    public let checksums: Bool
    /// Asks whether anybody was notified.
    public let notificationStatus: Bool
    /// Waits and trust.
    public let forbindelse: Forbindelsesoppsett
}

/// How the archive's own endpoint is reached.
public struct Arkivoppsett: Sendable {
    /// The frame around a message.
    public enum Soap: String, Sendable, Hashable {
        /// None.
        case none
        /// SOAP 1.1.
        case soap11 = "1.1"
        /// SOAP 1.2.
        case soap12 = "1.2"
    }

    /// A certificate of ours; its key is never shown.
    public struct Klientsertifikat: Sendable, CustomStringConvertible, CustomReflectable {
        /// The certificate, PEM.
        public let file: URL
        /// The private key, PEM.
        public let privateKeyPEM: String

        /// Nothing of it.
        public var description: String { "Klientsertifikat" }

        /// Nothing of it.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The address.
    public let url: String
    /// The archive, as the setting names it.
    public let type: String
    /// The frame around a message.
    public let soap: Soap
    /// The payload stands in CDATA sections.
    public let usesCDATA: Bool
    /// The SOAPAction of PutMessage; nil is the archive's.
    public let soapAction: String?
    /// An empty answer means success; nil is the archive's.
    public let takesEmptyAnswer: Bool?
    /// Who we are there; nil is nobody.
    public let login: Login?
    /// What we prove who we are with; nil is nothing.
    public let klientsertifikat: Klientsertifikat?
    /// Waits and trust.
    public let forbindelse: Forbindelsesoppsett
}

/// How incoming messages are fetched.
public struct Innboksoppsett: Sendable {
    /// Where they lie until the archive has them.
    public let dir: URL
    /// Whom they are fetched for; empty is all.
    public let receivers: [Organisasjonsnummer]
    /// Seconds to the next question, and the longest wait between two.
    public let pollSeconds: (first: Int, longest: Int)
    /// Attempts before a message is parked.
    public let attempts: Int
    /// Seconds after the first attempt, and the longest wait.
    public let retrySeconds: (first: Int, longest: Int)
    /// Messages on their way at the same time.
    public let parallel: Int
    /// Answers go back to the sender.
    public let sendsReceipts: Bool
    /// The archive wants receipts addressed as the message that they answer.
    public let swapsReceiptAddresses: Bool
    /// Hours until an answer expires.
    public let ttlHours: Int
    /// Bytes that must be free.
    public let minFreeBytes: Int64
    /// Days that a message with which all is done is kept.
    public let keepDays: Int
}

extension Oppsett {
    private func forbindelse(_ prefix: String) -> Forbindelsesoppsett {
        Forbindelsesoppsett(
            caFile: path(prefix + ".caFile"), connectSeconds: number(prefix + ".connectSeconds") ?? 10,
            answerSeconds: number(prefix + ".answerSeconds") ?? 180, attempts: number(prefix + ".attempts") ?? 4)
    }

    // What is missing is told all at once.
    private func checked(_ transport: Transportnavn) throws(ConfigurationFault) {
        let faults = Oppsettskontroll(self, transport: transport).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
    }

    /// The user and password of a group; nil when either is missing.
    func login(_ group: String) throws(ConfigurationFault) -> Login? {
        guard let user = text(group + ".user"), let password = try secret(group + ".password") else { return nil }
        return Login(user: user, password: password)
    }

    /// How the integrasjonspunkt is reached.
    ///
    /// - Throws: when something is missing or contradictory.
    public func integrasjonspunkt() throws(ConfigurationFault) -> Integrasjonspunktoppsett {
        try checked(.integrasjonspunkt)
        let login = try login("integrasjonspunkt")
        return Integrasjonspunktoppsett(
            url: text("integrasjonspunkt.url") ?? "", login: login, forbindelse: forbindelse("integrasjonspunkt"))
    }

    /// How Altinn 3 is reached.
    ///
    /// - Throws: when something is missing or contradictory.
    public func altinn3() throws(ConfigurationFault) -> Altinnoppsett {
        try checked(.altinn3)
        let prefix = "altinn3.maskinporten."
        var certificate: String?
        if let file = path(prefix + "certificateFile") {
            guard let data = try? Data(contentsOf: file) else {
                throw ConfigurationFault([
                    "\(prefix)certificateFile: kan ikke lese \(file.path(percentEncoded: false))."
                ])
            }
            certificate = String(decoding: data, as: UTF8.self)
        }
        return Altinnoppsett(
            environment: text("altinn3.environment"),
            route: text("altinn3.route").flatMap(Altinnoppsett.Route.init(rawValue:)) ?? .proxy,
            url: text("altinn3.url"), exchangeUrl: text("altinn3.exchangeUrl"), tokenUrl: text(prefix + "tokenUrl"),
            audience: text(prefix + "audience"), clientId: text(prefix + "clientId") ?? "",
            noekkel: Altinnoppsett.Noekkel(
                privateKeyPEM: try secret(prefix + "key") ?? "", kid: text(prefix + "kid"),
                certificatePEM: certificate),
            scopes: list(prefix + "scopes"),
            consumerOrg: text(prefix + "consumerOrgnr").flatMap { Organisasjonsnummer(lenient: $0) },
            subscriptionKey: try secret("altinn3.subscriptionKey"), checksums: flag("altinn3.checksums") ?? false,
            notificationStatus: flag("altinn3.notificationStatus") ?? true,
            forbindelse: forbindelse("altinn3"))
    }

    /// Where incoming messages are.
    public var inboxDir: URL {
        path("incoming.dir", isFolder: true) ?? URL(filePath: "arkivbro-innboks", directoryHint: .isDirectory)
    }

    /// Whether incoming messages are fetched.
    public var fetchesIncoming: Bool { flag("incoming.enabled") ?? false }

    /// How the archive's own endpoint is reached.
    ///
    /// - Throws: when something is missing or contradictory.
    public func arkiv() throws(ConfigurationFault) -> Arkivoppsett {
        let faults = Oppsettskontroll(arkiv: self).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        let login = try login("archive")
        var klientsertifikat: Arkivoppsett.Klientsertifikat?
        if let file = path("archive.certificateFile"), let key = try secret("archive.key") {
            klientsertifikat = Arkivoppsett.Klientsertifikat(file: file, privateKeyPEM: key)
        }
        return Arkivoppsett(
            url: text("archive.url") ?? "", type: text("archive.type") ?? "annet",
            soap: text("archive.soap").flatMap(Arkivoppsett.Soap.init(rawValue:)) ?? .soap11,
            usesCDATA: text("archive.payload") == "cdata", soapAction: text("archive.soapAction"),
            takesEmptyAnswer: flag("archive.takesEmptyAnswer"), login: login, klientsertifikat: klientsertifikat,
            forbindelse: forbindelse("archive"))
    }

    /// How incoming messages are fetched.
    ///
    /// - Throws: when something is missing or contradictory.
    public func innboks() throws(ConfigurationFault) -> Innboksoppsett {
        let faults = Oppsettskontroll(innboks: self).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        let receivers = (list("incoming.receivers") ?? []).compactMap { Organisasjonsnummer(lenient: $0) }
        func pair(_ first: String, _ longest: String) -> (first: Int, longest: Int) {
            let number = number("incoming." + first) ?? 1
            return (number, self.number("incoming." + longest) ?? number)
        }
        return Innboksoppsett(
            dir: inboxDir, receivers: receivers, pollSeconds: pair("pollSeconds", "maxPollSeconds"),
            attempts: number("incoming.attempts") ?? 40, retrySeconds: pair("retrySeconds", "maxRetrySeconds"),
            parallel: number("incoming.parallel") ?? 2, sendsReceipts: flag("incoming.receipts") ?? true,
            swapsReceiptAddresses: flag("incoming.swapReceiptAddresses") ?? false, ttlHours: ttlHours,
            minFreeBytes: Int64(number("incoming.minFreeBytes") ?? 1 << 30), keepDays: number("incoming.keepDays") ?? 30
        )
    }
}
