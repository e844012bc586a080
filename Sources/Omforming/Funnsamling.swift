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

    mutating func add(_ nye: some Sequence<Funn>) {
        for ny in nye {
            // A message can be made that has as many as it has elements: of those no more is made than is told.
            if let tidligere = antall[ny.kode], tidligere >= Self.maxPerKode {
                antall[ny.kode] = tidligere + 1
                forkast(ny, katalog.oppslag(ny.kode)?.forkaster)
                continue
            }
            let vurdert = katalog.vurder(ny)
            forkast(ny, vurdert.forkaster)
            antall[vurdert.funn.kode, default: 0] += 1
            if antall[vurdert.funn.kode, default: 0] <= Self.maxPerKode { funn.append(vurdert) }
        }
    }

    private mutating func forkast(_ funn: Funn, _ forkaster: Forkaster?) {
        // What was withheld is not carried, whatever else is said of it.
        guard let forkaster, let sti = funn.sted.sti, forkastet[sti] != .holdtTilbake else { return }
        forkastet[sti] = forkaster
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
