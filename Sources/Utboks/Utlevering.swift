// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import Disk
import Foundation
import Logging
import Noark
import Omforming
import Synchronization

extension Utboks {
    /// Hands over what is due, for as long as the task is not cancelled: several messages at a time, one to each receiver.
    func deliver() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    for post in try await due() {
                        group.addTask {
                            await self.handOver(post)
                            self.vekker.ring()
                        }
                    }
                } catch {
                    await wait(after: error)
                }
                await vekker.wait { [surroundings] in try await surroundings.sleep(1) }
            }
        }
    }

    /// Does what is due, once and to its end, in place of ``run()``.
    ///
    /// - Throws: when the store fails, or `CancellationError`.
    package func arbeid() async throws {
        try await begin()
        while true {
            try Task.checkCancellation()
            let due = try await due()
            if due.isEmpty { break }
            await withDiscardingTaskGroup { group in
                for post in due { group.addTask { await self.handOver(post) } }
            }
        }
        try await spoerOmForfalte()
        try await kvitterForfalte()
        try await sendArkivkvitteringer()
    }

    /// As many of the messages that are due as there is room for, taken.
    private func due() async throws -> [Utbokspost] {
        let now = surroundings.now()
        guard pause.withLock({ $0.isOver(at: now) }) else { return [] }
        try await takeUpUnnoted(now)
        let busy = paaVei.withLock { $0 }
        let room = max(settings.parallel, 1) - busy.count
        guard room > 0 else { return [] }
        let due = try await lager.forfalteLeveringer(now, most: room + busy.count)
        return due.filter { busy[$0.mottaker] == nil }.prefix(room).filter { post in
            paaVei.withLock { $0[post.mottaker] = post.messageId }
            return true
        }
    }

    // What could not be noted when it ended is not in anybody's hands. The mark is taken before it is asked who is in hand:
    // one that ends after that sets it anew.
    private func takeUpUnnoted(_ now: Date) async throws {
        guard
            erUnotert.withLock({ mark in
                defer { mark = false }
                return mark
            })
        else { return }
        do {
            try await lager.gjenoppta(now, unntatt: Set(paaVei.withLock { $0 }.values))
        } catch {
            erUnotert.withLock { $0 = true }
            throw error
        }
    }

    private func handOver(_ post: Utbokspost) async {
        var isNoted = true
        do {
            try await lever(post)
        } catch {
            isNoted = false
            await wait(after: error)
        }
        paaVei.withLock { $0[post.mottaker] = nil }
        // Not while it is in our hands: what is there is not taken up, and nobody would look again.
        if !isNoted { erUnotert.withLock { $0 = true } }
    }

    /// Hands one message over.
    ///
    /// - Throws: when the store fails, or `CancellationError`; the message then waits, and has the same key.
    private func lever(_ post: Utbokspost) async throws {
        let pakke: Utbokspakke
        do {
            pakke = try await self.pakke(of: post)
        } catch Pakkefeil.unreadable(let reason) where post.forsoek + 1 < settings.retry.attempts {
            return try await ventPaaDisken(post, reason)
        } catch is Pakkefeil {
            return try await giUppUlest(post)
        }
        defer { if let work = pakke.work { try? FileManager.default.removeItem(at: work) } }
        guard let begun = try await begin(post, pakke.grunnlag), begun.tilstand == .sendes,
            let sending = begun.sending
        else { return }
        let resultat = try await withGrace(seconds: settings.graceSeconds) { [transport] in
            try await transport.send(pakke.oppdrag(sending))
        }
        try await note(resultat, begun, sending)
    }

    /// Begins the next attempt, unless the message is to be asked about or given up; it is kept before the call.
    private func begin(_ post: Utbokspost, _ grunnlag: Sendingsgrunnlag) async throws -> Utbokspost? {
        let now = surroundings.now()
        let (name, spoolDir, utsteder) = (transport.name, settings.spoolDir, utsteder)
        let begun = try await endre(post) { post in
            // Somebody may have parked it since.
            guard post.tilstand == .venter else { return }
            switch Sendingsvalg(grunnlag, by: name, spoolDir: spoolDir, after: post.sending, now: now) {
            case .send(let next):
                post.tilstand = .sendes
                post.sending = next
            case .ask:
                post.tilstand = .sendt
                post.neste = now
                post.grunn = nil
            case .refuse(let avvisning):
                post.sending = post.sending ?? Sending(unsent: grunnlag, by: name, avvisning, now: now)
                post.giOpp(avvisning, now, utsteder)
            }
        }
        // It was in our hands: but for an operator, nobody else can have parked it.
        if let begun, begun.tilstand == .parkert, !begun.erParkertForHaand {
            log(.error, "melding er parkert: den kan ikke sendes nå", begun, begun.grunn)
            kvitteringsvekker.ring()
        }
        return begun
    }

    // Our own disk is no fault of a message: its archive is told only when it lasts.
    private func ventPaaDisken(_ post: Utbokspost, _ reason: String) async throws {
        let next = ventetid(etter: post.forsoek + 1, nil)
        log(.error, "melding venter: forsendelsen kan ikke leses", post, reason)
        try await endre(post) { post in
            guard post.tilstand == .venter else { return }
            post.forsoek += 1
            post.neste = next
            post.grunn = reason
        }
    }

    private func giUppUlest(_ post: Utbokspost) async throws {
        log(.error, "melding er parkert: forsendelsen kan ikke leses", post)
        let avvisning = Avvisning(.ukjent, "Forsendelsen kan ikke leses.")
        let (now, name, utsteder) = (surroundings.now(), transport.name, utsteder)
        // What a receipt needs of a message that was never handed over, by its letter alone; nothing when that is spoilt too.
        let grunnlag = post.letter.map {
            Sendingsgrunnlag(packageless: $0, archiveConversationId: post.archiveConversationId)
        }
        try await endre(post) { post in
            guard post.tilstand == .venter else { return }
            post.sending = post.sending ?? grunnlag.map { Sending(unsent: $0, by: name, avvisning, now: now) }
            post.giOpp(avvisning, now, utsteder)
        }
        kvitteringsvekker.ring()
    }

    @discardableResult
    func endre(
        _ post: Utbokspost, _ change: @escaping @Sendable (inout Utbokspost) -> Void
    ) async throws -> Utbokspost? {
        try await lager.endre(post.messageId, surroundings.now(), change)
    }

    // MARK: What came of it

    private func note(_ resultat: Leveringsresultat, _ post: Utbokspost, _ sending: Sending) async throws {
        let now = surroundings.now()
        switch resultat {
        case .accepted, .alreadyAccepted:
            let next = now + settings.statusSeconds.first
            try await endre(post) { post in
                post.note(resultat, of: sending, at: now)
                // Also when it was parked meanwhile: it is handed over.
                post.tilstand = .sendt
                post.erParkertForHaand = false
                post.forsoek += 1
                post.neste = next
                post.grunn = nil
            }
            pause.withLock { $0.letIn(post.messageId) }
            log(.info, "melding er levert til kanalen", post)
        case .retryLater(let reason, let seconds, _):
            guard post.forsoek + 1 < settings.retry.attempts else {
                log(.error, "melding er parkert etter \(post.forsoek + 1) forsøk", post, reason)
                return try await giUpp(post, Avvisning(.ukjent, reason), resultat, sending)
            }
            let next = ventetid(etter: post.forsoek + 1, seconds)
            log(.warning, "melding kom ikke fram til kanalen", post, reason)
            try await endre(post) { post in
                post.note(resultat, of: sending, at: now)
                post.venter(til: next, reason)
                post.forsoek += 1
            }
        case .refused(let avvisning):
            pause.withLock { $0.letIn(post.messageId) }
            log(.error, "melding er parkert: kanalen avviste den", post, avvisning.reason)
            try await giUpp(post, avvisning, resultat, sending)
        case .configurationFault(let reason):
            // None is given up for it: it is mended at our side.
            let next = now + settings.configurationSeconds
            let isPaused = pause.withLock { $0.keptOut(post.messageId, until: next) }
            log(
                .error,
                isPaused
                    ? "kanalen slipper oss ikke til; leveringen tar pause"
                    : "kanalen slipper ikke meldingen til; den venter",
                post, reason)
            try await endre(post) { post in
                post.note(resultat, of: sending, at: now)
                post.venter(til: next, reason)
            }
        }
    }

    private func giUpp(
        _ post: Utbokspost, _ avvisning: Avvisning, _ resultat: Leveringsresultat, _ sending: Sending
    ) async throws {
        let (now, utsteder) = (surroundings.now(), utsteder)
        try await endre(post) { post in
            post.note(resultat, of: sending, at: now)
            post.forsoek += 1
            post.giOpp(avvisning, now, utsteder)
        }
        kvitteringsvekker.ring()
    }

    func ventetid(etter forsoek: Int, _ asked: Int?) -> Date {
        surroundings.next(settings.retry, afterAttempt: forsoek, asked: asked)
    }
}

