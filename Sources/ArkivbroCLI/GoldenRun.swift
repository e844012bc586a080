// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import EFormidling
import Foundation
import Noark
public import Omforming
import SafeXML

extension GoldenCase {
    /// Everything that comes of the case, by file name, and its verdict.
    public struct Outcome: Sendable {
        /// Bytes by file name.
        public internal(set) var files: [String: [UInt8]] = [:]
        /// What is said of the message.
        public let verdict: Verdict
        /// Codes of the findings, in order.
        public let codes: [String]
        /// The documents by file name.
        public internal(set) var documents: [String: [UInt8]] = [:]
        /// The stylesheets that ran.
        public internal(set) var runs: [StylesheetRun] = []

        init(_ rapport: Rapport) {
            verdict = rapport.verdict
            codes = rapport.funn.map(\.funn.kode)
            files["report.json"] = rapport.json().bytes
        }
    }

    /// A run of a stylesheet, so that plain `xsltproc` can do it again.
    public struct StylesheetRun: Sendable {
        /// Path of the stylesheet, from the root of the project.
        public let stylesheet: String
        /// The source.
        public let input: [UInt8]
        /// The identifiers that the engine computed, as a document.
        public var identifikatorer: [UInt8]?
        /// The parameters, as strings.
        public let parameters: [String: String]
    }

    /// Does what the case says.
    ///
    /// - Parameter omformer: an engine with fixed versions.
    /// - Throws: when we fail; never for the message.
    public func run(with omformer: Omformer) throws -> Outcome {
        if try maalform == .bestedu { return try runToBestEdu(omformer) }
        let letter = folder.appending(path: "input.json").path(percentEncoded: false)
        if description.command == .send, FileManager.default.fileExists(atPath: letter) {
            return try runLetter(omformer)
        }
        let store = MemoryDocumentStore()
        let innlesing = try Innlesing(reading: try input("input.xml"), into: store)
        if description.command == .validate { return Outcome(omformer.validate(innlesing, try settings)) }
        if innlesing.slag == .putMessageAppReceipt, description.command == .convert {
            return try outcome(of: omformer.receipt(of: innlesing, try receiptSettings))
        }
        return try outcome(of: omformer.convert(innlesing, try settings), store, omformer)
    }

    private func input(_ name: String) throws -> FileHandle {
        guard let input = FileHandle(forReadingAtPath: folder.appending(path: name).path(percentEncoded: false)) else {
            throw ArkivbroError(.noInput, "\(description.id) har ingen \(name).")
        }
        return input
    }

    // MARK: To arkivmelding

    private func outcome(
        of omforming: Omforming, _ store: MemoryDocumentStore, _ omformer: Omformer
    ) throws -> Outcome {
        var omforming = omforming
        var files: [String: [UInt8]] = [:]
        var runs: [StylesheetRun] = []
        let stylesheetInput = try omforming.stylesheetInput()
        if let melding = stylesheetInput["melding.xml"] {
            runs.append(
                StylesheetRun(
                    stylesheet: omforming.stylesheet, input: melding,
                    identifikatorer: stylesheetInput["identifikatorer.xml"],
                    parameters: omforming.stylesheetParameters))
        }
        if description.command == .send {
            omforming.sbd?.dpv = try dpvSettings
            let bygger = Korrespondansebygger(omformer)
            if let arkivmelding = omforming.forsendelse?.arkivmelding {
                runs.append(
                    StylesheetRun(
                        stylesheet: Korrespondansebygger.arkivmelding, input: arkivmelding,
                        parameters: try bygger.parameters(of: omforming, try correspondenceSettings)))
            }
            let korrespondanse = try bygger.korrespondanse(of: &omforming, try correspondenceSettings)
            files = try Self.files(of: korrespondanse, omforming.dokumenter, store)
        }
        var outcome = Outcome(omforming.rapport)
        outcome.files.merge(files) { first, _ in first }
        outcome.runs = runs
        if let forsendelse = omforming.forsendelse {
            outcome.files["sbd.json"] = forsendelse.sbd.json.bytes
            outcome.files["arkivmelding.xml"] = forsendelse.arkivmelding
            for dokument in omforming.dokumenter {
                outcome.documents[dokument.fil.navn] = store.documents[dokument.number] ?? []
            }
        }
        return outcome
    }

    // MARK: digital_dpv

