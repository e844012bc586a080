// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML

/// A value of a tree.
struct Blad {
    /// Its path.
    let sti: Int
    /// Its place in the table.
    let plass: Plass
    let element: XMLElement
    /// Name of the attribute that it is; nil is the element's own text.
    let attributt: String?
    let erFil: Bool
    var forkaster: Forkaster?
    /// Left out by a setting.
    var erUtelatt = false
    /// A field of the same group and name came before it.
    var erGjentakelse = false
    /// Its element has more to it than text: attributes, or elements.
    var harMer = false

    /// The value itself; a file has none of its own.
    var verdi: String { erFil ? "fil" : attributt.flatMap { element.attribute($0) } ?? element.ownText }

    /// The value as identifiers and flags are compared.
    var noekkel: String {
        let verdi = verdi
        guard verdi.utf8.allSatisfy({ $0 < 0x80 }) else { return verdi.filter { !$0.isWhitespace }.lowercased() }
        var noekkel: [UInt8] = []
        noekkel.reserveCapacity(verdi.utf8.count)
        for byte in verdi.utf8 where byte != 0x20 && !(0x09...0x0d).contains(byte) {
            noekkel.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
        }
        return String(decoding: noekkel, as: UTF8.self)
    }
}

/// Walks trees and gathers their values.
struct Bladsamling {
    private let grupper: Stimengde
    private var forkastede: Forkastede
    /// The table, for the source: it knows which leaf stands for a file.
    private let tabell: Felttabell?
    /// What of an arkivmelding is read.
    private let utvalg: Utvalg?
    private let paths = XMLPaths()
    private var sett = Tallkart()

    /// All paths that were met.
    private(set) var stier: Stier
    private(set) var blader: [Blad] = []
    /// The carriers that were passed.
    private(set) var restfelt: [Baerer] = []
    /// The carriers of what is not read.
    private(set) var utenfor: [Baerer] = []
    /// How many there are of each repeated group.
    private(set) var antall: [Int: Int] = [:]

    /// A carrier, with its path and the number of the repeated group that it stands in.
    typealias Baerer = (element: XMLElement, sti: Int, gruppe: Int)

    /// - Parameters:
    ///   - grupper: paths of the groups that repeat.
    ///   - forkastet: what findings say became of values, by path.
    init(
        stier: Stier, grupper: Stimengde, forkastet: [String: Forkaster] = [:], tabell: Felttabell? = nil,
        utvalg: Utvalg? = nil
    ) {
        self.stier = stier
        self.grupper = grupper
        forkastede = Forkastede(forkastet)
        self.tabell = tabell
        self.utvalg = utvalg
    }

    /// What an element hands down to those inside it.
    private struct Arv {
        var sti: Int
        var plass: Plass
        var forkaster: Forkaster?
        var erUtelatt = false
        var erUtenfor = false
        var erTomt = false
        var harMer = false
    }

    /// Adds all values of an element and those inside it.
    mutating func visit(_ root: XMLElement) {
        let sti = stier.sti(root.localName, under: Stier.rot)
        visit(root, Arv(sti: sti, plass: Plass(sti: sti, gruppe: 0)))
    }

    private mutating func visit(_ element: XMLElement, _ arv: Arv) {
        if element.isIn(namespace: Restfelt.namespace) {
            let baerer = (element, arv.sti, arv.plass.gruppe)
            if arv.erUtenfor { utenfor.append(baerer) } else { restfelt.append(baerer) }
            return
        }
        var arv = arv
        // What is withheld is gone, also out of what has no natural element and would have been carried.
        if arv.forkaster != .holdtTilbake { arv.forkaster = forkaster(element, arv.sti) ?? arv.forkaster }
        var hasAttributes = false
        if element.hasAttributes {
            arv.erUtelatt = arv.erUtelatt || element.attribute("utelatt", namespace: Omformer.skjelett) == "ja"
            arv.erTomt = arv.erTomt || element.attribute("tomt", namespace: Omformer.skjelett) == "ja"
            let names = element.attributeNames
            hasAttributes = !names.isEmpty
            // A field that has fields inside is carried whole when it has attributes; a group is not.
            if hasAttributes, tabell?.sammensatte.contains(arv.plass.sti) == true { arv.harMer = true }
            for name in names { add(element, attributt: name, arv) }
        }
        guard let first = element.firstElement else {
            if tabell?.filer.contains(arv.plass.sti) == true, !arv.erTomt {
                append(element, arv, erFil: true, harMer: hasAttributes)
            } else if element.hasOwnText {
                append(element, arv, harMer: hasAttributes)
            } else {
                sett.sett(Tallkart.noekkel(arv.plass), 0)
            }
            return
        }
        // Text beside elements is no field of any schema, and yet a value.
        if element.hasOwnText {
            var tekst = arv
            tekst.forkaster = arv.forkaster ?? forkaster(element, stier.sti("text()", under: arv.sti), ledd: "/text()")
            append(element, tekst, harMer: true)
        } else {
            sett.sett(Tallkart.noekkel(arv.plass), 0)
        }
        visitChildren(first, arv)
    }

