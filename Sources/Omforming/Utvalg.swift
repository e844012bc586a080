// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// The part of an arkivmelding that is read on the way back: one journal post and the folder around it.
struct Utvalg {
    /// Names of the elements of which only the chosen ones are read.
    let navn: Set<String>
    private let valgte: [(element: XMLElement, tabellsti: Int)]

    /// - Parameter nummer: which one, counted from 1 in the order of the document.
    init?(i root: XMLElement, tabell: Felttabell, nummer: Int) {
        guard let valg = tabell.valg else { return nil }
        var funnet = 0
        var valgt: XMLElement?
        for case .start(let element) in root.events
        where valg.navn.contains(element.localName) && element.namespace == root.namespace {
            funnet += 1
            if funnet == nummer {
                valgt = element
                break
            }
        }
        guard let valgt else { return nil }
        var valgte = [(valgt, valg.gruppe)]
        var over = valgt.parent
        while let element = over {
            over = element.parent
            if element.localName == valg.navnRundt {
                valgte.append((element, valg.rundt))
                break
            }
        }
        navn = valg.navn.union([valg.navnRundt])
        self.valgte = valgte
    }

    /// The path that stands for a chosen element in the table; nil when it is not read.
    func tabellsti(of element: XMLElement) -> Int? { valgte.first { $0.element == element }?.tabellsti }
}
