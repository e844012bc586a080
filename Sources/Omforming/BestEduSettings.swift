// SPDX-License-Identifier: Apache-2.0
public import Noark
import SafeXML

/// What the conversion of an arkivmelding to BEST/EDU may be told beside it.
///
/// Same arkivmelding and same settings give the same bytes.
public struct BestEduSettings: Sendable, Hashable {
    /// The journal post to write, counted from 1 in the order of the arkivmelding; nil is the only one.
    public var journalpost: Int?
    /// Who sends, for a package without an SBD.
    public var sender: Organisasjonsnummer?
    /// Who receives, for a package without an SBD.
    public var receiver: Organisasjonsnummer?
    /// Lets a message with a bad receiver number go on, with a warning.
    public var allowsInvalidReceiver = false
    /// How the code tables are read.
    public var codes = CodeSettings()
    /// Every value is told in the account, beside the sums.
    public var accountsForValues = false

    /// The defaults.
    public init() {}

    /// The settings that cannot be right, by name; empty when all can.
    public var faults: [String] {
        var result: [String] = []
        if journalpost.map({ $0 < 1 }) == true { result.append("journalpost") }
        if !XMLText.isText(codes.avskrivningEpost) { result.append("avskrivningEpost") }
        return result
    }
}
