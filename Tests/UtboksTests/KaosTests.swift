// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// A few of the kills of `make chaos`.
@Suite struct KaosTests {
    @Test func nothingIsLostOrDoubleWhenItIsKilled() async throws {
        let run = try await Task.detached {
            try Kjoering(Omgivelser.program(beside: "kaos"), ["8", "20261124"])
        }.value
        #expect(run.status == 0, "\(String(decoding: run.output, as: UTF8.self)) \(run.errors)")
    }
}
