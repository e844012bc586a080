// SPDX-License-Identifier: Apache-2.0
import Foundation
import SafeXML
import Testing

@Suite struct StylesheetTests {
    // Each under its own path: what is in the library once, stays.
    init() {
        ResourceLibrary.add(
            path: "test/hoved.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:f="urn:test:f"
                    exclude-result-prefixes="f">
                  <xsl:param name="p" select="'ingen'"/>
                  <xsl:include href="del/modul.xsl"/>
                  <xsl:template match="/"><ut p="{$p}" f="{f:speil('abc')}"><xsl:call-template name="hils"/></ut></xsl:template>
                </xsl:stylesheet>
                """)
        ResourceLibrary.add(
            path: "test/del/modul.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
                  <xsl:template name="hils"><xsl:message>A|b</xsl:message><xsl:message>ø</xsl:message>hei</xsl:template>
                </xsl:stylesheet>
                """)
        ResourceLibrary.add(path: "test/ute.xsl", text: stylesheet(##"<xsl:include href="finnes-ikke.xsl"/>"##))
        ResourceLibrary.add(path: "test/fil.xsl", text: reading("'file:///etc/hostname'"))
        ResourceLibrary.add(path: "test/nett.xsl", text: reading("'http://127.0.0.1:9/x'"))
        ResourceLibrary.add(path: "test/selv.xsl", text: reading("''"))
        ResourceLibrary.add(path: "test/ressurs.xsl", text: reading("'arkivbro:/test/hoved.xsl'"))
        ResourceLibrary.add(
            path: "test/skriv.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                    xmlns:exsl="http://exslt.org/common" extension-element-prefixes="exsl">
                  <xsl:template match="/"><exsl:document href="/tmp/arkivbro-skal-ikke-finnes">x</exsl:document><ut/></xsl:template>
                </xsl:stylesheet>
                """)
        ResourceLibrary.add(
            path: "test/stopp.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
                  <xsl:template match="/"><ut/><xsl:message terminate="yes">slutt</xsl:message></xsl:template>
                </xsl:stylesheet>
                """)
        ResourceLibrary.add(
            path: "test/rekursjon.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
                  <xsl:template match="/"><xsl:apply-templates select="."/></xsl:template>
                </xsl:stylesheet>
                """)
        ResourceLibrary.add(
            path: "test/kvadrat.xsl",
            text: """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
                  <xsl:template match="/"><ut><xsl:for-each select="a/b"><xsl:message>
                    <xsl:value-of select="count(preceding-sibling::b | following-sibling::b)"/>
                  </xsl:message></xsl:for-each></ut></xsl:template>
                </xsl:stylesheet>
                """)
    }

    private func stylesheet(_ content: StaticString) -> StaticString {
        """
        <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
          <xsl:include href="finnes-ikke.xsl"/>
          <xsl:template match="/"><ut/></xsl:template>
        </xsl:stylesheet>
        """
    }

    private func reading(_ address: String) -> StaticString {
        switch address {
        case "'file:///etc/hostname'":
            """
            <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
              <xsl:template match="/"><ut><xsl:copy-of select="document('file:///etc/hostname')"/></ut></xsl:template>
            </xsl:stylesheet>
            """
        case "'http://127.0.0.1:9/x'":
            """
            <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
              <xsl:template match="/"><ut><xsl:copy-of select="document('http://127.0.0.1:9/x')"/></ut></xsl:template>
            </xsl:stylesheet>
            """
        case "''":
            """
            <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
              <xsl:template match="/"><ut><xsl:copy-of select="document('')"/></ut></xsl:template>
            </xsl:stylesheet>
            """
        default:
            """
            <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
              <xsl:template match="/"><ut><xsl:copy-of select="document('arkivbro:/test/hoved.xsl')"/></ut></xsl:template>
            </xsl:stylesheet>
            """
        }
    }

    private let kilde = Array("<kilde/>".utf8)

    @Test func parametersFunctionsAndMessagesWork() throws {
        let speil = ExtensionFunction(namespace: "urn:test:f", name: "speil") { String($0.reversed()) }
        let sheet = try Stylesheet(path: "test/hoved.xsl", functions: [speil])
        // Both kinds of quotes, which xsltproc's own --stringparam cannot take.
        let run = try sheet.run(on: XMLDocument(parsing: kilde), parameters: ["p": "'\"$x<&æ"])
        #expect(run.messages == ["A|b", "ø"])
        #expect(run.document.root?.attribute("p") == "'\"$x<&æ")
        #expect(run.document.root?.attribute("f") == "cba")
        #expect(run.calls.map(\.argument) == ["abc"])
        let again = try sheet.run(on: XMLDocument(parsing: kilde))
        #expect(again.document.root?.attribute("p") == "ingen")
    }

    @Test(arguments: ["test/fil.xsl", "test/nett.xsl", "test/selv.xsl", "test/ressurs.xsl", "test/skriv.xsl"])
    func nothingOutsideIsReadOrWritten(_ path: String) throws {
        #expect(throws: SafeXMLError.self) {
            try Stylesheet(path: path).run(on: XMLDocument(parsing: kilde))
        }
        #expect(!FileManager.default.fileExists(atPath: "/tmp/arkivbro-skal-ikke-finnes"))
    }

    @Test(arguments: ["test/stopp.xsl", "test/rekursjon.xsl"])
    func aRunThatDoesNotEndWellIsAFailure(_ path: String) throws {
        #expect(throws: SafeXMLError.self) { try Stylesheet(path: path).run(on: XMLDocument(parsing: kilde)) }
    }

    @Test func aRunThatCostsTooMuchIsAFaultOfTheDocument() throws {
        let sheet = try Stylesheet(path: "test/kvadrat.xsl")
        let few = try XMLDocument(parsing: Array("<a>\(String(repeating: "<b/>", count: 10))</a>".utf8))
        let many = try XMLDocument(parsing: Array("<a>\(String(repeating: "<b/>", count: 1000))</a>".utf8))
        var cost = RunCost()
        cost.maxSteps = 10_000
        cost.maxMessageBytes = 1000
        #expect(try sheet.run(on: few, cost: cost).messages == Array(repeating: "9", count: 10))
        #expect(throws: XMLFault.limit("maxSteps")) { try sheet.run(on: many, cost: cost) }
        cost.maxSteps = 10_000_000
        #expect(throws: XMLFault.limit("maxMessageBytes")) { try sheet.run(on: many, cost: cost) }
        #expect(try sheet.run(on: many).messages.count == 1000)
    }

    @Test(arguments: ["test/ute.xsl", "test/mangler.xsl"])
    func whatIsNotInTheLibraryCannotBeCompiled(_ path: String) {
        #expect(throws: SafeXMLError.self) { try Stylesheet(path: path) }
    }
}
