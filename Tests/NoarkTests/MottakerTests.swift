// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct MottakerTests {
    @Test(arguments: ["010170-12345", "01 01 70 12345", "0192:01017012345", "\u{0660}1017012345", "x01017012345"])
    func elevenDigitsAreAPersonHoweverTheyStand(_ text: String) {
        #expect(Foedselsnummer.isWritten(as: text) && Foedselsnummer.mayStand(in: text))
    }

    @Test(arguments: ["0192:310000035", "9908:310000035", "NO 310 000 035 MVA", ""])
    func anOrganisationIsNone(_ text: String) {
        #expect(!Foedselsnummer.isWritten(as: text) && !Foedselsnummer.mayStand(in: text))
    }

    @Test func moreDigitsMayHideOne() {
        #expect(!Foedselsnummer.isWritten(as: "010170123456") && Foedselsnummer.mayStand(in: "010170123456"))
    }

    // Made for tests: 80, 65 or 40 is added to the month, and nobody was born then.
    static let person = "17829910055"

    @Test(arguments: ["17829910055", "57829910049"])
    func aPersonIsElevenDigitsWithTheRightCheckDigits(_ text: String) throws {
        let number = try #require(Foedselsnummer(text))
        #expect(number.digits == text)
        #expect(Mottaker(text)?.urn == "urn:altinn:person:identifier-no:" + text)
        #expect(Mottaker("0192:" + text)?.isPerson == true)
        // Every digit counts.
        for index in text.indices {
            var other = text
            other.replaceSubrange(index...index, with: text[index] == "9" ? "8" : "9")
            #expect(Foedselsnummer(other) == nil)
        }
    }

    @Test(arguments: ["", "1782991005", "178299100554", "1782991005A", "１７８２９９１００５５", "00000000000"])
    func nothingElseIsAPerson(_ text: String) {
        #expect(Foedselsnummer(text) == nil)
        #expect(Mottaker(text) == nil)
    }

    @Test func aPersonIsNeverPrinted() throws {
        let mottaker = try #require(Mottaker(Self.person))
        var dumped = ""
        dump(mottaker, to: &dumped)
        for text in ["\(mottaker)", String(reflecting: mottaker), dumped] { #expect(!text.contains("1782991")) }
    }

    @Test func anOrganisationIsNineDigits() {
        #expect(Mottaker("0192:310000035")?.urn == "urn:altinn:organization:identifier-no:310000035")
        #expect(Mottaker("310000035")?.identifier == "310000035")
        #expect(Mottaker("310000036") == nil)
    }
}
