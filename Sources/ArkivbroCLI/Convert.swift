// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BestEdu
import EFormidling
import Foundation
import Omforming
import Oppsett
import SafeXML

/// What a conversion makes.
enum Maalform: String, ExpressibleByArgument, CaseIterable { case arkivmelding, bestedu }

struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gjør BEST/EDU-meldinger om til forsendelser, og forsendelser til BEST/EDU-meldinger.",
        discussion: """
            Hvert resultat blir en mappe OUTPUT-DIR/<messageId>/, hel eller ikke i det hele tatt. En Melding blir \
            sbd.json, arkivmelding.xml og dokumentene, en AppReceipt blir sbd.json. Med --to bestedu blir en \
            forsendelse (mappe eller ASiC-E) eller en SBD med arkivmelding_kvittering til putmessage.xml.
            """)

    @Argument(help: "Meldinger eller forsendelser. - er standard inndata.")
    var message: [String]

    @Option(name: .shortAndLong, help: "Der resultatene legges.")
    var outputDir: String

    @Option(help: "Det som skal lages: arkivmelding eller bestedu.")
    var to: Maalform = .arkivmelding

    @Option(help: "gyldig, eller integrasjonspunkt: det integrasjonspunktet skrev til og med 2023, til sammenligning.")
    var profile: ConversionSettings.Profile = .gyldig

    @Option(help: "Tidspunktet meldingen ble mottatt, ISO 8601 med sone. Uten det brukes meldingens egen dato.")
    var tidspunkt: String?

    @Flag(help: "Gå videre, med advarsel, når mottakerens organisasjonsnummer er ugyldig.")
    var allowInvalidReceiver = false

    @Flag(help: "Erstatt et resultat som finnes fra før.")
    var force = false

    @Option(help: "Skriv stilarkenes inndata hit også: melding.xml og identifikatorer.xml, til xsltproc.")
    var stylesheetInput: String?

    @OptionGroup(title: "BEST/EDU") var bestEdu: BestEduArguments
    @OptionGroup(title: "Kvitteringer") var receipt: ReceiptArguments
    @OptionGroup(title: "Kodetabeller") var codes: CodeArguments
    @OptionGroup var conversion: ConversionArguments
    @OptionGroup var notes: NotesArguments
    @OptionGroup var carrier: CarrierArguments
    @OptionGroup var reading: ReadingArguments
    @OptionGroup var configuration: ConfigurationArguments

    func validate() throws {
        try ArkivbroCLI.validate(tidspunkt: tidspunkt)
        try ArkivbroCLI.validate(path: outputDir, option: "--output-dir")
        if let option = misplaced.first {
            let other = to == .bestedu ? Maalform.arkivmelding : .bestedu
            throw ValidationError("\(option) hører til --to \(other.rawValue).")
        }
        let faults = receipt.settings(own: nil, allowsInvalidReceiver: false, to: to).faults
        if !faults.isEmpty {
            throw ValidationError("--original-message-id må være en UUID, og --original-conversation-id tekst.")
        }
    }

    /// What is given and would do nothing: whoever asks that notes are withheld must not believe that they were.
    private var misplaced: [String] {
        let given =
            switch to {
            case .arkivmelding:
                [
                    ("--journalpost", bestEdu.journalpost != nil), ("--each-journalpost", bestEdu.eachJournalpost),
                    ("--sender-orgnr", bestEdu.senderOrgnr != nil), ("--receiver-orgnr", bestEdu.receiverOrgnr != nil),
                    ("--soap", bestEdu.soap != .none), ("--payload", bestEdu.payload != .escaped),
                ]
            case .bestedu:
                [
                    ("--internal-notes", notes.internalNotes != nil), ("--carrier", carrier.carrier != nil),
                    ("--process", conversion.process != nil), ("--system", conversion.system != nil),
                    ("--empty-documents", conversion.emptyDocuments != nil),
                    ("--open-access-code", !conversion.openAccessCode.isEmpty), ("--profile", profile != .gyldig),
                    ("--tidspunkt", tidspunkt != nil), ("--stylesheet-input", stylesheetInput != nil),
                ]
            }
        return given.filter(\.1).map(\.0)
    }

    /// What the arguments ask for, guessed before they are read; nil is no arkivmelding.
    static func likelyProfile(_ arguments: some Sequence<String>) -> ConversionSettings.Profile? {
        let words = Set(arguments.flatMap { $0.split(separator: "=") }.map(String.init))
        if words.contains(Maalform.bestedu.rawValue) { return nil }
        return ConversionSettings.Profile.allCases.last { words.contains($0.rawValue) } ?? .gyldig
    }

    mutating func run() async throws {
        try await run(with: Omformer(preparing: to == .arkivmelding ? profile : nil))
    }

    func run(with omformer: Omformer) async throws {
        // The process ends when we are done: nobody is served by taking schemas and stylesheets apart before.
        _ = Unmanaged.passRetained(omformer)
        let oppsett = try configuration.oppsett(conversion, notes, carrier, codes, reading)
        let run = ConvertRun(self, oppsett, omformer: omformer)
        Mappebygger.discardAbandoned(in: run.folder)
        switch to {
        case .arkivmelding:
            try await forEachInput(message) { try run.toArkivmelding($0) }
        case .bestedu:
            try ArkivbroCLI.validate(inputs: message)
            var worst: Int32 = 0
            for argument in message {
                worst = max(worst, await exitStatus(of: argument) { try run.toBestEdu(argument) })
            }
            if worst != 0 { throw ExitCode(worst) }
        }
    }
}

