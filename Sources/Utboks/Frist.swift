// SPDX-License-Identifier: Apache-2.0

/// Lets work that is under way end when the program is told to, for as long as it has.
///
/// - Parameter seconds: after being cancelled, until the work itself is.
/// - Throws: what the work throws.
package func withGrace<Value: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let task = Task { try await body() }
    return try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            task.cancel()
        }
    }
}
