// SPDX-License-Identifier: Apache-2.0
public import DPV
import Foundation
import Noark

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
        case .integrasjonspunkt:
            integrasjonspunkt()
            brevFraIntegrasjonspunktet()
        case .altinn3: altinn3()
        case nil: demand("transport")
        }
        if oppsett.isGiven("archive.url") || oppsett.fetchesIncoming { arkiv() }
        if oppsett.fetchesIncoming {
            if (transport ?? oppsett.transport) != .integrasjonspunkt { integrasjonspunkt() }
            innboks()
        }
        if transport == nil { tjener() }
        for text in oppsett.list("conversion.internalNotesTo") ?? [] where Organisasjonsnummer(lenient: text) == nil {
            fault("conversion.internalNotesTo", "har \(text), som ikke er et gyldig organisasjonsnummer.")
        }
        order([
            ("status.pollSeconds", "status.maxPollSeconds"), ("outbox.retrySeconds", "outbox.maxRetrySeconds"),
            ("outbox.statusSeconds", "outbox.maxStatusSeconds"), ("outbox.keepFilesDays", "outbox.keepDays"),
        ])
        for variable in oppsett.unknownVariables {
            merknader.append(
                Merknad(key: nil, text: "Variabelen \(variable) er ikke en innstilling.", isFault: false))
        }
    }

    /// Looks through the settings of the archive's own endpoint.
    init(arkiv oppsett: Oppsett) {
        self.oppsett = oppsett
        arkiv()
    }

    private mutating func arkiv() {
        demand("archive.url")
        let hasUser = login("archive")
        let hasCertificate = oppsett.isGiven("archive.certificateFile")
        secret("archive.key", isNeeded: hasCertificate)
        if !hasCertificate, oppsett.isGiven("archive.key") || oppsett.isGiven("archive.keyFile") {
            fault("archive.certificateFile", "mangler, men en nøkkel er oppgitt.")
        }
        encryption("archive.url", carriesSecrets: hasUser)
        trust("archive.caFile", of: "archive.url")
        trust("archive.certificateFile", of: "archive.url")
        if let action = oppsett.text("archive.soapAction"),
            !action.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
        {
            fault("archive.soapAction", "har tegn som ikke kan stå i en SOAPAction.")
        }
    }

    /// Looks through the settings of what comes in, and of the archive that it goes to.
    init(innboks oppsett: Oppsett) {
        self.oppsett = oppsett
        arkiv()
        innboks()
    }

    private mutating func innboks() {
        for text in oppsett.list("incoming.receivers") ?? [] where Organisasjonsnummer(lenient: text) == nil {
            fault("incoming.receivers", "har \(text), som ikke er et gyldig organisasjonsnummer.")
        }
        order([
            ("incoming.pollSeconds", "incoming.maxPollSeconds"), ("incoming.retrySeconds", "incoming.maxRetrySeconds"),
        ])
    }

    private mutating func order(_ pairs: [(less: String, more: String)]) {
        for (less, more) in pairs {
            if let few = oppsett.number(less), let many = oppsett.number(more), few > many {
                fault(more, "er mindre enn \(less).")
            }
        }
    }

    /// Looks through the settings of the service.
    init(tjener oppsett: Oppsett) {
        self.oppsett = oppsett
        tjener()
    }

    private mutating func tjener() {
        let hasCertificate = oppsett.isGiven("server.certificateFile")
        secret("server.key", isNeeded: hasCertificate)
        files("server.certificateFile", "server.clientCaFile")
        if !hasCertificate {
            for key in ["server.key", "server.keyFile", "server.clientCaFile"] where oppsett.isGiven(key) {
                fault(key, "er oppgitt, men server.certificateFile mangler.")
            }
        }
        let hasUser = login("server")
        for path in oppsett.list("server.paths") ?? [] where path.wholeMatch(of: /\/[A-Za-z0-9._~\/-]+/) == nil {
            fault("server.paths", "har en sti som ikke er som /noarkExchange.")
        }
        for path in oppsett.list("server.paths") ?? [] where Self.isOwn(path) {
            fault("server.paths", "har \(path), som er en av tjenestens egne stier.")
        }
        for (key, text) in Mappekontroll(oppsett).faults { fault(key, text) }
        let isLocal = oppsett.text("server.host").map(Self.isLoopback) ?? true
        if !isLocal, oppsett.flag("server.allowOpen") != true {
            if !hasCertificate { fault("server.certificateFile", "mangler; det kreves når server.host ikke er lokal.") }
            if !hasUser, !oppsett.isGiven("server.clientCaFile") {
                fault("server.user", "mangler (eller server.clientCaFile); det kreves når server.host ikke er lokal.")
            }
        }
        let isClosed = hasCertificate && (hasUser || oppsett.isGiven("server.clientCaFile"))
        if !isLocal, oppsett.flag("server.allowOpen") == true, !isClosed {
            note("server.allowOpen", "er true: tjenesten er åpen for alle som når den.")
        }
    }

    // What the service answers itself, and noarkExchange would answer in its place.
    private static func isOwn(_ path: String) -> Bool {
        path.wholeMatch(of: /\/(v1|health)(\/.*)?|\/(version|metrics|openapi\.json|report\.schema\.json)\/?/) != nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["localhost", "::1", "[::1]"].contains(host.lowercased())
            || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
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

    /// Who we are in a group, or who others are: a user and a password, or neither.
    ///
    /// - Returns: there is a user.
    private mutating func login(_ group: String) -> Bool {
        let (user, password) = (group + ".user", group + ".password")
        let hasUser = oppsett.isGiven(user)
        secret(password, isNeeded: hasUser)
        if !hasUser, oppsett.isGiven(password) || oppsett.isGiven(password + "File") {
            fault(user, "mangler, men passord er oppgitt.")
        }
        // Basic has it between the name and the password.
        if oppsett.text(user)?.utf8.contains(UInt8(ascii: ":")) == true { fault(user, "kan ikke ha kolon.") }
        return hasUser
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
        let hasUser = login("integrasjonspunkt")
        encryption("integrasjonspunkt.url", carriesSecrets: hasUser)
        trust("integrasjonspunkt.caFile", of: "integrasjonspunkt.url")
        let address = oppsett.text("integrasjonspunkt.url") ?? ""
        if address.wholeMatch(of: /.*\/api\/*/) != nil {
            fault("integrasjonspunkt.url", "skal ikke ha med /api.")
        }
    }

    // It makes the letter itself, and can be asked for a few things only.
    private mutating func brevFraIntegrasjonspunktet() {
        let others = [
            "letter.neutralTitle", "letter.standardText", "letter.shieldedBody", "notification.emailSubject",
        ]
        for key in others where oppsett.isGiven(key) && oppsett.text(key)?.isEmpty != true {
            note(key, "har ingen plass i det integrasjonspunktet tar imot, og brukes ikke: det har sitt eget.")
        }
        if oppsett.flag("notification.email") == false, oppsett.flag("notification.sms") == false {
            note(
                "notification.email",
                "og notification.sms er false, men integrasjonspunktet kan ikke bes om å la være: det varsler én gang, slik det selv er satt opp."
            )
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
