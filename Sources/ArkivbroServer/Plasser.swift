// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A number of places, of which each request that costs something takes one.
final class Plasser: Sendable {
    private let taken = Mutex(0)
    private let most: Int

    init(_ most: Int) { self.most = most }

    /// Takes a place; false when all are taken.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
    }

    /// Gives one back.
    func give() { taken.withLock { $0 -= 1 } }
}
