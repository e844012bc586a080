// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing

/// What is carried for groups, when groups have been added or removed on the way.
@Suite struct GrupperPaaVeienTests {
    private let forsendelse: Forsendelse

    init() throws {
        let input = Omgivelser.root.appending(path: "golden/0049-alle-felt-fylt/input.xml")
        forsendelse = try #require(try omform([UInt8](try Data(contentsOf: input))).forsendelse)
    }

    /// The message that comes back of an arkivmelding that was changed, and the places of what was not used.
    private func tilbake(_ endre: (inout String) throws -> Void) throws -> (melding: String, ubrukt: [String]) {
        let omforming = try omvendt(endre)
        #expect(omforming.verdict == .accepted)
        let ubrukt = omforming.funn.filter { $0.funn.kode == "OM-077" }.compactMap(\.funn.sted.sti)
        return (String(decoding: omforming.stylesheetOutput, as: UTF8.self), ubrukt.map { String($0.suffix(12)) })
    }

    private func omvendt(_ endre: (inout String) throws -> Void) throws -> Tilbakeomforming {
        var arkivmelding = String(decoding: forsendelse.arkivmelding, as: UTF8.self)
        try endre(&arkivmelding)
        return omformer.bestEdu(
            of: try les(Array(arkivmelding.utf8)), sbd: forsendelse.sbd,
            filer: forsendelse.dokumenter.map { Forsendelsesfil(navn: $0.navn, size: 1) })
    }

    private static func sett(_ element: String, foer merke: String, _ tekst: inout String) throws {
        let plass = try #require(tekst.range(of: merke))
        tekst.insert(contentsOf: element, at: plass.lowerBound)
    }

    private static let part = """
        <korrespondansepart><korrespondanseparttype>Mottaker</korrespondanseparttype>\
        <korrespondansepartNavn>Ny part</korrespondansepartNavn></korrespondansepart>
        """

    @Test func asManyGroupsAsThenKeepWhatIsCarried() throws {
        let (melding, ubrukt) = try tilbake { _ in }
        #expect(ubrukt == [])
        #expect(melding.contains("<amRef>") && melding.contains("<tiOppbedato>"))
    }

    @Test func aPartyThatWasAddedGetsNothingOfTheOthersAndTheyKeepTheirs() throws {
        let (melding, ubrukt) = try tilbake { try Self.sett(Self.part, foer: "<korrespondansepart>", &$0) }
        #expect(ubrukt == [])
        let parter = Self.grupper("avsmot", melding)
        #expect(parter.count { $0.contains("Ny part") } == 1)
        for part in parter {
            #expect(part.contains("Ny part") != part.contains("<amRef>"))
            #expect(part.contains("Ny part") != part.contains("<amOrgnr>"))
        }
        // The notes are as many as they were.
        #expect(melding.contains("<tiOppbedato>"))
    }

    /// Swaps the places of the first two elements of a name.
    private static func bytt(_ navn: String, _ tekst: inout String) throws {
        let (start, slutt) = ("<\(navn)>", "</\(navn)>")
        let a = try #require(tekst.range(of: start)).lowerBound
        let b = try #require(tekst.range(of: slutt, range: a..<tekst.endIndex)).upperBound
        let c = try #require(tekst.range(of: start, range: b..<tekst.endIndex)).lowerBound
        let d = try #require(tekst.range(of: slutt, range: c..<tekst.endIndex)).upperBound
        tekst = String(tekst[..<a] + tekst[c..<d] + tekst[b..<c] + tekst[a..<b] + tekst[d...])
    }

    private static func grupper(_ navn: String, _ melding: String) -> [String] {
        melding.components(separatedBy: "<\(navn)").dropFirst().filter { $0.first == ">" || $0.first == " " }.compactMap
        {
            $0.components(separatedBy: "</\(navn)>").first
        }
    }

