// SPDX-License-Identifier: Apache-2.0

/// What became of a hand-over.
public enum Leveringsresultat: Sendable, Hashable {
    /// Handed over; the transport's own reference.
    case accepted(reference: String)
    /// Was handed over before; the reference of then.
    case alreadyAccepted(reference: String)
    /// Not now, or nobody knows; try again with the same key, after so many seconds if the transport knows.
    ///
    /// Only a transport that knows that the other side has not got the message by this hand-over says that it cannot have
    /// arrived: then it may go another way.
    case retryLater(reason: String, afterSeconds: Int?, mayHaveArrived: Bool = true)
    /// Never, as it stands.
    case refused(Avvisning)
    /// Our settings or access are at fault: every message would fail alike.
    case configurationFault(reason: String)
}
