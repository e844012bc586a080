// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Testing

@Suite struct XMLTreeEventsTests {
    private func steps(_ element: XMLElement) -> [String] {
        element.events.map { event in
            switch event {
            case .start(let element): "<\(element.localName)"
            case .text(let bytes): String(decoding: bytes, as: UTF8.self)
            case .end(let element): "\(element.localName)>"
            }
        }
    }

    @Test func aWalkMeetsEverythingInOrder() throws {
        let text = "<a>x<b/>y<!-- z --><?p q?><c><d>æ&amp;</d><e/> </c></a>"
        let root = try #require(try XMLDocument(parsing: Array(text.utf8)).root)
        #expect(
            steps(root) == [
                "<a", "x", "<b", "b>", "y", "<c", "<d", "æ&", "d>", "<e", "e>", " ", "c>", "a>",
            ])
    }

    @Test func aWalkStaysInsideItsElement() throws {
        let root = try #require(try XMLDocument(parsing: Array("<a><b>x</b><c/></a>".utf8)).root)
        #expect(steps(try #require(root.child("b"))) == ["<b", "x", "b>"])
        #expect(steps(try #require(root.child("c"))) == ["<c", "c>"])
    }

    @Test func textOfManyPiecesIsOne() throws {
        let document = try XMLDocument()
        let reader = XMLTreeReader(document: document, limits: .standard)
        let parser = try StreamingParser(text: false, limits: .standard, handler: reader)
        let text = String(repeating: "a<![CDATA[b]]>&amp;", count: 1000)
        try Array("<a>\(text)<b>\(text)</b>\(text)</a>".utf8).withUnsafeBytes { try parser.feed($0) }
        try parser.finish()
        let whole = String(repeating: "ab&", count: 1000)
        #expect(steps(try #require(document.root)) == ["<a", whole, "<b", whole, "b>", whole, "a>"])
    }

    @Test func depthCostsNothing() throws {
        let document = try XMLDocument()
        var builder = XMLTreeBuilder(document: document, limits: .standard)
        for _ in 0..<100_000 { builder.start("a", namespace: "urn:a") }
        let root = try #require(document.root)
        #expect(root.events.reduce(0) { count, _ in count + 1 } == 200_000)
    }

    @Test func attributesHaveTheirNamespaceAndOrder() throws {
        let text = "<a xmlns:p='urn:p' c='1' p:b='&lt;&#10;&amp;&#38;' xml:lang='nb' a=''/>"
        let attributes = try #require(try XMLDocument(parsing: Array(text.utf8)).root).attributes
        #expect(attributes.map(\.namespace) == ["", "urn:p", "http://www.w3.org/XML/1998/namespace", ""])
        #expect(attributes.map(\.localName) == ["c", "b", "lang", "a"])
        #expect(attributes.map(\.value) == ["1", "<\n&&", "nb", ""])
    }
}
