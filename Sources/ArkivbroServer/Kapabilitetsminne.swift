// SPDX-License-Identifier: Apache-2.0
import DPV
import Logging
import Noark

/// Says whether receivers can be reached, and remembers it for a while.
///
/// A question that got no answer is not remembered.
actor Kapabilitetsminne {
    private struct Oppslag {
        let answer: Bool
        let until: ContinuousClock.Instant
        // Counted from when the first was learnt.
        let number: Int
    }

    private let transport: any DPVTransport
    private let seconds: Double
    private let most: Int
    private let timeout: Double
    private let assumes: Bool
    private let logger: Logger
    private var known: [Mottaker: Oppslag] = [:]
    // As they were learnt, so that the oldest is forgotten first.
    private var order: [Mottaker] = []
    private var first = 0
    // Those that stood in front of the order once.
    private var forgotten = 0
    private var underWay: [Mottaker: Task<Bool?, Never>] = [:]

    init(_ transport: any DPVTransport, _ settings: ServerSettings, _ logger: Logger) {
        self.transport = transport
        seconds = settings.capabilitySeconds
        most = max(1, settings.capabilityCount)
        timeout = settings.capabilityTimeout
        assumes = settings.assumesReceivable
        self.logger = logger
    }

    /// What is said of a receiver.
    struct Svar: Sendable {
        /// Messages can be sent there now.
        let can: Bool
        /// Nobody was asked.
        let wasKnown: Bool
        /// Somebody was asked, and did not say.
        let failed: Bool
    }

    /// Says whether messages can be sent to a receiver now.
    func canReceive(_ mottaker: Mottaker) async -> Svar {
        if let found = known[mottaker], found.until > .now {
            return Svar(can: found.answer, wasKnown: true, failed: false)
        }
        let task = underWay[mottaker] ?? ask(mottaker)
        let answer = await task.value
        return Svar(can: answer ?? false, wasKnown: false, failed: answer == nil)
    }

    // Those who ask while the answer is on its way wait for the same one.
    private func ask(_ mottaker: Mottaker) -> Task<Bool?, Never> {
        let task = Task<Bool?, Never> {
            let answer = await self.look(mottaker)
            self.underWay[mottaker] = nil
            if let answer { self.remember(mottaker, answer) }
            return answer
        }
        underWay[mottaker] = task
        return task
    }

    private func look(_ mottaker: Mottaker) async -> Bool? {
        let (transport, timeout) = (transport, timeout)
        let answer = await withTaskGroup(of: Kapabilitetssvar?.self) { group in
            group.addTask { try? await transport.capabilities(of: mottaker) }
            group.addTask {
                try? await Task.sleep(for: .seconds(timeout))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        switch answer {
        case .known(let found): return found.contains(where: \.takesArkivmelding)
        case .unknownReceiver: return false
        case .notAvailable: return assumes
        case .retryLater(let reason, _), .configurationFault(let reason):
            logger.warning("oppslag av mottaker mislyktes", metadata: ["grunn": "\(reason)"])
            return nil
        case nil:
            logger.warning("oppslag av mottaker mislyktes", metadata: ["grunn": "Svaret kom ikke i tide."])
            return nil
        }
    }

    private func remember(_ mottaker: Mottaker, _ answer: Bool) {
        known[mottaker] = Oppslag(answer: answer, until: .now + .seconds(seconds), number: forgotten + order.count)
        order.append(mottaker)
        while known.count > most || order.count - first > 2 * most {
            let oldest = order[first]
            // Learnt anew since: then it stands further back too.
            if known[oldest]?.number == forgotten + first { known[oldest] = nil }
            first += 1
        }
        if first > most {
            order.removeFirst(first)
            forgotten += first
            first = 0
        }
    }
}
