// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Omforming
import Testhjelp
import Testing

/// The table of fields says where each field goes; here each field is changed, and what changes is held against it.
///
/// Leaves in `virksomhetsspesifikkeMetadata` are passed over: what is carried does not stand in the table.
@Suite struct FelttabellMutasjonTests {
    private let tabell: Tabell
    private let full: Meldingsinnhold

    init() throws {
        tabell = try Tabell()
        let input = Omgivelser.root.appending(path: "golden/0049-alle-felt-fylt/input.xml")
        full = try Meldingsleser.melding([UInt8](try Data(contentsOf: input)))
    }

    @Test func theFullMessageHasEveryFieldOfTheTable() throws {
        #expect(tabell.felt.count == 137)
        let utenVerdi = tabell.felt.filter { felt in
            Felt.plasser(felt.sti, i: full).allSatisfy { $0.verdi(i: full).isEmpty }
        }
        #expect(utenVerdi.map(\.sti) == [])
        let blader = try Set(omformet(full).keys.map(utenNummer))
        let kjente = Set(tabell.maal.map(\.sti))
        #expect(blader.subtracting(kjente) == [])
        // jpArkdel and the folder exclude each other.
        #expect(kjente.subtracting(blader) == ["arkivmelding/mappe/basisregistrering/referanseForelderMappe"])
    }

    /// Every field of the full message, each of its places and all of them at once, gets every other valid value.
    @Test func aChangedFieldChangesWhatTheTableSaysAndNothingElse() throws {
        let foer = try omformet(full)
        for felt in tabell.felt where felt.klasse != "F" {
            var endret = Set<String>()
            let plasser = Felt.plasser(felt.sti, i: full)
            for utvalg in plasser.map({ [$0] }) + (plasser.count > 1 ? [plasser] : []) {
                for verdi in andreVerdier(felt, enn: utvalg[0].verdi(i: full)) {
                    let etter = try omformet(utvalg.reduce(full) { $1.satt(verdi, i: $0) })
                    let ulike = Set(foer.keys).union(etter.keys).filter { foer[$0] != etter[$0] }
                    endret.formUnion(ulike.map(utenNummer))
                    if utvalg.count == 1, let nummer = utvalg[0].nummer { sjekkNummer(felt, nummer, ulike) }
                }
            }
            let maa = Set(tabell.maal.filter { $0.kilder.first == felt.sti }.map(\.sti))
                .intersection(foer.keys.map(utenNummer))
            let kan = Set(tabell.maal.filter { $0.foelger(felt.sti) }.map(\.sti))
            #expect(maa.subtracting(endret) == [], "\(felt.sti) skulle endret dette")
            #expect(endret.subtracting(kan) == [], "\(felt.sti) skulle ikke endret dette")
        }
    }

    /// The order of the sources of each target: without those before it, each of them decides.
    @Test func eachSourceDecidesWhenThoseBeforeItAreMissing() throws {
        for maal in tabell.maal {
            for (nummer, kilde) in maal.kilder.enumerated() {
                guard let felt = tabell.felt.first(where: { $0.sti == kilde }) else {
                    Issue.record("\(maal.sti) nevner \(kilde), som ikke er et felt")
                    continue
                }
                var melding = full
                if !maal.gjelderSammen {
                    for tidligere in maal.kilder[..<nummer] { melding = Felt.uten(tidligere, i: melding) }
                }
                for grep in Self.forberedelser[maal.sti]?[kilde] ?? [] { melding = grep(melding) }
                let foer = try omformet(melding).filter { utenNummer($0.key) == maal.sti }
                let plasser = Felt.plasser(kilde, i: melding)
                let avgjoer = try andreVerdier(felt).contains { verdi in
                    let etter = try omformet(plasser.reduce(melding) { $1.satt(verdi, i: $0) })
                        .filter { utenNummer($0.key) == maal.sti }
                    return etter != foer
                }
                #expect(avgjoer, "\(maal.sti) følger ikke \(kilde), kilde nummer \(nummer + 1)")
            }
        }
    }

