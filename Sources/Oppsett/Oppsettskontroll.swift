// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Finds what is missing, and what contradicts itself, for one transport.
public struct Oppsettskontroll: Sendable {
    /// One thing that was found.
    public struct Merknad: Sendable, Hashable {
        /// The setting that it is about; nil is none in particular.
        public let key: String?
        /// One sentence in bokmål.
        public let text: String
        /// Nothing can be sent until it is put right.
        public let isFault: Bool

        /// Creates a remark.
        public init(key: String?, text: String, isFault: Bool) {
            self.key = key
            self.text = text
            self.isFault = isFault
        }
    }

    /// What was found.
    public private(set) var merknader: [Merknad] = []
    private let oppsett: Oppsett

    /// Looks through the settings.
    ///
    /// - Parameter transport: how messages are handed over; nil takes the setting.
    public init(_ oppsett: Oppsett, transport: Transportnavn? = nil) {
        self.oppsett = oppsett
        switch transport ?? oppsett.transport {
        case .spool: demand("spool.dir")
        case .integrasjonspunkt: integrasjonspunkt()
        case .altinn3: altinn3()
        case nil: demand("transport")
        }
        if let first = oppsett.number("status.pollSeconds"), let longest = oppsett.number("status.maxPollSeconds"),
            first > longest
        {
            fault("status.maxPollSeconds", "er mindre enn status.pollSeconds.")
        }
        for variable in oppsett.unknownVariables {
            merknader.append(
                Merknad(key: nil, text: "Variabelen \(variable) er ikke en innstilling.", isFault: false))
        }
    }

    private mutating func fault(_ key: String, _ text: String) {
        merknader.append(Merknad(key: key, text: "\(key) \(text)", isFault: true))
    }

    private mutating func note(_ key: String, _ text: String) {
        merknader.append(Merknad(key: key, text: "\(key) \(text)", isFault: false))
    }

    private mutating func demand(_ key: String) {
        if !oppsett.isGiven(key) { fault(key, "mangler.") }
    }

    private mutating func files(_ keys: String...) {
        for key in keys {
            guard let path = oppsett.path(key)?.path(percentEncoded: false) else { continue }
            var isFolder: ObjCBool = false
            if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
                fault(key, "peker på \(path), som ikke finnes.")
            } else if isFolder.boolValue || !FileManager.default.isReadableFile(atPath: path) {
                fault(key, "peker på \(path), som ikke kan leses.")
            }
        }
    }

    /// From the environment and from a file, but not from both.
    private mutating func secret(_ key: String, isNeeded: Bool) {
        let places = [key, key + "File"].filter(oppsett.isGiven)
        if places.count > 1 { fault(key, "og \(key)File er begge oppgitt; bare den ene kan gjelde.") }
        if places.isEmpty, isNeeded {
            fault(key + "File", "mangler (eller \(SettingGroup.keys[key]?.variable ?? key)).")
        }
        files(key + "File")
    }

    // What proves who we are must not go where others can read it.
    private mutating func encryption(_ key: String, carriesSecrets: Bool) {
        guard let url = oppsett.text(key), url.hasPrefix("http://"), carriesSecrets else { return }
        let host = url.dropFirst("http://".count).prefix { !"/:".contains($0) }
        if !["localhost", "127.0.0.1"].contains(host), !url.hasPrefix("http://[::1]") {
            fault(key, "må begynne med https://, ellers går innloggingen åpent over nettet.")
        }
    }

    private mutating func trust(_ key: String, of url: String) {
        if oppsett.isGiven(key), oppsett.text(url)?.hasPrefix("http://") == true {
            fault(key, "er oppgitt, men \(url) begynner ikke med https://.")
        }
        files(key)
    }

    private mutating func integrasjonspunkt() {
        demand("integrasjonspunkt.url")
        let hasUser = oppsett.isGiven("integrasjonspunkt.user")
        let hasPassword =
            oppsett.isGiven("integrasjonspunkt.password") || oppsett.isGiven("integrasjonspunkt.passwordFile")
        secret("integrasjonspunkt.password", isNeeded: hasUser)
        if hasPassword, !hasUser { fault("integrasjonspunkt.user", "mangler, men passord er oppgitt.") }
        encryption("integrasjonspunkt.url", carriesSecrets: hasUser)
        trust("integrasjonspunkt.caFile", of: "integrasjonspunkt.url")
        if oppsett.text("integrasjonspunkt.url")?.hasSuffix("/api") == true {
            fault("integrasjonspunkt.url", "skal ikke ha med /api.")
        }
    }

    private mutating func altinn3() {
        let prefix = "altinn3.maskinporten."
        let addresses = ["altinn3.url", prefix + "tokenUrl", prefix + "audience"]
        if !oppsett.isGiven("altinn3.environment"), !addresses.allSatisfy(oppsett.isGiven) {
            fault("altinn3.environment", "mangler (eller \(addresses.joined(separator: ", "))).")
        }
        demand(prefix + "clientId")
        secret(prefix + "key", isNeeded: true)
        let names = [prefix + "kid", prefix + "certificateFile"]
        switch names.filter(oppsett.isGiven).count {
        case 0: fault(names[0], "mangler (eller \(names[1])).")
        case 2: fault(names[0], "og \(names[1]) er begge oppgitt; bare den ene kan gjelde.")
        default: files(names[1])
        }
        secret("altinn3.subscriptionKey", isNeeded: false)
        for key in ["altinn3.url", "altinn3.exchangeUrl", prefix + "tokenUrl"] {
            encryption(key, carriesSecrets: true)
        }
        trust("altinn3.caFile", of: "altinn3.url")
        if oppsett.text("altinn3.route") == "direct" {
            if oppsett.list(prefix + "scopes")?.contains("eformidling:dpv") == true {
                fault(prefix + "scopes", "har eformidling:dpv, som hører til altinn3.route proxy.")
            }
            let resources = SettingGroup.processNames.map { "processes.\($0.name).resourceId" }
            if !(resources + ["otherProcesses"]).contains(where: oppsett.isGiven) {
                note(
                    "altinn3.route", "er direct, men ingen processes.PROSESS.resourceId er egne: ressursene er Digdirs."
                )
            }
        }
    }
}
