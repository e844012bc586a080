// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Every field of both sides, once, from a table in `xslt/`.
struct Felttabell: Sendable {
    /// A field of BEST/EDU.
    struct Kildefelt: Sendable {
        let klasse: String
        let regel: String
        /// Full paths in arkivmelding; the first is the field's own place.
        let maal: [String]
        /// The field stands in the SBD.
        let erISBD: Bool
    }

    /// A field of arkivmelding.
    struct Maalfelt: Sendable {
        let regel: String
        /// Full paths in BEST/EDU, in order of preference.
        let kilder: [String]
        let ellers: String
        /// Name of the stylesheet's parameter that goes before all sources when it is given.
        let parameter: String?
    }

    /// By full path.
    let kilder: [String: Kildefelt]
    /// By full path.
    let maal: [String: Maalfelt]
    /// Paths below which the fields of another path stand once more.
    let kopier: [String: String]
    /// Source groups that repeat, each with its counterpart: group i answers to group i.
    let gjentatte: [String: String]
    /// The counterpart of each source group.
    let gruppemaal: [String: String]
    /// The fields of BEST/EDU whose own place a field of arkivmelding is.
    let hjem: [String: [String]]
    /// Paths of all source groups.
    let grupper: Set<String>
    /// Paths of the source groups that are fields with fields inside: they neither repeat nor have a carrier.
    let sammensatte: Set<String>
    /// The source group whose leftovers an element of the carrier holds, by the element's name.
    let restgrupper: [String: String]

    init(_ path: String) throws {
        var kilder: [String: Kildefelt] = [:]
        var maal: [String: Maalfelt] = [:]
        var gjentatte: [String: String] = [:]
        var kopier: [String: String] = [:]
        var grupper = Set<String>()
        var gruppemaal: [String: String] = [:]
        var hjem: [String: [String]] = [:]
        var sammensatte = Set<String>()
        var restgrupper: [String: String] = [:]
        for element in try Ressurser.document(path).root?.children ?? [] {
            guard let sti = element.attribute("sti") else {
                throw ArkivbroError(.brokenResource, "\(path) har en rad uten sti.")
            }
            if element.localName == "kopi" {
                kopier[sti] = element.attribute("av")
                continue
            }
            if element.localName == "maal" {
                maal[sti] = Maalfelt(
                    regel: element.attribute("regel") ?? "",
                    kilder: Self.words(element.attribute("kilder")), ellers: element.attribute("ellers") ?? "-",
                    parameter: element.attribute("parameter"))
                continue
            }
            let group = element.attribute("maal") ?? ""
            grupper.insert(sti)
            gruppemaal[sti] = group
            if let rest = element.attribute("rest") {
                restgrupper[rest] = sti
            } else if element.attribute("gjentas") != "ja" {
                sammensatte.insert(sti)
            }
            if element.attribute("gjentas") == "ja" { gjentatte[sti] = group }
            for felt in element.children {
                guard let navn = felt.attribute("navn") else { continue }
                if let own = Self.words(felt.attribute("maal")).first {
                    hjem[Self.path(own, from: group), default: []].append(sti + "/" + navn)
                }
                kilder[sti + "/" + navn] = Kildefelt(
                    klasse: felt.attribute("klasse") ?? "", regel: felt.attribute("regel") ?? "",
                    maal: Self.words(felt.attribute("maal")).map { Self.path($0, from: group) },
                    erISBD: felt.attribute("sbd") == "ja")
            }
        }
        self.kilder = kilder
        self.maal = maal
        self.gjentatte = gjentatte
        self.kopier = kopier
        self.grupper = grupper
        self.gruppemaal = gruppemaal
        self.hjem = hjem
        self.sammensatte = sammensatte
        self.restgrupper = restgrupper
    }

    /// Whether a path is that of a file, in a group or in a copy of one.
    func erFil(_ sti: String) -> Bool {
        if kilder[sti]?.klasse == "F" { return true }
        return kopier.contains { copy, original in
            sti.hasPrefix(copy + "/") && kilder[original + sti.dropFirst(copy.count)]?.klasse == "F"
        }
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(separator: " ").map(String.init)
    }

    private static func path(_ relative: String, from group: String) -> String {
        var steps = group.split(separator: "/")
        for step in relative.split(separator: "/") {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }
}
