// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing

@Suite struct SammenliknerTests {
    private let sammenlikner: Sammenlikner

    init() throws { sammenlikner = try Sammenlikner() }

    private func compare(_ a: [UInt8], _ b: [UInt8]) throws -> Sammenlikning {
        sammenlikner.compare(sammenlikner.read(try les(a)), sammenlikner.read(try les(b)))
    }

    private func compare(_ a: String, _ b: String) throws -> Sammenlikning { try compare(Array(a.utf8), Array(b.utf8)) }

    /// Each difference as a line: kind, path in A, path in B.
    private func lines(_ result: Sammenlikning) -> [String] {
        result.forskjeller.map { "\($0.slag.rawValue) \($0.stiA ?? "-") \($0.stiB ?? "-")" }
    }

    private func part(_ navn: String, _ sted: String = "Havnes", type: String = "1") -> String {
        """
        <avsmot><amIhtype>\(type)</amIhtype><amNavn>\(navn)</amNavn><amAdresse>\(navn)s vei 1</amAdresse>\
        <amPoststed>\(sted)</amPoststed></avsmot>
        """
    }

    private func melding(_ parter: [String], dokumenter: String = Meldinger.dokument()) -> String {
        Meldinger.melding(journpost: parter.joined(), dokumenter: dokumenter)
    }

    private func arkivmelding(_ inni: String, rot: String = "") -> String {
        """
        <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding" \
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\(rot)><system>x</system>\
        <mappe xsi:type="saksmappe"><tittel>Brygga</tittel>\(inni)</mappe></arkivmelding>
        """
    }

    // MARK: What makes a difference that is not a value's

