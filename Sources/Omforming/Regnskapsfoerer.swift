// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account of a translation from the two trees, the table of fields, the findings, and the carrier.
///
/// The carrier is what decides: it holds each value whose text the natural elements do not give back, so a value that
/// is not in it stands in its natural element.
struct Regnskapsfoerer {
    private let tabell: Felttabell
    private let parametere: [String: String]
    /// The carrier travels with the result.
    private let baererRest: Bool
    /// Every value is told, beside the sums.
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

    /// - Parameters:
    ///   - parametere: what the stylesheet was given.
    ///   - baererRest: the carrier in the target tree travels with the result.
    init(tabell: Felttabell, parametere: [String: String], baererRest: Bool = true, medVerdier: Bool = false) {
        self.tabell = tabell
        self.parametere = parametere
        self.baererRest = baererRest
        self.medVerdier = medVerdier
    }

    /// - Parameter forkastet: what findings say became of source values, by path.
    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(
            grupper: Set(tabell.gjentatte.keys), forkastet: forkastet, tabell: tabell, nummererer: medVerdier)
        for part in Self.roots(of: kilde) { kilder.visit(part) }
        var maalblader = Bladsamling(grupper: Set(tabell.gjentatte.values))
        maalblader.visit(maal)
        let rest = Restfelt(maalblader.restfelt, tabell: tabell)

