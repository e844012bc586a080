// SPDX-License-Identifier: Apache-2.0

/// A message that was made at random, with what it says.
public struct Testmelding: Sendable {
    /// What it was made of: the same seed and strength give the same message.
    public let seed: UInt64
    /// How far from the schema it may go.
    public let styrke: Meldingsgenerator.Styrke
    /// What it says.
    public let innhold: Meldingsinnhold
    /// How it is written.
    public let maate: Skrivemaate
    /// The message.
    public let byte: [UInt8]
}

/// Makes messages at random: every field, every form, everyday values and the ones that have broken programs.
public struct Meldingsgenerator {
    /// How far from the schema a message may go.
    public enum Styrke: String, Sendable, CaseIterable {
        /// Valid by the schema of Noark 4, whatever the values are.
        case gyldig
        /// Also unknown elements, fields twice, in another order or missing, attributes, and text between elements.
        case vill
    }

    /// The message of a seed.
    public static func melding(seed: UInt64, styrke: Styrke) -> Testmelding {
        var generator = Meldingsgenerator(seed: seed, styrke: styrke)
        let innhold = Meldingsinnhold(konvolutt: generator.konvolutt(), melding: generator.melding())
        let maate = generator.maate()
        let byte = Meldingsskriver.byte(innhold, maate, seed: generator.tall.next())
        return Testmelding(seed: seed, styrke: styrke, innhold: innhold, maate: maate, byte: byte)
    }

    private var tall: SplitMix64
    private let styrke: Styrke
    private let forraad: Verdiforraad
    // How many optional fields out of a hundred are there.
    private let tetthet: Int

    private init(seed: UInt64, styrke: Styrke) {
        tall = SplitMix64(seed: seed)
        self.styrke = styrke
        forraad = Verdiforraad(odde: tall.pick([0, 10, 30, 60]))
        tetthet = tall.pick([10, 50, 85, 100])
    }

    // MARK: Melding

    private mutating func melding() -> Meldingselement {
        var melding = Meldingselement(
            "Melding", navnerom: Meldingsinnhold.noark4, barn: gruppe("Melding", inniSak: false))
        if styrke == .vill {
            for _ in 0..<tall.number(0...5) { endre(&melding) }
        }
        return melding
    }

    private mutating func gruppe(_ navn: String, inniSak: Bool) -> [Meldingselement] {
        var result: [Meldingselement] = []
        for felt in Meldingsfelt.grupper[navn] ?? [] {
            let finnes = felt.kreves ? styrke == .gyldig || !tall.chance(3) : tall.chance(tetthet)
            switch felt.innhold {
            case .blad(let slag):
                guard finnes else { continue }
                let verdi = slag == .base64 ? base64() : forraad.verdi(felt.navn, slag, &tall)
                result.append(Meldingselement(felt.navn, tekst: verdi))
            case .gruppe(let type):
                guard finnes || felt.navn == "fil" && tall.chance(90) else { continue }
                result.append(Meldingselement(felt.navn, barn: gruppe(type, inniSak: navn == "noarksak")))
            case .grupper(let type):
                for _ in 0..<antall(felt.navn, inniSak: inniSak) {
                    result.append(Meldingselement(felt.navn, barn: gruppe(type, inniSak: navn == "noarksak")))
                }
            }
        }
        return result
    }

    private mutating func antall(_ navn: String, inniSak: Bool) -> Int {
        switch navn {
        case "dokument": tall.number(inniSak ? 0...1 : 0...3)
        case "journpost": tall.chance(15) ? tall.number(1...2) : 0
        case "avsmot", "sakspart": tall.number(inniSak ? 0...1 : 0...3)
        default: tall.number(inniSak ? 0...1 : 0...2)
        }
    }

