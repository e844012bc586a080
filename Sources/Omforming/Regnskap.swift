// SPDX-License-Identifier: Apache-2.0
import Noark
import SafeXML

/// The account of fields: what became of every value of the source, and where every value of the target is from.
public struct Regnskap: Sendable, Hashable {
    /// What became of a value of the source.
    public enum Kildestatus: String, Sendable, Hashable, CaseIterable {
        /// It stands in its natural element, or in the SBD.
        case mapped
        /// Something else was derived from it.
        case derived
        /// It was withheld from the receiver.
        case withheld
        /// It is not in the result.
        case left
    }

    /// Where a value of the target is from.
    public enum Maalstatus: String, Sendable, Hashable, CaseIterable {
        /// From the field whose natural element it is.
        case mapped
        /// Derived from other values.
        case derived
        /// A setting, or a constant because the source says nothing.
        case defaulted
    }

    /// What became of the values of one field.
    public struct Kildepost: Sendable, Hashable {
        /// Path of the field, without numbers.
        public let kilde: String
        /// What became of them.
        public let status: Kildestatus
        /// Where they are now.
        public let maal: [String]
        /// The rule that took them there.
        public let regel: String
        /// How many values.
        public var antall: Int
    }

    /// Where the values of one target field are from.
    public struct Maalpost: Sendable, Hashable {
        /// Path of the field, without numbers.
        public let maal: String
        /// Where they are from.
        public let status: Maalstatus
        /// The source field, if there is one.
        public let kilde: String?
        /// The rule that made them.
        public let regel: String
        /// How many values.
        public var antall: Int
    }

    /// By field of the source, in the order of the message.
    public var kilder: [Kildepost] = []
    /// By field of the target, in the order of the result.
    public var maal: [Maalpost] = []
    /// Target fields that the table does not explain.
    ///
    /// Empty, or the table is wrong.
    public var uforklarte: [String] = []

    /// Number of source values that had this fate.
    public func antall(_ status: Kildestatus) -> Int {
        kilder.filter { $0.status == status }.reduce(0) { $0 + $1.antall }
    }

    /// Number of target values of this origin.
    public func antall(_ status: Maalstatus) -> Int {
        maal.filter { $0.status == status }.reduce(0) { $0 + $1.antall }
    }
}

/// Draws up the account from the two trees, the table of fields, and the findings.
struct Regnskapsfoerer {
    private let tabell: Felttabell
    private let parametere: [String: String]
    private var regnskap = Regnskap()
    private var kildeplass: [KildeNoekkel: Int] = [:]
    private var maalplass: [MaalNoekkel: Int] = [:]

    private struct KildeNoekkel: Hashable {
        let sti: String
        let status: Regnskap.Kildestatus
    }

    private struct MaalNoekkel: Hashable {
        let sti: String
        let status: Regnskap.Maalstatus
        let kilde: String?
    }

    /// A value and the number of the repeated group it stands in; 0 is none.
    private struct Plass: Hashable {
        let sti: String
        let gruppe: Int
    }

    private struct Verdi {
        let sti: String
        let gruppe: Int
        let verdi: String
        let forkaster: Forkaster?
        let erUtelatt: Bool
    }

    private static let skjelett = "urn:x-arkivbro:skjelett:1"

    /// - Parameter parametere: what the stylesheet was given.
    init(tabell: Felttabell, parametere: [String: String]) {
        self.tabell = tabell
        self.parametere = parametere
    }

