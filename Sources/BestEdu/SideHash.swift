// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Synchronization

/// The digest of bytes that come in pieces, taken by another core while something else is done with them.
final class SideHash: Sendable {
    private let hash = Mutex(SHA256())

    // Below this, waking another thread costs more than it gives.
    private static let worthwhile = 64 * 1024
    private static let hasOtherCores = ProcessInfo.processInfo.activeProcessorCount > 1

    /// Adds the next bytes, while the body does what else is to be done with them.
    func update(_ bytes: UnsafeRawBufferPointer, during body: () throws -> Void) rethrows {
        guard bytes.count >= Self.worthwhile, Self.hasOtherCores else {
            add(bytes)
            try body()
            return
        }
        let task = Once()
        nonisolated(unsafe) let bytes = bytes
        DispatchQueue.global().async { task.run { self.add(bytes) } }
        // Where no other thread has begun, nobody waits for one.
        defer { task.runOrWait { add(bytes) } }
        try body()
    }

    /// The digest of all that came.
    func finalize() -> SHA256Digest { hash.withLock { $0.finalize() } }

    private func add(_ bytes: UnsafeRawBufferPointer) { hash.withLock { $0.update(bufferPointer: bytes) } }
}

/// Something that is done once, by whoever comes first.
private final class Once: Sendable {
    private let isTaken = Atomic(false)
    private let isDone = DispatchSemaphore(value: 0)

    func run(_ body: () -> Void) {
        guard !isTaken.exchange(true, ordering: .acquiringAndReleasing) else { return }
        body()
        isDone.signal()
    }

    func runOrWait(_ body: () -> Void) {
        if isTaken.exchange(true, ordering: .acquiringAndReleasing) { isDone.wait() } else { body() }
    }
}
