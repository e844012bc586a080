// SPDX-License-Identifier: Apache-2.0
public import DPV
import DPVHTTP
import DPVIntegrasjonspunkt
import Noark
public import Omforming
public import Oppsett
public import Utboks

/// Makes the settings of the outbox from those of the program.
public struct Utboksbygger: Sendable {
    private let oppsett: Oppsett
    private let omformer: Omformer

    /// Reads settings, and the table of processes of an engine.
    public init(_ oppsett: Oppsett, _ omformer: Omformer) {
        self.oppsett = oppsett
        self.omformer = omformer
    }

    /// The settings of the outbox; internal notes are withheld unless it is said otherwise.
    ///
    /// - Throws: `ArkivbroError` when the program's own table of processes is spoilt.
    public func settings() throws -> UtboksSettings {
        let valg = oppsett.utboks
        var settings = UtboksSettings(folder: valg.dir)
        settings.database = valg.database
        settings.conversion = oppsett.conversionSettings(internalNotes: .withhold)
        settings.correspondence = try oppsett.correspondenceSettings(omformer)
        settings.limits = oppsett.limits
        settings.receipt.ownOrganisation = settings.conversion.ownOrganisation
        settings.ttlHours = oppsett.ttlHours
        settings.spoolDir = oppsett.transport == .spool ? oppsett.spoolDir : nil
        settings.parallel = valg.parallel
        settings.retry.attempts = valg.maxAttempts
        settings.retry.firstDelay = Double(valg.retrySeconds.first)
        settings.retry.longestDelay = Double(valg.retrySeconds.longest)
        settings.configurationSeconds = Double(valg.pauseSeconds)
        settings.statusSeconds = (Double(valg.statusSeconds.first), Double(valg.statusSeconds.longest))
        settings.statusDays = valg.statusDays
        settings.receipts = oppsett.receiptPolicy
        settings.receiptsDir = valg.receiptsDir
        settings.keepDays = valg.keepDays
        settings.keepFilesDays = valg.keepFilesDays
        settings.vacuum = valg.vacuum
        settings.minFreeBytes = valg.minFreeBytes
        settings.graceSeconds = Stansefrist.seconds(toStop: oppsett.stopSeconds)
        return settings
    }

    /// Sends an archive's receipts back through the integrasjonspunkt; nil when there is none.
    ///
    /// - Parameter transport: what the messages are handed over by.
    /// - Throws: `ConfigurationFault` when the settings do not suffice.
    public func kvitteringssender(_ transport: any DPVTransport) throws -> Utboks.Kvitteringssender? {
        var punkt = transport as? IntegrasjonspunktTransport
        if punkt == nil, oppsett.fetchesIncoming {
            punkt = try Transportbygger(oppsett, omformer).transport(.integrasjonspunkt) as? IntegrasjonspunktTransport
        }
        guard let punkt else { return nil }
        return { try await punkt.send(kvittering: $0) }
    }
}
