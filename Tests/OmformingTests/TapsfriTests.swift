// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML
import Testhjelp
import Testing

/// Random messages: whatever is sent, the arkivmelding is valid, always the same, and gives the message back.
///
/// `ARKIVBRO_PROPERTY_COUNT` and `ARKIVBRO_PROPERTY_SEED` choose how many and which. A failure names its seed; with
/// that seed and the count 1 it comes again.
@Suite struct TapsfriTests {
    /// What a message is rejected for: documents whose bytes have no place or are no base64, a receiver that is a
    /// person, no or several journal posts or cases, and what would shield the letter where it is not read.
    private static let grunner: Set<String> = [
        "BE-010", "BE-011", "BE-016", "BE-034", "OM-041", "OM-042", "OM-043", "OM-052",
    ]

    private static let count = environment("ARKIVBRO_PROPERTY_COUNT").map(Int.init) ?? 2000
    private static let seed = environment("ARKIVBRO_PROPERTY_SEED") ?? 1_000_000

    private static func environment(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func everyMessageIsTranslatedValidAndWithoutLoss() async throws {
        let tasks = 2
        let resultater = try await withThrowingTaskGroup(of: Resultat.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var resultat = Resultat()
                    let mine = Array(stride(from: task, to: Self.count, by: tasks))
                    for start in stride(from: 0, to: mine.count, by: 250) where resultat.feil.count < 10 {
                        let seeds = mine[start..<min(start + 250, mine.count)].map { Self.seed &+ UInt64($0) }
                        try Self.proev(seeds, &resultat)
                    }
                    return resultat
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for feil in resultater.flatMap(\.feil) { Issue.record("\(feil)") }
        let godtatt = resultater.map(\.godtatt).reduce(0, +)
        // Most must get through, or nothing is tried.
        #expect(godtatt * 10 >= Self.count * 9 || Self.count < 100, "\(godtatt) av \(Self.count) godtatt")
        if Kjoering.program("xmllint") == nil {
            Omgivelser.skip("xmllint er ikke installert; bare vårt eget skjema er prøvd")
        }
    }

    private struct Resultat: Sendable {
        var feil: [String] = []
        var godtatt = 0
    }

    // Odd seeds are wild: a seed says everything of its message.
    private static func melding(_ seed: UInt64) -> Testmelding {
        Meldingsgenerator.melding(seed: seed, styrke: seed % 2 == 0 ? .gyldig : .vill)
    }

    private static func proev(_ seeds: [UInt64], _ resultat: inout Resultat) throws {
        try Omgivelser.inTemporaryFolder { folder in
            var files: [URL] = []
            for seed in seeds {
                let melding = melding(seed)
                var problemer: [String] = []
                do {
                    if let arkivmelding = try proev(melding, &problemer) {
                        resultat.godtatt += 1
                        let file = folder.appending(path: "\(seed).xml")
                        try Data(arkivmelding).write(to: file)
                        files.append(file)
                    }
                } catch {
                    problemer.append("kastet \(error)")
                }
                if !problemer.isEmpty { resultat.feil.append(try fortell(melding, problemer)) }
            }
            for (file, problem) in try ugyldige(files) {
                guard let seed = UInt64(file.deletingPathExtension().lastPathComponent) else { continue }
                resultat.feil.append(try fortell(melding(seed), [problem]))
            }
        }
    }

    private static func fortell(_ melding: Testmelding, _ problemer: [String]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "arkivbro-tapsfri-\(melding.seed).xml")
        try Data(melding.byte).write(to: file)
        return "seed \(melding.seed) (\(melding.styrke)), inndata i \(file.path(percentEncoded: false)):\n"
            + problemer.map { "  \($0)" }.joined(separator: "\n")
    }

    // MARK: One message

    private static func innstillinger(_ seed: UInt64) -> ConversionSettings {
        var settings = ConversionSettings()
        settings.emptyDocuments = .keep
        settings.allowsInvalidReceiver = true
        if seed % 3 == 0 { settings.ownOrganisation = Organisasjonsnummer(Meldinger.avsender) }
        return settings
    }

    private static func les(_ byte: [UInt8]) throws -> (Innlesing, MemoryDocumentStore) {
        let store = MemoryDocumentStore()
        let reader = try MessageReader(store: store, limits: .standard, block: 4096)
        // In pieces, as from a file: none may depend on where a piece ends.
        for start in stride(from: 0, to: byte.count, by: 4096) {
            try byte[start..<min(start + 4096, byte.count)].withUnsafeBytes { try reader.feed($0) }
        }
        return (try reader.finish(), store)
    }

    /// Notes what is wrong; gives the arkivmelding of a message that is accepted.
    private static func proev(_ melding: Testmelding, _ problemer: inout [String]) throws -> [UInt8]? {
        let (innlesing, store) = try les(melding.byte)
        guard let tre = innlesing.tre else {
            problemer.append("ble ikke lest: \(innlesing.funn.map(\.kode))")
            return nil
        }
        let lest = try Meldingsleser.melding(tre.serialized())
        problemer += Meldingslikhet.forskjeller(melding.innhold, lest, medFiler: false).map { "lest: \($0)" }

        let omforming = omformer.convert(innlesing, innstillinger(melding.seed))
        guard omforming.verdict == .accepted, let forsendelse = omforming.forsendelse else {
            let feil = Set(omforming.funn.filter { $0.nivaa == .feil }.map(\.funn.kode))
            if omforming.verdict != .rejected || feil.isEmpty || !feil.isSubset(of: grunner)
                || melding.styrke == .gyldig
            {
                problemer.append("\(omforming.verdict.rawValue): \(feil.sorted())")
            }
            return nil
        }
        // A translation is what costs: one in four is done twice.
        if melding.seed % 8 < 2 {
            let igjen = omformer.convert(try les(melding.byte).0, innstillinger(melding.seed)).forsendelse
            if igjen?.arkivmelding != forsendelse.arkivmelding || igjen?.rapport != forsendelse.rapport {
                problemer.append("ga ikke de samme bytene to ganger")
            }
        }

        let ventet = melding.innhold.dokumenter.map { $0 ?? [] }
        let dokumenter = omforming.dokumenter.map { store.documents[$0.number] ?? [] }
        if dokumenter != ventet { problemer.append("dokumentene er ikke de samme") }
        let navn = omforming.dokumenter.map(\.fil.navn)
        if Set(navn.map { $0.lowercased() }).count != navn.count { problemer.append("to dokumenter har samme navn") }
        let arkivmelding = try Meldingsleser.xml(forsendelse.arkivmelding)
        if arkivmelding.barn("antallFiler")?.tekst != String(ventet.count) { problemer.append("antallFiler er feil") }

        let filer = Dictionary(zip(navn, dokumenter)) { first, _ in first }
        let igjen = try Meldingsleser.melding(tilbake(forsendelse, filer, melding.seed))
        problemer += Meldingslikhet.forskjeller(melding.innhold, igjen).map { "tilbake: \($0)" }
        problemer += regnskapsfeil(omforming.regnskap)
        return forsendelse.arkivmelding
    }

    /// A package becomes a message again, in a dialect that the seed chooses.
    private static func tilbake(
        _ forsendelse: Forsendelse, _ dokumenter: [String: [UInt8]], _ seed: UInt64
    ) throws -> [UInt8] {
        var settings = BestEduSettings()
        settings.allowsInvalidReceiver = true
        let filer = dokumenter.map { Forsendelsesfil(navn: $0.key, size: Int64($0.value.count)) }
            .sorted { $0.navn < $1.navn }
        let lest = try StandardBusinessDocument(json: forsendelse.sbd.json.bytes)
        let tilbake = omformer.bestEdu(of: try les(forsendelse.arkivmelding).0, sbd: lest, filer: filer, settings)
        guard let putMessage = tilbake.putMessage else {
            throw Feil("\(tilbake.verdict.rawValue) tilbake: \(tilbake.funn.map(\.funn.kode))")
        }
        var dialekt = Dialekt()
        dialekt.soap = Dialekt.Soap.allCases[Int(seed % 3)]
        dialekt.nyttelast = seed % 5 == 0 ? .cdata : .escaped
        let sink = MemorySink()
        try PutMessageWriter(dialekt: dialekt).write(putMessage, documents: Minnekilde(dokumenter), to: sink)
        return sink.bytes
    }

    private struct Feil: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private static func regnskapsfeil(_ regnskap: Regnskap?) -> [String] {
        guard let regnskap else { return ["regnskapet mangler"] }
        var feil: [String] = []
        if !regnskap.uforklarte.isEmpty { feil.append("uforklarte målfelt: \(regnskap.uforklarte)") }
        if regnskap.tapt != 0 { feil.append("regnskapet sier at \(regnskap.tapt) verdier er tapt") }
        let baaret = regnskap.antall(Regnskap.Maalstatus.carried)
        if regnskap.baaret != baaret { feil.append("\(regnskap.baaret) verdier bæres, og restfeltet har \(baaret)") }
        return feil
    }

    // MARK: Another judge

    /// The files that one of the schemas rejects, by xmllint: the official ones where they are, else ours.
    private static func ugyldige(_ files: [URL]) throws -> [(URL, String)] {
        guard let xmllint = Kjoering.program("xmllint"), !files.isEmpty else { return [] }
        let schemas =
            Omgivelser.shared.map { shared in
                ["integrasjonspunkt", "docs"].map {
                    shared.appending(path: "standards/arkivmelding-\($0)/arkivmelding.xsd")
                }
            }
            ?? ["integrasjonspunkt", "docs"].map {
                Omgivelser.root.appending(path: "schemas/arkivmelding/\($0)/arkivmelding.xsd")
            }
        var result: [(URL, String)] = []
        for schema in schemas {
            let run = try Kjoering(
                xmllint,
                ["--nonet", "--noout", "--schema", schema.path(percentEncoded: false)]
                    + files.map { $0.path(percentEncoded: false) })
            if run.status == 0 { continue }
            let lines = run.errors.split(separator: "\n")
            for file in files where !lines.contains("\(file.path(percentEncoded: false)) validates") {
                let grunn = lines.first { $0.hasPrefix(file.path(percentEncoded: false)) && $0.contains("error") }
                    .map { $0.dropFirst(file.path(percentEncoded: false).count) }
                result.append((file, "ugyldig etter \(schema.path(percentEncoded: false)): \(grunn ?? "uten grunn")"))
            }
        }
        return result
    }
}
