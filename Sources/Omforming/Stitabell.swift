// SPDX-License-Identifier: Apache-2.0

/// Something for some of the paths.
struct Stitabell<Verdi: Sendable>: Sendable {
    private var verdier: [Verdi?] = []

    subscript(_ sti: Int) -> Verdi? {
        get { sti < verdier.count ? verdier[sti] : nil }
        set {
            if sti >= verdier.count { verdier += Array(repeating: nil, count: sti + 1 - verdier.count) }
            verdier[sti] = newValue
        }
    }

    subscript(_ sti: Int, default verdi: @autoclosure () -> Verdi) -> Verdi {
        get { self[sti] ?? verdi() }
        set { self[sti] = newValue }
    }

    /// Those that have something, in order.
    var alle: [(sti: Int, verdi: Verdi)] {
        verdier.enumerated().compactMap { sti, verdi in verdi.map { (sti, $0) } }
    }
}

/// Some of the paths.
struct Stimengde: Sendable {
    private var verdier: [Bool] = []

    func contains(_ sti: Int) -> Bool { sti < verdier.count && verdier[sti] }

    mutating func insert(_ sti: Int) {
        if sti >= verdier.count { verdier += Array(repeating: false, count: sti + 1 - verdier.count) }
        verdier[sti] = true
    }
}
