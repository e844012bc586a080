// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account of the way back, from arkivmelding to BEST/EDU, of the same table read from its other side.
struct Tilbakeregnskap {
    private let tabell: Felttabell
    private var bok: Regnskapsbok

    /// - Parameter medVerdier: every value is told, beside the sums.
    init(tabell: Felttabell, medVerdier: Bool = false) {
        self.tabell = tabell
        bok = Regnskapsbok(medVerdier: medVerdier)
    }

    /// - Parameter forkastet: what findings say became of source values, by path.
    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(stier: tabell.stier, grupper: tabell.gjentatteMaal, forkastet: forkastet)
        kilder.visit(kilde)
        let rest = Restfelt(kilder, tabell: tabell)
        var maalblader = Bladsamling(stier: rest.stier, grupper: tabell.gjentatteKilder, tabell: tabell)
        for part in Regnskapsfoerer.roots(of: maal) { maalblader.visit(part) }
        let stier = maalblader.stier

        let skrevet = Bladoppslag(maalblader.blader)
        let lest = Bladoppslag(kilder.blader.filter { $0.forkaster == nil })
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest, stier) }
        var brukt = Set<Int>()
        for blad in maalblader.blader { enter(maal: blad, lest, rest, stier, &brukt) }
        enter(rest: rest, forkastet, brukt, stier)
        return bok.regnskap
    }

    // MARK: The source

    // Rules whose elements follow from the others.
    private static let gittAvAndre: Set<String> = ["antall", "konstant"]

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ stier: Stier) {
        let felt = tabell.maal[blad.plass.sti]
        let maal = (felt?.hjem ?? []).filter { skrevet.finnes($0, gruppe: blad.plass.gruppe) }.map(\.sti)
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
            kilde: blad.plass.sti,
            Regnskapsbok.Skjebne(
                status: status, maal: status == .mapped ? maal : [], regel: felt?.regel ?? "",
                erTapt: status == .dropped),
            stier, blad: blad)
    }

    /// Enters what the carriers hold: given back, unless the natural element has been corrected on the way.
    private mutating func enter(rest: Restfelt, _ forkastet: [String: Forkaster], _ brukt: Set<Int>, _ stier: Stier) {
        let rettet = Set(forkastet.keys.map(generiskSti))
        for (baerer, kilde) in rest.verdier {
            let erTatt = kilde == nil || brukt.contains(baerer) || !rettet.contains(stier[baerer])
            bok.enter(
                kilde: baerer,
                Regnskapsbok.Skjebne(
                    status: erTatt ? .carried : .dropped, maal: erTatt ? kilde.map { [$0] } ?? [] : [],
                    regel: "restfelt", erBaaret: erTatt, erTapt: !erTatt),
                stier)
        }
    }

    // MARK: The target

    private mutating func enter(
        maal blad: Blad, _ lest: Bladoppslag, _ rest: Restfelt, _ stier: Stier, _ brukt: inout Set<Int>
    ) {
        let sti = blad.plass.sti
        if tabell.filer.contains(sti) {
            bok.enter(maal: sti, .mapped, kilde: nil, regel: "fil", stier)
        } else if let post = rest.poster[blad.plass], post.element.ownText == blad.verdi {
            brukt.insert(post.baerer)
            bok.enter(maal: sti, .carried, kilde: post.baerer, regel: "restfelt", stier)
        } else if let felt = tabell.kilder[sti], !blad.erGjentakelse {
            let hjem = felt.maal.first.flatMap { lest.finnes($0, gruppe: blad.plass.gruppe) ? $0.sti : nil }
            bok.enter(
                maal: sti, hjem != nil || felt.erISBD ? .mapped : .derived, kilde: hjem,
                regel: felt.regel.isEmpty ? "konstant" : felt.regel, stier)
        } else {
            bok.enter(maal: sti, .carried, kilde: nil, regel: "restfelt", stier)
        }
    }
}
