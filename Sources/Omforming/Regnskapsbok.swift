// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML

/// Adds up an account: one row for each field and fate.
struct Regnskapsbok {
    private(set) var regnskap = Regnskap()
    /// Every value is told, beside the sums.
    private let medVerdier: Bool
    private let paths = XMLPaths()
    private var kildeplass: [Kildenoekkel: Int] = [:]
    private var maalplass: [Maalnoekkel: Int] = [:]

    private struct Kildenoekkel: Hashable {
        let sti: Int
        let status: Regnskap.Kildestatus
    }

    private struct Maalnoekkel: Hashable {
        let sti: Int
        let status: Regnskap.Maalstatus
        let kilde: Int?
    }

    init(medVerdier: Bool) { self.medVerdier = medVerdier }

    /// What became of a value.
    struct Skjebne {
        let status: Regnskap.Kildestatus
        var maal: [Int] = []
        var regel = ""
        var erBaaret = false
        var erTapt = false
    }

    /// Enters a value of the source.
    ///
    /// - Parameter blad: nil is a value that is only counted.
    mutating func enter(kilde sti: Int, _ skjebne: Skjebne, _ stier: Stier, blad: Blad? = nil) {
        let noekkel = Kildenoekkel(sti: sti, status: skjebne.status)
        let index = kildeplass[noekkel] ?? regnskap.kilder.count
        if index == regnskap.kilder.count {
            kildeplass[noekkel] = index
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: stier[sti], status: skjebne.status, maal: [], regel: skjebne.regel, antall: 0, baaret: 0,
                    tapt: 0))
        }
        regnskap.kilder[index].antall += 1
        regnskap.kilder[index].baaret += skjebne.erBaaret ? 1 : 0
        regnskap.kilder[index].tapt += skjebne.erTapt ? 1 : 0
        for maal in skjebne.maal where !regnskap.kilder[index].maal.contains(stier[maal]) {
            regnskap.kilder[index].maal.append(stier[maal])
        }
        if medVerdier {
            let path = blad.map { stiFraMelding(paths.path(of: $0.element)) + ($0.attributt.map { "/@" + $0 } ?? "") }
            regnskap.verdier.append(
                Regnskap.Verdi(
                    sti: path ?? stier[sti], status: skjebne.status, maal: skjebne.maal.map { stier[$0] },
                    regel: skjebne.regel, erBaaret: skjebne.erBaaret, verdi: blad?.verdi ?? ""))
        }
    }

    /// Enters a value of the target.
    mutating func enter(maal sti: Int, _ status: Regnskap.Maalstatus, kilde: Int?, regel: String, _ stier: Stier) {
        let noekkel = Maalnoekkel(sti: sti, status: status, kilde: kilde)
        if let index = maalplass[noekkel] {
            regnskap.maal[index].antall += 1
        } else {
            maalplass[noekkel] = regnskap.maal.count
            regnskap.maal.append(
                Regnskap.Maalpost(
                    maal: stier[sti], status: status, kilde: kilde.map { stier[$0] }, regel: regel, antall: 1))
        }
    }

    /// Notes a field of the target that the table does not explain.
    mutating func note(uforklart sti: String) {
        if !regnskap.uforklarte.contains(sti) { regnskap.uforklarte.append(sti) }
    }
}
