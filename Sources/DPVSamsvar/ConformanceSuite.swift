// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming

/// What every transport must do, tried on one.
///
/// Needs no test framework: it returns what went wrong.
///
/// ```swift
/// let failures = try await ConformanceSuite(Counterpart { MinTransport() }).run()
/// #expect(failures.isEmpty)
/// ```
public struct ConformanceSuite: Sendable {
    /// Something that a transport must do and did not.
    public struct Failure: Sendable, Hashable, CustomStringConvertible {
        /// Name of the trial.
        public let trial: String
        /// What was seen.
        public let text: String

        /// One line.
        public var description: String { "\(trial): \(text)" }
    }

    private typealias Trial = @Sendable (Run) async throws -> Void

    private let counterpart: Counterpart

    /// Tries the transport of a counterpart.
    public init(_ counterpart: Counterpart) { self.counterpart = counterpart }

    /// Tries everything that the counterpart allows.
    ///
    /// - Returns: what went wrong, empty when the transport does all it must.
    /// - Throws: when the trials themselves cannot be made.
    public func run() async throws -> [Failure] {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "arkivbro-samsvar-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let oppdrag = Proeveoppdrag(omformer: try Omformer(), folder: folder, counterpart: counterpart)
        var failures: [Failure] = []
        for (name, trial) in Self.trials {
            let run = Run(counterpart: counterpart, oppdrag: oppdrag)
            do {
                try await trial(run)
            } catch let stop as Stop {
                run.note(stop.text)
            } catch {
                run.note("kastet \(type(of: error))")
            }
            try? await counterpart.heal()
            failures += run.noted.map { Failure(trial: name, text: $0) }
        }
        return failures
    }

    private static let trials: [(String, Trial)] = [
        ("overlevering", handOver), ("samme igjen", sameAgain), ("samme etter omstart", sameAfterRestart),
        ("samme mange ganger samtidig", sameAtOnce), ("to meldinger", twoMessages), ("nytt forsøk", newAttempt),
        ("mange og rare vedlegg", manyAttachments), ("stort vedlegg", largeAttachment),
        ("pakkede vedlegg", packedAttachments), ("skjermet", shielded), ("brev til innbygger", letterToAPerson),
        ("oppdraget røres ikke", packageUntouched), ("oppdraget mangler", packageMissing),
        ("status", statuses), ("status uten referanse", statusWithoutReference), ("status for ukjent", statusOfUnknown),
        ("kapabiliteter", capabilities), ("avbrutt", cancelled), ("tapt svar", lostAnswer), ("nede", down),
        ("avvist", refused), ("uten tilgang", noAccess),
    ]

    // MARK: Hand-over

    private static let handOver: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        _ = try await run.accept(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let sameAgain: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let transport = try await run.transport()
        let first = try await run.accept(oppdrag, by: transport)
        guard case .alreadyAccepted(let again) = try await run.send(oppdrag, by: transport) else {
            return run.note("andre gang ble ikke svart med alreadyAccepted")
        }
        if again != first { run.note("andre gang ga en annen referanse") }
        try await run.expectDelivered(oppdrag)
    }

