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
    private var bok: Regnskapsbok

    /// - Parameters:
    ///   - parametere: what the stylesheet was given.
    ///   - baererRest: the carrier in the target tree travels with the result.
    ///   - medVerdier: every value is told, beside the sums.
    init(tabell: Felttabell, parametere: [String: String], baererRest: Bool = true, medVerdier: Bool = false) {
        self.tabell = tabell
        self.parametere = parametere
        self.baererRest = baererRest
        bok = Regnskapsbok(medVerdier: medVerdier)
    }

    /// - Parameter forkastet: what findings say became of source values, by path.
    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(
            stier: tabell.lager.stier, grupper: tabell.gjentatteKilder, forkastet: forkastet, tabell: tabell)
        for part in Self.roots(of: kilde) { kilder.visit(part) }
        var maalblader = Bladsamling(stier: kilder.stier, grupper: tabell.gjentatteMaal)
        maalblader.visit(maal)
        let rest = Restfelt(maalblader, tabell: tabell)

        let brukbare = Bladoppslag(kilder.blader) { kanOverfoeres($0) }
        let skrevet = Bladoppslag(maalblader.blader)
        var avledetAv = Stimengde()
        for blad in maalblader.blader {
            if let kilde = enter(maal: blad, brukbare, rest.stier) { avledetAv.insert(kilde) }
        }
        if baererRest {
            for (baerer, kilde) in rest.verdier {
                bok.enter(maal: baerer, .carried, kilde: kilde, regel: "restfelt", rest.stier)
            }
        }
        for blad in kilder.blader { enter(kilde: blad, skrevet, rest, avledetAv) }
        tabell.lager.laer(rest.stier)
        return bok.regnskap
    }

    // The envelope and the payload's root are where paths begin, whatever stands around them.
    static func roots(of root: XMLElement) -> [XMLElement] {
        guard root.localName == "PutMessageRequest" else { return [root] }
        return root.children.flatMap { $0.localName == "payload" ? $0.children : [$0] }
    }

    // A flag says something only when it is raised.
    private func erSenketFlagg(_ blad: Blad) -> Bool {
        tabell.kilder[blad.plass.sti]?.regel == "flagg" && blad.noekkel.allSatisfy { $0 == "0" }
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
    private mutating func enter(maal blad: Blad, _ brukbare: Bladoppslag, _ stier: Stier) -> Int? {
        guard let felt = tabell.maal[blad.plass.sti] else {
            bok.note(uforklart: stier[blad.plass.sti])
            return nil
        }
        let isGiven = felt.parameter.map { parametere[$0]?.isEmpty == false } ?? false
        let kilde = isGiven ? nil : felt.kilder.first { brukbare.finnes($0, gruppe: blad.plass.gruppe) }
        let status: Regnskap.Maalstatus
        if isGiven || felt.regel == "konstant" || felt.regel == "parameter" {
            status = .defaulted
        } else if let kilde {
            let isHome =
                tabell.kilder[kilde.sti]?.maal.first?.sti == blad.plass.sti && !Self.avledende.contains(felt.regel)
            let isSame =
                felt.regel != "uuid5" || brukbare.noekkel(kilde, gruppe: blad.plass.gruppe) == blad.noekkel
            status = isHome && isSame ? .mapped : .derived
        } else {
            status = felt.ellers == "standard" || Self.medSisteUtvei.contains(felt.regel) ? .defaulted : .derived
        }
        bok.enter(
            maal: blad.plass.sti, status, kilde: kilde?.sti, regel: isGiven ? "parameter" : felt.regel, stier)
        return status == .derived ? kilde?.sti : nil
    }

    // MARK: The source

    private mutating func enter(kilde blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ avledetAv: Stimengde) {
        let (status, maal, trengerRest) = skjebne(blad, skrevet, rest, avledetAv)
        let erBorte = status == .dropped || status == .carried && !baererRest
        bok.enter(
            kilde: blad.plass.sti,
            Regnskapsbok.Skjebne(
                status: erBorte ? .dropped : status, maal: erBorte ? [] : maal,
                regel: tabell.kilder[blad.plass.sti]?.regel ?? "", erBaaret: trengerRest && baererRest,
                erTapt: erBorte || trengerRest && !baererRest),
            rest.stier, blad: blad)
    }

    /// What became of a value, where it is, and whether the natural elements do not give its text back.
    private func skjebne(
        _ blad: Blad, _ skrevet: Bladoppslag, _ rest: Restfelt, _ avledetAv: Stimengde
    ) -> (status: Regnskap.Kildestatus, maal: [Int], trengerRest: Bool) {
        if blad.forkaster == .holdtTilbake { return (.withheld, [], false) }
        if blad.erUtelatt { return (.dropped, [], false) }
        // Files of a journal post that is itself only carried travel all the same.
        if tabell.filer.contains(blad.plass.sti) { return (.mapped, [], false) }
        let harRest = !tabell.restgrupper.isEmpty
        guard let felt = tabell.kilder[blad.plass.sti], !blad.erGjentakelse else {
            return harRest ? (.carried, [], true) : (.dropped, [], false)
        }
        let maal =
            kanOverfoeres(blad)
            ? felt.maal.filter { skrevet.finnes($0, gruppe: blad.plass.gruppe) }.map(\.sti) : []
        let erBrukt = avledetAv.contains(blad.plass.sti)
        guard harRest else {
            // A translation without a carrier: the table alone tells.
            let naadde =
                blad.forkaster == nil
                && (felt.klasse != "C" && (!maal.isEmpty || felt.erISBD) || felt.konstant == blad.verdi)
            return naadde ? (.mapped, maal, false) : (erBrukt ? .derived : .dropped, [], false)
        }
        guard let post = rest.post(blad.plass) else {
            // Carried as it is, beside whatever its text gave.
            guard blad.harMer || blad.forkaster != nil else {
                // What gives it back stands in its stead.
                return (.mapped, felt.av.map { [$0.sti] } ?? maal, false)
            }
            if blad.forkaster == nil, !maal.isEmpty { return (felt.regel == "id" ? .derived : .mapped, maal, true) }
            let erErstattet =
                blad.forkaster != nil && felt.maal.contains { skrevet.finnes($0, gruppe: blad.plass.gruppe) }
            return (erErstattet ? .defaulted : erBrukt ? .derived : .carried, [], true)
        }
        let baerer = baererRest ? [post.baerer] : []
        if felt.erISBD { return (.mapped, maal + baerer, true) }
        // The natural element has a text of its own: this value in another notation, made of it, or in its place.
        if post.harNaturlig, blad.forkaster != nil { return (.defaulted, baerer, true) }
        if post.harNaturlig, felt.klasse != "C", !erSenketFlagg(blad) {
            return felt.regel == "id" ? (.derived, baerer, true) : (.mapped, maal + baerer, true)
        }
        return (erBrukt ? .derived : .carried, baerer, true)
    }
}
