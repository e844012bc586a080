// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Noark
import Testing

@Suite struct DokumentnavnTests {
    private static let pdf = Array("%PDF-1.7".utf8)

    private func navn(_ filnavn: String, start: [UInt8] = pdf) -> String {
        var navn = Dokumentnavn()
        return navn.neste(opplysninger(filnavn), plass: 1, start: start).navn
    }

    private func opplysninger(
        _ filnavn: String, mimetype: String = "", dokformat: String = "", tittel: String = "", nummer: String = ""
    ) -> Filopplysninger {
        var result = Filopplysninger()
        result.filnavn = filnavn
        result.mimetype = mimetype
        result.dokformat = dokformat
        result.tittel = tittel
        result.nummer = nummer
        return result
    }

    @Test(arguments: [
        ("brev.pdf", "brev.pdf"), ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\x\\brev.pdf", "brev.pdf"),
        ("/", "dokument-1.pdf"), ("..", "dokument-1.pdf"), (".pdf", "dokument-1.pdf"), ("a<b>:c|d?*.pdf", "abcd.pdf"),
        ("tittel.pdf.pdf", "tittel.pdf"), ("tittel. .PDF", "tittel.PDF"), ("brev ", "brev.pdf"),
        ("\u{1}brev\u{0}.pdf", "brev.pdf"), ("brev\u{202e}fdp.pdf", "brevfdp.pdf"),
        ("linje\nskift.pdf", "linje skift.pdf"),
        ("CON.pdf", "_CON.pdf"), ("CON .a.pdf", "_CON .a.pdf"), ("con.\u{301}a.pdf", "_con.\u{301}a.pdf"),
        ("con", "_con.pdf"), ("COM¹.pdf", "_COM¹.pdf"), ("CONIN$.pdf", "_CONIN$.pdf"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"), ("Console.pdf", "Console.pdf"),
        ("Søknad nr. 12", "Søknad nr. 12.pdf"), ("?", "dokument-1.pdf"), ("{filnavn}", "dokument-1.pdf"),
        ("${filnavn}", "dokument-1.pdf"), ("{{filnavn}}", "dokument-1.pdf"),
        ("a\u{30a}rsmelding.pdf", "årsmelding.pdf"), ("brev.pdf/", "brev.pdf"),
    ])
    func namesAreMadeSafe(_ filnavn: String, _ expected: String) {
        #expect(Array(navn(filnavn).unicodeScalars) == Array(expected.unicodeScalars))
    }

    // A reference may be megabytes long, and is no name that a file can have.
    @Test func aTextThatIsTooLongForANameIsOnlyItself() {
        #expect(Dokumentnavn.key("A\u{30a}.PDF") == Dokumentnavn.key("\u{e5}.pdf"))
        let long = String(repeating: "A\u{30a}", count: 500)
        #expect(Array(Dokumentnavn.key(long).unicodeScalars) == Array(long.unicodeScalars))
    }

    @Test func whatIsLeftOutDoesNotKeepALetterFromItsMark() {
        let name = navn("cafe\u{200d}\u{301}.txt")
        #expect(Array(name.unicodeScalars) == Array("caf\u{e9}.txt".unicodeScalars))
    }

    @Test func namesAreBounded() {
        for unit in ["x", "æ", "€", "😀", "e\u{301}\u{302}\u{303}"] {
            let long = navn(String(repeating: unit, count: 1_000_000) + ".pdf")
            #expect(long.count <= 150 && long.utf8.count <= 200 && long.hasSuffix(".pdf"), "\(unit)")
        }
        #expect(navn(String(repeating: ".pdf", count: 250_000)).utf8.count <= 200)
    }

    @Test func aLetterWithMoreMarksThanANameHasRoomForKeepsSome() {
        // A letter and what changes how it looks are one character, however many there are.
        let look = "a" + String(repeating: "\u{fe0f}", count: 600)
        let cut = navn(look + ".txt")
        #expect(cut.hasSuffix(".txt") && cut.count == 5 && (190...200).contains(cut.utf8.count))
        let letter = "a" + String(repeating: "\u{301}", count: 140)
        let first = navn(letter)
        #expect(first.unicodeScalars.count > 50 && first.hasSuffix(".pdf") && first.utf8.count <= 200)
        #expect(navn(letter, start: []).unicodeScalars.count > 50)
    }

    @Test func onlyTheLastPartOfALongPathCounts() {
        #expect(navn(String(repeating: "mappe/", count: 2000) + "brev.pdf") == "brev.pdf")
        #expect(navn("mappe\\brev.pdf//") == "brev.pdf")
    }

    @Test func namesThatAreOneWhenShortenedCountTogether() {
        var navn = Dokumentnavn()
        var given: [String] = []
        for _ in 1...2 {
            for number in 100...149 {
                let written = String(repeating: "A", count: 140) + "\(number).pdf"
                given.append(navn.neste(opplysninger(written), plass: 1, start: Self.pdf).navn)
            }
        }
        #expect(Set(given).count == 100)
        #expect(given.last == String(repeating: "A", count: 140) + "1 (51).pdf")
    }

    @Test func takenNamesGetNumbersWhateverTheirCaseOrForm() {
        var navn = Dokumentnavn()
        let names = ["a.pdf", "A.PDF", "a?.pdf", "a (2).pdf", "å.pdf", "a\u{30a}.pdf", "arkivmelding.xml", "META-INF"]
            .map {
                navn.neste(opplysninger($0), plass: 1, start: Self.pdf)
            }
        #expect(
            names.map(\.navn) == [
                "a.pdf", "A (2).PDF", "a (3).pdf", "a (2) (2).pdf", "å.pdf", "å (2).pdf", "arkivmelding (2).xml",
                "META-INF.pdf",
            ])
        #expect(names[1].koder == ["BE-112"])
        #expect(names[2].koder == ["BE-111", "BE-112"])
    }

