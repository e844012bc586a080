// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML

/// What is tried with bytes of any kind, by the fuzzer and, on what it has found, by the tests.
public enum Fuzzmaal: String, CaseIterable, Sendable {
    /// A message: SOAP, envelope and payload, in one piece and in many.
    case konvolutt
    /// A payload, in each of the forms that it may have.
    case melding
    /// An arkivmelding, and its way back to BEST/EDU.
    case arkivmelding
    /// The text of a document.
    case base64
    /// A standard business document.
    case sbd
    /// A package in a ZIP.
    case zip

    /// Something came out that must not.
    public struct Brudd: Error, CustomStringConvertible {
        /// What.
        public let description: String
    }

    /// Tries these bytes.
    ///
    /// - Throws: ``Brudd`` when what comes out must not, and whatever is thrown where nothing may be.
    public func run(_ bytes: UnsafeRawBufferPointer) throws {
        switch self {
        case .konvolutt: try Self.konvolutt(bytes)
        case .melding: try Self.melding(bytes)
        case .arkivmelding: try Self.arkivmelding(bytes)
        case .base64: try Self.base64(bytes)
        case .sbd: try Self.sbd(bytes)
        case .zip: try Self.zip(bytes)
        }
    }

    private static let omformer = Result { try Omformer(versjoner: .fixed) }

    private static func demand(_ holds: Bool, _ text: @autoclosure () -> String) throws {
        if !holds { throw Brudd(description: text()) }
    }

    // MARK: Messages

    /// What reading gave, in a form that can be compared.
    private struct Lest: Equatable {
        var funn: [Funn]
        var slag: Dokumentslag
        var form: Nyttelastform?
        var konvolutt: Konvolutt
        var tre: [UInt8]
        var dokumenter: [Meldingsdokument]
        var innhold: [Int: [UInt8]]
    }

    /// - Parameters:
    ///   - pieces: bytes that come at a time.
    ///   - block: bytes that are read at a time.
    private static func read(
        _ bytes: UnsafeRawBufferPointer, pieces: Int = .max, block: Int = StreamingParser.block
    ) throws -> (Innlesing, Lest) {
        let store = MemoryDocumentStore()
        let reader = try MessageReader(store: store, limits: .standard, block: block)
        var start = 0
        while start < bytes.count, reader.wantsMore {
            let end = start + min(bytes.count - start, pieces)
            try reader.feed(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            start = end
        }
        let innlesing = try reader.finish()
        return (
            innlesing,
            Lest(
                funn: innlesing.funn, slag: innlesing.slag, form: innlesing.nyttelastform,
                konvolutt: innlesing.konvolutt,
                tre: try innlesing.tre?.serialized() ?? [], dokumenter: innlesing.dokumenter, innhold: store.documents)
        )
    }

    private static func konvolutt(_ bytes: UnsafeRawBufferPointer) throws {
        let (innlesing, whole) = try read(bytes)
        let length = 1 + bytes.count % 61
        let (_, cut) = try read(bytes, pieces: length)
        try demand(whole == cut, "Whole and cut differ.")
        var (_, blocks) = try read(bytes, block: length)
        // What is wrong with one that cannot be read is told as far as the library had read; and where the line is.
        if !whole.tre.isEmpty, !blocks.tre.isEmpty {
            blocks.funn =
                Swift.zip(blocks.funn, whole.funn).map { own, other in
                    Funn(
                        own.kode, Sted(sti: own.sted.sti, linje: other.sted.linje, kolonne: other.sted.kolonne),
                        argumenter: own.argumenter, verdi: own.verdi)
                } + blocks.funn.dropFirst(whole.funn.count)
            try demand(whole == blocks, "Read by other blocks it is another.")
        }
        try convert(innlesing)
    }

    private static func convert(_ innlesing: Innlesing) throws {
        let omforming = try omformer.get().convert(innlesing)
        try demand(omforming.verdict != .undetermined, "Undetermined: \(kinds(omforming.funn))")
        if innlesing.tre == nil { try demand(omforming.verdict == .rejected, "Not read, and not rejected.") }
    }

    private static func kinds(_ funn: [VurdertFunn]) -> String {
        funn.filter { $0.nivaa == .feil }.prefix(3).map { "\($0.funn.kode) \($0.funn.argumenter)" }
            .joined(separator: ", ")
    }

    private static let opening = """
        <PutMessageRequest xmlns="http://www.arkivverket.no/Noark/Exchange/types">\
        <envelope xmlns="" conversationId="3b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d" \
        contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types">\
        <sender><orgnr>310000035</orgnr><name>Fjordvik kommune</name></sender>\
        <receiver><orgnr>310000043</orgnr><name>Havnes fylkesarkiv</name></receiver></envelope><payload xmlns="">
        """
    private static let ending = "</payload></PutMessageRequest>"

    private static func message(_ payload: [UInt8]) -> [UInt8] {
        Array(opening.utf8) + payload + Array(ending.utf8)
    }

    private static func escaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        bytes.flatMap { byte in
            switch byte {
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            // Else a line end of Windows would be one of Unix in the one form and not in the other.
            case UInt8(ascii: "\r"): Array("&#13;".utf8)
            default: [byte]
            }
        }
    }

    private static func melding(_ bytes: UnsafeRawBufferPointer) throws {
        let (_, inline) = try message(Array(bytes)).withUnsafeBytes { try read($0) }
        let (innlesing, text) = try message(escaped(bytes)).withUnsafeBytes { try read($0) }
        let isMelding = inline.slag == .putMessageMelding && text.slag == .putMessageMelding
        if isMelding, !inline.tre.isEmpty, !text.tre.isEmpty, inline.funn.isEmpty, text.funn.isEmpty {
            try demand(inline.innhold == text.innhold, "The documents differ by the form of the payload.")
        }
        try convert(innlesing)
    }

