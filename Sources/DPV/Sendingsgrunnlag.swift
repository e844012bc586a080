// SPDX-License-Identifier: Apache-2.0
public import EFormidling
import Foundation
import Omforming

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
    /// - Parameter archiveConversationId: what the archive wrote, also when that is the UUID; nil when it wrote nothing.
    /// - Throws: `ArkivbroError` when its addressing cannot be read.
    public init(_ oppdrag: Oppdrag, archiveConversationId: String?) throws {
        guard let data = try? Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json")),
            let sbd = SBDInnlesing(json: [UInt8](data)).sbd
        else { throw ArkivbroError(.cannotRead, "Kan ikke lese sbd.json i forsendelsen.") }
        self.init(oppdrag.korrespondanse, sbd: sbd, archiveConversationId: archiveConversationId)
    }

    /// Takes the letter, and the addressing of its package.
    ///
    /// - Parameter archiveConversationId: as of ``init(_:archiveConversationId:)``.
    public init(_ letter: Korrespondanse, sbd: StandardBusinessDocument, archiveConversationId: String?) {
        korrespondanse = letter
        self.sbd = sbd
        self.archiveConversationId = archiveConversationId == letter.conversationId ? nil : archiveConversationId
    }
}
