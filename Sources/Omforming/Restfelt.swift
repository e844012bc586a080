// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML

/// What the carriers of an arkivmelding hold, by the places of Noark 4 (`xslt/moduler/restfelt.xsl`).
struct Restfelt {
    static let namespace = "urn:x-arkivbro:restfelt:1"

    /// A field that is carried.
    struct Post {
        /// The natural element gives another text for it.
        let harNaturlig: Bool
        let element: XMLElement
        /// Path of the entry.
        let baerer: Int
    }

    private var poster: [(plass: Plass, post: Post?)] = []
    private var perPlass = Tallkart()
    /// The values, in order: path of the entry, and of the field when it is one.
    private(set) var verdier: [(baerer: Int, kilde: Int?)] = []
    /// Elements of the arkivmelding that were made on the way here, and stand for nothing in Noark 4.
    private(set) var avledede = Set<Plass>()
    /// Paths of the values in carriers that findings say were of no use.
    private(set) var ubrukte: [Int] = []
    /// All paths that were met.
    private(set) var stier: Stier

    private let tabell: Felttabell
    private var forkastede: Forkastede
    private let paths = XMLPaths()
    private let medAvledede: Bool
    /// Whether what is read now found its group.
    private var erBrukt = true
    /// How many groups there were when the carrier was written.
    private var antall: [Int: Int] = [:]
    /// The fields of groups whose numbers no longer hold.
    private var loese: [Loest: [Int]] = [:]

    private struct Loest: Hashable {
        let sti: Int
        let verdi: String
    }

    /// - Parameters:
    ///   - samling: has passed the carriers.
    ///   - forkastet: what findings say became of values, by path.
    ///   - medAvledede: ``avledede`` is wanted.
    init(
        _ samling: Bladsamling, tabell: Felttabell, forkastet: [String: Forkaster] = [:], medAvledede: Bool = false
    ) {
        self.init(
            samling.restfelt, stier: samling.stier, tabell: tabell, forkastet: forkastet, medAvledede: medAvledede)
    }

    init(
        _ baerere: [Bladsamling.Baerer], stier: Stier, tabell: Felttabell, forkastet: [String: Forkaster] = [:],
        medAvledede: Bool = false
    ) {
        self.tabell = tabell
        self.medAvledede = medAvledede
        self.stier = stier
        forkastede = Forkastede(forkastet)
        for (element, baerer, gruppe) in baerere {
            guard let sti = tabell.restgrupper[element.localName] else { continue }
            read(element, Plass(sti: sti, gruppe: gruppe), baerer: baerer)
        }
    }

    /// What is carried of the field of a place.
    func post(_ plass: Plass) -> Post? { perPlass[Tallkart.noekkel(plass)].flatMap { poster[$0].post } }

    /// Takes the carriers out of a tree, each with the element that is there for it.
    static func remove(from root: XMLElement) {
        var samling = Bladsamling(stier: Stier(), grupper: Stimengde())
        samling.visit(root)
        // One parent may hold several, and is gone with the first.
        var around: [XMLElement] = []
        for (element, _, _) in samling.restfelt {
            if let parent = element.parent, parent != around.last { around.append(parent) }
        }
        for parent in around { parent.remove() }
    }

    /// Lets go of the numbers of groups that are not as many, or not in the order, of when the carrier was written.
    ///
    /// - Parameters:
    ///   - skrevet: how many groups there are now.
    ///   - blader: what they have.
    mutating func loesne(_ skrevet: [Int: Int], _ blader: [Blad]) {
        let endret = antall.filter { skrevet[$0.key] ?? 0 != $0.value }.keys.map { stier[$0] + "/" }
        var paaPlass = Set<UInt64>()
        for blad in blader where blad.plass.gruppe > 0 && post(blad.plass)?.element.ownText == blad.verdi {
            paaPlass.insert(Tallkart.noekkel(blad.plass))
        }
        for (index, (plass, post)) in poster.enumerated() {
            let noekkel = Tallkart.noekkel(plass)
            guard let post, perPlass[noekkel] == index,
                plass.gruppe > 0 && !paaPlass.contains(noekkel)
                    || endret.contains(where: stier[plass.sti].hasPrefix)
            else { continue }
            loese[Loest(sti: plass.sti, verdi: post.element.ownText), default: []].append(post.baerer)
            poster[index].post = nil
        }
    }

