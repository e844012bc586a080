// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Disk
public import EFormidling
import Foundation
public import Noark
public import Omforming
import Oppsett
import SafeXML

enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

extension ConversionSettings.EmptyDocuments: ExpressibleByArgument {}
extension ConversionSettings.InternalNotes: ExpressibleByArgument {}

extension Organisasjonsnummer: ExpressibleByArgument {
    /// Takes the notations that are met in messages.
    public init?(argument: String) { self.init(lenient: argument) }
}

extension Prosess: ExpressibleByArgument {
    /// Takes an identifier or a short name.
    public init?(argument: String) { self.init(named: argument) }
}

/// What every command that reads messages takes.
struct ReadingArguments: ParsableArguments, SettingArguments {
    @Option(help: "Avvis meldinger som er større enn så mange byte.")
    var maxBytes: UInt64?

    @Option(help: "Avvis meldinger med dypere nøsting enn dette. Standard er 256.")
    var maxDepth: Int?

    @Option(help: "Slik vises resultatet: text eller json (rapporten).")
    var format: Format = .text

    @Flag(help: "Vis meldingens egne verdier ved funn. De kan være personopplysninger.")
    var showValues = false

    func validate() throws {
        // Walks of the tree are recursive: beyond this the stack could end before the document.
        if maxBytes == 0 { throw ValidationError("--max-bytes må være minst 1.") }
        if let maxDepth, !(1...1000).contains(maxDepth) { throw ValidationError("--max-depth må være fra 1 til 1000.") }
    }

    var options: [String: SettingValue] {
        [
            "limits.maxBytes": maxBytes.map { .number(Int(clamping: $0)) },
            "limits.maxDepth": maxDepth.map(SettingValue.number),
        ].compactMapValues { $0 }
    }

    /// The limits of a command that asks no settings.
    var limits: Limits {
        var limits = Limits()
        limits.maxBytes = maxBytes
        limits.maxDepth = maxDepth ?? limits.maxDepth
        return limits
    }
}

/// What every command that converts messages takes.
struct ConversionArguments: ParsableArguments, SettingArguments {
    @Option(help: "Navnet på avsendersystemet: arkivmelding/system. Standard er arkivbro.")
    var system: String?

    @Option(help: "Eget organisasjonsnummer, for meldinger uten avsender.")
    var ownOrgnr: Organisasjonsnummer?

    @Option(help: "Prosessen: en urn, eller et navn som administrasjon, planByggOgGeodata eller taushetsbelagt.")
    var process: Prosess?

    @Option(help: "Dokumenter uten innhold: reject, keep eller drop. Standard er reject.")
    var emptyDocuments: ConversionSettings.EmptyDocuments?

    @Option(help: "En tilgangskode som ikke skjermer. Kan gjentas.")
    var openAccessCode: [String] = []

    func validate() throws {
        for (text, option) in [(system, "--system"), (process?.urn, "--process")] {
            try ArkivbroCLI.validate(text: text, option: option)
        }
        for code in openAccessCode { try ArkivbroCLI.validate(text: code, option: "--open-access-code") }
    }

    var options: [String: SettingValue] {
        [
            "conversion.system": system.map(SettingValue.text),
            "conversion.ownOrgnr": ownOrgnr.map { .text($0.digits) },
            "conversion.process": process.map { .text($0.urn) },
            "conversion.emptyDocuments": emptyDocuments.map { .text($0.rawValue) },
            "conversion.openAccessCodes": openAccessCode.isEmpty ? nil : .list(openAccessCode),
        ].compactMapValues { $0 }
    }
}

/// What becomes of internal notes, where they may travel.
struct NotesArguments: ParsableArguments, SettingArguments {
    @Option(help: "Interne notater: keep eller withhold. Standard er keep i convert, withhold i send.")
    var internalNotes: ConversionSettings.InternalNotes?

    var options: [String: SettingValue] {
        internalNotes.map { ["conversion.internalNotes": .text($0.rawValue)] } ?? [:]
    }
}

/// What becomes of fields without a place.
struct CarrierArguments: ParsableArguments, SettingArguments {
    @Flag(
        inversion: .prefixedNo, help: "Bær det som ikke har noen plass, i virksomhetsspesifikkeMetadata (standard).")
    var carrier: Bool?

    var options: [String: SettingValue] { carrier.map { ["conversion.carrier": .flag($0)] } ?? [:] }
}

/// Checks a text that was given.
///
/// - Throws: `ValidationError` when it cannot stand in XML.
func validate(text: String?, option: String) throws {
    if let text, !XMLText.isText(text) { throw ValidationError("\(option) må være tekst som kan stå i XML.") }
}

