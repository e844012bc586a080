// SPDX-License-Identifier: Apache-2.0
public import Noark
import SafeXML

/// How much a finding weighs.
public enum Nivaa: String, Sendable, Hashable {
    /// The message is rejected.
    case feil = "error"
    /// The message goes on; somebody should look at it.
    case advarsel = "warning"
    /// For the record.
    case merknad = "note"

    init?(katalog: String) {
        switch katalog {
        case "feil": self = .feil
        case "advarsel": self = .advarsel
        case "merknad": self = .merknad
        default: return nil
        }
    }
}

/// A finding with what the catalogue says of its code.
public struct VurdertFunn: Sendable, Hashable {
    /// The finding.
    public let funn: Funn
    /// Its weight.
    public let nivaa: Nivaa
    /// The layer that found it, such as `wellformed` or `conversion`.
    public let lag: String
    /// One sentence in bokmaal, without any value of the document.
    public let tekst: String
    /// What became of the source value at the finding's place, where the code says so.
    public let forkaster: Forkaster?
}

/// What a finding says became of the value at its place.
public enum Forkaster: Sendable, Hashable {
    /// It did not reach its natural element.
    case utelatt
    /// It was withheld from the receiver.
    case holdtTilbake
}

/// The codes of all findings, from `xslt/funn.xml`.
public struct Funnkatalog: Sendable {
    /// What the catalogue says of a code.
    public struct Oppslag: Sendable {
        /// The code.
        public let kode: String
        /// Its weight.
        public let nivaa: Nivaa
        /// The layer it belongs to.
        public let lag: String
        /// The sentence, with places `{1}` and `{2}`.
        public var tekst: String { Self.samlet(raaTekst) }
        /// What it means.
        public var forklaring: String { Self.samlet(raaForklaring) }
        /// What to do.
        public var tiltak: String { Self.samlet(raaTiltak) }
        let forkaster: Forkaster?

        // As the catalogue breaks them over lines: a run shows few of them, or none.
        fileprivate let raaTekst, raaForklaring, raaTiltak: String

        private static func samlet(_ text: String) -> String {
            text.utf8.split(whereSeparator: XMLText.isBlank).map { String(decoding: $0, as: UTF8.self) }
                .joined(separator: " ")
        }
    }

    /// A schema violation that every user has and that harms nobody.
    struct Ufarlig: Hashable {
        let kode: String
        let sti: String
        let navn: String
    }

    /// All codes, sorted.
    public let oppslag: [Oppslag]
    private let perKode: [String: Oppslag]
    private let ufarlige: Set<Ufarlig>
    private let koderMedUfarlige: Set<String>

    /// Reads the catalogue.
    ///
    /// - Throws: ``ArkivbroError`` when the catalogue is not of its form.
    public init() throws {
        var oppslag: [Oppslag] = []
        var ufarlige = Set<Ufarlig>()
        for element in try Ressurser.document("xslt/funn.xml").root?.children ?? [] {
            if element.localName == "ufarlig" {
                ufarlige.insert(
                    Ufarlig(
                        kode: element.attribute("kode") ?? "", sti: element.attribute("sti") ?? "",
                        navn: element.attribute("navn") ?? ""))
                continue
            }
            guard let kode = element.attribute("kode"),
                let nivaa = element.attribute("nivaa").flatMap(Nivaa.init(katalog:)),
                let lag = element.attribute("lag")
            else { throw ArkivbroError(.brokenResource, "xslt/funn.xml har et oppslag uten kode, nivaa eller lag.") }
            let forkaster: Forkaster? =
                switch element.attribute("forkaster") {
                case "ja": .utelatt
                case "holdt-tilbake": .holdtTilbake
                default: nil
                }
            func text(_ name: String) -> String { element.child(name)?.text ?? "" }
            oppslag.append(
                Oppslag(
                    kode: kode, nivaa: nivaa, lag: lag, forkaster: forkaster, raaTekst: text("tekst"),
                    raaForklaring: text("forklaring"), raaTiltak: text("tiltak")))
        }
        self.oppslag = oppslag
        self.ufarlige = ufarlige
        koderMedUfarlige = Set(ufarlige.map(\.kode))
        perKode = Dictionary(oppslag.map { ($0.kode, $0) }) { first, _ in first }
    }

    /// What the catalogue says of a code.
    public func oppslag(_ kode: String) -> Oppslag? { perKode[kode] }

    /// Weighs a finding.
    ///
    /// A code that is not in the catalogue is a fault of ours, and says so.
    func vurder(_ funn: Funn) -> VurdertFunn {
        guard let oppslag = perKode[funn.kode] else {
            return VurdertFunn(
                funn: Funn("SY-002", funn.sted, argumenter: [funn.kode]), nivaa: .feil, lag: "engine",
                tekst: perKode["SY-002"]?.tekst.replacing("{1}", with: funn.kode) ?? funn.kode, forkaster: nil)
        }
        var tekst = oppslag.tekst
        for (index, argument) in funn.argumenter.enumerated() {
            tekst = tekst.replacing("{\(index + 1)}", with: argument)
        }
        return VurdertFunn(
            funn: funn, nivaa: erUfarlig(funn) ? .merknad : oppslag.nivaa, lag: oppslag.lag, tekst: tekst,
            forkaster: oppslag.forkaster)
    }

    private func erUfarlig(_ funn: Funn) -> Bool {
        guard koderMedUfarlige.contains(funn.kode), let sti = funn.sted.sti else { return false }
        return ufarlige.contains(
            Ufarlig(kode: funn.kode, sti: generiskSti(sti), navn: funn.argumenter.first ?? ""))
    }
}

/// A path without the numbers of siblings.
func generiskSti(_ sti: String) -> String {
    guard sti.utf8.contains(UInt8(ascii: "[")) else { return sti }
    // Byte by byte: there may be hundreds of thousands.
    var kept: [UInt8] = []
    kept.reserveCapacity(sti.utf8.count)
    var isNumber = false
    for byte in sti.utf8 {
        switch byte {
        case UInt8(ascii: "["): isNumber = true
        case UInt8(ascii: "/"): isNumber = false
        default: break
        }
        if !isNumber { kept.append(byte) }
    }
    return String(decoding: kept, as: UTF8.self)
}
