// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// What the carriers of an arkivmelding hold, by the places of Noark 4 (`xslt/moduler/restfelt.xsl`).
struct Restfelt {
    static let namespace = "urn:x-arkivbro:restfelt:1"

    /// The place of a field: its path, and the number of the repeated group that it stands in.
    struct Plass: Hashable {
        let sti: String
        let gruppe: Int
    }

    /// A field that is carried.
    struct Post {
        /// The natural element gives another text for it.
        let harNaturlig: Bool
        let verdi: String
        /// Path of the entry.
        let baerer: String
    }

    private(set) var poster: [Plass: Post] = [:]
    /// Fields that the source lacks although the natural elements give them.
    private(set) var utelatte: Set<Plass> = []
    /// Values by the path of their entry, in order.
    private(set) var verdier: [(baerer: String, kilde: String?)] = []
    /// Elements of the arkivmelding that were made on the way here: paths below the carrier's group, as the carrier
    /// writes them, by the path of the group in Noark 4 and its number.
    private(set) var avledede: [Plass: Set<String>] = [:]

    private let tabell: Felttabell

    /// - Parameter baerere: the carriers' elements, with the number of the repeated group of each.
    init(_ baerere: [(element: XMLElement, gruppe: Int)], tabell: Felttabell) {
        self.tabell = tabell
        for (element, gruppe) in baerere {
            guard let sti = tabell.restgrupper[element.localName] else { continue }
            read(element, sti: sti, gruppe: gruppe, baerer: Self.path(of: element))
        }
    }

    /// Takes the carriers out of a tree, each with the element that is there for it.
    static func remove(from root: XMLElement) {
        var samling = Bladsamling(grupper: [])
        samling.visit(root)
        for (element, _) in samling.restfelt { element.parent?.remove() }
    }

    private static func path(of element: XMLElement) -> String {
        generiskSti(element.path)
    }

    private mutating func read(_ element: XMLElement, sti: String, gruppe: Int, baerer: String) {
        add(element.ownText, baerer)
        for child in element.children {
            let navn = child.localName
            let plass = baerer + "/" + navn
            switch navn {
            case "tom", "rekke": continue
            case "avledet":
                avledede[Plass(sti: sti, gruppe: gruppe), default: []]
                    .formUnion(child.text.split(separator: " ").map(String.init))
            case "utelatt": utelatte.insert(Plass(sti: sti + "/" + child.text, gruppe: gruppe))
            case "fremmed", "attributt", "element": addValues(of: child, baerer: plass)
            default:
                let inni = sti + "/" + navn
                if tabell.kopier[inni] != nil {
                    addValues(of: child, baerer: plass)
                } else if tabell.grupper.contains(inni) {
                    let nr = child.attribute("nr").flatMap { Int($0) }
                    read(child, sti: inni, gruppe: nr ?? gruppe, baerer: plass)
                } else if let rot = tabell.restgrupper[navn] {
                    read(child, sti: rot, gruppe: 0, baerer: plass)
                } else {
                    addField(child, sti: inni, gruppe: gruppe, baerer: plass)
                }
            }
        }
    }

    private mutating func addField(_ child: XMLElement, sti: String, gruppe: Int, baerer: String) {
        // Attributes of the envelope are carried under their names alone.
        let path = tabell.kilder[sti] == nil ? sti.replacingLastStep { "@" + $0 } : sti
        guard child.isLeaf else {
            addValues(of: child, baerer: baerer)
            return
        }
        let verdi = child.text
        poster[Plass(sti: path, gruppe: gruppe)] = Post(
            harNaturlig: child.attribute("r") != nil, verdi: verdi, baerer: baerer)
        if !verdi.utf8.allSatisfy(XMLText.isBlank) { verdier.append((baerer, path)) }
    }

    // What is carried as it is: every leaf is a value, and so is every attribute that the source had.
    private mutating func addValues(of element: XMLElement, baerer: String) {
        for attribute in element.attributes where attribute.namespace == Self.namespace {
            add(attribute.value, baerer)
        }
        let children = element.children
        add(element.ownText, baerer)
        for child in children { addValues(of: child, baerer: baerer + "/" + child.localName) }
    }

    private mutating func add(_ verdi: String, _ baerer: String) {
        if !verdi.utf8.allSatisfy(XMLText.isBlank) { verdier.append((baerer, nil)) }
    }
}

extension String {
    fileprivate func replacingLastStep(_ body: (Substring) -> String) -> String {
        guard let slash = lastIndex(of: "/") else { return body(self[...]) }
        return self[...slash] + body(self[index(after: slash)...])
    }
}
