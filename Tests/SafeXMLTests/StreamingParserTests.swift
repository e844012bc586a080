// SPDX-License-Identifier: Apache-2.0
import CLibXML
import Foundation
import SafeXML
import Testing

/// Writes events down, to compare what different ways of feeding give.
final class Opptak: XMLStreamHandler {
    var linjer: [String] = []
    var tekst: [UInt8] = []
    /// Bytes of text so far.
    private(set) var bytes = 0

    func startElement(_ element: XMLStartElement) {
        flush()
        let attributes = element.attributes.map { "{\($0.namespace)}\($0.localName)=\($0.value)" }.sorted()
        linjer.append("<{\(element.namespace)}\(element.localName) \(attributes.joined(separator: " "))")
    }

    func endElement() {
        flush()
        linjer.append(">")
    }

    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) {
        tekst.append(contentsOf: bytes)
        self.bytes += bytes.count
    }

    private func flush() {
        if !tekst.isEmpty { linjer.append(String(decoding: tekst, as: UTF8.self)) }
        tekst = []
    }
}

/// - Parameter stykke: where it is cut, also for libxml2.
func les(_ bytes: [UInt8], stykke: Int = .max, text: Bool = false, limits: Limits = .standard) throws -> [String] {
    let opptak = Opptak()
    let parser = try StreamingParser(
        text: text, limits: limits, block: min(stykke, StreamingParser.block), handler: opptak)
    var start = 0
    while start < bytes.count {
        let end = stykke > bytes.count - start ? bytes.count : start + stykke
        try bytes[start..<end].withUnsafeBytes { try parser.feed($0) }
        start = end
    }
    try parser.finish()
    return opptak.linjer
}

func feil(_ text: String, limits: Limits = .standard) -> XMLFault? { feil(Array(text.utf8), limits: limits) }

func feil(_ bytes: [UInt8], limits: Limits = .standard) -> XMLFault? {
    do {
        _ = try les(bytes, limits: limits)
        return nil
    } catch {
        return error as? XMLFault
    }
}

