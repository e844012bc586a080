// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// A value of a tree.
struct Blad {
    /// Path without numbers.
    let sti: String
    /// Path with numbers, where they were asked for.
    let nummerert: String
    /// Number of the repeated group that it stands in; 0 is none.
    let gruppe: Int
    let verdi: String
    var forkaster: Forkaster?
    /// Left out by a setting.
    var erUtelatt = false
    /// A field of the same group and name came before it.
    var erGjentakelse = false
    /// Its element has more to it than text: attributes, or elements.
    var harMer = false

    /// The value as identifiers and flags are compared.
    var noekkel: String { verdi.filter { !$0.isWhitespace }.lowercased() }
}

/// Walks a tree and gathers its values.
struct Bladsamling {
    private let grupper: Set<String>
    private let forkastet: [String: Forkaster]
    /// The table, for the source: it knows which leaf stands for a file.
    private let tabell: Felttabell?
    /// Paths with numbers are wanted.
    private let nummererer: Bool
    private(set) var blader: [Blad] = []
    /// The carriers that were passed, each with the number of the repeated group that it stands in.
    private(set) var restfelt: [(element: XMLElement, gruppe: Int)] = []
    private var sett = Set<Plass>()

    private static let skjelett = "urn:x-arkivbro:skjelett:1"

    /// The place of a field.
    private struct Plass: Hashable {
        let sti: String
        let gruppe: Int
    }

    /// - Parameters:
    ///   - grupper: paths of the groups that repeat.
    ///   - forkastet: what findings say became of values, by path.
    init(
        grupper: Set<String>, forkastet: [String: Forkaster] = [:], tabell: Felttabell? = nil,
        nummererer: Bool = false
    ) {
        self.grupper = grupper
        self.forkastet = forkastet
        self.tabell = tabell
        self.nummererer = nummererer || !forkastet.isEmpty
    }

    /// What an element hands down to those inside it.
    private struct Arv {
        var sti: String
        var nummerert: String
        var gruppe = 0
        var forkaster: Forkaster?
        var erUtelatt = false
        var erTomt = false
        var harMer = false
    }

    /// Adds all values of an element and those inside it.
    mutating func visit(_ root: XMLElement) {
        visit(root, Arv(sti: root.localName, nummerert: root.localName))
    }

    private mutating func visit(_ element: XMLElement, _ arv: Arv) {
        if element.namespace == Restfelt.namespace {
            restfelt.append((element, arv.gruppe))
            return
        }
        var arv = arv
        if arv.forkaster == nil, !forkastet.isEmpty {
            // A finding about all elements of a name has no number at its end.
            let uten = arv.nummerert.lastIndex(of: "[").map { String(arv.nummerert[..<$0]) }
            arv.forkaster = forkastet[arv.nummerert] ?? uten.flatMap { forkastet[$0] }
        }
        arv.erUtelatt = arv.erUtelatt || element.attribute("utelatt", namespace: Self.skjelett) == "ja"
        arv.erTomt = arv.erTomt || element.attribute("tomt", namespace: Self.skjelett) == "ja"
        let names = element.attributeNames
        // A field that has fields inside is carried whole when it has attributes; a group is not.
        if !names.isEmpty, tabell?.sammensatte.contains(arv.sti) == true { arv.harMer = true }
        for name in names {
            add(element.attribute(name) ?? "", arv, sti: arv.sti + "/@" + name, nummerert: arv.nummerert + "/@" + name)
        }
        let children = element.children
        guard !children.isEmpty else {
            let isFile = tabell?.erFil(arv.sti) == true && !arv.erTomt
            add(
                isFile ? "fil" : element.text, arv, sti: arv.sti, nummerert: arv.nummerert, harMer: !names.isEmpty)
            return
        }
        // Text beside elements is no field of any schema, and yet a value.
        add(element.ownText, arv, sti: arv.sti, nummerert: arv.nummerert, harMer: true)
        visit(children, arv)
    }

    private mutating func visit(_ children: [XMLElement], _ arv: Arv) {
        let names = children.map(\.localName)
        let total = nummererer ? names.reduce(into: [:]) { $0[$1, default: 0] += 1 } : [:]
        var seen: [String: Int] = [:]
        var groups: [String: Int] = [:]
        for (child, name) in zip(children, names) {
            var next = arv
            next.sti += "/" + name
            if nummererer {
                seen[name, default: 0] += 1
                next.nummerert += total[name, default: 0] > 1 ? "/\(name)[\(seen[name] ?? 1)]" : "/" + name
            }
            if grupper.contains(next.sti) {
                // What is left out has no counterpart, so it does not count.
                if child.attribute("utelatt", namespace: Self.skjelett) != "ja" { groups[name, default: 0] += 1 }
                next.gruppe = groups[name] ?? 0
            }
            visit(child, next)
        }
    }

    private mutating func add(
        _ verdi: String, _ arv: Arv, sti: String, nummerert: String, harMer: Bool = false
    ) {
        let erNy = sett.insert(Plass(sti: sti, gruppe: arv.gruppe)).inserted
        guard !verdi.utf8.allSatisfy(XMLText.isBlank) else { return }
        blader.append(
            Blad(
                sti: sti, nummerert: nummerert, gruppe: arv.gruppe, verdi: verdi,
                forkaster: arv.forkaster ?? forkastet[nummerert], erUtelatt: arv.erUtelatt, erGjentakelse: !erNy,
                harMer: harMer || arv.harMer))
    }
}

/// Values by their places.
struct Bladoppslag {
    private struct Plass: Hashable {
        let sti: String
        let gruppe: Int
    }

    private let blader: [Blad]
    private var perPlass: [Plass: Int] = [:]
    private var etSted: [String: Int] = [:]

    init(_ blader: [Blad]) {
        self.blader = blader
        perPlass.reserveCapacity(blader.count)
        for (index, blad) in blader.enumerated() {
            perPlass[Plass(sti: blad.sti, gruppe: blad.gruppe)] = index
            if etSted[blad.sti] == nil { etSted[blad.sti] = index }
        }
    }

    /// - Parameter gruppe: nil asks for any group.
    func finnes(_ sti: String, gruppe: Int?) -> Bool { index(sti, gruppe) != nil }

    /// The value as identifiers are compared.
    func tekst(_ sti: String, gruppe: Int?) -> String? { index(sti, gruppe).map { blader[$0].noekkel } }

    private func index(_ sti: String, _ gruppe: Int?) -> Int? {
        gruppe.map { perPlass[Plass(sti: sti, gruppe: $0)] } ?? etSted[sti]
    }
}