    private mutating func visitChildren(_ first: XMLElement, _ arv: Arv) {
        var numbers: [Int: Int] = [:]
        var child: XMLElement? = first
        while let element = child {
            child = element.nextElement
            var next = arv
            next.sti = stier.sti(element, under: arv.sti)
            var sti = next.sti
            if let utvalg { sti = select(element, utvalg, &next) }
            var gruppe = arv.plass.gruppe
            if grupper.contains(sti) {
                // What is left out has no counterpart, so it does not count.
                if !element.hasAttributes || element.attribute("utelatt", namespace: Omformer.skjelett) != "ja" {
                    numbers[sti, default: 0] += 1
                    antall[sti] = max(antall[sti] ?? 0, numbers[sti] ?? 0)
                }
                gruppe = numbers[sti] ?? 0
            }
            next.plass = Plass(sti: sti, gruppe: gruppe)
            visit(element, next)
        }
    }

    /// Gives the path in the table of a child of an arkivmelding; what stands outside the chosen part has none.
    private mutating func select(_ element: XMLElement, _ utvalg: Utvalg, _ arv: inout Arv) -> Int {
        guard utvalg.navn.contains(element.localName) else { return stier.sti(element, under: arv.plass.sti) }
        let sti = utvalg.tabellsti(of: element)
        arv.forkaster = sti == nil ? .utelatt : nil
        arv.erUtenfor = sti == nil
        return sti ?? stier.sti("-", under: Stier.rot)
    }

    private mutating func forkaster(_ element: XMLElement, _ sti: Int, ledd: String = "") -> Forkaster? {
        guard forkastede.gjelder(sti, stier) else { return nil }
        let path = stiFraMelding(paths.path(of: element)) + ledd
        // A finding about all elements of a name has no number at its end.
        return forkastede[path] ?? path.lastIndex(of: "[").flatMap { forkastede[String(path[..<$0])] }
    }

    private mutating func add(_ element: XMLElement, attributt: String, _ arv: Arv) {
        var arv = arv
        arv.sti = stier.sti("@" + attributt, under: arv.sti)
        arv.plass = Plass(sti: stier.sti("@" + attributt, under: arv.plass.sti), gruppe: arv.plass.gruppe)
        if arv.forkaster == nil { arv.forkaster = forkaster(element, arv.sti, ledd: "/@" + attributt) }
        if element.attribute(attributt)?.utf8.allSatisfy(XMLText.isBlank) == false {
            append(element, attributt: attributt, arv)
        } else {
            sett.sett(Tallkart.noekkel(arv.plass), 0)
        }
    }

    private mutating func append(
        _ element: XMLElement, attributt: String? = nil, _ arv: Arv, erFil: Bool = false, harMer: Bool = false
    ) {
        let erNy = sett.sett(Tallkart.noekkel(arv.plass), 0)
        blader.append(
            Blad(
                sti: arv.sti, plass: arv.plass, element: element, attributt: attributt, erFil: erFil,
                forkaster: arv.forkaster,
                erUtelatt: arv.erUtelatt, erGjentakelse: !erNy, harMer: harMer || arv.harMer))
    }
}

/// Values by their places.
struct Bladoppslag {
    private let blader: [Blad]
    private var perPlass = Tallkart()
    private var etSted = Stitabell<Int>()

    /// - Parameter gjelder: which of them count.
    init(_ blader: [Blad], _ gjelder: (Blad) -> Bool = { _ in true }) {
        self.blader = blader
        for (index, blad) in blader.enumerated() where gjelder(blad) {
            perPlass.sett(Tallkart.noekkel(blad.plass), index)
            if etSted[blad.plass.sti] == nil { etSted[blad.plass.sti] = index }
        }
    }

    /// Whether there is a value for a field of the other side, in the group that answers to that one's.
    func finnes(_ motpart: Felttabell.Motpart, gruppe: Int) -> Bool { index(motpart, gruppe) != nil }

    /// The value as identifiers are compared.
    func noekkel(_ motpart: Felttabell.Motpart, gruppe: Int) -> String? {
        index(motpart, gruppe).map { blader[$0].noekkel }
    }

    /// The value that there is.
    func blad(_ motpart: Felttabell.Motpart, gruppe: Int) -> Blad? { index(motpart, gruppe).map { blader[$0] } }

    private func index(_ motpart: Felttabell.Motpart, _ gruppe: Int) -> Int? {
        motpart.erPar ? perPlass[Tallkart.noekkel(Plass(sti: motpart.sti, gruppe: gruppe))] : etSted[motpart.sti]
    }
}
