// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP

/// Where Altinn 3 Correspondence is, and how we prove who we are.
public struct AltinnSettings: Sendable {
    /// One of Altinn's environments.
    public enum Miljoe: String, Sendable, Hashable, CaseIterable {
        /// Production.
        case prod
        /// Altinn's test environment for service owners.
        case tt02

        var platform: String { self == .prod ? "https://platform.altinn.no" : "https://platform.tt02.altinn.no" }
        var proxy: String { self == .prod ? "https://eformidling.no" : "https://test.eformidling.no" }
        var maskinporten: String { self == .prod ? "https://maskinporten.no" : "https://test.maskinporten.no" }
    }

    /// The address that ends in `/correspondence/api/v1`.
    public var serviceURL: String
    /// Where Maskinporten's token is exchanged for Altinn's; nil uses Maskinporten's as it is.
    public var exchangeURL: String?
    /// How tokens are fetched.
    public var maskinporten: MaskinportenSettings
    /// Subscription key, which Altinn demanded until 2025; nil sends none.
    public var subscriptionKey: String?
    /// Processes, with the resources that they have in Altinn.
    public var prosesstabell: Prosesstabell
    /// Sends the MD5 of each file, which Altinn then compares; costs one more reading of the files.
    public var sendsChecksums = false
    /// Asks for the details of what is published and not read, seldom, to learn whether anybody was notified.
    ///
    /// The details are heavy for Altinn.
    public var asksNotifications = true
    /// Waits and limits of the connection.
    public var http = HTTPSettings()
    /// How long Altinn's search for malware is waited for, when it holds up a delivery.
    public var scan = Self.untilScanned

    /// Creates settings for any address.
    public init(
        serviceURL: String, exchangeURL: String?, maskinporten: MaskinportenSettings, prosesstabell: Prosesstabell
    ) {
        self.serviceURL = serviceURL
        self.exchangeURL = exchangeURL
        self.maskinporten = maskinporten
        self.prosesstabell = prosesstabell
    }

    /// Digdir's proxy, whose resources are Digdir's.
    public static func proxy(
        _ miljoe: Miljoe, clientId: String, noekkel: Maskinportennoekkel, prosesstabell: Prosesstabell
    ) -> AltinnSettings {
        AltinnSettings(
            serviceURL: miljoe.proxy + "/altinn-proxy/correspondence/api/v1", exchangeURL: exchange(miljoe),
            maskinporten: maskinporten(miljoe, clientId, ["eformidling:dpv"], noekkel), prosesstabell: prosesstabell)
    }

    /// Altinn itself, for a service owner with resources of its own.
    public static func direct(
        _ miljoe: Miljoe, clientId: String, noekkel: Maskinportennoekkel, prosesstabell: Prosesstabell
    ) -> AltinnSettings {
        AltinnSettings(
            serviceURL: miljoe.platform + "/correspondence/api/v1", exchangeURL: exchange(miljoe),
            maskinporten: maskinporten(
                miljoe, clientId, ["altinn:serviceowner", "altinn:correspondence.write"], noekkel),
            prosesstabell: prosesstabell)
    }

    private static func exchange(_ miljoe: Miljoe) -> String {
        miljoe.platform + "/authentication/api/v1/exchange/maskinporten"
    }

    private static func maskinporten(
        _ miljoe: Miljoe, _ clientId: String, _ scopes: [String], _ noekkel: Maskinportennoekkel
    ) -> MaskinportenSettings {
        MaskinportenSettings(
            tokenURL: miljoe.maskinporten + "/token", audience: miljoe.maskinporten + "/", clientId: clientId,
            scopes: scopes, noekkel: noekkel)
    }

    /// Two seconds, three times as long each time up to a minute: seven calls, with 100 to 200 seconds between the first and
    /// the last.
    public static let untilScanned: RetryPolicy = {
        var policy = RetryPolicy()
        policy.attempts = 7
        return policy
    }()
}
