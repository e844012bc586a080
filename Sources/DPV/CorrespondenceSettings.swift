// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// What the making of a correspondence may be told beside the message.
///
/// Same message and same settings give the same correspondence.
public struct CorrespondenceSettings: Sendable, Hashable {
    /// The process, chosen by the sender; nil lets what is exempt from public access go as confidential, and everything
    /// else by Digdir's default.
    public var prosess: Prosess?
    /// Lets what is exempt from public access go by a process that is not confidential.
    public var allowsOpenProcess = false
    /// What processes mean in Altinn; nil is the table of the program.
    public var prosesstabell: Prosesstabell?
    /// Our own name as receivers know it; empty takes the message's.
    public var messageSender = ""

    /// The defaults.
    public init() {}
}
