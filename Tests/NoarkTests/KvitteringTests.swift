// SPDX-License-Identifier: Apache-2.0
import Noark
import Testing

@Suite struct KvitteringTests {
    private let samtale = "3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d"

    private func id(
        _ type: Kvittering.Kvitteringstype?, _ messages: [(String?, String?)], to melding: String? = nil
    ) -> String {
        Kvittering(
            receiptType: type, relatedToMessageId: melding,
            messages: messages.map { Kvittering.Message(code: $0.0, text: $0.1) }
        ).messageId(sender: "310000035", conversationId: samtale)
    }

    // Computed with Python's uuid.uuid5, the parts escaped and joined by hand.
    @Test func theIdentityIsNamedByWhatTheReceiptSays() {
        #expect(id(.ok, [("Recno", "4711")]) == "c31637f9-c92f-5181-93dd-e0817c82dbda")
        #expect(
            id(.ok, [("Recno", "4711")], to: "0b1d8b52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
                == "bc8c654e-8236-5d55-ad4b-eb6e3db9f202")
        #expect(
            id(.warning, [("Recno", "4711"), ("|%", "a|\u{301}")]) == "09ac7174-f3f8-5598-880b-7ed5ab22b40b")
    }

    @Test func noTwoReceiptsHaveOneIdentity() {
        let ids = [
            id(.ok, []), id(.warning, []), id(nil, []), id(.ok, [("", "")]), id(.ok, [("", ""), ("", "")]),
            id(.ok, [("a", "b")]), id(.ok, [("a|b", "")]), id(.ok, [("", "a|b")]), id(.ok, [("b", "a")]),
            id(.ok, [("a", "b"), ("c", "d")]), id(.ok, [("c", "d"), ("a", "b")]), id(.ok, [("a", "b|c|d")]),
            id(.ok, [("a", "b"), ("a", "b")]), id(.ok, [("a|\u{301}b", "c")]), id(.ok, [("a", "\u{301}b|c")]),
            id(.ok, [("%7C", "")]), id(.ok, [("|", "")]), id(.ok, [], to: "a"), id(.ok, [], to: "b"),
            id(nil, [], to: "OK"),
            id(nil, [("OK", "a")]), id(.ok, [("OK", "a")], to: "OK"), id(.ok, [("a", "b")], to: "a"),
        ]
        #expect(Set(ids).count == ids.count)
    }

    @Test func senderAndConversationAreOfTheIdentity() {
        let kvittering = Kvittering(receiptType: .ok)
        let ids = [("310000035", samtale), ("310000043", samtale), ("310000035", "x")].map {
            kvittering.messageId(sender: $0.0, conversationId: $0.1)
        }
        #expect(Set(ids).count == 3)
    }
}
