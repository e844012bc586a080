// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing

/// The table of fields says what each leaf of arkivmelding gives on the way back; here each leaf is changed, and what
/// changes in BEST/EDU, and what the account says of it, is held against it.
///
/// The arkivmelding is that of the full message, without a carrier.
@Suite struct FelttabellTilbakeTests {
    private let tabell: Tabell
    private let skjema: [String: Arkivmeldingsskjema.Slag]
    private let melding: Meldingsinnhold
    private let full: Pakke
    /// The full message with a conversationId that is no UUID.
    private let annenSamtale: Pakke

    init() throws {
        tabell = try Tabell()
        skjema = Dictionary(
            uniqueKeysWithValues: try Arkivmeldingsskjema("integrasjonspunkt").blader.map { ($0.sti, $0.slag) })
        let input = Omgivelser.root.appending(path: "golden/0049-alle-felt-fylt/input.xml")
        melding = try Meldingsleser.melding([UInt8](try Data(contentsOf: input)))
        full = try Self.pakke(melding)
        var annen = melding
        annen.konvolutt?.attributter.removeAll { $0.navn == "conversationId" }
        annen.konvolutt?.attributter.append(.init("conversationId", "samtale 49"))
        annenSamtale = try Self.pakke(annen)
    }

    private static func pakke(_ melding: Meldingsinnhold, carrier: Bool = false) throws -> Pakke {
        var settings = ConversionSettings()
        settings.carrier = carrier
        let forsendelse = try #require(try omform(Meldingsskriver.byte(melding), settings).forsendelse)
        return Pakke(
            rot: try Meldingsleser.xml(forsendelse.arkivmelding), sbd: forsendelse.sbd,
            filer: forsendelse.dokumenter.map(\.navn))
    }

    @Test func theFullArkivmeldingHasEveryLeafThatIsWritten() throws {
        let blader = Set(full.rot.blader.map(\.sti))
        // The archive part and the folder exclude each other.
        let plassene = Set(tabell.maal.map(\.sti)).subtracting([Self.post + "/referanseForelderMappe"])
        #expect(blader == plassene, "\(blader.symmetricDifference(plassene).sorted())")
        #expect(try tilbake(full).koder.filter { $0.hasPrefix("AM-") } == [])
    }

    @Test func aChangedLeafChangesWhatTheTableSaysAndNothingElse() throws {
        for rad in tabell.maal {
            let endret = try endringer(rad, i: full).union(forberedt(rad.sti).map { try endringer(rad, i: $0) } ?? [])
            #expect(endret == Set(rad.gir), "\(rad.sti): \(endret.symmetricDifference(rad.gir).sorted())")
        }
    }

    @Test func aLeafThatIsReadThoughNeverWrittenChangesWhatTheTableSays() throws {
        let pakke = Self.medUtkast(full)
        for rad in tabell.les {
            // What is shielded about a document is the journal post's, when that has none.
            let erDokumentets = rad.sti.hasPrefix(Self.post + "/dokumentbeskrivelse/skjerming/")
            let endret = try endringer(rad, i: erDokumentets ? pakke.uten(Self.post + "/skjerming") : pakke)
            #expect(endret == Set(rad.gir), "\(rad.sti): \(endret.symmetricDifference(rad.gir).sorted())")
        }
    }

