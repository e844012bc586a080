// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account of the way back, from arkivmelding to BEST/EDU, of the same table read from its other side.
struct Tilbakeregnskap {
    private let tabell: Felttabell
    private let medVerdier: Bool
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

    init(tabell: Felttabell, medVerdier: Bool = false) {
        self.tabell = tabell
        self.medVerdier = medVerdier
    }

    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(
            grupper: Set(tabell.gjentatte.values), forkastet: forkastet, nummererer: medVerdier)
        kilder.visit(kilde)
        let rest = Restfelt(kilder.restfelt, tabell: tabell)
        var maalblader = Bladsamling(grupper: Set(tabell.gjentatte.keys), tabell: tabell)
        for part in Regnskapsfoerer.roots(of: maal) { maalblader.visit(part) }

        let skrevet = Bladoppslag(maalblader.blader)
        let lest = Bladoppslag(kilder.blader.filter { $0.forkaster == nil })
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest) }
        var baaret = Set<String>()
        for blad in maalblader.blader { enter(maal: blad, lest, rest, &baaret) }
        enter(rest: rest, forkastet, baaret)
        return regnskap
    }

    // MARK: The source

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt) {
        let felt = tabell.hjem[blad.sti] ?? []
        let maal = felt.filter { skrevet.finnes($0, gruppe: erPar(kilde: $0, maal: blad.sti) ? blad.gruppe : nil) }
        let status: Regnskap.Kildestatus
        if blad.forkaster != nil {
            status = .dropped
        } else if !maal.isEmpty {
            status = .mapped
        } else {
            // What was made on the way here stands for nothing in Noark 4.
            status =
                erAvledet(blad, rest) || Self.gittAvAndre.contains(tabell.maal[blad.sti]?.regel ?? "")
                ? .derived : .dropped
        }
        enter(
            blad.sti, status, maal: status == .mapped ? maal : [], regel: tabell.maal[blad.sti]?.regel ?? "",
            blad.verdi, blad.nummerert)
    }

    // Rules whose elements follow from the others.
    private static let gittAvAndre: Set<String> = ["antall", "konstant"]

    private func erAvledet(_ blad: Blad, _ rest: Restfelt) -> Bool {
        rest.avledede.contains { plass, navn in
            guard let gruppe = tabell.gruppemaal[plass.sti], blad.sti.hasPrefix(gruppe + "/") else { return false }
            let isNumbered = tabell.gjentatte[plass.sti] != nil
            return (!isNumbered || plass.gruppe == blad.gruppe)
                && navn.contains(String(blad.sti.dropFirst(gruppe.count + 1)))
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
            let kilde = felt.maal.first.flatMap { hjem in
                lest.finnes(hjem, gruppe: erPar(kilde: blad.sti, maal: hjem) ? blad.gruppe : nil) ? hjem : nil
            }
            let status: Regnskap.Maalstatus = kilde != nil || felt.erISBD ? .mapped : .derived
            enter(blad.sti, status, kilde: kilde, regel: felt.regel.isEmpty ? "konstant" : felt.regel)
        } else {
            enter(blad.sti, .carried, kilde: nil, regel: "restfelt")
        }
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
        tabell.gjentatte.contains { kilde.hasPrefix($0.key + "/") && maal.hasPrefix($0.value + "/") }
    }
}
