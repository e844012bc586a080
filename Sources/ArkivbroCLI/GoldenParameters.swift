// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BestEdu
import DPV
import EFormidling
import Noark
import Omforming

/// What a golden case tells the conversion; the names are in CONTRIBUTING.md.
struct GoldenParameters: Sendable, Decodable {
    let to: String?
    let tidspunkt: String?
    let ownOrgnr: String?
    let process: String?
    let system: String?
    let emptyDocuments: String?
    let internalNotes: String?
    let allowInvalidReceiver: Bool?
    let allowOpenProcess: Bool?
    let openAccessCodes: [String]?
    let profile: String?
    let carrier: Bool?
    let journalstatus: String?
    let avskrivningEpost: String?
    let soap: String?
    let payload: String?
    let journalpost: Int?
    let senderOrgnr: String?
    let receiverOrgnr: String?
    let swapReceiptAddresses: Bool?
    let originalMessageId: String?
    let originalConversationId: String?
    let messageSender: String?
    let shieldedBody: String?
    let notify: [String]?
    let reminder: Bool?
    let emailSubject: String?
    let notificationText: String?
    let sensitiveNotificationText: String?
    let daysToReply: Int?
    let zipUnsupported: Bool?
    let zipAbove: Int?
    let maxAttachments: Int?
    let maxAttachmentBytes: Int64?
    let maxTotalBytes: Int64?
    let dpv: Dpv?
    let fileTitles: [String: String]?

    /// What a case asks of DPV for its message, by the names of the SBD.
    struct Dpv: Sendable, Decodable {
        let varselType: String?
        let varselTransportType: String?
        let varselTekst: String?
        let taushetsbelagtVarselTekst: String?
        let dagerTilSvarfrist: Int?
    }
}

extension GoldenCase {
    var maalform: Maalform {
        get throws { try value(description.parameters?.to, "to", Maalform.init(rawValue:)) ?? .arkivmelding }
    }

    var settings: ConversionSettings {
        get throws {
            var settings = ConversionSettings()
            settings.internalNotes = description.command == .send ? .withhold : .keep
            guard let parameters = description.parameters else { return settings }
            settings.tidspunkt = parameters.tidspunkt
            if let system = parameters.system { settings.system = system }
            settings.ownOrganisation = try number(parameters.ownOrgnr, "ownOrgnr")
            settings.prosess = try value(parameters.process, "process", Prosess.init(named:))
            settings.emptyDocuments =
                try value(
                    parameters.emptyDocuments, "emptyDocuments", ConversionSettings.EmptyDocuments.init(rawValue:))
                ?? .reject
            settings.internalNotes =
                try value(parameters.internalNotes, "internalNotes", ConversionSettings.InternalNotes.init(rawValue:))
                ?? settings.internalNotes
            settings.allowsInvalidReceiver = parameters.allowInvalidReceiver ?? false
            settings.openAccessCodes = parameters.openAccessCodes ?? []
            settings.profile =
                try value(parameters.profile, "profile", ConversionSettings.Profile.init(rawValue:)) ?? .gyldig
            settings.carrier = parameters.carrier ?? true
            settings.codes = try codes
            return settings
        }
    }

    var correspondenceSettings: CorrespondenceSettings {
        get throws {
            var settings = CorrespondenceSettings()
            settings.prosess = try self.settings.prosess
            guard let parameters = description.parameters else { return settings }
            settings.allowsOpenProcess = parameters.allowOpenProcess ?? false
            settings.messageSender = parameters.messageSender ?? ""
            settings.shieldedBody =
                try value(
                    parameters.shieldedBody, "shieldedBody", CorrespondenceSettings.ShieldedBody.init(rawValue:))
                ?? .neutral
            settings.notifyEmail = parameters.notify?.contains("email") ?? true
            settings.notifySms = parameters.notify?.contains("sms") ?? true
            settings.sendReminder = parameters.reminder ?? true
            settings.emailSubject = parameters.emailSubject ?? ""
            settings.notificationText = parameters.notificationText ?? ""
            settings.sensitiveNotificationText = parameters.sensitiveNotificationText ?? ""
            settings.dagerTilSvarfrist = parameters.daysToReply
            settings.zipping.unsupportedTypes = parameters.zipUnsupported ?? false
            settings.zipping.above = parameters.zipAbove
            if let most = parameters.maxAttachments { settings.limits.attachments = most }
            if let most = parameters.maxAttachmentBytes { settings.limits.attachmentBytes = most }
            settings.limits.totalBytes = parameters.maxTotalBytes
            return settings
        }
    }