/// The conversions of one command line.
private final class ConvertRun {
    let command: Convert
    let oppsett: Oppsett
    let omformer: Omformer
    let folder: URL
    /// Which input gave each result: what is replaced with --force is what was there before.
    private var laget: [String: String] = [:]

    init(_ command: Convert, _ oppsett: Oppsett, omformer: Omformer) {
        self.command = command
        self.oppsett = oppsett
        self.omformer = omformer
        folder = URL(filePath: command.outputDir, directoryHint: .isDirectory)
    }

    private var settings: ConversionSettings {
        var settings = oppsett.conversionSettings(internalNotes: .keep)
        settings.tidspunkt = command.tidspunkt
        settings.allowsInvalidReceiver = command.allowInvalidReceiver
        settings.profile = command.profile
        return settings
    }

    private var receiptSettings: ReceiptSettings {
        command.receipt.settings(
            own: settings.ownOrganisation, allowsInvalidReceiver: command.allowInvalidReceiver, to: command.to)
    }

    // MARK: To arkivmelding

    func toArkivmelding(_ input: Input) throws -> Int32 {
        let framdrift = Framdrift(of: input)
        let pakking = try Pakking(
            of: input.handle, in: folder, with: omformer, settings, limits: oppsett.limits, progress: framdrift?.tell)
        framdrift?.end()
        if pakking.innlesing.slag == .putMessageAppReceipt || pakking.innlesing.slag == .appReceipt {
            return try receipt(omformer.receipt(of: pakking.innlesing, receiptSettings), kilde: input.name)
        }
        if let stylesheetInput = command.stylesheetInput {
            try pakking.omforming.writeStylesheetInput(to: stylesheetInput)
        }
        return try print(kilde: input.name, navn: pakking.omforming.messageId) { replacing in
            (try pakking.commit(durably: false, replacing: replacing), pakking.omforming.rapport)
        }
    }

    private func receipt(_ omforming: Kvitteringsomforming, kilde: String) throws -> Int32 {
        try print(kilde: kilde, navn: omforming.messageId) { replacing in
            let made = try omforming.commit(in: folder, dialekt: command.bestEdu.dialekt, replacing: replacing)
            return (made, omforming.rapport)
        }
    }

