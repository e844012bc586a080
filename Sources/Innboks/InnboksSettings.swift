// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP
public import Foundation
public import Omforming
public import SafeXML

/// How messages are fetched and handed to the archive.
public struct InnboksSettings: Sendable {
    /// Where files and database are.
    public var folder: URL
    /// Digits of the receivers that are asked for; empty is all.
    public var mottakere: [String] = []
    /// Seconds to the next question when the queue is empty, and the longest wait between two.
    public var pollSeconds = (first: 5.0, longest: 60.0)
    /// When and how often the archive, and the integrasjonspunkt with an answer, is tried again before a message is parked.
    public var retry: RetryPolicy
    /// Seconds until the archive is tried again when our settings or access are at fault, which no message is parked for.
    public var configurationSeconds = 300.0
    /// Messages that are on their way to the archive at the same time.
    public var parallel = 2
    /// How a letter is converted.
    public var bestEdu = BestEduSettings()
    /// How a receipt is converted.
    public var receipt = ReceiptSettings()
    /// What reading may cost.
    public var limits = Limits()
    /// The archive's answer, and the refusal of a letter that cannot be converted, are sent to the letter's sender.
    public var sendsReceipts = true
    /// Hours until such an answer expires.
    public var ttlHours = 168
    /// Bytes that must be free on the disk before anything is fetched.
    public var minFreeBytes: Int64 = 1 << 30
    /// Seconds that what is under way has to end when the program is told to.
    public var graceSeconds = 20.0
    /// Days that a message with which all is done is kept.
    public var keepDays = 30

    /// Creates settings with safe values.
    public init(folder: URL) {
        self.folder = folder
        var retry = RetryPolicy()
        retry.attempts = 40
        retry.firstDelay = 30
        retry.factor = 2
        retry.longestDelay = 3600
        self.retry = retry
    }
}
