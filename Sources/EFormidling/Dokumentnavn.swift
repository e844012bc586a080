// SPDX-License-Identifier: Apache-2.0
internal import Foundation
public import Noark

/// Gives the files of a message names that every system can take, each name once, and media types.
///
/// A name of a message may be a path, a device, empty, or used twice; it becomes a file only after this.
public struct Dokumentnavn {
    /// The name and media type of a file, and what had to be done.
    public struct Resultat: Sendable, Hashable {
        /// Safe, unique file name.
        public let navn: String
        /// Media type.
        public let mediatype: String
        /// Codes of the catalogue that tell what had to be done.
        public let koder: [String]
    }

    private var taken: Set<String>

    /// No file of a message may take one of these names: they are parts of the packages that the file travels in.
    public static let reserved = [
        "arkivmelding.xml", "sbd.json", "report.json", "korrespondanse.json", "manifest.xml", "mimetype", "META-INF",
    ]

    private static let reservedKeys = Set(reserved.map(key))

    private static let maxCharacters = 150
    private static let maxBytes = 200

    /// No name is taken but the reserved ones.
    public init() { taken = Self.reservedKeys }

    /// Names the next file of a message.
    ///
    /// - Parameters:
    ///   - plass: place in the message, counted from 1.
    ///   - start: the first bytes of the file.
    public mutating func neste(_ oppgitt: Filopplysninger, plass: Int, start: [UInt8]) -> Resultat {
        var koder: [String] = []
        let written = oppgitt.filnavn.isPlaceholderForText ? "" : oppgitt.filnavn
        var navn = Self.cleaned(written)
        let isWritten = !navn.isEmpty
        if !isWritten {
            if !written.isEmpty { koder.append("BE-111") }
            koder.append("BE-110")
            navn = Self.cleanedTitle(oppgitt.tittel)
            if navn.isEmpty { navn = cleaned(brevtittel: oppgitt.brevtittel) }
            if navn.isEmpty {
                let number = oppgitt.nummer.filter { $0.isASCII && $0.isNumber }
                navn = "dokument-" + (number.isEmpty ? String(plass) : number)
            }
        } else if Array(navn.unicodeScalars) != Array(written.unicodeScalars) {
            koder.append("BE-111")
        }

        let content = Medietyper.ending(ofContent: start)
        let mimetype = Self.known(oppgitt.mimetype)
        let declared =
            Medietyper.ending(ofFormat: Self.known(oppgitt.dokformat)) ?? Medietyper.ending(ofMediatype: mimetype)
        var ending = Self.ending(of: navn)
        // A title is no file name: in "Klage på svar fra fjordvik.no" the point begins no extension.
        if !isWritten, let last = ending, Medietyper.mediatype(ofExtension: last) == nil { ending = nil }
        if ending == nil, let found = declared ?? content {
            navn += "." + found
            ending = found
            if !koder.contains("BE-110") { koder.append("BE-113") }
        }
        let short = Self.shortened(navn)
        if short != navn, !koder.contains("BE-110"), !koder.contains("BE-111") { koder.append("BE-111") }
        navn = short
        let unique = unused(navn)
        if unique != navn {
            koder.append("BE-112")
            navn = unique
        }
        taken.insert(Self.key(navn))

        let type = Self.mediatype(mimetype, ending: ending, content: content)
        if type.conflicts { koder.append("BE-114") }
        return Resultat(navn: navn, mediatype: type.name, koder: koder)
    }

    // MARK: Names

