// SPDX-License-Identifier: Apache-2.0

/// Says where two messages differ in what they say, however they are written.
///
/// Elements, their order, attributes and text count, an empty element is not an absent one, and documents count byte
/// for byte. Not counted: indentation between elements, and how something is written.
public struct Meldingslikhet {
    /// What may differ, by the path without numbers; everything else must be the same.
    private let utenom: ((String) -> Bool)?
    private let medFiler: Bool
    private var funnet: [String] = []

    /// Most differences that are told.
    public static let flest = 20

    /// The differences of two messages, each with its path; empty when they say the same.
    ///
    /// - Parameters:
    ///   - medFiler: whether the bytes of documents are compared. The product's own tree does not hold them.
    ///   - utenom: paths without numbers, such as `envelope/sender/orgnr`, that are passed over with all inside them.
    public static func forskjeller(
        _ venstre: Meldingsinnhold, _ hoeyre: Meldingsinnhold, medFiler: Bool = true,
        utenom: ((String) -> Bool)? = nil
    ) -> [String] {
        var likhet = Meldingslikhet(utenom: utenom, medFiler: medFiler)
        likhet.sammenlign(venstre.konvolutt, hoeyre.konvolutt, "envelope")
        likhet.sammenlign(venstre.melding, hoeyre.melding, "Melding")
        return likhet.funnet.prefix(flest) + (likhet.funnet.count > flest ? ["… og flere"] : [])
    }

    /// The differences of two messages as bytes, each in any form.
    ///
    /// - Throws: ``Meldingsleser/Feil`` when one cannot be read.
    public static func forskjeller(
        _ venstre: [UInt8], _ hoeyre: [UInt8], medFiler: Bool = true,
        utenom: ((String) -> Bool)? = nil
    ) throws -> [String] {
        forskjeller(
            try Meldingsleser.melding(venstre), try Meldingsleser.melding(hoeyre), medFiler: medFiler, utenom: utenom)
    }

    private init(utenom: ((String) -> Bool)?, medFiler: Bool) {
        self.utenom = utenom
        self.medFiler = medFiler
    }

    private mutating func noter(_ sti: String, _ tekst: String) {
        guard funnet.count <= Self.flest, !erUtenom(sti) else { return }
        funnet.append("\(sti): \(tekst)")
    }

    private func erUtenom(_ sti: String) -> Bool { utenom.map { $0(Self.utenNummer(sti)) } ?? false }

    private static func utenNummer(_ sti: String) -> String {
        var result = ""
        var erNummer = false
        for tegn in sti {
            if tegn == "[" { erNummer = true }
            if !erNummer { result.append(tegn) }
            if tegn == "]" { erNummer = false }
        }
        return result
    }

    private mutating func sammenlign(_ venstre: Meldingselement?, _ hoeyre: Meldingselement?, _ sti: String) {
        switch (venstre, hoeyre) {
        case (nil, nil): break
        case (_?, nil): noter(sti, "mangler til høyre")
        case (nil, _?): noter(sti, "mangler til venstre")
        case (let venstre?, let hoeyre?): sammenlign(venstre, hoeyre, sti)
        }
    }

    private mutating func sammenlign(_ venstre: Meldingselement, _ hoeyre: Meldingselement, _ sti: String) {
        if funnet.count > Self.flest || erUtenom(sti) { return }
        if venstre.navnerom != hoeyre.navnerom {
            noter(sti, "navnerom \(vis(venstre.navnerom)) mot \(vis(hoeyre.navnerom))")
        }
        attributter(venstre, hoeyre, sti)
        if venstre.navn == "base64" {
            guard medFiler else { return }
            if venstre.erBlad, hoeyre.erBlad, let en = venstre.byte, let annen = hoeyre.byte {
                if en != annen { noter(sti, "\(en.count) byte mot \(annen.count) andre byte") }
                return
            }
        }
        if !Self.erLike(venstre.tekst, hoeyre.tekst) {
            noter(sti, "\(vis(venstre.tekst)) mot \(vis(hoeyre.tekst))")
        }
        barn(venstre, hoeyre, sti)
        if !venstre.erBlad, !venstre.tekst.isEmpty, Self.rekke(venstre) != Self.rekke(hoeyre) {
            noter(sti, "tekst og elementer i annen rekkefølge")
        }
    }

    private mutating func attributter(_ venstre: Meldingselement, _ hoeyre: Meldingselement, _ sti: String) {
        for attributt in venstre.attributter {
            guard let annen = hoeyre.attributt(attributt.navn) else {
                noter("\(sti)/@\(attributt.navn)", "mangler til høyre")
                continue
            }
            if !Self.erLike(attributt.verdi, annen) {
                noter("\(sti)/@\(attributt.navn)", "\(vis(attributt.verdi)) mot \(vis(annen))")
            }
        }
        for attributt in hoeyre.attributter where venstre.attributt(attributt.navn) == nil {
            noter("\(sti)/@\(attributt.navn)", "mangler til venstre")
        }
    }

    private mutating func barn(_ venstre: Meldingselement, _ hoeyre: Meldingselement, _ sti: String) {
        let (en, annen) = (Self.nummerert(venstre), Self.nummerert(hoeyre))
        if en.isEmpty, annen.isEmpty { return }
        let igjen = Dictionary(uniqueKeysWithValues: annen.map { ($0.navn, $0.element) })
        let kjente = Set(en.map(\.navn))
        for (navn, element) in en { sammenlign(element, igjen[navn], "\(sti)/\(navn)") }
        for (navn, _) in annen where !kjente.contains(navn) { noter("\(sti)/\(navn)", "mangler til venstre") }
        let felles = (en.map(\.navn).filter { igjen[$0] != nil }, annen.map(\.navn).filter { kjente.contains($0) })
        if let plass = zip(felles.0, felles.1).first(where: { $0 != $1 }) {
            noter(sti, "rekkefølge: \(plass.0) mot \(plass.1)")
        }
    }

    // Children with their number among those of the same name.
    private static func nummerert(_ element: Meldingselement) -> [(navn: String, element: Meldingselement)] {
        let barn = element.barn
        var antall: [String: Int] = [:]
        return barn.map { ett in
            antall[ett.navn, default: 0] += 1
            let nummer = antall[ett.navn, default: 1]
            return (nummer == 1 ? ett.navn : "\(ett.navn)[\(nummer)]", ett)
        }
    }

    // Where text stands among the elements, blanks aside.
    private static func rekke(_ element: Meldingselement) -> [String] {
        var result: [String] = []
        for del in element.innhold {
            switch del {
            case .element(let barn): result.append("<\(barn.navn)>")
            case .tekst(let tekst):
                if !tekst.unicodeScalars.allSatisfy(Meldingselement.erBlank), result.last != "tekst" {
                    result.append("tekst")
                }
            }
        }
        return result
    }

    // Strings that are canonically equivalent are equal in Swift, and different in XML.
    private static func erLike(_ venstre: String, _ hoeyre: String) -> Bool {
        venstre == hoeyre && Array(venstre.utf8) == Array(hoeyre.utf8)
    }

    private func vis(_ tekst: String) -> String {
        let utsnitt = String(String.UnicodeScalarView(tekst.unicodeScalars.prefix(60)))
        let deler = utsnitt.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control || scalar.value > 0x17f
                ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return "«\(deler.joined())\(utsnitt.utf8.count < tekst.utf8.count ? "…" : "")»"
    }
}
