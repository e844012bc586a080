// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Every field of both sides, once, from a table in `xslt/`.
final class Felttabell: Sendable {
    /// A field of the other side.
    struct Motpart: Sendable {
        let sti: Int
        /// Group i of the one answers to group i of the other.
        let erPar: Bool
    }

    /// A field of BEST/EDU.
    struct Kildefelt: Sendable {
        let klasse: String
        let regel: String
        /// The first is the field's own place.
        let maal: [Motpart]
        /// What the value follows from when it is not carried.
        let av: Motpart?
        /// The repeated group that the field stands in.
        let gruppe: Int?
        /// The field stands in the SBD.
        let erISBD: Bool
        /// What the way back writes whatever was read.
        let konstant: String?
    }

    /// A field of arkivmelding.
    struct Maalfelt: Sendable {
        let regel: String
        /// In order of preference.
        let kilder: [Motpart]
        let ellers: String
        /// Name of the stylesheet's parameter that goes before all sources when it is given.
        let parameter: String?
    }

    /// The groups of an arkivmelding of which only one is read on the way back, and what is around it.
    struct Valg: Sendable {
        /// Paths of the group and of what is around it.
        let gruppe, rundt: Int
        /// Names of the group, in each place that it may have.
        let navn: Set<String>
        /// Name of what is around it.
        let navnRundt: String
    }

    /// All paths of the table, and others that accounts have met.
    let lager: Stilager
    /// By path.
    let kilder: Stitabell<Kildefelt>
    /// By path.
    let maal: Stitabell<Maalfelt>
    /// The fields of BEST/EDU that a path of arkivmelding gives on the way back.
    let tilbake: Stitabell<[Motpart]>
    /// The paths of arkivmelding that give a field without being its own place.
    let tilbakekilder: Stitabell<[Motpart]>
    /// What is chosen on the way back.
    let valg: Valg?
    /// Paths below which the fields of another path stand once more.
    let kopier: Stimengde
    /// Source groups that repeat, each with its counterpart: group i answers to group i.
    let gjentatte: [String: String]
    /// The groups of both sides that repeat.
    let gjentatteKilder, gjentatteMaal: Stimengde
    /// The counterpart of each source group.
    let gruppemaal: Stitabell<Int>
    /// Paths of the source groups that are fields with fields inside: they neither repeat nor have a carrier.
    let sammensatte: Stimengde
    /// The source group whose leftovers an element of the carrier holds, by the element's name.
    let restgrupper: [String: Int]
    /// Paths that stand for a file, in a group or in a copy of one.
    let filer: Stimengde
    /// Names of all source groups, and of the groups that they stand in.
    let gruppenavn: Set<String>
    /// Names of all fields of the source that are no groups, attributes with them.
    let feltnavn: Set<String>

    init(_ path: String) throws {
        var leser = Leser()
        for element in try Ressurser.document(path).root?.children ?? [] {
            guard let sti = element.attribute("sti") else {
                throw ArkivbroError(.brokenResource, "\(path) har en rad uten sti.")
            }
            leser.read(element, sti: sti)
        }
        leser.finish()
        lager = Stilager(leser.stier)
        kilder = leser.kilder
        maal = leser.maal
        tilbake = leser.tilbake
        tilbakekilder = leser.tilbakekilder
        valg = leser.valg
        var kopier = Stimengde()
        for kopi in leser.kopier { kopier.insert(kopi.kopi) }
        self.kopier = kopier
        gjentatte = leser.gjentatte
        gjentatteKilder = leser.gjentatteKilder
        gjentatteMaal = leser.gjentatteMaal
        gruppemaal = leser.gruppemaal
        sammensatte = leser.sammensatte
        restgrupper = leser.restgrupper
        filer = leser.filer
        let stier = leser.stier
        let grupper = leser.gruppemaal.alle.map(\.sti) + leser.kopier.map(\.kopi)
        let gruppenavn = Set(grupper.flatMap { stier[$0].ledd("/").map(String.init) })
        self.gruppenavn = gruppenavn
        let ledd = kilder.alle.flatMap { stier[$0.sti].ledd("/") }
        feltnavn = Set(ledd.map { String($0.trimmingPrefix("@")) }).subtracting(gruppenavn)
    }

    /// Reads the rows, in any order, before the two sides can be held against each other.
    private struct Leser {
        var stier = Stier()
        var kilder = Stitabell<Kildefelt>()
        var maal = Stitabell<Maalfelt>()
        var tilbake = Stitabell<[Motpart]>()
        var tilbakekilder = Stitabell<[Motpart]>()
        var valg: Valg?
        var kopier: [(kopi: Int, av: Int)] = []
        var gjentatte: [String: String] = [:]
        var gjentatteKilder = Stimengde()
        var gjentatteMaal = Stimengde()
        var gruppemaal = Stitabell<Int>()
        var sammensatte = Stimengde()
        var restgrupper: [String: Int] = [:]
        var filer = Stimengde()
        private var filstier: [Int] = []

        private var kilderader: [(sti: String, rad: XMLElement, gruppe: String)] = []
        private var maalrader: [(sti: String, rad: XMLElement)] = []
        private var gir: [(maal: String, felt: String)] = []
        private var velges: String?
        /// What the paths inside each group that repeats begin with.
        private var gjentatteInni: [(kilde: String, maal: String, sti: Int)] = []