    // MARK: Notations

    /// Every field of the full message gets a notation that is not ours, all at once and alone.
    ///
    /// What the account says is carried is then what the natural elements do not give back with the same text, and it
    /// stands in the carrier.
    @Test func theAccountAgreesWithTheCarrierInEveryNotation() throws {
        for notasjon in Notasjon.allCases {
            var alle = full
            for felt in tabell.felt where felt.klasse != "F" {
                var melding = full
                for plass in Felt.plasser(felt.sti, i: full) {
                    let verdi = notasjon.av(plass.verdi(i: full), felt.sti)
                    melding = plass.satt(verdi, i: melding)
                    alle = plass.satt(verdi, i: alle)
                }
                if notasjon == .annen, melding != full { try sjekkRestfeltet(melding, "\(notasjon) \(felt.sti)") }
            }
            try sjekkRestfeltet(alle, "\(notasjon)")
        }
    }

    private enum Notasjon: CaseIterable {
        /// Another way to write the same.
        case annen
        /// Blanks around it.
        case blanke
        /// A value that arkivmelding cannot have.
        case ukjent

        func av(_ verdi: String, _ sti: String) -> String {
            let navn = sti.split(separator: "/").last.map(String.init) ?? ""
            // Without a receiver there is no message, and a namespace that is unknown is another standard.
            if ["orgnr", "@contentNamespace"].contains(navn) { return verdi }
            let slag = Meldingsfelt.slag[navn]
            switch (self, slag) {
            case (.annen, .dato): return verdi + "T00:00:00+01:00"
            case (.annen, .tall): return "00" + verdi
            case (.annen, .kode): return verdi.lowercased()
            case (.annen, .flagg): return verdi == "1" ? "true" : "false"
            case (.annen, .orgnr): return verdi.prefix(3) + " " + verdi.dropFirst(3)
            case (.annen, _): return verdi.uppercased()
            case (.blanke, _): return " \(verdi) "
            case (.ukjent, .dato): return "17.05.2017"
            case (.ukjent, .tall): return "-4"
            case (.ukjent, .kode): return "QQ"
            case (.ukjent, .flagg): return "2"
            case (.ukjent, _): return verdi + " \u{1F4EE}"
            }
        }
    }

