// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
public import Noark

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

extension Oppsett {
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
}
