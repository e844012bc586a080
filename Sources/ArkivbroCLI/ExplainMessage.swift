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
        switch (reading.format, rapport.regnskap) {
        case (.text, let regnskap?): printText(regnskap, rapport.funn, kilde: argument)
        case (.text, nil): rapport.print(reading, kilde: argument)
        // One form, also of what is rejected: it has no account, and no values.
        case (.json, let regnskap): Konsoll.out(json(regnskap, rapport).bytes)
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

    private func printText(_ regnskap: Regnskap, _ funn: [VurdertFunn], kilde: String) {
        let perSti = Dictionary(grouping: funn, by: { $0.funn.sted.sti ?? "" })
        Konsoll.out(Konsoll.plain(kilde))
        func remarks(on verdi: Regnskap.Verdi) -> [String] {
            let funn = (perSti[verdi.sti] ?? []).map { "\($0.funn.kode) \($0.tekst)" }
            return reading.showValues ? ["«\(verdi.verdi)»"] + funn : funn
        }
        Self.printTable(["FELT", "SKJEBNE", "REGEL", "HVOR"], regnskap.verdier, remarks: remarks) { verdi in
            [verdi.sti, Self.ord(verdi), verdi.regel, verdi.maal.joined(separator: " ")]
        }
        if regnskap.utelatteVerdier > 0 {
            Konsoll.out("… og \(regnskap.utelatteVerdier) verdier til. --format json teller dem, felt for felt.")
        }
        // Of a group, of nothing in the source, or of what lies deeper than the paths of values go.
        let told = Set(regnskap.verdier.lazy.map(\.sti))
        for vurdert in funn where !told.contains(vurdert.funn.sted.sti ?? "") {
            let sted = vurdert.funn.sted.sti.map { "  " + $0 } ?? ""
            Konsoll.out(Konsoll.plain("\(vurdert.funn.kode) \(vurdert.tekst)\(sted)"))
        }
        Konsoll.out("")
        let targets = regnskap.maal.filter { $0.status != .carried }
        Self.printTable(["MÅL", "OPPHAV", "REGEL", "KILDE"], targets) { post in
            let antall = post.antall > 1 ? " ×\(post.antall)" : ""
            return [post.maal + antall, Self.ord(post.status), post.regel, post.kilde ?? ""]
        }
    }

    // One path that is far longer than the others must not widen every row.
    private static let widest = 100
    // Rows are written as they come, but not each by itself.
    private static let pieceBytes = 1 << 16

    /// Prints one row for each thing, and remarks on it below.
    private static func printTable<Thing>(
        _ heading: [String], _ things: [Thing], remarks: (Thing) -> [String] = { _ in [] },
        cells: (Thing) -> [String]
    ) {
        var widths = heading.map(\.count)
        for thing in things {
            for (column, cell) in cells(thing).enumerated() {
                let width = Konsoll.plain(cell).prefix(widest + 1).count
                if width <= widest { widths[column] = max(widths[column], width) }
            }
        }
        var piece = row(heading, widths)
        for thing in things {
            for line in [row(cells(thing), widths)] + remarks(thing).map({ "  " + Konsoll.plain($0) }) {
                if piece.utf8.count >= pieceBytes {
                    Konsoll.out(piece)
                    piece = line
                } else {
                    piece += "\n" + line
                }
            }
        }
        Konsoll.out(piece)
    }

    private static func row(_ cells: [String], _ widths: [Int]) -> String {
        // The last cell that says something is not filled up.
        let last = cells.lastIndex { !$0.isEmpty } ?? 0
        return cells[...last].enumerated().map { column, cell in
            let cell = Konsoll.plain(cell)
            guard column < last else { return cell }
            return cell + String(repeating: " ", count: max(0, widths[column] - cell.prefix(widest).count))
        }.joined(separator: "  ")
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

    private func json(_ regnskap: Regnskap?, _ rapport: Rapport) -> OrderedJSON {
        .members([
            ("report", rapport.json(showValues: reading.showValues)),
            (
                "values",
                .array(
                    (regnskap?.verdier ?? []).map { verdi in
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
            ("valuesLeftOut", regnskap.flatMap { $0.utelatteVerdier > 0 ? .integer(Int64($0.utelatteVerdier)) : nil }),
        ])
    }
}
