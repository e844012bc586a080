// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What is done with a message that is due to be handed over, after what was done with it before.
public enum Sendingsvalg: Sendable {
    /// It is sent: the attempt, to be kept before the call.
    case send(Sending)
    /// Its time is out, and it may have arrived before: the other side is asked, by the key of this attempt.
    case ask(Sending)
    /// It must not be sent.
    case refuse(Avvisning)

    /// - Parameters:
    ///   - transport: the transport's name.
    ///   - spoolDir: folder of the spool, when that is the transport.
    ///   - known: what is kept of earlier attempts.
    public init(
        _ grunnlag: Sendingsgrunnlag, by transport: String, spoolDir: URL? = nil, after known: Sending?, now: Date
    ) {
        let next = Sending(grunnlag, by: transport, spoolDir: spoolDir, after: known, now: now.medSone)
        if let avvisning = known.flatMap({ next.refusal(after: $0) }) {
            self = .refuse(avvisning)
        } else if let avvisning = next.lapse(at: now) {
            self = next.canBeAskedFor ? .ask(next) : .refuse(avvisning)
        } else {
            self = .send(next)
        }
    }
}