    private func sjekkRestfeltet(_ melding: Meldingsinnhold, _ hva: String) throws {
        var settings = ConversionSettings()
        settings.accountsForValues = true
        let med = try omform(Meldingsskriver.byte(melding), settings)
        settings.carrier = false
        let uten = try omform(Meldingsskriver.byte(melding), settings)
        let forsendelse = try #require(uten.forsendelse, "\(hva): \(uten.koder)")
        let tilbake = omformer.bestEdu(
            of: try les(forsendelse.arkivmelding), sbd: forsendelse.sbd,
            filer: forsendelse.dokumenter.map { Forsendelsesfil(navn: $0.navn, size: $0.size) })
        let naturlig = try verdier(Meldingsleser.melding(tilbake.stylesheetOutput))
        let restfelt = try restverdier(Meldingsleser.xml(try #require(med.forsendelse).arkivmelding))
        let regnskap = try #require(med.regnskap)

        #expect(regnskap.verdier.map(\.sti).sorted() == stier(melding).map(\.sti).sorted(), "\(hva)")
        for verdi in regnskap.verdier where !verdi.sti.hasSuffix("/base64") {
            let erGitt = naturlig[verdi.sti] == verdi.verdi
            // The receiver of a letter in DPV has no SBD.
            let baeresUansett = verdi.sti.hasPrefix("envelope/") && verdi.sti.hasSuffix("/ref")
            #expect(verdi.erBaaret == (!erGitt || baeresUansett), "\(hva): \(verdi.sti) \(verdi.status)")
            if verdi.erBaaret {
                #expect(
                    verdi.maal.contains { restfelt[$0]?.contains(verdi.verdi) == true },
                    "\(hva): \(verdi.sti) \(verdi.maal)")
            }
        }
        #expect(uten.regnskap?.tapt == regnskap.baaret, "\(hva)")
    }

    /// The values of a message by path, with numbers where there are more of a name.
    private func verdier(_ melding: Meldingsinnhold) -> [String: String] {
        var result: [String: String] = [:]
        for (sti, verdi) in stier(melding) { result[sti] = verdi }
        return result
    }

    private func stier(_ melding: Meldingsinnhold) -> [(sti: String, verdi: String)] {
        var result: [(sti: String, verdi: String)] = []
        func samle(_ element: Meldingselement, _ sti: String) {
            for attributt in element.attributter { result.append(("\(sti)/@\(attributt.navn)", attributt.verdi)) }
            if element.erBlad, !element.tekst.unicodeScalars.allSatisfy(Meldingselement.erBlank) {
                result.append((sti, element.tekst))
            }
            let antall = element.barn.reduce(into: [String: Int]()) { $0[$1.navn, default: 0] += 1 }
            var sett: [String: Int] = [:]
            for barn in element.barn {
                sett[barn.navn, default: 0] += 1
                let nummer = antall[barn.navn, default: 0] > 1 ? "[\(sett[barn.navn, default: 0])]" : ""
                samle(barn, "\(sti)/\(barn.navn)\(nummer)")
            }
        }
        for rot in [melding.konvolutt, melding.melding].compactMap(\.self) { samle(rot, rot.navn) }
        return result
    }

    /// The texts in the carriers, by path without numbers.
    private func restverdier(_ rot: Meldingselement) -> [String: [String]] {
        var result: [String: [String]] = [:]
        func samle(_ element: Meldingselement, _ sti: String) {
            if element.erBlad { result[sti, default: []].append(element.tekst) }
            for barn in element.barn { samle(barn, "\(sti)/\(barn.navn)") }
        }
        samle(rot, rot.navn)
        return result.filter { $0.key.contains("/virksomhetsspesifikkeMetadata/") }
    }

    // MARK: Messages

    /// What must be so beside, for a source to have a say.
    private static let forberedelser: [String: [String: [@Sendable (Meldingsinnhold) -> Meldingsinnhold]]] = [
        "arkivmelding/mappe/basisregistrering/referanseForelderMappe": Dictionary(
            uniqueKeysWithValues: ["saId", "saSaar", "saSeknr", "saTittel"].map {
                ("Melding/noarksak/" + $0, [{ Felt.uten("Melding/journpost/jpArkdel", i: $0) }])
            }),
        // A party is internal when the journal post is and the party has no number.
        "arkivmelding/mappe/basisregistrering/korrespondansepart/korrespondanseparttype": [
            "Melding/journpost/jpNdoktype": [{ Felt.uten("Melding/journpost/avsmot/amOrgnr", i: $0) }],
            "Melding/journpost/avsmot/amOrgnr": [{ Felt.satt("Melding/journpost/jpNdoktype", "N", i: $0) }],
        ],
    ]

    private static let koder: [String: [String]] = [
        // With a value in Noark 5; without one, the whole group is left out.
        "amAvskm": ["BU", "BE", "TLF", "TE", "TO"]
    ]

    /// Values of the field's kind, but for one.
    private func andreVerdier(_ felt: Felt, enn verdi: String? = nil) -> [String] {
        let navn = felt.sti.split(separator: "/").last.map(String.init) ?? ""
        let verdier: [String] =
            switch Meldingsfelt.slag[navn] {
            case .dato: ["2017-05-17", "2018-06-18"]
            case .tall: ["7", "4013"]
            case .kode: Self.koder[navn] ?? Meldingsfelt.koder[navn] ?? []
            case .flagg: ["0", "1"]
            case .orgnr: ["310000035", ""]
            case .mimetype: ["text/plain"]
            case .format: ["RA-TEKST"]
            case .filnavn: ["annet.pdf"]
            case .base64: []
            case nil where navn == "orgnr": ["310000035"]
            case nil where navn == "@conversationId": ["0a8f3a52-6c0e-4f57-9d0a-5a4f1a2b3c4d"]
            default: ["annet \(navn.filter { $0 != "@" })"]
            }
        // An access code of a note is a flag: there, or not.
        return (verdier + (navn == "tiTgkode" ? [""] : [])).filter { $0 != verdi }
    }

    private func omformet(_ innhold: Meldingsinnhold) throws -> [String: String] {
        let omforming = try omform(Meldingsskriver.byte(innhold))
        let forsendelse = try #require(omforming.forsendelse, "\(omforming.koder)")
        return try blader(Meldingsleser.xml(forsendelse.arkivmelding))
    }

    /// The leaves by path with numbers, `virksomhetsspesifikkeMetadata` aside.
    private func blader(_ rot: Meldingselement) -> [String: String] {
        var result: [String: String] = [:]
        func samle(_ element: Meldingselement, _ sti: String) {
            if element.erBlad { result[sti] = element.tekst }
            var antall: [String: Int] = [:]
            for barn in element.barn where barn.navn != "virksomhetsspesifikkeMetadata" {
                antall[barn.navn, default: 0] += 1
                samle(barn, "\(sti)/\(barn.navn)[\(antall[barn.navn, default: 1])]")
            }
        }
        samle(rot, rot.navn)
        return result
    }

    private func utenNummer(_ sti: String) -> String { sti.replacing(/\[[0-9]+\]/, with: "") }

    /// A field of party number two changes nothing of party number one.
    private func sjekkNummer(_ felt: Felt, _ nummer: Int, _ ulike: Set<String>) {
        guard let gruppe = felt.gjentattMaal else { return }
        let navn = gruppe.split(separator: "/").last ?? ""
        for sti in ulike where utenNummer(sti).hasPrefix(gruppe + "/") {
            #expect(sti.contains("/\(navn)[\(nummer)]/"), "\(felt.sti)[\(nummer)] endret \(sti)")
        }
    }
}

/// The table, read by other code than the product's.
private struct Tabell {
    struct Maal {
        let sti: String
        let regel: String
        let kilder: [String]

