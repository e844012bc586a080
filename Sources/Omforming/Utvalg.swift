// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// The part of an arkivmelding that is read on the way back: one journal post and the folder around it.
struct Utvalg {
    /// Names of the elements of which only the chosen ones are read.
    let navn: Set<String>
    private let valgte: [(element: XMLElement, tabellsti: String)]

    /// - Parameter nummer: which one, counted from 1 in the order of the document.
    init?(i root: XMLElement, tabell: Felttabell, nummer: Int) {
        guard let sti = tabell.velges else { return nil }
        let rundt = sti.split(separator: "/").dropLast().joined(separator: "/")
        let gruppenavn = rundt.split(separator: "/").last.map(String.init) ?? ""
        let andre = tabell.kopier.filter { $0.value == sti }.keys
        let navn = Set(([sti] + andre).compactMap { $0.split(separator: "/").last.map(String.init) })
        var funnet = 0
        var valgt: XMLElement?
        for case .start(let element) in root.events
        where navn.contains(element.localName) && element.namespace == root.namespace {
            funnet += 1
            if funnet == nummer {
                valgt = element
                break
            }
        }
        guard var element = valgt else { return nil }
        var valgte = [(element, sti)]
        while let neste = element.parent {
            element = neste
            if element.localName == gruppenavn {
                valgte.append((element, rundt))
                break
            }
        }
        self.navn = navn.union([gruppenavn])
        self.valgte = valgte
    }

    /// The path that stands for a chosen element in the table; nil when it is not read.
    func tabellsti(of element: XMLElement) -> String? { valgte.first { $0.element == element }?.tabellsti }
}
