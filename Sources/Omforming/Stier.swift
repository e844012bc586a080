// SPDX-License-Identifier: Apache-2.0

/// Paths as numbers: an account asks for the same few hundred of them over and over, and a number is cheap to compare.
struct Stier: Sendable {
    private struct Steg: Hashable {
        let over: Int
        let navn: String
    }

    /// The number of what every path begins at.
    static let rot = 0

    private var tekster = [""]
    private var numre: [Steg: Int] = [:]

    /// How many paths there are.
    var antall: Int { tekster.count }

    /// The path of a number.
    subscript(_ sti: Int) -> String { tekster[sti] }

    /// The number of a step below a path.
    mutating func sti(_ navn: String, under over: Int) -> Int {
        let steg = Steg(over: over, navn: navn)
        if let known = numre[steg] { return known }
        let sti = tekster.count
        tekster.append(over == Self.rot ? navn : tekster[over] + "/" + navn)
        numre[steg] = sti
        return sti
    }

    /// The number of a path.
    mutating func sti(_ tekst: String, fra over: Int = rot) -> Int {
        tekst.split(separator: "/").reduce(over) { sti(String($1), under: $0) }
    }
}

/// The place of a value: its path, and the number of the repeated group that it stands in; 0 is none.
struct Plass: Hashable {
    let sti: Int
    let gruppe: Int
}
