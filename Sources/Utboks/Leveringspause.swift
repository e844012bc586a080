// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Whether messages are handed over now: not when the other side keeps us out.
///
/// One message that is kept out may have a service of its own that is not open to us, and holds nobody else. When the next is kept
/// out as well, with none let in between, every message would be.
struct Leveringspause: Sendable {
    private var until: Date?
    private var keptOut: String?

    func isOver(at now: Date) -> Bool { until.map { $0 <= now } ?? true }

    /// The other side has taken a message, or has judged it.
    mutating func letIn() { keptOut = nil }

    /// The other side has kept a message out for what is in our settings.
    ///
    /// - Returns: whether all messages wait now.
    mutating func keptOut(_ messageId: String, until next: Date) -> Bool {
        defer { keptOut = messageId }
        guard let keptOut, keptOut != messageId else { return false }
        until = next
        return true
    }
}