@Suite struct StreamingParserTests {
    @Test func piecesOfAnySizeGiveTheSameEvents() throws {
        let text = """
            \u{feff}  <?xml version="1.0" encoding="utf-8"?><!-- <![CDATA[ --><?p <![CDATA[ ?>
            <a xmlns="urn:a" b='"&lt;>' c="æ"><d>x &amp; y &#248;</d><![CDATA[z ]] ]> <e>]]>]] <f/></a>
            """
        let whole = try les(Array(text.utf8))
        #expect(whole.contains("x & y ø"))
        #expect(whole.contains("z ]] ]> <e>]] "))
        for stykke in 1...40 { #expect(try les(Array(text.utf8), stykke: stykke) == whole) }
    }

    // Where sections are cut, brackets and multi-byte characters stand in all positions.
    @Test(arguments: ["A", "]", "]]", "æ", "€", "😀", "]æ]]€ "])
    func aLargeSectionComesThroughWhole(_ unit: String) throws {
        for extra in 0..<4 {
            let content =
                String(repeating: "x", count: extra) + String(repeating: unit, count: 70_000 / unit.utf8.count)
            let document = Array(("<a><![CDATA[" + content + "]]></a>").utf8)
            for stykke in [8191, 16_384, 100_000] { #expect(try les(document, stykke: stykke)[1] == content) }
        }
    }

    // Long plain text goes past libxml2, but only where it comes in one piece.
    @Test(arguments: ["", "æ", "\r\n", "]", "]]", "&#65;&amp;", "<c/>", "\u{2028}", "-"])
    func longTextIsTheSameInOnePieceAndInMany(_ between: String) throws {
        let plain = String(repeating: "QUJD+/= \t\n", count: 2000)
        let content = plain + between + plain + plain + between
        for (opening, closing, isCDATA) in [
            ("<a>", "</a>", false), ("<a>x<b/>", "<b/></a>", false), ("<a>\n<![CDATA[", "]]></a>", true),
            ("<a><![CDATA[]x", "]]></a>", true), ("<a>\n<![CDATA[x]]><![CDATA[", "]]>\n</a>", true),
        ] {
            let document = Array((opening + content + closing).utf8)
            let whole = try les(document)
            for stykke in [1000, 4095, 10_000] { #expect(try les(document, stykke: stykke) == whole) }

            // A fault behind it is told where it stands.
            let broken = Array((opening + content + closing.dropLast() + "b>").utf8)
            func fault(_ stykke: Int) -> XMLFault? {
                do {
                    _ = try les(broken, stykke: stykke)
                    return nil
                } catch {
                    return error as? XMLFault
                }
            }
            let (one, many) = (fault(.max), fault(1000))
            #expect(one?.kind == .malformed && one?.kind == many?.kind && one?.line == many?.line)
            if !isCDATA { #expect(one?.column == many?.column) }
        }
    }

    /// What came of a document: its events, and the fault that ended it.
    private struct Utfall: Equatable {
        var linjer: [String]
        var kind: XMLFault.Kind?
        var line: Int?
        var column: Int?

        /// - Parameter stykke: where it is cut, also for libxml2.
        init(_ bytes: [UInt8], stykke: Int) throws {
            let opptak = Opptak()
            let parser = try StreamingParser(
                text: false, limits: .standard, block: min(stykke, StreamingParser.block), handler: opptak)
            do {
                for start in stride(from: 0, to: bytes.count, by: stykke) {
                    let piece = bytes[start..<min(bytes.count, start + stykke)]
                    try piece.withUnsafeBytes { try parser.feed($0) }
                }
                try parser.finish()
            } catch let error as XMLFault {
                (kind, line, column) = (error.kind, error.line, error.column)
            }
            linjer = opptak.linjer
        }
    }

    // Text with references goes past libxml2 where it comes in one piece; in pieces of a few bytes libxml2 reads it. It begins
    // behind more than the four bytes that libxml2 waits for before it reads anything.
    @Test(arguments: [
        "", "&gt;&amp;&quot;&apos;", "&#13;&#10;&#9;", "&#xD;\n", "&#x1F600;&#128512;", "&#xe9;&#XE9;", "&#0;",
        "&#xFFFE;",
        "&#xD800;", "&#x110000;", "&#00000000065;", "&#65", "&#;", "&#x;", "&#1a;", "&#x4:;", "&#x4<;", "&#x4=;",
        "&#x4>;", "&#x4?;", "&#4:;", "&#x4@;", "&#x4g;", "&#x4`;", "&#x4/;", "&nbsp;", "&LT;", "&lt", "&",
        "& lt;",
        "\r\n", "\r", "\r&#10;", "]]&gt;", "]]>", "]", "]]", "]]]]&gt;]", "\u{1}", "\u{fffe}", "\u{feff}", "æ€😀",
        "\u{7f}\u{85}\u{2028}",
        "<!-- &lt; -->", "<b>&lt;</b>", "<b", "<![CDATA[&lt;]]>", "]<![CDATA[]]>]>", "a\u{301}",
    ])
    func escapedTextIsTheSameInOnePieceAndInMany(_ between: String) throws {
        let line = "&lt;ab c=&quot;dé&quot;&gt;tekst ] ]] &gt; 'og' &amp;amp;&lt;/ab&gt;\n"
        for (before, after) in [(1, 1), (9, 0), (9, 9), (60, 60), (130, 1)] {
            let text =
                "<text>" + String(repeating: line, count: before) + "x" + between
                + String(repeating: line, count: after)
                + "</text>"
            let document = Array(text.utf8)
            let whole = try Utfall(document, stykke: document.count)
            for stykke in [3, 100, 511, 4096, 4099] where stykke < document.count {
                #expect(try Utfall(document, stykke: stykke) == whole, "\(before), \(after), \(stykke)")
            }
        }
    }

    @Test(
        arguments: [
            [0xff], [0xc3], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xef, 0xbf, 0xbf],
            [0xf0, 0x80, 0x80, 0x80], [0xe0, 0x80, 0x80], [0x80], [0x00],
        ] as [[UInt8]])
    func escapedTextThatIsNoTextIsAFault(_ between: [UInt8]) throws {
        let line = Array("&lt;ab&gt;tekst og mer tekst&lt;/ab&gt;\n".utf8)
        let lines = Array(repeatElement(line, count: 30).joined())
        let document = Array("<text>".utf8) + lines + between + lines + Array("</text>".utf8)
        let whole = try Utfall(document, stykke: document.count)
        #expect(whole.kind != nil && whole.line == 31)
        #expect(try Utfall(document, stykke: 100) == whole)
    }

    // The line feeds of plain text are counted in blocks, libxml2's in its own way.
    @Test func theLastLineFeedIsFoundWhereverItStands() throws {
        for length in [4096, 4096 + 191, 4096 + 192] {
            // Around the ends of blocks of 64 bytes and of more.
            for place in 0..<length where (place + 2) % 64 < 4 {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                text[place] = UInt8(ascii: "\n")
                let document = Array("<text>".utf8) + text + Array("</txet>".utf8)
                let whole = try Utfall(document, stykke: document.count)
                #expect(try whole == Utfall(document, stykke: 100) && whole.line == 2, "\(length) \(place)")
            }
        }
    }

    @Test func aLineMayBeLongerThanLibXMLCounts() throws {
        final class Teller: XMLStreamHandler {
            var count = 0
            func startElement(_ element: XMLStartElement) {}
            func endElement() {}
            func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) { count += bytes.count }
        }
        let teller = Teller()
        let parser = try StreamingParser(text: false, limits: .standard, handler: teller)
        let plain = [UInt8](repeating: UInt8(ascii: "A"), count: 16 << 20)
        try Array("<a>".utf8).withUnsafeBytes { try parser.feed($0) }
        for _ in 0..<129 { try plain.withUnsafeBytes { try parser.feed($0) } }
        try Array("</a>".utf8).withUnsafeBytes { try parser.feed($0) }
        try parser.finish()
        #expect(teller.count == 129 << 24 && teller.count > Int32.max)
    }

    @Test func longTextThatIsNoTextIsAFault() {
        let plain = String(repeating: "A", count: 10_000)
        for wrong in ["\u{1}", "\u{fffe}"] { #expect(feil("<a>\n" + plain + wrong + plain + "</a>")?.line == 2) }
        #expect(feil(Array("<a>".utf8) + Array(plain.utf8) + [0xff] + Array((plain + "</a>").utf8)) != nil)
        #expect(feil(plain)?.kind == .empty)
        #expect(feil("<a/>" + plain)?.kind == .malformed)
        #expect(feil("<a>" + plain)?.kind == .truncated)
    }

    // However much there is behind it, and in front of it.
    @Test(arguments: ["windows-1252", "windows-1253", "iso-8859-7", "us-ascii"])
    func aByteThatTheEncodingLacksIsAFaultOfTheDocument(_ encoding: String) {
        let byte: UInt8 = encoding == "windows-1252" ? 0x81 : 0xff
        for count in [0, 600, 300_000] {
            let filler = [UInt8](repeating: UInt8(ascii: "-"), count: count)
            for (before, behind) in [([], filler), (filler, []), (filler, filler)] {
                for (start, end) in [("<a><b>", "</b></a>"), ("<a>", "</a>"), ("<a b='", "'/>"), ("<!--", "--><a/>")] {
                    let head = Array("<?xml version='1.0' encoding='\(encoding)'?>\(start)".utf8)
                    let document = head + before + [byte] + behind + Array(end.utf8)
                    // Tags and comments are bounded.
                    let isLong = !start.hasSuffix(">") && count > 1000
                    let kind = feil(document)?.kind
                    #expect(kind == .encoding || isLong && kind == .limit, "\(before.count) \(start) \(behind.count)")
                }
            }
        }
    }

    // What libxml2 lets lie would be held to the end of the document.
    @Test func whatCannotBeDecodedIsNotHeld() throws {
        let parser = try StreamingParser(text: false, limits: .standard, handler: Opptak())
        let head = Array("<?xml version='1.0' encoding='us-ascii'?><a><b>".utf8) + [0xe5]
        #expect(throws: XMLFault.self) {
            for block in [head] + Array(repeating: [UInt8](repeating: 0x2d, count: StreamingParser.block), count: 3) {
                try block.withUnsafeBytes { try parser.feed($0) }
            }
        }
    }

    // In UTF-8 none of these could begin a character, and a section is cut between characters.
    @Test func aSectionOfAnotherEncodingIsHandedOnAsItComes() throws {
        let opptak = Opptak()
        let parser = try StreamingParser(text: false, limits: .standard, handler: opptak)
        let section = [UInt8](repeating: 0xa7, count: 1 << 20)
        let head = Array("<?xml version='1.0' encoding='iso-8859-1'?><a><![CDATA[".utf8)
        try (head + section).withUnsafeBytes { try parser.feed($0) }
        #expect(opptak.bytes >= 2 * (section.count - 2 * 256 * 1024))
        try Array("]]></a>".utf8).withUnsafeBytes { try parser.feed($0) }
        try parser.finish()
        #expect(opptak.linjer[1] == String(repeating: "§", count: section.count))
    }

    @Test func anAmpersandInAnAttributeIsOneCharacter() throws {
        let text = "<a b='x &amp; y &#38; &amp;amp; &amp;#38; &lt;&quot;&#x26;'/>"
        #expect(try les(Array(text.utf8))[0] == "<{}a {}b=x & y & &amp; &#38; <\"&")
    }

    @Test func utf16IsReadInEitherOrder() throws {
        let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>Blåbær 😀</a>"
        for bigEndian in [true, false] {
            for mark in [true, false] {
                let units = (mark ? [0xfeff] : []) + Array(text.utf16)
                let bytes = units.flatMap { unit -> [UInt8] in
                    let pair = [UInt8(unit >> 8), UInt8(unit & 0xff)]
                    return bigEndian ? pair : pair.reversed()
                }
                #expect(try les(bytes, stykke: 7)[1] == "Blåbær 😀")
            }
        }
    }

    @Test func halfACharacterInUTF16IsNoText() {
        for units: [UInt16] in [
            [0xfeff, 0x3c, 0x61, 0x3e, 0xd83d, 0x3c], [0xfeff, 0x3c, 0x61, 0x3e, 0xde00], [0xfeff, 0x3c, 0xd83d],
        ] {
            #expect(feil(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] })?.kind == .encoding)
        }
    }

    // libxml2 would read them, past the scanner that bounds markup.
    @Test func encodingsThatAreNotASCIIBelowAreRefused() {
        let text = "<?xml version=\"1.0\"?><a/>"
        let big: [UInt8] = text.utf8.flatMap { [0, 0, 0, $0] as [UInt8] }
        let little: [UInt8] = text.utf8.flatMap { [$0, 0, 0, 0] as [UInt8] }
        let ebcdic: [UInt8] = [0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40, 0xa5, 0x85, 0x99]
        let marked: [[UInt8]] = [[0, 0, 0xfe, 0xff] + big, [0xff, 0xfe, 0, 0] + little]
        for bytes in [big, little, ebcdic] + marked { #expect(feil(bytes) != nil) }
        #expect(feil(big)?.kind == .encoding && feil(ebcdic)?.kind == .encoding)
    }

    @Test func labelsAreHonouredInBytesAndIgnoredInText() throws {
        let latin1 = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xe6] + Array("</a>".utf8)
        #expect(try les(latin1)[1] == "æ")
        let labelled = Array("<?xml version='1.0' encoding='iso-8859-1'?><a>æ</a>".utf8)
        #expect(try les(labelled, text: true)[1] == "æ")
        #expect(try les(Array("<?xml version='1.0' encoding='utf-16'?><a>æ</a>".utf8))[1] == "æ")
        #expect(feil("<?xml version='1.0' encoding='UTF-7'?><a/>")?.kind == .encoding)
        #expect(feil("<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>")?.kind == .encoding)
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", " <?xml version='1.0'?> <!-- x --> <!DOCTYPE a []><a/>",
    ])
    func aDoctypeIsRefused(_ text: String) { #expect(feil(text)?.kind == .doctype) }

    @Test(arguments: [
        ("<a><b></a>", XMLFault.Kind.malformed), ("<a>&b;</a>", .malformed), ("<a>&#2;</a>", .malformed),
        ("<a/><b/>", .malformed), ("<a/> x", .malformed), ("<a/>\u{0}", .malformed), ("<a/><!-", .truncated),
        ("<?xml version='1.0'?>\n", .truncated), ("<!-- x -->", .truncated),
        ("<a", .truncated), ("<a><b>", .truncated), ("<a><![CDATA[x", .truncated),
        ("", .empty), ("  \n ", .empty), ("hei", .empty),
    ])
    func aFaultIsNamed(_ text: String, _ kind: XMLFault.Kind) { #expect(feil(text)?.kind == kind, "\(text)") }

    @Test func aFaultKnowsItsLineAndNoText() {
        let fault = feil("<a>\n\n<hemmelig>\n</b></a>")
        #expect(fault?.line == 4)
        #expect(fault.map { "\($0)" }?.contains("hemmelig") == false)
    }

    // The library waits for the semicolon: without a bound it would hold all that comes before one.
    @Test func aReferenceEndsSoonOrIsNone() throws {
        let zeros = String(repeating: "0", count: 240)
        let text = "<a>x&amp;&#65;&#\(zeros)66; &lt;y&gt;</a>"
        for stykke in [1, 2, 3, 7, 1000] {
            #expect(try les(Array(text.utf8), stykke: stykke)[1] == "x&AB <y>")
        }
        #expect(feil("<a>&#" + String(repeating: "0", count: 300) + "66;</a>")?.detail == "maxNameBytes")
        #expect(feil("<a>&" + String(repeating: "b", count: 300) + "</a>")?.detail == "maxNameBytes")
        for text in ["b & c", "b &c d", "b &<c/>", "&&", "&c&amp;", "&", "&amp", "&>;"] {
            let fault = feil("<a>\n" + text + "</a>")
            #expect(fault?.kind == .malformed && fault?.line == 2, "\(text): \(fault as Any)")
        }
        // Elsewhere an ampersand is no reference.
        #expect(feil("<a><![CDATA[& b]]><!-- & b --><?p & b?></a>") == nil)
    }

    // The prefix is for attributes alone; and what nobody else would read is no message.
    @Test func anElementOfXMLItselfIsRefused() {
        #expect(feil("<a><xml:b/></a>")?.kind == .malformed)
        #expect(feil("<a xml:lang='nb'/>") == nil)
    }

    @Test func limitsStopWhatTheyNameAndNothingBelow() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(feil(nested(256)) == nil)
        #expect(feil(nested(257))?.detail == "maxDepth")

        func attributes(_ count: Int) -> String { "<a " + (0..<count).map { "b\($0)='' " }.joined() + "/>" }
        #expect(feil(attributes(64)) == nil)
        #expect(feil(attributes(65))?.detail == "maxAttributes")

        var small = Limits()
        small.maxElements = 3
        #expect(feil("<a><b/><b/></a>", limits: small) == nil)
        #expect(feil("<a><b/><b/><b/></a>", limits: small)?.detail == "maxElements")
        small = Limits()
        small.maxChildren = 2
        #expect(feil("<a><b><d/><d/></b><c/></a>", limits: small) == nil)
        #expect(feil("<a><b/><c/><d/></a>", limits: small)?.detail == "maxChildren")
        small = Limits()
        small.maxNamespaceBytes = 5
        #expect(feil("<a xmlns='urn:a' xmlns:b='urn:b'/>", limits: small) == nil)
        #expect(feil("<a xmlns='urn:a'><b xmlns:c='urn:cc'/></a>", limits: small)?.detail == "maxNamespaceBytes")
        for name in ["<?i%?>", "<i%/>", "<i b%=''/>", "<i xmlns:b%='b'/>", "<i xmlns='urn:%'/>"] {
            func many(_ count: Int) -> String {
                "<a>" + (0..<count).map { name.replacing("%", with: "\($0)") }.joined() + "</a>"
            }
            small = Limits()
            small.maxNames = 100
            #expect(feil(many(80), limits: small) == nil, "\(name)")
            #expect(feil(many(101), limits: small)?.detail == "maxNames", "\(name)")
            small.maxNames = .max
            small.maxAllNameBytes = 10_000
            #expect(feil(many(5000), limits: small)?.detail == "maxAllNameBytes", "\(name)")
        }
        small = Limits()
        small.maxBytes = 10
        #expect(feil("<a>345</a>", limits: small) == nil)
        #expect(feil("<a>3456</a>", limits: small)?.detail == "maxBytes")
        #expect(feil("<" + String(repeating: "a", count: 256) + "/>") == nil)
        #expect(feil("<" + String(repeating: "a", count: 257) + "/>")?.detail == "maxNameBytes")
        #expect(feil("<a " + String(repeating: "a", count: 257) + "=''/>")?.detail == "maxNameBytes")
        for mark in ["\u{301}", "\u{5b0}", "\u{302a}", "\u{1d165}"] {
            func marked(_ count: Int) -> String { "a" + String(repeating: mark, count: count) }
            #expect(feil("<a>\(marked(64))\(marked(64))</a>") == nil)
            #expect(feil("<a>\(marked(65))</a>")?.detail == "maxCombiningMarks")
            #expect(feil("<a>\(marked(40))<![CDATA[\(marked(40).dropFirst())]]></a>") == nil)
            #expect(feil("<a>\(marked(64))<!-- -->&#x301;</a>")?.detail == "maxCombiningMarks")
            #expect(feil("<a b='\(marked(64))'/>") == nil)
            #expect(feil("<a b='\(marked(65))'/>")?.detail == "maxCombiningMarks")
        }
        small = Limits()
        small.maxNamespaces = 2
        #expect(feil("<a xmlns:b='b'><c xmlns:d='d'/><c xmlns:d='d'/></a>", limits: small) == nil)
        #expect(
            feil("<a xmlns:b='b'><c xmlns:d='d'><e xmlns:f='f'/></c></a>", limits: small)?.detail == "maxNamespaces")
        small = Limits()
        small.maxAllAttributes = 3
        #expect(feil("<a b='' c=''><d e=''/></a>", limits: small) == nil)
        #expect(feil("<a b='' c=''><d e='' f=''/></a>", limits: small)?.detail == "maxAllAttributes")
        small = Limits()
        small.maxTreeBytes = 10
        #expect(feil("<a xmlns='abcde'><b xmlns='fghij'/></a>", limits: small) == nil)
        #expect(feil("<a xmlns='abcde'><b xmlns='fghijk'/></a>", limits: small)?.detail == "maxTreeBytes")
        #expect(feil("<a b='" + String(repeating: "x", count: 300_000) + "'/>")?.detail == "maxMarkupBytes")
        #expect(feil("<a><!--" + String(repeating: "x", count: 300_000) + "--></a>")?.detail == "maxMarkupBytes")
    }

    @Test func anErrorOfTheHandlerComesOut() {
        struct Stopp: Error {}
        final class Stopper: XMLStreamHandler {
            func startElement(_ element: XMLStartElement) throws { throw Stopp() }
            func endElement() {}
            func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) {}
        }
        #expect(throws: Stopp.self) {
            let parser = try StreamingParser(text: false, limits: .standard, handler: Stopper())
            try Array("<a/>".utf8).withUnsafeBytes { try parser.feed($0) }
            try parser.finish()
        }
    }

    // libxml2 lets go of its input when it is stopped, in the middle of handing out a piece of it.
    @Test(arguments: ["<![CDATA[tekst]]>", "&lt;tekst&gt;", "tekst&lt;<b/>", "æ&#230;\u{301}"])
    func anErrorOfTheHandlerInTextComesOut(_ unit: String) throws {
        struct Stopp: Error {}
        final class Stopper: XMLStreamHandler {
            private var count = 0
            func startElement(_ element: XMLStartElement) {}
            func endElement() {}
            func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
                count += bytes.count
                if count > 20_000 { throw Stopp() }
            }
        }
        let document = Array(("<text>" + String(repeating: unit, count: 20_000) + "</text>").utf8)
        for stykke in [100, 5000, document.count] {
            let parser = try StreamingParser(text: false, limits: .standard, handler: Stopper())
            #expect(throws: Stopp.self) {
                for start in stride(from: 0, to: document.count, by: stykke) {
                    let piece = document[start..<min(document.count, start + stykke)]
                    try piece.withUnsafeBytes { try parser.feed($0) }
                }
                try parser.finish()
            }
        }
    }

    // libxml2 tells each thread's own channel of a byte that the encoding lacks, with the bytes behind it; and a new
    // thread's is standard error.
    @Test(arguments: [false, true])
    func nothingIsToldOfADocumentThatAnotherThreadReads(isWhole: Bool) throws {
        nonisolated(unsafe) let parser = try StreamingParser(
            text: false, limits: .standard, block: isWhole ? StreamingParser.block : 8, handler: Opptak())
        let document = Array("<?xml version='1.0' encoding='iso-8859-6'?><a>".utf8) + [0xff] + Array("navn</a>".utf8)
        nonisolated(unsafe) let told = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        defer { told.deallocate() }
        told.initialize(to: 0)
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var fault: XMLFault?
        Thread {
            xmlSetStructuredErrorFunc(told) { told, _ in told?.assumingMemoryBound(to: Int.self).pointee += 1 }
            do {
                try document.withUnsafeBytes { try parser.feed($0) }
                try parser.finish()
            } catch {
                fault = error as? XMLFault
            }
            done.signal()
        }.start()
        done.wait()
        #expect(fault?.kind == .encoding)
        #expect(told.pointee == 0)
    }
}