    @Test func anotherOrderIsADifference() throws {
        let turned = part("Kari").replacing(
            "<amIhtype>1</amIhtype><amNavn>Kari</amNavn>", with: "<amNavn>Kari</amNavn><amIhtype>1</amIhtype>")
        #expect(turned != part("Kari"))
        #expect(
            try lines(compare(melding([part("Kari")]), melding([turned])))
                == ["moved Melding/journpost/avsmot Melding/journpost/avsmot"])
    }

    @Test func blanksInAFieldAreADifference() throws {
        let result = try compare(
            Meldinger.melding(journpost: "<jpOffinnhold>  </jpOffinnhold>"),
            Meldinger.melding(journpost: "<jpOffinnhold/>"))
        #expect(lines(result) == ["changed Melding/journpost/jpOffinnhold Melding/journpost/jpOffinnhold"])
    }

    // MARK: What makes no difference

    @Test func theFormOfAMessageMakesNoDifference() throws {
        let melding = melding([part("Kari"), part("Ola")])
        let forms = Meldinger.Form.allCases.map { Meldinger.putMessage(melding, form: $0) }
        for form in forms { #expect(try compare(forms[0], form).utfall == .like) }
        let spread = Array(melding.replacing("><", with: ">\n  <").utf8)
        #expect(try compare(Array(melding.utf8), spread).utfall == .like)
        #expect(try compare(forms[0], Meldinger.putMessage(melding, id: "annen")).utfall == .ulike)
    }

    @Test func prefixesAndPlacesOfSchemasMakeNoDifference() throws {
        let plain = arkivmelding("<mappeID>1</mappeID>")
        let other = """
            <a:arkivmelding xmlns:a="http://www.arkivverket.no/standarder/noark5/arkivmelding" \
            xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:a b.xsd"><!-- x -->
              <a:system>x</a:system><a:mappe i:type="a:saksmappe"><a:tittel><![CDATA[Brygga]]></a:tittel>
            <a:mappeID>1</a:mappeID></a:mappe></a:arkivmelding>
            """
        #expect(try compare(plain, other).utfall == .like)
        #expect(try compare(plain, other.replacing("a:saksmappe", with: "a:mappe")).utfall == .ulike)
        #expect(try compare(plain, other.replacing("noark5/", with: "noark6/")).utfall == .uavklart)
    }

    @Test func theOrderOfAttributesMakesNoDifference() throws {
        func melding(_ attributes: String) -> [UInt8] {
            Meldinger.putMessage(Meldinger.melding(journpost: "<x \(attributes)>1</x>"))
        }
        #expect(try compare(melding("a='1' b='2'"), melding("b='2' a='1'")).utfall == .like)
        #expect(try compare(melding("a='1' b='2'"), melding("b='1' a='2'")).utfall == .ulike)
    }

    // MARK: What does

    @Test func textBesideElementsIsADifferenceWhereItStands() throws {
        func melding(_ field: String) -> [UInt8] {
            Meldinger.putMessage(Meldinger.melding(journpost: "<x>\(field)</x>"))
        }
        let forms = ["Full<b/>melding", "<b/>Fullmelding", "Fullmelding<b/>", "<b/>"].map(melding)
        for (one, first) in forms.enumerated() {
            for (other, second) in forms.enumerated() {
                #expect(try compare(first, second).utfall == (one == other ? .like : .ulike), "\(one) \(other)")
            }
        }
        #expect(try compare(melding("\n <b/> "), melding("<b/>")).utfall == .like)
    }

    @Test func aValueIsChangedWhereItStands() throws {
        let result = try compare(
            arkivmelding("<basisregistrering xsi:type='journalpost'><tittel>Før</tittel></basisregistrering>"),
            arkivmelding("<basisregistrering xsi:type='journalpost'><tittel>Nå</tittel></basisregistrering>"))
        #expect(result.utfall == .ulike && result.forskjeller.count == 1)
        let forskjell = try #require(result.forskjeller.first)
        #expect(forskjell.slag == .endret && forskjell.gruppe == ["arkivmelding", "saksmappe", "journalpost"])
        #expect(forskjell.stiB == "arkivmelding/mappe/basisregistrering/tittel")
        #expect(forskjell.verdierA.map(\.verdi) == ["Før"] && forskjell.verdierB.map(\.verdi) == ["Nå"])
        let hidden = String(decoding: result.json().bytes, as: UTF8.self)
        #expect(!hidden.contains("Før") && !hidden.contains("Nå"))
        #expect(String(decoding: result.json(showValues: true).bytes, as: UTF8.self).contains("Før"))
    }

    @Test func aPartyThatIsPutInIsOneAddition() throws {
        let (kari, ola, per) = (part("Kari"), part("Ola"), part("Per"))
        for (place, list) in [[per, kari, ola], [kari, per, ola], [kari, ola, per]].enumerated() {
            let result = try compare(melding([kari, ola]), melding(list))
            #expect(lines(result) == ["added - Melding/journpost/avsmot[\(place + 1)]"])
            #expect(result.forskjeller[0].verdierB.map(\.verdi) == ["1", "Per", "Pers vei 1", "Havnes"])
            #expect(result.forskjeller[0].verdierB[1].sti == "amNavn")
            let back = try compare(melding(list), melding([kari, ola]))
            #expect(lines(back) == ["removed Melding/journpost/avsmot[\(place + 1)] -"])
        }
        // One that took the place of another is not the other one changed, though each is alone.
        let result = try compare(melding([part("Kari", "A")]), melding([part("Per", "B")]))
        #expect(lines(result) == ["removed Melding/journpost/avsmot -", "added - Melding/journpost/avsmot"])
    }

    @Test func aPartyThatIsChangedOrMovedIsStillItself() throws {
        let parties = ["Kari", "Ola", "Per", "Siri"].map { part($0) }
        var changed = parties
        changed[2] = part("Per", "Fjordvik")
        changed.insert(part("Ida"), at: 0)
        #expect(
            lines(try compare(melding(parties), melding(changed))) == [
                "added - Melding/journpost/avsmot[1]",
                "changed Melding/journpost/avsmot[3]/amPoststed Melding/journpost/avsmot[4]/amPoststed",
            ])
        let moved = [parties[3], parties[0], parties[1], parties[2]]
        #expect(
            lines(try compare(melding(parties), melding(moved))) == [
                "moved Melding/journpost/avsmot[4] Melding/journpost/avsmot[1]"
            ])
        // Equal ones are counted.
        let twice = [parties[0], parties[0], parties[1]]
        #expect(
            lines(try compare(melding(twice), melding([parties[0], parties[1]]))) == [
                "removed Melding/journpost/avsmot[2] -"
            ])
    }

    @Test func filesOfAMessageAreComparedByContent() throws {
        func documents(_ list: [(String, String)]) -> String {
            list.enumerated().map {
                Meldinger.dokument(base64: $0.element.1, navn: $0.element.0, nummer: $0.offset + 1)
            }.joined()
        }
        let before = melding([], dokumenter: documents([("a.txt", "QUJD"), ("b.txt", "REVG")]))
        let content = melding([], dokumenter: documents([("a.txt", "QUJD"), ("b.txt", "REVH")]))
        #expect(
            lines(try compare(before, content)) == [
                "changed Melding/journpost/dokument[2]/innhold Melding/journpost/dokument[2]/innhold"
            ])
        let base64 = before.replacing("QUJD", with: "QU\nJD")
        #expect(try compare(before, base64).utfall == .like)
        let added = melding([], dokumenter: documents([("ny.txt", "SktM"), ("a.txt", "QUJD"), ("b.txt", "REVG")]))
        let result = lines(try compare(before, added))
        #expect(result.filter { !$0.hasPrefix("changed") } == ["added - Melding/journpost/dokument[1]"])
        // The others have other numbers now, and the first was the letter itself.
        #expect(result.count == 4 && result.allSatisfy { !$0.contains("innhold") && !$0.contains("veFilnavn") })
    }

    @Test func whatIsCarriedIsComparedToo() throws {
        func carrier(_ inni: String) -> String {
            arkivmelding("<virksomhetsspesifikkeMetadata>\(inni)</virksomhetsspesifikkeMetadata>")
        }
        let path = "arkivmelding/mappe/virksomhetsspesifikkeMetadata"
        let a = carrier("<f xmlns='urn:x' n='1'>a</f><f xmlns='urn:x' n='2'>b</f>")
        let changed = carrier("<f xmlns='urn:x' n='1'>a</f><f xmlns='urn:x' n='2'>c</f>")
        #expect(
            lines(try compare(a, changed)) == ["changed \(path)/f[2] \(path)/f[2]"])
        let other = carrier("<f xmlns='urn:y' n='1'>a</f><f xmlns='urn:x' n='2'>b</f>")
        #expect(try compare(a, other).utfall == .ulike)
        let mixed = carrier("tekst<f xmlns='urn:x' n='1'>a</f><f xmlns='urn:x' n='2'>b</f>")
        #expect(lines(try compare(a, mixed)) == ["added - \(path)/text()"])
    }

    // MARK: When nothing can be said

    @Test func whatCannotBeReadIsNotAlike() throws {
        let message = Meldinger.putMessage(Meldinger.melding())
        let cut = Array(message.dropLast(40))
        #expect(try compare(cut, cut).utfall == .uavklart)
        #expect(try compare("<html/>", "<html/>").utfall == .uavklart)
        let kinds = try compare(message, Array(arkivmelding("").utf8))
        #expect(kinds.utfall == .uavklart && kinds.erUlikeSlag)
        let receipt = #"<AppReceipt type="OK" xmlns="http://www.arkivverket.no/Noark/Exchange/types"/>"#
        let answer = try compare(message, Meldinger.putMessage(receipt))
        #expect(answer.utfall == .uavklart && answer.erUlikeSlag)
        #expect(try compare(Meldinger.putMessage(receipt), Array(receipt.utf8)).erUlikeSlag == false)
        // Both have a second payload, which is not looked at.
        let twice = Array(
            String(decoding: message, as: UTF8.self)
                .replacing("</PutMessageRequest>", with: "<payload/></PutMessageRequest>").utf8)
        #expect(try compare(twice, twice).utfall == .uavklart)
        #expect(try compare(twice, Meldinger.putMessage(melding([part("Kari")]))).utfall == .ulike)
    }

    @Test func anEnvelopeMayBeMissing() throws {
        let melding = melding([part("Kari")])
        let result = try compare(Meldinger.putMessage(melding), Array(melding.utf8))
        #expect(lines(result) == ["removed envelope -"])
    }

    @Test func manyGroupsCostLittle() throws {
        let many = (0..<3000).map { part("Part \($0)", "Sted \($0 % 3)", type: "1") }
        let renamed = (0..<3000).map { part("Part \($0)", "Sted \($0 % 3)", type: "2") }
        let clock = ContinuousClock()
        let time = try clock.measure {
            #expect(try compare(melding(many), melding(Array(many.dropFirst()))).forskjeller.count == 1)
            let result = try compare(melding(many), melding(renamed))
            #expect(result.forskjeller.count == 3000 && result.forskjeller.allSatisfy { $0.slag == .endret })
        }
        #expect(time < .seconds(60))
    }

    @Test func longPathsDoNotFillTheMemory() throws {
        func deep(_ value: String) -> String {
            let names = (0..<200).map { "n\($0)" + String(repeating: "x", count: 240) }
            let leaves = (0..<4000).map { "<f>\(value)\($0)</f>" }.joined()
            return arkivmelding(
                names.map { "<\($0)>" }.joined() + leaves + names.reversed().map { "</\($0)>" }.joined())
        }
        let result = try compare(deep("a"), deep("b"))
        #expect(result.utfall == .ulike && result.antall == 8000)
        // Each has 100 kB of names.
        #expect((100..<1000).contains(result.forskjeller.count))
    }

    // MARK: Forsendelser

    private func side(_ folder: URL, _ entries: [(String, String)], packed: Bool) throws -> Sammenlikningsside {
        let url = folder.appending(path: UUID().uuidString)
        if packed {
            try Data(ZIPbygger.zip(entries.map { ZIPbygger.Entry($0.0, $0.1) })).write(to: url)
        } else {
            try FileManager.default.createDirectory(
                at: url.appending(path: "documents"), withIntermediateDirectories: true)
            for (name, text) in entries { try Data(text.utf8).write(to: url.appending(path: name)) }
        }
        return try sammenlikner.read(forsendelse: url)
    }

    @Test func aFolderAndAZIPAreComparedByWhatIsInThem() throws {
        let sbd = #"{"a": {"b": [{"c": "1"}, {"c": "2"}]}}"#
        let xml = arkivmelding("")
        try Omgivelser.inTemporaryFolder { folder in
            let files = [("sbd.json", sbd), ("arkivmelding.xml", xml), ("documents/a", "A"), ("documents/b", "B")]
            let a = try side(folder, files, packed: false)
            let flat = [("b", "B"), ("arkivmelding.xml", xml), ("a", "A"), ("sbd.json", sbd + "\n")]
            // The order of files in a ZIP means nothing.
            let b = try side(folder, flat, packed: true)
            #expect(sammenlikner.compare(a, b).utfall == .like)
            var changed = files
            changed[0].1 = sbd.replacing("2", with: "3")
            changed[1].1 = xml.replacing("Brygga", with: "Brua")
            changed[3] = ("documents/b", "C")
            changed.append(("documents/c", "D"))
            #expect(
                lines(sammenlikner.compare(a, try side(folder, changed, packed: true))) == [
                    "removed sbd.json/a/b[2] -", "added - sbd.json/a/b[2]",
                    "changed arkivmelding/mappe/tittel arkivmelding/mappe/tittel",
                    "changed documents/fil[2]/innhold documents/fil[2]/innhold", "added - documents/fil[3]",
                ])
            let bare = try side(folder, [("documents/a", "A")], packed: false)
            #expect(bare.funn.map(\.funn.kode) == ["FO-001"])
            #expect(sammenlikner.compare(bare, bare).utfall == .uavklart)
        }
    }

    @Test(
        "In JSON, what kind a value is and how often it stands there is compared as well",
        arguments: [
            (#"{"a": 1}"#, #"{"a": "1"}"#), (#"{"a": true}"#, #"{"a": 1}"#), (#"{"a": null}"#, #"{"a": ""}"#),
            (#"{"a": null}"#, "{}"), (#"{"a": []}"#, "{}"), (#"{"a": {}}"#, #"{"a": ""}"#),
            (#"{"a": ["1"]}"#, #"{"a": "1"}"#),
            (#"{"a": "1", "a": "2"}"#, #"{"a": "2"}"#), (#"{"a": [["1", "2"]]}"#, #"{"a": ["1", "2"]}"#),
            (#"{"a": 1e400}"#, #"{"a": 2e400}"#), (#"{"a": 0.1}"#, #"{"a": 0.10000000000000001}"#),
        ])
    func kindsOfJSON(_ a: String, _ b: String) throws {
        try Omgivelser.inTemporaryFolder { folder in
            func side(_ json: String) throws -> Sammenlikningsside {
                try self.side(folder, [("sbd.json", json), ("arkivmelding.xml", arkivmelding(""))], packed: false)
            }
            let (one, other, spaced) = (try side(a), try side(b), try side(" " + a))
            #expect(sammenlikner.compare(one, other).utfall == .ulike)
            #expect(sammenlikner.compare(one, spaced).utfall == .like)
        }
    }
}
