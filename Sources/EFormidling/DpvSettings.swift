// SPDX-License-Identifier: Apache-2.0

/// What is asked of DPV for one message: the member `dpv` in the body of its SBD.
///
/// What is nil is left to the settings of who sends.
public struct DpvSettings: Sendable, Hashable {
    /// Whether who has not read is notified once more.
    public enum VarselType: String, Sendable, Hashable, CaseIterable {
        /// Once more.
        case medRevarsel = "VarselDPVMedRevarsel"
        /// Only once.
        case utenRevarsel = "VarselDPVUtenRevarsel"
    }

    /// How the receiver is notified.
    public enum VarselTransportType: String, Sendable, Hashable, CaseIterable {
        /// By e-mail and SMS.
        case epostOgSMS = "EpostOgSMS"
        /// By e-mail.
        case epost = "Epost"
        /// By SMS.
        case sms = "SMS"
    }

    /// Whether who has not read is notified once more.
    public var varselType: VarselType?
    /// How the receiver is notified.
    public var varselTransportType: VarselTransportType?
    /// Text of the notification.
    public var varselTekst: String?
    /// Text of the notification when the message is confidential.
    public var taushetsbelagtVarselTekst: String?
    /// Days until an answer is due; 0 and less is no due date.
    public var dagerTilSvarfrist: Int?

    /// Nothing is asked.
    public init() {}

    /// The members in eFormidling's order, as text; what is not asked is left out.
    public var members: [(name: String, text: String)] {
        let all: [(String, String?)] = [
            ("varselType", varselType?.rawValue), ("varselTransportType", varselTransportType?.rawValue),
            ("varselTekst", varselTekst), ("taushetsbelagtVarselTekst", taushetsbelagtVarselTekst),
            ("dagerTilSvarfrist", dagerTilSvarfrist.map(String.init)),
        ]
        return all.compactMap { name, text in text.map { (name, $0) } }
    }

    var json: OrderedJSON {
        .object(
            members.map { name, text in
                (name, name == "dagerTilSvarfrist" ? .integer(Int64(dagerTilSvarfrist ?? 0)) : .string(text))
            })
    }
}
