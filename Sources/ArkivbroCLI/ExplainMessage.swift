// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML

/// Tells what becomes of every field of a message.
struct ExplainMessage {
    let omformer: Omformer
    let settings: ConversionSettings
    let bestEduSettings: BestEduSettings
    let limits: Limits
    let reading: ReadingArguments

    func explain(_ argument: String) throws -> Int32 {
        let rapport = try rapport(argument)
        guard let regnskap = rapport.regnskap else {
            rapport.print(reading, kilde: argument)
            return ExitStatus.of(rapport.verdict)
        }
        switch reading.format {
        case .text: Konsoll.out(text(regnskap, rapport.funn, kilde: argument))
        case .json: Konsoll.out(json(regnskap, rapport).bytes)
        }
        return ExitStatus.of(rapport.verdict)
    }

    private func rapport(_ argument: String) throws -> Rapport {
        let url = URL(filePath: argument)
        if argument != "-", let package = try Tilbakeinndata(package: url) { return try rapport(package) }
        let input = try Input(argument)
        if url.pathExtension == "json" {
            return try rapport(Tilbakeinndata(reading: input.handle, limits: limits))
        }
        let innlesing = try Innlesing(
            reading: input.handle, into: DiscardingDocumentStore(), limits: limits)
        switch innlesing.slag {
        case .putMessageAppReceipt, .appReceipt:
            return omformer.receipt(of: innlesing, receiptSettings).rapport
        default: return omformer.convert(innlesing, settings).rapport
        }
    }

    private func rapport(_ inndata: Tilbakeinndata) throws -> Rapport {
        switch inndata {
        case .kvittering(let sbd): omformer.appReceipt(of: sbd, receiptSettings).rapport
        case .forsendelse(let kilde):
            try Tilbakepakking(of: kilde, with: omformer, bestEduSettings, limits: limits).omforming.rapport
        case .arkivmelding(let innlesing):
            Tilbakepakking(of: innlesing, with: omformer, bestEduSettings).omforming.rapport
        case .avvist(let feil): Tilbakepakking(refusedFor: feil, with: omformer).omforming.rapport
        }
    }

    private var receiptSettings: ReceiptSettings {
        var receipt = ReceiptSettings()
        receipt.ownOrganisation = settings.ownOrganisation
        receipt.allowsInvalidReceiver = settings.allowsInvalidReceiver
        receipt.accountsForValues = true
        return receipt
    }

    // MARK: Text

    private func text(_ regnskap: Regnskap, _ funn: [VurdertFunn], kilde: String) -> String {
        let perSti = Dictionary(grouping: funn, by: { $0.funn.sted.sti ?? "" })
        var rows: [[String]] = [["FELT", "SKJEBNE", "REGEL", "HVOR"]]
        for verdi in regnskap.verdier {
            rows.append([verdi.sti, Self.ord(verdi), verdi.regel, verdi.maal.joined(separator: " ")])
            if reading.showValues { rows.append(["  «\(verdi.verdi)»"]) }
            for vurdert in perSti[verdi.sti] ?? [] {
                rows.append(["  \(vurdert.funn.kode) \(vurdert.tekst)"])
            }
        }
        var targets: [[String]] = [["MÅL", "OPPHAV", "REGEL", "KILDE"]]
        for post in regnskap.maal where post.status != .carried {
            let antall = post.antall > 1 ? " ×\(post.antall)" : ""
            targets.append([post.maal + antall, Self.ord(post.status), post.regel, post.kilde ?? ""])
        }
        return ([kilde] + Self.aligned(rows) + [""] + Self.aligned(targets)).joined(separator: "\n")
    }

    // Rows of one cell are remarks on the row above them.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let table = rows.filter { $0.count > 1 }
        let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            guard row.count > 1 else { return row[0] }
            // The last cell that says something is not filled up.
            let last = row.lastIndex { !$0.isEmpty } ?? 0
            return row[...last].enumerated().map { index, cell in
                index == last ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }.joined(separator: "  ")
        }
    }

    private static func ord(_ verdi: Regnskap.Verdi) -> String {
        let status =
            switch verdi.status {
            case .mapped: "overført"
            case .derived: "avledet"
            case .defaulted: "erstattet"
            case .carried: "båret"
            case .withheld: "holdt tilbake"
            case .dropped: "ikke overført"
            }
        return verdi.erBaaret && verdi.status != .carried ? status + " og båret" : status
    }

    private static func ord(_ status: Regnskap.Maalstatus) -> String {
        switch status {
        case .mapped: "overført"
        case .derived: "avledet"
        case .defaulted: "standardverdi"
        case .carried: "båret"
        }
    }

    // MARK: JSON

    private func json(_ regnskap: Regnskap, _ rapport: Rapport) -> OrderedJSON {
        .members([
            ("report", rapport.json(showValues: reading.showValues)),
            (
                "values",
                .array(
                    regnskap.verdier.map { verdi in
                        .members([
                            ("path", .string(verdi.sti)),
                            ("status", .string(verdi.status.rawValue)),
                            ("inCarrier", verdi.erBaaret ? .bool(true) : nil),
                            ("rule", verdi.regel.isEmpty ? nil : .string(verdi.regel)),
                            ("targets", verdi.maal.isEmpty ? nil : .array(verdi.maal.map(OrderedJSON.string))),
                            ("value", reading.showValues ? .string(verdi.verdi) : nil),
                        ])
                    })
            ),
        ])
    }
}
