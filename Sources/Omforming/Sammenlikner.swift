// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Crypto
import Disk
import EFormidling
public import Foundation
import Noark
public import SafeXML

/// Compares two messages, two arkivmeldinger or two Forsendelser by what they say.
///
/// How they are written says nothing: white space, prefixes, the form of the payload, the SOAP frame.
public struct Sammenlikner: Sendable {
    private let katalog: Funnkatalog
    /// Paths of groups that repeat, though there may be only one.
    private let gjentatte: Set<String>

    /// Reads the tables.
    ///
    /// - Throws: ``ArkivbroError`` when a table in the program is not of its form.
    public init() throws {
        Ressurser.load()
        katalog = try Funnkatalog()
        let tabell = try Felttabell("xslt/felttabell.xml")
        gjentatte = Set(tabell.gjentatte.flatMap { [$0.key, $0.value] } + [Sammenlikningsside.fil])
    }

    // MARK: Reading

    /// Reads a message or an arkivmelding to its end.
    ///
    /// - Throws: ``ArkivbroError`` when reading fails.
    public func read(_ input: FileHandle, limits: Limits = .standard) throws -> Sammenlikningsside {
        read(try Innlesing(reading: input, into: DiscardingDocumentStore(), limits: limits))
    }

    /// Takes a message or an arkivmelding that was read.
    public func read(_ innlesing: Innlesing) -> Sammenlikningsside {
        let art: Sammenlikningsside.Art? =
            switch innlesing.slag {
            case .arkivmelding: .arkivmelding
            case .putMessageAppReceipt, .appReceipt: .kvittering
            case .ukjent, .getCanReceiveMessage: nil
            default: .bestEdu
            }
        return Sammenlikningsside(
            art: art, slag: innlesing.slag.navn, funn: innlesing.funn.map(katalog.vurder),
            noder: Sammenlikningsside.noder(innlesing))
    }

    /// Reads a Forsendelse: addressing, arkivmelding, and the digests of its documents.
    ///
    /// Its faults are findings of the result.
    ///
    /// - Throws: ``ArkivbroError`` when reading fails.
    public func read(forsendelse url: URL, limits: Limits = .standard) throws -> Sammenlikningsside {
        let slag = "Forsendelse"
        do {
            let kilde = try Forsendelse.open(url)
            let reader = try MessageReader(store: DiscardingDocumentStore(), limits: limits)
            try kilde.read("arkivmelding.xml") { try reader.feed($0) }
            let innlesing = try reader.finish()
            var noder = Sammenlikningsside.noder(innlesing)
            guard !noder.isEmpty else {
                return Sammenlikningsside(
                    art: nil, slag: slag, funn: innlesing.funn.map(katalog.vurder), noder: [])
            }
            if let sbd = kilde.sbd { noder.insert(try Self.sbd(kilde, sbd), at: 0) }
            noder.append(try Self.dokumenter(kilde))
            return Sammenlikningsside(
                art: .forsendelse, slag: slag, funn: (innlesing.funn + kilde.funn).map(katalog.vurder),
                noder: noder)
        } catch let feil as Forsendelsesfeil {
            return Sammenlikningsside(art: nil, slag: slag, funn: feil.funn.map(katalog.vurder), noder: [])
        } catch let error as SafeXMLError {
            throw error
        } catch {
            throw ArkivbroError(.cannotRead, "Kan ikke lese forsendelsen: \(error.reason).")
        }
    }

    // An addressing has a few thousand bytes; one that is no JSON, or has millions, is compared as a file.
    private static func sbd(_ kilde: any Forsendelseskilde, _ fil: Forsendelsesfil) throws -> Sammenlikningsnode {
        var bytes: [UInt8] = []
        if fil.size <= 1 << 20 { try kilde.read(fil.navn) { bytes.append(contentsOf: $0) } }
        if let json = try? SBDInnlesing.tree(bytes) {
            return Sammenlikningsnode(json: json, navn: fil.navn)
        }
        return Sammenlikningsnode(fil.navn, verdi: try innhold(kilde, fil))
    }

    private static func dokumenter(_ kilde: any Forsendelseskilde) throws -> Sammenlikningsnode {
        // Their order in a ZIP means nothing.
        let filer = kilde.dokumenter.sorted { $0.navn < $1.navn }
        let barn = try filer.enumerated().map { index, fil in
            Sammenlikningsnode(
                "fil", nummer: filer.count > 1 ? index + 1 : 0,
                barn: [
                    Sammenlikningsnode("navn", verdi: fil.navn),
                    // A file is known by its name, which is what the arkivmelding refers to.
                    Sammenlikningsnode("innhold", verdi: try innhold(kilde, fil), erKjennetegn: false),
                ])
        }
        return Sammenlikningsnode("documents", barn: barn)
    }

    private static func innhold(_ kilde: any Forsendelseskilde, _ fil: Forsendelsesfil) throws -> String {
        var hash = SHA256()
        var size: Int64 = 0
        try kilde.read(fil.navn) {
            hash.update(bufferPointer: $0)
            size += Int64($0.count)
        }
        let digits = hexadecimal(hash.finalize())
        return Sammenlikningsside.innhold(size: size, sha256: digits)
    }

