// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// A few of the kills of `make chaos`, in each of its forms.
@Suite struct KaosTests {
    @Test(arguments: [["utboks", "8", "20261124"], ["tjeneste", "6", "20261124"]])
    func nothingIsLostOrDoubleWhenItIsKilled(_ arguments: [String]) async throws {
        let run = try await Kjoering.alongside(Omgivelser.program(beside: "kaos"), arguments)
        #expect(run.status == 0, "\(String(decoding: run.output, as: UTF8.self)) \(run.errors)")
    }
}