    @Test func aLeafWithoutAPlaceChangesNothingAndIsAccountedFor() throws {
        for rad in tabell.uten {
            // A file of the journal post's own must be there for what is said of it to be nothing more.
            let foer = rad.sti.hasPrefix(Self.post + "/dokumentobjekt/") ? Self.medUtkast(full) : full
            let etter = foer.med(rad.sti, verdi: verdier(rad.sti, enn: "").first ?? "")
            let (a, b) = (try tilbake(foer), try tilbake(etter))
            #expect(ulike(a, b) == [], "\(rad.sti)")
            let navn = rad.sti.split(separator: "/").last ?? ""
            let verdi = try #require(
                b.regnskap.verdier.last { utenNummer($0.sti).hasPrefix(rad.sti) }, "\(rad.sti) er ikke i regnskapet")
            #expect(verdi.status == .dropped && verdi.maal == [], "\(rad.sti): \(verdi.status)")
            // The rows that every system writes of itself have no finding; see omvendt/kontroll.xsl.
            let meldt = b.koder.filter { $0 == "OM-070" }.count > a.koder.filter { $0 == "OM-070" }.count
            #expect(meldt || Self.uomtalte.contains(String(navn)), "\(rad.sti) er ikke meldt")
        }
    }

    @Test func aLeafOfAJournalPostWithoutAFolderIsAccountedForLikeOneInIt() throws {
        for navn in ["registrering", "basisregistrering"] {
            var pakke = full
            let mappe = try #require(pakke.rot.barn("mappe"))
            var post = try #require(mappe.barn("basisregistrering"))
            post.navn = navn
            pakke.rot.barn = pakke.rot.barn.filter { $0.navn != "mappe" } + [post]
            let (i, utenfor) = (try tilbake(full).regnskap, try tilbake(pakke).regnskap)
            let kopi = "arkivmelding/" + navn
            // What follows from the folder is gone with it.
            let ventet = i.kilder.filter { $0.kilde.hasPrefix(Self.post + "/") }.map {
                "\(kopi)\($0.kilde.dropFirst(Self.post.count)) \($0.status) \($0.maal) \($0.antall)"
            }
            let faktisk = utenfor.kilder.filter { $0.kilde.hasPrefix(kopi + "/") }.map {
                "\($0.kilde) \($0.status) \($0.maal) \($0.antall)"
            }
            #expect(faktisk == ventet)
            #expect(utenfor.maal.contains { $0.kilde == kopi + "/tittel" && $0.status == .mapped })
        }
    }

    @Test func onlyTheChosenJournalPostIsRead() throws {
        var pakke = full
        var mappe = try #require(pakke.rot.barn("mappe"))
        let post = try #require(mappe.barn("basisregistrering"))
        mappe.barn = mappe.barn.flatMap { $0.navn == post.navn ? [post, post] : [$0] }
        pakke.rot.barn = pakke.rot.barn.map { $0.navn == "mappe" ? mappe : $0 }
        let regnskap = try tilbake(pakke, journalpost: 2).regnskap
        let alene = try tilbake(full).regnskap
        func poster(_ regnskap: Regnskap, _ sti: String) -> [String] {
            regnskap.verdier.filter { $0.sti.hasPrefix(sti + "/") }.map {
                "\($0.sti.dropFirst(sti.count)) \($0.status) \($0.maal)"
            }
        }
        #expect(poster(regnskap, Self.post + "[2]") == poster(alene, Self.post))
        let andre = regnskap.verdier.filter { $0.sti.hasPrefix(Self.post + "[1]/") }
        #expect(!andre.isEmpty && andre.allSatisfy { $0.status == .dropped && $0.maal == [] })
    }

    /// What the other journal post carries is not taken for what this one does.
    @Test func theCarrierOfAJournalPostThatIsNotReadIsLeft() throws {
        var baaret = try Self.pakke(melding, carrier: true)
        let alene = try tilbake(baaret).regnskap
        var bare = try #require(full.rot.barn("mappe")?.barn("basisregistrering"))
        bare.barn.removeAll { $0.navn == "korrespondansepart" }
        baaret.rot.barn = baaret.rot.barn.map { mappe in
            var mappe = mappe
            let med = mappe.barn("basisregistrering")
            if let med { mappe.barn = mappe.barn.flatMap { $0.navn == bare.navn ? [bare, med] : [$0] } }
            return mappe
        }
        let (foerste, andre) = (
            try tilbake(baaret, journalpost: 1).regnskap, try tilbake(baaret, journalpost: 2).regnskap
        )
        #expect(andre.baaret == alene.baaret && andre.baaret > 50)
        // The folder's own carrier is read in any case.
        let iPosten = alene.kilder.filter { $0.kilde.hasPrefix(Self.post + "/virksomhetsspesifikkeMetadata/") }
            .reduce(0) { $0 + $1.baaret }
        #expect(foerste.baaret == alene.baaret - iPosten && iPosten > 20)
        #expect(foerste.kilder.filter { $0.regel == "restfelt" }.reduce(0) { $0 + $1.tapt } == iPosten)
    }

    @Test func theFolderThatIsReadMayStandInAnother() throws {
        var pakke = full
        let mappe = try #require(pakke.rot.barn("mappe"))
        var ytre = mappe
        ytre.barn = mappe.barn.filter { $0.navn == "tittel" || $0.navn == "systemID" } + [mappe]
        pakke.rot.barn = pakke.rot.barn.map { $0.navn == "mappe" ? ytre : $0 }
        let (regnskap, alene) = (try tilbake(pakke).regnskap, try tilbake(full).regnskap)
        func poster(_ sti: String, _ regnskap: Regnskap) -> [String] {
            regnskap.kilder.filter { $0.kilde.hasPrefix(sti + "/") }.map {
                "\($0.kilde.dropFirst(sti.count)) \($0.status) \($0.maal) \($0.antall)"
            }
        }
        #expect(poster("arkivmelding/mappe/mappe", regnskap) == poster("arkivmelding/mappe", alene))
        #expect(regnskap.kilder.first { $0.kilde == "arkivmelding/mappe/tittel" }?.status == .dropped)
        #expect(regnskap.maal.contains { $0.kilde == "arkivmelding/mappe/mappe/tittel" && $0.status == .mapped })
    }

    @Test func aDescriptionWithTwoFilesIsTwoDocumentsInTheAccount() throws {
        let beskrivelse = Self.post + "/dokumentbeskrivelse"
        let foer = try tilbake(full).regnskap
        var pakke = full
        let objekt = try #require(
            pakke.rot.barn("mappe")?.barn("basisregistrering")?.barn("dokumentbeskrivelse")?.barn("dokumentobjekt"))
        for barn in objekt.barn {
            // In the first description that there is, one more file after the one that it has.
            let verdi = barn.navn == "referanseDokumentfil" ? "skisse.png" : barn.tekst
            pakke = pakke.med("\(beskrivelse)/nyttobjekt/\(barn.navn)", verdi: verdi)
        }
        pakke.filer.append("skisse.png")
        pakke = pakke.omdoept("nyttobjekt", til: "dokumentobjekt")
        let regnskap = try tilbake(pakke).regnskap
        func avledet(_ regnskap: Regnskap) -> Int {
            regnskap.maal.filter { $0.maal.hasPrefix("Melding/journpost/dokument/") && $0.kilde == nil }
                .reduce(0) { $0 + $1.antall }
        }
        // A file itself has no field that it is from.
        #expect(avledet(regnskap) == avledet(foer) + 1)
    }

    // MARK: Changes

    private static let post = "arkivmelding/mappe/basisregistrering"

    private static let uomtalte: Set<String> = ["versjonsnummer", "opprettetDato", "opprettetAv"]

    /// The full arkivmelding with what must be so beside, for a leaf to have all its say.
    private func forberedt(_ sti: String) -> Pakke? {
        switch sti {
        case "arkivmelding/meldingId": annenSamtale
        // The paragraph of a shielding that says nothing else is the journal post's, when that has none.
        case "arkivmelding/mappe/skjerming/skjermingshjemmel":
            full.uten("arkivmelding/mappe/skjerming/tilgangsrestriksjon").uten(Self.post + "/skjerming")
        case Self.post + "/referanseForelderMappe":
            full.uten(Self.post + "/referanseArkivdel").med(sti, verdi: Self.guider[0])
        default: nil
        }
    }

    private static let guider = ["1b4e28ba-2fa1-41d2-883f-0016d3cca427", "6fa459ea-ee8a-4ca4-894e-db77e160355e"]

    /// The draft's names, and a file without a description, beside all else.
    private static func medUtkast(_ pakke: Pakke) -> Pakke {
        var pakke = pakke
        let objekt = post + "/dokumentobjekt/"
        for (navn, verdi) in [
            ("versjonsnummer", "1"), ("variantformat", "Produksjonsformat"), ("opprettetDato", "2026-02-02T00:00:00"),
            ("opprettetAv", "Storlia kommune"), ("referanseDokumentfil", "skisse.png"),
        ] { pakke = pakke.med(objekt + navn, verdi: verdi) }
        pakke.filer.append("skisse.png")
        for (navn, verdi) in [
            ("organisasjonsnummer", "310000043"), ("partNavn", "Storlia vel"), ("partRolle", "Nabo"),
            ("postadresse", "Storlivegen 3"), ("postnummer", "7700"), ("poststed", "Steinkjer"), ("land", "NO"),
            ("epostadresse", "post@storliavel.invalid"), ("telefonnummer", "70000000"),
            ("kontaktperson", "Turid Eksempel"),
        ] { pakke = pakke.med("arkivmelding/mappe/part/" + navn, verdi: verdi) }
        for (navn, verdi) in [("tilgangsrestriksjon", "UO"), ("skjermingshjemmel", "offl. § 26")] {
            pakke = pakke.med(post + "/dokumentbeskrivelse/skjerming/" + navn, verdi: verdi)
        }
        return pakke.med(post + "/korrespondansepart/organisasjonsnummer", verdi: "310000043")
    }

    /// The fields that change when a leaf does: each of its places, with each other value of its kind.
    private func endringer(_ rad: Rad, i pakke: Pakke) throws -> Set<String> {
        let foer = try tilbake(pakke)
        var result = Set<String>()
        for (nummer, blad) in pakke.rot.blader.filter({ $0.sti == rad.sti }).enumerated() {
            // A leaf that says the same as another one beside it may mean something.
            let soesken = nummer == 0 && skjema[rad.sti] == .tekst ? blad.soesken.filter { $0 != blad.verdi } : []
            for verdi in verdier(rad.sti, enn: blad.verdi) + soesken {
                let etter = try tilbake(pakke.satt(verdi, blad))
                let endret = ulike(foer, etter)
                result.formUnion(endret)
                try sjekk(etter, rad, blad.nummerert, verdi: verdi)
                if let gruppe = rad.gruppe(blad.nummerert) { sjekkNummer(endret, foer, etter, gruppe, rad) }
            }
        }
        return result
    }

    /// Values of the leaf's kind, but for one.
    private func verdier(_ sti: String, enn verdi: String) -> [String] {
        let navn = String(sti.split(separator: "/").last ?? "")
        let alle: [String] =
            switch skjema[sti] ?? .tekst {
            case .dato: ["2017-05-17"]
            case .tidspunkt: ["2017-05-17T10:00:00"]
            case .tall: ["7", "4013"]
            case .guid: Self.guider
            case .kode(let koder): koder
            case .tekst where navn == "organisasjonsnummer" || navn == "sakspartID": ["310000035", "nr. 35"]
            case .tekst where navn == "variantformat": ["Produksjonsformat", "Arkivformat"]
            case .tekst where navn == "referanseDokumentfil": ["annet.txt"]
            case .tekst: ["annet \(navn)"]
            }
        return alle.filter { $0 != verdi }
    }

    // MARK: The account

    /// The account of a leaf says what the table says, as far as it came to pass.
    private func sjekk(_ resultat: Resultat, _ rad: Rad, _ nummerert: String, verdi: String) throws {
        let post = try #require(
            resultat.regnskap.verdier.first { $0.sti == nummerert }, "\(nummerert) er ikke i regnskapet")
        let forkastet = resultat.forkastede.contains(nummerert)
        let ventet: Regnskap.Kildestatus =
            forkastet ? .dropped : !post.maal.isEmpty ? .mapped : rad.erGittAvAndre ? .derived : .dropped
        #expect(post.status == ventet, "\(nummerert): \(post.status), ikke \(ventet)")
        #expect(Set(post.maal).subtracting(rad.gir) == [], "\(nummerert): \(post.maal)")
        for felt in post.maal {
            let maal = resultat.regnskap.maal.filter { $0.maal == felt && $0.kilde == rad.sti }
            #expect(!maal.isEmpty, "\(felt) sies å komme av \(nummerert)")
        }
        for felt in rad.gir {
            for maal in resultat.regnskap.maal where maal.maal == felt && maal.kilde == rad.sti {
                let ventet: Regnskap.Maalstatus = rad.foelger.contains(felt) ? .derived : .mapped
                #expect(maal.status == ventet, "\(felt) av \(rad.sti): \(maal.status)")
            }
        }
        for maal in resultat.regnskap.maal where maal.kilde == rad.sti {
            #expect(rad.gir.contains(maal.maal), "\(maal.maal) av \(rad.sti)")
        }
    }

    /// A leaf of group number two changes nothing of group number one.
    private func sjekkNummer(
        _ endret: Set<String>, _ foer: Resultat, _ etter: Resultat, _ gruppe: (kilde: String, nummer: Int), _ rad: Rad
    ) {
        let navn = gruppe.kilde.split(separator: "/").last ?? ""
        for sti in foer.ulike(etter) where utenNummer(sti).hasPrefix(gruppe.kilde + "/") {
            #expect(sti.contains("/\(navn)[\(gruppe.nummer)]/"), "\(rad.sti) [\(gruppe.nummer)] endret \(sti)")
        }
    }

    // MARK: Results

    private struct Resultat {
        let blader: [String: String]
        let koder: [String]
        let forkastede: Set<String>
        let regnskap: Regnskap

        /// Paths with numbers of what differs.
        func ulike(_ annet: Resultat) -> Set<String> {
            Set(blader.keys).union(annet.blader.keys).filter { blader[$0] != annet.blader[$0] }
        }
    }

    private func ulike(_ a: Resultat, _ b: Resultat) -> Set<String> { Set(a.ulike(b).map(utenNummer)) }

    private func tilbake(_ pakke: Pakke, journalpost: Int? = nil) throws -> Resultat {
        var settings = BestEduSettings()
        settings.journalpost = journalpost
        settings.accountsForValues = true
        let omforming = omformer.bestEdu(
            of: try les(pakke.byte), sbd: pakke.sbd,
            filer: Set(pakke.filer).sorted().map { Forsendelsesfil(navn: $0, size: 1) }, settings)
        let koder = omforming.funn.map(\.funn.kode)
        try #require(omforming.verdict == .accepted, "\(koder)")
        let rot = try Meldingsleser.xml(omforming.stylesheetOutput)
        var blader: [String: String] = [:]
        for barn in rot.barn {
            let deler = barn.navn == "payload" ? barn.barn : [barn]
            for blad in deler.flatMap(\.blader) { blader[blad.nummerert] = blad.verdi }
        }
        // Told of the leaf itself: it did not become what it said.
        let forkastede = omforming.funn.filter { ["OM-060", "OM-061", "OM-070"].contains($0.funn.kode) }
        return Resultat(
            blader: blader, koder: koder, forkastede: Set(forkastede.compactMap(\.funn.sted.sti)),
            regnskap: try #require(omforming.regnskap))
    }

    private func utenNummer(_ sti: String) -> String { sti.replacing(/\[[0-9]+\]/, with: "") }
}

