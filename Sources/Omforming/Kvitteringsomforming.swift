// SPDX-License-Identifier: Apache-2.0
import BestEdu
public import EFormidling
public import Noark
public import SafeXML

/// The result of converting a receipt, in either direction.
///
/// Not `Sendable`: it holds trees.
public struct Kvitteringsomforming {
    /// The receipt in eFormidling; nil unless it came from an archive, is accepted, and has a way back.
    ///
    /// A receipt that is accepted without it is answered OK and not sent on; a finding says why.
    public var sbd: StandardBusinessDocument?
    /// The receipt in BEST/EDU, in canonical form; nil unless it came from eFormidling and is accepted.
    public internal(set) var putMessage: XMLDocument?
    /// What became of the fields.
    public internal(set) var regnskap: Regnskap?
    /// Path of the stylesheet that ran, from the root of the project.
    public internal(set) var stylesheet = ""
    /// The parameters that the stylesheet ran with.
    public internal(set) var stylesheetParameters: [String: String] = [:]
    /// What the stylesheet wrote: the bytes that plain `xsltproc` writes of the same input.
    public internal(set) var stylesheetOutput: [UInt8] = []

    var kilde: XMLDocument?
    /// The message id of the result, and the name of its folder; nil when there is none.
    public internal(set) var messageId: String?
    private var samling: Funnsamling
    private var grunnlag: Rapport
    private let isComplete: Bool

    init(innlesing: Innlesing, katalog: Funnkatalog, versjoner: Versjoner) {
        samling = Funnsamling(katalog: katalog)
        isComplete = innlesing.tre != nil
        grunnlag = Rapport(versjoner: versjoner)
        grunnlag.slag = innlesing.slag
        grunnlag.nyttelastform = innlesing.nyttelastform
        grunnlag.bytes = innlesing.bytes
        grunnlag.sha256 = innlesing.sha256
        add(innlesing.funn)
    }

    init(innlesing: SBDInnlesing, sha256: String, katalog: Funnkatalog, versjoner: Versjoner) {
        samling = Funnsamling(katalog: katalog)
        isComplete = innlesing.sbd != nil
        grunnlag = Rapport(versjoner: versjoner)
        if let sbd = innlesing.sbd { grunnlag.slag = sbd.kvittering == nil ? .sbd : .sbdKvittering }
        grunnlag.bytes = Int64(innlesing.json.count)
        grunnlag.sha256 = sha256
        add(innlesing.funn)
    }

    /// What was found so far.
    public var funn: [VurdertFunn] { samling.funn }

    var forkastet: [String: Forkaster] { samling.forkastet }

    /// Adds findings of a later step.
    public mutating func add(_ nye: some Sequence<Funn>) { samling.add(nye) }

    /// What we say of the receipt so far.
    public var verdict: Verdict { samling.verdict(isComplete: isComplete) }

    /// The report on everything so far.
    public var rapport: Rapport {
        var rapport = grunnlag
        rapport.verdict = verdict
        rapport.funn = samling.alle
        rapport.messageId = messageId
        if verdict == .accepted { rapport.regnskap = regnskap }
        return rapport
    }

    /// What plain `xsltproc` needs to write the same.
    ///
    /// - Throws: `SafeXMLError` when a tree cannot be written.
    public func stylesheetInput() throws -> [UInt8] { try kilde?.serialized() ?? [] }
}
