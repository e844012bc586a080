// SPDX-License-Identifier: Apache-2.0
import BestEdu
public import EFormidling
public import Noark
public import SafeXML

/// The result of a conversion.
///
/// Not `Sendable`: it holds a tree.
public struct Omforming {
    /// A document of the message with its place in the store.
    public struct Dokument: Sendable, Hashable {
        /// Number in the ``DocumentStore``.
        public let number: Int
        /// The document as it travels.
        public let fil: Forsendelse.Dokument
    }

    /// What was found so far.
    public var funn: [VurdertFunn] { samling.funn }
    /// What became of the source values that findings discard, by path.
    var forkastet: [String: Forkaster] { samling.forkastet }
    /// What became of the fields.
    public internal(set) var regnskap: Regnskap?
    /// The documents that travel, in the order of the message.
    public internal(set) var dokumenter: [Dokument] = []
    /// The arkivmelding; nil unless accepted.
    public internal(set) var arkivmelding: XMLDocument?
    /// The addressing; nil unless accepted.
    ///
    /// May be changed before the package is made.
    public var sbd: StandardBusinessDocument?
    /// Identity of the message.
    public internal(set) var id: MeldingId?
    /// Name of the sender as the envelope has it.
    public var sendername: String { innlesing.konvolutt.sender.name }

    /// SHA-256 of what the message says, as ``BestEdu/Innlesing/contentSHA256``.
    public var contentSHA256: String { innlesing.contentSHA256 }

    /// Path of the stylesheet that ran, from the root of the project.
    public internal(set) var stylesheet = ""
    /// The parameters that the stylesheet ran with.
    public internal(set) var stylesheetParameters: [String: String] = [:]

    var arkivmeldingBytes: [UInt8] = []
    var kilde: XMLDocument?
    var identifikatorer: [String: String] = [:]
    /// The message id of the result, and the name of its folder; nil when there is none.
    public internal(set) var messageId: String?
    var sender = ""
    var receiver = ""
    private let innlesing: Innlesing
    private var samling: Funnsamling
    private var grunnlag: Rapport

    init(innlesing: Innlesing, katalog: Funnkatalog, versjoner: Versjoner) {
        self.innlesing = innlesing
        samling = Funnsamling(katalog: katalog)
        grunnlag = Rapport(versjoner: versjoner)
        grunnlag.slag = innlesing.slag
        grunnlag.nyttelastform = innlesing.nyttelastform
        grunnlag.bytes = innlesing.bytes
        grunnlag.sha256 = innlesing.sha256
        add(innlesing.funn)
    }

    /// Most findings of one code that are told of one message; beyond that, only their number is.
    public static let maxPerKode = Funnsamling.maxPerKode

    /// Adds findings of a later step.
    public mutating func add(_ nye: some Sequence<Funn>) { samling.add(nye) }

    /// What we say of the message so far.
    public var verdict: Verdict {
        samling.verdict(isComplete: innlesing.tre != nil)
    }

    /// The report on everything so far.
    public var rapport: Rapport {
        var rapport = grunnlag
        rapport.verdict = verdict
        rapport.funn = samling.alle
        rapport.messageId = messageId
        if verdict == .accepted {
            rapport.regnskap = regnskap
            rapport.filer = dokumenter.map(\.fil)
        }
        return rapport
    }

    /// What plain `xsltproc` needs to give the same arkivmelding: the canonical message, and the identifiers that the
    /// engine computes, by file name.
    ///
    /// - Throws: `SafeXMLError` when a tree cannot be written.
    public func stylesheetInput() throws -> [String: [UInt8]] {
        guard let kilde else { return [:] }
        var builder = XMLTreeBuilder(document: try XMLDocument(), limits: .standard)
        builder.start("identifikatorer", namespace: "urn:x-arkivbro:identifikatorer:1")
        for (navn, uuid) in identifikatorer.sorted(by: { $0.key < $1.key }) {
            builder.start("id", namespace: "urn:x-arkivbro:identifikatorer:1")
            try builder.attribute("navn", navn)
            try builder.text(uuid)
            builder.end()
        }
        builder.end()
        return [
            "melding.xml": try kilde.serialized(),
            "identifikatorer.xml": try builder.document.serialized(indented: true),
        ]
    }

    /// The package, when the message is accepted and has an envelope.
    public var forsendelse: Forsendelse? {
        guard verdict == .accepted, let sbd, !arkivmeldingBytes.isEmpty else { return nil }
        return Forsendelse(
            sbd: sbd, arkivmelding: arkivmeldingBytes, dokumenter: dokumenter.map(\.fil), rapport: rapport.json().bytes)
    }
}
