// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads XML and messages for the tests, by other code than the product's.
///
/// Knows what well-formed documents without a DOCTYPE need, and stops at anything else.
public struct Meldingsleser {
    /// Where and why reading stopped.
    public struct Feil: Error, CustomStringConvertible {
        /// What was expected.
        public let description: String
    }

    private let byte: [UInt8]
    private var plass = 0
    private var rom: [[String: String]] = [["": "", "xml": "http://www.w3.org/XML/1998/namespace"]]

    private init(_ byte: [UInt8]) { self.byte = byte }

    // MARK: Messages

    /// Reads a message in any form: with or without SOAP, the payload as text, CDATA or elements.
    ///
    /// - Throws: ``Feil`` when a layer is not XML, or no PutMessageRequest is found.
    public static func melding(_ byte: [UInt8]) throws -> Meldingsinnhold {
        let rot = try xml(byte)
        guard let forespoersel = finn("PutMessageRequest", i: rot, dybde: 3) else {
            throw Feil(description: "ingen PutMessageRequest")
        }
        let konvolutt = forespoersel.barn("envelope").map { kanonisk($0, rotrom: forespoersel.navnerom) }
        guard let nyttelast = forespoersel.barn("payload") else {
            return Meldingsinnhold(konvolutt: konvolutt, melding: nil)
        }
        if let melding = finn("Melding", i: nyttelast, dybde: 3) ?? finn("MeldingType", i: nyttelast, dybde: 3) {
            return Meldingsinnhold(konvolutt: konvolutt, melding: kanonisk(melding))
        }
        // An unknown element may stand around the text.
        var tekst = Array((nyttelast.barn.first ?? nyttelast).tekst.utf8)
        for _ in 0..<2 {
            let start = String(decoding: utenBlanke(tekst).prefix(6), as: UTF8.self)
            guard start.hasPrefix("&lt;") || start.hasPrefix("&amp;") else { break }
            var leser = Meldingsleser(tekst)
            tekst = try leser.avkodet(til: tekst.count)
        }
        return Meldingsinnhold(konvolutt: konvolutt, melding: kanonisk(try xml(utenBlanke(tekst))))
    }

    /// Reads one XML document.
    ///
    /// - Throws: ``Feil`` when it is none.
    public static func xml(_ byte: [UInt8]) throws -> Meldingselement {
        var leser = Meldingsleser(linjeskift(utenBlanke(byte)))
        try leser.hoppOverAnnet()
        let rot = try leser.element()
        try leser.hoppOverAnnet()
        guard leser.plass == leser.byte.count else { throw leser.feil("slutten") }
        return rot
    }

    /// A Melding with its names as the schema has them: children unqualified, whatever the sender did.
    public static func kanonisk(_ melding: Meldingselement) -> Meldingselement {
        var result = kanonisk(melding, rotrom: melding.navnerom)
        result.navn = "Melding"
        result.navnerom = Meldingsinnhold.noark4
        return result
    }

    private static func kanonisk(_ element: Meldingselement, rotrom: String) -> Meldingselement {
        var result = element
        if [Meldingsinnhold.noark4, Meldingsinnhold.exchange, rotrom].contains(element.navnerom) {
            result.navnerom = ""
        }
        result.innhold = element.innhold.map { del in
            if case .element(let barn) = del { .element(kanonisk(barn, rotrom: rotrom)) } else { del }
        }
        return result
    }

    private static func finn(_ navn: String, i element: Meldingselement, dybde: Int) -> Meldingselement? {
        if element.navn == navn { return element }
        guard dybde > 0 else { return nil }
        for barn in element.barn {
            if let funnet = finn(navn, i: barn, dybde: dybde - 1) { return funnet }
        }
        return nil
    }