    // MARK: Comparing

    /// Compares two that were read.
    public func compare(_ a: Sammenlikningsside, _ b: Sammenlikningsside) -> Sammenlikning {
        guard let artA = a.art, let artB = b.art, artA == artB else {
            return Sammenlikning(
                utfall: .uavklart, forskjeller: [], antall: 0, erUlikeSlag: a.art != nil && b.art != nil, a: a, b: b)
        }
        var run = Gjennomgang(gjentatte: gjentatte)
        run.children(a.noder, b.noder, gruppe: [], sti: "")
        let isWhole = !(a.funn + b.funn).contains { $0.nivaa == .feil }
        // What a fault has kept out of the trees could be different.
        let utfall: Sammenlikning.Utfall = run.antall > 0 ? .ulike : isWhole ? .like : .uavklart
        return Sammenlikning(
            utfall: utfall, forskjeller: run.forskjeller, antall: run.antall, erUlikeSlag: false, a: a, b: b)
    }

    private struct Gjennomgang {
        let gjentatte: Set<String>
        var forskjeller: [Forskjell] = []
        var antall = 0
        private var left = Sammenlikning.maxBytes

        init(gjentatte: Set<String>) { self.gjentatte = gjentatte }

        mutating func compare(
            _ a: Sammenlikningsnode, _ b: Sammenlikningsnode, gruppe: [String], sti: String?
        ) {
            if a.digest == b.digest { return }
            let before = antall
            if !a.verdi.utf8.elementsEqual(b.verdi.utf8) {
                add(.endret, gruppe, a, b) { _ in
                    ([Forskjell.Verdi(sti: "", verdi: a.verdi)], [Forskjell.Verdi(sti: "", verdi: b.verdi)])
                }
            }
            children(a.barn, b.barn, gruppe: gruppe + [b.ord], sti: sti)
            // Each is as it was, and yet the two are not: what is inside stands in another order.
            if antall == before { add(.flyttet, gruppe, a, b) { _ in ([], []) } }
        }

        /// Compares the children of two groups that answer to each other, name for name.
        ///
        /// - Parameter sti: path of the two without numbers; nil where it is longer than any in the table of fields.
        mutating func children(
            _ a: [Sammenlikningsnode], _ b: [Sammenlikningsnode], gruppe: [String], sti: String?
        ) {
            var order: [[String]] = []
            var byName: [[String]: (a: [Sammenlikningsnode], b: [Sammenlikningsnode])] = [:]
            func note(
                _ nodes: [Sammenlikningsnode],
                _ side: WritableKeyPath<(a: [Sammenlikningsnode], b: [Sammenlikningsnode]), [Sammenlikningsnode]>
            ) {
                for node in nodes {
                    let name = [node.navnerom, node.navn]
                    if byName[name] == nil { order.append(name) }
                    byName[name, default: ([], [])][keyPath: side].append(node)
                }
            }
            note(b, \.b)
            note(a, \.a)
            for name in order {
                guard let (a, b) = byName[name] else { continue }
                let path = sti.flatMap { $0.utf8.count < 1000 ? $0.isEmpty ? name[1] : $0 + "/" + name[1] : nil }
                if a.count == 1, b.count == 1, path.map({ !gjentatte.contains($0) }) ?? true {
                    compare(a[0], b[0], gruppe: gruppe, sti: path)
                } else {
                    groups(a, b, gruppe: gruppe, sti: path)
                }
            }
        }

        private mutating func groups(
            _ a: [Sammenlikningsnode], _ b: [Sammenlikningsnode], gruppe: [String], sti: String?
        ) {
            let paring = Gruppeparing(a, b)
            for index in paring.fjernet { add(.fjernet, gruppe, a[index], nil) { (a[index].verdier(bytes: $0), []) } }
            let pairs = Dictionary(uniqueKeysWithValues: paring.par.map { ($0.b, $0.a) })
            for index in b.indices {
                guard let other = pairs[index] else {
                    add(.lagtTil, gruppe, nil, b[index]) { ([], b[index].verdier(bytes: $0)) }
                    continue
                }
                if paring.flyttet.contains(index) { add(.flyttet, gruppe, a[other], b[index]) { _ in ([], []) } }
                compare(a[other], b[index], gruppe: gruppe, sti: sti)
            }
        }

        // All are counted; those are kept that have room.
        private mutating func add(
            _ slag: Forskjell.Slag, _ gruppe: [String], _ a: Sammenlikningsnode?, _ b: Sammenlikningsnode?,
            _ verdier: (Int) -> ([Forskjell.Verdi], [Forskjell.Verdi])
        ) {
            antall += 1
            guard left > 0 else { return }
            let (verdierA, verdierB) = verdier(left)
            let forskjell = Forskjell(
                slag: slag, gruppe: gruppe, stiA: a?.sti, stiB: b?.sti, verdierA: verdierA, verdierB: verdierB)
            left -= forskjell.bytes
            forskjeller.append(forskjell)
        }
    }
}