/// A package: an arkivmelding, and what stands beside it.
private struct Pakke: Sendable {
    var rot: Meldingselement
    let sbd: StandardBusinessDocument
    var filer: [String]

    var byte: [UInt8] {
        var ut = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        func skriv(_ element: Meldingselement, _ sti: String, rom: String) {
            let type = ["arkivmelding/mappe": "saksmappe", "arkivmelding/mappe/basisregistrering": "journalpost"][sti]
            // What a test has added is in the namespace around it.
            let eget = element.navnerom.isEmpty ? rom : element.navnerom
            ut += "<\(element.navn)"
            if eget != rom { ut += " xmlns=\"\(eget)\"" }
            if let type { ut += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"\(type)\"" }
            for attributt in element.attributter { ut += " \(attributt.navn)=\"\(attributt.verdi)\"" }
            ut += ">"
            for del in element.innhold {
                switch del {
                case .tekst(let tekst):
                    ut += tekst.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                case .element(let barn): skriv(barn, sti + "/" + barn.navn, rom: eget)
                }
            }
            ut += "</\(element.navn)>"
        }
        skriv(rot, rot.navn, rom: "")
        return Array(ut.utf8)
    }

    /// With another value of a leaf; a file gets its new name beside as well.
    func satt(_ verdi: String, _ blad: Meldingselement.Blad) -> Pakke {
        var result = self
        result.rot = rot.med(Meldingselement(blad.navn, tekst: verdi), paa: blad.plass[...])
        if blad.navn == "referanseDokumentfil" { result.filer = filer.map { $0 == blad.verdi ? verdi : $0 } }
        return result
    }

