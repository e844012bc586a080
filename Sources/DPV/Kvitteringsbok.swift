// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Noark

/// When receipts are made of statuses.
public struct ReceiptPolicy: Sendable, Hashable {
    /// When one kind of receipt is made.
    public struct Rule: Sendable, Hashable {
        /// The status at which the receipt OK is made: SENDT, LEVERT or LEST; nil never.
        public var ok: Meldingsstatus?
        /// A receipt ERROR is made when the message fails or expires.
        public var error: Bool

        /// Creates a rule.
        public init(ok: Meldingsstatus?, error: Bool) {
            self.ok = ok
            self.error = error
        }
    }

    /// For `AppReceipt`: OK when the message is sent, as the old gateway did, and ERROR if it fails after that.
    public var appReceipt = Rule(ok: .sendt, error: true)
    /// For arkivmelding_kvittering: none, as the integrasjonspunkt's profile for production.
    public var arkivmeldingKvittering = Rule(ok: nil, error: false)

    /// The defaults.
    public init() {}
}

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

    /// The receipts that are due now and were not made before.
    ///
    /// After ERROR there is no OK; after OK there may be an ERROR. A letter of the type digital_dpv has no receipts.
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
        return rules.compactMap { slag, rule in
            guard let kvittering = due(forloep, rule, of: messageId), let type = kvittering.receiptType?.rawValue,
                utstedt[slag]?.contains(type) != true,
                utstedt[slag]?.contains(Kvittering.Kvitteringstype.error.rawValue) != true
            else { return nil }
            utstedt[slag, default: []].insert(type)
            return Utstedt(slag: slag, kvittering: kvittering)
        }
    }

    private func due(_ forloep: Statusforloep, _ rule: ReceiptPolicy.Rule, of messageId: String) -> Kvittering? {
        if let avvisning = forloep.avvisning {
            guard rule.error else { return nil }
            return Kvittering(
                receiptType: .error, relatedToMessageId: messageId,
                messages: [Kvittering.Message(code: avvisning.kode.rawValue, text: avvisning.reason)])
        }
        guard let ok = rule.ok, forloep.hasReached(ok) else { return nil }
        return Kvittering(receiptType: .ok, relatedToMessageId: messageId)
    }
}
