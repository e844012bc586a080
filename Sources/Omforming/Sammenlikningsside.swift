// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import SafeXML

/// One of the two that are compared.
///
/// Not `Sendable`: it holds a tree.
public struct Sammenlikningsside {
    /// What can be compared with what.
    enum Art { case bestEdu, kvittering, arkivmelding, forsendelse }

    /// Nil when there is nothing to compare.
    let art: Art?
    /// What it is, in the words of reports.
    public let slag: String
    /// What reading it found.
    public let funn: [VurdertFunn]
    let noder: [Sammenlikningsnode]

    init(art: Art?, slag: String, funn: [VurdertFunn], noder: [Sammenlikningsnode]) {
        self.art = noder.isEmpty ? nil : art
        self.slag = slag
        self.funn = funn
        self.noder = noder
    }

    /// The path of a file of a Forsendelse.
    static let fil = "documents/fil"

    static func innhold(size: Int64, sha256: String) -> String { "\(size) byte, sha256 \(sha256)" }

    /// The parts of a message: the envelope and what it carries, or what stands alone.
    static func noder(_ innlesing: Innlesing) -> [Sammenlikningsnode] {
        guard let rot = innlesing.tre?.root else { return [] }
        let paths = XMLPaths()
        var innhold = Filinnhold()
        for (element, dokument) in zip(innlesing.dokumentelementer, innlesing.dokumenter) {
            innhold.add(
                Self.innhold(size: dokument.size, sha256: dokument.sha256),
                at: stiFraMelding(paths.path(of: element))[...])
        }
        var parts = [rot]
        if rot.localName == "PutMessageRequest" {
            parts = rot.children.flatMap { $0.localName == "payload" ? $0.children : [$0] }
        }
        return parts.map { Sammenlikningsnode($0, innhold: innhold.below($0.localName, 0)) }
    }

    func json(_ showValues: Bool) -> OrderedJSON {
        .object([("kind", .string(slag)), ("findings", .array(funn.map { Rapport.json($0, showValues) }))])
    }
}