    /// With one more leaf, in the groups that are there.
    func med(_ sti: String, verdi: String) -> Pakke {
        var result = self
        result.rot.legg(til: sti.split(separator: "/").dropFirst().map(String.init)[...], verdi: verdi)
        return result
    }

    /// With another name of some elements.
    func omdoept(_ navn: String, til nytt: String) -> Pakke {
        var result = self
        func omdoept(_ element: Meldingselement) -> Meldingselement {
            var element = element
            if element.navn == navn { element.navn = nytt }
            if !element.erBlad { element.barn = element.barn.map(omdoept) }
            return element
        }
        result.rot = omdoept(rot)
        return result
    }

    /// Without an element, wherever it stands.
    func uten(_ sti: String) -> Pakke {
        var result = self
        result.rot.fjern(sti.split(separator: "/").dropFirst().map(String.init)[...])
        return result
    }
}

extension Meldingselement {
    /// A leaf or an attribute, and where it stands.
    fileprivate struct Blad {
        let navn: String
        let sti: String
        /// The path with the number of each element that has others of its name beside it.
        let nummerert: String
        let verdi: String
        /// The number of each step among all the elements beside it.
        let plass: [Int]
        /// The texts of the leaves beside it.
        let soesken: [String]
    }

    /// The leaves and attributes, in order.
    fileprivate var blader: [Blad] {
        var result: [Blad] = []
        func samle(_ element: Meldingselement, _ sti: String, _ nummerert: String, _ plass: [Int], _ rundt: [String]) {
            for attributt in element.attributter {
                let navn = "@" + attributt.navn
                result.append(
                    Blad(
                        navn: navn, sti: sti + "/" + navn, nummerert: nummerert + "/" + navn, verdi: attributt.verdi,
                        plass: plass, soesken: []))
            }
            if element.erBlad {
                result.append(
                    Blad(
                        navn: element.navn, sti: sti, nummerert: nummerert, verdi: element.tekst, plass: plass,
                        soesken: rundt))
                return
            }
            let antall = element.barn.reduce(into: [String: Int]()) { $0[$1.navn, default: 0] += 1 }
            let tekster = element.barn.filter { $0.erBlad && !$0.tekst.isEmpty }.map(\.tekst)
            var sett: [String: Int] = [:]
            for (nummer, barn) in element.barn.enumerated() {
                sett[barn.navn, default: 0] += 1
                let tall = antall[barn.navn, default: 0] > 1 ? "[\(sett[barn.navn, default: 0])]" : ""
                samle(
                    barn, "\(sti)/\(barn.navn)", "\(nummerert)/\(barn.navn)\(tall)", plass + [nummer],
                    Array(Set(tekster)).sorted())
            }
        }
        samle(self, navn, navn, [], [])
        return result
    }

