// SPDX-License-Identifier: Apache-2.0

/// How a message is written: what a sender's tools decide, and what must not matter.
public struct Skrivemaate: Sendable, Hashable {
    /// What stands around the PutMessageRequest.
    public enum Ramme: String, Sendable, CaseIterable { case soap11, soap12, ingen }

    /// How the elements of the Melding get their names.
    public enum Navn: String, Sendable, CaseIterable {
        /// As the schema says: the root in its namespace, everything inside in none.
        case standard
        /// The same, with a prefix on the root.
        case prefiks
        /// Everything in the root's namespace.
        case kvalifisert
        /// Everything in the root's namespace, with a prefix.
        case kvalifisertMedPrefiks
        /// No namespace at all.
        case uten
        /// As the schema says, with the name of the type on the root.
        case typenavn
    }

    /// What stands before the root in a payload that is text.
    public enum Start: String, Sendable, CaseIterable { case ingenting, deklarasjon, bom, blanke, utf16, latin1 }

    /// How base64 is written.
    public enum Base64: String, Sendable, CaseIterable { case rett, linjer, vognretur, utenUtfylling, blanke }

    /// How the payload stands in its element.
    public var form = Meldinger.Form.escaped
    /// What stands around the PutMessageRequest.
    public var ramme = Ramme.soap11
    /// How the elements get their names.
    public var navn = Navn.standard
    /// What stands before the root of the payload.
    public var start = Start.ingenting
    /// How base64 is written.
    public var base64 = Base64.rett
    /// Elements on lines of their own.
    public var innrykk = false
    /// The payload before the envelope.
    public var nyttelastFoerst = false
    /// A prefix on the PutMessageRequest.
    public var prefiks = false
    /// How many layers of escapes are too many, in a payload that is text.
    public var ekstraEscaping = 0
    /// An unknown element around the payload.
    public var innpakning = false
    /// Comments, CDATA sections and references where the text itself would do.
    public var pynt = false

    /// The plain way.
    public init() {}
}

/// Writes messages.
public struct Meldingsskriver {
    private let maate: Skrivemaate
    private var tall: SplitMix64
    private var ut: [UInt8] = []

    /// Writes a message; the seed decides what is decorated, if anything is.
    public static func byte(_ innhold: Meldingsinnhold, _ maate: Skrivemaate = Skrivemaate(), seed: UInt64 = 0)
        -> [UInt8]
    {
        var skriver = Meldingsskriver(maate: maate, tall: SplitMix64(seed: seed))
        skriver.ramme(innhold)
        return skriver.ut
    }

    private init(maate: Skrivemaate, tall: SplitMix64) {
        self.maate = maate
        self.tall = tall
    }

    // MARK: Frame

    private mutating func ramme(_ innhold: Meldingsinnhold) {
        let p = maate.prefiks ? "ex:" : ""
        let rom = maate.prefiks ? " xmlns:ex" : " xmlns"
        let lokalt = maate.prefiks ? "" : " xmlns=\"\""
        if maate.ramme != .ingen {
            let soap =
                maate.ramme == .soap11
                ? "http://schemas.xmlsoap.org/soap/envelope/" : "http://www.w3.org/2003/05/soap-envelope"
            if maate.innrykk { skriv("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") }
            skriv("<s:Envelope xmlns:s=\"\(soap)\">\(maate.pynt ? "<s:Header/>" : "")<s:Body>")
        } else if maate.pynt {
            skriv("  \n")
        }
        skriv("<\(p)PutMessageRequest\(rom)=\"\(Meldingsinnhold.exchange)\">")
        if !maate.nyttelastFoerst { konvolutt(innhold, lokalt) }
        nyttelast(innhold, lokalt)
        if maate.nyttelastFoerst { konvolutt(innhold, lokalt) }
        skriv("</\(p)PutMessageRequest>")
        if maate.ramme != .ingen { skriv("</s:Body></s:Envelope>\n") }
    }

    private mutating func konvolutt(_ innhold: Meldingsinnhold, _ lokalt: String) {
        linje(1)
        if let konvolutt = innhold.konvolutt {
            element(konvolutt, dybde: 1, merker: lokalt, prefiks: "", iRom: "")
        }
        linje(1)
    }

