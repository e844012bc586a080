// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account of the way back, from arkivmelding to BEST/EDU, of the same table read from its other side.
struct Tilbakeregnskap {
    private let tabell: Felttabell
    private let journalpost: Int
    private let medVerdier: Bool
    /// The groups that answer to each other by number: those of which there are as many on both sides.
    private var par: [String: String] = [:]
    /// The path of what is read, by the path that stands for it in the table.
    private var faktisk: [String: String] = [:]
    private var gitt: Set<Gave> = []
    private var regnskap = Regnskap()
    private var kildeplass: [Kildenoekkel: Int] = [:]
    private var maalplass: [Maalnoekkel: Int] = [:]

    private struct Kildenoekkel: Hashable {
        let sti: String
        let status: Regnskap.Kildestatus
    }

    private struct Maalnoekkel: Hashable {
        let sti: String
        let status: Regnskap.Maalstatus
        let kilde: String?
    }

    /// That a leaf of arkivmelding gave a field.
    private struct Gave: Hashable {
        let maal: String
        let kilde: String
        /// The number of the group, where groups answer by number.
        let gruppe: Int?
    }

    /// - Parameter journalpost: which one is read, counted from 1.
    init(tabell: Felttabell, journalpost: Int = 1, medVerdier: Bool = false) {
        self.tabell = tabell
        self.journalpost = journalpost
        self.medVerdier = medVerdier
    }

    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(
            grupper: Set(tabell.gjentatte.values), forkastet: forkastet, nummererer: medVerdier,
            utvalg: Utvalg(i: kilde, tabell: tabell, nummer: journalpost))
        kilder.visit(kilde)
        let rest = Restfelt(kilder.restfelt, tabell: tabell)
        var maalblader = Bladsamling(grupper: Set(tabell.gjentatte.keys), tabell: tabell)
        for part in Regnskapsfoerer.roots(of: maal) { maalblader.visit(part) }