    @Test(arguments: [
        ("korrespondansepart", "avsmot"), ("dokumentbeskrivelse", "dokument"), ("merknad", "tilleggsinfo"),
    ])
    func groupsThatSwapPlacesKeepTheirOwn(_ element: String, _ gruppe: String) throws {
        let (foer, _) = try tilbake { _ in }
        let omforming = try omvendt { try Self.bytt(element, &$0) }
        #expect(omforming.verdict == .accepted)
        #expect(
            !omforming.funn.contains { ["OM-076", "OM-077", "OM-079"].contains($0.funn.kode) }, "\(omforming.funn)")
        let etter = String(decoding: omforming.stylesheetOutput, as: UTF8.self)
        let (a, b) = (Self.grupper(gruppe, foer), Self.grupper(gruppe, etter))
        #expect(a.count == b.count && a.count >= 2 && a != b && a.sorted() == b.sorted())
        let regnskap = try #require(omforming.rapport.regnskap)
        let uendret = try #require(try omvendt { _ in }.rapport.regnskap)
        #expect(regnskap.antall(Regnskap.Maalstatus.defaulted) == uendret.antall(Regnskap.Maalstatus.defaulted))
        #expect(regnskap.antall(Regnskap.Maalstatus.carried) == uendret.antall(Regnskap.Maalstatus.carried))
    }

    @Test func aPartyThatIsCalledSomethingElseIsTheSameAndThatIsTold() throws {
        let omforming = try omvendt {
            guard let start = $0.range(of: "<korrespondansepartNavn>"),
                let slutt = $0.range(of: "</korrespondansepartNavn>")
            else { return }
            $0.replaceSubrange(start.upperBound..<slutt.lowerBound, with: "Rettet navn")
        }
        let melding = String(decoding: omforming.stylesheetOutput, as: UTF8.self)
        #expect(Self.grupper("avsmot", melding).first?.contains("<amRef>") == true)
        #expect(omforming.funn.filter { $0.funn.kode == "OM-079" }.count == 1)
    }

    @Test func ifAllGroupsAreGoneWhatTheyCarriedIsToldOf() throws {
        let (_, ubrukt) = try tilbake {
            while let start = $0.range(of: "<korrespondansepart>"), let slutt = $0.range(of: "</korrespondansepart>") {
                $0.removeSubrange(start.lowerBound..<slutt.upperBound)
            }
        }
        #expect(ubrukt == ["st/avsmot[1]", "st/avsmot[2]"])
    }

    @Test func aNameThatTwoHaveIsNobodys() throws {
        // What is carried for the first party belongs to whoever has its name, when one has.
        let name = "Ny part"
        func parter(_ count: Int) throws -> (melding: String, ubrukt: [String]) {
            try tilbake {
                $0.replace(
                    "<b:avsmot nr=\"1\" kjennetegn=\"Fjordvik kommune\">",
                    with: "<b:avsmot nr=\"1\" kjennetegn=\"\(name)\"><b:amNavn r=\"\(name)\">BÅRET</b:amNavn>")
                for _ in 0..<count { try Self.sett(Self.part, foer: "<korrespondansepart>", &$0) }
            }
        }
        let one = try parter(1)
        #expect(one.melding.contains("BÅRET") && !one.ubrukt.contains("st/avsmot[1]"))
        let two = try parter(2)
        #expect(!two.melding.contains("BÅRET") && two.ubrukt.contains("st/avsmot[1]"))
    }

    @Test func manyOfOneNameGetNothingOfWhatIsCarried() throws {
        let (melding, ubrukt) = try tilbake {
            let part = Self.part.replacing("Ny part", with: "Fjordvik kommune")
            try Self.sett(String(repeating: part, count: 6000), foer: "<korrespondansepart>", &$0)
        }
        #expect(melding.matches(of: /<avsmot>/).count == 6002)
        #expect(ubrukt == ["st/avsmot[1]"])
    }

    @Test func manyOfWhatThereIsOneOfAreToldOf() throws {
        let omforming = try omvendt {
            try Self.sett(
                String(repeating: "<referanseArkivdel>x</referanseArkivdel>", count: 20_000), foer: "<saksaar>", &$0)
        }
        #expect(omforming.verdict == .accepted)
        #expect(omforming.rapport.funn.contains { $0.funn.kode == "OM-090" && $0.funn.argumenter.first == "OM-070" })
    }

    @Test(arguments: [
        ("<dokumentbeskrivelse/>", "<dokumentbeskrivelse>", 20_000 - 2, "maxDocuments"),
        ("<dokumentobjekt/>", "</dokumentbeskrivelse>", 1000 - 1, "maxDokumentobjekter"),
    ])
    func moreDocumentsThanThereMayBeAreRefused(
        _ element: String, _ merke: String, _ room: Int, _ limit: String
    ) throws {
        for count in [room, room + 1] {
            let omforming = try omvendt {
                try Self.sett(String(repeating: element, count: count), foer: merke, &$0)
            }
            let over = omforming.funn.filter { $0.funn.kode == "XM-004" }.map(\.funn.argumenter.first)
            #expect(over == (count > room ? [limit] : []))
            #expect((omforming.verdict == .rejected) == (count > room))
        }
    }
}
