// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Whether messages are handed over now: not when the other side keeps us out.
///
/// One message that is kept out may have a service of its own that is not open to us, and holds nobody else. When the next is kept
/// out as well, with none let in between, every message would be; but not for those that were kept out while others were let in.
struct Leveringspause: Sendable {
    private var until: Date?
    /// Kept out since the last that was let in.
    private var keptOut: Set<String> = []
    /// Kept out for something of their own.
    private var alone: Set<String> = []

    func isOver(at now: Date) -> Bool { until.map { $0 <= now } ?? true }

    /// The other side has taken a message, or has judged it.
    mutating func letIn(_ messageId: String) {
        alone.formUnion(keptOut)
        alone.remove(messageId)
        keptOut = []
        until = nil
    }

    /// The other side has kept a message out for what is in our settings.
    ///
    /// - Returns: whether all messages wait now.
    mutating func keptOut(_ messageId: String, until next: Date) -> Bool {
        guard !alone.contains(messageId) else { return false }
        keptOut.insert(messageId)
        guard keptOut.count > 1 else { return false }
        until = next
        return true
    }
}
