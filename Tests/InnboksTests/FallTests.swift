// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Innboks
import Noark
import Synchronization
import Testhjelp
import Testing
import Testtjenere

/// Whatever instant it falls at, in the end every message is with the archive, and nothing that is not kept is deleted.
@Suite struct FallTests {
    private struct Fall: Error {}

    /// Falls at a step, once; for good when it is never to be reached.
    private static func fall(_ innboks: inout Innboks, at steg: Steg, _ number: Int) -> @Sendable () -> Bool {
        let seen = Teller2()
        innboks.etter = { reached in
            if reached == steg, seen.next() == number { throw Fall() }
        }
        return { seen.count >= number }
    }

    private final class Teller2: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func next() -> Int {
            number.withLock {
                $0 += 1
                return $0
            }
        }
    }

    @Test(arguments: Steg.allCases) func itGoesOnAfterAFall(_ steg: Steg) async throws {
        try await Innboksproeve.run { proeve in
            let ids = [try proeve.brev(), try proeve.brev()]
            let kvittering = proeve.kvittering(
                samtale: UUID().uuidString.lowercased(), relatedTo: UUID().uuidString.lowercased())
            for _ in 1...2 {
                // Another object each time, with nothing but what is on the disk.
                var innboks = try proeve.innboks { $0.parallel = 1 }
                let isReached = Self.fall(&innboks, at: steg, 1)
                await #expect(throws: Fall.self) { try await proeve.alt(innboks) }
                #expect(isReached())
                for melding in proeve.tjener.innkommende.meldinger where !melding.isThere {
                    #expect(try await innboks.lager.melding(melding.messageId) != nil, "\(steg)")
                }
                proeve.tjener.innkommende.unlock()
            }
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            proeve.tid.pass(601)
            try await proeve.alt(innboks)
            try await innboks.rydd()

            for id in ids + [kvittering] {
                let melding = try #require(try await innboks.lager.melding(id))
                #expect(melding.tilstand == .levert && melding.slettet, "\(steg) \(melding)")
            }
            #expect(proeve.tjener.innkommende.meldinger.allSatisfy { !$0.isThere })
            // At least once, and more than once only where nobody could know; the same bytes each time.
            let calls = proeve.arkiv.mottatt
            #expect(Set(calls.map(\.sha256)).count == 3, "\(steg)")
            #expect(steg == .levert ? calls.count == 5 : calls.count == 3, "\(steg) \(calls.count)")
            // The receipt of each letter is sent once, whatever happened.
            for id in ids { #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .ok) }
            #expect(proeve.tjener.meldinger.map(\.dispatches) == [1, 1], "\(steg)")
        }
    }
}