    mutating func regnskap(
        kilde: XMLElement, maal: XMLElement, funn: [VurdertFunn]
    ) -> Regnskap {
        let forkastet = Dictionary(
            funn.compactMap { funn in funn.forkaster.flatMap { f in funn.funn.sted.sti.map { ($0, f) } } }
        ) { first, _ in first }
        var kilder: [Verdi] = []
        for part in Self.roots(of: kilde) {
            collect(part, sti: part.localName, gruppe: 0, arv: (nil, false), forkastet, into: &kilder)
        }
        var maalverdier: [Plass] = []
        collectTarget(maal, sti: maal.localName, gruppe: 0, into: &maalverdier)

        let finnes = Set(maalverdier)
        let finnesEtSted = Set(maalverdier.map(\.sti))
        var brukbare = Set<Plass>()
        var brukbareEtSted = Set<String>()
        for verdi in kilder where verdi.forkaster == nil && !verdi.erUtelatt {
            brukbare.insert(Plass(sti: verdi.sti, gruppe: verdi.gruppe))
            brukbareEtSted.insert(verdi.sti)
        }

        var avledetAv = Set<String>()
        for plass in maalverdier {
            if let kilde = bokfoer(plass, brukbare, brukbareEtSted) { avledetAv.insert(kilde) }
        }
        for verdi in kilder { bokfoer(verdi, finnes, finnesEtSted, avledetAv) }
        return regnskap
    }

    // MARK: Walking the trees

    private static func roots(of root: XMLElement) -> [XMLElement] {
        guard root.localName == "PutMessageRequest" else { return [root] }
        return root.children.flatMap { $0.localName == "payload" ? $0.children : [$0] }
    }

    private func collect(
        _ element: XMLElement, sti: String, gruppe: Int, arv: (Forkaster?, Bool), _ forkastet: [String: Forkaster],
        into result: inout [Verdi]
    ) {
        var arv = arv
        // The path with numbers is costly; it is needed only where something was discarded at all.
        if !forkastet.isEmpty, arv.0 == nil {
            let path = Self.findingPath(element)
            // A finding about all elements of a name has no number at its end.
            arv.0 = forkastet[path] ?? (path.hasSuffix("]") ? forkastet[Self.withoutLastNumber(path)] : nil)
        }
        if element.attribute("utelatt", namespace: Self.skjelett) == "ja" { arv.1 = true }
        for name in element.attributeNames {
            let verdi = element.attribute(name) ?? ""
            add(
                Verdi(sti: sti + "/@" + name, gruppe: gruppe, verdi: verdi, forkaster: arv.0, erUtelatt: arv.1),
                to: &result)
        }
        let children = element.children
        if children.isEmpty {
            let isFile = tabell.kilder[sti]?.klasse == "F"
            let verdi = isFile ? "fil" : element.text
            add(Verdi(sti: sti, gruppe: gruppe, verdi: verdi, forkaster: arv.0, erUtelatt: arv.1), to: &result)
            return
        }
        var counts: [String: Int] = [:]
        for child in children {
            let childPath = sti + "/" + child.localName
            var number = gruppe
            if tabell.gjentatte[childPath] != nil {
                let isLeftOut = child.attribute("utelatt", namespace: Self.skjelett) == "ja"
                if !isLeftOut { counts[childPath, default: 0] += 1 }
                number = counts[childPath] ?? 0
            }
            collect(child, sti: childPath, gruppe: number, arv: arv, forkastet, into: &result)
        }
    }

    private func add(_ verdi: Verdi, to result: inout [Verdi]) {
        if verdi.verdi.utf8.contains(where: { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 }) {
            result.append(verdi)
        }
    }

    private static func withoutLastNumber(_ path: String) -> String {
        path.lastIndex(of: "[").map { String(path[..<$0]) } ?? path
    }

    private static func findingPath(_ element: XMLElement) -> String {
        let path = element.path
        for prefix in ["PutMessageRequest/payload/", "PutMessageRequest/"] where path.hasPrefix(prefix) {
            return String(path.dropFirst(prefix.count))
        }
        return path
    }

    private func collectTarget(_ element: XMLElement, sti: String, gruppe: Int, into result: inout [Plass]) {
        let children = element.children
        if children.isEmpty {
            if !element.text.isEmpty { result.append(Plass(sti: sti, gruppe: gruppe)) }
            return
        }
        let repeated = Set(tabell.gjentatte.values)
        var counts: [String: Int] = [:]
        for child in children {
            let childPath = sti + "/" + child.localName
            var number = gruppe
            if repeated.contains(childPath) {
                counts[childPath, default: 0] += 1
                number = counts[childPath] ?? 0
            }
            collectTarget(child, sti: childPath, gruppe: number, into: &result)
        }
    }

