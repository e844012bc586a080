// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Testing

@Suite struct XMLDocumentTests {
    private func document(_ text: String) throws -> XMLDocument { try XMLDocument(parsing: Array(text.utf8)) }

    @Test func aTreeIsWrittenAsItWasRead() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <p:a xmlns:p="urn:p" xmlns="urn:d" p:x="1"><b>x &amp; &lt;</b><c xmlns="">æ<d/></c><p:e/></p:a>

            """
        #expect(String(decoding: try document(text).serialized(), as: UTF8.self) == text)
    }

    @Test func elementsAreFoundByNameAndTextIsWhole() throws {
        let root = try #require(try document("<a n='1'><b>x<!-- y --><![CDATA[ & ]]>z</b><b/><c/></a>").root)
        #expect(root.child("b")?.text == "x & z")
        #expect(root.children.map(\.localName) == ["b", "b", "c"])
        #expect(root.attribute("n") == "1")
        #expect(root.attribute("m") == nil)
        #expect(root.children[1].path == "a/b[2]")
        #expect(root.children[2].path == "a/c")
    }

    @Test func aBuiltTreeUndeclaresNamespacesForChildrenWithoutOne() throws {
        let document = try XMLDocument()
        var builder = XMLTreeBuilder(document: document, limits: .standard)
        builder.start("Melding", namespace: "urn:m")
        builder.start("journpost", namespace: "")
        builder.start("jpId", namespace: "")
        try builder.text("<1>")
        builder.end()
        builder.end()
        builder.end()
        let text = String(decoding: try document.serialized(), as: UTF8.self)
        #expect(
            text.hasSuffix(
                "<Melding xmlns=\"urn:m\"><journpost xmlns=\"\"><jpId>&lt;1&gt;</jpId></journpost></Melding>\n"))
    }

    @Test func textThatIsTooLongIsRefused() {
        var limits = Limits()
        limits.maxFieldBytes = 10
        #expect(throws: XMLFault.limit("maxFieldBytes")) {
            try XMLDocument(parsing: Array("<a>01234567890</a>".utf8), limits: limits)
        }
        limits.maxTreeBytes = 15
        #expect(throws: XMLFault.limit("maxTreeBytes")) {
            try XMLDocument(parsing: Array("<a><b c='01234567'/><b c='01234567'/></a>".utf8), limits: limits)
        }
        #expect(throws: XMLFault.limit("maxTreeBytes")) {
            try XMLDocument(parsing: Array("<a><b>01234567</b><b>01234567</b></a>".utf8), limits: limits)
        }
    }
}
