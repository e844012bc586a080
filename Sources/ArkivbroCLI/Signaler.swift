// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Synchronization

/// What happens when the program is told to end, or its reader goes away.
enum Signaler {
    /// Lets a write to a closed pipe, or beyond the largest file allowed, fail instead of ending the program, and clears away
    /// unfinished folders on the signals that ask a program to end.
    ///
    /// A signal that was ignored when we were started, as under nohup, stays so.
    static func install() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number, SIG_IGN)
            if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                isEnding.store(true, ordering: .releasing)
                Mappebygger.discardAll()
                // As if the signal had ended us: who waits for us sees which.
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.activate()
            sources.append(source)
        }
    }

    /// Waits for the end when a signal has asked for it: what fails then, fails because the unfinished folders are gone.
    static func holdIfEnding() { while isEnding.load(ordering: .acquiring) { sleep(1) } }

    private static let isEnding = Atomic(false)

    /// Leaves the signals that ask a program to end to somebody who ends it in order.
    static func letGo() {
        for source in sources { source.cancel() }
        sources = []
    }

    // Only install() and letGo() touch it, once each, before anything else runs.
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []
}