    var dpvSettings: DpvSettings {
        get throws {
            var settings = DpvSettings()
            guard let dpv = description.parameters?.dpv else { return settings }
            settings.varselType = try value(
                dpv.varselType, "varselType", DpvSettings.VarselType.init(rawValue:))
            settings.varselTransportType = try value(
                dpv.varselTransportType, "varselTransportType", DpvSettings.VarselTransportType.init(rawValue:))
            settings.varselTekst = dpv.varselTekst
            settings.taushetsbelagtVarselTekst = dpv.taushetsbelagtVarselTekst
            settings.dagerTilSvarfrist = dpv.dagerTilSvarfrist
            return settings
        }
    }

    var bestEduSettings: BestEduSettings {
        get throws {
            var settings = BestEduSettings()
            settings.codes = try codes
            guard let parameters = description.parameters else { return settings }
            settings.journalpost = parameters.journalpost
            settings.sender = try number(parameters.senderOrgnr, "senderOrgnr")
            settings.receiver = try number(parameters.receiverOrgnr, "receiverOrgnr")
            settings.allowsInvalidReceiver = parameters.allowInvalidReceiver ?? false
            return settings
        }
    }

    var dialekt: Dialekt {
        get throws {
            var dialekt = Dialekt()
            dialekt.soap = try value(description.parameters?.soap, "soap", Dialekt.Soap.init(rawValue:)) ?? .none
            dialekt.nyttelast =
                try value(description.parameters?.payload, "payload", Dialekt.Nyttelast.init(rawValue:)) ?? .escaped
            return dialekt
        }
    }

    var receiptSettings: ReceiptSettings {
        get throws {
            var settings = ReceiptSettings()
            guard let parameters = description.parameters else { return settings }
            settings.ownOrganisation = try number(parameters.ownOrgnr, "ownOrgnr")
            settings.swapsReceiptAddresses = parameters.swapReceiptAddresses ?? false
            settings.allowsInvalidReceiver = parameters.allowInvalidReceiver ?? false
            settings.original = ReceiptSettings.Original(
                archiveConversationId: parameters.originalConversationId, messageId: parameters.originalMessageId)
            return settings
        }
    }

    private var codes: CodeSettings {
        get throws {
            var codes = CodeSettings()
            if let journalstatus = try value(
                description.parameters?.journalstatus, "journalstatus", CodeSettings.Journalstatus.init(rawValue:))
            {
                codes.journalstatus = journalstatus
            }
            if let epost = description.parameters?.avskrivningEpost { codes.avskrivningEpost = epost }
            return codes
        }
    }

    private func number(_ text: String?, _ name: String) throws -> Organisasjonsnummer? {
        try value(text, name, Organisasjonsnummer.init(lenient:))
    }

    private func value<Value>(_ text: String?, _ name: String, _ make: (String) -> Value?) throws -> Value? {
        guard let text else { return nil }
        guard let value = make(text) else {
            throw ValidationError("\(description.id): \(name) har en ugyldig verdi.")
        }
        return value
    }

    /// Keys of a JSON object that a value read from it has no place for.
    ///
    /// The reader passes over them: a case with a misspelt parameter would try the default, and pass.
    static func unknownKeys(in json: Any?, _ value: Any, below path: String = "") -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { unknownKeys(in: json, $0.value, below: path) } ?? []
        }
        // What has names of its own, as files have, is no struct of ours.
        guard mirror.displayStyle == .struct, let object = json as? [String: Any] else { return [] }
        let members = Dictionary(mirror.children.map { ($0.label ?? "", $0.value) }) { first, _ in first }
        return object.keys.sorted().flatMap { key in
            members[key].map { unknownKeys(in: object[key], $0, below: path + key + ".") } ?? [path + key]
        }
    }
}
