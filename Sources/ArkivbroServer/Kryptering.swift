// SPDX-License-Identifier: Apache-2.0
import NIOSSL
import Omforming

extension ServerSettings.TLS {
    /// Sees whether certificate and key can be used, and belong together.
    ///
    /// - Throws: `ArkivbroError` when they cannot, or do not.
    public func check() throws { _ = try configuration() }

    /// How the service encrypts, once it has seen that certificate and key can be used.
    ///
    /// - Throws: `ArkivbroError` when they cannot.
    func configuration() throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
            guard !chain.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let authorities = clientCAPEM {
                let roots = try NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8))
                guard !roots.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
                configuration.trustRoots = .certificates(roots)
                // Whoever they let in is let in, whatever the name.
                configuration.certificateVerification = .noHostnameVerification
            }
            // Certificate and key must belong together.
            _ = try NIOSSLContext(configuration: configuration)
            return configuration
        } catch {
            throw ArkivbroError(.configuration, "Sertifikatet eller nøkkelen til tjenesten kan ikke brukes.")
        }
    }
}
