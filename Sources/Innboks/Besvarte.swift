// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import EFormidling
import Noark
import Omforming
public import Utboks

extension Innlager {
    /// Finds the letter that an archive answers by a `PutMessage` of its own, which may be long after it took the letter.
    ///
    /// The conversationId decides, and the numbers in the envelope where several letters have it: a text that is no UUID is
    /// its sender's own, and others may have the same.
    ///
    /// - Parameter sendsReceipts: the letters' senders are told.
    /// - Throws: when the store fails.
    public func besvart(_ konvolutt: Konvolutt, sendsReceipts: Bool = true) async throws -> Besvart {
        let isUUID = MeldingId.uuid(in: konvolutt.conversationId) != nil
        let named = Set([konvolutt.sender, konvolutt.receiver].map { Organisasjonsnummer.stripped($0.orgnr) })
        let letters = try await brev(arkivsamtale: konvolutt.conversationId, most: 1000).compactMap { melding in
            // Before it is made, no archive can know it.
            melding.mappe == nil ? nil : Kandidat(melding, named)
        }
        let best = letters.map(\.likhet).max() ?? 0
        let likely = letters.filter { $0.likhet == best && (isUUID || best > 0) }
        guard let letter = likely.last else { return .ukjent }
        // Of letters from several, the receipt must say whose it is: it may tell what is nobody else's business.
        if Set(likely.map(\.brev.sender)).count > 1, !letter.namesSender { return .ukjent }
        guard sendsReceipts, let sender = letter.brev.sender, let receiver = Organisasjonsnummer(letter.brev.receiver)
        else { return .ingenSkalHaDen }
        let original = ReceiptSettings.Original(
            conversationId: MeldingId.uuid(in: letter.melding.conversationId), messageId: letter.melding.messageId,
            parties: .init(sender: sender, receiver: receiver))
        return .melding(original, sendt: letter.melding.sendtSvar)
    }
}

/// A letter that a receipt may answer.
private struct Kandidat {
    let melding: Innmelding
    let brev: StandardBusinessDocument
    let namesSender: Bool
    let likhet: Int

    init?(_ melding: Innmelding, _ named: Set<String>) {
        guard let brev = SBDInnlesing(json: [UInt8](melding.sbd)).sbd else { return nil }
        self.melding = melding
        self.brev = brev
        namesSender = brev.sender.map { named.contains($0.digits) } ?? false
        likhet = (namesSender ? 2 : 0) + (named.contains(Organisasjonsnummer.stripped(brev.receiver)) ? 1 : 0)
    }
}

extension Innmelding {
    /// The id of the answer that its sender has, or gets without anybody's help.
    fileprivate var sendtSvar: String? {
        guard let svar, svartilstand != .parkert else { return nil }
        return SBDInnlesing(json: [UInt8](svar)).sbd?.messageId
    }
}
