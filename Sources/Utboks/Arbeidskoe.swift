// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Work that blocks its thread, on threads of its own and not more of them than there is use for.
///
/// Tasks share few threads: two large messages on those would keep everything else waiting.
package final class Arbeidskoe: Sendable {
    private let queue: OperationQueue

    /// - Parameter width: most pieces of work at a time.
    package init(_ name: String, width: Int) {
        queue = OperationQueue()
        queue.name = name
        queue.maxConcurrentOperationCount = max(width, 1)
    }

    /// Runs a body, and waits for it without keeping the thread.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result(catching: body)) }
        }
    }
}
