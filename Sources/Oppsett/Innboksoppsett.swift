// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Noark

/// How incoming messages are fetched.
public struct Innboksoppsett: Sendable {
    /// Where they lie until the archive has them.
    public let dir: URL
    /// Whom they are fetched for; empty is all.
    public let receivers: [Organisasjonsnummer]
    /// Seconds to the next question, and the longest wait between two.
    public let pollSeconds: (first: Int, longest: Int)
    /// Attempts before a message is parked.
    public let attempts: Int
    /// Seconds after the first attempt, and the longest wait.
    public let retrySeconds: (first: Int, longest: Int)
    /// Messages on their way at the same time.
    public let parallel: Int
    /// Answers go back to the sender.
    public let sendsReceipts: Bool
    /// The archive wants receipts addressed as the message that they answer.
    public let swapsReceiptAddresses: Bool
    /// Hours until an answer expires.
    public let ttlHours: Int
    /// Bytes that must be free.
    public let minFreeBytes: Int64
    /// Days that a message with which all is done is kept.
    public let keepDays: Int
}

extension Oppsett {
    /// Where incoming messages are.
    public var inboxDir: URL {
        path("incoming.dir", isFolder: true) ?? URL(filePath: "arkivbro-innboks", directoryHint: .isDirectory)
    }

    /// Whether incoming messages are fetched.
    public var fetchesIncoming: Bool { flag("incoming.enabled") ?? false }

    /// Whether the archive's answers go back to who sent what came in, also when no more is fetched.
    public var answersIncoming: Bool { flag("incoming.receipts") ?? true }

    /// How incoming messages are fetched.
    ///
    /// - Throws: when something is missing or contradictory.
    public func innboks() throws(ConfigurationFault) -> Innboksoppsett {
        let faults = Oppsettskontroll(innboks: self).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        let receivers = (list("incoming.receivers") ?? []).compactMap { Organisasjonsnummer(lenient: $0) }
        func pair(_ first: String, _ longest: String) -> (first: Int, longest: Int) {
            let number = number("incoming." + first) ?? 1
            return (number, self.number("incoming." + longest) ?? number)
        }
        return Innboksoppsett(
            dir: inboxDir, receivers: receivers, pollSeconds: pair("pollSeconds", "maxPollSeconds"),
            attempts: number("incoming.attempts") ?? 40, retrySeconds: pair("retrySeconds", "maxRetrySeconds"),
            parallel: number("incoming.parallel") ?? 2, sendsReceipts: answersIncoming,
            swapsReceiptAddresses: flag("incoming.swapReceiptAddresses") ?? false, ttlHours: ttlHours,
            minFreeBytes: Int64(number("incoming.minFreeBytes") ?? 1 << 30), keepDays: number("incoming.keepDays") ?? 30
        )
    }
}