    private mutating func base64() -> String {
        if tall.chance(3) { return tall.pick(["", " \n"]) }
        let start: [UInt8] = tall.pick([
            [], [], [], Array("%PDF-1.7\n".utf8), Array("PK\u{3}\u{4}".utf8),
            [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
            Array("GIF89a".utf8), [0xff, 0xd8, 0xff], Array("<?xml version='1.0'?>".utf8), [0xef, 0xbb, 0xbf], [0],
        ])
        let lengde = tall.number(1...(tall.chance(15) ? 2000 : 200))
        let byte = Array((start + tall.bytes(lengde)).prefix(max(lengde, 1)))
        return Self.base64(byte)
    }

    private static let alfabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base64 of bytes, on one line.
    static func base64(_ byte: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(byte.count / 3 * 4 + 4)
        for start in stride(from: 0, to: byte.count, by: 3) {
            let antall = min(3, byte.count - start)
            var bits = 0
            for index in 0..<3 { bits = bits << 8 | (index < antall ? Int(byte[start + index]) : 0) }
            for index in 0..<4 {
                result.append(index <= antall ? alfabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Envelope

    private mutating func konvolutt() -> Meldingselement {
        var konvolutt = Meldingselement("envelope")
        if styrke == .gyldig || tall.chance(95) {
            konvolutt.attributter.append(.init("conversationId", forraad.conversationId(&tall)))
        }
        if styrke == .gyldig || tall.chance(90) {
            let rom =
                tall.chance(80) ? Meldingsinnhold.noark4 : tall.pick(["", "?", Meldingsinnhold.exchange, "urn:x"])
            konvolutt.attributter.append(.init("contentNamespace", rom))
        }
        for ende in ["sender", "receiver"] where styrke == .gyldig || tall.chance(ende == "sender" ? 95 : 99) {
            var part = Meldingselement(ende)
            if styrke == .gyldig || tall.chance(97) {
                part.barn.append(Meldingselement("orgnr", tekst: ende == "sender" ? avsender() : mottaker()))
            }
            for (navn, slag) in [("name", Meldingsfelt.Slag.navn), ("email", .epost), ("ref", .id)]
            where tall.chance(max(tetthet, 40)) {
                part.barn.append(Meldingselement(navn, tekst: forraad.verdi(navn, slag, &tall)))
            }
            konvolutt.barn.append(part)
        }
        return konvolutt
    }

    private mutating func avsender() -> String {
        if tall.chance(15) { return tall.pick(["", " ", "?"]) }
        return tall.chance(20) ? Verdiforraad.oddeOrgnr(&tall) : Verdiforraad.orgnr(&tall)
    }

    private mutating func mottaker() -> String {
        let orgnr = Verdiforraad.orgnr(&tall)
        if tall.chance(75) { return orgnr }
        if styrke == .vill, tall.chance(20) {
            return tall.pick(["", "?", "31000004", "310000044", "01017012345", "x"])
        }
        return tall.pick(["0192:\(orgnr)", "NO\(orgnr)MVA", " \(orgnr)\n", "9908:\(orgnr)"])
    }

    // MARK: Form

    private mutating func maate() -> Skrivemaate {
        var maate = Skrivemaate()
        maate.form = tall.pick(Meldinger.Form.allCases)
        maate.ramme = tall.pick(Skrivemaate.Ramme.allCases)
        if tall.chance(40) { maate.navn = tall.pick(Skrivemaate.Navn.allCases) }
        maate.start = tall.pick(Skrivemaate.Start.allCases)
        maate.base64 = tall.pick(Skrivemaate.Base64.allCases)
        maate.innrykk = tall.chance(50)
        maate.nyttelastFoerst = tall.chance(10)
        maate.prefiks = tall.chance(30)
        maate.innpakning = tall.chance(5)
        maate.pynt = tall.chance(30)
        if maate.form == .escaped || maate.form == .string, tall.chance(5) { maate.ekstraEscaping = tall.number(1...2) }
        return maate
    }

    // MARK: Wildness

    // Goes to some group of the message, and does something to it.
    private mutating func endre(_ element: inout Meldingselement) {
        let grupper = element.innhold.indices.filter { index in
            if case .element(let barn) = element.innhold[index] { !barn.innhold.isEmpty && !barn.erBlad } else { false }
        }
        if !grupper.isEmpty, tall.chance(element.navn == "Melding" ? 96 : 50) {
            let index = tall.pick(grupper)
            if case .element(var barn) = element.innhold[index] {
                endre(&barn)
                element.innhold[index] = .element(barn)
            }
            return
        }
        endreHer(&element)
    }

    private mutating func endreHer(_ element: inout Meldingselement) {
        guard !element.innhold.isEmpty else { return }
        let plass = tall.number(0...element.innhold.count)
        // Bytes of a document that have no place are rejected: seldom, for else little of the rest would be tried.
        let blader = element.innhold.indices.filter { index in
            if case .element(let barn) = element.innhold[index] {
                barn.erBlad && (barn.navn != "base64" || tall.chance(5))
            } else {
                false
            }
        }
        switch tall.number(0...11) {
        case 0: element.innhold = tall.shuffled(element.innhold)
        case 1: element.innhold.insert(.element(ukjent(navnerom: "")), at: plass)
        case 2: element.innhold.insert(.element(ukjent(navnerom: "urn:x-fremmed:1")), at: plass)
        case 3 where !blader.isEmpty:
            guard case .element(var kopi) = element.innhold[tall.pick(blader)] else { return }
            let verdi = forraad.verdi(kopi.navn, Meldingsfelt.slag[kopi.navn] ?? .linje, &tall)
            kopi.innhold = verdi.isEmpty ? [] : [.tekst(verdi)]
            element.innhold.insert(.element(kopi), at: plass)
        case 4 where !blader.isEmpty: paaBlad(&element, blader) { $0.attributter.append($1) }
        case 5 where !blader.isEmpty:
            let inni = Meldingselement(tall.pick(["b", "br", "jpId", "ukjent"]), tekst: tall.pick(["", "inni"]))
            paaBlad(&element, blader) { blad, _ in blad.innhold.append(.element(inni)) }
        case 6 where !blader.isEmpty:
            let inni = Meldingselement("b", tekst: "midt")
            paaBlad(&element, blader) { blad, _ in blad.innhold = [.tekst("foran"), .element(inni), .tekst("etter")] }
        case 7: element.innhold.remove(at: min(plass, element.innhold.count - 1))
        case 8: element.innhold.insert(.tekst(tall.pick(["løs tekst", "&", " x\n"])), at: plass)
        case 9:
            let navn = tall.pick(Meldingsfelt.slag.keys.sorted().filter { $0 != "base64" })
            element.innhold.insert(.element(Meldingselement(navn, tekst: "feil sted")), at: plass)
        case 10: element.attributter.append(attributt())
        default:
            let grupper = element.barn.filter { !$0.erBlad && ($0.navn != "fil" || tall.chance(5)) }
            if !grupper.isEmpty { element.innhold.insert(.element(tall.pick(grupper)), at: plass) }
        }
    }

    private mutating func paaBlad(
        _ element: inout Meldingselement, _ blader: [Int],
        _ endring: (inout Meldingselement, Meldingselement.Attributt) -> Void
    ) {
        let index = tall.pick(blader)
        guard case .element(var blad) = element.innhold[index], !blad.attributter.contains(where: { $0.navn == "kode" })
        else { return }
        endring(&blad, attributt())
        element.innhold[index] = .element(blad)
    }

    private mutating func attributt() -> Meldingselement.Attributt {
        .init(
            tall.pick(["kode", "type", "id"]) + String(tall.number(1...999)),
            tall.pick(["", "x", "a & b", "\"<'>", "a\tb\n c"]))
    }

    private mutating func ukjent(navnerom: String) -> Meldingselement {
        var element = Meldingselement(
            tall.pick(["ukjent", "jpid", "x-y.z", "tittel", "virksomhetsspesifikkeMetadata"]),
            tekst: tall.pick(["", "ukjent verdi", " ", "<&>"]))
        if tall.chance(40) {
            element.barn = [Meldingselement("inni", tekst: "1"), Meldingselement("inni", tekst: "2")]
            if tall.chance(50) { element.barn[0].navnerom = "urn:x-fremmed:2" }
        }
        element.navnerom = navnerom
        if tall.chance(30) { element.attributter = [attributt()] }
        return element
    }
}
