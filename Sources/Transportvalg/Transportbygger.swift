// SPDX-License-Identifier: Apache-2.0
import Crypto
public import DPV
import DPVAltinn
public import DPVHTTP
import DPVIntegrasjonspunkt
public import Foundation
import Noark
public import Omforming
public import Oppsett

/// Makes the transport that the settings choose.
public struct Transportbygger: Sendable {
    private let oppsett: Oppsett
    private let omformer: Omformer

    /// Reads settings, and the table of processes of an engine.
    public init(_ oppsett: Oppsett, _ omformer: Omformer) {
        self.oppsett = oppsett
        self.omformer = omformer
    }

    /// A transport, ready for use; nothing is connected yet.
    ///
    /// - Parameter remark: is told what the reader of the spool wrote back and could not be understood.
    /// - Throws: `ConfigurationFault` when the settings do not suffice; `ArkivbroError` when a key or a certificate cannot
    ///   be used.
    public func transport(
        _ navn: Transportnavn, remark: @escaping @Sendable (_ text: String, _ messageId: String) -> Void = { _, _ in }
    ) throws -> any DPVTransport {
        switch navn {
        case .spool: SpoolTransport(folder: try spoolDir, remark: remark)
        case .integrasjonspunkt: try IntegrasjonspunktTransport(IntegrasjonspunktSettings(oppsett.integrasjonspunkt()))
        case .altinn3: try AltinnTransport(altinn3())
        }
    }

    /// The folder of the spool.
    ///
    /// - Throws: `ConfigurationFault` when the settings do not say.
    public var spoolDir: URL {
        get throws {
            guard let folder = oppsett.spoolDir else { throw ConfigurationFault(["spool.dir mangler."]) }
            return folder
        }
    }

    /// Finds what would keep every message out once it is taken; what is sent may still be asked about.
    ///
    /// - Throws: `ConfigurationFault`; `ArkivbroError` when the program's own table of processes is spoilt.
    public func check(_ navn: Transportnavn) throws {
        guard navn == .altinn3 else { return }
        let prosess = oppsett.chosenProcess
        guard try oppsett.prosesstabell(omformer)[prosess]?.resourceId != nil else {
            throw ConfigurationFault([AltinnTransport.noResource(prosess)])
        }
    }

    private func altinn3() throws -> AltinnSettings {
        let valg = try oppsett.altinn3()
        let tabell = try oppsett.prosesstabell(omformer)
        let noekkel =
            valg.noekkel.kid.map { Maskinportennoekkel(privateKeyPEM: valg.noekkel.privateKeyPEM, kid: $0) }
            ?? Maskinportennoekkel(
                privateKeyPEM: valg.noekkel.privateKeyPEM, certificatePEM: valg.noekkel.certificatePEM ?? "")
        // Without an environment every address is given, or this would not have been reached.
        let miljoe = valg.environment.flatMap(AltinnSettings.Miljoe.init(rawValue:))
        var settings =
            valg.route == .proxy
            ? AltinnSettings.proxy(
                miljoe ?? .tt02, clientId: valg.clientId, noekkel: noekkel, prosesstabell: tabell)
            : AltinnSettings.direct(
                miljoe ?? .tt02, clientId: valg.clientId, noekkel: noekkel, prosesstabell: tabell)
        if let url = valg.url { settings.serviceURL = Self.trimmed(url) }
        if miljoe == nil || valg.exchangeUrl != nil { settings.exchangeURL = valg.exchangeUrl }
        if let url = valg.tokenUrl { settings.maskinporten.tokenURL = url }
        if let audience = valg.audience { settings.maskinporten.audience = audience }
        if let scopes = valg.scopes { settings.maskinporten.scopes = scopes }
        settings.maskinporten.consumerOrg = valg.consumerOrg
        settings.subscriptionKey = valg.subscriptionKey
        settings.sendsChecksums = valg.checksums
        settings.asksNotifications = valg.notificationStatus
        settings.http = HTTPSettings(valg.forbindelse)
        return settings
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    // MARK: What would be sent

    /// The calls that a hand-over over the network would make; none for the spool.
    ///
    /// Nothing is connected and no secret is needed; where the address is not set, the calls begin with their path.
    ///
    /// - Throws: `ArkivbroError` when the package is not whole, or a process has no resource.
    public func plan(_ oppdrag: Oppdrag, by navn: Transportnavn) throws -> [PlannedCall] {
        switch navn {
        case .spool: return []
        case .integrasjonspunkt:
            let url = oppsett["integrasjonspunkt.url"]?.value?.description ?? ""
            return try IntegrasjonspunktTransport(IntegrasjonspunktSettings(baseURL: url)).plan(oppdrag)
                .map { try Self.withDigests($0, oppdrag.forsendelse) }
        case .altinn3:
            let tabell = try oppsett.prosesstabell(omformer)
            return try AltinnTransport.plan(
                oppdrag, serviceURL: serviceURL(tabell), prosesstabell: tabell, now: Date())
        }
    }

    // The package tells the digests of the documents; arkivmelding.xml is none of them.
    private static func withDigests(_ call: PlannedCall, _ folder: URL) throws -> PlannedCall {
        PlannedCall(
            call.method, call.url, headers: call.headers, fields: call.fields, text: call.text,
            files: try call.files.map { file in
                guard file.sha256 == nil else { return file }
                let bytes: Data
                do {
                    bytes = try Data(contentsOf: folder.appending(path: file.fileName))
                } catch {
                    throw ArkivbroError(.cannotRead, "Kan ikke lese \(file.fileName) i forsendelsen.")
                }
                let digest = hexadecimal(SHA256.hash(data: bytes))
                return PlannedCall.File(name: file.name, fileName: file.fileName, size: file.size, sha256: digest)
            })
    }

    private func serviceURL(_ tabell: Prosesstabell) -> String {
        if let url = oppsett["altinn3.url"]?.value { return Self.trimmed(url.description) }
        let name = oppsett["altinn3.environment"]?.value?.description ?? ""
        guard let miljoe = AltinnSettings.Miljoe(rawValue: name) else { return "" }
        let nobody = Maskinportennoekkel(privateKeyPEM: "", kid: "")
        return oppsett["altinn3.route"]?.value == .text("direct")
            ? AltinnSettings.direct(miljoe, clientId: "", noekkel: nobody, prosesstabell: tabell).serviceURL
            : AltinnSettings.proxy(miljoe, clientId: "", noekkel: nobody, prosesstabell: tabell).serviceURL
    }
}

extension IntegrasjonspunktSettings {
    init(_ valg: Integrasjonspunktoppsett) {
        self.init(baseURL: valg.url, login: valg.login)
        http = HTTPSettings(valg.forbindelse)
    }
}

extension HTTPSettings {
    init(_ forbindelse: Forbindelsesoppsett) {
        self.init()
        trustRoots = forbindelse.caFile
        connectSeconds = forbindelse.connectSeconds
        answerSeconds = forbindelse.answerSeconds
        retry.attempts = forbindelse.attempts
    }
}
