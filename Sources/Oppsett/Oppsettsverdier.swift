// SPDX-License-Identifier: Apache-2.0
public import DPV
public import EFormidling
public import Foundation
import Noark
public import Omforming
public import SafeXML

extension Oppsett {
    /// How messages are handed over; nil when nothing is said.
    public var transport: Transportnavn? { text("transport").flatMap(Transportnavn.init(rawValue:)) }

    /// Where it is kept what was sent.
    public var stateDir: URL {
        path("stateDir", isFolder: true) ?? URL(filePath: "arkivbro-state", directoryHint: .isDirectory)
    }

    /// Hours until a message expires.
    public var ttlHours: Int { number("ttlHours") ?? 168 }

    /// The process of a letter that is not shielded, when its sender says nothing.
    public var chosenProcess: Prosess {
        (text("conversion.process") ?? text("letter.defaultProcess")).flatMap { Prosess(named: $0) } ?? .administrasjon
    }

    /// The folder of the spool; nil when nothing is said.
    public var spoolDir: URL? { path("spool.dir", isFolder: true) }

    /// What a message may cost.
    public var limits: Limits {
        var limits = Limits()
        limits.maxBytes = number("limits.maxBytes").map(UInt64.init)
        limits.maxDepth = number("limits.maxDepth") ?? limits.maxDepth
        return limits
    }

    /// How the code tables are read.
    public var codeSettings: CodeSettings {
        var settings = CodeSettings()
        settings.journalstatus = word("conversion.journalstatus") ?? settings.journalstatus
        settings.avskrivningEpost = text("conversion.avskrivningEpost") ?? settings.avskrivningEpost
        return settings
    }

    /// How messages are converted.
    ///
    /// - Parameter internalNotes: what holds when nothing is said.
    public func conversionSettings(internalNotes: ConversionSettings.InternalNotes) -> ConversionSettings {
        var settings = ConversionSettings()
        settings.system = text("conversion.system") ?? settings.system
        settings.ownOrganisation = text("conversion.ownOrgnr").flatMap { Organisasjonsnummer(lenient: $0) }
        settings.prosess = text("conversion.process").flatMap { Prosess(named: $0) }
        settings.emptyDocuments = word("conversion.emptyDocuments") ?? settings.emptyDocuments
        settings.openAccessCodes = list("conversion.openAccessCodes") ?? []
        settings.internalNotes = word("conversion.internalNotes") ?? internalNotes
        settings.keepsInternalNotesFor = Set(
            (list("conversion.internalNotesTo") ?? []).compactMap { Organisasjonsnummer(lenient: $0)?.digits })
        settings.carrier = flag("conversion.carrier") ?? true
        settings.codes = codeSettings
        return settings
    }

    /// How letters are made.
    ///
    /// - Throws: `ArkivbroError` when the program's own table of processes is spoilt.
    public func correspondenceSettings(_ omformer: Omformer) throws -> CorrespondenceSettings {
        var settings = CorrespondenceSettings()
        settings.defaultProcess =
            text("letter.defaultProcess").flatMap { Prosess(named: $0) } ?? settings.defaultProcess
        settings.prosesstabell = try prosesstabell(omformer)
        settings.allowsOpenProcess = flag("letter.allowOpenProcess") ?? false
        settings.messageSender = text("letter.senderName") ?? ""
        settings.neutralTitle = text("letter.neutralTitle") ?? ""
        settings.standardText = text("letter.standardText")
        settings.shieldedBody = word("letter.shieldedBody") ?? settings.shieldedBody
        settings.dagerTilSvarfrist = number("letter.daysToReply")
        settings.zipping.unsupportedTypes = flag("letter.zipUnsupported") ?? false
        settings.zipping.above = number("letter.zipAbove")
        settings.limits.attachments = number("letter.maxAttachments") ?? settings.limits.attachments
        settings.limits.attachmentBytes =
            number("letter.maxAttachmentBytes").map(Int64.init) ?? settings.limits.attachmentBytes
        settings.limits.totalBytes = number("letter.maxTotalBytes").map(Int64.init)
        settings.notifyEmail = flag("notification.email") ?? true
        settings.notifySms = flag("notification.sms") ?? true
        settings.sendReminder = flag("notification.reminder") ?? true
        settings.emailSubject = text("notification.emailSubject") ?? ""
        settings.notificationText = text("notification.text") ?? ""
        settings.sensitiveNotificationText = text("notification.sensitiveText") ?? ""
        return settings
    }

    /// What processes mean in Altinn: the program's table, with what the settings say in its place.
    ///
    /// - Throws: `ArkivbroError` when the program's own table is spoilt.
    public func prosesstabell(_ omformer: Omformer) throws -> Prosesstabell {
        var tabell = try Prosesstabell(omformer)
        for tekst in (list("otherProcesses") ?? []).compactMap(Prosesstekst.init) { tabell.set(tekst.rad) }
        for (name, prosess) in SettingGroup.processNames {
            guard var rad = tabell[prosess] else { continue }
            let prefix = "processes.\(name)."
            rad.resourceId = text(prefix + "resourceId") ?? rad.resourceId
            rad.isConfidential = flag(prefix + "confidential") ?? rad.isConfidential
            rad.ignoreReservation = flag(prefix + "ignoreReservation") ?? rad.ignoreReservation
            rad.serviceCode = text(prefix + "serviceCode") ?? rad.serviceCode
            rad.serviceEditionCode = text(prefix + "serviceEditionCode") ?? rad.serviceEditionCode
            tabell.set(rad)
        }
        return tabell
    }

    /// When receipts are made.
    public var receiptPolicy: ReceiptPolicy {
        var policy = ReceiptPolicy()
        policy.appReceipt = rule("receipts.appReceipt")
        policy.arkivmeldingKvittering = rule("receipts.arkivmeldingKvittering")
        return policy
    }

    private func rule(_ prefix: String) -> ReceiptPolicy.Rule {
        ReceiptPolicy.Rule(
            ok: text(prefix + ".ok").flatMap(Meldingsstatus.init(rawValue:)), error: flag(prefix + ".error") ?? false,
            warning: flag(prefix + ".warning") ?? false)
    }

    /// Where receipts are put.
    public var receiptsDir: URL {
        path("receipts.dir", isFolder: true) ?? stateDir.appending(path: "receipts", directoryHint: .isDirectory)
    }

    /// Seconds to the first question of those that wait for an answer, and the longest wait between two.
    public var pollSeconds: (first: Int, longest: Int) {
        let first = number("status.pollSeconds") ?? 5
        return (first, max(first, number("status.maxPollSeconds") ?? 300))
    }

    private func word<Word: RawRepresentable<String>>(_ name: String) -> Word? {
        text(name).flatMap(Word.init(rawValue:))
    }
}