    /// A letter is in `input.json`, and its files are in `files/`, by name.
    private func runLetter(_ omformer: Omformer) throws -> Outcome {
        let json = try Data(contentsOf: folder.appending(path: "input.json"))
        let place = folder.appending(path: "files", directoryHint: .isDirectory)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path(percentEncoded: false))) ?? []
        let store = MemoryDocumentStore()
        var brev = try omformer.letter(
            SBDInnlesing(json: [UInt8](json)),
            files: names.sorted().map { name in
                Brevfil(
                    navn: name, tittel: description.parameters?.fileTitles?[name],
                    innhold: try FileHandle(forReadingFrom: place.appending(path: name)))
            }, into: store, try settings)
        let bygger = Korrespondansebygger(omformer)
        var runs: [StylesheetRun] = []
        if let tre = brev.tre {
            runs.append(
                StylesheetRun(
                    stylesheet: Korrespondansebygger.digitalDpv, input: try tre.serialized(),
                    parameters: try bygger.parameters(of: brev, try correspondenceSettings)))
        }
        let korrespondanse = try bygger.korrespondanse(of: &brev, try correspondenceSettings)
        var outcome = Outcome(brev.rapport)
        outcome.files.merge(try Self.files(of: korrespondanse, brev.dokumenter, store)) { first, _ in first }
        outcome.runs = runs
        if brev.verdict == .accepted { outcome.files["sbd.json"] = brev.sbd?.json.bytes }
        return outcome
    }

    /// `korrespondanse.json`, and what was packed for it.
    private static func files(
        of korrespondanse: Korrespondanse?, _ dokumenter: [Omforming.Dokument], _ store: MemoryDocumentStore
    ) throws -> [String: [UInt8]] {
        guard var korrespondanse else { return [:] }
        let numbers = Dictionary(dokumenter.map { ($0.fil.navn, $0.number) }) { first, _ in first }
        let documents = store.documents
        var files: [String: [UInt8]] = [:]
        try korrespondanse.pack(
            reading: { dokument, body in
                let bytes = numbers[dokument.navn].flatMap { documents[$0] } ?? []
                try bytes.withUnsafeBytes(body)
            }, writing: { files[$0.fileName, default: []].append(contentsOf: $1) })
        files["korrespondanse.json"] = korrespondanse.json.bytes
        return files
    }

    // MARK: To BEST/EDU

    /// A case has a package in `input/`, an SBD in `input.json`, or an arkivmelding that stands alone in `input.xml`.
    private func runToBestEdu(_ omformer: Omformer) throws -> Outcome {
        let package = folder.appending(path: "input", directoryHint: .isDirectory)
        let json = folder.appending(path: "input.json")
        let alone = folder.appending(path: "input.xml")
        let file = FileManager.default.fileExists(atPath: json.path(percentEncoded: false)) ? json : alone
        switch try Tilbakeinndata(package: package) ?? Tilbakeinndata(reading: FileHandle(forReadingFrom: file)) {
        case .avvist(let feil): return try outcome(of: Tilbakepakking(refusedFor: feil, with: omformer), nil)
        case .kvittering(let sbd): return try outcome(of: omformer.appReceipt(of: sbd, try receiptSettings))
        case .forsendelse(let kilde):
            return try outcome(
                of: Tilbakepakking(of: kilde, with: omformer, try bestEduSettings),
                kilde.arkivmelding.map { try Data(contentsOf: package.appending(path: $0.navn)) })
        case .arkivmelding(let innlesing):
            return try outcome(
                of: Tilbakepakking(of: innlesing, with: omformer, try bestEduSettings), Data(contentsOf: alone))
        }
    }

    private func outcome(of pakking: Tilbakepakking, _ arkivmelding: Data?) throws -> Outcome {
        let made = try Self.inScratch { try pakking.commit(in: $0, dialekt: try dialekt) }
        var outcome = Outcome(pakking.omforming.rapport)
        outcome.files.merge(made) { first, _ in first }
        if let arkivmelding, !pakking.omforming.stylesheetParameters.isEmpty {
            outcome.runs = [
                StylesheetRun(
                    stylesheet: Tilbakeomforming.stylesheet, input: [UInt8](arkivmelding),
                    parameters: pakking.omforming.stylesheetParameters)
            ]
        }
        return outcome
    }

    private func outcome(of omforming: Kvitteringsomforming) throws -> Outcome {
        var outcome = Outcome(omforming.rapport)
        let made = try Self.inScratch { try omforming.commit(in: $0, dialekt: try dialekt) }
        outcome.files.merge(made) { first, _ in first }
        let input = try omforming.stylesheetInput()
        if !input.isEmpty {
            outcome.runs = [
                StylesheetRun(
                    stylesheet: omforming.stylesheet, input: input, parameters: omforming.stylesheetParameters)
            ]
        }
        return outcome
    }

    /// The files of a folder that a body makes, but for its report: a case has its report with or without a result.
    private static func inScratch(_ body: (URL) throws -> URL?) throws -> [String: [UInt8]] {
        let scratch = FileManager.default.temporaryDirectory.appending(
            path: "arkivbro-fasit-\(UUID().uuidString)", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: scratch) }
        guard let made = try body(scratch) else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: made.path(percentEncoded: false))
        where name != "report.json" {
            files[name] = [UInt8](try Data(contentsOf: made.appending(path: name)))
        }
        return files
    }
}
