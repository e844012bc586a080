// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What goes wrong with the next calls of each operation, and how many there were.
final class Forstyrrelser: Sendable {
    private let queues = Mutex<[String: [Forstyrrelse]]>([:])
    private let counts = Mutex<[String: Int]>([:])
    private let standing = Mutex<[String: Forstyrrelse]>([:])
    private let choice = Mutex<(@Sendable (_ operation: String) -> Forstyrrelse?)?>(nil)

    func add(_ operation: String, _ forstyrrelser: [Forstyrrelse]) {
        queues.withLock { $0[operation, default: []] += forstyrrelser }
    }

    func always(_ operation: String, _ forstyrrelse: Forstyrrelse) {
        standing.withLock { $0[operation] = forstyrrelse }
    }

    func choose(_ choice: @escaping @Sendable (_ operation: String) -> Forstyrrelse?) {
        self.choice.withLock { $0 = choice }
    }

    func clear() {
        choice.withLock { $0 = nil }
        queues.withLock { $0 = [:] }
        standing.withLock { $0 = [:] }
    }

    func calls(_ operation: String) -> Int { counts.withLock { $0[operation] ?? 0 } }

    func next(_ operation: String) -> Forstyrrelse? {
        counts.withLock { $0[operation, default: 0] += 1 }
        let queued = queues.withLock { queues -> Forstyrrelse? in
            guard queues[operation]?.isEmpty == false else { return nil }
            return queues[operation]?.removeFirst()
        }
        return queued ?? choice.withLock { $0 }?(operation) ?? standing.withLock { $0[operation] ?? $0["*"] }
    }
}
