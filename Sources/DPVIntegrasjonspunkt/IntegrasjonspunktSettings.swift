// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP

/// Where the integrasjonspunkt is, and how we prove who we are.
public struct IntegrasjonspunktSettings: Sendable {
    /// User name and password; never shown.
    public struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
        let user: String
        let password: String

        /// Creates credentials.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        /// Nothing of them.
        public var description: String { "Credentials" }

        /// Nothing of them.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The address without `/api`, such as `https://integrasjonspunkt.kommune.example:9093`.
    public var baseURL: String
    /// What is answered when it asks who we are; nil where it does not ask.
    public var credentials: Credentials?
    /// The title of `arkivmelding.xml`, which DPV demands of every file and shows nobody.
    public var titleOfArkivmelding = "Arkivmelding"
    /// Waits and limits of the connection.
    public var http = HTTPSettings()

    /// Creates settings.
    public init(baseURL: String, credentials: Credentials? = nil) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.credentials = credentials
    }
}
