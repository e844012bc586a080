// SPDX-License-Identifier: Apache-2.0
public import EFormidling
import Foundation
import Omforming
import SafeXML

/// What must be known of an order before it is given, to be stored in a ``Sending``.
public struct Sendingsgrunnlag: Sendable {
    /// The letter.
    public let korrespondanse: Korrespondanse
    /// The addressing of the package.
    public let sbd: StandardBusinessDocument
    /// What the archive calls the conversation, when that is not its UUID.
    public let archiveConversationId: String?

    /// Reads the package.
    ///
    /// - Throws: `ArkivbroError` when its addressing cannot be read.
    public init(_ oppdrag: Oppdrag) throws {
        guard let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json")),
            let sbd = SBDInnlesing(json: [UInt8](data)).sbd
        else { throw ArkivbroError(.cannotRead, "Kan ikke lese sbd.json i forsendelsen.") }
        self.sbd = sbd
        korrespondanse = oppdrag.korrespondanse
        archiveConversationId = Self.archiveConversationId(oppdrag)
    }

    // As the archive wrote it, which is what it knows its message by.
    private static func archiveConversationId(_ oppdrag: Oppdrag) -> String? {
        guard let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: "arkivmelding.xml")),
            let text = try? XMLDocument(parsing: [UInt8](data)).root?.child("meldingId")?.text,
            text != oppdrag.korrespondanse.conversationId
        else { return nil }
        return text
    }
}
