// SPDX-License-Identifier: Apache-2.0
public import Omforming

/// What is known of the message that an archive's receipt answers.
public enum Besvart: Sendable, Hashable {
    /// It came in, and its sender is told.
    ///
    /// - Parameter sendt: the id of a receipt that its sender has been told already, or is about to be.
    case melding(ReceiptSettings.Original, sendt: String?)
    /// It came in, and nobody is to be told.
    case ingenSkalHaDen
    /// It did not come in here, or is no longer known: there is no way back.
    case ukjent
}
