// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct LoginTests {
    private let login = Login(user: "arkiv", password: "æ:hemmelig")

    // Encoded with Python's base64, of UTF-8.
    @Test func basicIsTheWordAndBothInBase64() {
        #expect(login.authorization == ("Authorization", "Basic YXJraXY6w6Y6aGVtbWVsaWc="))
    }

    @Test func nothingOfItIsShown() {
        var shown = "\(login) \(String(reflecting: login))"
        dump(login, to: &shown)
        #expect(!shown.contains("arkiv") && !shown.contains("hemmelig"))
    }
}
