// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Utboks

/// Services that end together.
@Suite struct TjenestegruppeTests {
    private final class Tilstand: Sendable {
        private let begun = Mutex(0)
        var count: Int { begun.withLock { $0 } }
        func begin() { begun.withLock { $0 += 1 } }
    }

    /// The one that ends last has what the others left of the time, and not all of it once more.
    @Test func theServicesShareTheTimeToEnd() async throws {
        let tilstand = Tilstand()
        func tjeneste() -> Bakgrunn {
            Bakgrunn {
                try await withGrace(seconds: 120) {
                    tilstand.begin()
                    try await Task.sleep(for: .seconds(120))
                }
            }
        }
        let gruppe = Tjenestegruppe.gruppe(
            [tjeneste(), tjeneste(), tjeneste()], stopSeconds: 2,
            logger: Logger(label: "gruppe") { _ in SwiftLogNoOpLogHandler() })
        let task = Task { try await gruppe.run() }
        for _ in 0..<1000 where tilstand.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(tilstand.count == 3)
        let start = ContinuousClock.now
        await gruppe.triggerGracefulShutdown()
        try await task.value
        #expect(ContinuousClock.now - start < .seconds(25))
    }
}
