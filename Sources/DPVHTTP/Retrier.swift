// SPDX-License-Identifier: Apache-2.0

/// What came of one attempt.
package enum Attempt<Result: Sendable>: Sendable {
    /// No more attempts.
    case done(Result)
    /// Another attempt may do better; the result if there is none.
    case again(otherwise: Result, afterSeconds: Int?)
}

/// Makes attempts until one is done, or until there have been enough.
package struct Retrier: Sendable {
    private let policy: RetryPolicy
    private let surroundings: Surroundings

    package init(_ policy: RetryPolicy, _ surroundings: Surroundings) {
        self.policy = policy
        self.surroundings = surroundings
    }

    package func run<Result: Sendable>(_ attempt: @Sendable (Int) async throws -> Attempt<Result>) async throws
        -> Result
    {
        var number = 1
        while true {
            switch try await attempt(number) {
            case .done(let result): return result
            case .again(let otherwise, let asked):
                guard try await pause(afterAttempt: number, asked: asked) else { return otherwise }
                number += 1
            }
        }
    }

    /// Waits before another attempt; false, at once, when there is to be none.
    ///
    /// - Parameter asked: seconds that the server wants.
    package func pause(afterAttempt number: Int, asked: Int?) async throws -> Bool {
        if number >= policy.attempts { return false }
        if let asked, asked > policy.longestRetryAfter { return false }
        let own = policy.delay(afterAttempt: number, chance: surroundings.chance())
        // The jitter comes on top: a server that asks many for the same wait would get them all at once.
        try await surroundings.sleep(asked.map { Double($0) + own / 10 } ?? own)
        return true
    }
}
