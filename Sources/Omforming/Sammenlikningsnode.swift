// SPDX-License-Identifier: Apache-2.0
import EFormidling
import SafeXML

/// An element as comparison sees it: name, value and parts, whatever prefixes and white space it was written with.
final class Sammenlikningsnode {
    /// Name without prefix.
    let navn: String
    let navnerom: String
    let verdi: String
    /// Attributes first, as leaves whose names begin with `@`.
    let barn: [Sammenlikningsnode]
    /// Alike for nodes of the same content, wherever they stand.
    let digest: Int

    // From 1 where siblings share the name, else 0.
    private let nummer: Int
    // Alike for nodes of the same value. As bytes: composed and decomposed letters are not the same value.
    private let verdiavtrykk: Int
    private let erKjennetegn: Bool
    // Paths are made when they are asked for: kept for every element, long names in deep trees would fill the memory.
    private weak var forelder: Sammenlikningsnode?

    /// - Parameter erKjennetegn: the value tells the group it stands in from others of its name.
    init(
        _ navn: String, navnerom: String = "", nummer: Int = 0, verdi: String = "", barn: [Sammenlikningsnode] = [],
        erKjennetegn: Bool = true
    ) {
        self.navn = navn
        self.navnerom = navnerom
        self.nummer = nummer
        self.verdi = verdi
        self.barn = barn
        self.erKjennetegn = erKjennetegn
        var hasher = Hasher()
        verdiavtrykk = Self.avtrykk(verdi)
        for text in [Self.avtrykk(navn), Self.avtrykk(navnerom), verdiavtrykk] { hasher.combine(text) }
        hasher.combine(barn.count)
        for node in barn { hasher.combine(node.digest) }
        digest = hasher.finalize()
        for node in barn { node.forelder = self }
    }

