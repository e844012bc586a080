// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Noark

/// The receipts that were made of one message, so that none is made twice.
///
/// To be stored with the message, before the receipt is sent.
public struct Kvitteringsbok: Sendable, Hashable, Codable {
    /// Kinds of receipt.
    public enum Slag: String, Sendable, Hashable, CaseIterable, Codable {
        /// To an archive that speaks BEST/EDU.
        case appReceipt = "AppReceipt"
        /// To an archive that speaks arkivmelding.
        case arkivmeldingKvittering = "arkivmelding_kvittering"
    }

    /// A receipt that is due.
    public struct Utstedt: Sendable, Hashable {
        /// What it is to be.
        public let slag: Slag
        /// What it says.
        public let kvittering: Kvittering
    }

    // By kind, the types that were made.
    private var utstedt: [Slag: Set<String>] = [:]

    /// None was made.
    public init() {}

    /// A receipt ERROR was made: the archive knows that the message failed.
    public var hasToldOfFailure: Bool {
        utstedt.values.contains { $0.contains(Kvittering.Kvitteringstype.error.rawValue) }
    }

    /// The receipts that are due now and were not made before.
    ///
    /// After ERROR there is nothing; after OK there may be a WARNING and an ERROR. A letter of the type digital_dpv has no
    /// receipts.
    ///
    /// - Parameters:
    ///   - forloep: what has happened.
    ///   - messageId: identity in eFormidling of the message that the receipts answer.
    public mutating func kvitteringer(
        for forloep: Statusforloep, of messageId: String, dokumenttype: Dokumenttype = .arkivmelding,
        _ policy: ReceiptPolicy = ReceiptPolicy()
    ) -> [Utstedt] {
        guard dokumenttype == .arkivmelding else { return [] }
        let rules: [(Slag, ReceiptPolicy.Rule)] = [
            (.appReceipt, policy.appReceipt), (.arkivmeldingKvittering, policy.arkivmeldingKvittering),
        ]
        return rules.flatMap { slag, rule in
            due(forloep, rule, of: messageId).compactMap { kvittering in
                let types = utstedt[slag, default: []]
                guard let type = kvittering.receiptType?.rawValue, !types.contains(type),
                    !types.contains(Kvittering.Kvitteringstype.error.rawValue)
                else { return nil }
                utstedt[slag, default: []].insert(type)
                return Utstedt(slag: slag, kvittering: kvittering)
            }
        }
    }

    private func due(_ forloep: Statusforloep, _ rule: ReceiptPolicy.Rule, of messageId: String) -> [Kvittering] {
        func kvittering(_ type: Kvittering.Kvitteringstype, _ reason: Avvisning? = nil) -> Kvittering {
            Kvittering(
                receiptType: type, relatedToMessageId: messageId,
                messages: reason.map { [Kvittering.Message(code: $0.kode.rawValue, text: $0.reason)] } ?? [])
        }
        if let avvisning = forloep.avvisning { return rule.error ? [kvittering(.error, avvisning)] : [] }
        var result: [Kvittering] = []
        if let ok = rule.ok, forloep.hasReached(ok) { result.append(kvittering(.ok)) }
        if rule.warning, let advarsel = forloep.advarsel { result.append(kvittering(.warning, advarsel)) }
        return result
    }
}
