// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Synchronization

/// The connections that are open.
///
/// When there are too many, the one that has waited longest without a request gives way, so that no number of idle
/// connections keeps others out.
final class Forbindelser: Sendable {
    private struct State {
        var next: UInt64 = 0
        var open: Set<UInt64> = []
        var idle: [UInt64: any Channel] = [:]
        // In the order in which they became idle; one that is no longer so is passed over.
        var order: [UInt64] = []
        var first = 0
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) { self.most = most }

    /// How many there are.
    var count: Int { state.withLock { $0.open.count } }

    /// A connection is there; the one that is closed for its sake may be itself.
    func open(_ channel: any Channel) -> UInt64 {
        let (ticket, victim) = state.withLock { state -> (UInt64, (any Channel)?) in
            let ticket = state.next
            state.next += 1
            var victim: (any Channel)?
            if state.open.count >= most { victim = Self.takeOldest(&state) ?? channel }
            state.open.insert(ticket)
            Self.add(ticket, channel, &state)
            return (ticket, victim)
        }
        victim?.close(promise: nil)
        return ticket
    }

    /// A request is under way on it.
    func isUsed(_ ticket: UInt64) { state.withLock { _ = $0.idle.removeValue(forKey: ticket) } }

    /// It waits for another request.
    func isIdle(_ ticket: UInt64, _ channel: any Channel) {
        state.withLock { Self.add(ticket, channel, &$0) }
    }

    /// It is gone.
    func close(_ ticket: UInt64) {
        state.withLock { state in
            state.open.remove(ticket)
            state.idle.removeValue(forKey: ticket)
        }
    }

    private static func add(_ ticket: UInt64, _ channel: any Channel, _ state: inout State) {
        guard state.open.contains(ticket) else { return }
        state.idle[ticket] = channel
        state.order.append(ticket)
        if state.order.count > 1024, state.order.count > 4 * state.idle.count {
            // The last of each counts: it may have been idle before.
            var seen = Set<UInt64>()
            state.order = state.order[state.first...].reversed()
                .filter { state.idle[$0] != nil && seen.insert($0).inserted }.reversed()
            state.first = 0
        }
    }

    private static func takeOldest(_ state: inout State) -> (any Channel)? {
        while state.first < state.order.count {
            let ticket = state.order[state.first]
            state.first += 1
            if let channel = state.idle.removeValue(forKey: ticket) { return channel }
        }
        return nil
    }
}
