// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
public import Foundation
import Noark
public import Omforming
public import SafeXML

/// From a small message to a letter and its package, in memory: for those who keep packages where there are no folders.
///
/// The same message gives the same letter, and the same bytes in each file, as ``Levering``.
public struct Minnelevering: Sendable {
    /// The report on the message.
    public let rapport: Rapport
    /// The letter; nil when the message is not accepted.
    public let korrespondanse: Korrespondanse?
    /// The package, by paths inside its folder, such as `documents/brev.pdf`.
    public let filer: [String: [UInt8]]
    /// What the archive calls the conversation, as it wrote it; nil when it wrote nothing.
    public let archiveConversationId: String?

    /// Converts a message, and makes its correspondence.
    ///
    /// - Parameters:
    ///   - input: the message, read to its end.
    ///   - settings: a process that is set here was chosen by the sender.
    ///   - correspondence: how the letter is made.
    /// - Throws: `ArkivbroError` when reading fails, `SafeXMLError` when a library does.
    public init(
        of input: FileHandle, with omformer: Omformer, _ settings: ConversionSettings,
        correspondence: CorrespondenceSettings = CorrespondenceSettings(), limits: Limits = .standard
    ) throws {
        var correspondence = correspondence
        correspondence.prosess = settings.prosess ?? correspondence.prosess
        let store = MemoryDocumentStore()
        var omforming = omformer.convert(try Innlesing(reading: input, into: store, limits: limits), settings)
        var korrespondanse = try Korrespondansebygger(omformer).korrespondanse(of: &omforming, correspondence)
        rapport = omforming.rapport
        archiveConversationId = omforming.id.flatMap { $0.original.isEmpty ? nil : $0.original }
        guard korrespondanse != nil, let forsendelse = omforming.forsendelse else {
            self.korrespondanse = nil
            filer = [:]
            return
        }
        var filer = [
            "sbd.json": forsendelse.sbd.json.bytes, "arkivmelding.xml": forsendelse.arkivmelding,
            "report.json": forsendelse.rapport,
        ]
        for dokument in omforming.dokumenter {
            filer["documents/" + dokument.fil.navn] = store.documents[dokument.number] ?? []
        }
        let documents = filer
        try korrespondanse?.pack(
            reading: { dokument, body in try documents["documents/" + dokument.navn]?.withUnsafeBytes(body) },
            writing: { vedlegg, block in filer[vedlegg.path, default: []].append(contentsOf: block) })
        self.filer = filer
        self.korrespondanse = korrespondanse
    }
}
