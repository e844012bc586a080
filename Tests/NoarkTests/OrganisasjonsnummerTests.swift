// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct OrganisasjonsnummerTests {
    @Test(arguments: ["310000035", "310000043", "310000000", "974760673"])
    func acceptsRightCheckDigit(_ digits: String) { #expect(Organisasjonsnummer(digits)?.digits == digits) }

    @Test(arguments: ["310000036", "31000003", "3100000350", "31000003x", "", "310 000 035", "\u{0663}10000035"])
    func refusesEverythingElse(_ text: String) { #expect(Organisasjonsnummer(text) == nil) }

    @Test(arguments: [" 310 000 035 ", "0192:310000035", "9908:310000035", "NO310000035MVA", "no 310 000 035 mva"])
    func stripsWhatSendersPutAround(_ text: String) {
        #expect(Organisasjonsnummer(lenient: text)?.iso6523 == "0192:310000035")
    }

    @Test func aNumberWhoseCheckDigitWouldBeTenDoesNotExist() {
        // 3·3 + 1·2 + 6·2 = 23, remainder 1: no digit will do.
        let all = (0...9).map { "31000006\($0)" }
        #expect(all.allSatisfy { Organisasjonsnummer($0) == nil })
    }
}
