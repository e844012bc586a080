// SPDX-License-Identifier: Apache-2.0
import Testhjelp
import Testing

@testable import SafeXML

@Suite struct XMLStreamWriterTests {
    private static let sizes = [16, 17, 18, 19, 23, 64, 256 * 1024]

    private func written(blockSize: Int, _ body: (XMLStreamWriter) throws -> Void) throws -> String {
        let sink = MemorySink()
        let writer = XMLStreamWriter(to: sink, blockSize: blockSize)
        try body(writer)
        try writer.finish()
        return sink.text
    }

    private func raw(_ text: String, _ writer: XMLStreamWriter) throws {
        try Array(text.utf8).withUnsafeBytes { try writer.raw($0) }
    }

    private func root(_ text: String) throws -> XMLElement {
        try #require(try XMLDocument(parsing: Array(text.utf8)).root)
    }

    @Test(arguments: sizes) func markupIsWrittenAsItIs(blockSize: Int) throws {
        let text = try written(blockSize: blockSize) { writer in
            try writer.declaration()
            try writer.start("a")
            try writer.attribute("xmlns", "urn:a")
            try writer.start("b")
            try writer.end()
            try writer.text("")
            try writer.start("brygge")
            try writer.attribute("n", "1")
            try writer.attribute("m", "2")
            try writer.text("æ")
            try writer.text("ø")
            try writer.end()
            try raw("<!-- x -->", writer)
            try writer.start("c")
            try writer.text("")
            try writer.end()
            try writer.end()
        }
        #expect(
            text == """
                <?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:a"><b/><brygge n="1" m="2">æø</brygge><!-- x --><c/></a>
                """)
    }

    @Test(arguments: sizes) func textAndAttributesAreEscaped(blockSize: Int) throws {
        let value = "<a href=\"x\" b='y'>&amp;\t\r\n]]> æøå 🏔 ]]&gt;"
        let text = try written(blockSize: blockSize) { writer in
            try writer.start("a")
            try writer.attribute("v", value)
            try writer.text(value)
            try writer.end()
        }
        #expect(
            text == """
                <a v="&lt;a href=&quot;x&quot; b='y'&gt;&amp;amp;&#9;&#13;&#10;]]&gt; æøå 🏔 ]]&amp;gt;">\
                &lt;a href="x" b='y'&gt;&amp;amp;\t&#13;\n]]&gt; æøå 🏔 ]]&amp;gt;</a>
                """)
        let read = try root(text)
        #expect(read.text == value)
        #expect(read.attribute("v") == value)
    }

    /// Every way to lay two more documents inside one another.
    @Test(
        arguments: sizes,
        [[XMLStreamWriter.Form.escaped], [.cdata], [.escaped, .cdata], [.cdata, .escaped], [.cdata, .cdata]])
    func aDocumentInsideTextComesOutAgain(blockSize: Int, forms: [XMLStreamWriter.Form]) throws {
        let value = "<]]>\r\n\"&amp;æ]]"
        var text = try written(blockSize: blockSize) { outermost in
            var writers = [outermost]
            for form in forms {
                let writer = try #require(writers.last)
                try writer.start("ytre")
                try writer.attribute("v", value)
                writers.append(try XMLStreamWriter(inside: writer, as: form))
            }
            let innermost = try #require(writers.last)
            try innermost.declaration()
            try innermost.start("indre")
            try innermost.attribute("v", value)
            try innermost.text(value)
            try innermost.end()
            for (outer, inner) in zip(writers, writers.dropFirst()).reversed() {
                try inner.finish()
                try outer.end()
            }
        }
        for _ in forms {
            let outer = try root(text)
            #expect(outer.attribute("v") == value)
            text = outer.text
        }
        let inner = try root(text)
        #expect(inner.localName == "indre")
        #expect(inner.attribute("v") == value)
        #expect(inner.text == value)
    }

    @Test func aSectionIsSplitWhereItsEndMarkStandsWhateverThePieces() throws {
        let content = "]]>a]]]>>]>]]]]>\r\n]]&#62;]]><b>æ</b>]]"
        let bytes = Array(content.utf8)
        for blockSize in 16...80 {
            for cut in 0...bytes.count {
                let text = try written(blockSize: blockSize) { writer in
                    try writer.start("a")
                    let inner = try XMLStreamWriter(inside: writer, as: .cdata)
                    try bytes[..<cut].withUnsafeBytes { try inner.raw($0) }
                    try bytes[cut...].withUnsafeBytes { try inner.raw($0) }
                    try inner.finish()
                    try writer.end()
                }
                #expect(try root(text).text == content, "\(blockSize) \(cut)")
            }
        }
    }

    // Compared as text: libxml2 keeps a carriage return in a section, other readers do not.
    @Test func aCarriageReturnStandsOutsideTheSection() throws {
        let text = try written(blockSize: 64) { writer in
            try writer.start("a")
            let inner = try XMLStreamWriter(inside: writer, as: .cdata)
            try raw("b]]\r\n>c\r", inner)
            try inner.finish()
            try writer.end()
        }
        #expect(text == "<a><![CDATA[b]]]]>&#13;<![CDATA[\n>c]]>&#13;<![CDATA[]]></a>")
    }

    @Test func bracketsBeforePlainTextAreNoEndMark() throws {
        let text = try written(blockSize: 64) { writer in
            try writer.start("a")
            let inner = try XMLStreamWriter(inside: writer, as: .cdata)
            try raw("]]", inner)
            try inner.plain(atLeast: 1) { room in
                room[0] = UInt8(ascii: "A")
                return 1
            }
            try raw(">", inner)
            try inner.finish()
            try writer.end()
        }
        #expect(text == "<a><![CDATA[]]A>]]></a>")
    }

    @Test(arguments: sizes) func plainTextTakesTheRoomThereIs(blockSize: Int) throws {
        let text = try written(blockSize: blockSize) { writer in
            try writer.start("a")
            for number in 0..<1000 {
                try writer.plain(atLeast: 4) { room in
                    #expect(room.count >= 4)
                    for index in 0..<4 { room[index] = UInt8(ascii: "a") + UInt8(number % 26) }
                    return 4
                }
            }
            try writer.end()
        }
        let expected = (0..<1000).map { String(repeating: Character(Unicode.Scalar(97 + UInt8($0 % 26))), count: 4) }
        #expect(text == "<a>\(expected.joined())</a>")
    }

    @Test func theSinkGetsLargeBlocks() throws {
        let sink = MemorySink(keeps: false)
        let writer = XMLStreamWriter(to: sink)
        try writer.start("a")
        for _ in 0..<100_000 { try writer.text("brygge & båt ") }
        try writer.end()
        #expect(sink.count > 0)
        try writer.finish()
        #expect(sink.largest <= 256 * 1024)
        #expect(sink.count == 100_000 * 18 + 7)
    }

    @Test func faultsOfTheSinkArePassedOn() {
        #expect(throws: MemorySink.Full.self) {
            let writer = XMLStreamWriter(to: MemorySink(room: 100), blockSize: 16)
            try writer.start("a")
            for _ in 0..<100 { try writer.text("brygge") }
        }
        #expect(throws: MemorySink.Full.self) {
            let writer = XMLStreamWriter(to: MemorySink(room: 3))
            try writer.start("a")
            try writer.end()
            try writer.finish()
        }
    }

    @Test func whatIsNoDocumentIsRefused() throws {
        let writer = XMLStreamWriter(to: MemorySink())
        #expect(throws: SafeXMLError.self) { try writer.end() }
        #expect(throws: SafeXMLError.self) { try writer.attribute("a", "b") }
        try writer.start("a")
        #expect(throws: SafeXMLError.self) { try writer.finish() }
        try writer.text("x")
        #expect(throws: SafeXMLError.self) { try writer.attribute("a", "b") }
    }
}