        let brukbare = Bladoppslag(kilder.blader.filter { kanOverfoeres($0) })
        let skrevet = Bladoppslag(maalblader.blader)
        var avledetAv = Set<String>()
        for blad in maalblader.blader {
            if let kilde = enter(maal: blad, brukbare) { avledetAv.insert(kilde) }
        }
        if baererRest {
            for (baerer, kilde) in rest.verdier { enter(baerer, .carried, kilde: kilde, regel: "restfelt") }
        }
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest, avledetAv) }
        return regnskap
    }

    // The envelope and the payload's root are where paths begin, whatever stands around them.
    static func roots(of root: XMLElement) -> [XMLElement] {
        guard root.localName == "PutMessageRequest" else { return [root] }
        return root.children.flatMap { $0.localName == "payload" ? $0.children : [$0] }
    }

    // A flag says something only when it is raised.
    private func erSenketFlagg(_ blad: Blad) -> Bool {
        tabell.kilder[blad.sti]?.regel == "flagg" && blad.noekkel.allSatisfy { $0 == "0" }
    }

    private func kanOverfoeres(_ blad: Blad) -> Bool {
        blad.forkaster == nil && !blad.erUtelatt && !blad.erGjentakelse && !erSenketFlagg(blad)
    }

    // MARK: The target

    // Rules that make a new value even of the field whose home it is.
    private static let avledende: Set<String> = ["sammensatt", "antall"]
    // Rules that end in a constant when no source has a value.
    private static let medSisteUtvei: Set<String> = ["D", "Hvem"]

    /// Enters a value of the target, and tells the source field if the value is derived from one.
    private mutating func enter(maal blad: Blad, _ brukbare: Bladoppslag) -> String? {
        guard let felt = tabell.maal[blad.sti] else {
            if !regnskap.uforklarte.contains(blad.sti) { regnskap.uforklarte.append(blad.sti) }
            return nil
        }
        let isGiven = felt.parameter.map { parametere[$0]?.isEmpty == false } ?? false
        let kilde = isGiven ? nil : felt.kilder.first { brukbare.finnes($0, gruppe: gruppe(kilde: $0, maal: blad)) }
        let status: Regnskap.Maalstatus
        if isGiven || felt.regel == "konstant" || felt.regel == "parameter" {
            status = .defaulted
        } else if let kilde {
            let isHome = tabell.kilder[kilde]?.maal.first == blad.sti && !Self.avledende.contains(felt.regel)
            let isSame =
                felt.regel != "uuid5" || brukbare.tekst(kilde, gruppe: gruppe(kilde: kilde, maal: blad)) == blad.noekkel
            status = isHome && isSame ? .mapped : .derived
        } else {
            status = felt.ellers == "standard" || Self.medSisteUtvei.contains(felt.regel) ? .defaulted : .derived
        }
        enter(blad.sti, status, kilde: kilde, regel: isGiven ? "parameter" : felt.regel)
        return status == .derived ? kilde : nil
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

    // MARK: The source

    /// What became of a value.
    private struct Skjebne {
        let status: Regnskap.Kildestatus
        var maal: [String] = []
        /// The natural elements do not give its text back.
        var trengerRest = false
    }

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ avledetAv: Set<String>) {
        let skjebne = skjebne(blad, skrevet, rest, avledetAv)
        let regel = tabell.kilder[blad.sti]?.regel ?? ""
        let status = skjebne.status == .carried && !baererRest ? .dropped : skjebne.status
        let erBaaret = skjebne.trengerRest && baererRest
        let maal = status == .dropped ? [] : skjebne.maal
        let noekkel = Kildenoekkel(sti: blad.sti, status: status)
        let index = kildeplass[noekkel] ?? regnskap.kilder.count
        if index == regnskap.kilder.count {
            kildeplass[noekkel] = index
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: blad.sti, status: status, maal: [], regel: regel, antall: 0, baaret: 0, tapt: 0))
        }
        regnskap.kilder[index].antall += 1
        regnskap.kilder[index].baaret += erBaaret ? 1 : 0
        regnskap.kilder[index].tapt += (skjebne.trengerRest && !baererRest) || status == .dropped ? 1 : 0
        for sti in maal where !regnskap.kilder[index].maal.contains(sti) { regnskap.kilder[index].maal.append(sti) }
        if medVerdier {
            regnskap.verdier.append(
                Regnskap.Verdi(
                    sti: blad.nummerert, status: status, maal: maal, regel: regel, erBaaret: erBaaret,
                    verdi: blad.verdi))
        }
    }

    private func skjebne(
        _ blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ avledetAv: Set<String>
    ) -> Skjebne {
        if blad.forkaster == .holdtTilbake { return Skjebne(status: .withheld) }
        if blad.erUtelatt { return Skjebne(status: .dropped) }
        // Files of a journal post that is itself only carried travel all the same.
        if tabell.erFil(blad.sti) { return Skjebne(status: .mapped) }
        guard let felt = tabell.kilder[blad.sti], !blad.erGjentakelse else {
            return tabell.restgrupper.isEmpty
                ? Skjebne(status: .dropped) : Skjebne(status: .carried, trengerRest: true)
        }
        let maal = targets(of: blad, felt, skrevet)
        if tabell.restgrupper.isEmpty { return skjebneUtenRest(blad, felt, maal, avledetAv) }
        guard let post = rest.poster[Restfelt.Plass(sti: blad.sti, gruppe: blad.gruppe)] else {
            // Carried as it is, beside whatever its text gave.
            if blad.harMer || blad.forkaster != nil {
                let naadde = blad.forkaster == nil && !maal.isEmpty
                return Skjebne(status: naadde ? .mapped : .carried, maal: naadde ? maal : [], trengerRest: true)
            }
            return Skjebne(status: .mapped, maal: maal)
        }
        if felt.erISBD { return Skjebne(status: .mapped, maal: maal + [post.baerer], trengerRest: true) }
        let status: Regnskap.Kildestatus
        if post.harNaturlig {
            // The natural element has a text of its own: this value in another notation, made of it, or in its place.
            if blad.forkaster != nil {
                status = .defaulted
            } else if felt.klasse == "C" {
                status = avledetAv.contains(blad.sti) ? .derived : .carried
            } else {
                status = felt.regel == "id" ? .derived : .mapped
            }
        } else {
            status = avledetAv.contains(blad.sti) ? .derived : .carried
        }
        return Skjebne(
            status: status, maal: (status == .mapped ? maal : []) + (baererRest ? [post.baerer] : []),
            trengerRest: true)
    }

    // A translation without a carrier: the table alone tells.
    private func skjebneUtenRest(
        _ blad: Blad, _ felt: Felttabell.Kildefelt, _ maal: [String], _ avledetAv: Set<String>
    ) -> Skjebne {
        if blad.forkaster == nil, ["N", "P"].contains(felt.klasse), !maal.isEmpty || felt.erISBD {
            return Skjebne(status: .mapped, maal: maal)
        }
        return Skjebne(status: avledetAv.contains(blad.sti) ? .derived : .dropped)
    }

    /// The elements that a value stands in.
    private func targets(of blad: Blad, _ felt: Felttabell.Kildefelt, _ skrevet: Bladoppslag) -> [String] {
        guard kanOverfoeres(blad) else { return [] }
        return felt.maal.filter { skrevet.finnes($0, gruppe: gruppe(kilde: blad, maal: $0)) }
    }

    // MARK: Groups

    /// The number of the group that a source must have to answer to a target; nil where groups do not answer by number.
    private func gruppe(kilde: String, maal: Blad) -> Int? {
        erPar(kilde: kilde, maal: maal.sti) ? maal.gruppe : nil
    }

    private func gruppe(kilde: Blad, maal: String) -> Int? {
        erPar(kilde: kilde.sti, maal: maal) ? kilde.gruppe : nil
    }

    private func erPar(kilde: String, maal: String) -> Bool {
        tabell.gjentatte.contains { kilde.hasPrefix($0.key + "/") && maal.hasPrefix($0.value + "/") }
    }
}
