// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// One hand-over: a package on disk and the correspondence that shows it.
public struct Oppdrag: Sendable {
    /// The correspondence; its `messageId` is the idempotency key, the same for every attempt.
    public let korrespondanse: Korrespondanse
    /// The package's folder: `sbd.json`, `arkivmelding.xml`, `report.json`, `documents/`.
    ///
    /// Not to be changed.
    public let forsendelse: URL

    /// Creates an order.
    public init(korrespondanse: Korrespondanse, forsendelse: URL) {
        self.korrespondanse = korrespondanse
        self.forsendelse = forsendelse
    }
}

/// What became of a hand-over.
public enum Leveringsresultat: Sendable, Hashable {
    /// Handed over; the transport's own reference.
    case accepted(reference: String)
    /// Was handed over before; the reference of then.
    case alreadyAccepted(reference: String)
    /// Not now; try again after so many seconds, if the transport knows.
    case retryLater(reason: String, afterSeconds: Int?)
    /// Never, as it stands.
    case refused(reason: String)
    /// Our settings or access are at fault: every message would fail alike.
    case configurationFault(reason: String)
}

/// A way to hand messages over to DPV.
///
/// What a transport says of a message is a value; it throws only `CancellationError`. The same order may come again after
/// any failure, also after one between effect and answer: then the answer is ``Leveringsresultat/alreadyAccepted``.
public protocol DPVTransport: Sendable {
    /// The name that settings use.
    var name: String { get }
    /// Hands a message over.
    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat
}
