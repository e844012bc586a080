// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account of the way back, from arkivmelding to BEST/EDU, of the same table read from its other side.
struct Tilbakeregnskap {
    private let tabell: Felttabell
    private let journalpost: Int
    private var bok: Regnskapsbok
    /// The repeated groups of BEST/EDU that do not answer by number, because one group became several.
    private var ulike = Set<Int>()
    private var gitt = Set<Gave>()

    /// That a path of arkivmelding gave a field.
    private struct Gave: Hashable {
        let maal: Int
        let kilde: Int
        /// The number of the group, where groups answer by number.
        let gruppe: Int?
    }

    /// - Parameters:
    ///   - journalpost: which one is read, counted from 1.
    ///   - medVerdier: every value is told, beside the sums.
    init(tabell: Felttabell, journalpost: Int = 1, medVerdier: Bool = false) {
        self.tabell = tabell
        self.journalpost = journalpost
        bok = Regnskapsbok(medVerdier: medVerdier)
    }

    /// - Parameter forkastet: what findings say became of source values, by path.
    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(
            stier: tabell.lager.stier, grupper: tabell.gjentatteMaal, forkastet: forkastet,
            utvalg: Utvalg(i: kilde, tabell: tabell, nummer: journalpost))
        kilder.visit(kilde)
        var rest = Restfelt(kilder, tabell: tabell, forkastet: forkastet, medAvledede: true)
        let ulest = Restfelt(kilder.utenfor, stier: rest.stier, tabell: tabell)
        var maalblader = Bladsamling(stier: ulest.stier, grupper: tabell.gjentatteKilder, tabell: tabell)
        for part in Regnskapsfoerer.roots(of: maal) { maalblader.visit(part) }
        let stier = maalblader.stier
        rest.loesne(maalblader.antall, maalblader.blader)

