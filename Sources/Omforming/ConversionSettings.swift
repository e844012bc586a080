// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Noark
import SafeXML

/// What a conversion may be told beside the message.
///
/// Same message and same settings give the same bytes.
public struct ConversionSettings: Sendable, Hashable {
    /// What happens to a document that has no bytes.
    public enum EmptyDocuments: String, Sendable, Hashable, CaseIterable {
        /// The message is rejected.
        case reject
        /// The document travels as an empty file.
        case keep
        /// The document is left out.
        case drop
    }

    /// What happens to internal notes.
    public enum InternalNotes: String, Sendable, Hashable, CaseIterable {
        /// They travel.
        case keep
        /// They are withheld; the account says so.
        case withhold
    }

    /// How the arkivmelding is written.
    public enum Profile: String, Sendable, Hashable, CaseIterable {
        /// Valid by the schema, and nothing lost.
        case gyldig
        /// Element for element what the integrasjonspunkt wrote until 2023: for comparison, not for sending.
        case integrasjonspunkt
    }

    /// How the arkivmelding is written.
    public var profile = Profile.gyldig
    /// What has no natural element rides in `virksomhetsspesifikkeMetadata`; without it, the account tells what is lost.
    public var carrier = true
    /// How the code tables are read.
    public var codes = CodeSettings()
    /// Every value is told in the account, beside the sums.
    public var accountsForValues = false
    /// Name of the system that sends, for `arkivmelding/system`.
    public var system = "arkivbro"
    /// Time of receipt, ISO 8601; nil takes the message's own date.
    public var tidspunkt: String?
    /// Our own organisation number, for a message that names no sender.
    public var ownOrganisation: Organisasjonsnummer?
    /// The process; nil is Digdir's default.
    public var prosess: Prosess?
    /// What happens to a document that has no bytes.
    public var emptyDocuments = EmptyDocuments.reject
    /// Lets a message with a bad receiver number go on, with a warning.
    public var allowsInvalidReceiver = false
    /// Access codes that do not restrict, such as the `U` of some Public 360 installations.
    public var openAccessCodes: [String] = []
    /// What happens to internal notes.
    public var internalNotes = InternalNotes.keep
    /// Digits of the receivers that get internal notes whatever ``internalNotes`` says.
    public var keepsInternalNotesFor: Set<String> = []
    /// Identity of the message in eFormidling, when another message of its conversation has the conversation's; nil takes
    /// the conversation's.
    public var messageId: String?
    /// When the message was made, for the SBD; nil leaves it out.
    public var creationDateAndTime: String?
    /// When the message expires, for the SBD; nil leaves it out.
    public var expectedResponseDateTime: String?

    /// The defaults.
    public init() {}

    /// The settings that cannot be right, by name; empty when all can.
    public var faults: [String] {
        var result: [String] = []
        if !XMLText.isText(system) { result.append("system") }
        if !openAccessCodes.allSatisfy({ XMLText.isText($0) && !$0.contains(where: \.isWhitespace) }) {
            result.append("openAccessCodes")
        }
        if !XMLText.isText(codes.avskrivningEpost) { result.append("avskrivningEpost") }
        if let messageId, MeldingId.uuid(in: messageId) != messageId { result.append("messageId") }
        let times = [
            ("tidspunkt", tidspunkt), ("creationDateAndTime", creationDateAndTime),
            ("expectedResponseDateTime", expectedResponseDateTime),
        ]
        for (name, time) in times { if let time, !XMLText.isDateTimeWithZone(time) { result.append(name) } }
        return result
    }
}
