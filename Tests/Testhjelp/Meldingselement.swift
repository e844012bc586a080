// SPDX-License-Identifier: Apache-2.0
import Foundation

/// An element of a message as its sender meant it, however it was written.
///
/// A tree of the tests' own, so that what the product reads can be judged by something else than the product.
public struct Meldingselement: Sendable, Hashable {
    /// An attribute that has no namespace; the others say how an element is written, not what it says.
    public struct Attributt: Sendable, Hashable {
        /// Name without prefix.
        public var navn: String
        /// Value, after references are read.
        public var verdi: String

        /// An attribute.
        public init(_ navn: String, _ verdi: String) {
            self.navn = navn
            self.verdi = verdi
        }
    }

    /// A piece of what stands inside.
    public enum Innhold: Sendable, Hashable {
        /// Text, after references and CDATA sections are read.
        case tekst(String)
        /// An element.
        case element(Meldingselement)
    }

    /// Name without prefix.
    public var navn: String
    /// Namespace; the empty string is none.
    public var navnerom: String
    /// Attributes in the order they were written.
    public var attributter: [Attributt]
    /// What stands inside, in order.
    public var innhold: [Innhold]

    /// A group of elements.
    public init(_ navn: String, navnerom: String = "", attributter: [Attributt] = [], barn: [Meldingselement] = []) {
        self.navn = navn
        self.navnerom = navnerom
        self.attributter = attributter
        innhold = barn.map(Innhold.element)
    }

    /// A leaf; empty text gives an empty element.
    public init(_ navn: String, tekst: String) {
        self.init(navn)
        if !tekst.isEmpty { innhold = [.tekst(tekst)] }
    }

    /// The elements inside, in order.
    public var barn: [Meldingselement] {
        get {
            innhold.compactMap { if case .element(let element) = $0 { element } else { nil } }
        }
        set { innhold = newValue.map(Innhold.element) }
    }

    /// Whether no element stands inside.
    public var erBlad: Bool {
        !innhold.contains { if case .element = $0 { true } else { false } }
    }

    /// The text directly inside: all of a leaf's; between elements only what is not blank.
    public var tekst: String {
        let alt = innhold.compactMap { if case .tekst(let tekst) = $0 { tekst } else { nil } }
        return (erBlad ? alt : alt.filter { !$0.unicodeScalars.allSatisfy(Self.erBlank) }).joined()
    }

    /// What XML calls white space.
    public static func erBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    /// The first element of this name inside.
    public func barn(_ navn: String) -> Meldingselement? { barn.first { $0.navn == navn } }

    /// Value of an attribute.
    public func attributt(_ navn: String) -> String? { attributter.first { $0.navn == navn }?.verdi }

    /// The bytes that the text is base64 for; nil when it is not base64.
    ///
    /// Padding may be missing, and blanks stand anywhere.
    public var byte: [UInt8]? {
        var tegn = tekst.utf8.filter { !erBlank(Unicode.Scalar($0)) && $0 != UInt8(ascii: "=") }
        while tegn.count % 4 != 0 { tegn.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(tegn)).map { [UInt8]($0) }
    }

    private func erBlank(_ scalar: Unicode.Scalar) -> Bool { Self.erBlank(scalar) }
}

/// What a message says: its envelope and its Melding.
public struct Meldingsinnhold: Sendable, Hashable {
    /// Namespace of the Melding.
    public static let noark4 = "http://www.arkivverket.no/Noark4-1-WS-WD/types"
    /// Namespace of the PutMessageRequest.
    public static let exchange = "http://www.arkivverket.no/Noark/Exchange/types"

    /// The element `envelope`; nil when there is none.
    public var konvolutt: Meldingselement?
    /// The element `Melding`; nil when there is none.
    public var melding: Meldingselement?

    /// A message of two parts.
    public init(konvolutt: Meldingselement?, melding: Meldingselement?) {
        self.konvolutt = konvolutt
        self.melding = melding
    }

    /// The bytes of the documents, in the order of the message; nil for a document without any.
    ///
    /// The documents of journal posts inside the case are among them.
    public var dokumenter: [[UInt8]?] {
        var result: [[UInt8]?] = []
        func samle(_ journpost: Meldingselement) {
            for dokument in journpost.barn where dokument.navn == "dokument" && dokument.navnerom.isEmpty {
                let filer = dokument.barn.filter { $0.navn == "fil" }.compactMap { $0.barn("base64") }
                let bytes = filer.first?.byte
                result.append(bytes?.isEmpty == true ? nil : bytes)
            }
        }
        for del in melding?.barn ?? [] where del.navnerom.isEmpty {
            if del.navn == "journpost" { samle(del) }
            guard del.navn == "noarksak" else { continue }
            for journpost in del.barn where journpost.navn == "journpost" && journpost.navnerom.isEmpty {
                samle(journpost)
            }
        }
        return result
    }
}
