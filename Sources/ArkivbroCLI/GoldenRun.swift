// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import EFormidling
import Foundation
import Noark
public import Omforming

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
            if let arkivmelding = omforming.forsendelse?.arkivmelding {
                runs.append(
                    StylesheetRun(
                        stylesheet: "xslt/arkivmelding-til-dpv.xsl", input: arkivmelding,
                        parameters: [
                            "prosess": try settings.prosess?.urn ?? "", "avsendernavn": omforming.sendername,
                        ]))
            }
            var correspondence = CorrespondenceSettings()
            correspondence.prosess = try settings.prosess
            correspondence.allowsOpenProcess = description.parameters?.allowOpenProcess ?? false
            let korrespondanse = try Korrespondansebygger(omformer).korrespondanse(of: &omforming, correspondence)
            files["korrespondanse.json"] = korrespondanse?.json.bytes
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

    // MARK: To BEST/EDU

    /// A case has a package in `input/`, an SBD in `input.json`, or an arkivmelding that stands alone in `input.xml`.
    private func runToBestEdu(_ omformer: Omformer) throws -> Outcome {
        let package = folder.appending(path: "input", directoryHint: .isDirectory)
        if Forsendelse.canOpen(package) {
            let kilde = try Forsendelse.open(package)
            return try outcome(
                of: Tilbakepakking(of: kilde, with: omformer, try bestEduSettings),
                kilde.arkivmelding.map { try Data(contentsOf: package.appending(path: $0.navn)) })
        }
        if let json = try? Data(contentsOf: folder.appending(path: "input.json")) {
            return try outcome(of: omformer.appReceipt(of: SBDInnlesing(json: [UInt8](json)), try receiptSettings))
        }
        let bytes = try Data(contentsOf: folder.appending(path: "input.xml"))
        let innlesing = try Innlesing([UInt8](bytes))
        return try outcome(of: Tilbakepakking(of: innlesing, with: omformer, try bestEduSettings), bytes)
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