    @Test func aNameThatIsTooLongIsToldOf() {
        var navn = Dokumentnavn()
        let given = navn.neste(opplysninger(String(repeating: "a", count: 300) + ".pdf"), plass: 1, start: Self.pdf)
        #expect(given.navn.count == 150 && given.koder == ["BE-111"])
    }

    @Test func onlyAWholeNameInBracesIsAPlaceholder() {
        var navn = Dokumentnavn()
        #expect(navn.neste(opplysninger("{A} brev {B}"), plass: 1, start: Self.pdf).koder == ["BE-113"])
        #expect(navn.neste(opplysninger("{filnavn}"), plass: 2, start: Self.pdf).koder == ["BE-110"])
    }

    @Test func tenThousandOfOneNameAreNumberedInOrder() {
        var navn = Dokumentnavn()
        var last = ""
        for plass in 1...10_000 { last = navn.neste(opplysninger("Vedlegg.pdf"), plass: plass, start: Self.pdf).navn }
        #expect(last == "Vedlegg (10000).pdf")
    }

    @Test func aMissingNameComesFromTitleOrNumberAndTheTypeFromWhatIsKnown() {
        func named(_ opplysninger: Filopplysninger, start: [UInt8] = []) -> Dokumentnavn.Resultat {
            var navn = Dokumentnavn()
            return navn.neste(opplysninger, plass: 3, start: start)
        }
        let title = named(opplysninger("", dokformat: "RA-PDF", tittel: "Svar 12/2026: brygga"))
        #expect(title.navn == "Svar 122026 brygga.pdf")
        #expect(title.mediatype == "application/pdf")
        #expect(title.koder == ["BE-110"])
        // The point in a title begins an extension only when there is one of that name.
        #expect(
            named(opplysninger("", tittel: "Svar fra fjordvik.no"), start: Self.pdf).navn == "Svar fra fjordvik.no.pdf")
        #expect(named(opplysninger("", tittel: "Svar fra fjordvik.no")).navn == "Svar fra fjordvik.no")
        #expect(named(opplysninger("", tittel: "kart.pdf"), start: Self.pdf).navn == "kart.pdf")
        #expect(named(opplysninger("svar.fjv"), start: Self.pdf).navn == "svar.fjv")
        #expect(named(opplysninger("", dokformat: "DOCX", nummer: "7")).navn == "dokument-7.docx")
        #expect(named(opplysninger("", mimetype: "image/tiff")).navn == "dokument-3.tif")
        #expect(named(opplysninger("", tittel: "?"), start: Self.pdf).navn == "dokument-3.pdf")
        #expect(named(opplysninger("notat")).navn == "notat")
        #expect(named(opplysninger("notat")).mediatype == "application/octet-stream")
    }

    @Test func theBytesDecideWhereNameAndBytesDisagree() {
        var navn = Dokumentnavn()
        let zip: [UInt8] = [0x50, 0x4b, 3, 4]
        let docx = navn.neste(opplysninger("a.docx"), plass: 1, start: zip)
        #expect(docx.mediatype.hasSuffix("wordprocessingml.document") && docx.koder.isEmpty)
        let wrong = navn.neste(opplysninger("b.docx", mimetype: "application/msword"), plass: 2, start: Self.pdf)
        #expect(wrong.navn == "b.docx" && wrong.mediatype == "application/pdf" && wrong.koder == ["BE-114"])
        let odd = navn.neste(opplysninger("c.pdf", mimetype: "{kommer}"), plass: 3, start: Self.pdf)
        #expect(odd.mediatype == "application/pdf" && odd.koder.isEmpty)
    }
}