    // MARK: To BEST/EDU

    func toBestEdu(_ argument: String) throws -> Int32 {
        switch try inndata(argument) {
        case .kvittering(let sbd):
            return try receipt(omformer.appReceipt(of: sbd, receiptSettings), kilde: argument)
        case .forsendelse(let kilde):
            return try letters(argument, of: Tilbakelesing(of: kilde, limits: oppsett.limits))
        case .arkivmelding(let innlesing):
            return try letters(argument, of: Tilbakelesing(of: innlesing))
        case .avvist(let feil):
            let pakking = Tilbakepakking(refusedFor: feil, with: omformer)
            return try print(kilde: argument, navn: nil) { _ in (nil, pakking.omforming.rapport) }
        }
    }

    private func inndata(_ argument: String) throws -> Tilbakeinndata {
        if argument != "-", let package = try Tilbakeinndata(package: URL(filePath: argument)) { return package }
        return try Tilbakeinndata(reading: Input(argument).handle, limits: oppsett.limits)
    }

    /// One message, or one for each journal post.
    private func letters(_ argument: String, of lesing: Tilbakelesing) throws -> Int32 {
        var settings = command.bestEdu.settings(
            oppsett.codeSettings, allowsInvalidReceiver: command.allowInvalidReceiver)
        var worst: Int32 = 0
        while true {
            let pakking = Tilbakepakking(of: lesing, with: omformer, settings)
            let nummer = settings.journalpost ?? 1
            // The first has the package's own name; each of the others one that follows from it.
            let name =
                nummer == 1 || !command.bestEdu.eachJournalpost
                ? nil : pakking.omforming.messageId.map { "\($0)-\(nummer)" }
            worst = max(
                worst,
                try print(kilde: argument, navn: name ?? pakking.omforming.messageId) { replacing in
                    let framdrift = Framdrift(total: pakking.omforming.documentBytes)
                    defer { framdrift?.end() }
                    let made = try pakking.commit(
                        in: folder, dialekt: command.bestEdu.dialekt, as: name, replacing: replacing,
                        progress: framdrift?.tell)
                    return (made, pakking.omforming.rapport)
                })
            guard command.bestEdu.eachJournalpost, nummer < pakking.omforming.antallJournalposter else { return worst }
            settings.journalpost = nummer + 1
        }
    }

    // MARK: Results

    /// Makes the result, and tells what came of it: a damaged document is found only while it is written.
    private func print(
        kilde: String, navn: String?, _ commit: (_ replacing: Bool) throws -> (made: URL?, rapport: Rapport)
    ) throws -> Int32 {
        let tidligere = navn.flatMap { laget[$0] }
        do {
            let (made, rapport) = try commit(command.force && tidligere == nil)
            if let made { laget[made.lastPathComponent] = kilde }
            rapport.print(
                command.reading, kilde: kilde, sted: made.map { command.outputDir + "/" + $0.lastPathComponent + "/" },
                erEnAvFlere: command.message.count > 1)
            return ExitStatus.of(rapport.verdict)
        } catch let error as ArkivbroError where error.code == .exists {
            let raad =
                tidligere.map { "Den ble laget av \($0) i den samme kjøringen." } ?? "Bruk --force for å erstatte den."
            Konsoll.err("arkivbro: \(kilde): \(error) \(raad)")
            return ExitStatus.cannotCreate
        }
    }
}

extension Omforming {
    /// Writes what plain `xsltproc` needs to give the same bytes.
    fileprivate func writeStylesheetInput(to folder: String) throws {
        let url = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, bytes) in try stylesheetInput() { try Data(bytes).write(to: url.appending(path: name)) }
        } catch let error as SafeXMLError {
            throw error
        } catch {
            throw ArkivbroError(.cannotCreate, "Kan ikke skrive i \(folder).")
        }
    }
}
