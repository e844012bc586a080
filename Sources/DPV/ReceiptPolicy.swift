// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// When receipts are made of statuses.
public struct ReceiptPolicy: Sendable, Hashable {
    /// When one kind of receipt is made.
    public struct Rule: Sendable, Hashable {
        /// The status at which the receipt OK is made: SENDT, LEVERT or LEST; nil never.
        public var ok: Meldingsstatus?
        /// A receipt ERROR is made when the message fails or expires.
        public var error: Bool
        /// A receipt WARNING is made when the message got through and somebody should look at it all the same.
        public var warning: Bool

        /// Creates a rule.
        public init(ok: Meldingsstatus?, error: Bool, warning: Bool = false) {
            self.ok = ok
            self.error = error
            self.warning = warning
        }
    }

    /// For `AppReceipt`: OK when the message is sent, as the old gateway did, ERROR if it fails after that, and WARNING
    /// when nobody was notified of it.
    public var appReceipt = Rule(ok: .sendt, error: true, warning: true)
    /// For arkivmelding_kvittering: none, as the integrasjonspunkt's profile for production.
    public var arkivmeldingKvittering = Rule(ok: nil, error: false)

    /// The defaults.
    public init() {}
}
