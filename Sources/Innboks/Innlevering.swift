// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPV
import DPVHTTP
import DPVIntegrasjonspunkt
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Synchronization
import Utboks

/// The messages that are being handed to the archive, and what wakes the one that looks for more.
final class PaaVei: Sendable {
    let messageIds = Mutex(Set<String>())
    let vekker = Vekker()
}

extension Innboks {
    /// Does what is due, for as long as the task is not cancelled; `parallel` messages at a time, and one that takes its time
    /// holds back none of the others.
    func deliver() async {
        let paaVei = PaaVei()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    // One that ends after this is left for the next time: what is read of it may be old.
                    let busy = paaVei.messageIds.withLock { $0 }
                    let room = max(settings.parallel, 1) - busy.count
                    let due = room > 0 ? try await lager.forfalte(surroundings.now(), most: room + busy.count) : []
                    for melding in due.filter({ !busy.contains($0.messageId) }).prefix(room) where !Task.isCancelled {
                        paaVei.messageIds.withLock { _ = $0.insert(melding.messageId) }
                        group.addTask {
                            do { try await workToItsEnd(on: melding) } catch { await pause(after: error) }
                            paaVei.messageIds.withLock { _ = $0.remove(melding.messageId) }
                            paaVei.vekker.ring()
                        }
                    }
                } catch {
                    await pause(after: error)
                }
                // New ones come by another task: it is asked often, of an index.
                await paaVei.vekker.wait { [surroundings] in try await surroundings.sleep(1) }
            }
        }
    }

    /// Does what is due, once and to its end, in place of ``run()``; several messages at a time, each by itself.
    ///
    /// - Returns: how many messages something was done with.
    /// - Throws: when the store fails, or `CancellationError`.
    package func arbeid() async throws -> Int {
        let due = try await lager.forfalte(surroundings.now(), most: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, melding) in due.enumerated() {
                if index >= max(settings.parallel, 1) { try await group.next() }
                if Task.isCancelled { break }
                group.addTask { try await workToItsEnd(on: melding) }
            }
            try await group.waitForAll()
        }
        return due.count
    }

    // A call that is broken off would be made again, and the archive has the letter twice.
    private func workToItsEnd(on melding: Innmelding) async throws {
        try await withGrace(seconds: settings.graceSeconds) { try await work(on: melding) }
    }

    // The answer is a job of its own: that it fails never makes the letter go again.
    private func work(on melding: Innmelding) async throws {
        var melding = melding
        if [.lagret, .klar].contains(melding.tilstand), melding.levering.neste <= surroundings.now() {
            melding = try await deliver(melding) ?? melding
        }
        if melding.svartilstand == .venter, let forsoek = melding.svarlevering,
            forsoek.neste <= surroundings.now()
        {
            try await answer(melding)
        }
    }
}
