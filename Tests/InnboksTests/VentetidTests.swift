// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import Innboks
import Testing
import Testtjenere

/// How long it is waited before the queue is looked in again.
@Suite struct VentetidTests {
    /// What an inbox that runs does first: looks in the queue, and waits so many seconds.
    private func begin(_ number: Int, _ svar: @escaping @Sendable (Innboksproeve) -> Testsvar) async throws -> [String]
    {
        var seen: [String] = []
        try await Innboksproeve.run { proeve in
            let svar = svar(proeve)
            let (events, told) = AsyncStream.makeStream(of: String.self)
            proeve.tjener.disturb { operation in
                guard operation == "peek" else { return nil }
                told.yield("peek")
                return .answer(svar)
            }
            var surroundings = proeve.tid.surroundings
            surroundings.sleep = { seconds in
                // Those who deliver and who sweep have a task each, and wait there until all is over.
                if [1, 3600].contains(seconds) { try await Task.sleep(for: .seconds(86_400)) }
                told.yield("\(seconds)")
                try Task.checkCancellation()
            }
            let innboks = try proeve.innboks(surroundings: surroundings)
            let work = Task { try await innboks.run() }
            for await event in events {
                seen.append(event)
                if seen.count == number { break }
            }
            work.cancel()
            try await work.value
        }
        return seen
    }

    @Test(arguments: ["9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func nobodyMayAskUsToWaitForEver(_ value: String) async throws {
        let seen = try await begin(3) { _ in Testsvar(503, headers: ["Retry-After": value]) }
        #expect(seen == ["peek", "86400.0", "peek"])
    }

    /// A page of a gateway's, something else that is no message, and a message that is left.
    @Test(arguments: ["<html><body>Vedlikehold</body></html>", "[]", #"{"standardBusinessDocumentHeader":5}"#])
    func whatIsLeftIsWaitedAfter(_ body: String) async throws {
        let seen = try await begin(4) { _ in Testsvar(200, body: Array(body.utf8)) }
        #expect(seen == ["peek", "5.0", "peek", "10.0"])
    }

    // Behind one that is left there may be a letter for us; the same one again says that there is none.
    @Test func whatIsLeftHoldsNothingBack() async throws {
        let seen = try await begin(6) { proeve in
            let sbd = proeve.sbd("6cdb492d-7a7e-4a43-9b5f-0d1f3f6c2a11", "arkivmelding")
            return Testsvar(200, body: Array(sbd.replacing("arkivmelding", with: "innsynskrav").utf8))
        }
        #expect(seen == ["peek", "peek", "5.0", "peek", "peek", "10.0"])
    }
}