    // MARK: Entries

    // Rules that make a new value even of the field whose home it is.
    private static let avledende: Set<String> = ["uuid5", "sammensatt", "antall"]

    /// Enters a target value, and tells the source field if the value is derived from one.
    private mutating func bokfoer(_ plass: Plass, _ brukbare: Set<Plass>, _ brukbareEtSted: Set<String>) -> String? {
        guard let felt = tabell.maal[plass.sti] else {
            if !regnskap.uforklarte.contains(plass.sti) { regnskap.uforklarte.append(plass.sti) }
            return nil
        }
        let kilde = felt.kilder.first { kilde in
            // Where source and target group answer to each other, only that group counts.
            let isPaired = tabell.gjentatte.contains {
                kilde.hasPrefix($0.key + "/") && plass.sti.hasPrefix($0.value + "/")
            }
            return isPaired
                ? brukbare.contains(Plass(sti: kilde, gruppe: plass.gruppe)) : brukbareEtSted.contains(kilde)
        }
        let isGiven = felt.parameter.map { parametere[$0]?.isEmpty == false } ?? false
        let status: Regnskap.Maalstatus
        if isGiven || felt.regel == "konstant" || felt.regel == "parameter" {
            status = .defaulted
        } else if let kilde {
            let isHome = tabell.kilder[kilde]?.maal.first == plass.sti
            status = isHome && !Self.avledende.contains(felt.regel) ? .mapped : .derived
        } else {
            status = felt.ellers == "standard" ? .defaulted : .derived
        }
        let noekkel = MaalNoekkel(sti: plass.sti, status: status, kilde: isGiven ? nil : kilde)
        if let index = maalplass[noekkel] {
            regnskap.maal[index].antall += 1
        } else {
            maalplass[noekkel] = regnskap.maal.count
            regnskap.maal.append(
                Regnskap.Maalpost(
                    maal: plass.sti, status: status, kilde: isGiven ? nil : kilde,
                    regel: isGiven ? "parameter" : felt.regel, antall: 1))
        }
        return status == .derived ? kilde : nil
    }

    private mutating func bokfoer(
        _ verdi: Verdi, _ finnes: Set<Plass>, _ finnesEtSted: Set<String>, _ avledetAv: Set<String>
    ) {
        let felt = tabell.kilder[verdi.sti]
        let maal = (felt?.maal ?? []).filter { sti in
            let isPaired = tabell.gjentatte.contains {
                verdi.sti.hasPrefix($0.key + "/") && sti.hasPrefix($0.value + "/")
            }
            return isPaired ? finnes.contains(Plass(sti: sti, gruppe: verdi.gruppe)) : finnesEtSted.contains(sti)
        }
        let status = status(verdi, felt, naadde: !maal.isEmpty, avledetAv)
        let noekkel = KildeNoekkel(sti: verdi.sti, status: status)
        if let index = kildeplass[noekkel] {
            regnskap.kilder[index].antall += 1
        } else {
            kildeplass[noekkel] = regnskap.kilder.count
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: verdi.sti, status: status, maal: status == .mapped ? maal : [], regel: felt?.regel ?? "",
                    antall: 1))
        }
    }

    private func status(
        _ verdi: Verdi, _ felt: Felttabell.Kildefelt?, naadde: Bool, _ avledetAv: Set<String>
    ) -> Regnskap.Kildestatus {
        if verdi.forkaster == .holdtTilbake { return .withheld }
        guard let felt, verdi.forkaster == nil, !verdi.erUtelatt else { return .left }
        switch felt.klasse {
        case "F": return .mapped
        case "N", "P":
            // A flag says something only when it is raised.
            if felt.regel == "flagg", verdi.verdi.allSatisfy({ $0 == "0" || $0.isWhitespace }) { return .left }
            if naadde || felt.erISBD { return .mapped }
        default: break
        }
        return avledetAv.contains(verdi.sti) ? .derived : .left
    }
}