    private static func avtrykk(_ text: String) -> Int {
        var text = text
        var hasher = Hasher()
        text.withUTF8 { bytes in
            hasher.combine(bytes.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        return hasher.finalize()
    }

    /// Path from the root, as `XMLPaths` has it.
    var sti: String {
        var steps: [String] = []
        var node: Sammenlikningsnode? = self
        while let current = node {
            steps.append(current.steg)
            node = current.forelder
        }
        return steps.reversed().joined(separator: "/")
    }

    private var steg: String { nummer > 0 ? "\(navn)[\(nummer)]" : navn }

    /// What the element is called among people: its `xsi:type` where it has one.
    var ord: String {
        let type = barn.first { $0.navn == "@type" }?.verdi ?? navn
        return nummer > 0 ? "\(type) \(nummer)" : type
    }

    // MARK: Values inside

    /// A value inside: digests of its path without numbers and of itself, and its length in bytes.
    struct Blad: Hashable {
        let sti: Int
        let verdi: Int
        let bytes: Int
    }

    /// The values inside, each once, as many as tell one group from another.
    private(set) lazy var blader: [Blad] = {
        var result: [Blad] = []
        var seen = Set<Blad>()
        var visited = 0
        func walk(_ node: Sammenlikningsnode, _ sti: Int) {
            visited += 1
            guard visited <= Self.maxVisited else { return }
            let blad = Blad(sti: sti, verdi: node.verdiavtrykk, bytes: node.verdi.utf8.count)
            if node.erKjennetegn, !node.verdi.isEmpty, seen.insert(blad).inserted { result.append(blad) }
            for child in node.barn {
                var hasher = Hasher()
                hasher.combine(sti)
                hasher.combine(Self.avtrykk(child.navn))
                walk(child, hasher.finalize())
            }
        }
        walk(self, 0)
        return result
    }()

    private static let maxVisited = 500

    /// The values inside by relative path, of a leaf its own without a path; as many as have room.
    func verdier(bytes: Int) -> [Forskjell.Verdi] {
        var result: [Forskjell.Verdi] = []
        var left = bytes
        func walk(_ node: Sammenlikningsnode, _ sti: String) {
            guard left > 0 else { return }
            left -= sti.utf8.count
            if node.barn.isEmpty || !node.verdi.isEmpty {
                left -= node.verdi.utf8.count
                result.append(Forskjell.Verdi(sti: sti, verdi: node.verdi))
            }
            for child in node.barn { walk(child, sti.isEmpty ? child.steg : sti + "/" + child.steg) }
        }
        walk(self, "")
        return result
    }
}

extension Sammenlikningsnode {
    private static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

    /// A tree of XML.
    ///
    /// - Parameter innhold: what is known of the files that belong to elements, by place.
    convenience init(_ element: XMLElement, nummer: Int = 0, innhold: Filinnhold = Filinnhold()) {
        var barn: [Sammenlikningsnode] = []
        // The order that they are written in says nothing.
        for attribute in element.attributes.sorted(by: { ($0.localName, $0.namespace) < ($1.localName, $1.namespace) })
        {
            var verdi = attribute.value
            if attribute.namespace == Self.schemaInstance {
                // Where somebody's schema lies says nothing; a prefix is not part of a type's name.
                guard !attribute.localName.lowercased().hasSuffix("schemalocation") else { continue }
                if attribute.localName == "type" { verdi = String(verdi.split(separator: ":").last ?? "") }
            }
            barn.append(Sammenlikningsnode("@" + attribute.localName, navnerom: attribute.namespace, verdi: verdi))
        }
        let children = element.children
        let numbers = Self.numbers(children.map(\.localName))
        // Blanks between elements are only how they are written; other text stands where it stands.
        let pieces = children.isEmpty ? [] : element.ownTextPieces
        func addText(_ place: Int) {
            guard pieces.indices.contains(place), !pieces[place].utf8.allSatisfy(XMLText.isBlank) else { return }
            barn.append(Sammenlikningsnode("text()", verdi: pieces[place]))
        }
        for (place, (child, number)) in zip(children, numbers).enumerated() {
            addText(place)
            barn.append(Sammenlikningsnode(child, nummer: number, innhold: innhold.below(child.localName, number)))
        }
        addText(children.count)
        if let verdi = innhold.verdi { barn.append(Sammenlikningsnode("innhold", verdi: verdi)) }
        self.init(
            element.localName, navnerom: element.namespace, nummer: nummer,
            verdi: children.isEmpty ? element.text : "", barn: barn)
    }

    /// A tree of JSON; members have no order, and each is there as often as it was written.
    ///
    /// - Parameter list: the value is the only one of a list.
    convenience init(json: JSONTree, navn: String, nummer: Int = 0, list: Bool = false) {
        // The elements of an array are siblings of one name.
        func nodes(_ value: JSONTree, _ navn: String) -> [Sammenlikningsnode] {
            guard case .array(let elements) = value, !elements.isEmpty else {
                return [Sammenlikningsnode(json: value, navn: navn)]
            }
            return elements.enumerated().map { index, element in
                Sammenlikningsnode(
                    json: element, navn: navn, nummer: elements.count > 1 ? index + 1 : 0, list: elements.count == 1)
            }
        }
        var verdi = ""
        var barn: [Sammenlikningsnode] = []
        // What neither the value nor what is inside tells.
        var slag = list ? ["list"] : []
        switch json {
        case .object(let members):
            barn = members.sorted { $0.name < $1.name }.flatMap { nodes($0.value, $0.name) }
            if members.isEmpty { slag.append("object") }
        case .array(let elements):
            if elements.isEmpty { slag.append("list") } else { barn = nodes(json, "element") }
        case .string(let text): verdi = text
        case .literal(let text):
            verdi = text
            slag.append("literal")
        case .null: slag.append("null")
        }
        if !slag.isEmpty { barn.insert(Sammenlikningsnode("@json", verdi: slag.joined(separator: " ")), at: 0) }
        self.init(navn, nummer: nummer, verdi: verdi, barn: barn)
    }

    /// The numbers of siblings by their names: from 1 where a name is shared, else 0.
    private static func numbers(_ names: [String]) -> [Int] {
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        var numbers: [String: Int] = [:]
        return names.map { name in
            guard counts[name, default: 0] > 1 else { return 0 }
            numbers[name, default: 0] += 1
            return numbers[name, default: 0]
        }
    }
}

/// What is known of the files that belong to elements, as a tree that is walked along with theirs.
struct Filinnhold {
    /// What is known of the file of this very element.
    var verdi: String?
    private var below: [String: Filinnhold] = [:]

    /// Notes what is known of the file at a path below here.
    mutating func add(_ verdi: String, at path: Substring) {
        guard let step = path.split(separator: "/", maxSplits: 1).first else {
            self.verdi = verdi
            return
        }
        below[String(step), default: Filinnhold()].add(verdi, at: path.dropFirst(step.count + 1))
    }

    /// What is known below a child.
    func below(_ navn: String, _ nummer: Int) -> Filinnhold {
        if below.isEmpty { return Filinnhold() }
        return below[nummer > 0 ? "\(navn)[\(nummer)]" : navn] ?? Filinnhold()
    }
}