        /// Whether the sources decide together, and not the first of them that has a value.
        var gjelderSammen: Bool { ["sammensatt", "tabell", "flagg"].contains(regel) }

        /// Whether a field has a say in the target, in a message where every field has a value.
        func foelger(_ kilde: String) -> Bool {
            // Identifiers are made of the sender's number too; the table says so in words.
            if regel == "uuid5", kilde == "envelope/sender/orgnr" { return true }
            return gjelderSammen ? kilder.contains(kilde) : kilder.first == kilde
        }
    }

    let felt: [Felt]
    let maal: [Maal]

    init() throws {
        let url = Omgivelser.root.appending(path: "xslt/felttabell.xml")
        let rot = try Meldingsleser.xml([UInt8](try Data(contentsOf: url)))
        func ord(_ tekst: String?) -> [String] { (tekst ?? "").split(separator: " ").map(String.init) }
        felt = rot.barn.filter { $0.navn == "kilde" }.flatMap { gruppe in
            gruppe.barn.map { rad in
                Felt(
                    sti: "\(gruppe.attributt("sti") ?? "")/\(rad.attributt("navn") ?? "")",
                    klasse: rad.attributt("klasse") ?? "",
                    gjentattMaal: gruppe.attributt("gjentas") == "ja" ? gruppe.attributt("maal") : nil)
            }
        }
        maal = rot.barn.filter { $0.navn == "maal" }.map {
            Maal(
                sti: $0.attributt("sti") ?? "", regel: $0.attributt("regel") ?? "", kilder: ord($0.attributt("kilder")))
        }
    }
}

/// A field of the source, and its places in a message.
private struct Felt {
    let sti: String
    let klasse: String
    let gjentattMaal: String?

