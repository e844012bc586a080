// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Testing

@Suite struct XMLDocumentTests {
    private func document(_ text: String) throws -> XMLDocument { try XMLDocument(parsing: Array(text.utf8)) }

    @Test(arguments: [
        #"<p:a xmlns:p="urn:p" xmlns="urn:d" p:x="1"><b>x &amp; &lt;</b><c xmlns="">æ<d/></c><p:e/></p:a>"#,
        // A namespace under two names, of which an attribute can have but one; and a name for two namespaces, in turn.
        #"<a xmlns="urn:x" xmlns:x="urn:x" b="1" x:b="2" xml:lang="nb"><c xmlns:x="urn:y" x:b="3"/><c x:b="4"/></a>"#,
        // As the library writes an ampersand in a namespace.
        ##"<p:a xmlns:p="http://x/?a&#38;b&#38;#38;c" p:x="&amp;#38;"/>"##,
    ])
    func aTreeIsWrittenAsItWasRead(_ element: String) throws {
        let text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n\(element)\n"
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

    /// A line that is not told is better than one that is wrong.
    @Test(arguments: [(0, nil), (1, 1), (65_534, 65_534), (65_535, nil), (70_000, nil)])
    func aLineIsToldOrLeftOut(_ line: Int, _ told: Int?) throws {
        let document = try XMLDocument()
        var builder = XMLTreeBuilder(document: document, limits: .standard)
        builder.start("a", namespace: "", line: line)
        builder.end()
        #expect(try #require(document.root).line == told)
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

    private let limits: [(String, WritableKeyPath<Limits, Int>)] = [
        ("maxDepth", \.maxDepth), ("maxElements", \.maxElements), ("maxChildren", \.maxChildren),
        ("maxAttributes", \.maxAttributes), ("maxAllAttributes", \.maxAllAttributes),
        ("maxMarkupBytes", \.maxMarkupBytes), ("maxFieldBytes", \.maxFieldBytes), ("maxTreeBytes", \.maxTreeBytes),
    ]

    // What the measure lets pass, the reader must; what it stops may be a little less than the reader would.
    @Test(arguments: [
        "<a/>", "<a b='1' c='2'><d/><d/><d>tekst</d></a>",
        "<a xmlns='urn:a' xmlns:b='urn:x&amp;y'><b:c xmlns:d='urn:d' d:e='&lt;&gt;&#10;&quot;'><c xmlns=''/></b:c></a>",
        "<a><b><c><d><e>en tekst som er lang</e></d></c></b><b/><b><c/><c/><c/><c/><c/><c/><c/><c/><c/><c/></b></a>",
        "<navn rom='\"\"\"\"\"\"\"\"\"\"\"\"'>\u{e6}\u{f8}\u{e5}<![CDATA[ & ]]></navn>",
    ])
    func whatPassesNoLimitCanBeRead(_ text: String) throws {
        let tree = try document(text)
        let bytes = try tree.serialized(indented: true)
        for (name, limit) in limits {
            var limits = Limits()
            #expect(tree.limitPassed(of: limits) == nil)
            var passes = 0
            for value in 0...2 * bytes.count {
                limits[keyPath: limit] = value
                if let passed = tree.limitPassed(of: limits) {
                    #expect(passed == name && passes == 0)
                    continue
                }
                passes += 1
                #expect(throws: Never.self, "\(name) \(value)") { try XMLDocument(parsing: bytes, limits: limits) }
            }
            // Not for nothing: well below twice the document.
            #expect(passes > bytes.count / 4, "\(name)")
        }
    }

    @Test func anArkivmeldingsLimitHasItsOwnName() throws {
        var limits = Limits()
        limits.maxArkivmeldingElements = 1
        let tree = try document("<a><b/></a>")
        #expect(tree.limitPassed(of: limits) == nil)
        #expect(tree.limitPassed(of: limits.forArkivmelding) == "maxArkivmeldingElements")
        let fault = #expect(throws: XMLFault.self) {
            try XMLDocument(parsing: Array("<a><b/></a>".utf8), limits: limits.forArkivmelding)
        }
        #expect(fault?.detail == "maxArkivmeldingElements")
    }
}
