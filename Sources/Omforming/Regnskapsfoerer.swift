// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Draws up the account from the two trees, the table of fields, and the findings.
struct Regnskapsfoerer {
    private let tabell: Felttabell
    private let parametere: [String: String]
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

    private static let skjelett = "urn:x-arkivbro:skjelett:1"

    /// - Parameter parametere: what the stylesheet was given.
    init(tabell: Felttabell, parametere: [String: String]) {
        self.tabell = tabell
        self.parametere = parametere
    }

    /// - Parameter forkastet: what findings say became of source values, by path.
    mutating func regnskap(kilde: XMLElement, maal: XMLElement, forkastet: [String: Forkaster]) -> Regnskap {
        var kilder = Bladsamling(grupper: Set(tabell.gjentatte.keys), forkastet: forkastet, tabell: tabell)
        for part in Self.roots(of: kilde) { kilder.visit(part) }
        var maalblader = Bladsamling(grupper: Set(tabell.gjentatte.values), forkastet: [:], tabell: nil)
        maalblader.visit(maal)

        let brukbare = Oppslag(kilder.blader.filter { $0.forkaster == nil && !$0.erUtelatt && !erSenketFlagg($0) })
        let skrevet = Oppslag(maalblader.blader)
        var avledetAv = Set<String>()
        for blad in maalblader.blader {
            if let kilde = bokfoer(maal: blad, brukbare) { avledetAv.insert(kilde) }
        }
        var ledige = skrevet.antall
        for blad in kilder.blader { bokfoer(kilde: blad, skrevet, &ledige, avledetAv) }
        return regnskap
    }

    // The envelope and the payload's root are where paths begin, whatever stands around them.
    private static func roots(of root: XMLElement) -> [XMLElement] {
        guard root.localName == "PutMessageRequest" else { return [root] }
        return root.children.flatMap { $0.localName == "payload" ? $0.children : [$0] }
    }

    // MARK: The target

    // Rules that make a new value even of the field whose home it is.
    private static let avledende: Set<String> = ["sammensatt", "antall"]
    // Rules that end in a constant when no source has a value.
    private static let medSisteUtvei: Set<String> = ["D", "Hvem"]

    /// Enters a value of the target, and tells the source field if the value is derived from one.
    private mutating func bokfoer(maal blad: Blad, _ brukbare: Oppslag) -> String? {
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
        let noekkel = Maalnoekkel(sti: blad.sti, status: status, kilde: kilde)
        if let index = maalplass[noekkel] {
            regnskap.maal[index].antall += 1
        } else {
            maalplass[noekkel] = regnskap.maal.count
            let regel = isGiven ? "parameter" : felt.regel
            regnskap.maal.append(
                Regnskap.Maalpost(maal: blad.sti, status: status, kilde: kilde, regel: regel, antall: 1))
        }
        return status == .derived ? kilde : nil
    }

    // MARK: The source

