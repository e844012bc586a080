// SPDX-License-Identifier: Apache-2.0
internal import Foundation
public import Noark

/// How an access token is fetched from Maskinporten.
public struct MaskinportenSettings: Sendable {
    /// The address that tokens are fetched from.
    public var tokenURL: String
    /// Who the grant is for; ends in a slash.
    public var audience: String
    /// Name of the integration in Maskinporten.
    public var clientId: String
    /// What access is asked for.
    public var scopes: [String]
    /// The key that the grant is signed with.
    public var noekkel: Maskinportennoekkel
    /// Whom we act for, where Maskinporten knows of a delegation.
    public var consumerOrg: Organisasjonsnummer?

    /// Creates settings.
    public init(
        tokenURL: String, audience: String, clientId: String, scopes: [String], noekkel: Maskinportennoekkel,
        consumerOrg: Organisasjonsnummer? = nil
    ) {
        self.tokenURL = tokenURL
        self.audience = audience
        self.clientId = clientId
        self.scopes = scopes
        self.noekkel = noekkel
        self.consumerOrg = consumerOrg
    }
}

/// The key that a grant is signed with (RS256), and how Maskinporten knows it.
///
/// Never shown: its description is a constant.
public struct Maskinportennoekkel: Sendable, CustomStringConvertible, CustomReflectable {
    enum Kjennetegn: Sendable {
        case kid(String)
        case x5c([String])
    }

    let privateKeyPEM: String
    let kjennetegn: Kjennetegn

    /// A key that is registered with the integration.
    public init(privateKeyPEM: String, kid: String) {
        self.privateKeyPEM = privateKeyPEM
        kjennetegn = .kid(kid)
    }

    /// The key of an enterprise certificate.
    ///
    /// - Parameter certificatePEM: the certificate, and those that it stands on if wanted, in that order.
    public init(privateKeyPEM: String, certificatePEM: String) {
        self.privateKeyPEM = privateKeyPEM
        kjennetegn = .x5c(Self.certificates(in: certificatePEM))
    }

    // What stands between the lines is the base64 that the header wants, but for the line ends.
    private static func certificates(in pem: String) -> [String] {
        pem.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().compactMap { part in
            part.components(separatedBy: "-----END CERTIFICATE-----").first.map { $0.filter { !$0.isWhitespace } }
        }
    }

    /// Nothing of the key.
    public var description: String { "Maskinportennoekkel" }

    /// Nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
