// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Writes of many tasks, in as few transactions as there must be: what comes while one is on its way to the disk shares the
/// next.
actor Gruppeskriver {
    private struct Jobb: Sendable {
        let run: @Sendable (Database) -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    /// A transaction ended in the middle of a group; SQLite does so when the disk is full.
    private struct Avbrutt: Error {}

    private static let most = 256
    private let pool: DatabasePool
    private var jobs: [Jobb] = []
    private var isWriting = false

    init(_ pool: DatabasePool) { self.pool = pool }

    /// Runs a body in a transaction, of which it is undone alone when it throws; returns when the disk has kept it.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            jobs.append(
                Jobb(
                    run: { database in
                        let result = Result {
                            var value: Value?
                            try database.inSavepoint {
                                value = try body(database)
                                return .commit
                            }
                            guard let value else { throw Avbrutt() }
                            return value
                        }
                        return { continuation.resume(with: result) }
                    }, fail: { continuation.resume(throwing: $0) }))
            guard !isWriting else { return }
            isWriting = true
            Task { await writeAll() }
        }
    }

    private func writeAll() async {
        while !jobs.isEmpty {
            let group = Array(jobs.prefix(Self.most))
            jobs.removeFirst(group.count)
            do {
                let done = try await pool.write { database in
                    try group.map { jobb in
                        guard database.isInsideTransaction else { throw Avbrutt() }
                        return jobb.run(database)
                    }
                }
                for finish in done { finish() }
            } catch {
                for jobb in group { jobb.fail(error) }
            }
        }
        isWriting = false
    }
}