        mutating func read(_ element: XMLElement, sti: String) {
            switch element.localName {
            case "kopi": kopier.append((stier.sti(sti), stier.sti(element.attribute("av") ?? "")))
            case "maal":
                maalrader.append((sti, element))
                gir += Felttabell.words(element.attribute("tilbake")).map { (sti, $0) }
            case "les": gir += Felttabell.words(element.attribute("felt")).map { (sti, $0) }
            case "kilde": readGroup(element, sti: sti)
            default: break
            }
        }

        private mutating func readGroup(_ element: XMLElement, sti: String) {
            let gruppe = element.attribute("maal") ?? ""
            let nummer = stier.sti(sti)
            gruppemaal[nummer] = stier.sti(gruppe)
            if element.attribute("velges") == "ja" { velges = gruppe }
            if element.attribute("gjentas") == "ja" {
                gjentatte[sti] = gruppe
                gjentatteKilder.insert(nummer)
                gjentatteMaal.insert(stier.sti(gruppe))
            }
            if let rest = element.attribute("rest") {
                restgrupper[rest] = nummer
            } else if element.attribute("gjentas") != "ja" {
                sammensatte.insert(nummer)
            }
            for felt in element.children {
                guard let navn = felt.attribute("navn") else { continue }
                kilderader.append((sti + "/" + navn, felt, gruppe))
                if let av = felt.attribute("av") { gir.append((Felttabell.path(av, from: gruppe), sti + "/" + navn)) }
            }
        }

        mutating func finish() {
            gjentatteInni = gjentatte.map { ($0.key + "/", $0.value + "/", stier.sti($0.key)) }
            for (sti, rad, gruppe) in kilderader {
                let nummer = stier.sti(sti)
                kilder[nummer] = Kildefelt(
                    klasse: rad.attribute("klasse") ?? "", regel: rad.attribute("regel") ?? "",
                    maal: Felttabell.words(rad.attribute("maal")).map { maal in
                        let path = Felttabell.path(maal, from: gruppe)
                        return Motpart(sti: stier.sti(path), erPar: erPar(kilde: sti, maal: path))
                    },
                    av: rad.attribute("av").map {
                        let path = Felttabell.path($0, from: gruppe)
                        return Motpart(sti: stier.sti(path), erPar: erPar(kilde: sti, maal: path))
                    },
                    gruppe: gjentatteInni.first { sti.hasPrefix($0.kilde) }?.sti,
                    erISBD: rad.attribute("sbd") == "ja", konstant: rad.attribute("verdi"))
                if rad.attribute("klasse") == "F" {
                    filer.insert(nummer)
                    filstier.append(nummer)
                }
            }
            for (sti, rad) in maalrader {
                maal[stier.sti(sti)] = Maalfelt(
                    regel: rad.attribute("regel") ?? "",
                    kilder: Felttabell.words(rad.attribute("kilder")).map {
                        Motpart(sti: stier.sti($0), erPar: erPar(kilde: $0, maal: sti))
                    },
                    ellers: rad.attribute("ellers") ?? "-", parameter: rad.attribute("parameter"))
            }
            for (sti, felt) in kilder.alle {
                guard let own = felt.maal.first else { continue }
                tilbake[own.sti, default: []].append(Motpart(sti: sti, erPar: own.erPar))
            }
            for (maal, felt) in gir {
                let (fra, til, erPar) = (stier.sti(maal), stier.sti(felt), erPar(kilde: felt, maal: maal))
                tilbake[fra, default: []].append(Motpart(sti: til, erPar: erPar))
                tilbakekilder[til, default: []].append(Motpart(sti: fra, erPar: erPar))
            }
            if let velges { valg = valg(av: velges) }
            for (kopi, av) in kopier {
                let original = stier[av] + "/"
                for fil in filstier where stier[fil].hasPrefix(original) {
                    filer.insert(stier.sti(String(stier[fil].dropFirst(original.count)), fra: kopi))
                }
            }
        }

        private mutating func valg(av sti: String) -> Valg {
            let gruppe = stier.sti(sti)
            let rundt = Felttabell.path("..", from: sti)
            let steder = [gruppe] + kopier.filter { $0.av == gruppe }.map(\.kopi)
            return Valg(
                gruppe: gruppe, rundt: stier.sti(rundt), navn: Set(steder.map { Felttabell.lastStep(stier[$0]) }),
                navnRundt: Felttabell.lastStep(rundt))
        }

        private func erPar(kilde: String, maal: String) -> Bool {
            gjentatteInni.contains { kilde.hasPrefix($0.kilde) && maal.hasPrefix($0.maal) }
        }
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").ledd(" ").map(String.init)
    }

    private static func lastStep(_ path: String) -> String { path.ledd("/").last.map(String.init) ?? "" }

    private static func path(_ relative: String, from group: String) -> String {
        var steps = group.ledd("/")
        for step in relative.ledd("/") {
            switch step {
            case ".": continue
            case "..": _ = steps.popLast()
            default: steps.append(step)
            }
        }
        return steps.joined(separator: "/")
    }
}