    private static func utenBlanke(_ byte: [UInt8]) -> [UInt8] {
        var rest = byte[...]
        while let foerste = rest.first, Meldingselement.erBlank(Unicode.Scalar(foerste)) { rest.removeFirst() }
        if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest.removeFirst(3) }
        while let foerste = rest.first, Meldingselement.erBlank(Unicode.Scalar(foerste)) { rest.removeFirst() }
        return Array(rest)
    }

    // XML 1.0 §2.11: a bare CR, with or without LF after it, is one LF.
    private static func linjeskift(_ byte: [UInt8]) -> [UInt8] {
        guard byte.contains(0x0d) else { return byte }
        var result: [UInt8] = []
        result.reserveCapacity(byte.count)
        var varCR = false
        for en in byte {
            if en == 0x0a, varCR {
                varCR = false
                continue
            }
            varCR = en == 0x0d
            result.append(varCR ? 0x0a : en)
        }
        return result
    }

    // MARK: Elements

    private mutating func element() throws -> Meldingselement {
        try krev("<")
        let kvalifisert = try navn()
        var attributter: [(navn: String, verdi: String)] = []
        var iRom = rom[rom.count - 1]
        while true {
            hoppOverBlanke()
            guard let neste = tegn else { throw feil("en tagg som slutter") }
            if neste == UInt8(ascii: ">") || neste == UInt8(ascii: "/") { break }
            let navnet = try navn()
            hoppOverBlanke()
            try krev("=")
            hoppOverBlanke()
            let verdien = try attributtverdi()
            if navnet == "xmlns" {
                iRom[""] = verdien
            } else if navnet.hasPrefix("xmlns:") {
                iRom[String(navnet.dropFirst(6))] = verdien
            } else {
                attributter.append((navnet, verdien))
            }
        }
        let deler = kvalifisert.split(separator: ":")
        let prefiks = deler.count == 2 ? String(deler[0]) : ""
        guard let navnerom = iRom[prefiks] else { throw feil("et kjent prefiks") }
        var result = Meldingselement(String(deler[deler.count - 1]), navnerom: navnerom)
        for (navn, verdi) in attributter where !navn.contains(":") {
            result.attributter.append(.init(navn, verdi))
        }
        if ta("/>") { return result }
        try krev(">")
        rom.append(iRom)
        result.innhold = try innhold()
        rom.removeLast()
        try krev("</" + kvalifisert)
        hoppOverBlanke()
        try krev(">")
        return result
    }

    private mutating func innhold() throws -> [Meldingselement.Innhold] {
        var result: [Meldingselement.Innhold] = []
        var tekst: [UInt8] = []
        func avslutt() {
            if !tekst.isEmpty { result.append(.tekst(String(decoding: tekst, as: UTF8.self))) }
            tekst = []
        }
        while true {
            let slutt = finn(UInt8(ascii: "<"))
            guard slutt < byte.count else { throw feil("en sluttagg") }
            tekst += try avkodet(til: slutt)
            if starter("</") {
                avslutt()
                return result
            }
            if ta("<![CDATA[") {
                tekst += try fram(til: "]]>")
            } else if ta("<!--") {
                _ = try fram(til: "-->")
            } else if ta("<?") {
                _ = try fram(til: "?>")
            } else {
                avslutt()
                result.append(.element(try element()))
            }
        }
    }

    private mutating func hoppOverAnnet() throws {
        while true {
            hoppOverBlanke()
            if ta("<!--") {
                _ = try fram(til: "-->")
            } else if ta("<?") {
                _ = try fram(til: "?>")
            } else {
                return
            }
        }
    }

    private mutating func attributtverdi() throws -> String {
        guard let anfoersel = tegn, anfoersel == UInt8(ascii: "\"") || anfoersel == UInt8(ascii: "'") else {
            throw feil("en verdi")
        }
        plass += 1
        let slutt = finn(anfoersel)
        guard slutt < byte.count else { throw feil("slutten på en verdi") }
        let verdi = try avkodet(til: slutt, iAttributt: true)
        plass += 1
        return String(decoding: verdi, as: UTF8.self)
    }

    // MARK: Text

    private mutating func avkodet(til slutt: Int, iAttributt: Bool = false) throws -> [UInt8] {
        var result: [UInt8] = []
        while plass < slutt {
            let og = min(finn(UInt8(ascii: "&")), slutt)
            let stykke = byte[plass..<og]
            // XML 1.0 §3.3.3: line breaks and tabs of an attribute are blanks, unless they came as references.
            if iAttributt {
                result += stykke.map { $0 == 0x0a || $0 == 0x09 ? 0x20 : $0 }
            } else {
                result += stykke
            }
            plass = og
            guard plass < slutt else { break }
            let semikolon = finn(UInt8(ascii: ";"))
            guard semikolon < slutt else { throw feil("slutten på en referanse") }
            result += try referanse(String(decoding: byte[plass + 1..<semikolon], as: UTF8.self))
            plass = semikolon + 1
        }
        return result
    }

    private func referanse(_ navn: String) throws -> [UInt8] {
        switch navn {
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "amp": return [UInt8(ascii: "&")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default:
            let tall =
                navn.hasPrefix("#x")
                ? UInt32(navn.dropFirst(2), radix: 16)
                : navn.hasPrefix("#") ? UInt32(navn.dropFirst()) : nil
            guard let scalar = tall.flatMap(Unicode.Scalar.init) else { throw feil("en kjent referanse") }
            return Array(String(scalar).utf8)
        }
    }

    // MARK: Bytes

    private var tegn: UInt8? { plass < byte.count ? byte[plass] : nil }

    // In C: a message has long runs of base64, and the tests are built without optimisation.
    private func finn(_ soekt: UInt8) -> Int {
        byte.withUnsafeBytes { alt in
            guard plass < alt.count, let start = alt.baseAddress,
                let funnet = memchr(start + plass, Int32(soekt), alt.count - plass)
            else { return alt.count }
            return UnsafeRawPointer(funnet) - start
        }
    }

    private mutating func fram(til tekst: String) throws -> [UInt8] {
        let soekt = Array(tekst.utf8)
        let start = plass
        while plass < byte.count {
            plass = finn(soekt[0])
            if starter(tekst) {
                let stykke = byte[start..<plass]
                plass += soekt.count
                return Array(stykke)
            }
            plass += 1
        }
        throw feil(tekst)
    }

    private func starter(_ tekst: String) -> Bool {
        plass + tekst.utf8.count <= byte.count && byte[plass..<plass + tekst.utf8.count].elementsEqual(tekst.utf8)
    }

    private mutating func ta(_ tekst: String) -> Bool {
        guard starter(tekst) else { return false }
        plass += tekst.utf8.count
        return true
    }

    private mutating func krev(_ tekst: String) throws { if !ta(tekst) { throw feil(tekst) } }

    private mutating func navn() throws -> String {
        let start = plass
        while let neste = tegn, !Meldingselement.erBlank(Unicode.Scalar(neste)), !"=/>".utf8.contains(neste) {
            plass += 1
        }
        guard plass > start else { throw feil("et navn") }
        return String(decoding: byte[start..<plass], as: UTF8.self)
    }

    private mutating func hoppOverBlanke() {
        while let neste = tegn, Meldingselement.erBlank(Unicode.Scalar(neste)) { plass += 1 }
    }

    private func feil(_ ventet: String) -> Feil { Feil(description: "ventet \(ventet) ved byte \(plass)") }
}
