// SPDX-License-Identifier: Apache-2.0

/// Lets one at a time do something about a key.
package actor KeyedGate {
    // Those who wait for a key that somebody is busy with.
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    package init() {}

    package func alone<Result: Sendable>(
        with key: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        if waiting[key] == nil {
            waiting[key] = []
        } else {
            await withCheckedContinuation { waiting[key]?.append($0) }
        }
        defer { leave(key) }
        try Task.checkCancellation()
        return try await body()
    }

    private func leave(_ key: String) {
        if waiting[key]?.isEmpty == false {
            waiting[key]?.removeFirst().resume()
        } else {
            waiting[key] = nil
        }
    }
}
