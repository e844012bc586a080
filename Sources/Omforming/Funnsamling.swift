// SPDX-License-Identifier: Apache-2.0
import Noark

/// The findings of one document so far.
struct Funnsamling {
    private let katalog: Funnkatalog
    /// What was found, as far as it is told.
    private(set) var funn: [VurdertFunn] = []
    /// What became of the source values that findings discard, by path.
    private(set) var forkastet: [String: Forkaster] = [:]
    private var antall: [String: Int] = [:]

    /// Most findings of one code that are told of one document.
    static let maxPerKode = 200

    init(katalog: Funnkatalog) { self.katalog = katalog }

    mutating func add(_ nye: [Funn]) {
        for ny in nye {
            let vurdert = katalog.vurder(ny)
            // What was withheld is not carried, whatever else is said of it.
            if let forkaster = vurdert.forkaster, let sti = ny.sted.sti, forkastet[sti] != .holdtTilbake {
                forkastet[sti] = forkaster
            }
            antall[vurdert.funn.kode, default: 0] += 1
            if antall[vurdert.funn.kode, default: 0] <= Self.maxPerKode { funn.append(vurdert) }
        }
    }

    /// The findings that are told, and how many more there are of each code that has too many.
    var alle: [VurdertFunn] {
        funn
            + antall.filter { $0.value > Self.maxPerKode }.sorted { $0.key < $1.key }.map { kode, antall in
                katalog.vurder(Funn("OM-090", argumenter: [kode, String(antall - Self.maxPerKode)]))
            }
    }

    /// - Parameter isComplete: the document was read to its end.
    func verdict(isComplete: Bool) -> Verdict {
        let verdict = Verdict.of(funn)
        // A document that was not read to its end and yet has no error: something is wrong with us.
        return verdict == .accepted && !isComplete ? .undetermined : verdict
    }
}
