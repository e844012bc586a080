// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Paths as numbers: an account asks for the same few hundred of them over and over, and a number is cheap to compare.
struct Stier: Sendable {
    /// What many copies share and none changes.
    private final class Grunnlag: Sendable {
        let tekster: [String]
        let steg: Steg

        init(tekster: [String], steg: Steg) {
            self.tekster = tekster
            self.steg = steg
        }
    }

    /// The paths of some steps.
    // Asked for with the bytes of a name: a string would be made for each question.
    private struct Steg: Sendable {
        private var alle: [(over: Int, navn: [UInt8], sti: Int)] = []
        private var perNoekkel: Tallkart?

        /// The key of a step; that of another may be the same.
        static func noekkel(_ navn: UnsafeRawBufferPointer, under over: Int) -> UInt64 {
            var hasher = Hasher()
            hasher.combine(over)
            hasher.combine(bytes: navn)
            return UInt64(truncatingIfNeeded: hasher.finalize()) >> 1
        }

        func sti(_ navn: UnsafeRawBufferPointer, under over: Int, _ noekkel: UInt64) -> Int? {
            guard let perNoekkel else { return nil }
            var noekkel = noekkel
            while let plass = perNoekkel[noekkel] {
                if alle[plass].over == over, alle[plass].navn.withUnsafeBytes({ Self.erLike($0, navn) }) {
                    return alle[plass].sti
                }
                noekkel += 1
            }
            return nil
        }

        private static func erLike(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
            a.count == b.count && a.indices.allSatisfy { a[$0] == b[$0] }
        }

        mutating func add(_ navn: UnsafeRawBufferPointer, under over: Int, sti: Int, _ noekkel: UInt64) {
            var noekkel = noekkel
            while perNoekkel?[noekkel] != nil { noekkel += 1 }
            if perNoekkel == nil { perNoekkel = Tallkart() }
            perNoekkel?.sett(noekkel, alle.count)
            alle.append((over, Array(navn), sti))
        }

        mutating func add(_ andre: Steg) {
            for (over, navn, sti) in andre.alle {
                navn.withUnsafeBytes { add($0, under: over, sti: sti, Self.noekkel($0, under: over)) }
            }
        }
    }

    /// A step that was asked for by an element: elements of one name mostly share the name's bytes.
    private struct Nylig {
        var navn: UInt = 0
        var over = 0
        var sti = 0
    }

    /// The number of what every path begins at.
    static let rot = 0

    private let grunnlag: Grunnlag
    // Beyond the shared ones.
    private var tekster: [String] = []
    private var steg = Steg()
    private var bytes = 0
    private var nylige: [Nylig] = []

    private static let nyligePlasser = 128

    // The longest path of what may stand in a message has some two hundred bytes. What lies deeper is counted together.
    private static let lengste = 1000
    // Nor do many paths fill the memory, each not so long: what a message of ours adds is some kilobytes.
    private static let flestBytes = 16 << 20
    /// What stands at the end of the path of what is counted together; no name of an element.
    static let dypere = "…"

    init() { grunnlag = Grunnlag(tekster: [""], steg: Steg()) }

    private init(grunnlag: Grunnlag) { self.grunnlag = grunnlag }

    /// How many paths there are.
    var antall: Int { grunnlag.tekster.count + tekster.count }

    /// The path of a number.
    subscript(_ sti: Int) -> String {
        let delte = grunnlag.tekster.count
        return sti < delte ? grunnlag.tekster[sti] : tekster[sti - delte]
    }

    /// How many steps there are before the end of a path that is counted together; nil is every other path.
    func leddFoerDypere(_ sti: Int) -> Int? {
        let tekst = self[sti].utf8
        guard tekst.suffix(Self.dypere.utf8.count).elementsEqual(Self.dypere.utf8) else { return nil }
        return tekst.count(where: { $0 == UInt8(ascii: "/") })
    }

    /// The number of a step below a path.
    mutating func sti(_ navn: String, under over: Int) -> Int {
        var navn = navn
        return navn.withUTF8 { sti(UnsafeRawBufferPointer($0), under: over) }
    }

    private mutating func sti(_ navn: UnsafeRawBufferPointer, under over: Int) -> Int {
        if self[over].utf8.count <= Self.lengste {
            let noekkel = Steg.noekkel(navn, under: over)
            if let kjent = kjent(navn, under: over, noekkel) { return kjent }
            if bytes < Self.flestBytes { return add(navn, under: over, noekkel) }
        }
        if leddFoerDypere(over) != nil { return over }
        var dypere = Self.dypere
        return dypere.withUTF8 { kjentEllerNy(UnsafeRawBufferPointer($0), under: over) }
    }

    private mutating func kjentEllerNy(_ navn: UnsafeRawBufferPointer, under over: Int) -> Int {
        let noekkel = Steg.noekkel(navn, under: over)
        if let kjent = kjent(navn, under: over, noekkel) { return kjent }
        return add(navn, under: over, noekkel)
    }

    private func kjent(_ navn: UnsafeRawBufferPointer, under over: Int, _ noekkel: UInt64) -> Int? {
        grunnlag.steg.sti(navn, under: over, noekkel) ?? steg.sti(navn, under: over, noekkel)
    }

    private mutating func add(_ navn: UnsafeRawBufferPointer, under over: Int, _ noekkel: UInt64) -> Int {
        let sti = antall
        let navnet = String(decoding: navn, as: UTF8.self)
        let tekst = over == Self.rot ? navnet : self[over] + "/" + navnet
        tekster.append(tekst)
        bytes += tekst.utf8.count
        steg.add(navn, under: over, sti: sti, noekkel)
        return sti
    }

    /// The number of an element below a path; the element's tree must not change as long as this is used.
    mutating func sti(_ element: XMLElement, under over: Int) -> Int {
        if nylige.isEmpty { nylige = Array(repeating: Nylig(), count: Self.nyligePlasser) }
        let navn = element.nameAddress
        let plass = Int(truncatingIfNeeded: (navn >> 3) ^ (UInt(bitPattern: over) &* 0x9e37_79b1)) & (nylige.count - 1)
        if nylige[plass].navn == navn, nylige[plass].over == over { return nylige[plass].sti }
        let funnet = element.withName { sti($0, under: over) }
        nylige[plass] = Nylig(navn: navn, over: over, sti: funnet)
        return funnet
    }

    /// The number of a path.
    mutating func sti(_ tekst: String, fra over: Int = rot) -> Int {
        tekst.ledd("/").reduce(over) { sti(String($1), under: $0) }
    }

    /// The same, with all its paths shared.
    var delt: Stier {
        if tekster.isEmpty { return Stier(grunnlag: grunnlag) }
        var alle = grunnlag.steg
        alle.add(steg)
        return Stier(grunnlag: Grunnlag(tekster: grunnlag.tekster + tekster, steg: alle))
    }

    func bygger(paa andre: Stier) -> Bool { grunnlag === andre.grunnlag }
}
