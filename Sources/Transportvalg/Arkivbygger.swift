// SPDX-License-Identifier: Apache-2.0
public import ArkivSOAP
import BestEdu
import DPVHTTP
import DPVIntegrasjonspunkt
import Foundation
public import Innboks
public import Logging
import Noark
public import Omforming
public import Oppsett
public import Utboks

/// Makes the way to the archive, and the inbox, that the settings choose.
public struct Arkivbygger: Sendable {
    private let oppsett: Oppsett
    private let omformer: Omformer

    /// Reads settings.
    public init(_ oppsett: Oppsett, _ omformer: Omformer) {
        self.oppsett = oppsett
        self.omformer = omformer
    }

    /// The archive's own endpoint; nothing is connected yet.
    ///
    /// - Throws: `ConfigurationFault` when the settings do not suffice; `ArkivbroError` when a certificate cannot be used.
    public func arkiv() throws -> Arkivklient {
        let valg = try oppsett.arkiv()
        var settings = ArkivSettings(
            url: valg.url, type: ArkivSettings.Arkivtype(rawValue: valg.type) ?? .annet)
        settings.dialekt.soap = Dialekt.Soap(rawValue: valg.soap.rawValue) ?? .soap11
        settings.dialekt.nyttelast = valg.usesCDATA ? .cdata : .escaped
        settings.soapAction = valg.soapAction ?? settings.soapAction
        settings.takesEmptyAnswer = valg.takesEmptyAnswer ?? settings.takesEmptyAnswer
        settings.login = valg.login
        settings.http = HTTPSettings(valg.forbindelse)
        settings.http.clientCertificate = valg.klientsertifikat.map {
            ClientCertificate(file: $0.file, privateKeyPEM: $0.privateKeyPEM)
        }
        return try Arkivklient(settings)
    }

    /// The store of the inbox.
    ///
    /// - Parameter creating: makes it if it is missing.
    /// - Throws: `ArkivbroError` when it cannot be opened, or is missing.
    public func innlager(creating: Bool = true) throws -> SQLiteInnlager {
        try SQLiteInnlager(InnboksSettings(folder: oppsett.inboxDir).database, creating: creating)
    }

    /// The store of an inbox that there has been; nil when there is none.
    ///
    /// - Throws: `ArkivbroError` when it cannot be opened.
    public func innlagerOmDetFinnes() throws -> SQLiteInnlager? {
        let database = InnboksSettings(folder: oppsett.inboxDir).database.path(percentEncoded: false)
        return FileManager.default.fileExists(atPath: database) ? try innlager(creating: false) : nil
    }

    /// Finds the letters that the archive answers later, by a call of its own.
    ///
    /// - Parameter lager: what has come in; nil is nothing, and none is known.
    public func oppslag(i lager: (any Innlager)?) -> Utboks.Oppslag {
        guard let lager else { return { _ in .ukjent } }
        let sendsReceipts = oppsett.answersIncoming
        return { try await lager.besvart($0, sendsReceipts: sendsReceipts) }
    }

    /// The inbox; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - lager: keeps the messages; nil is the store of the settings.
    ///   - original: finds the message that a receipt answers.
    /// - Throws: as ``arkiv()``.
    public func innboks(
        lager: (any Innlager)? = nil, original: @escaping Innboks.Oppslag = { _, _ in nil }, logger: Logger
    ) throws -> Innboks {
        let valg = try oppsett.innboks()
        var settings = InnboksSettings(folder: valg.dir)
        settings.mottakere = valg.receivers.map(\.digits)
        settings.pollSeconds = (Double(valg.pollSeconds.first), Double(valg.pollSeconds.longest))
        settings.retry.attempts = valg.attempts
        settings.retry.firstDelay = Double(valg.retrySeconds.first)
        settings.retry.longestDelay = Double(valg.retrySeconds.longest)
        settings.parallel = valg.parallel
        settings.sendsReceipts = valg.sendsReceipts
        settings.receipt.swapsReceiptAddresses = valg.swapsReceiptAddresses
        settings.bestEdu.codes = oppsett.codeSettings
        settings.limits = oppsett.limits
        settings.ttlHours = valg.ttlHours
        settings.minFreeBytes = valg.minFreeBytes
        settings.graceSeconds = Stansefrist.seconds(toStop: oppsett.stopSeconds)
        settings.keepDays = valg.keepDays
        let punkt = try IntegrasjonspunktSettings(oppsett.integrasjonspunkt())
        return try Innboks(
            settings, koe: Innkoe(punkt), transport: IntegrasjonspunktTransport(punkt), arkiv: arkiv(),
            lager: lager, omformer: omformer, original: original, logger: logger)
    }
}