        let skrevet = Bladoppslag(maalblader.blader)
        let lest = Bladoppslag(kilder.blader) { $0.forkaster == nil }
        ulike = delte(kilder).filter { kilde in
            maalblader.antall[kilde] != tabell.gruppemaal[kilde].flatMap { kilder.antall[$0] }
        }
        for blad in maalblader.blader { enter(maal: blad, lest, &rest, stier) }
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest, stier) }
        for (baerer, felt) in rest.verdier {
            bok.enter(
                kilde: baerer,
                Regnskapsbok.Skjebne(
                    status: .carried, maal: felt.map { [$0] } ?? [], regel: "restfelt", erBaaret: true), stier)
        }
        for baerer in ulest.verdier.map(\.baerer) + rest.ubrukte {
            bok.enter(kilde: baerer, Regnskapsbok.Skjebne(status: .dropped, regel: "restfelt", erTapt: true), stier)
        }
        tabell.lager.laer(stier)
        return bok.regnskap
    }

    // MARK: The source

    // Rules whose elements follow from the others.
    private static let gittAvAndre: Set<String> = ["antall", "konstant"]

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ stier: Stier) {
        let felt = tabell.maal[blad.plass.sti]
        let maal = (tabell.tilbake[blad.plass.sti] ?? []).filter { maal in
            let svar = svar(maal, felt: maal.sti)
            if tabell.kilder[maal.sti]?.maal.first?.sti == blad.plass.sti {
                // The SBD has it too, and goes before: what stands in the field is this only where they are alike.
                return tabell.kilder[maal.sti]?.erISBD == true
                    ? skrevet.noekkel(svar, gruppe: blad.plass.gruppe) == blad.noekkel
                    : skrevet.finnes(svar, gruppe: blad.plass.gruppe)
            }
            // Beside the field's own place, it gave the field only when that says nothing.
            return gitt.contains(
                Gave(maal: maal.sti, kilde: blad.plass.sti, gruppe: svar.erPar ? blad.plass.gruppe : nil))
        }.map(\.sti)
        let status: Regnskap.Kildestatus
        if blad.forkaster != nil {
            status = .dropped
        } else if !maal.isEmpty {
            status = .mapped
        } else {
            // What was made on the way here stands for nothing in Noark 4.
            let erAvledet =
                rest.avledede.contains(blad.plass)
                || rest.avledede.contains(Plass(sti: blad.plass.sti, gruppe: 0))
                || Self.gittAvAndre.contains(felt?.regel ?? "")
            status = erAvledet ? .derived : .dropped
        }
        bok.enter(
            kilde: blad.sti,
            Regnskapsbok.Skjebne(
                status: status, maal: status == .mapped ? maal : [], regel: felt?.regel ?? "",
                erTapt: status == .dropped),
            stier, blad: blad)
    }

    // MARK: The target

    private mutating func enter(
        maal blad: Blad, _ lest: Bladoppslag, _ rest: inout Restfelt, _ stier: Stier
    ) {
        let sti = blad.plass.sti
        if tabell.filer.contains(sti) {
            bok.enter(maal: sti, .mapped, kilde: nil, regel: "fil", stier)
        } else if let baerer = rest.ta(blad) {
            bok.enter(maal: sti, .carried, kilde: baerer, regel: "restfelt", stier)
        } else if let felt = tabell.kilder[sti], !blad.erGjentakelse, !blad.harMer {
            // A natural element gives text alone: what has more is carried whole.
            let kilde = kilde(blad, felt, lest)
            let regel = felt.regel.isEmpty ? kilde == nil ? "konstant" : "tekst" : felt.regel
            let status: Regnskap.Maalstatus =
                felt.erISBD || kilde != nil && kilde?.plass != felt.av?.sti
                ? .mapped : regel == "konstant" ? .defaulted : .derived
            bok.enter(maal: sti, status, kilde: kilde?.sti, regel: regel, stier)
        } else {
            bok.enter(maal: sti, .carried, kilde: nil, regel: "restfelt", stier)
        }
    }

    /// What in arkivmelding gave a field: its path, and the path of its place in the table.
    private mutating func kilde(_ blad: Blad, _ felt: Felttabell.Kildefelt, _ lest: Bladoppslag) -> (
        sti: Int, plass: Int
    )? {
        let egen = felt.maal.prefix(1)
        var funnet: (blad: Blad, plass: Int, gruppe: Int?)?
        for plass in egen + (tabell.tilbakekilder[blad.plass.sti] ?? []) {
            let svar = svar(plass, felt: blad.plass.sti)
            guard let her = lest.blad(svar, gruppe: blad.plass.gruppe) else { continue }
            // Of several beside its own place, the one that says the same; which of them a text was made of is not told else.
            let isSure = plass.sti == egen.first?.sti || her.noekkel == blad.noekkel
            if isSure || funnet == nil { funnet = (her, plass.sti, svar.erPar ? blad.plass.gruppe : nil) }
            if isSure { break }
        }
        // A place is no leaf that could be found.
        guard let funnet else { return felt.regel == "plass" ? felt.av.map { ($0.sti, $0.sti) } : nil }
        gitt.insert(Gave(maal: blad.plass.sti, kilde: funnet.plass, gruppe: funnet.gruppe))
        return (funnet.blad.sti, funnet.plass)
    }

    /// The groups of BEST/EDU of which a field's place is there more than once in one group of arkivmelding.
    private func delte(_ kilder: Bladsamling) -> Set<Int> {
        var result = Set<Int>()
        for blad in kilder.blader where blad.erGjentakelse {
            for felt in tabell.tilbake[blad.plass.sti] ?? [] where felt.erPar {
                if let gruppe = tabell.kilder[felt.sti]?.gruppe { result.insert(gruppe) }
            }
        }
        return result
    }

    /// The other side of a field, with whether their groups answer by number.
    private func svar(_ motpart: Felttabell.Motpart, felt: Int) -> Felttabell.Motpart {
        let erPar = motpart.erPar && tabell.kilder[felt]?.gruppe.map(ulike.contains) != true
        return Felttabell.Motpart(sti: motpart.sti, erPar: erPar)
    }
}