    fileprivate func med(_ blad: Meldingselement, paa plass: ArraySlice<Int>) -> Meldingselement {
        guard let nummer = plass.first else { return blad }
        var result = self
        result.barn[nummer] = result.barn[nummer].med(blad, paa: plass.dropFirst())
        return result
    }

    fileprivate mutating func legg(til steg: ArraySlice<String>, verdi: String) {
        guard let navn = steg.first else { return }
        guard steg.count > 1 else {
            barn.append(Meldingselement(navn, tekst: verdi))
            return
        }
        // A folder in a folder is one more, not the one that is there.
        let plass = barn.firstIndex { $0.navn == navn }
        var neste = plass.map { barn[$0] } ?? Meldingselement(navn)
        neste.legg(til: steg.dropFirst(), verdi: verdi)
        if let plass { barn[plass] = neste } else { barn.append(neste) }
    }

    fileprivate mutating func fjern(_ steg: ArraySlice<String>) {
        guard let navn = steg.first else { return }
        if steg.count == 1 {
            barn.removeAll { $0.navn == navn }
        } else {
            barn = barn.map { barn in
                var barn = barn
                if barn.navn == navn { barn.fjern(steg.dropFirst()) }
                return barn
            }
        }
    }
}

/// A leaf of arkivmelding in the table.
private struct Rad {
    let sti: String
    /// The fields that it gives.
    let gir: [String]
    /// Those of them that only follow from it.
    let foelger: [String]
    /// Its value follows from the rest of the arkivmelding.
    let erGittAvAndre: Bool
    /// The repeated groups, and the group in BEST/EDU that answers to each.
    let gjentatte: [String: String]