/// Checks a time that was given.
///
/// - Throws: `ValidationError` when it is not of its form.
func validate(tidspunkt: String?) throws {
    guard let tidspunkt, !XMLText.isDateTimeWithZone(tidspunkt) else { return }
    throw ValidationError("--tidspunkt må være som 2026-03-02T09:15:00+01:00.")
}

/// Checks a path that was given.
///
/// - Throws: `ValidationError` when it is empty.
func validate(path: String?, option: String) throws {
    if path?.isEmpty == true { throw ValidationError("\(option) kan ikke være tom.") }
}

/// A message that a command reads: a file, or standard input.
struct Input {
    let name: String
    let handle: FileHandle

    /// - Throws: `ExitCode` 66, after saying why, when the file cannot be opened.
    init(_ argument: String) throws {
        if argument == "-" {
            name = "-"
            handle = .standardInput
            return
        }
        name = argument
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory), isDirectory.boolValue {
            throw Self.unreadable(
                argument, "det er en mappe. En forsendelse leses av convert --to bestedu, diff og explain")
        }
        let descriptor = open(argument, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let error = POSIXError.last
            let isThere = [.EMFILE, .ENFILE, .EIO, .ENOMEM].contains(error.code)
            // Swift has put U+FFFD for what is not UTF-8 in an argument, and no file has that name.
            let isSpoilt = error.code == .ENOENT && argument.unicodeScalars.contains("\u{fffd}")
            throw Self.unreadable(
                argument,
                isSpoilt
                    ? "navnet er ikke UTF-8. Gi filen et annet, eller les den fra standard inndata (-)" : error.reason,
                isThere ? ExitStatus.inputOutput : ExitStatus.noInput)
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func unreadable(
        _ argument: String, _ reason: String, _ code: Int32 = ExitStatus.noInput
    ) -> ExitCode {
        Konsoll.err("arkivbro: kan ikke åpne \(argument): \(reason).")
        return ExitCode(code)
    }

    /// The bytes, as far as the given number and one more.
    ///
    /// - Throws: `ArkivbroError` when reading fails.
    func bytes(most: Int) throws -> [UInt8] {
        do {
            var result: [UInt8] = []
            while result.count <= most, let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
                result.append(contentsOf: piece)
            }
            return result
        } catch {
            throw ArkivbroError(.cannotRead, "Kan ikke lese \(name).")
        }
    }
}

/// Runs a body for each input and gives the worst exit code, so that one bad file does not hide the others.
///
/// - Throws: `ValidationError` when standard input is there twice, else `ExitCode`.
func forEachInput(_ inputs: [String], _ body: (Input) async throws -> Int32) async throws {
    try validate(inputs: inputs)
    var worst: Int32 = 0
    for input in inputs { worst = max(worst, await exitStatus(of: input) { try await body(Input(input)) }) }
    if worst != 0 { throw ExitCode(worst) }
}

/// Checks what is to be read.
///
/// - Throws: `ValidationError` when standard input is there twice: the second would be empty.
func validate(inputs: [String]) throws {
    guard inputs.count(where: { $0 == "-" }) > 1 else { return }
    throw ValidationError("Standard inndata (-) kan bare leses én gang.")
}

/// Runs a body and gives its exit code, or that of the fault that ended it, which is told.
///
/// - Parameter name: the input that it is about, where there may be several.
func exitStatus(of name: String? = nil, _ body: () async throws -> Int32) async -> Int32 {
    do {
        return try await body()
    } catch {
        Signaler.holdIfEnding()
        return told(error, of: name)
    }
}

private func told(_ error: any Error, of name: String?) -> Int32 {
    switch error {
    case let error as ArkivbroError:
        Konsoll.err("arkivbro: \(error)")
        return ExitStatus.of(error)
    case let code as ExitCode:
        return code.rawValue
    case let error as SafeXMLError:
        Konsoll.err("arkivbro: \(error)")
        return 2
    case let error as ValidationError:
        Konsoll.err("arkivbro: \(error.message)")
        return ExitStatus.usage
    default:
        // What nobody gave words of its own. One input's fault is not that of the next.
        let (code, reason) = ExitStatus.other(error)
        Konsoll.err("arkivbro: " + (name.map { $0 + ": " } ?? "") + reason)
        return code
    }
}

extension Rapport {
    /// Prints the report in the form that was asked for.
    ///
    /// - Parameter erEnAvFlere: which of the inputs gave the result must then be told.
    func print(_ arguments: ReadingArguments, kilde: String, sted: String? = nil, erEnAvFlere: Bool = false) {
        switch arguments.format {
        case .text:
            Konsoll.vis(self, kilde: kilde, sted: sted, showValues: arguments.showValues, erEnAvFlere: erEnAvFlere)
        case .json: Konsoll.out(json(showValues: arguments.showValues, fil: erEnAvFlere ? kilde : nil).bytes)
        }
    }
}
