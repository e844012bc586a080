// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import EFormidling
import Foundation
import Logging

extension Utboks {
    // As many as one round may ask about, so that those who wait for other work get their turn.
    private static let most = 100

    /// Asks what became of the messages that are due to be asked about; a bounded number, a few at a time.
    func spoerOmForfalte() async throws {
        let due = try await lager.forfalteSpoersmaal(surroundings.now(), most: Self.most)
        try await few(due) { try await self.spoer(om: $0) }
    }

    /// Does something with each message, a few at a time; none is begun once the program is told to end, or one failed.
    ///
    /// - Parameter grace: seconds that what is under way has to end when the program is told to.
    /// - Throws: what the first that failed threw.
    func few<Element: Sendable>(
        _ all: [Element], grace: Double = 0, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        // Not a group that throws, which would cancel the others.
        let failure = await withTaskGroup(of: (any Error)?.self) { group in
            var failure: (any Error)?
            for (index, element) in all.enumerated() {
                if index >= max(settings.parallel, 1), let ended = await group.next() { failure = failure ?? ended }
                if Task.isCancelled || failure != nil { break }
                group.addTask {
                    do {
                        try await withGrace(seconds: grace) { try await body(element) }
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            for await ended in group { failure = failure ?? ended }
            return failure
        }
        if let failure { throw failure }
    }

    private func spoer(om post: Utbokspost) async throws {
        guard let sending = post.sending else { return }
        let svar = try await svar(om: sending)
        let now = surroundings.now()
        let next = now + wait(post, svar, now)
        let isOver = isOver(post)
        let givenUp = isOver ? unexplained(sending, svar, now) : nil
        let utsteder = utsteder
        let after = try await endre(post) { post in
            // Somebody may have parked it since.
            guard post.tilstand == .sendt, post.sending?.isSameAttempt(as: sending) == true else { return }
            post.neste = next
            post.note(svar, now, utsteder)
            if let avvisning = post.sending?.statuses.avvisning {
                post.parker(avvisning.reason)
            } else if let givenUp {
                post.giOpp(givenUp, now, utsteder)
            } else if post.sending?.statuses.isFinal == true || isOver {
                post.tilstand = .ferdig
                post.neste = nil
            }
        }
        guard let after else { return }
        tell(post, after, svar, givenUp)
        if after.kvittering.neste != nil { kvitteringsvekker.ring() }
    }

    /// What is said of a message; nil when it went another way than the one there is to ask.
    private func svar(om sending: Sending) async throws -> Statussvar? {
        guard sending.transport == transport.name else { return nil }
        return try await transport.status(of: sending.referanse)
    }

    // It was never told how it ended, and nobody says now: that it went well is no more likely than that it did not.
    private func unexplained(_ sending: Sending, _ svar: Statussvar?, _ now: Date) -> Avvisning? {
        switch svar {
        case .known, .notKnown: return nil
        case .retryLater, .configurationFault, nil: break
        }
        // A reader of the spool that has written nothing has taken it all the same.
        guard !sending.isInSpool, !sending.statuses.hasReached(.levert) else { return nil }
        return (sending.reference == nil ? sending.lapse(at: now) : nil)
            ?? Avvisning(.ukjent, "Det ble aldri kjent om meldingen kom fram.")
    }

    private func tell(_ before: Utbokspost, _ after: Utbokspost, _ svar: Statussvar?, _ givenUp: Avvisning?) {
        switch svar {
        // Once, and not as often as it is asked.
        case .retryLater(let reason, _) where reason != before.grunn:
            log(.warning, "kanalen svarer ikke om meldingen", after, reason)
        case .configurationFault(let reason) where reason != before.grunn:
            log(.error, "kanalen slipper ikke spørsmålet om meldingen til", after, reason)
        case nil where after.tilstand == .ferdig:
            log(.notice, "det spørres ikke mer om meldingen", after, after.grunn)
        default: break
        }
        if let givenUp, after.tilstand == .parkert {
            log(.error, "melding er parkert: det er ikke mer å spørre om", after, givenUp.reason)
        }
        let status = after.sending?.statuses.status
        if status != before.sending?.statuses.status {
            log(
                after.tilstand == .parkert ? .error : .info, "melding har fått status \(status?.rawValue ?? "UKJENT")",
                after, after.grunn)
        }
    }

    private func isOver(_ post: Utbokspost) -> Bool {
        surroundings.now() > post.mottatt + Double(settings.statusDays) * 86_400
    }

    // The longer nothing has happened, the longer until it is asked again.
    private func wait(_ post: Utbokspost, _ svar: Statussvar?, _ now: Date) -> Double {
        let (first, longest) = settings.statusSeconds
        let age = now.timeIntervalSince(post.mottatt)
        let own = min(max(age / 2, first), max(longest, first)) * (0.75 + 0.25 * surroundings.chance())
        switch svar {
        case .known, .notKnown: return own
        case .retryLater(_, let seconds): return RetryPolicy.wait(own, asked: seconds)
        case .configurationFault: return max(own, settings.configurationSeconds)
        case nil: return longest
        }
    }
}

extension Utbokspost {
    /// Notes what is said of it, and decides on receipts.
    fileprivate mutating func note(_ svar: Statussvar?, _ now: Date, _ utsteder: Kvitteringsutsteder) {
        guard let svar else {
            grunn = "Meldingen er sendt med en annen leveringsmåte enn den som er valgt nå."
            return
        }
        sending?.note(svar, now: now)
        switch svar {
        case .known: grunn = nil
        case .notKnown: if sending?.isTaken(svar) == false { grunn = "Kanalen kjenner ikke meldingen." }
        case .configurationFault(let reason), .retryLater(let reason, _): grunn = reason
        }
        kvitter(now) { utsteder.decide(&$0) }
    }
}
