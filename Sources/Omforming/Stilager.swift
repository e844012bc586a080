// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The paths that one account after another begins with.
///
/// The carrier's paths are in no table, and are the same in message after message.
final class Stilager: Sendable {
    private let delt: Mutex<Stier>

    // More than any message of ours has; a hostile one must not fill the memory with names of its own.
    private static let flest = 4096

    init(_ stier: Stier) { delt = Mutex(stier.delt) }

    /// All that are known.
    var stier: Stier { delt.withLock { $0 } }

    /// Keeps what an account met.
    func laer(_ stier: Stier) {
        delt.withLock { delt in
            guard stier.antall > delt.antall, stier.antall <= Self.flest, stier.bygger(paa: delt) else { return }
            delt = stier.delt
        }
    }
}
