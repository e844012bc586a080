// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML
import Testhjelp
import Testing

/// Input that is made to hurt: each ends in a finding, with nothing half done.
@Suite struct FiendtligTests {
    private static let omformer = Result { try Omformer(versjoner: .fixed) }

    /// Feeds pieces made on the way, so that no test holds what it attacks with.
    private func koder(_ pieces: some Sequence<[UInt8]>) throws -> [String] {
        let reader = try MessageReader(store: DiscardingDocumentStore())
        for piece in pieces where reader.wantsMore { try piece.withUnsafeBytes { try reader.feed($0) } }
        let omforming = try Self.omformer.get().convert(reader.finish())
        #expect(omforming.verdict != .undetermined)
        #expect(omforming.verdict == .accepted || omforming.forsendelse == nil)
        return omforming.rapport.funn.map(\.funn.kode)
    }

    private func koder(_ text: String) throws -> [String] { try koder([Array(text.utf8)]) }

    /// A message around something that is made piece by piece.
    private func around(_ pieces: some Sequence<[UInt8]>, form: Meldinger.Form = .inline) -> [[UInt8]] {
        let message = String(decoding: Meldinger.putMessage("HER", form: form), as: UTF8.self)
        let halves = message.split(separator: "HER", maxSplits: 1)
        return [Array(halves[0].utf8)] + Array(pieces) + [Array(halves[1].utf8)]
    }

