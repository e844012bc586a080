// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
public import Foundation
import SwiftASN1
import X509

/// A certificate for a test server, by an authority that nobody knows.
public struct Testsertifikat: Sendable {
    /// The server's certificate.
    public let certificatePEM: String
    /// The server's key.
    public let privateKeyPEM: String
    /// The authority that made it.
    public let authorityPEM: String

    /// Makes authority and certificate.
    ///
    /// - Throws: when the keys cannot be made.
    public init(host: String = "127.0.0.1", now: Date = Date()) throws {
        let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let authorityName = try DistinguishedName { CommonName("Prøvestad prøvesertifikat") }
        let authority = try Self.certificate(
            authorityName, issuer: authorityName, key: authorityKey, issuerKey: authorityKey, now: now,
            try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            })
        let key = P256.Signing.PrivateKey()
        let address = host.split(separator: ".").compactMap { UInt8($0) }
        let server = try Self.certificate(
            try DistinguishedName { CommonName("Prøvestad tjener") }, issuer: authorityName,
            key: Certificate.PrivateKey(key), issuerKey: authorityKey, now: now,
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames([
                    address.count == 4
                        ? .ipAddress(ASN1OctetString(contentBytes: address[...])) : .dnsName(host)
                ])
            })
        certificatePEM = try server.serializeAsPEM().pemString
        privateKeyPEM = key.pemRepresentation
        authorityPEM = try authority.serializeAsPEM().pemString
    }

    private static func certificate(
        _ subject: DistinguishedName, issuer: DistinguishedName, key: Certificate.PrivateKey,
        issuerKey: Certificate.PrivateKey, now: Date, _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: now - 3600,
            notValidAfter: now + 86_400, issuer: issuer, subject: subject, extensions: extensions,
            issuerPrivateKey: issuerKey)
    }
}

/// An enterprise certificate with its RSA key, as grants are signed with.
public struct Testvirksomhet: Sendable {
    /// The key.
    public let privateKeyPEM: String
    /// Its public half.
    public let publicKeyPEM: String
    /// The certificate.
    public let certificatePEM: String

    /// One for all tests: an RSA key takes time to make.
    public static let felles: Testvirksomhet? = try? Testvirksomhet()

    private init() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try DistinguishedName { CommonName("Prøvestad kommune") }
        let now = Date()
        let certificateKey = try Certificate.PrivateKey(pemEncoded: key.pkcs8PEMRepresentation)
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: certificateKey.publicKey, notValidBefore: now - 3600,
            notValidAfter: now + 86_400, issuer: name, subject: name, extensions: Certificate.Extensions {},
            issuerPrivateKey: certificateKey)
        privateKeyPEM = key.pemRepresentation
        publicKeyPEM = key.publicKey.pemRepresentation
        certificatePEM = try certificate.serializeAsPEM().pemString
    }
}