    private mutating func nyttelast(_ innhold: Meldingsinnhold, _ lokalt: String) {
        let streng =
            maate.form == .string
            ? " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xs:string\""
            : ""
        skriv("<payload\(lokalt)\(streng)>")
        if maate.innpakning { skriv("<data>") }
        if let melding = innhold.melding {
            var indre = Meldingsskriver(maate: maate, tall: SplitMix64(seed: tall.next()))
            if maate.form != .inline { indre.start() }
            indre.rot(melding)
            switch maate.form {
            case .inline: ut += indre.ut
            case .cdata: cdata(indre.ut)
            case .escaped, .string:
                var tekst = indre.ut
                for _ in 0..<maate.ekstraEscaping { tekst = Self.escapet(tekst) }
                escapet(tekst)
            }
        }
        if maate.innpakning { skriv("</data>") }
        skriv("</payload>")
    }

    private mutating func start() {
        switch maate.start {
        case .ingenting: break
        case .deklarasjon: skriv("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
        case .bom: skriv("\u{feff}<?xml version=\"1.0\"?>")
        case .blanke: skriv("\n   <?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n\n")
        case .utf16: skriv("<?xml version=\"1.0\" encoding=\"utf-16\"?>")
        case .latin1: skriv("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>")
        }
    }

    private static func escapet(_ byte: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(byte.count + byte.count / 4)
        for en in byte {
            switch en {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            default: result.append(en)
            }
        }
        return result
    }

    // A line break of the payload may come as a reference, as .NET writes it: the payload's own reader makes it one LF.
    private mutating func escapet(_ byte: [UInt8]) {
        for en in Self.escapet(byte) {
            if en == 0x0d, tall.chance(50) { ut += "&#13;".utf8 } else { ut.append(en) }
        }
    }

    private mutating func cdata(_ byte: [UInt8]) {
        skriv("<![CDATA[")
        // "]]>" cannot stand in a section, and a section may end anywhere.
        for (index, en) in byte.enumerated() {
            let slutter = en == UInt8(ascii: ">") && index > 1 && byte[index - 1] == UInt8(ascii: "]")
            // Never inside a character of several bytes.
            if slutter || maate.pynt && en < 0x80 && tall.chance(1) { skriv("]]><![CDATA[") }
            ut.append(en)
        }
        skriv("]]>")
    }

    // MARK: Elements

    private mutating func rot(_ melding: Meldingselement) {
        var melding = melding
        if maate.navn == .typenavn { melding.navn = "MeldingType" }
        let rom = "=\"\(melding.navnerom)\""
        switch maate.navn {
        case .standard, .typenavn:
            element(melding, dybde: 0, merker: " xmlns" + rom, prefiks: "", iRom: melding.navnerom)
        case .prefiks:
            element(melding, dybde: 0, merker: " xmlns:n4" + rom, prefiks: "n4:", iRom: "")
        case .kvalifisert:
            element(kvalifisert(melding), dybde: 0, merker: " xmlns" + rom, prefiks: "", iRom: melding.navnerom)
        case .kvalifisertMedPrefiks:
            element(kvalifisert(melding), dybde: 0, merker: " xmlns:n4" + rom, prefiks: "n4:", iRom: "")
        case .uten: element(melding, dybde: 0, merker: " xmlns=\"\"", prefiks: "", iRom: "")
        }
    }

    private func kvalifisert(_ element: Meldingselement) -> Meldingselement {
        var result = element
        if result.navnerom.isEmpty { result.navnerom = Meldingsinnhold.noark4 }
        result.innhold = element.innhold.map { del in
            if case .element(let barn) = del { .element(kvalifisert(barn)) } else { del }
        }
        return result
    }

    // prefiks: what the element's own name gets. iRom: the default namespace inside it.
    private mutating func element(
        _ element: Meldingselement, dybde: Int, merker: String, prefiks: String, iRom: String
    ) {
        skriv("<\(prefiks)\(element.navn)\(merker)")
        for attributt in element.attributter {
            skriv(" \(attributt.navn)=\"")
            attributtverdi(attributt.verdi)
            skriv("\"")
        }
        if element.innhold.isEmpty, !maate.pynt || tall.chance(50) {
            skriv("/>")
            return
        }
        skriv(">")
        let erGruppe = !element.erBlad
        let harTekst = erGruppe && !element.tekst.isEmpty
        for del in element.innhold {
            switch del {
            case .tekst(let verdi): tekst(verdi, erBase64: element.navn == "base64")
            case .element(let barn):
                if !harTekst { linje(dybde + 1) }
                if maate.pynt, tall.chance(3) { skriv("<!-- < & ]]> -->") }
                self.barn(barn, i: element, dybde: dybde + 1, prefiks: prefiks, iRom: iRom)
            }
        }
        if erGruppe, !harTekst { linje(dybde) }
        skriv("</\(prefiks)\(element.navn)>")
    }

    private mutating func barn(
        _ barn: Meldingselement, i forelder: Meldingselement, dybde: Int, prefiks: String, iRom: String
    ) {
        if !prefiks.isEmpty, barn.navnerom == forelder.navnerom {
            element(barn, dybde: dybde, merker: "", prefiks: prefiks, iRom: iRom)
        } else if barn.navnerom != iRom, !barn.navnerom.isEmpty, tall.chance(50) {
            element(barn, dybde: dybde, merker: " xmlns:f=\"\(barn.navnerom)\"", prefiks: "f:", iRom: iRom)
        } else {
            let merker = barn.navnerom == iRom ? "" : " xmlns=\"\(barn.navnerom)\""
            element(barn, dybde: dybde, merker: merker, prefiks: "", iRom: barn.navnerom)
        }
    }

    private mutating func linje(_ dybde: Int) {
        if maate.innrykk { skriv("\n" + String(repeating: "  ", count: dybde)) }
    }

    // MARK: Text

    private mutating func skriv(_ tekst: String) { ut += tekst.utf8 }

    private mutating func tekst(_ verdi: String, erBase64: Bool) {
        if erBase64 {
            base64(verdi)
        } else if maate.pynt, tall.chance(5), !verdi.utf8.contains(0x0d) {
            cdata(Array(verdi.utf8))
        } else {
            for (index, scalar) in verdi.unicodeScalars.enumerated() {
                if maate.pynt, index > 0, tall.chance(1) { skriv(tall.pick(["<!-- -->", "<?pi ]]>?>"])) }
                tegn(scalar)
            }
        }
    }

    // By scalar: a combining mark after "&" makes another character of it, but not other bytes.
    private mutating func tegn(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "&": skriv("&amp;")
        case "<": skriv("&lt;")
        case ">": skriv("&gt;")
        case "\r": skriv("&#13;")
        case "\n" where maate.pynt: skriv(tall.pick(["\n", "\r\n", "&#10;", "&#xA;"]))
        case "\"" where maate.pynt: skriv("&quot;")
        case "'" where maate.pynt: skriv("&apos;")
        case _ where maate.pynt && scalar.value > 0x7f && tall.chance(30):
            skriv("&#x\(String(scalar.value, radix: 16));")
        default: ut += UTF8.encode(scalar).map { Array($0) } ?? []
        }
    }

    private mutating func attributtverdi(_ verdi: String) {
        for scalar in verdi.unicodeScalars {
            switch scalar {
            case "\"": skriv("&quot;")
            case "\t", "\n": skriv("&#\(scalar.value);")
            case "'": skriv("'")
            default: tegn(scalar)
            }
        }
    }

    private mutating func base64(_ verdi: String) {
        var tekst = Array(verdi.utf8)
        switch maate.base64 {
        case .rett: break
        case .blanke: tekst = [0x20, 0x0a] + tekst + [0x09, 0x20]
        case .utenUtfylling:
            while tekst.last == UInt8(ascii: "=") { tekst.removeLast() }
        case .linjer, .vognretur:
            let skille: [UInt8] = maate.base64 == .linjer ? [0x0a] : Array("&#13;\n".utf8)
            tekst = stride(from: 0, to: tekst.count, by: 76).map { Array(tekst[$0..<min($0 + 76, tekst.count)]) }
                .reduce(into: []) { $0 += $1 + skille }
        }
        ut += tekst
    }
}
