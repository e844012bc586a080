// SPDX-License-Identifier: Apache-2.0
import Foundation
import Omforming
import SafeXML
import Testhjelp
import Testing

/// The instruments themselves: a generator that leaves something out, or a comparison that sees nothing, proves nothing.
@Suite struct MeldingsgeneratorTests {
    private static func meldinger(_ antall: UInt64, _ styrke: Meldingsgenerator.Styrke) -> [Testmelding] {
        (0..<antall).map { Meldingsgenerator.melding(seed: $0, styrke: styrke) }
    }

    @Test func theSameSeedGivesTheSameMessage() {
        for styrke in Meldingsgenerator.Styrke.allCases {
            let en = Meldingsgenerator.melding(seed: 42, styrke: styrke)
            let annen = Meldingsgenerator.melding(seed: 42, styrke: styrke)
            #expect(en.byte == annen.byte)
            #expect(en.byte != Meldingsgenerator.melding(seed: 43, styrke: styrke).byte)
        }
    }

    @Test(arguments: Meldingsgenerator.Styrke.allCases)
    func whatIsWrittenSaysWhatWasMeant(_ styrke: Meldingsgenerator.Styrke) throws {
        for melding in Self.meldinger(300, styrke) {
            let lest = try Meldingsleser.melding(melding.byte)
            #expect(Meldingslikhet.forskjeller(melding.innhold, lest) == [], "seed \(melding.seed) \(melding.maate)")
        }
    }

    @Test func validMessagesAreValid() throws {
        for melding in Self.meldinger(150, .gyldig) {
            let brudd = try omform(melding.byte).koder.filter { $0.hasPrefix("BE-10") }
            #expect(brudd == [], "seed \(melding.seed)")
        }
    }

    @Test func theTableOfFieldsIsTheSchema() throws {
        let bytes = [UInt8](
            try Data(contentsOf: Omgivelser.root.appending(path: "schemas/noark-exchange/noark4-types.xsd")))
        let schema = try Meldingsleser.xml(bytes)
        let typer = Dictionary(
            uniqueKeysWithValues: schema.barn.filter { $0.navn == "complexType" }.map {
                ($0.attributt("name") ?? "", $0)
            })
        func linjer(type: String) -> [String] {
            (typer[type]?.barn.first?.barn ?? []).map { felt in
                let barnetype = (felt.attributt("type") ?? "").split(separator: ":").last.map(String.init) ?? ""
                let hva = typer[barnetype] == nil ? "blad" : felt.attributt("maxOccurs") ?? "1"
                return "\(felt.attributt("name") ?? "") \(felt.attributt("minOccurs") ?? "1") \(hva)"
            }
        }
        let navn = [
            "Melding": "MeldingType", "journpost": "JournpostType", "avsmot": "AvsmotType",
            "tilleggsinfo": "TilleggsinfoType", "dokument": "DokumentType", "fil": "FilType",
            "noarksak": "NoarksakType", "klassering": "KlasseringType", "sakspart": "SakspartType",
            "nokkel": "EksternNokkelType",
        ]
        #expect(Set(navn.keys) == Set(Meldingsfelt.grupper.keys))
        for (gruppe, type) in navn {
            let vaare = (Meldingsfelt.grupper[gruppe] ?? []).map { felt in
                switch felt.innhold {
                case .blad: "\(felt.navn) \(felt.kreves ? 1 : 0) blad"
                case .gruppe: "\(felt.navn) \(felt.kreves ? 1 : 0) 1"
                case .grupper: "\(felt.navn) 0 unbounded"
                }
            }
            #expect(vaare == linjer(type: type))
        }
        #expect(Meldingsfelt.slag.count == 112)
    }