    @Test func entitiesAreNeverExpandedInEitherLayer() throws {
        var bomb = "<!DOCTYPE m [<!ENTITY a0 'ha'>"
        for level in 1...9 { bomb += "<!ENTITY a\(level) '" + String(repeating: "&a\(level - 1);", count: 10) + "'>" }
        bomb += "]>"
        let melding = Meldinger.melding(journpost: "<jpOffinnhold>&a9;</jpOffinnhold>")
        #expect(
            try koder(bomb + String(decoding: Meldinger.putMessage(melding, form: .inline), as: UTF8.self)) == [
                "XM-002"
            ])
        for form in [Meldinger.Form.escaped, .cdata, .string] {
            #expect(try koder([Meldinger.putMessage(bomb + melding, form: form)]) == ["XM-002"])
        }
        let xxe = "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
        #expect(try koder([Meldinger.putMessage(xxe + melding)]) == ["XM-002"])
        #expect(try koder([Meldinger.putMessage(Meldinger.escaped(xxe + melding))]) == ["XM-002"])
    }

    @Test(arguments: Meldinger.Form.allCases)
    func depthEndsAtTheLimit(_ form: Meldinger.Form) throws {
        let deep = String(repeating: "<a>", count: 100_000)
        let nested = form == .inline || form == .cdata ? deep : Meldinger.escaped(deep)
        #expect(try koder(around([Array(nested.utf8)], form: form)).last == "XM-004")
    }

    @Test func aMillionAttributesOrElementsOrNamespacesEndAtTheLimit() throws {
        let attributes = (0..<10_000).lazy.map { index in
            Array((0..<100).map { " a\(index * 100 + $0)=''" }.joined().utf8)
        }
        #expect(try koder(around([Array("<a".utf8)] + attributes)) == ["XM-004"])
        let elements = repeatElement(Array(String(repeating: "<a/>", count: 1000).utf8), count: 1000)
        #expect(try koder(around([Array("<Melding><b>".utf8)] + elements)) == ["XM-004"])
        let documents = repeatElement(
            Array(String(repeating: "<dokument><fil><base64/></fil></dokument>", count: 1000).utf8), count: 1000)
        #expect(try koder(around([Array("<Melding><journpost>".utf8)] + documents)) == ["XM-004"])
        let namespaces = (0..<100).map { level in
            Array(("<a" + (0..<10).map { " xmlns:n\(level)_\($0)='u'" }.joined() + ">").utf8)
        }
        #expect(try koder(around(namespaces)).last == "XM-004")
    }

    // The library keeps each name for as long as it reads, and looks for every new one among them.
    @Test(arguments: ["<?i%?>", "<i xmlns:p%='u'/>", "<i xmlns='urn:%'/>"])
    func moreNamesThanAreKeptEndAtTheLimit(_ name: String) throws {
        let halves = name.split(separator: "%").map { Array($0.utf8) }
        let names = (0..<120).map { thousand in
            (0..<1000).flatMap { halves[0] + Array("\(thousand * 1000 + $0)".utf8) + halves[1] }
        }
        #expect(try koder([Array("<a>".utf8)] + names).last == "XM-004")
        for form in [Meldinger.Form.inline, .cdata] {
            #expect(try koder(around([Array("<Melding>".utf8)] + names, form: form)).last == "XM-004")
        }
        let long = (0..<100).map { Array("<?i\($0)\(String(repeating: "x", count: 200_000))?>".utf8) }
        #expect(try koder([Array("<a>".utf8)] + long).last == "XM-004")
    }

    // What we write of a message with twenty thousand documents has more elements than a message may have.
    @Test func anArkivmeldingMayHaveMoreElementsThanAMessage() throws {
        let elements = Array(("<x>" + String(repeating: "<x/>", count: 999) + "</x>").utf8)
        func hasLimit(_ root: String, _ thousands: Int) throws -> Bool {
            try koder([Array("<\(root)>".utf8)] + Array(repeatElement(elements, count: thousands))).contains("XM-004")
        }
        #expect(try hasLimit("Melding", 250) && !hasLimit("Melding", 249))
        #expect(try hasLimit(Self.arkivmelding, 600) && !hasLimit(Self.arkivmelding, 599))
    }

    private static let arkivmelding = "arkivmelding xmlns='http://www.arkivverket.no/standarder/noark5/arkivmelding'"

    // The root says which limits hold, however the bytes come.
    @Test(arguments: ["", "<?xml version='1.0' encoding='ISO-8859-1'?>", "<!-- x --><?x y?>\n"])
    func anArkivmeldingMayHaveALargerTag(_ before: String) throws {
        func koder(_ root: String, _ bytes: Int, step: Int) throws -> [String] {
            let name = root.prefix { $0 != " " }
            let text = before + "<\(root)><x a='" + String(repeating: "a", count: bytes) + "'/></\(name)>"
            let reader = try MessageReader(store: DiscardingDocumentStore())
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                try rest.prefix(step).withUnsafeBytes { try reader.feed($0) }
                rest = rest.dropFirst(step)
            }
            return try reader.finish().funn.map(\.kode)
        }
        for step in [1, 1000, 1 << 24] {
            #expect(try koder(Self.arkivmelding, 300_000, step: step) == [])
            #expect(try koder("Melding", 300_000, step: step) == ["XM-004"])
        }
        #expect(try koder(Self.arkivmelding, 9_000_000, step: 1 << 24) == ["XM-004"])
        #expect(try !self.koder(before + "<\(Self.arkivmelding)/>").contains("XM-004"))
    }

    @Test func anArkivmeldingAloneIsReadToItsEnd() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "arkivmelding.xml")
            let field = "<x>" + String(repeating: "tekst ", count: 600_000) + "</x>"
            try Data("  \n<\(Self.arkivmelding)>\(String(repeating: field, count: 5))</arkivmelding>".utf8).write(
                to: file)
            guard
                case .arkivmelding(let innlesing) = try Tilbakeinndata(reading: FileHandle(forReadingFrom: file))
            else {
                Issue.record("no arkivmelding")
                return
            }
            #expect(innlesing.funn == [] && innlesing.tre != nil && innlesing.bytes > 17_000_000)
        }
    }

    @Test func aLimitMayBeAsLargeAsThereAreNumbers() throws {
        var limits = Limits()
        limits.maxDepth = .max
        limits.maxElements = .max
        limits.maxArkivmeldingElements = .max
        limits.maxChildren = .max
        limits.maxAttributes = .max
        limits.maxAllAttributes = .max
        limits.maxMarkupBytes = .max
        limits.maxFieldBytes = .max
        limits.maxTreeBytes = .max
        let there = try Self.omformer.get().convert(
            Innlesing(Meldinger.putMessage(Meldinger.melding()), limits: limits))
        #expect(try Innlesing(#require(there.forsendelse).arkivmelding, limits: limits).funn == [])
    }

    @Test func blanksCostNothingWhereTheyMeanNothing() throws {
        let blanks = repeatElement([UInt8](repeating: 0x20, count: 1 << 20), count: 200)
        #expect(try koder(around(blanks, form: .escaped)) == ["BE-002"])
        let start = Meldinger.putMessage(Meldinger.melding())
        #expect(try koder(Array(blanks) + [start]) == [])
        // In a field they are text, and text has a limit.
        #expect(try koder(around([Array("<Melding><journpost><jpId>".utf8)] + Array(blanks))) == ["XM-004"])
    }

    @Test func base64ThatNeverEndsIsReadToItsEndAndNoFurther() throws {
        let block = [UInt8](repeating: UInt8(ascii: "A"), count: 1 << 20)
        let opening = Array("<Melding><journpost><dokument><fil><base64>".utf8)
        let message = around([opening] + Array(repeatElement(block, count: 64)))
        #expect(try koder(message.dropLast()) == ["XM-003"])
    }

    @Test func sectionsInSmallPiecesAndCommentsFullOfOpeningsAreOnlyText() throws {
        let base64 = String(repeating: "QUJD", count: 75)
        let pieces = String(repeating: base64 + "]]><![CDATA[", count: 2000)
        let melding = Meldinger.melding(dokumenter: Meldinger.dokument(base64: "<![CDATA[" + pieces + "]]>"))
        #expect(try koder([Meldinger.putMessage(melding, form: .inline)]) == [])
        let comment = "<!--" + String(repeating: "<![CDATA[ ]]> ", count: 10_000) + "-->"
        #expect(try koder([Meldinger.putMessage(comment + Meldinger.melding(), form: .inline)]) == [])
        #expect(
            try koder([
                Meldinger.putMessage(
                    "<?x " + String(repeating: "<![CDATA[", count: 10_000) + "?>" + Meldinger.melding(), form: .inline)
            ]) == [])
    }

    @Test func namesNeverLeaveTheFolder() throws {
        let names = [
            "../../../../tmp/x.txt", "/etc/passwd", "C:\\x\\y.txt", "..", "a/../b.txt", "~/x.txt",
            "x\u{0}".replacing("\u{0}", with: ""),
        ]
        let documents = names.enumerated().map { Meldinger.dokument(navn: $0.element, nummer: $0.offset + 1) }.joined()
        let reader = try MessageReader(store: DiscardingDocumentStore())
        try Meldinger.putMessage(Meldinger.melding(dokumenter: documents), id: "../../x").withUnsafeBytes {
            try reader.feed($0)
        }
        let forsendelse = try #require(Self.omformer.get().convert(reader.finish()).forsendelse)
        for dokument in forsendelse.dokumenter {
            #expect(!dokument.navn.contains("/") && !dokument.navn.contains("\\") && !dokument.navn.hasPrefix("."))
        }
        #expect(Set(forsendelse.dokumenter.map { $0.navn.lowercased() }).count == names.count)
        #expect(MeldingId.uuid(in: forsendelse.sbd.messageId) != nil)
    }

    // Twenty thousand of anything took minutes where paths were counted anew for each.
    @Test func manyFaultsAreCountedNotRepeated() throws {
        func omform(_ journpost: String, dokumenter: String = "") throws -> Rapport {
            let reader = try MessageReader(store: DiscardingDocumentStore())
            let melding = Meldinger.melding(journpost: journpost, dokumenter: dokumenter)
            try Meldinger.putMessage(melding, form: .inline).withUnsafeBytes { try reader.feed($0) }
            return try Self.omformer.get().convert(reader.finish()).rapport
        }
        let unknown = try omform(String(repeating: "<x/>", count: 20_000))
        #expect(unknown.funn.filter { $0.funn.kode == "OM-001" }.count == Omforming.maxPerKode)
        #expect(unknown.funn.contains { $0.funn.kode == "OM-090" && $0.funn.argumenter == ["OM-001", "19800"] })
        let parties = String(
            repeating: "<avsmot><amIhtype>1</amIhtype><amAvskm>BU</amAvskm><amAvskdato>x</amAvskdato></avsmot>",
            count: 10_000)
        let dates = try omform(parties)
        #expect(dates.verdict == .accepted)
        #expect(
            dates.regnskap?.kilder.filter { $0.status == .defaulted && $0.kilde.hasSuffix("amAvskdato") }.map(\.antall)
                == [
                    10_000
                ])
        let empty = try omform("", dokumenter: String(repeating: "<dokument/>", count: 20_000))
        #expect(empty.verdict == .rejected && !empty.funn.contains { $0.funn.kode == "XM-004" })
        let over = try omform("", dokumenter: String(repeating: "<dokument/>", count: 20_001))
        #expect(over.funn.map(\.funn.argumenter) == [["maxDocuments"]])
    }

    // Each within its limit; together they would have filled the memory.
    @Test func aLargeValueThatWouldStandInManyPlacesIsRefused() throws {
        let omformer = try Self.omformer.get()
        func limits(_ rapport: Rapport) -> [String?] {
            #expect(rapport.verdict == .rejected)
            return rapport.funn.filter { $0.funn.kode == "XM-004" }.map(\.funn.argumenter.first)
        }
        func there(_ melding: String, _ text: String = "<name>", _ other: String = "<name>") throws -> Omforming {
            let message = String(decoding: Meldinger.putMessage(melding), as: UTF8.self).replacing(text, with: other)
            return omformer.convert(try Innlesing(Array(message.utf8)))
        }
        let large = String(repeating: "navn", count: 250_000)
        let notes = String(repeating: "<tilleggsinfo/>", count: 17)
        let parties = String(repeating: "<avsmot><amAvskm>BU</amAvskm></avsmot>", count: 17)
        let name = "<name>Fjordvik kommune</name>"
        for groups in [notes, parties] {
            let melding = Meldinger.melding(journpost: groups)
            #expect(try limits(there(melding, name, "<name>\(large)</name>").rapport) == ["maxRepeatedText"])
            let number = "<orgnr>\(Meldinger.avsender)</orgnr>\(name)"
            #expect(try limits(there(melding, number, "<orgnr>\(large)</orgnr>").rapport) == ["maxRepeatedText"])
            #expect(try there(melding, name, "<name>\(large.prefix(10_000))</name>").verdict != .rejected)
        }
        let code = "<jpTgkode>\(large)</jpTgkode><tilleggsinfo><tiTgkode>U</tiTgkode></tilleggsinfo>"
        #expect(try limits(there(Meldinger.melding(journpost: code + notes)).rapport) == ["maxRepeatedText"])

        // The same two, and the title of a document in many versions, on the way back.
        func back(_ elements: String) throws -> [String?] {
            let text = """
                <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"><basisregistrering>\(elements)\
                </basisregistrering></arkivmelding>
                """
            var settings = BestEduSettings()
            settings.sender = Organisasjonsnummer(Meldinger.avsender)
            settings.receiver = Organisasjonsnummer(Meldinger.mottaker)
            return limits(omformer.bestEdu(of: try Innlesing(Array(text.utf8)), sbd: nil, filer: [], settings).rapport)
        }
        let merknader = String(repeating: "<merknad><merknadstekst>x</merknadstekst></merknad>", count: 17)
        let skjerming = """
            <skjerming><tilgangsrestriksjon>\(large)</tilgangsrestriksjon>\
            <skjermingMetadata>Skjerming merknadstekst</skjermingMetadata></skjerming>
            """
        #expect(try back(merknader + skjerming) == ["maxRepeatedText"])
        let objekter = String(repeating: "<dokumentobjekt/>", count: 17)
        #expect(
            try back("<dokumentbeskrivelse><tittel>\(large)</tittel>\(objekter)</dokumentbeskrivelse>")
                == ["maxRepeatedText"])
    }

    // Each finding says where; a place may be 60 kB, and there is room for a hundred thousand of them.
    @Test(arguments: ["x", "jpInnhold"]) func findingsDoNotFillTheMemory(_ name: String) throws {
        let level = String(repeating: "n", count: 250)
        let around = { (text: String) in
            String(repeating: "<\(level)>", count: 240) + text + String(repeating: "</\(level)>", count: 240)
        }
        let notes = around(String(repeating: "<\(name)><tilleggsinfo/></\(name)>", count: 20_000))
        var settings = ConversionSettings()
        settings.internalNotes = .withhold
        let omforming = try Self.omformer.get().convert(
            Innlesing(Meldinger.putMessage(Meldinger.melding(journpost: notes))), settings)
        #expect(omforming.verdict == .rejected)
        #expect(
            omforming.rapport.funn.filter { $0.funn.kode == "XM-004" }.map(\.funn.argumenter) == [["maxMessageBytes"]])
    }

    // A ZIP of a few kB may have one file of megabytes, and an arkivmelding that names it twenty thousand times.
    @Test func aFileThatIsNamedManyTimesIsNotWrittenManyTimes() throws {
        let omformer = try Self.omformer.get()
        func back(_ count: Int) throws -> Tilbakeomforming {
            let dokument = """
                <dokumentbeskrivelse><dokumentobjekt><referanseDokumentfil>a.pdf</referanseDokumentfil></dokumentobjekt>\
                </dokumentbeskrivelse>
                """
            let text = """
                <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"><basisregistrering>\
                \(String(repeating: dokument, count: count))</basisregistrering></arkivmelding>
                """
            var settings = BestEduSettings()
            settings.sender = Organisasjonsnummer(Meldinger.avsender)
            settings.receiver = Organisasjonsnummer(Meldinger.mottaker)
            return try omformer.bestEdu(
                of: Innlesing(Array(text.utf8)), sbd: nil, filer: [Forsendelsesfil(navn: "a.pdf", size: 40 << 20)],
                settings)
        }
        #expect(try back(2).documentBytes == 80 << 20)
        #expect(try !back(2).rapport.funn.contains { $0.funn.kode == "FO-009" })
        let many = try back(3)
        #expect(many.putMessage == nil)
        #expect(many.rapport.funn.filter { $0.funn.kode == "FO-009" }.map(\.funn.argumenter) == [["maxRepeatedBytes"]])
    }

    // JSON can hold what XML cannot.
    @Test(arguments: ["\\u0001", "\\u0000", "\\uffff"]) func aConversationThatIsNoTextIsNotWritten(_ mark: String)
        throws
    {
        let omformer = try Self.omformer.get()
        let there = try #require(
            omformer.convert(Innlesing(Meldinger.putMessage(Meldinger.melding(dokumenter: "")))).forsendelse)
        let json = String(decoding: there.sbd.json.bytes, as: UTF8.self).replacing(Meldinger.id, with: "x\(mark)y")
        let sbd = SBDInnlesing(json: Array(json.utf8))
        let addressing = try #require(sbd.sbd)
        let back = try omformer.bestEdu(of: Innlesing(there.arkivmelding), sbd: addressing, filer: [])
        #expect(back.rapport.funn.contains { $0.funn.kode == "SB-010" })
        #expect(back.putMessage?.root?.child("envelope")?.attribute("conversationId") == Meldinger.id)
    }

    // What the carrier adds must not make of a message within the limits an arkivmelding that is not.
    @Test(arguments: [
        // In the carrier an attribute has what the element gives, of more bytes than a tag of BEST/EDU may have.
        "<jpOffinnhold>" + String(repeating: "ord  ", count: 80_000) + "</jpOffinnhold>",
        // The longest that a field may be, and then the indentation behind it.
        "<jpOffinnhold>" + String(repeating: "x", count: 4 << 20) + "</jpOffinnhold>",
        "<tilleggsinfo><tiTekst>" + String(repeating: "linje&#13;\n", count: 40_000) + "</tiTekst></tilleggsinfo>",
        String(repeating: "<x>", count: 253) + String(repeating: "</x>", count: 253),
        "<x " + (1...64).map { "a\($0)='' " }.joined() + "/>",
        String(repeating: "<avsmot/>", count: 39_000),
        // Names that the carrier has for itself, and names of fields that are somebody else's.
        "<foo><tekst>a</tekst><attributt/><rekke>a a</rekke><tom>b</tom></foo><jpSaar><attributt/></jpSaar>",
        "<jpEksternNokkel><tekst>a</tekst></jpEksternNokkel>",
        "<jpTgkode xmlns='urn:q'>7</jpTgkode><q:jpUoff xmlns:q='urn:q'><jpUoff/><q:x xmlns:q='urn:r'/></q:jpUoff>",
        // So many brothers that none may be looked for among them all.
        "<foo>" + String(repeating: "<b/>", count: 39_000) + "</foo>",
    ])
    func whatIsAcceptedComesBack(_ journpost: String) throws {
        try comesBack(Meldinger.putMessage(Meldinger.melding(journpost: journpost, dokumenter: "")))
    }

    @Test(arguments: ["", "<foo>a</foo>"]) func anEnvelopeInAnotherOrderComesBack(_ more: String) throws {
        let text = String(decoding: Meldinger.putMessage(Meldinger.melding(dokumenter: "")), as: UTF8.self)
        let sender = try #require(text.firstMatch(of: /<sender>.*<\/sender>/)?.output)
        let receiver = try #require(text.firstMatch(of: /<receiver>.*<\/receiver>/)?.output)
        let turned = text.replacing(sender, with: "").replacing(receiver, with: receiver + more + sender)
        #expect(turned != text)
        try comesBack(Array(turned.utf8))
    }

    // The SBD says who sends: a carrier that was tampered with must not say another.
    @Test func aCarrierNamesNobodyElse() throws {
        let omformer = try Self.omformer.get()
        let written = "0192:" + Meldinger.avsender
        let there = try #require(
            omformer.convert(Innlesing(Meldinger.putMessage(Meldinger.melding(dokumenter: ""), avsender: written)))
                .forsendelse)
        let arkivmelding = String(decoding: there.arkivmelding, as: UTF8.self)
        func koder(_ number: String) throws -> [String] {
            let changed = arkivmelding.replacing(written, with: number)
            return try omformer.bestEdu(of: Innlesing(Array(changed.utf8)), sbd: there.sbd, filer: []).rapport.funn
                .map(\.funn.kode)
        }
        #expect(arkivmelding.contains(">\(written)<"))
        let second =
            "\(written)</b:orgnr><b:rekke>orgnr *</b:rekke><b:fremmed><b:orgnr>\(Meldinger.mottaker)</b:orgnr></b:fremmed>"
        #expect(
            try omformer.bestEdu(
                of: Innlesing(Array(arkivmelding.replacing(written + "</b:orgnr>", with: second).utf8)), sbd: there.sbd,
                filer: []
            ).rapport.funn.map(\.funn.kode).contains("OM-078"))
        func twice(_ entry: String) -> String { entry + entry + "</b:konvolutt>" }
        for (place, other) in [
            ("</b:konvolutt>", twice("<b:utelatt>ref</b:utelatt>")), ("</b:konvolutt>", twice(#"<b:avsmot nr="1"/>"#)),
            ("</b:konvolutt>", twice("<b:ref>r</b:ref>")),
            ("</b:konvolutt>", "<b:jpUkjent>x</b:jpUkjent></b:konvolutt>"),
            (#"versjon="1""#, #"versjon="99""#), ("</b:konvolutt>", twice(#"<b:attributt navn="x">1</b:attributt>"#)),
            // Each is looked for among the others.
            (
                "</b:konvolutt>",
                (0...1024).map { #"<b:attributt navn="x\#($0)">1</b:attributt>"# }.joined() + "</b:konvolutt>"
            ),
        ] {
            let changed = arkivmelding.replacing(place, with: other)
            #expect(changed != arkivmelding)
            #expect(
                try omformer.bestEdu(of: Innlesing(Array(changed.utf8)), sbd: there.sbd, filer: []).rapport.funn
                    .map(\.funn.kode).contains("OM-078"))
        }
        #expect(try !koder(written).contains("OM-078"))
        #expect(try koder(Meldinger.mottaker).contains("OM-078"))
        #expect(try koder("9908:" + Meldinger.mottaker).contains("OM-078"))
    }

    // Names that the parser reads, and no stylesheet can make.
    @Test(arguments: ["<a\u{132}/>", "<foo a\u{132}='1'/>", "<xmlns>x</xmlns>", "<foo><\u{3400}/></foo>"])
    func namesOfALaterEditionAreRefused(_ journpost: String) throws {
        #expect(try koder([Meldinger.putMessage(Meldinger.melding(journpost: journpost))]) == ["XM-001"])
    }

    // In the carrier each element says its namespace.
    @Test func aLongNamespaceCountsForEachElement() throws {
        let rom = "urn:" + String(repeating: "x", count: 1000)
        func koder(_ count: Int) throws -> [String] {
            let foo = "<foo xmlns:n='\(rom)'>" + String(repeating: "<n:a/>", count: count) + "</foo>"
            return try self.koder([Meldinger.putMessage(Meldinger.melding(journpost: foo))])
        }
        #expect(try !koder(1000).contains("XM-004"))
        #expect(try koder(20_000) == ["XM-004"])
    }

    private func comesBack(_ bytes: [UInt8]) throws {
        let omformer = try Self.omformer.get()
        let message = try Innlesing(bytes)
        let sammenlikner = try Sammenlikner()
        let original = sammenlikner.read(message)
        let there = try #require(omformer.convert(message).forsendelse)
        let back = try omformer.bestEdu(of: Innlesing(there.arkivmelding), sbd: there.sbd, filer: [])
        let written = try #require(back.putMessage, "\(back.rapport.funn.map(\.funn.kode))")
        let sink = MemorySink()
        try PutMessageWriter(dialekt: Dialekt()).write(written, documents: Minnekilde([:]), to: sink)
        #expect(sammenlikner.compare(original, sammenlikner.read(try Innlesing(sink.bytes))).utfall == .like)
    }

    @Test func whatCouldNotComeBackIsRejected() throws {
        let quotes = String(repeating: "\"  ", count: 1_300_000)
        let there = try Self.omformer.get().convert(
            Innlesing(Meldinger.putMessage(Meldinger.melding(journpost: "<jpOffinnhold>\(quotes)</jpOffinnhold>"))))
        #expect(there.verdict == .rejected)
        #expect(there.rapport.funn.filter { $0.funn.kode == "OM-045" }.map(\.funn.argumenter) == [["maxMarkupBytes"]])
    }

    @Test func aNameOfAMegabyteIsCut() throws {
        let name = String(repeating: "navn ", count: 200_000) + ".txt"
        #expect(
            try koder([Meldinger.putMessage(Meldinger.melding(dokumenter: Meldinger.dokument(navn: name)))]) == [
                "BE-111"
            ])
    }

    @Test(arguments: [
        "", " ", "x", "<", "<a", "<!", "<![CDATA[", "<?xml", "<?xml version='1.0'?>", "\u{feff}", "&lt;Melding/&gt;",
        "<a><b></a></b>", "<a>&#0;</a>", "<a>\u{1}</a>",
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>",
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>tekst</s:Body></s:Envelope>",
        "<PutMessageRequest/>", "<PutMessageRequest><payload/></PutMessageRequest>",
        "<PutMessageRequest><envelope/><payload>&lt;</payload></PutMessageRequest>",
        "<PutMessageRequest><envelope/><payload>&lt;Melding</payload></PutMessageRequest>",
        "<PutMessageRequest><envelope/><payload>&lt;?xml version='1.0'?&gt;</payload></PutMessageRequest>",
        "<PutMessageRequest><envelope/><payload><a><b><c/></b></a></payload></PutMessageRequest>",
        "<Melding/>", "<Melding><journpost/></Melding>", "<Melding><noarksak/></Melding>",
        "<Melding><journpost/><journpost/><noarksak/></Melding>", "<AppReceipt/>",
    ])
    func oddInputIsRejectedWithAReason(_ text: String) throws {
        #expect(try !koder(text).isEmpty)
        #expect(try !koder(text.utf8.map { [$0] }).isEmpty)
    }

    @Test func bytesThatAreNoTextAreRejected() throws {
        for bytes: [UInt8] in [
            [0xff], [0xfe, 0xff], [0xff, 0xfe, 0x3c], [0x00, 0x3c, 0x00], [0x3c, 0x61, 0x3e, 0xc3, 0x28], [0x80, 0x81],
        ] {
            #expect(try !koder([bytes]).isEmpty)
        }
    }

    @Test func everyCutOfAMessageIsRejected() throws {
        for form in Meldinger.Form.allCases {
            let message = Meldinger.putMessage(Meldinger.melding(), form: form)
            for length in stride(from: 0, to: message.count - 1, by: 37) {
                #expect(try !koder([Array(message.prefix(length))]).isEmpty, "\(form) \(length)")
            }
        }
    }

    @Test func changedBytesNeverMakeUsFail() throws {
        var random = Teller(seed: 20_261_123)
        for form in Meldinger.Form.allCases {
            let message = Meldinger.putMessage(
                Meldinger.melding(journpost: "<jpDokdato>2026-02-01</jpDokdato>"), form: form)
            for _ in 0..<150 {
                var changed = message
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                _ = try koder([changed])
            }
        }
    }
}
