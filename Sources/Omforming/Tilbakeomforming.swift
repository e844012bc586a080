// SPDX-License-Identifier: Apache-2.0
import BestEdu
public import Noark
public import SafeXML

/// The result of converting an arkivmelding to BEST/EDU.
///
/// Not `Sendable`: it holds a tree.
public struct Tilbakeomforming {
    /// The message in canonical form; nil unless accepted.
    ///
    /// A document's attribute `filnavn` of the skeleton's namespace is the name of its file in the package.
    public internal(set) var putMessage: XMLDocument?
    /// Identity of the message, a UUID, when it has one.
    public internal(set) var messageId: String?
    /// What the archive is told that the conversation is called; nil unless the package has an SBD.
    public internal(set) var conversationId: String?
    /// What became of the fields.
    public internal(set) var regnskap: Regnskap?
    /// Bytes of all documents that the message will have.
    public internal(set) var documentBytes: Int64 = 0
    /// How many journal posts the arkivmelding has.
    public internal(set) var antallJournalposter = 0
    /// Path of the stylesheet, from the root of the project.
    public static let stylesheet = "xslt/arkivmelding-til-bestedu.xsl"
    /// The parameters that the stylesheet ran with.
    public internal(set) var stylesheetParameters: [String: String] = [:]
    /// What the stylesheet wrote: the bytes that plain `xsltproc` writes of the same arkivmelding.
    public internal(set) var stylesheetOutput: [UInt8] = []

    private var samling: Funnsamling
    private var grunnlag: Rapport
    private let isComplete: Bool

    init(innlesing: Innlesing, katalog: Funnkatalog, versjoner: Versjoner) {
        samling = Funnsamling(katalog: katalog)
        isComplete = innlesing.tre != nil
        grunnlag = Rapport(versjoner: versjoner)
        grunnlag.slag = innlesing.slag
        grunnlag.bytes = innlesing.bytes
        grunnlag.sha256 = innlesing.sha256
        add(innlesing.funn)
    }

    /// What was found so far.
    public var funn: [VurdertFunn] { samling.funn }

    var forkastet: [String: Forkaster] { samling.forkastet }

    /// Adds findings of a later step.
    public mutating func add(_ nye: some Sequence<Funn>) { samling.add(nye) }

    /// What we say of the arkivmelding so far.
    public var verdict: Verdict { samling.verdict(isComplete: isComplete) }

    /// Bytes that its documents take in the message, in base64; none when there will be no message.
    ///
    /// What is packed tightly would fill the disk before it is known to be too large.
    public var encodedBytes: Int64 {
        guard verdict == .accepted else { return 0 }
        // The size of a sparse file may be the largest there is.
        let (bytes, isOver) = (documentBytes / 3 + 1).multipliedReportingOverflow(by: 4)
        return isOver ? .max : bytes
    }

    /// The report on everything so far.
    public var rapport: Rapport {
        var rapport = grunnlag
        rapport.verdict = verdict
        rapport.funn = samling.alle
        rapport.messageId = messageId
        if verdict == .accepted { rapport.regnskap = regnskap }
        return rapport
    }
}
