// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Disk
import EFormidling
import Foundation
import Noark
import Omforming

/// What is printed for people: results on standard output, findings and faults on standard error.
enum Konsoll {
    static func out(_ text: String) { write(text, to: .standardOutput) }

    /// One line, whatever is in the text.
    static func err(_ text: String) { write(plain(text), to: .standardError) }

    static func out(_ bytes: [UInt8]) { write(bytes, to: .standardOutput) }

    /// Text without a line end.
    static func errRaw(_ text: String) { write(Array(text.utf8), to: .standardError) }

    private static func write(_ text: String, to handle: FileHandle) {
        write(Array((escaped(text, butNot: "\n") + "\n").utf8), to: handle)
    }

    /// A value on one line, and nothing in it that a terminal would obey.
    static func plain(_ text: String) -> String { escaped(text, butNot: nil) }

    private static func escaped(_ text: String, butNot line: Unicode.Scalar?) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            (scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)) && scalar != line
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    // A reader that has gone away is no fault of ours; a disk that is full is nobody's secret.
    private static func write(_ bytes: [UInt8], to handle: FileHandle) {
        do {
            try bytes.withUnsafeBytes { try writeAll($0, to: handle.fileDescriptor) }
        } catch POSIXError.EPIPE {
        } catch {
            if handle === FileHandle.standardOutput {
                errRaw("arkivbro: Kan ikke skrive til standard utdata: \(error.reason).\n")
            }
            Mappebygger.discardAll()
            exit(ExitStatus.inputOutput)
        }
    }

    /// A report as text, findings first.
    static func vis(_ rapport: Rapport, kilde: String, sted: String?, showValues: Bool, erEnAvFlere: Bool) {
        for vurdert in rapport.funn { err(linje(vurdert, kilde: kilde, showValues: showValues)) }
        var lines = ["\(ord(rapport.verdict))  \(plain(sted ?? kilde))"]
        if erEnAvFlere, sted != nil { lines.append("  inndata       \(plain(kilde))") }
        lines.append("  melding       \(beskrivelse(rapport))")
        if let regnskap = rapport.regnskap {
            lines.append("  kildefelt     \(kildesum(regnskap))")
            lines.append("  målfelt       \(maalsum(regnskap))")
        }
        if !rapport.filer.isEmpty {
            let bytes = rapport.filer.reduce(0) { $0 + $1.size }
            lines.append("  filer         \(rapport.filer.count) (\(bytes) byte)")
        }
        lines.append("  funn          \(sum(rapport.funn))")
        out(lines.joined(separator: "\n"))
    }

    private static func kildesum(_ regnskap: Regnskap) -> String {
        var parts = [
            "\(regnskap.antall(Regnskap.Kildestatus.mapped)) overført",
            "\(regnskap.antall(Regnskap.Kildestatus.derived)) brukt til avledning",
            "\(regnskap.antall(Regnskap.Kildestatus.carried)) i restfeltet",
        ]
        let others: [(Regnskap.Kildestatus, String)] = [
            (.defaulted, "erstattet"), (.withheld, "holdt tilbake"), (.dropped, "ikke overført"),
        ]
        for (status, text) in others where regnskap.antall(status) > 0 {
            parts.append("\(regnskap.antall(status)) \(text)")
        }
        return parts.joined(separator: ", ")
    }

    private static func maalsum(_ regnskap: Regnskap) -> String {
        "\(regnskap.antall(Regnskap.Maalstatus.mapped)) overført, "
            + "\(regnskap.antall(Regnskap.Maalstatus.derived)) avledet, "
            + "\(regnskap.antall(Regnskap.Maalstatus.defaulted)) standardverdi, "
            + "\(regnskap.antall(Regnskap.Maalstatus.carried)) i restfeltet"
    }

    static func ord(_ verdict: Verdict) -> String {
        switch verdict {
        case .accepted: "godtatt"
        case .rejected: "avvist"
        case .undetermined: "uavklart"
        }
    }

    static func ord(_ nivaa: Nivaa) -> String {
        switch nivaa {
        case .feil: "feil"
        case .advarsel: "advarsel"
        case .merknad: "merknad"
        }
    }

    private static func beskrivelse(_ rapport: Rapport) -> String {
        var text = rapport.slag == .ukjent ? "ukjent" : rapport.slag.navn
        if let form = rapport.nyttelastform { text += ", nyttelast \(form.form.rawValue)" }
        return text + ", \(rapport.bytes) byte"
    }

    private static func sum(_ funn: [VurdertFunn]) -> String {
        func antall(_ nivaa: Nivaa, _ en: String, _ flere: String) -> String {
            let antall = funn.count { $0.nivaa == nivaa }
            return "\(antall) \(antall == 1 ? en : flere)"
        }
        return [
            antall(.feil, "feil", "feil"), antall(.advarsel, "advarsel", "advarsler"),
            antall(.merknad, "merknad", "merknader"),
        ].joined(separator: ", ")
    }

    static func linje(_ vurdert: VurdertFunn, kilde: String, showValues: Bool) -> String {
        var place: [String] = []
        if let linje = vurdert.funn.sted.linje { place.append("linje \(linje)") }
        if let sti = vurdert.funn.sted.sti { place.append(sti) }
        var text = "\(kilde): \(vurdert.funn.kode) \(ord(vurdert.nivaa))"
        if !place.isEmpty { text += " " + place.joined(separator: " ") }
        text += ": " + vurdert.tekst
        if showValues, let verdi = vurdert.funn.verdi { text += " [\(verdi)]" }
        return text
    }
}
