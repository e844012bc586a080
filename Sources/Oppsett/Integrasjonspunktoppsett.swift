// SPDX-License-Identifier: Apache-2.0
import DPV
public import Noark

/// How the integrasjonspunkt is reached.
public struct Integrasjonspunktoppsett: Sendable {
    /// The address, without `/api`.
    public let url: String
    /// Who we are there; nil is nobody.
    public let login: Login?
    /// Waits and trust.
    public let forbindelse: Forbindelsesoppsett
}

extension Oppsett {
    /// How the integrasjonspunkt is reached.
    ///
    /// - Throws: when something is missing or contradictory.
    public func integrasjonspunkt() throws(ConfigurationFault) -> Integrasjonspunktoppsett {
        try checked(.integrasjonspunkt)
        let login = try login("integrasjonspunkt")
        return Integrasjonspunktoppsett(
            url: text("integrasjonspunkt.url") ?? "", login: login, forbindelse: forbindelse("integrasjonspunkt"))
    }
}