    // MARK: Arkivmelding

    private struct Navn: DocumentSource {
        func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
            try Array(navn.utf8).withUnsafeBytes { try body($0) }
        }
    }

    private static func arkivmelding(_ bytes: UnsafeRawBufferPointer) throws {
        let (innlesing, _) = try read(bytes)
        let omformer = try omformer.get()
        try demand(omformer.validate(innlesing).verdict != .undetermined, "Undetermined in validation.")
        let (copy, _) = try read(bytes)
        var settings = BestEduSettings()
        settings.sender = Organisasjonsnummer("310000035")
        settings.receiver = Organisasjonsnummer("310000043")
        settings.journalpost = 1
        let filer = ["brev.pdf", "Vedlegg.pdf"].map { Forsendelsesfil(navn: $0, size: 1) }
        let back = omformer.bestEdu(of: copy, sbd: nil, filer: filer, settings)
        try demand(back.verdict != .undetermined, "Undetermined: \(kinds(back.funn))")
        guard let message = back.putMessage else { return }
        let sink = CollectingSink()
        try PutMessageWriter().write(message, documents: Navn(), to: sink)
        let (again, lest) = try sink.bytes.withUnsafeBytes { try read($0) }
        try demand(again.tre != nil && lest.slag == .putMessageMelding, "What was written cannot be read.")
    }

    // MARK: Base64

    private static func base64(_ bytes: UnsafeRawBufferPointer) throws {
        let markup = Set("<&>".utf8)
        let text = bytes.map { $0 < 0x80 && $0 > 0x20 && !markup.contains($0) ? $0 : 0x20 }
        let start = Array("<Melding><journpost><dokument><fil><base64>".utf8)
        let end = Array("</base64></fil></dokument></journpost></Melding>".utf8)
        let (_, lest) = try (start + text + end).withUnsafeBytes { try read($0, block: 1 + bytes.count % 37) }
        guard let dokument = lest.dokumenter.first else { throw Brudd(description: "No document.") }
        let kode = lest.funn.first { ["BE-010", "BE-011", "BE-012"].contains($0.kode) }?.kode
        let expected = reference(text)
        try demand(kode == expected.kode, "\(kode ?? "none") for \(expected.kode ?? "none")")
        if !dokument.isSpoilt {
            try demand(lest.innhold[0] ?? [] == expected.bytes, "The bytes are not what was encoded.")
            try demand(dokument.size == expected.bytes.count, "The size is not that of the bytes.")
        }
    }

    /// Decodes as slowly and plainly as can be.
    private static func reference(_ text: [UInt8]) -> (bytes: [UInt8], kode: String?) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits: [Bool] = []
        var characters = 0
        var padding = 0
        for byte in text where byte != 0x20 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                if characters % 4 < 2 || characters % 4 + padding > 4 { return ([], "BE-010") }
                continue
            }
            guard padding == 0, let value = alphabet.firstIndex(of: byte) else { return ([], "BE-010") }
            bits += (0..<6).map { value >> (5 - $0) & 1 == 1 }
            characters += 1
        }
        if characters % 4 == 1 { return ([], "BE-011") }
        let bytes = (0..<bits.count / 8).map { place in
            (0..<8).reduce(UInt8(0)) { $0 << 1 | (bits[8 * place + $1] ? 1 : 0) }
        }
        return (bytes, characters % 4 != 0 && characters % 4 + padding != 4 ? "BE-012" : nil)
    }

    // MARK: SBD

    private static func sbd(_ bytes: UnsafeRawBufferPointer) throws {
        let innlesing = SBDInnlesing(json: Array(bytes))
        guard let sbd = innlesing.sbd else {
            try demand(!innlesing.funn.isEmpty, "No document, and nothing that says why.")
            return
        }
        try demand(SBDInnlesing(json: sbd.json.bytes).sbd == sbd, "What was written is not what is read.")
    }

    // MARK: ZIP

    private static func zip(_ bytes: UnsafeRawBufferPointer) throws {
        // Its name goes at once, and is never used.
        let template = FileManager.default.temporaryDirectory.appending(path: "fuzzmaal-XXXXXX")
        var name = template.path(percentEncoded: false).utf8CString.map(\.self)
        let file = mkstemp(&name)
        guard file >= 0 else { throw POSIXError(.EIO) }
        defer { close(file) }
        unlink(name)
        guard write(file, bytes.baseAddress, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
        var limits = Forsendelsesgrenser()
        limits.maxExpandedBytes = 1 << 20
        do {
            let kilde = try Forsendelse.open(URL(filePath: "/proc/self/fd/\(file)"), limits: limits)
            var sum: Int64 = 0
            for fil in kilde.dokumenter + [kilde.sbd, kilde.arkivmelding].compactMap(\.self) {
                try demand(
                    !fil.navn.contains("/") && !fil.navn.contains("\\") && fil.navn != "..", "A name that leads out.")
                do {
                    var size: Int64 = 0
                    try kilde.read(fil.navn) { size += Int64($0.count) }
                    try demand(size == fil.size, "A file of another size than is said.")
                    sum += size
                } catch let error as Forsendelsesfeil {
                    try demand(!error.funn.isEmpty, "Refused, and nothing that says why.")
                }
            }
            try demand(sum <= limits.maxExpandedBytes, "More bytes than may be.")
        } catch let error as Forsendelsesfeil {
            try demand(!error.funn.isEmpty, "Refused, and nothing that says why.")
        }
    }
}
