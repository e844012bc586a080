// SPDX-License-Identifier: Apache-2.0

/// What a document turned out to be, by its root element and never by a text in it.
public enum Dokumentslag: Sendable, Hashable {
    /// A `PutMessageRequest` whose payload is a Noark 4 `Melding`.
    case putMessageMelding
    /// A `PutMessageRequest` whose payload is an `AppReceipt`.
    case putMessageAppReceipt
    /// A `PutMessageRequest` whose payload is missing or none of the two.
    case putMessage
    /// A `GetCanReceiveMessageRequest`.
    case getCanReceiveMessage
    /// A `Melding` without an envelope.
    case melding
    /// An `AppReceipt` without an envelope.
    case appReceipt
    /// An arkivmelding.
    case arkivmelding
    /// A standard business document with an arkivmelding_kvittering.
    case sbdKvittering
    /// A standard business document with a digital_dpv.
    case sbdDigitalDpv
    /// Another standard business document.
    case sbd
    /// Something else.
    case ukjent

    /// The name in reports.
    public var navn: String {
        switch self {
        case .putMessageMelding: "PutMessage/Melding"
        case .putMessageAppReceipt: "PutMessage/AppReceipt"
        case .putMessage: "PutMessage"
        case .getCanReceiveMessage: "GetCanReceiveMessage"
        case .melding: "Melding"
        case .appReceipt: "AppReceipt"
        case .arkivmelding: "arkivmelding"
        case .sbdKvittering: "SBD/arkivmelding_kvittering"
        case .sbdDigitalDpv: "SBD/digital_dpv"
        case .sbd: "SBD"
        case .ukjent: "unknown"
        }
    }
}
