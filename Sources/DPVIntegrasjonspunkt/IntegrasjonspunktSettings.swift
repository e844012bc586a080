// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP
public import Noark

/// Where the integrasjonspunkt is, and how we prove who we are.
public struct IntegrasjonspunktSettings: Sendable {
    /// The address without `/api`, such as `https://integrasjonspunkt.kommune.example:9093`.
    public var baseURL: String
    /// What is answered when it asks who we are; nil where it does not ask.
    public var login: Login?
    /// The title of `arkivmelding.xml`, which DPV demands of every file and shows nobody.
    public var titleOfArkivmelding = "Arkivmelding"
    /// Waits and limits of the connection.
    public var http = HTTPSettings()

    /// Creates settings.
    public init(baseURL: String, login: Login? = nil) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.login = login
    }
}
