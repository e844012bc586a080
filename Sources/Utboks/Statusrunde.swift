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
        guard let sending = post.sending, sending.transport == transport.name else {
            let next = surroundings.now() + settings.statusSeconds.longest
            let isOver = isOver(post)
            try await endre(post) { post in
                // Somebody may have parked it since.
                guard post.tilstand == .sendt else { return }
                post.neste = isOver ? nil : next
                if isOver { post.tilstand = .ferdig }
                post.grunn = "Meldingen er sendt med en annen leveringsmåte enn den som er valgt nå."
            }
            return
        }
        let svar = try await transport.status(of: sending.referanse)
        let now = surroundings.now()
        let wait = wait(post, svar, now)
        let isOver = isOver(post)
        let utsteder = utsteder
        let isAnswered =
            switch svar {
            case .known, .notKnown: true
            case .retryLater, .configurationFault: false
            }
        // It was never told how it ended, and nobody says now: that it went well is no more likely than that it did not.
        var givenUp: Avvisning?
        if isOver, !isAnswered, !sending.statuses.hasReached(.levert) {
            givenUp = sending.reference == nil ? sending.lapse(at: now) : nil
            givenUp = givenUp ?? Avvisning(.ukjent, "Det ble aldri kjent om meldingen kom fram.")
        }
        let unexplained = givenUp
        let after = try await endre(post) { post in
            guard post.tilstand == .sendt, post.sending?.isSameAttempt(as: sending) == true else { return }
            post.sending?.note(svar, now: now)
            post.neste = now + wait
            if case .known = svar { post.grunn = nil }
            if case .notKnown = svar, !sending.isTaken(svar) { post.grunn = "Kanalen kjenner ikke meldingen." }
            if case .configurationFault(let reason) = svar { post.grunn = reason }
            if case .retryLater(let reason, _) = svar { post.grunn = reason }
            post.kvitter(now) { utsteder.decide(&$0) }
            if let avvisning = post.sending?.statuses.avvisning {
                post.parker(avvisning.reason)
            } else if let unexplained {
                post.giOpp(unexplained, now, utsteder)
            } else if post.sending?.statuses.isFinal == true || isOver {
                post.tilstand = .ferdig
                post.neste = nil
            }
        }
        guard let after else { return }
        switch svar {
        // Once, and not as often as it is asked.
        case .retryLater(let reason, _) where reason != post.grunn:
            log(.warning, "kanalen svarer ikke om meldingen", after, reason)
        case .configurationFault(let reason) where reason != post.grunn:
            log(.error, "kanalen slipper ikke spørsmålet om meldingen til", after, reason)
        default: break
        }
        if let unexplained, after.tilstand == .parkert {
            log(.error, "melding er parkert: det er ikke mer å spørre om", after, unexplained.reason)
        }
        let status = after.sending?.statuses.status
        if status != sending.statuses.status {
            log(
                after.tilstand == .parkert ? .error : .info, "melding har fått status \(status?.rawValue ?? "UKJENT")",
                after, after.grunn)
        }
        if after.kvittering.neste != nil { kvitteringsvekker.ring() }
    }

    private func isOver(_ post: Utbokspost) -> Bool {
        surroundings.now() > post.mottatt + Double(settings.statusDays) * 86_400
    }

    // The longer nothing has happened, the longer until it is asked again.
    private func wait(_ post: Utbokspost, _ svar: Statussvar, _ now: Date) -> Double {
        let (first, longest) = settings.statusSeconds
        let age = now.timeIntervalSince(post.mottatt)
        let own = min(max(age / 2, first), max(longest, first)) * (0.75 + 0.25 * surroundings.chance())
        switch svar {
        case .known, .notKnown: return own
        case .retryLater(_, let seconds): return RetryPolicy.wait(own, asked: seconds)
        case .configurationFault: return max(own, settings.configurationSeconds)
        }
    }
}
