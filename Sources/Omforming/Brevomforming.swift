// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Crypto
import Disk
public import EFormidling
public import Foundation
public import Noark
public import SafeXML

/// A file that goes with a letter.
public struct Brevfil {
    /// File name, as the sender has it.
    public let navn: String
    /// The name that is shown; nil takes it from the file name.
    public let tittel: String?
    /// The bytes, read to their end.
    public let innhold: FileHandle

    /// Creates a file.
    public init(navn: String, tittel: String? = nil, innhold: FileHandle) {
        self.navn = navn
        self.tittel = tittel
        self.innhold = innhold
    }
}

/// A letter of the type digital_dpv on its way.
///
/// Not `Sendable`: it holds a tree.
public struct Brevomforming {
    /// The addressing; nil unless accepted.
    public var sbd: StandardBusinessDocument?
    /// The letter as XML, as the stylesheet takes it: elements named as the members in JSON, and the files after them.
    ///
    /// Nil unless accepted.
    public internal(set) var tre: XMLDocument?
    /// The files, in the order in which they were given.
    public internal(set) var dokumenter: [Omforming.Dokument] = []
    /// SHA-256 over the letter and its files, in lower-case hexadecimal digits.
    public internal(set) var contentSHA256 = ""

    private var samling: Funnsamling
    private var grunnlag: Rapport
    private let isComplete: Bool

    init(_ innlesing: SBDInnlesing, katalog: Funnkatalog, versjoner: Versjoner) {
        samling = Funnsamling(katalog: katalog)
        isComplete = innlesing.sbd != nil
        grunnlag = Rapport(versjoner: versjoner)
        if let sbd = innlesing.sbd {
            grunnlag.slag = sbd.digitalDpv != nil ? .sbdDigitalDpv : sbd.kvittering != nil ? .sbdKvittering : .sbd
        }
        grunnlag.bytes = Int64(innlesing.json.count)
        grunnlag.sha256 = hexadecimal(SHA256.hash(data: innlesing.json))
        add(innlesing.funn)
    }

    /// What was found so far.
    public var funn: [VurdertFunn] { samling.funn }

    /// Adds findings of a later step.
    public mutating func add(_ nye: some Sequence<Funn>) { samling.add(nye) }

    /// What we say of the letter so far.
    public var verdict: Verdict { samling.verdict(isComplete: isComplete) }

    /// The report on everything so far.
    public var rapport: Rapport {
        var rapport = grunnlag
        rapport.verdict = verdict
        rapport.funn = samling.alle
        rapport.messageId = sbd?.messageId
        if verdict == .accepted { rapport.filer = dokumenter.map(\.fil) }
        return rapport
    }
}

extension Omformer {
    /// Makes a letter of the type digital_dpv ready for its stylesheet.
    ///
    /// Its faults are findings of the result; a failure of ours or of the libraries becomes the verdict `undetermined`.
    ///
    /// - Parameter store: where the files go while they are read.
    /// - Throws: ``ArkivbroError`` when a file cannot be read, or the store cannot be written to.
    public func letter(
        _ innlesing: SBDInnlesing, files: [Brevfil], into store: any DocumentStore,
        _ settings: ConversionSettings = ConversionSettings()
    ) throws -> Brevomforming {
        var result = Brevomforming(innlesing, katalog: katalog, versjoner: versjoner)
        guard var sbd = innlesing.sbd else { return result }
        guard let brev = sbd.digitalDpv else {
            result.add([Funn("DP-012", Sted(sti: sbd.dokumenttype.type), argumenter: [Dokumenttype.digitalDpv.type])])
            return result
        }
        let faults = settings.faults
        if !faults.isEmpty { result.add(faults.map { Funn("SY-005", argumenter: [$0]) }) }
        var content = SHA256()
        content.update(data: innlesing.json)
        var navn = Dokumentnavn()
        for (index, file) in files.enumerated() {
            let read = try Self.read(file, number: index, into: store)
            content.update(data: Array(read.sha256.utf8))
            var oppgitt = Filopplysninger()
            oppgitt.filnavn = file.navn
            oppgitt.tittel = file.tittel ?? ""
            let named = navn.neste(oppgitt, plass: index + 1, start: read.start)
            let sted = Sted(sti: "documents[\(index + 1)]")
            result.add(named.koder.map { Funn($0, sted, verdi: file.navn) })
            result.dokumenter.append(
                Omforming.Dokument(
                    number: index,
                    fil: Forsendelse.Dokument(
                        navn: named.navn, opprinneligNavn: file.navn, mediatype: named.mediatype, size: read.size,
                        sha256: read.sha256)))
        }
        result.contentSHA256 = hexadecimal(content.finalize())
        sbd.sender = sbd.sender ?? settings.ownOrganisation
        // What is no UUID has its finding, and must not become the name of a folder.
        if MeldingId.uuid(in: sbd.messageId) != sbd.messageId {
            let name = sbd.messageId.isEmpty ? result.contentSHA256 : sbd.messageId
            sbd.messageId = NavnebasertUUID.uuid(parts: [sbd.dokumenttype.type, sbd.sender?.digits ?? "", name])
        }
        if MeldingId.uuid(in: sbd.conversationId) != sbd.conversationId {
            sbd.conversationId = NavnebasertUUID.uuid(parts: ["conv", sbd.sender?.digits ?? "", sbd.conversationId])
        }
        // What nobody can read would never come, and the letter never expire.
        if let time = sbd.expectedResponseDateTime, !XMLText.isDateTimeWithZone(time) {
            let sted = Sted(sti: "standardBusinessDocumentHeader/businessScope/scope/scopeInformation")
            result.add([Funn("SB-004", sted, argumenter: ["expectedResponseDateTime"])])
        }
        sbd.creationDateAndTime = sbd.creationDateAndTime ?? settings.creationDateAndTime
        sbd.expectedResponseDateTime = sbd.expectedResponseDateTime ?? settings.expectedResponseDateTime
        do {
            result.tre = try Self.tree(of: brev, sbd.dpv, files, &result)
        } catch {
            result.add([Self.failure(error)])
        }
        result.sbd = sbd
        if result.verdict != .accepted {
            result.sbd = nil
            result.tre = nil
        }
        return result
    }