    /// What two names that stand for one file have in common.
    ///
    /// Windows and ZIP tools compare names without regard to case, and macOS writes them decomposed. What is longer than any
    /// name is only itself: Foundation's work grows with the square of the length where letters are decomposed.
    public static func key(_ name: String) -> String {
        guard name.utf8.count <= Forsendelsesliste.maxNameBytes else { return name }
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.lowercased() }
        return name.precomposedStringWithCanonicalMapping.lowercased()
    }

    private static func cleaned(_ name: String) -> String {
        let isSeparator = { (byte: UInt8) in byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
        guard let end = name.utf8.lastIndex(where: { !isSeparator($0) }) else { return "" }
        let path = name.utf8[...end]
        let start = path.lastIndex(where: isSeparator).map { path.index(after: $0) } ?? path.startIndex
        return safe(composed(String(Substring(path[start...]))))
    }

    // A slash in a title is not a path: "Svar 12/2026".
    private static func cleanedTitle(_ title: String) -> String {
        title.isPlaceholderForText ? "" : safe(composed(title))
    }

    // One title for all documents of a letter that have none.
    private mutating func cleaned(brevtittel: String) -> String {
        if brevtittel != self.brevtittel.skrevet { self.brevtittel = (brevtittel, Self.cleanedTitle(brevtittel)) }
        return self.brevtittel.navn
    }

    private var brevtittel = (skrevet: "", navn: "")

    private static func composed(_ name: String) -> String {
        String(bounded(name)).precomposedStringWithCanonicalMapping
    }

    // Longer than any media type or format is none (RFC 6838 §4.2 has 127 characters for each half).
    private static func known(_ word: String) -> String { word.utf8.count > 1000 ? "" : word }

    private static let forbidden = "<>:\"/\\|?*".unicodeScalars

    // A name may be megabytes long; what cannot be kept anyway is not cleaned first.
    private static func bounded(_ name: String) -> String.UnicodeScalarView {
        let scalars = name.unicodeScalars
        guard scalars.count > 1000 else { return scalars }
        return String.UnicodeScalarView(scalars.prefix(600)) + scalars.suffix(40)
    }

    private static func safe(_ name: String) -> String {
        var text = ""
        var hasDropped = false
        for scalar in bounded(name) {
            if (0x20...0x7e).contains(scalar.value) {
                if !forbidden.contains(scalar) { text.unicodeScalars.append(scalar) }
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                // A line break inside a name comes from pretty-printing: it separates words.
                if scalar.properties.isWhitespace { text += " " } else { hasDropped = true }
            default:
                if scalar.properties.isWhitespace { text += " " } else { text.unicodeScalars.append(scalar) }
            }
        }
        text = text.split(separator: " ").joined(separator: " ")
        // What stood between a letter and its mark is gone.
        if hasDropped { text = text.precomposedStringWithCanonicalMapping }
        let (stem, ending) = parts(of: text)
        var bare = trimmed(stem)
        if let ending {
            // "brev.pdf.pdf" and "brev. .pdf"
            while bare.lowercased().hasSuffix("." + ending.lowercased()) {
                bare = trimmed(String(bare.dropLast(ending.count + 1)))
            }
        }
        if bare.isEmpty { return "" }
        // Windows looks at what stands before the first point, without the blanks there.
        let beforePoint = String(String.UnicodeScalarView(bare.unicodeScalars.prefix { $0 != "." }))
        if devices.contains(trimmed(beforePoint).lowercased()) { bare = "_" + bare }
        return ending.map { bare + "." + $0 } ?? bare
    }

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let first = rest.first, first == " " || first == "." { rest.removeFirst() }
        // By scalars from the end: to step back over a Character, Swift may go to the beginning of the text.
        var scalars = rest.unicodeScalars
        while let last = scalars.last, last == " " || last == "." { scalars.removeLast() }
        return String(Substring(scalars))
    }

    // Names that Windows keeps for devices, with any extension.
    private static let devices: Set<String> = {
        // The three digits of Latin-1 that stand high are digits to Windows too.
        let numbered = ["com", "lpt"].flatMap { name in "123456789¹²³".map { "\(name)\($0)" } }
        return Set(["con", "prn", "aux", "nul", "conin$", "conout$"] + numbered)
    }()

    /// Stem and extension, where the last point begins one: known, or short, of ASCII letters and digits, with a letter.
    private static func parts(of name: String) -> (stem: String, ending: String?) {
        guard let point = name.unicodeScalars.lastIndex(of: ".") else { return (name, nil) }
        let ending = String(name[name.index(after: point)...])
        let isPlain = point != name.startIndex && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let isKnown = Medietyper.mediatype(ofExtension: ending.lowercased()) != nil
        guard isKnown || isPlain && (2...5).contains(ending.count) && ending.contains(where: \.isLetter) else {
            return (name, nil)
        }
        return (String(name[..<point]), ending)
    }

    private static func ending(of name: String) -> String? { parts(of: name).ending?.lowercased() }

    private static func shortened(_ name: String) -> String {
        fitted(stem: parts(of: name).stem, tail: parts(of: name).ending.map { "." + $0 } ?? "")
    }

    /// As many letters of the stem as there is room for; of a first letter with more marks than that, as many marks.
    private static func fitted(stem: String, tail: String) -> String {
        var letters = maxCharacters - tail.count
        var bytes = maxBytes - tail.utf8.count
        // From the beginning, and no further than the room: a name may be long, and to step back is slow.
        var kept = stem.prefix { letter in
            letters -= 1
            bytes -= letter.utf8.count
            return letters >= 0 && bytes >= 0
        }
        if kept.isEmpty, let first = stem.first {
            var room = max(0, maxBytes - tail.utf8.count)
            let marks = first.unicodeScalars.prefix {
                room -= UTF8.width($0)
                return room >= 0
            }
            kept = Substring(String(String.UnicodeScalarView(marks)))
        }
        return trimmed(String(kept)) + tail
    }

    private mutating func unused(_ name: String) -> String {
        guard taken.contains(Self.key(name)) else { return name }
        let (stem, ending) = Self.parts(of: name)
        // Names that are one name when they are shortened count together.
        let group = Self.key(Self.fitted(stem: stem, tail: " (99999)" + (ending.map { "." + $0 } ?? "")))
        var number = next[group, default: 2]
        while true {
            let candidate = Self.fitted(stem: stem, tail: " (\(number))" + (ending.map { "." + $0 } ?? ""))
            number += 1
            if !taken.contains(Self.key(candidate)) {
                next[group] = number
                return candidate
            }
        }
    }

    // Where to go on counting: ten thousand files of one name must not cost ten thousand squared.
    private var next: [String: Int] = [:]

    // MARK: Media types

    private static func mediatype(
        _ oppgitt: String, ending: String?, content: String?
    ) -> (name: String, conflicts: Bool) {
        let written = oppgitt.filter { !$0.isWhitespace }.lowercased()
        let halves =
            written.split(separator: ";")[safe: 0]?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        let isValid =
            halves.count == 2
            && halves.allSatisfy { half in
                !half.isEmpty
                    && half.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$&-^_.+".contains($0)) }
            }
        let byName = ending.flatMap { Medietyper.mediatype(ofExtension: $0) }
        // The bytes win over what is said of them: a receiver opens the bytes.
        if let content {
            let claimed = isValid ? Medietyper.ending(ofMediatype: written) : nil
            if let ending, byName != nil, !Medietyper.agree(content: content, ending: ending) {
                return (Medietyper.mediatype(ofExtension: content) ?? generic, true)
            }
            if let claimed, !Medietyper.agree(content: content, ending: claimed) {
                return (byName ?? Medietyper.mediatype(ofExtension: content) ?? generic, true)
            }
        }
        if isValid, written != generic { return (written, false) }
        return (byName ?? content.flatMap { Medietyper.mediatype(ofExtension: $0) } ?? generic, false)
    }

    private static let generic = "application/octet-stream"
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
