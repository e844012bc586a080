// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct OrganisasjonsnummerTests {
    @Test(arguments: ["310000035", "310000043", "310000000", "974760673"])
    func acceptsRightCheckDigit(_ digits: String) { #expect(Organisasjonsnummer(digits)?.digits == digits) }

    @Test(arguments: [
        "000000000", "310000036", "31000003", "3100000350", "31000003x", "", "310 000 035", "\u{0663}10000035",
    ])
    func refusesEverythingElse(_ text: String) { #expect(Organisasjonsnummer(text) == nil) }

    @Test(arguments: [" 310 000 035 ", "0192:310000035", "9908:310000035", "NO310000035MVA", "no 310 000 035 mva"])
    func stripsWhatSendersPutAround(_ text: String) {
        #expect(Organisasjonsnummer(lenient: text)?.iso6523 == "0192:310000035")
    }

    // The carrier says whose it is by the number that the stylesheet has (xslt/felles/tekst.xsl, rent-orgnr).
    @Test(arguments: [
        ("0192:0192:NO no 310000035 mVA", "310000035"), ("\u{00a0}310\u{202f}000\u{2007}035\u{3000}", "310000035"),
        ("MVA", "MVA"), ("NO", ""), ("9908: x\u{0301}", "x\u{0301}"), ("N\u{0301}O1", "N\u{0301}O1"),
    ])
    func isStrippedAsInTheStylesheet(_ text: String, _ bare: String) throws {
        #expect(Organisasjonsnummer.stripped(text).utf8.elementsEqual(bare.utf8))
    }

    @Test func aNumberWhoseCheckDigitWouldBeTenDoesNotExist() {
        // 3·3 + 1·2 + 6·2 = 23, remainder 1: no digit will do.
        let all = (0...9).map { "31000006\($0)" }
        #expect(all.allSatisfy { Organisasjonsnummer($0) == nil })
    }
}
