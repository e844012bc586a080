// SPDX-License-Identifier: Apache-2.0
import DPV
public import Foundation
import Noark

/// How a server is reached.
public struct Forbindelsesoppsett: Sendable, Hashable {
    /// PEM file with the certificates that are trusted in place of the system's; nil trusts the system's.
    public let caFile: URL?
    /// Seconds to wait for a connection.
    public let connectSeconds: Int
    /// Seconds to wait for an answer.
    public let answerSeconds: Int
    /// Attempts at each call; the first is one.
    public let attempts: Int
}

extension Oppsett {
    /// How the server of a group is reached.
    func forbindelse(_ prefix: String) -> Forbindelsesoppsett {
        Forbindelsesoppsett(
            caFile: path(prefix + ".caFile"), connectSeconds: number(prefix + ".connectSeconds") ?? 10,
            answerSeconds: number(prefix + ".answerSeconds") ?? 180, attempts: number(prefix + ".attempts") ?? 4)
    }

    /// Makes sure that a transport can be made; what is missing is told all at once.
    ///
    /// - Throws: when something is missing or contradictory.
    func checked(_ transport: Transportnavn) throws(ConfigurationFault) {
        let faults = Oppsettskontroll(self, transport: transport).merknader.filter(\.isFault).map(\.text)
        if !faults.isEmpty { throw ConfigurationFault(faults) }
    }

    /// The user and password of a group; nil when either is missing.
    func login(_ group: String) throws(ConfigurationFault) -> Login? {
        guard let user = text(group + ".user"), let password = try secret(group + ".password") else { return nil }
        return Login(user: user, password: password)
    }
}
