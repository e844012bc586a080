// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The clock, the chance and the sleep that a transport works with.
public struct Surroundings: Sendable {
    /// What time it is.
    public var now: @Sendable () -> Date
    /// A number from 0 up to 1, another each time.
    public var chance: @Sendable () -> Double
    /// Waits so many seconds; throws only `CancellationError`.
    public var sleep: @Sendable (Double) async throws -> Void

    /// Creates surroundings.
    public init(
        now: @escaping @Sendable () -> Date, chance: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Double) async throws -> Void
    ) {
        self.now = now
        self.chance = chance
        self.sleep = sleep
    }

    /// The machine's own.
    public static let system = Surroundings(
        now: { Date() }, chance: { Double.random(in: 0..<1) }, sleep: { try await Task.sleep(for: .seconds($0)) })
}
