// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Noark
import SafeXML

/// The documents of a message that was made of an arkivmelding, and the files of the package that they name.
struct Dokumentreferanser {
    /// Files that no document names.
    let ekstra: Set<String>
    /// Bytes of all documents together: a file that is named twice is written twice.
    let bytes: Int64
    /// Documents that name a file that is not there.
    let funn: [Funn]

    private let document: XMLDocument
    /// What of the tree is ours and none of the schema's.
    private let merker: [(element: XMLElement, navn: String, verdi: String)]
    /// The documents with the names of their files in the package.
    private let funnet: [(element: XMLElement, fil: String)]

    private static let skjelett = Omformer.skjelett

    init(in root: XMLElement, filer: [Forsendelsesfil]) {
        var merker: [(element: XMLElement, navn: String, verdi: String)] = []
        for event in root.events {
            guard case .start(let element) = event else { continue }
            for attribute in element.attributes where attribute.namespace == Self.skjelett {
                merker.append((element, attribute.localName, attribute.value))
            }
        }
        var funnet: [(element: XMLElement, fil: String)] = []
        var nevnt = Set<String>()
        var bytes: Int64 = 0
        let sizes = Dictionary(filer.map { ($0.navn, $0.size) }) { first, _ in first }
        var funn: [Funn] = []
        let namegivers: Set = ["filnavn", "utenfil", "andres-filer"]
        var oppslag = Filoppslag(filer.map(\.navn), merker.lazy.filter { namegivers.contains($0.navn) }.map(\.verdi))
        let tomme = Set(filer.lazy.filter { $0.size == 0 }.map(\.navn))
        let paths = XMLPaths()
        for (element, navn, verdi) in merker where ["filnavn", "utenfil"].contains(navn) {
            if let fil = oppslag.fil(verdi) {
                // Only an empty file can be the one that stands for none: what has been put into it since is a document.
                if navn == "utenfil", !tomme.contains(fil) { continue }
                nevnt.insert(fil)
                if navn == "filnavn" {
                    funnet.append((element, fil))
                    bytes = bytes.saturating(plus: sizes[fil] ?? 0)
                }
            } else if navn == "filnavn" {
                // Those that are only counted have no place: there may be very many, and very deep.
                let isTold = funn.count < Omforming.maxPerKode
                let sted = isTold ? Sted(sti: stiFraMelding(paths.path(of: element))) : Sted()
                funn.append(Funn("FO-012", sted, verdi: isTold ? verdi : nil))
            }
        }
        document = root.document
        self.merker = merker
        self.funnet = funnet
        self.funn = funn + Self.checkRepeats(bytes, of: filer)
        self.bytes = bytes
        ekstra = oppslag.navn.subtracting(nevnt)
    }

    // A small ZIP whose one file is named thousands of times would fill the disk.
    private static func checkRepeats(_ bytes: Int64, of filer: [Forsendelsesfil]) -> [Funn] {
        let once = filer.reduce(Int64(0)) { $0.saturating(plus: $1.size) }
        let most = once.saturating(plus: max(once, Forsendelsesgrenser.alwaysAllowed))
        return bytes > most ? [Funn("FO-009", argumenter: ["maxRepeatedBytes"])] : []
    }

    /// What the message breaks.
    func violations(of schema: Schema) throws -> SchemaViolations {
        for (element, navn, _) in merker { element.removeAttribute(navn, namespace: Self.skjelett) }
        defer {
            for (element, navn, verdi) in merker {
                element.setAttribute(navn, verdi, namespace: Self.skjelett, prefix: "ab")
            }
        }
        return try schema.violations(in: document)
    }

    /// Gives each document the name that its file has in the package.
    func resolve() {
        for (element, fil) in funnet {
            element.setAttribute("filnavn", fil, namespace: Self.skjelett, prefix: "ab")
        }
    }
}

/// The files of a package by the names that documents give them.
private struct Filoppslag {
    let navn: Set<String>
    private let perBytes: [[UInt8]: String]
    // Systems write one name in two ways, composed and decomposed, and in other cases of letters.
    private let alike: [String: [String]]
    private let taken: Set<[UInt8]>
    private var left = Self.mostCompared

    /// Most bytes of names that are not as any file's are written, and of the files' names that they may stand for: to compare
    /// them letter by letter is slow, and they may be many.
    private static let mostCompared = 2 << 20

    /// - Parameter nevnt: names that stand in the message, or `/` between several; a file of that very name is that document's
    ///   and nobody else's.
    init(_ filer: [String], _ nevnt: some Sequence<String>) {
        navn = Set(filer)
        perBytes = Dictionary(filer.map { (Array($0.utf8), $0) }) { first, _ in first }
        alike = Dictionary(grouping: navn) { Dokumentnavn.key($0) }
        taken = Set(nevnt.flatMap { $0.utf8.split(separator: UInt8(ascii: "/")).map(Array.init) })
    }

    /// The file that a name stands for; nil when there is none, or no telling which.
    mutating func fil(_ name: String) -> String? {
        if let exact = perBytes[Array(name.utf8)] { return exact }
        left -= min(name.utf8.count, left + 1)
        guard left >= 0 else { return nil }
        let alike = alike[Dokumentnavn.key(name), default: []]
        left -= min(alike.dropFirst().reduce(0) { $0 + $1.utf8.count }, left + 1)
        guard left >= 0 else { return nil }
        let candidates = alike.filter {
            // Composed or decomposed it is one name.
            !taken.contains(Array($0.utf8)) || $0 == name
        }
        return candidates.count == 1 ? candidates[0] : nil
    }
}

extension Int64 {
    fileprivate func saturating(plus other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
