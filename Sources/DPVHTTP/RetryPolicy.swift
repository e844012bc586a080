// SPDX-License-Identifier: Apache-2.0

/// How often a call is made again within one delivery, and how long it is waited in between.
///
/// What lasts longer is the caller's: it gets ``DPV/Leveringsresultat/retryLater(reason:afterSeconds:mayHaveArrived:)`` and keeps its own
/// count.
public struct RetryPolicy: Sendable, Hashable {
    /// Calls, at most; the first is one.
    public var attempts = 4
    /// Seconds before the second call.
    public var firstDelay = 2.0
    /// By how much each wait is longer than the one before.
    public var factor = 3.0
    /// Seconds of the longest wait of ours.
    public var longestDelay = 60.0
    /// Seconds of the longest wait that a server may ask for with `Retry-After`; a longer one is told to the caller.
    public var longestRetryAfter = 120

    /// Creates a policy with safe values.
    public init() {}

    /// Seconds to wait after the attempt of a number, the first being 1.
    ///
    /// - Parameter chance: from 0 to 1; spreads the wait over its upper half, so that many senders that failed together do
    ///   not come back together.
    public func delay(afterAttempt number: Int, chance: Double) -> Double {
        var delay = firstDelay
        for _ in 1..<max(number, 1) where delay < longestDelay { delay *= factor }
        return min(delay, longestDelay) * (0.5 + 0.5 * min(max(chance, 0), 1))
    }

    /// Seconds to wait where the other side asked for so many; a day at most, for nobody may ask us to wait for ever.
    ///
    /// - Parameter own: what we would wait unasked.
    package static func wait(_ own: Double, asked seconds: Int?) -> Double {
        max(own, Double(min(seconds ?? 0, 86_400)))
    }
}
