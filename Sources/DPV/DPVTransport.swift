// SPDX-License-Identifier: Apache-2.0
public import Noark

/// A way to hand messages over to DPV, and to learn what became of them.
///
/// What the other side says is a value; a transport throws only `CancellationError`. The same order may come again after
/// any failure, also after one between effect and answer: then the answer is ``Leveringsresultat/alreadyAccepted``.
public protocol DPVTransport: Sendable {
    /// The name that settings use.
    var name: String { get }

    /// Hands a message over.
    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat

    /// Says what became of a message that was handed over, or that may have been.
    func status(of referanse: Leveringsreferanse) async throws -> Statussvar

    /// Says what a receiver takes, and by which service.
    func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar
}
