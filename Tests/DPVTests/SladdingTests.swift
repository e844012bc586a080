// SPDX-License-Identifier: Apache-2.0
import DPV
import Testing

@Suite struct SladdingTests {
    @Test func onlyNamesAreNames() {
        for name in ["NotNull", "no.difi.X_1", "a-b", "12345678"] { #expect(Sladding.name(name) == name) }
        let long = String(repeating: "a", count: 61)
        for other in [
            "", "Kari Nordmann", "12057900499", "X12057900499", "120579-00499", "1205_7900.499", "å", "a:b", long,
        ] {
            #expect(Sladding.name(other) == nil, "\(other)")
        }
    }

    @Test func valuesAndNumbersAreTakenOutOfAServersWords() {
        let sladding = Sladding(["Brev til Kari", "Brev", "a"])
        #expect(
            sladding("Filen «Brev til Kari.pdf»\nfor 17829910055, a, urn:310000043: Brev")
                == "Filen «….pdf» for …, a, urn:…: …")
        #expect(sladding(String(repeating: "x", count: 1000)).count == 501)
    }

    @Test(arguments: [
        ("170540 26641", "…"), ("17.05.40 26641", "…"), ("170540-26641.", "…."), ("17 05 40  266 41", "…"),
        ("1705 40\u{A0}26641 og 310 000 043", "… og …"), ("1940-05-17 26641", "…"), ("17.05.1940 26641", "…"),
        ("Feil 1044, 17.05.40", "Feil 1044, 17.05.40"), ("2026-03-02 09:15:40", "2026-03-02 09:15:40"),
        ("2026-03-02T08:15:40Z, 12 av 345", "2026-03-02T08:15:40Z, 12 av 345"),
    ])
    func aNumberIsOneHoweverItIsDivided(_ text: String, _ shown: String) {
        #expect(Sladding.withoutNumbers(text) == shown)
        #expect(Sladding([])(text) == shown)
    }
}
