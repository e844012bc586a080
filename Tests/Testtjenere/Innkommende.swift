// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Synchronization

/// The messages that have come in to a test server, and who holds them.
public final class Innkommende: Sendable {
    /// A message.
    public struct Melding: Sendable {
        /// Identity.
        public let messageId: String
        /// The SBD.
        public let sbd: String
        /// The ASiC-E; nil where there is none.
        public let fil: URL?
        /// How often it was peeked at, popped and deleted.
        public var peeks = 0
        /// How often it was popped.
        public var pops = 0
        /// How often it was deleted.
        public var deletes = 0
        /// It is in the queue.
        public var isThere = true
        fileprivate var lockedUntil = Date.distantPast
    }

    private let state = Mutex<[Melding]>([])
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) { self.now = now }

    /// A message comes in.
    public func add(_ messageId: String, sbd: String, fil: URL?) {
        state.withLock { $0.append(Melding(messageId: messageId, sbd: sbd, fil: fil)) }
    }

    /// All that came in.
    public var meldinger: [Melding] { state.withLock { $0 } }

    /// Nobody holds anything any more, as after five minutes.
    public func unlock() {
        state.withLock { for index in $0.indices { $0[index].lockedUntil = .distantPast } }
    }

    func peek(_ receiver: String?) -> Testsvar {
        state.withLock { meldinger in
            let free = meldinger.firstIndex {
                $0.isThere && $0.lockedUntil <= now() && (receiver.map($0.sbd.contains) ?? true)
            }
            guard let free else { return Testsvar(204) }
            meldinger[free].lockedUntil = now() + 300
            meldinger[free].peeks += 1
            return .json(meldinger[free].sbd)
        }
    }

    func pop(_ id: String) -> Testsvar {
        held(id) { melding in
            melding.pops += 1
            guard let fil = melding.fil else { return Testsvar(204) }
            return Testsvar(200, headers: ["Content-Type": "application/vnd.etsi.asic-e+zip"], fil: fil)
        }
    }

    func delete(_ id: String) -> Testsvar {
        held(id) { melding in
            melding.deletes += 1
            melding.isThere = false
            return .json(melding.sbd)
        }
    }

    private func held(_ id: String, _ body: (inout Melding) -> Testsvar) -> Testsvar {
        state.withLock { meldinger in
            guard let index = meldinger.firstIndex(where: { $0.messageId == id && $0.isThere }) else {
                return IntegrasjonspunktTjener.error(404, "MessageNotFoundException")
            }
            guard meldinger[index].lockedUntil > now() else {
                return IntegrasjonspunktTjener.error(400, "MessageNotLockedException")
            }
            return body(&meldinger[index])
        }
    }
}
