// SPDX-License-Identifier: Apache-2.0

/// A number for each of many keys: an account looks up several for each value, and Swift's own hashing was a third of it.
struct Tallkart {
    private var noekler: [UInt64] = Array(repeating: Self.ledig, count: 128)
    private var verdier: [Int] = Array(repeating: 0, count: 128)
    private var antall = 0

    // No key is all ones: paths and groups are counted.
    private static let ledig = UInt64.max

    /// The key of a place.
    static func noekkel(_ plass: Plass) -> UInt64 {
        UInt64(truncatingIfNeeded: plass.sti) << 32 | UInt64(truncatingIfNeeded: plass.gruppe)
    }

    subscript(_ noekkel: UInt64) -> Int? {
        let plass = plass(noekkel)
        return noekler[plass] == noekkel ? verdier[plass] : nil
    }

    /// Sets the number of a key, and tells whether it had none.
    @discardableResult
    mutating func sett(_ noekkel: UInt64, _ verdi: Int) -> Bool {
        if antall * 2 >= noekler.count { utvid() }
        let plass = plass(noekkel)
        let erNy = noekler[plass] != noekkel
        if erNy { antall += 1 }
        noekler[plass] = noekkel
        verdier[plass] = verdi
        return erNy
    }

    private func plass(_ noekkel: UInt64) -> Int {
        var blandet = noekkel
        blandet = (blandet ^ blandet >> 30) &* 0xbf58_476d_1ce4_e5b9
        blandet = (blandet ^ blandet >> 27) &* 0x94d0_49bb_1331_11eb
        let maske = noekler.count - 1
        var plass = Int(truncatingIfNeeded: blandet ^ blandet >> 31) & maske
        while noekler[plass] != noekkel, noekler[plass] != Self.ledig { plass = (plass + 1) & maske }
        return plass
    }

    private mutating func utvid() {
        let gamle = (noekler, verdier)
        noekler = Array(repeating: Self.ledig, count: gamle.0.count * 2)
        verdier = Array(repeating: 0, count: gamle.0.count * 2)
        for (index, noekkel) in gamle.0.enumerated() where noekkel != Self.ledig {
            let ny = plass(noekkel)
            noekler[ny] = noekkel
            verdier[ny] = gamle.1[index]
        }
    }
}
