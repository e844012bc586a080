// SPDX-License-Identifier: Apache-2.0

/// The ways to hand messages over that are ours, by the names that settings and what is kept of a message use.
public enum Transportnavn: String, Sendable, Hashable, CaseIterable {
    /// A folder, for a transport layer of the user's own.
    case spool
    /// The integrasjonspunkt of eFormidling.
    case integrasjonspunkt
    /// Altinn 3 Correspondence.
    case altinn3
}