extension Sending {
    /// What is kept of a message that was given up before it was ever handed over.
    fileprivate init(unsent grunnlag: Sendingsgrunnlag, by transport: String, _ avvisning: Avvisning, now: Date) {
        self.init(grunnlag, by: transport, after: nil, now: now.medSone)
        note(.refused(avvisning), at: now.medSone)
    }
}

extension Utbokspost {
    /// Notes an answer, unless a later attempt has begun since.
    fileprivate mutating func note(_ resultat: Leveringsresultat, of begun: Sending, at now: Date) {
        guard let known = sending, known.isSameAttempt(as: begun) else { return }
        sending?.note(resultat, at: now.medSone)
    }

    fileprivate mutating func venter(til next: Date, _ grunn: String) {
        self.grunn = grunn
        guard tilstand == .sendes else { return }
        tilstand = .venter
        neste = next
    }

    mutating func parker(_ grunn: String) {
        tilstand = .parkert
        neste = nil
        self.grunn = grunn
    }

    /// Parks it, and lets its archive be told.
    mutating func giOpp(_ avvisning: Avvisning, _ now: Date, _ utsteder: Kvitteringsutsteder) {
        parker(avvisning.reason)
        kvitter(now) { utsteder.decide(&$0, givenUp: avvisning) }
    }

    /// Decides on receipts, and lets them be written.
    mutating func kvitter(_ now: Date, _ decide: (inout Sending) -> Void) {
        guard var sending else { return }
        let before = sending.pendingReceipts.count
        decide(&sending)
        self.sending = sending
        if sending.pendingReceipts.count > before, kvittering.neste == nil {
            kvittering = Kvitteringsjobb(neste: now)
        }
    }
}
