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
        private let frister = Mutex<[ObjectIdentifier?]>([])
        var begun: [ObjectIdentifier?] { frister.withLock { $0 } }
        func begin() { frister.withLock { $0.append(Stansefrist.gjeldende.map(ObjectIdentifier.init)) } }
    }

    /// The one that ends last has what the others left of the time, and not all of it once more.
    @Test func theServicesShareTheTimeToEnd() async throws {
        let tilstand = Tilstand()
        func tjeneste() -> Bakgrunn {
            Bakgrunn {
                tilstand.begin()
                try await withGrace(seconds: 120) { try await Task.sleep(for: .seconds(120)) }
            }
        }
        let gruppe = Tjenestegruppe.gruppe(
            [tjeneste(), tjeneste(), tjeneste()], stopSeconds: 2,
            logger: Logger(label: "gruppe") { _ in SwiftLogNoOpLogHandler() })
        let task = Task { try await gruppe.run() }
        for _ in 0..<1000 where tilstand.begun.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(tilstand.begun.count == 3 && Set(tilstand.begun).count == 1 && tilstand.begun.first != .some(nil))
        // Each by itself would have had all of its 120 s, and the process been brought down before.
        await gruppe.triggerGracefulShutdown()
        try await task.value
    }
}