    @Test func everyFieldAndFormAndCodeComesUp() {
        let meldinger = Self.meldinger(400, .gyldig)
        var felt: [String: Set<String>] = [:]
        func samle(_ element: Meldingselement) {
            if element.erBlad { felt[element.navn, default: []].insert(element.tekst) }
            element.barn.forEach(samle)
        }
        for melding in meldinger {
            melding.innhold.melding.map(samle)
            melding.innhold.konvolutt.map(samle)
        }
        for navn in Meldingsfelt.slag.keys {
            // Absent is the schema's business; empty, blank and filled must all be tried.
            let verdier = felt[navn] ?? []
            #expect(verdier.contains("") && verdier.count > 5, "\(navn)")
            #expect(verdier.contains { !$0.isEmpty && $0.allSatisfy(\.isWhitespace) } || navn == "base64", "\(navn)")
            #expect(verdier.isSuperset(of: Meldingsfelt.koder[navn] ?? []), "\(navn)")
        }
        #expect(Set(meldinger.map(\.maate.form)).count == Meldinger.Form.allCases.count)
        #expect(Set(meldinger.map(\.maate.ramme)).count == Skrivemaate.Ramme.allCases.count)
        #expect(Set(meldinger.map(\.maate.navn)).count == Skrivemaate.Navn.allCases.count)
        #expect(Set(meldinger.map(\.maate.start)).count == Skrivemaate.Start.allCases.count)
        #expect(Set(meldinger.map(\.maate.base64)).count == Skrivemaate.Base64.allCases.count)
        #expect(Set(meldinger.map { $0.innhold.dokumenter.count }).isSuperset(of: [0, 1, 2, 3]))
    }

    @Test func everyDifferenceIsSeen() throws {
        let liten = Meldingsinnhold(
            konvolutt: Meldingselement(
                "envelope", attributter: [.init("conversationId", "x")],
                barn: [Meldingselement("sender", barn: [Meldingselement("orgnr", tekst: "310000035")])]),
            melding: Meldingselement(
                "Melding", navnerom: Meldingsinnhold.noark4,
                barn: [
                    Meldingselement(
                        "journpost",
                        barn: [
                            Meldingselement("jpId", tekst: "é"), Meldingselement("jpU1", tekst: ""),
                            Meldingselement("avsmot", barn: [Meldingselement("amNavn", tekst: " a  b\r\n")]),
                            Meldingselement("avsmot", barn: [Meldingselement("amNavn", tekst: "c")]),
                            Meldingselement(
                                "dokument",
                                barn: [Meldingselement("fil", barn: [Meldingselement("base64", tekst: "AQID")])]),
                        ])
                ]))
        func med(_ endring: (inout Meldingselement) -> Void) -> [String] {
            var annen = liten
            var journpost = annen.melding?.barn[0] ?? Meldingselement("")
            endring(&journpost)
            annen.melding?.barn[0] = journpost
            return Meldingslikhet.forskjeller(liten, annen)
        }
        #expect(med { _ in } == [])
        #expect(med { $0.barn[0] = Meldingselement("jpId", tekst: "e\u{301}") }.count == 1)
        #expect(med { $0.barn.remove(at: 1) } == ["Melding/journpost/jpU1: mangler til høyre"])
        #expect(med { $0.barn[1] = Meldingselement("jpU1", tekst: " ") }.count == 1)
        #expect(med { $0.barn.swapAt(0, 1) } == ["Melding/journpost: rekkefølge: jpId mot jpU1"])
        #expect(med { $0.barn.swapAt(2, 3) }.count == 2)
        #expect(med { $0.barn[2].barn[0] = Meldingselement("amNavn", tekst: " a b\r\n") }.count == 1)
        #expect(med { $0.barn[2].barn[0] = Meldingselement("amNavn", tekst: " a  b\n") }.count == 1)
        #expect(
            med { $0.barn[2].attributter = [.init("nr", "1")] } == ["Melding/journpost/avsmot/@nr: mangler til venstre"]
        )
        #expect(med { $0.barn[0].navnerom = "urn:x" }.count == 1)
        #expect(med { $0.innhold.append(.tekst("løst")) }.count == 1)
        #expect(med { $0.innhold.append(.tekst("\n  ")) } == [])
        #expect(med { $0.barn[4].barn[0].barn[0] = Meldingselement("base64", tekst: " AQ\nID ") } == [])
        #expect(med { $0.barn[4].barn[0].barn[0] = Meldingselement("base64", tekst: "AQIE") }.count == 1)
        #expect(
            med { $0.barn.append(Meldingselement("jpId", tekst: "é")) } == [
                "Melding/journpost/jpId[2]: mangler til venstre"
            ])
        var annen = liten
        annen.konvolutt?.barn[0].barn[0] = Meldingselement("orgnr", tekst: "310000043")
        #expect(Meldingslikhet.forskjeller(liten, annen).count == 1)
        #expect(Meldingslikhet.forskjeller(liten, annen, utenom: { $0 == "envelope/sender/orgnr" }) == [])
        annen.konvolutt?.attributter = []
        annen.melding = nil
        #expect(Meldingslikhet.forskjeller(liten, annen).count == 3)
    }
}
