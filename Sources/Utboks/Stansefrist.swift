// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// When all that a process has under way must have ended: the services that end one after the other share one time.
package final class Stansefrist: Sendable {
    /// The one that holds for what is done here; nil where nobody has set one.
    @TaskLocal package static var gjeldende: Stansefrist?

    /// Seconds that work has of those in which the process stops: a little less, so that what is broken off can be noted.
    package static func seconds(toStop stopSeconds: Double) -> Double { max(stopSeconds - 2, stopSeconds / 2) }

    private let seconds: Double
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter seconds: from when the first is told to end.
    package init(seconds: Double) { self.seconds = seconds }

    /// Runs from now on, unless it runs already.
    package func begin() { _ = begun() }

    /// What is left of it, never less than nothing; it runs from now on, unless it runs already.
    package var left: Duration { max(begun() - .now, .zero) }

    private func begun() -> ContinuousClock.Instant {
        end.withLock { end in
            let known = end ?? .now + .seconds(seconds)
            end = known
            return known
        }
    }
}

/// Lets work that is under way end when the program is told to, for as long as it has.
///
/// - Parameter seconds: after being cancelled, until the work itself is; less when the process has less left.
/// - Throws: what the work throws.
package func withGrace<Value: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let frist = Stansefrist.gjeldende
    let task = Task { try await body() }
    return try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        Task {
            let own = Duration.seconds(seconds)
            try? await Task.sleep(for: frist.map { min(own, $0.left) } ?? own)
            task.cancel()
        }
    }
}