        let skrevet = Bladoppslag(maalblader.blader)
        let leste = kilder.blader.filter { $0.forkaster == nil }
        let lest = Bladoppslag(leste)
        par = tabell.gjentatte.filter {
            Self.antall($0.key, i: maalblader.blader) == Self.antall($0.value, i: kilder.blader)
        }
        faktisk = Dictionary(leste.map { ($0.tabellsti, $0.sti) }) { first, _ in first }
        var baaret = Set<String>()
        for blad in maalblader.blader { enter(maal: blad, lest, rest, &baaret) }
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest) }
        enter(rest: rest, forkastet, baaret)
        for (baerer, _) in Restfelt(kilder.utenfor, tabell: tabell).verdier {
            enter(baerer, .dropped, maal: [], regel: "restfelt", "", baerer)
        }
        return regnskap
    }

    // MARK: The source

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt) {
        let sti = blad.tabellsti
        let maal = (tabell.tilbake[sti] ?? []).filter { felt in
            let gruppe = erPar(kilde: felt, maal: sti) ? blad.gruppe : nil
            if tabell.kilder[felt]?.maal.first == sti { return skrevet.finnes(felt, gruppe: gruppe) }
            // Beside the field's own place, it gave the field only when that says nothing.
            return gitt.contains(Gave(maal: felt, kilde: sti, gruppe: gruppe))
        }
        let status: Regnskap.Kildestatus
        if blad.forkaster != nil {
            status = .dropped
        } else if !maal.isEmpty {
            status = .mapped
        } else {
            // What was made on the way here stands for nothing in Noark 4.
            status =
                erAvledet(blad, rest) || Self.gittAvAndre.contains(tabell.maal[sti]?.regel ?? "")
                ? .derived : .dropped
        }
        enter(
            blad.sti, status, maal: status == .mapped ? maal : [], regel: tabell.maal[sti]?.regel ?? "",
            blad.verdi, blad.nummerert)
    }

    // Rules whose elements follow from the others.
    private static let gittAvAndre: Set<String> = ["antall", "konstant"]

    private func erAvledet(_ blad: Blad, _ rest: Restfelt) -> Bool {
        rest.avledede.contains { plass, navn in
            guard let gruppe = tabell.gruppemaal[plass.sti], blad.tabellsti.hasPrefix(gruppe + "/") else {
                return false
            }
            let isNumbered = tabell.gjentatte[plass.sti] != nil
            return (!isNumbered || plass.gruppe == blad.gruppe)
                && navn.contains(String(blad.tabellsti.dropFirst(gruppe.count + 1)))
        }
    }

    /// Enters what the carriers hold: given back, unless the natural element has been corrected on the way.
    private mutating func enter(rest: Restfelt, _ forkastet: [String: Forkaster], _ baaret: Set<String>) {
        let rettet = Set(forkastet.keys.map(generiskSti))
        for (baerer, kilde) in rest.verdier {
            let erTatt = kilde == nil || baaret.contains(baerer) || !rettet.contains(baerer)
            enter(
                baerer, erTatt ? .carried : .dropped, maal: erTatt ? kilde.map { [$0] } ?? [] : [], regel: "restfelt",
                "", baerer)
        }
    }

    private mutating func enter(
        _ sti: String, _ status: Regnskap.Kildestatus, maal: [String], regel: String, _ verdi: String,
        _ nummerert: String
    ) {
        let noekkel = Kildenoekkel(sti: sti, status: status)
        let index = kildeplass[noekkel] ?? regnskap.kilder.count
        if index == regnskap.kilder.count {
            kildeplass[noekkel] = index
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: sti, status: status, maal: [], regel: regel, antall: 0, baaret: 0, tapt: 0))
        }
        regnskap.kilder[index].antall += 1
        regnskap.kilder[index].baaret += status == .carried ? 1 : 0
        regnskap.kilder[index].tapt += status == .dropped ? 1 : 0
        for sti in maal where !regnskap.kilder[index].maal.contains(sti) { regnskap.kilder[index].maal.append(sti) }
        if medVerdier {
            regnskap.verdier.append(
                Regnskap.Verdi(
                    sti: nummerert, status: status, maal: maal, regel: regel, erBaaret: status == .carried, verdi: verdi
                ))
        }
    }

    // MARK: The target

    private mutating func enter(
        maal blad: Blad, _ lest: Bladoppslag, _ rest: Restfelt, _ baaret: inout Set<String>
    ) {
        if tabell.erFil(blad.sti) {
            enter(blad.sti, .mapped, kilde: nil, regel: "fil")
        } else if let post = rest.poster[Restfelt.Plass(sti: blad.sti, gruppe: blad.gruppe)], post.verdi == blad.verdi {
            baaret.insert(post.baerer)
            enter(blad.sti, .carried, kilde: post.baerer, regel: "restfelt")
        } else if let felt = tabell.kilder[blad.sti], !blad.erGjentakelse {
            let kilde = kilde(blad.sti, gruppe: blad.gruppe, lest)
            let regel = felt.regel.isEmpty && kilde != nil ? "tekst" : felt.regel.isEmpty ? "konstant" : felt.regel
            let status: Regnskap.Maalstatus =
                felt.erISBD || kilde != nil && kilde != felt.av
                ? .mapped : regel == "konstant" ? .defaulted : .derived
            if let kilde {
                let gruppe = erPar(kilde: blad.sti, maal: kilde) ? blad.gruppe : nil
                gitt.insert(Gave(maal: blad.sti, kilde: kilde, gruppe: gruppe))
            }
            enter(blad.sti, status, kilde: kilde.map { faktisk[$0] ?? $0 }, regel: regel)
        } else {
            enter(blad.sti, .carried, kilde: nil, regel: "restfelt")
        }
    }

    /// What in arkivmelding gave a field, by its path in the table.
    private func kilde(_ sti: String, gruppe: Int, _ lest: Bladoppslag) -> String? {
        guard let felt = tabell.kilder[sti] else { return nil }
        let plasser = felt.maal.prefix(1) + (tabell.tilbakekilder[sti] ?? [])
        // A place is no leaf that could be found.
        return plasser.first { lest.finnes($0, gruppe: erPar(kilde: sti, maal: $0) ? gruppe : nil) }
            ?? (felt.regel == "plass" ? felt.av : nil)
    }

    private mutating func enter(_ sti: String, _ status: Regnskap.Maalstatus, kilde: String?, regel: String) {
        let noekkel = Maalnoekkel(sti: sti, status: status, kilde: kilde)
        if let index = maalplass[noekkel] {
            regnskap.maal[index].antall += 1
        } else {
            maalplass[noekkel] = regnskap.maal.count
            regnskap.maal.append(
                Regnskap.Maalpost(maal: sti, status: status, kilde: kilde, regel: regel, antall: 1))
        }
    }

    private func erPar(kilde: String, maal: String) -> Bool {
        par.contains { kilde.hasPrefix($0.key + "/") && maal.hasPrefix($0.value + "/") }
    }

    private static func antall(_ gruppe: String, i blader: [Blad]) -> Int {
        blader.filter { $0.tabellsti.hasPrefix(gruppe + "/") }.map(\.gruppe).max() ?? 0
    }
}
