// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Oppsett
import Transportvalg

/// Tells what `send` would do with a message, and does none of it.
struct DryRun: Sendable {
    let navn: Transportnavn
    let bygger: Transportbygger
    let format: Format

    /// - Parameter findings: what JSON tells of the message beside it.
    /// - Throws: `ConfigurationFault` when there is no spool; `ArkivbroError` when the call cannot be made.
    func tell(_ oppdrag: Oppdrag, findings: OrderedJSON) throws {
        if navn == .spool {
            try tellSpool(oppdrag, findings, folder: bygger.spoolDir)
            return
        }
        let calls = try bygger.plan(oppdrag, by: navn)
        switch format {
        case .text: Konsoll.out(calls.map(Self.text).joined(separator: "\n\n"))
        case .json:
            Konsoll.out(
                OrderedJSON.object([
                    ("transport", .string(navn.rawValue)), ("idempotentKey", .string(oppdrag.idempotentKey)),
                    ("findings", findings), ("calls", .array(calls.map(\.json))),
                ]).bytes)
        }
    }

    private static func text(_ call: PlannedCall) -> String {
        var lines = [Konsoll.plain("\(call.method) \(call.url)")]
        lines += call.headers.sorted { $0.key < $1.key }.map { Konsoll.plain("  \($0.key): \($0.value)") }
        lines += call.fields.map { "  \(Konsoll.plain($0.name)) = \(indented($0.value))" }
        if let text = call.text { lines.append("  " + indented(text)) }
        lines += call.files.map { file in
            let name = file.name.map { $0 + " = " } ?? ""
            return Konsoll.plain("  \(name)\(file.fileName) (\(file.size) byte, sha256 \(file.sha256 ?? "ukjent"))")
        }
        return lines.joined(separator: "\n")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { Konsoll.plain(String($0)) }.joined(separator: "\n  ")
    }

    // MARK: Spool

    private func tellSpool(_ oppdrag: Oppdrag, _ findings: OrderedJSON, folder: URL) {
        let letter = oppdrag.korrespondanse.json(idempotentKey: oppdrag.idempotentKey)
        let place = folder.appending(path: oppdrag.idempotentKey, directoryHint: .isDirectory).path(
            percentEncoded: false)
        let documents = oppdrag.korrespondanse.attachments.map { ($0.path, $0.dokument) }
        switch format {
        case .text:
            Konsoll.out(
                ([Konsoll.plain(place)]
                    + documents.map { Konsoll.plain("  \($0) (\($1.size) byte, sha256 \($1.sha256))") } + [
                        "  korrespondanse.json", "  " + Self.indented(String(decoding: letter.bytes, as: UTF8.self)),
                    ]).joined(separator: "\n"))
        case .json:
            Konsoll.out(
                OrderedJSON.object([
                    ("transport", .string(navn.rawValue)), ("idempotentKey", .string(oppdrag.idempotentKey)),
                    ("findings", findings), ("folder", .string(place)), ("korrespondanse", letter),
                ]).bytes)
        }
    }
}
