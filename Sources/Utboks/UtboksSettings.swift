// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP
public import Foundation
public import Omforming
public import SafeXML

/// How messages are taken, kept and delivered.
public struct UtboksSettings: Sendable {
    /// Where the packages are.
    public var folder: URL
    /// The database; unless it is said otherwise, `arkivbro.db` in the folder.
    public var database: URL
    /// How a message is converted; the times of it are set when it comes.
    public var conversion: ConversionSettings
    /// How a letter is made.
    public var correspondence = CorrespondenceSettings()
    /// What a message may cost.
    public var limits = Limits.standard
    /// How an archive's receipt is converted.
    public var receipt = ReceiptSettings()
    /// Hours until a message expires.
    public var ttlHours = 168
    /// Folder of the spool, when that is the transport.
    public var spoolDir: URL?

    /// Most bytes of a message whose package the database keeps; that of a larger one has a folder.
    ///
    /// A small package costs one sync that way, which it shares with those that come with it, in place of one for each file.
    public var inlineBytes = 128 << 10

    /// Deliveries at the same time.
    public var parallel = 4
    /// When and how often a delivery or a receipt is tried again before it is given up.
    public var retry: RetryPolicy
    /// Seconds until it is tried again when our settings or access are at fault, which no message is given up for.
    public var configurationSeconds = 300.0
    /// Seconds that a delivery which is under way gets to end when the program is told to.
    public var graceSeconds = 20.0

    /// Seconds to the first question of what became of a message, and the longest wait between two.
    public var statusSeconds = (first: 30.0, longest: 3600.0)
    /// Days after which nobody asks any more.
    public var statusDays = 60
    /// When the archive gets a receipt.
    public var receipts = ReceiptPolicy()
    /// Where receipts are put that no archive takes; nil is `kvitteringer` in the folder.
    public var receiptsDir: URL?

    /// Days that a message with which all is done is known.
    public var keepDays = 90
    /// Days that its package is kept.
    public var keepFilesDays = 7
    /// The database gives back to the disk what it no longer uses.
    public var vacuum = true
    /// Bytes that must be free on the disk before a message is taken.
    public var minFreeBytes: Int64 = 1 << 30

    /// Creates settings with safe values.
    public init(folder: URL) {
        self.folder = folder
        database = folder.appending(path: "arkivbro.db")
        conversion = ConversionSettings()
        conversion.internalNotes = .withhold
        var retry = RetryPolicy()
        retry.attempts = 60
        retry.firstDelay = 10
        retry.factor = 2
        retry.longestDelay = 3600
        self.retry = retry
    }
}
