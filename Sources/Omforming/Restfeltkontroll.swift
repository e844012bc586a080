// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Noark
import SafeXML

/// Looks at the carriers of an arkivmelding before a stylesheet makes elements of them: anybody can write one.
///
/// A carrier that we wrote is the only one of its kind where it stands, and has names that are names, lists that name each
/// field once, one entry for each group and field, no field that nobody knows, and no list longer than what the arkivmelding
/// has elements for. The schemas allow anything in it.
struct Restfeltkontroll {
    private let tabell: Felttabell
    private let paths = XMLPaths()
    private var elementer = 0
    private var lengste: (antall: Int, element: XMLElement)?
    private var feil: [XMLElement] = []

    // Of text alone: what stood inside would be read once for each level.
    private static let avTekst: Set = ["rekke", "tom", "avledet", "utelatt", "tekst"]
    // Names of fields that are empty stand in a list, and are no elements.
    private static let utenElement = 1000
    // libxml2 looks for each among those that are there. Many times what the reader lets an element have by default.
    private static let flestAttributter = 1024
    // Of a carrier that is nothing but faults, the first ones tell enough.
    private static let flest = 20

    /// - Parameter tabell: knows which names are groups, which may come more than once, and which are fields.
    init(_ tabell: Felttabell) { self.tabell = tabell }

    /// The findings of a whole arkivmelding; none is right.
    mutating func funn(i rot: XMLElement) -> [Funn] {
        _ = visit(rot)
        if let lengste, lengste.antall > elementer + Self.utenElement { feil.append(lengste.element) }
        return feil.prefix(Self.flest).map { Funn("OM-078", Sted(sti: paths.path(of: $0), linje: $0.line)) }
    }

    /// - Returns: the carriers right inside the element.
    private mutating func visit(_ element: XMLElement, erRaatt: Bool = false) -> [XMLElement] {
        elementer += 1
        let erRestfelt = element.isIn(namespace: Restfelt.namespace)
        if erRestfelt, !holder(element, erRaatt) { feil.append(element) }
        let erRaatt = erRaatt || erRestfelt && self.erRaatt(element)
        var navngitte = Set<String>()
        var attributter = 0
        var baerere: [XMLElement] = []
        // Of all that may hold one here: the schema allows several.
        var slag = Set<String>()
        var next = element.firstElement
        while let child = next {
            next = child.nextElement
            if erRestfelt, let navn = navngitt(child, erRaatt), !navngitte.insert(navn).inserted { feil.append(child) }
            if erRestfelt, child.localName == "attributt" {
                attributter += 1
                if attributter == Self.flestAttributter + 1 { feil.append(child) }
            }
            let indre = visit(child, erRaatt: erRaatt)
            guard !erRestfelt else { continue }
            if child.isIn(namespace: Restfelt.namespace) { baerere.append(child) }
            for baerer in indre where !slag.insert(baerer.localName).inserted { feil.append(baerer) }
        }
        return baerere
    }

    /// It is carried as it was, with whatever stood in it as often as it did.
    private func erRaatt(_ element: XMLElement) -> Bool {
        switch element.localName {
        case "fremmed", "attributt", "element": true
        case let navn where tabell.gruppenavn.contains(navn):
            ["nr", "kjennetegn", "versjon"].allSatisfy { element.attribute($0) == nil }
        default: false
        }
    }

    /// What an entry is for, where no other beside it may be for the same; nil where others may.
    private func navngitt(_ element: XMLElement, _ erRaatt: Bool) -> String? {
        let navn = element.localName
        if navn == "utelatt" { return navn + " " + element.ownText }
        if navn == "attributt" { return navn + " " + (element.attribute("navn") ?? "") }
        if let nr = element.attribute("nr") { return navn + " " + nr }
        return !erRaatt && tabell.feltnavn.contains(navn) ? navn : nil
    }

    private mutating func holder(_ element: XMLElement, _ erRaatt: Bool) -> Bool {
        if let versjon = element.attribute("versjon"), versjon != "1" { return false }
        switch element.localName {
        case let navn where Self.avTekst.contains(navn) && !element.isLeaf: return false
        case "element":
            return Self.erNavn(element.attribute("navn")) && Self.erRom(element.attribute("rom"))
                && element.attributes.allSatisfy { $0.namespace != Restfelt.namespace || Self.erNavn($0.localName) }
        case "attributt": return Self.erNavn(element.attribute("navn"))
        case "rekke":
            let tekst = element.text
            // A list that is too long whatever stands around it is not taken apart.
            guard note(tekst, element) <= Limits.standard.maxElements else { return true }
            var sett = Set<Substring>()
            return tekst.ledd(" ").allSatisfy {
                $0 == "*" || tabell.gruppenavn.contains(String($0)) || sett.insert($0).inserted
            }
        case "tom", "avledet":
            _ = note(element.text, element)
            return true
        case "fremmed", "utelatt", "tekst": return true
        // What nobody knows is never given back.
        case let navn:
            return erRaatt || tabell.feltnavn.contains(navn) || tabell.gruppenavn.contains(navn)
                || tabell.restgrupper[navn] != nil
        }
    }

    /// Notes how many names there are in a list.
    private mutating func note(_ liste: String, _ element: XMLElement) -> Int {
        var antall = 0
        var erBlank = true
        for byte in liste.utf8 {
            if erBlank, byte != UInt8(ascii: " ") { antall += 1 }
            erBlank = byte == UInt8(ascii: " ")
        }
        if antall > lengste?.antall ?? 0 { lengste = (antall, element) }
        return antall
    }

    private static func erNavn(_ navn: String?) -> Bool { navn.map { $0 != "xmlns" && XMLText.isName($0) } ?? false }

    // What stands for XML itself is no namespace that an element may be put into.
    private static func erRom(_ rom: String?) -> Bool {
        guard let rom, !rom.isEmpty else { return true }
        return XMLText.isNamespace(rom)
    }
}