    private static let sameAfterRestart: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let first = try await run.accept(oppdrag)
        guard case .alreadyAccepted(let again) = try await run.send(oppdrag, by: try await run.transport()) else {
            return run.note("etter omstart ble det ikke svart med alreadyAccepted")
        }
        if again != first { run.note("etter omstart ble referansen en annen") }
        try await run.expectDelivered(oppdrag)
    }

    private static let sameAtOnce: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let transport = try await run.transport()
        let results = try await withThrowingTaskGroup(of: Leveringsresultat.self) { group in
            for _ in 0..<8 { group.addTask { try await run.send(oppdrag, by: transport) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var references = Set<String>()
        var accepted = 0
        for result in results {
            switch result {
            case .accepted(let reference):
                accepted += 1
                references.insert(reference)
            case .alreadyAccepted(let reference): references.insert(reference)
            default: run.note("svarte \(Run.kind(result))")
            }
        }
        // The others were handed over before; the first one was not.
        if accepted != 1 { run.note("\(accepted) av åtte ble svart med accepted") }
        if references.count > 1 { run.note("\(references.count) ulike referanser til én melding") }
        try await run.expectDelivered(oppdrag)
    }

    private static let twoMessages: Trial = { run in
        let first = try await run.accept(try run.oppdrag.make())
        let second = try await run.accept(try run.oppdrag.make())
        if first == second { run.note("to meldinger har samme referanse") }
    }

    private static let newAttempt: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let first = try await run.accept(oppdrag)
        let key = Oppdrag.idempotentKey(ofMessage: oppdrag.korrespondanse.messageId, attempt: 2)
        let again = Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse, idempotentKey: key)
        if try await run.accept(again) == first { run.note("en ny nøkkel ga den gamle referansen") }
        try await run.expectDelivered(again)
    }

    private static let manyAttachments: Trial = { run in
        let names = [
            "Vedlegg.txt", "vedlegg.TXT", "Kart & plan.txt", "blåbærsyltetøy på ærlig norsk.txt",
            "cafe\u{301} crème.txt", "日本語.txt", "et navn med 'enkle' og 100 %.txt", "semikolon; og komma,.txt",
            String(repeating: "langt ", count: 20) + "navn.txt", "likhetstegn=x.txt", "brev.pdf.txt",
        ]
        let dokumenter = names.enumerated().map { index, name in
            Proeveoppdrag.Dokument(
                filnavn: name.replacing("&", with: "&amp;"), tittel: "Vedlegg \(index)",
                bytes: Data("innhold \(index)\n".utf8))
        }
        let oppdrag = try run.oppdrag.make(dokumenter)
        _ = try await run.accept(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let largeAttachment: Trial = { run in
        let bytes = Data(repeating: UInt8(ascii: "x"), count: 8 * 1024 * 1024)
        let oppdrag = try run.oppdrag.make([
            Proeveoppdrag.Dokument(filnavn: "stort.txt", tittel: "Stort", bytes: bytes)
        ])
        _ = try await run.accept(oppdrag)
    }

    private static let packedAttachments: Trial = { run in
        let dokumenter = ["en", "to", "tre"].map {
            Proeveoppdrag.Dokument(filnavn: $0 + ".txt", tittel: $0, bytes: Data($0.utf8))
        }
        let oppdrag = try run.oppdrag.make(zips: true, dokumenter)
        guard oppdrag.korrespondanse.attachments.count == 2 else { return run.note("prøveoppdraget ble ikke pakket") }
        _ = try await run.accept(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let letterToAPerson: Trial = { run in
        guard let person = run.counterpart.person else { return }
        let oppdrag = try run.oppdrag.letter(to: person)
        _ = try await run.accept(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let shielded: Trial = { run in
        let oppdrag = try run.oppdrag.make(skjermet: true)
        guard oppdrag.korrespondanse.isConfidential else { return run.note("prøveoppdraget ble ikke taushetsbelagt") }
        _ = try await run.accept(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let packageUntouched: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let before = try Run.contents(of: oppdrag.forsendelse)
        _ = try await run.accept(oppdrag)
        if try Run.contents(of: oppdrag.forsendelse) != before { run.note("mappen til oppdraget ble endret") }
    }

    private static let packageMissing: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        try FileManager.default.removeItem(at: oppdrag.forsendelse)
        let result = try await run.transport().send(oppdrag)
        run.check(result)
        switch result {
        case .accepted, .alreadyAccepted: run.note("et oppdrag uten filer ble godtatt")
        default: break
        }
        try await run.expectDelivered(oppdrag, times: 0)
    }

    // MARK: Statuses

    private static let statuses: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let reference = try await run.accept(oppdrag)
        let transport = try await run.transport()
        let referanse = Leveringsreferanse(oppdrag, reference: reference)
        guard let stored = Leveringsreferanse(referanse.description), stored == referanse else {
            return run.note("referansen kan ikke lagres som tekst")
        }
        guard case .known(let hendelser, let isFinal) = try await run.status(of: stored, by: transport) else {
            return run.note("en melding som er overlevert, er ikke kjent")
        }
        var forloep = Statusforloep()
        forloep.add(hendelser, isFinal: isFinal)
        if hendelser.isEmpty { run.note("ingen status") }
        if forloep.hendelser.count != hendelser.count { run.note("samme status står to ganger") }
        guard case .known(let later, _) = try await run.status(of: stored, by: transport) else {
            return run.note("meldingen ble ukjent")
        }
        if Array(later.map(\.status).prefix(hendelser.count)) != hendelser.map(\.status) {
            run.note("statuser ble borte eller skiftet plass fra spørsmål til spørsmål")
        }
    }

    private static let statusWithoutReference: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        _ = try await run.accept(oppdrag)
        let svar = try await run.status(of: Leveringsreferanse(oppdrag), by: try await run.transport())
        guard case .known = svar else {
            return run.note("en melding kan ikke finnes igjen med nøkkelen når svaret er tapt")
        }
    }

    private static let statusOfUnknown: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let svar = try await run.status(of: Leveringsreferanse(oppdrag), by: try await run.transport())
        guard case .notKnown = svar else { return run.note("en melding som aldri er overlevert, har status") }
    }

    private static let capabilities: Trial = { run in
        guard let mottaker = Mottaker(run.counterpart.receiver) else { return run.note("mottakeren er ugyldig") }
        let svar = try await run.transport().capabilities(of: mottaker)
        guard case .known(let kapabiliteter) = svar else { return }
        for kapabilitet in kapabiliteter
        where kapabilitet.prosess.urn.isEmpty || kapabilitet.serviceIdentifier.isEmpty {
            run.note("en kapabilitet uten prosess eller tjeneste")
        }
    }

    // MARK: Faults

    private static let cancelled: Trial = { run in
        let oppdrag = try run.oppdrag.make()
        let transport = try await run.transport()
        let task = Task { try await transport.send(oppdrag) }
        task.cancel()
        do {
            run.check(try await task.value)
        } catch is CancellationError {
            // As it should be.
        }
        // Whatever came of it, the same order must be possible.
        _ = try await run.acceptOrKnown(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let lostAnswer: Trial = { run in
        guard let fault = run.counterpart.faults[.lostAnswer] else { return }
        let oppdrag = try run.oppdrag.make()
        try await fault()
        let result = try await run.transport().send(oppdrag)
        run.check(result)
        switch result {
        case .refused, .configurationFault: run.note("et tapt svar ble til \(Run.kind(result))")
        default: break
        }
        try await run.counterpart.heal()
        _ = try await run.acceptOrKnown(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let down: Trial = { run in
        guard let fault = run.counterpart.faults[.down] else { return }
        let oppdrag = try run.oppdrag.make()
        try await fault()
        let transport = try await run.transport()
        let result = try await transport.send(oppdrag)
        run.check(result)
        if case .retryLater = result {} else { run.note("når motparten er nede, ble det svart \(Run.kind(result))") }
        switch try await transport.status(of: Leveringsreferanse(oppdrag)) {
        case .known, .notKnown: run.note("når motparten er nede, ble det svart på status som om den ikke var det")
        default: break
        }
        try await run.counterpart.heal()
        _ = try await run.acceptOrKnown(oppdrag)
        try await run.expectDelivered(oppdrag)
    }

    private static let refused: Trial = { run in
        guard let fault = run.counterpart.faults[.refuses] else { return }
        let oppdrag = try run.oppdrag.make()
        try await fault()
        let result = try await run.transport().send(oppdrag)
        run.check(result)
        if case .refused = result {} else { run.note("en avvist melding ble svart med \(Run.kind(result))") }
        try await run.expectDelivered(oppdrag, times: 0)
    }

    private static let noAccess: Trial = { run in
        guard let fault = run.counterpart.faults[.noAccess] else { return }
        let oppdrag = try run.oppdrag.make()
        try await fault()
        let result = try await run.transport().send(oppdrag)
        run.check(result)
        if case .configurationFault = result {
        } else {
            run.note("uten tilgang ble det svart med \(Run.kind(result))")
        }
        try await run.counterpart.heal()
        _ = try await run.acceptOrKnown(oppdrag)
    }
}
