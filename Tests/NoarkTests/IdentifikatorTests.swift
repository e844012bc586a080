// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct NavnebasertUUIDTests {
    // Computed with Python's uuid.uuid5 in the same namespace.
    @Test func followsRFC9562() {
        #expect(NavnebasertUUID.uuid(name: "sak|910077473|6") == "d566529a-8895-5f12-b8be-82db2ebda567")
        #expect(NavnebasertUUID.uuid(name: "jp|910077473|40") == "d2dd3412-8a61-5eb5-9a4b-c31afd26dd9b")
    }

    @Test func partsAreEscapedSoThatNamesCannotCollide() {
        #expect(NavnebasertUUID.uuid(parts: ["a|b", "c"]) == NavnebasertUUID.uuid(name: "a%7Cb|c"))
        #expect(NavnebasertUUID.uuid(parts: ["a|b", "c"]) != NavnebasertUUID.uuid(parts: ["a", "b|c"]))
        #expect(NavnebasertUUID.uuid(parts: ["100%"]) == NavnebasertUUID.uuid(name: "100%25"))
        // A combining mark makes the bar part of another Character.
        #expect(NavnebasertUUID.uuid(parts: ["a|\u{301}"]) == NavnebasertUUID.uuid(name: "a%7C\u{301}"))
    }
}

@Suite struct MeldingIdTests {
    private func id(_ text: String) -> MeldingId {
        MeldingId(conversationId: text, sender: "310000035", contentSHA256: "00ff")
    }

    @Test(arguments: [
        "3B1F8A52-6C0E-4F57-9D0A-5A4F1A2B3C4D", "{3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d}",
        "urn:uuid:3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d", " 3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d\n",
    ])
    func aUUIDIsKeptInCanonicalForm(_ text: String) {
        #expect(id(text).uuid == "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
        #expect(id(text).original == text)
        #expect(id(text).origin == .asWritten)
    }

    // Java's UUID.fromString takes the first two.
    @Test(arguments: [
        "1-1-1-1-1", "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4", "310000035-4711-3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d",
        "DetteErEnTest", "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4g",
    ])
    func anyOtherIdIsDerivedFromSenderAndId(_ text: String) {
        #expect(id(text).uuid == NavnebasertUUID.uuid(parts: ["conv", "310000035", text]))
        #expect(id(text).origin == .derivedFromId)
    }

    @Test(arguments: ["", "  ", "?", "${=java.util.UUID.randomUUID()}", "{{id}}"])
    func noIdIsDerivedFromSenderAndContent(_ text: String) {
        #expect(id(text).uuid == NavnebasertUUID.uuid(parts: ["conv", "310000035", "sha256:00ff"]))
        #expect(id(text).origin == .derivedFromContent)
    }
}
