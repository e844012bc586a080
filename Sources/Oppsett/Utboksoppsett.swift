// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// How the outbox takes, keeps and delivers.
public struct Utboksoppsett: Sendable {
    /// Where the packages are.
    public let dir: URL
    /// The database.
    public let database: URL
    /// Messages that are delivered at the same time.
    public let parallel: Int
    /// Attempts before a message or a receipt is given up.
    public let maxAttempts: Int
    /// Seconds after the first attempt, and the longest wait.
    public let retrySeconds: (first: Int, longest: Int)
    /// Seconds of the pause when settings or access are at fault.
    public let pauseSeconds: Int
    /// Seconds to the first question of the status, and the longest wait between two.
    public let statusSeconds: (first: Int, longest: Int)
    /// Days in which it is asked.
    public let statusDays: Int
    /// Days that a finished message keeps its files.
    public let keepFilesDays: Int
    /// Days that a finished message is known.
    public let keepDays: Int
    /// The database gives back what it no longer uses.
    public let vacuum: Bool
    /// Bytes that must be free.
    public let minFreeBytes: Int64
    /// Where receipts are put that no archive takes; nil is the outbox's own folder.
    public let receiptsDir: URL?
}

extension Oppsett {
    /// Where the packages of the outbox are.
    public var outboxDir: URL {
        path("outbox.dir", isFolder: true) ?? URL(filePath: "arkivbro-utboks", directoryHint: .isDirectory)
    }

    /// The database of the outbox: in the outbox's own folder, if that is said.
    public var outboxDatabase: URL {
        if let path = path("outbox.database") { return path }
        return isGiven("outbox.dir") ? outboxDir.appending(path: "arkivbro.db") : URL(filePath: "arkivbro.db")
    }

    /// How the outbox takes, keeps and delivers.
    public var utboks: Utboksoppsett {
        func number(_ name: String) -> Int { self.number("outbox." + name) ?? 0 }
        func pair(_ first: String, _ longest: String) -> (first: Int, longest: Int) {
            (number(first), max(number(first), number(longest)))
        }
        return Utboksoppsett(
            dir: outboxDir, database: outboxDatabase, parallel: number("parallel"), maxAttempts: number("maxAttempts"),
            retrySeconds: pair("retrySeconds", "maxRetrySeconds"), pauseSeconds: number("pauseSeconds"),
            statusSeconds: pair("statusSeconds", "maxStatusSeconds"), statusDays: number("statusDays"),
            keepFilesDays: number("keepFilesDays"), keepDays: number("keepDays"), vacuum: flag("outbox.vacuum") ?? true,
            minFreeBytes: Int64(number("minFreeBytes")), receiptsDir: path("receipts.dir", isFolder: true))
    }
}