    /// One place of a field: the number of each step among its siblings of the same name, from 0.
    struct Plass {
        let steg: [(navn: String, nummer: Int)]

        /// Number of the repeated group that the field stands in, from 1.
        var nummer: Int? { steg.count > 3 ? steg[2].nummer + 1 : nil }

        func verdi(i innhold: Meldingsinnhold) -> String {
            var element = steg[0].navn == "envelope" ? innhold.konvolutt : innhold.melding
            for (navn, nummer) in steg.dropFirst() {
                if navn.hasPrefix("@") { return element?.attributt(String(navn.dropFirst())) ?? "" }
                element = element?.barn.filter { $0.navn == navn }[nummer]
            }
            return element?.tekst ?? ""
        }

        /// The message with another value here; nil takes the element away.
        func satt(_ verdi: String?, i innhold: Meldingsinnhold) -> Meldingsinnhold {
            var result = innhold
            if steg[0].navn == "envelope" {
                result.konvolutt = result.konvolutt.map { Self.satt(verdi, steg[1...], i: $0) }
            } else {
                result.melding = result.melding.map { Self.satt(verdi, steg[1...], i: $0) }
            }
            return result
        }

        private static func satt(
            _ verdi: String?, _ steg: ArraySlice<(navn: String, nummer: Int)>, i element: Meldingselement
        ) -> Meldingselement {
            var result = element
            guard let (navn, nummer) = steg.first else { return result }
            if navn.hasPrefix("@") {
                let navn = String(navn.dropFirst())
                result.attributter.removeAll { $0.navn == navn }
                if let verdi { result.attributter.append(.init(navn, verdi)) }
                return result
            }
            let plass = result.innhold.indices.filter { index in
                if case .element(let barn) = result.innhold[index] { barn.navn == navn } else { false }
            }[nummer]
            guard case .element(let barn) = result.innhold[plass] else { return result }
            if steg.count > 1 {
                result.innhold[plass] = .element(satt(verdi, steg.dropFirst(), i: barn))
            } else if let verdi {
                result.innhold[plass] = .element(Meldingselement(navn, tekst: verdi))
            } else {
                result.innhold.remove(at: plass)
            }
            return result
        }
    }

    /// The places that a path has in a message.
    static func plasser(_ sti: String, i innhold: Meldingsinnhold) -> [Plass] {
        let steg = sti.split(separator: "/").map(String.init)
        guard let rot = steg[0] == "envelope" ? innhold.konvolutt : innhold.melding else { return [] }
        var plasser: [(element: Meldingselement?, steg: [(navn: String, nummer: Int)])] = [(rot, [(steg[0], 0)])]
        for navn in steg.dropFirst() {
            plasser = plasser.flatMap { plass -> [(element: Meldingselement?, steg: [(navn: String, nummer: Int)])] in
                if navn.hasPrefix("@") {
                    let finnes = plass.element?.attributt(String(navn.dropFirst())) != nil
                    return finnes ? [(nil, plass.steg + [(navn, 0)])] : []
                }
                return (plass.element?.barn.filter { $0.navn == navn } ?? []).enumerated().map {
                    ($0.element, plass.steg + [(navn, $0.offset)])
                }
            }
        }
        return plasser.map { Plass(steg: $0.steg) }
    }

    /// The message without a field, wherever it stands.
    static func uten(_ sti: String, i innhold: Meldingsinnhold) -> Meldingsinnhold {
        // From behind: taking one away moves those after it.
        plasser(sti, i: innhold).reversed().reduce(innhold) { $1.satt(nil, i: $0) }
    }

    /// The message with one value for a field, wherever it stands.
    static func satt(_ sti: String, _ verdi: String, i innhold: Meldingsinnhold) -> Meldingsinnhold {
        plasser(sti, i: innhold).reduce(innhold) { $1.satt(verdi, i: $0) }
    }
}
