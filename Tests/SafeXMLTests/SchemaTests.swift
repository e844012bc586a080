// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Testing

@Suite struct SchemaTests {
    init() {
        ResourceLibrary.add(
            path: "test/bok.xsd",
            text: """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:bok" xmlns="urn:bok"
                    elementFormDefault="qualified">
                  <xs:include schemaLocation="typer/del.xsd"/>
                  <xs:element name="bok" type="bok"/>
                  <xs:complexType name="roman"><xs:complexContent><xs:extension base="bok"><xs:sequence>
                    <xs:element name="serie" type="xs:string"/>
                  </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
                </xs:schema>
                """)
        ResourceLibrary.add(
            path: "test/typer/del.xsd",
            text: """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:bok" xmlns="urn:bok"
                    elementFormDefault="qualified">
                  <xs:complexType name="bok"><xs:sequence>
                    <xs:element name="tittel" type="xs:string"/>
                    <xs:element name="aar" type="xs:integer"/>
                    <xs:choice><xs:element name="isbn" type="xs:string"/><xs:element name="issn" type="xs:string"/></xs:choice>
                    <xs:element name="merknad" type="xs:string" minOccurs="0" maxOccurs="2"/>
                    <xs:sequence minOccurs="0" maxOccurs="unbounded">
                      <xs:element name="kapittel" type="kapittel" minOccurs="0" maxOccurs="unbounded"/>
                      <xs:element name="bilde" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
                    </xs:sequence>
                  </xs:sequence></xs:complexType>
                  <xs:complexType name="kapittel"><xs:sequence>
                    <xs:element name="nummer" type="xs:integer"/><xs:element name="navn" type="xs:string"/>
                  </xs:sequence><xs:attribute name="side" type="xs:integer"/></xs:complexType>
                </xs:schema>
                """)
        ResourceLibrary.add(
            path: "test/feil.xsd",
            text: "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element type='finnes-ikke'/></xs:schema>")
    }

    private func brudd(_ innhold: String, attributter: String = "") throws -> SchemaViolations {
        let text =
            "<bok xmlns='urn:bok' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \(attributter)>\(innhold)</bok>"
        return try Schema(path: "test/bok.xsd").violations(in: XMLDocument(parsing: Array(text.utf8)))
    }

    private let gyldig = "<tittel>t</tittel><aar>2026</aar><isbn>1</isbn>"

    @Test func aValidDocumentHasNone() throws {
        #expect(try brudd(gyldig).isEmpty)
        #expect(try brudd(gyldig + "<bilde/><kapittel><nummer>1</nummer><navn/></kapittel><bilde/>").isEmpty)
        #expect(try brudd(gyldig + "<serie/>", attributter: "xsi:type='roman'").isEmpty)
    }

    @Test func everyMissingElementIsNamedInOneRun() throws {
        let found = try brudd("<kapittel/><kapittel><navn/></kapittel>")
        #expect(
            found.told.map(\.rule) == [
                .missing(["nummer"]), .missing(["navn"]), .missing(["nummer"]), .missing(["tittel"]), .missing(["aar"]),
                .missing(["isbn", "issn"]),
            ])
        #expect(found.told.map(\.path).prefix(3) == ["bok/kapittel[1]", "bok/kapittel[1]", "bok/kapittel[2]"])
    }

    @Test func theOtherRulesAreNamedToo() throws {
        #expect(try brudd(gyldig + "<forlag/>").told.map(\.rule) == [.unexpected("forlag")])
        #expect(try brudd("<aar>1</aar><tittel/><isbn/>").told.map(\.rule) == [.misplaced("tittel")])
        #expect(try brudd(gyldig + "<merknad/><merknad/><merknad/>").told.map(\.rule) == [.tooMany("merknad")])
        #expect(try brudd("<tittel/><aar>i fjor</aar><isbn/>").told.map(\.rule) == [.value(type: "integer")])
        #expect(try brudd(gyldig, attributter: "xsi:type='roman'").told.map(\.rule) == [.missing(["serie"])])
    }

    @Test func whatIsRefusedIsNamedWithoutItsNamespace() throws {
        let space = "xmlns:k='urn:Kari' xmlns:l=\"urn:Kari'er'17\""
        #expect(try brudd(gyldig, attributter: "bind='2'").told.map(\.rule) == [.attribute("bind")])
        let both = try brudd(gyldig, attributter: "\(space) k:bind='2' l:utgave='3'").told.map(\.rule)
        #expect(both == [.attribute("bind"), .attribute("utgave")])
        // An element of a simple type has none at all.
        let simple = try brudd("<tittel \(space) l:farge='1'>t</tittel><aar>2026</aar><isbn>1</isbn>").told
        #expect(simple.map(\.rule) == [.attribute("farge")] && simple.map(\.path) == ["bok/tittel"])
        #expect(try brudd("Kari" + gyldig).told.map(\.rule) == [.text])
    }

    @Test func aViolationCarriesNoValueOfTheDocument() throws {
        let found = try brudd("<tittel/><aar>Kari Nordmann's alder</aar><isbn/>")
        #expect(!"\(found)".contains("Kari"))
    }

    @Test func thereIsAnEndToViolationsAndTheyAreCounted() throws {
        let found = try brudd(String(repeating: "<kapittel/>", count: 5000) + gyldig + "<forlag/><forlag/>")
        #expect(found.told.count { $0.rule.kind == .missing } == SchemaViolations.maxOfAKind)
        #expect(found.untold(.missing) == 10_000 - SchemaViolations.maxOfAKind)
        // They hide none of another kind, and libxml2's own words for them are not told beside them.
        #expect(found.told.count { $0.rule == .unexpected("forlag") } == 2)
        #expect(!found.told.contains { $0.rule.kind == .other })
        #expect(found.count == found.told.count + found.untold(.missing))
    }

    @Test func whatOnlyTheValidatorTellsIsNotHiddenByWhatTheModelTells() throws {
        func after(_ kapittel: String) throws -> SchemaViolations {
            try brudd(gyldig + String(repeating: kapittel, count: 300) + "<kapittel side='a'/>")
        }
        #expect(try after("<kapittel/>").told.contains { $0.path.hasSuffix("kapittel[301]/@side") })
        // Of its own kind are enough.
        let verdier = try after("<kapittel><nummer>x</nummer><navn/></kapittel>")
        #expect(verdier.untold(.value) == 301 - SchemaViolations.maxOfAKind)
    }

    @Test func aSchemaThatDoesNotCompileIsOurFault() {
        #expect(throws: SafeXMLError.self) { try Schema(path: "test/feil.xsd") }
        #expect(throws: SafeXMLError.self) { try Schema(path: "test/mangler.xsd") }
    }
}