    private mutating func bokfoer(
        kilde blad: Blad, _ skrevet: Oppslag, _ ledige: inout [String: Int], _ avledetAv: Set<String>
    ) {
        let felt = tabell.kilder[blad.sti]
        var maal: [String] = []
        let kanOverfoeres = blad.forkaster == nil && !blad.erUtelatt && !erSenketFlagg(blad)
        for sti in kanOverfoeres ? felt?.maal ?? [] : [] {
            if let gruppe = gruppe(kilde: blad, maal: sti) {
                if skrevet.finnes(sti, gruppe: gruppe) { maal.append(sti) }
            } else if blad.gruppe == 0 {
                if skrevet.finnes(sti, gruppe: nil) { maal.append(sti) }
            } else if let antall = ledige[sti], antall > 0 {
                // Several sources and one target that is not theirs by number: each target is the next one's.
                ledige[sti] = antall - 1
                maal.append(sti)
            }
        }
        let isSame = felt?.regel != "id" || maal.contains { skrevet.tekst($0, gruppe: nil) == blad.noekkel }
        let status = status(blad, felt, naadde: !maal.isEmpty, isSame: isSame, avledetAv)
        let noekkel = Kildenoekkel(sti: blad.sti, status: status)
        if let index = kildeplass[noekkel] {
            regnskap.kilder[index].antall += 1
        } else {
            kildeplass[noekkel] = regnskap.kilder.count
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: blad.sti, status: status, maal: status == .mapped ? maal : [], regel: felt?.regel ?? "",
                    antall: 1))
        }
    }

    private func status(
        _ blad: Blad, _ felt: Felttabell.Kildefelt?, naadde: Bool, isSame: Bool, _ avledetAv: Set<String>
    ) -> Regnskap.Kildestatus {
        if blad.forkaster == .holdtTilbake { return .withheld }
        guard !blad.erUtelatt else { return .left }
        // Files of a journal post that is itself discarded travel all the same.
        if tabell.erFil(blad.sti) { return .mapped }
        guard blad.forkaster == nil, let felt else { return .left }
        if ["N", "P"].contains(felt.klasse), naadde || felt.erISBD { return isSame ? .mapped : .derived }
        return avledetAv.contains(blad.sti) ? .derived : .left
    }

    // A flag says something only when it is raised.
    private func erSenketFlagg(_ blad: Blad) -> Bool {
        tabell.kilder[blad.sti]?.regel == "flagg" && blad.noekkel.allSatisfy { $0 == "0" }
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

    // MARK: Leaves

    /// A value of a tree.
    private struct Blad {
        /// Path without numbers.
        let sti: String
        /// Number of the repeated group that it stands in; 0 is none.
        let gruppe: Int
        let verdi: String
        var forkaster: Forkaster?
        var erUtelatt = false

        /// The value as identifiers and flags are compared.
        var noekkel: String { verdi.filter { !$0.isWhitespace }.lowercased() }
    }

    /// Leaves by their places.
    private struct Oppslag {
        private struct Plass: Hashable {
            let sti: String
            let gruppe: Int
        }

        private var tekster: [Plass: String] = [:]
        private var etSted: [String: String] = [:]
        private(set) var antall: [String: Int] = [:]

        init(_ blader: [Blad]) {
            for blad in blader {
                tekster[Plass(sti: blad.sti, gruppe: blad.gruppe)] = blad.noekkel
                if etSted[blad.sti] == nil { etSted[blad.sti] = blad.noekkel }
                antall[blad.sti, default: 0] += 1
            }
        }

        /// - Parameter gruppe: nil asks for any group.
        func finnes(_ sti: String, gruppe: Int?) -> Bool { tekst(sti, gruppe: gruppe) != nil }

        func tekst(_ sti: String, gruppe: Int?) -> String? {
            gruppe.map { tekster[Plass(sti: sti, gruppe: $0)] } ?? etSted[sti]
        }
    }

    /// Walks a tree and gathers its values.
    private struct Bladsamling {
        let grupper: Set<String>
        let forkastet: [String: Forkaster]
        /// The table, for the source: it knows which leaf stands for a file.
        let tabell: Felttabell?
        private(set) var blader: [Blad] = []

        init(grupper: Set<String>, forkastet: [String: Forkaster], tabell: Felttabell?) {
            self.grupper = grupper
            self.forkastet = forkastet
            self.tabell = tabell
        }

        /// What an element hands down to those inside it.
        private struct Arv {
            var sti: String
            /// Path with numbers, as findings have it; kept only where a finding discards something.
            var nummerert: String
            var gruppe = 0
            var forkaster: Forkaster?
            var erUtelatt = false
            var erTomt = false
        }

        mutating func visit(_ root: XMLElement) {
            visit(root, Arv(sti: root.localName, nummerert: root.localName))
        }

        private mutating func visit(_ element: XMLElement, _ arv: Arv) {
            var arv = arv
            if arv.forkaster == nil, !forkastet.isEmpty {
                // A finding about all elements of a name has no number at its end.
                let uten = arv.nummerert.lastIndex(of: "[").map { String(arv.nummerert[..<$0]) }
                arv.forkaster = forkastet[arv.nummerert] ?? uten.flatMap { forkastet[$0] }
            }
            arv.erUtelatt = arv.erUtelatt || element.attribute("utelatt", namespace: skjelett) == "ja"
            arv.erTomt = arv.erTomt || element.attribute("tomt", namespace: skjelett) == "ja"
            for name in element.attributeNames {
                add(
                    element.attribute(name) ?? "", arv, sti: arv.sti + "/@" + name,
                    nummerert: arv.nummerert + "/@" + name)
            }
            let children = element.children
            guard !children.isEmpty else {
                let isFile = tabell?.erFil(arv.sti) == true && !arv.erTomt
                add(isFile ? "fil" : element.text, arv, sti: arv.sti, nummerert: arv.nummerert)
                return
            }
            visit(children, arv)
        }

        private mutating func visit(_ children: [XMLElement], _ arv: Arv) {
            let names = children.map(\.localName)
            let total = forkastet.isEmpty ? [:] : names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            var seen: [String: Int] = [:]
            var groups: [String: Int] = [:]
            for (child, name) in zip(children, names) {
                var next = arv
                next.sti += "/" + name
                if !forkastet.isEmpty {
                    seen[name, default: 0] += 1
                    next.nummerert += total[name, default: 0] > 1 ? "/\(name)[\(seen[name] ?? 1)]" : "/" + name
                }
                if grupper.contains(next.sti) {
                    // What is left out has no counterpart, so it does not count.
                    if child.attribute("utelatt", namespace: skjelett) != "ja" { groups[name, default: 0] += 1 }
                    next.gruppe = groups[name] ?? 0
                }
                visit(child, next)
            }
        }

        private mutating func add(_ verdi: String, _ arv: Arv, sti: String, nummerert: String) {
            guard !verdi.utf8.allSatisfy(XMLText.isBlank) else { return }
            blader.append(
                Blad(
                    sti: sti, gruppe: arv.gruppe, verdi: verdi, forkaster: arv.forkaster ?? forkastet[nummerert],
                    erUtelatt: arv.erUtelatt))
        }
    }
}
