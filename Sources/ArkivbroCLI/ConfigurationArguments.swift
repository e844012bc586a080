// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DPV
import Foundation
import Oppsett

extension Transportnavn: ExpressibleByArgument {}

/// Arguments that are settings too.
protocol SettingArguments {
    /// What was given, by the name of the setting.
    var options: [String: SettingValue] { get }
}

/// Where the settings are.
struct ConfigurationArguments: ParsableArguments {
    @Option(help: "Oppsettsfilen. Uten den: ARKIVBRO_CONFIG, ellers arkivbro.yaml om den er i mappen.")
    var config: String?

    /// The settings, with the options of a command line.
    ///
    /// - Throws: `ExitCode` 78, after saying why, when they cannot be used.
    func oppsett(_ arguments: any SettingArguments...) throws -> Oppsett {
        var options: [String: SettingValue] = [:]
        for group in arguments { options.merge(group.options) { first, _ in first } }
        return try explainingFaults {
            let environment = ProcessInfo.processInfo.environment
            var file: ConfigurationFile?
            if let name = config ?? environment["ARKIVBRO_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
                file = try ConfigurationFile(reading: name)
            } else if FileManager.default.fileExists(atPath: ConfigurationFile.standardName) {
                file = try ConfigurationFile(reading: ConfigurationFile.standardName)
            }
            return try Oppsett(options: options, environment: environment, file: file)
        }
    }
}

/// Runs a body, and says what is wrong with the settings.
///
/// - Throws: `ExitCode` 78 for a fault of the settings; else what the body throws.
func explainingFaults<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let fault as ConfigurationFault {
        for text in fault.faults { Konsoll.err("arkivbro: \(text)") }
        throw ExitCode(ExitStatus.configuration)
    }
}

extension Oppsett {
    /// The transport that was chosen.
    ///
    /// - Throws: `ExitCode` when none is, after telling so.
    func chosenTransport() throws -> Transportnavn {
        try explainingFaults {
            guard let transport else { throw ConfigurationFault(["Oppgi --transport, eller transport i oppsettet."]) }
            return transport
        }
    }
}

/// How messages are handed over.
struct TransportArguments: ParsableArguments, SettingArguments {
    @Option(help: "Leveringsmåten: spool, integrasjonspunkt eller altinn3.")
    var transport: Transportnavn?

    @Option(help: "Mappen der spool legger det som skal leveres.")
    var spoolDir: String?

    func validate() throws { try ArkivbroCLI.validate(path: spoolDir, option: "--spool-dir") }

    var options: [String: SettingValue] {
        [
            "transport": transport.map { .text($0.rawValue) }, "spool.dir": spoolDir.map(SettingValue.text),
        ].compactMapValues { $0 }
    }
}

/// Where it is kept what became of messages.
struct StateArguments: ParsableArguments, SettingArguments {
    @Option(help: "Mappen med én fil for hver melding som er sendt. Standard er arkivbro-state.")
    var stateDir: String?

    func validate() throws { try ArkivbroCLI.validate(path: stateDir, option: "--state-dir") }

    var options: [String: SettingValue] { stateDir.map { ["stateDir": .text($0)] } ?? [:] }
}

/// How letters are made.
struct LetterArguments: ParsableArguments, SettingArguments {
    @Option(help: "Timer til meldingen utløper. Standard er 168.")
    var ttlHours: Int?

    @Flag(
        help:
            "La et skjermet brev gå som en prosess som ikke er taushetsbelagt. Tittelen er nøytral, vedleggenes er det ikke."
    )
    var allowOpenProcess = false

    @Option(help: "Avsenderens navn, slik mottakeren ser det. Uten det: navnet i meldingen.")
    var senderName: String?

    @Option(help: "Dager mottakeren har på å svare. Uten det: ingen frist.")
    var daysToReply: Int?

    @Flag(help: "Pakk filer av typer Altinn ikke tar imot, i en ZIP-fil.")
    var zipUnsupported = false

    @Option(help: "Pakk alle vedlegg utenom det første i en ZIP-fil når de er flere enn dette.")
    var zipAbove: Int?

    @Flag(inversion: .prefixedNo, help: "Varsle mottakeren på e-post (standard).")
    var notifyEmail: Bool?

    @Flag(inversion: .prefixedNo, help: "Varsle mottakeren på SMS (standard).")
    var notifySms: Bool?

    @Flag(inversion: .prefixedNo, help: "Varsle én gang til den som ikke har lest (standard).")
    var reminder: Bool?

    @Option(help: "Emnet på varsler på e-post.")
    var emailSubject: String?

    @Option(help: "Teksten i varsler. $reporterName$ blir avsenderens navn, $correspondenceRecipientName$ mottakerens.")
    var notificationText: String?

    @Option(help: "Teksten i varsler når brevet er taushetsbelagt.")
    var sensitiveNotificationText: String?

    func validate() throws {
        if let ttlHours, !(1...8760).contains(ttlHours) {
            throw ValidationError("--ttl-hours må være fra 1 til 8760 (ett år).")
        }
        if let daysToReply, !(1...3650).contains(daysToReply) {
            throw ValidationError("--days-to-reply må være fra 1 til 3650.")
        }
        if let zipAbove, !(1...10_000).contains(zipAbove) {
            throw ValidationError("--zip-above må være fra 1 til 10000.")
        }
        for (text, option) in [
            (senderName, "--sender-name"), (emailSubject, "--email-subject"),
            (notificationText, "--notification-text"), (sensitiveNotificationText, "--sensitive-notification-text"),
        ] { try ArkivbroCLI.validate(text: text, option: option) }
    }

    var options: [String: SettingValue] {
        [
            "ttlHours": ttlHours.map(SettingValue.number),
            "letter.allowOpenProcess": allowOpenProcess ? .flag(true) : nil,
            "letter.senderName": senderName.map(SettingValue.text),
            "letter.daysToReply": daysToReply.map(SettingValue.number),
            "letter.zipUnsupported": zipUnsupported ? .flag(true) : nil,
            "letter.zipAbove": zipAbove.map(SettingValue.number),
            "notification.email": notifyEmail.map(SettingValue.flag),
            "notification.sms": notifySms.map(SettingValue.flag),
            "notification.reminder": reminder.map(SettingValue.flag),
            "notification.emailSubject": emailSubject.map(SettingValue.text),
            "notification.text": notificationText.map(SettingValue.text),
            "notification.sensitiveText": sensitiveNotificationText.map(SettingValue.text),
        ].compactMapValues { $0 }
    }
}
