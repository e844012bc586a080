// SPDX-License-Identifier: Apache-2.0
public import DPV

/// What the suite is run against: a transport, and as much of its other side as can be steered.
///
/// Only the transport is demanded. What the other side cannot do is not tried.
public struct Counterpart: Sendable {
    /// What can go wrong with the other side.
    public enum Fault: String, Sendable, Hashable, CaseIterable {
        /// The next hand-over has its effect, and its answer is lost.
        case lostAnswer
        /// The other side is away.
        case down
        /// The other side refuses the next message for good.
        case refuses
        /// Our access is taken away.
        case noAccess
    }

    /// Makes a transport anew, as a program that is started again does; the other side stays as it was.
    public var transport: @Sendable () async throws -> any DPVTransport
    /// How many messages the other side has got by a key; nil cannot be asked.
    public var delivered: (@Sendable (_ idempotentKey: String) async throws -> Int)?
    /// Brings about a fault, for the faults that can be.
    public var faults: [Fault: @Sendable () async throws -> Void] = [:]
    /// Ends the fault.
    public var heal: @Sendable () async throws -> Void = {}
    /// A sender that the other side takes messages from.
    public var sender = "310000035"
    /// An organisation that the other side takes messages to.
    public var receiver = "310000043"
    /// A person that the other side takes letters to; nil takes none.
    public var person: String?
    /// Seconds to wait, at most, before something is asked again.
    public var patience = 1.0

    /// Creates a counterpart of which only the transport is known.
    public init(transport: @escaping @Sendable () async throws -> any DPVTransport) { self.transport = transport }
}