    /// The group that a place of the leaf answers to.
    func gruppe(_ nummerert: String) -> (kilde: String, nummer: Int)? {
        for (maal, kilde) in gjentatte where sti.hasPrefix(maal + "/") {
            let navn = maal.split(separator: "/").last ?? ""
            let nummer = nummerert.split(separator: "/").first { $0.hasPrefix("\(navn)[") }?.dropFirst(navn.count + 1)
            return nummer.flatMap { Int($0.dropLast()) }.map { (kilde, $0) }
        }
        return nil
    }
}

/// The table from the side of arkivmelding, read by other code than the product's.
private struct Tabell {
    private(set) var maal: [Rad] = []
    private(set) var les: [Rad] = []
    private(set) var uten: [Rad] = []

    init() throws {
        let url = Omgivelser.root.appending(path: "xslt/felttabell.xml")
        let rot = try Meldingsleser.xml([UInt8](try Data(contentsOf: url)))
        func ord(_ tekst: String?) -> [String] { (tekst ?? "").split(separator: " ").map(String.init) }
        var egne: [String: [String]] = [:]
        var foelger: [String: [String]] = [:]
        var gjentatte: [String: String] = [:]
        for gruppe in rot.barn where gruppe.navn == "kilde" {
            let (sti, plass) = (gruppe.attributt("sti") ?? "", gruppe.attributt("maal") ?? "")
            if gruppe.attributt("gjentas") == "ja" { gjentatte[plass] = sti }
            for felt in gruppe.barn {
                let navn = "\(sti)/\(felt.attributt("navn") ?? "")"
                if let egen = ord(felt.attributt("maal")).first {
                    egne[Self.sti(egen, fra: plass), default: []].append(navn)
                }
                if let av = felt.attributt("av") { foelger[Self.sti(av, fra: plass), default: []].append(navn) }
            }
        }
        for rad in rot.barn {
            let sti = rad.attributt("sti") ?? ""
            let gir =
                (egne[sti] ?? []) + (foelger[sti] ?? []) + ord(rad.attributt("tilbake")) + ord(rad.attributt("felt"))
            let felles = Rad(
                sti: sti, gir: gir, foelger: foelger[sti] ?? [],
                erGittAvAndre: ["antall", "konstant"].contains(rad.attributt("regel")), gjentatte: gjentatte)
            switch rad.navn {
            case "maal": maal.append(felles)
            case "les": les.append(felles)
            case "uten": uten.append(felles)
            default: continue
            }
        }
    }

    private static func sti(_ relativ: String, fra gruppe: String) -> String {
        var steg = gruppe.split(separator: "/")
        for neste in relativ.split(separator: "/") where neste != "." {
            if neste == ".." { steg.removeLast() } else { steg.append(neste) }
        }
        return steg.joined(separator: "/")
    }
}