    /// The entry that gave a value, by its place, or where numbers do not hold by its text; each gives one.
    mutating func ta(_ blad: Blad) -> Int? {
        if let post = post(blad.plass), post.element.ownText == blad.verdi { return post.baerer }
        return loese.isEmpty ? nil : loese[Loest(sti: blad.plass.sti, verdi: blad.verdi)]?.popLast()
    }

    private mutating func erUbrukt(_ element: XMLElement, _ sti: Int) -> Bool {
        forkastede.gjelder(sti, stier) && forkastede[stiFraMelding(paths.path(of: element))] != nil
    }

    // A number of a group is half of a key, and a carrier may have been written by anybody.
    private static func number(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
    }

    private mutating func read(_ element: XMLElement, _ plass: Plass, baerer: Int) {
        add(element.hasOwnText, baerer)
        var next = element.firstElement
        while let child = next {
            next = child.nextElement
            let navn = child.localName
            let post = stier.sti(child, under: baerer)
            switch navn {
            case "tom", "rekke", "utelatt": continue
            case "avledet": readDerived(child, plass)
            case "fremmed", "attributt", "element": addValues(of: child, baerer: post)
            default:
                let inni = stier.sti(child, under: plass.sti)
                if tabell.kopier.contains(inni) {
                    addValues(of: child, baerer: post)
                } else if tabell.gruppemaal[inni] != nil {
                    antall[inni] = Self.number(element.attribute(navn))
                    let nr = Self.number(child.attribute("nr"))
                    leavingOutUnused(child, post) {
                        $0.read(child, Plass(sti: inni, gruppe: nr ?? plass.gruppe), baerer: post)
                    }
                } else if let rot = tabell.restgrupper[navn] {
                    read(child, Plass(sti: rot, gruppe: 0), baerer: post)
                } else {
                    leavingOutUnused(child, post) { $0.addField(child, inni, navn, plass, baerer: post) }
                }
            }
        }
    }

    /// Reads an entry; what it holds counts as unused when findings say that of the entry.
    private mutating func leavingOutUnused(
        _ element: XMLElement, _ baerer: Int, _ read: (inout Restfelt) -> Void
    ) {
        guard erBrukt, erUbrukt(element, baerer) else { return read(&self) }
        let first = verdier.count
        erBrukt = false
        read(&self)
        erBrukt = true
        ubrukte += verdier[first...].map(\.baerer)
        verdier.removeSubrange(first...)
    }

    private mutating func readDerived(_ element: XMLElement, _ plass: Plass) {
        guard medAvledede, erBrukt, let gruppe = tabell.gruppemaal[plass.sti] else { return }
        for path in element.text.split(separator: " ") {
            avledede.insert(Plass(sti: stier.sti(String(path), fra: gruppe), gruppe: plass.gruppe))
        }
    }

    private mutating func addField(_ child: XMLElement, _ sti: Int, _ navn: String, _ plass: Plass, baerer: Int) {
        guard child.isLeaf else {
            addValues(of: child, baerer: baerer)
            return
        }
        // Attributes of the envelope are carried under their names alone.
        let felt = tabell.kilder[sti] == nil ? stier.sti("@" + navn, under: plass.sti) : sti
        if erBrukt {
            let sted = Plass(sti: felt, gruppe: plass.gruppe)
            perPlass.sett(Tallkart.noekkel(sted), poster.count)
            poster.append((sted, Post(harNaturlig: child.hasAttribute("r"), element: child, baerer: baerer)))
        }
        if child.hasOwnText { verdier.append((baerer, felt)) }
    }

    // What is carried as it is: every leaf is a value, and so is every attribute that the source had.
    private mutating func addValues(of element: XMLElement, baerer: Int) {
        for attribute in element.attributes where attribute.namespace == Self.namespace {
            add(!attribute.value.utf8.allSatisfy(XMLText.isBlank), baerer)
        }
        add(element.hasOwnText, baerer)
        // Text between a group's elements is one value of the group, in however many pieces.
        var hasText = false
        var next = element.firstElement
        while let child = next {
            next = child.nextElement
            if element.localName == "fremmed", child.localName == "tekst" {
                if hasText { continue }
                hasText = true
            }
            let sti = stier.sti(child, under: baerer)
            leavingOutUnused(child, sti) { $0.addValues(of: child, baerer: sti) }
        }
    }

    private mutating func add(_ hasValue: Bool, _ baerer: Int) {
        if hasValue { verdier.append((baerer, nil)) }
    }
}