    private static let chunk = 256 * 1024

    private static func read(
        _ file: Brevfil, number: Int, into store: any DocumentStore
    ) throws -> (size: Int64, sha256: String, start: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
        defer { memory.deallocate() }
        var hash = SHA256()
        var size: Int64 = 0
        var start: [UInt8] = []
        do { try store.begin(document: number) } catch { throw cannotWrite(error) }
        while true {
            let count = Foundation.read(file.innhold.fileDescriptor, memory.baseAddress, memory.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ArkivbroError(.cannotRead, "Kan ikke lese en fil: \(POSIXError.last.reason).")
            }
            if count == 0 { break }
            let block = UnsafeRawBufferPointer(rebasing: memory[..<count])
            if start.count < 16 { start += block.prefix(16 - start.count) }
            hash.update(bufferPointer: block)
            size += Int64(count)
            do { try store.write(block) } catch { throw cannotWrite(error) }
        }
        do { try store.end() } catch { throw cannotWrite(error) }
        return (size, hexadecimal(hash.finalize()), start)
    }

    private static func cannotWrite(_ error: any Error) -> ArkivbroError {
        ArkivbroError(.cannotWrite, "Kan ikke skrive et dokument: \(error.reason).")
    }

    private static let letterNamespace = "urn:x-arkivbro:digital_dpv:1"

    private static func tree(
        of brev: DigitalDpv, _ dpv: DpvSettings, _ files: [Brevfil], _ result: inout Brevomforming
    ) throws -> XMLDocument {
        let root = Dokumenttype.digitalDpv.type
        var builder = XMLTreeBuilder(document: try XMLDocument(), limits: .standard)
        var isSpoilt = false
        func leaf(_ name: String, _ text: String?) throws {
            guard let text else { return }
            builder.start(name, namespace: letterNamespace)
            // JSON can hold what XML cannot.
            if !XMLText.isText(text) { isSpoilt = true }
            try builder.text(
                String(String.UnicodeScalarView(text.unicodeScalars.filter { XMLText.isText(String($0)) })))
            builder.end()
        }
        // The name that a file was given is not the one that it has.
        let hoved = zip(files, result.dokumenter).first { $0.0.navn == brev.hoveddokument }?.1.fil.navn
        if hoved == nil, brev.hoveddokument != nil { result.add([Funn("DP-027", Sted(sti: root + "/hoveddokument"))]) }
        builder.start(root, namespace: letterNamespace)
        try leaf("tittel", brev.tittel)
        try leaf("sammendrag", brev.sammendrag)
        try leaf("innhold", brev.innhold)
        try leaf("hoveddokument", hoved)
        builder.start("dpv", namespace: letterNamespace)
        for (name, text) in dpv.members { try leaf(name, text) }
        builder.end()
        for (file, dokument) in zip(files, result.dokumenter) {
            builder.start("fil", namespace: letterNamespace)
            try leaf("filnavn", dokument.fil.navn)
            try leaf("tittel", file.tittel)
            builder.end()
        }
        builder.end()
        if isSpoilt { result.add([Funn("SB-010", Sted(sti: root))]) }
        return builder.document
    }
}

/// Makes the package of a letter of the type digital_dpv.
public final class Brevpakking {
    /// The letter; findings may be added, and the addressing changed, until the package is made.
    public var omforming: Brevomforming
    private let mappe: Pakkemappe

    /// Makes a letter ready; its files go to a folder that is not yet visible.
    ///
    /// - Throws: ``ArkivbroError`` when reading or writing fails.
    public init(
        of innlesing: SBDInnlesing, files: [Brevfil], in folder: URL, with omformer: Omformer,
        _ settings: ConversionSettings = ConversionSettings()
    ) throws {
        mappe = try Pakkemappe(in: folder)
        omforming = try omformer.letter(innlesing, files: files, into: mappe.store, settings)
    }

    /// Makes the package, under the name of its message id: `sbd.json`, `report.json` and `documents/`.
    ///
    /// - Returns: the package's folder, or nil when the letter is not accepted. Then nothing is left behind.
    /// - Throws: ``ArkivbroError`` when writing fails, or when another package has the name.
    public func commit(durably: Bool) throws -> URL? {
        guard omforming.verdict == .accepted, let sbd = omforming.sbd else { return nil }
        return try mappe.commit(omforming.dokumenter, as: sbd.messageId, durably: durably) { mappe in
            try mappe.write(sbd.json.bytes, to: "sbd.json")
            try mappe.write(omforming.rapport.json().bytes, to: "report.json")
        }
    }
}
