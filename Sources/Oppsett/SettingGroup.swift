// SPDX-License-Identifier: Apache-2.0
import DPV
public import EFormidling

/// Settings that belong together.
public struct SettingGroup: Sendable, Hashable {
    /// What they are about, in bokmål.
    public let title: String
    /// What is to be known of them all; empty is nothing.
    public let text: String
    /// The settings, in the order in which they are shown.
    public let keys: [SettingKey]

    private init(_ title: String, text: String = "", _ keys: [SettingKey]) {
        self.title = title
        self.text = text
        self.keys = keys
    }

    /// Every setting that the program knows.
    public static let all = [
        general, conversion, limits, letter, notification, spool, integrasjonspunkt, altinn3, maskinporten, processes,
        receipts, status, outbox, archive, incoming, server, log,
    ]

    /// Every key, by name.
    public static let keys = Dictionary(uniqueKeysWithValues: all.flatMap(\.keys).map { ($0.name, $0) })

    private static let general = SettingGroup(
        "Levering",
        [
            SettingKey(
                "transport", .choice(Transportnavn.allCases.map(\.rawValue)), option: "--transport",
                "leveringsmåten"),
            SettingKey(
                "stateDir", .path, "arkivbro-state", option: "--state-dir",
                "mappen med én fil for hver melding som er sendt"),
            SettingKey(
                "ttlHours", .number(1...8760), "168", option: "--ttl-hours", "timer til meldingen utløper"),
        ])

    private static let conversion = SettingGroup(
        "Omforming",
        [
            SettingKey(
                "conversion.system", .text, "arkivbro", option: "--system", "navnet på avsendersystemet"),
            SettingKey(
                "conversion.ownOrgnr", .organisation, option: "--own-orgnr",
                "eget organisasjonsnummer, for meldinger uten avsender"),
            SettingKey(
                "conversion.process", .process, option: "--process",
                "prosessen for alle meldinger; uten den velger skjermingen"),
            SettingKey(
                "conversion.emptyDocuments", .choice(["reject", "keep", "drop"]), "reject",
                option: "--empty-documents", "dokumenter uten innhold"),
            SettingKey(
                "conversion.openAccessCodes", .list, option: "--open-access-code", "tilgangskoder som ikke skjermer"),
            SettingKey(
                "conversion.internalNotes", .choice(["keep", "withhold"]), option: "--internal-notes",
                "interne notater; uten den: keep i convert, withhold i send og serve"),
            SettingKey(
                "conversion.internalNotesTo", .list, "numrene til dem som får interne notater uansett"),
            SettingKey(
                "conversion.carrier", .flag, "true", option: "--carrier",
                "bær det som ikke har noen plass, i virksomhetsspesifikkeMetadata"),
            SettingKey(
                "conversion.journalstatus", .choice(["integrasjonspunkt", "noark4"]), "integrasjonspunkt",
                option: "--journalstatus", "lesningen av journalposters status (F er godkjent, eller ferdig)"),
            SettingKey(
                "conversion.avskrivningEpost", .text, "BE", option: "--avskrivning-epost",
                "koden arkivet har for «Besvart med e-post»"),
        ])

    private static let limits = SettingGroup(
        "Grenser",
        [
            SettingKey(
                "limits.maxBytes", .number(1...Int.max), option: "--max-bytes",
                "største melding i byte; uten den er det ingen grense"),
            SettingKey("limits.maxDepth", .number(1...1000), "256", option: "--max-depth", "dypeste nøsting"),
        ])

    private static let letter = SettingGroup(
        "Brevet",
        [
            SettingKey(
                "letter.senderName", .text, option: "--sender-name",
                "avsenderens navn slik mottakeren ser det; uten den: navnet i meldingen"),
            SettingKey(
                "letter.defaultProcess", .process, Prosess.administrasjon.urn,
                "prosessen for brev som ikke er skjermet, når ingen er valgt"),
            SettingKey(
                "letter.allowOpenProcess", .flag, "false", option: "--allow-open-process",
                "la et skjermet brev gå som en prosess som ikke er taushetsbelagt"),
            SettingKey(
                "letter.neutralTitle", .text, "", "tittelen på skjermede brev; tom er en som nevner avsenderen"),
            SettingKey(
                "letter.standardText", .text, "teksten i brev som ikke har noen egen, i markdown"),
            SettingKey(
                "letter.shieldedBody", .choice(["neutral", "publicTitle", "title"]), "neutral",
                "teksten i skjermede brev"),
            SettingKey(
                "letter.daysToReply", .number(1...3650), option: "--days-to-reply",
                "dager mottakeren har på å svare; uten den er det ingen frist"),
            SettingKey(
                "letter.zipUnsupported", .flag, "false", option: "--zip-unsupported",
                "pakk filer av typer Altinn ikke tar imot, i en ZIP-fil"),
            SettingKey(
                "letter.zipAbove", .number(1...10_000), option: "--zip-above",
                "pakk alle vedlegg utenom det første når de er flere enn dette"),
            SettingKey("letter.maxAttachments", .number(1...10_000), "100", "flest vedlegg"),
            SettingKey(
                "letter.maxAttachmentBytes", .number(1...Int.max), "2000000000", "største vedlegg i byte"),
            SettingKey(
                "letter.maxTotalBytes", .number(1...Int.max),
                "flest byte i vedleggene til sammen; integrasjonspunktet hos Digdir stanser på 250 MB"),
        ])

    private static let notification = SettingGroup(
        "Varsel til mottakeren",
        [
            SettingKey("notification.email", .flag, "true", option: "--notify-email", "varsle på e-post"),
            SettingKey("notification.sms", .flag, "true", option: "--notify-sms", "varsle på SMS"),
            SettingKey(
                "notification.reminder", .flag, "true", option: "--reminder",
                "varsle én gang til den som ikke har lest"),
            SettingKey(
                "notification.emailSubject", .text, "", option: "--email-subject", "emnet på e-post; tom er vårt"),
            SettingKey(
                "notification.text", .text, "", option: "--notification-text",
                "teksten; tom er vår. $reporterName$ blir avsenderens navn"),
            SettingKey(
                "notification.sensitiveText", .text, "", option: "--sensitive-notification-text",
                "teksten når brevet er taushetsbelagt; tom er vår"),
        ])

    private static let spool = SettingGroup(
        "Spool",
        [
            SettingKey("spool.dir", .path, option: "--spool-dir", "mappen der det som skal leveres, legges")
        ])

    private static func connection(_ prefix: String) -> [SettingKey] {
        [
            SettingKey(
                prefix + ".caFile", .path,
                "PEM-fil med sertifikatene det stoles på; uten den: systemets"),
            SettingKey(prefix + ".connectSeconds", .number(1...3600), "10", "så lenge ventes det på forbindelse"),
            SettingKey(
                prefix + ".answerSeconds", .number(1...86_400), "180", "så lenge ventes det på svar"),
            SettingKey(prefix + ".attempts", .number(1...100), "4", "forsøk på hvert kall, det første medregnet"),
        ]
    }

    private static let integrasjonspunkt = SettingGroup(
        "Integrasjonspunktet",
        [
            SettingKey(
                "integrasjonspunkt.url", .url, "adressen, uten /api"),
            SettingKey("integrasjonspunkt.user", .text, "brukernavn; uten det sendes ingen innlogging"),
            SettingKey("integrasjonspunkt.password", .secret, "passord"),
            SettingKey("integrasjonspunkt.passwordFile", .path, "fil med passordet"),
        ] + connection("integrasjonspunkt"))

    private static let altinn3 = SettingGroup(
        "Altinn 3",
        [
            SettingKey("altinn3.environment", .choice(["prod", "tt02"]), "miljøet"),
            SettingKey(
                "altinn3.route", .choice(["proxy", "direct"]), "proxy",
                "gjennom Digdirs proxy, eller rett til Altinn med egne ressurser"),
            SettingKey(
                "altinn3.url", .url, "adressen til Correspondence, med /correspondence/api/v1; uten den: miljøets"),
            SettingKey(
                "altinn3.exchangeUrl", .url, "der tokenet fra Maskinporten veksles; uten den: miljøets"),
            SettingKey("altinn3.subscriptionKey", .secret, "abonnementsnøkkel, om Altinn krever en"),
            SettingKey("altinn3.subscriptionKeyFile", .path, "fil med abonnementsnøkkelen"),
            SettingKey(
                "altinn3.notificationStatus", .flag, "true",
                "spør nå og da om varselet nådde noen, når brevet ikke er lest"),
            SettingKey("altinn3.checksums", .flag, "false", "send MD5 av hver fil, som Altinn da sammenlikner"),
        ] + connection("altinn3"))

    private static let maskinporten = SettingGroup(
        "Maskinporten, for Altinn 3",
        [
            SettingKey("altinn3.maskinporten.clientId", .text, "integrasjonens navn i Maskinporten"),
            SettingKey("altinn3.maskinporten.key", .secret, "privat RSA-nøkkel i PEM"),
            SettingKey("altinn3.maskinporten.keyFile", .path, "fil med nøkkelen"),
            SettingKey("altinn3.maskinporten.kid", .text, "nøkkelens navn, når den er registrert på integrasjonen"),
            SettingKey(
                "altinn3.maskinporten.certificateFile", .path,
                "PEM-fil med virksomhetssertifikatet, når nøkkelen hører til det"),
            SettingKey(
                "altinn3.maskinporten.scopes", .list,
                "tilgangene; uten den: eformidling:dpv for proxy, ellers serviceeierens"),
            SettingKey("altinn3.maskinporten.tokenUrl", .url, "der tokenet hentes; uten den: miljøets"),
            SettingKey("altinn3.maskinporten.audience", .url, "hvem søknaden er til; uten den: miljøets"),
            SettingKey(
                "altinn3.maskinporten.consumerOrgnr", .organisation,
                "virksomheten det handles for, når Maskinporten kjenner en delegering"),
        ])

    /// The processes that settings can say something of, by the name that the settings have.
    public static let processNames: [(name: String, prosess: Prosess)] =
        Prosess.tjenester.compactMap { name in Prosess(named: name).map { (name, $0) } }
        + [("info", .info), ("vedtak", .vedtak)]

    private static let processes = SettingGroup(
        "Prosesser i Altinn",
        text: """
            Uten disse gjelder tabellen i programmet. PROSESS er ett av navnene \
            \(processNames.map(\.name).joined(separator: ", ")).
            """,
        processNames.flatMap { name, _ in
            [
                SettingKey("processes.\(name).resourceId", .text, "ressursen i Altinn 3"),
                SettingKey(
                    "processes.\(name).confidential", .flag,
                    "ressursen krever at meldinger er merket som taushetsbelagte"),
                SettingKey(
                    "processes.\(name).ignoreReservation", .flag,
                    "brevet går til den som har reservert seg mot digital post"),
                SettingKey("processes.\(name).serviceCode", .text, "tjenestekoden fra Altinn 2"),
                SettingKey("processes.\(name).serviceEditionCode", .text, "utgavekoden fra Altinn 2"),
            ]
        } + [
            SettingKey(
                "otherProcesses", .processList,
                "prosesser som ikke har noe navn her: urn og så felt som `resourceId=min-ressurs confidential=true`")
        ])

    private static func receipt(
        _ prefix: String, _ ok: String, _ error: String, warning: String, _ name: String
    ) -> [SettingKey] {
        [
            SettingKey(
                "\(prefix).ok", .choice(["never", "SENDT", "LEVERT", "LEST"]), ok,
                "statusen som gir \(name) med OK"),
            SettingKey(
                "\(prefix).error", .flag, error, "\(name) med ERROR når meldingen ikke kom fram, eller ble avvist"),
            SettingKey(
                "\(prefix).warning", .flag, warning,
                "\(name) med WARNING når meldingen kom fram og ingen ble varslet"),
        ]
    }

    private static let receipts = SettingGroup(
        "Kvitteringer",
        text: "Lages av `arkivbro status`, eller av utboksen, én gang for hver melding.",
        [
            SettingKey(
                "receipts.dir", .path,
                "mappen der kvitteringene legges; uten den: receipts i stateDir, eller kvitteringer i outbox.dir")
        ] + receipt("receipts.appReceipt", "SENDT", "true", warning: "true", "AppReceipt")
            + receipt(
                "receipts.arkivmeldingKvittering", "never", "false", warning: "false", "arkivmelding_kvittering"))

    private static let status = SettingGroup(
        "Status",
        [
            SettingKey("status.pollSeconds", .number(1...86_400), "5", "ventetiden før `--watch` spør igjen"),
            SettingKey(
                "status.maxPollSeconds", .number(1...86_400), "300", "den lengste ventetiden; den dobles hver gang"),
        ])

    private static let outbox = SettingGroup(
        "Utboksen",
        text:
            "Der tjenesten holder meldingene arkivet har levert fra seg. [utboks.md](utboks.md) forteller hva som skjer med dem.",
        [
            SettingKey(
                "outbox.dir", .path, "arkivbro-utboks", option: "--outbox-dir",
                "mappen forsendelsene ligger i"),
            SettingKey(
                "outbox.database", .path, option: "--outbox-database",
                "databasen (SQLite). Uten den er det `arkivbro.db` i `outbox.dir`, og uten den også `./arkivbro.db`"),
            SettingKey("outbox.parallel", .number(1...100), "4", "meldinger som leveres samtidig"),
            SettingKey(
                "outbox.maxAttempts", .number(1...10_000), "60", "forsøk før en melding, eller en kvittering, gis opp"),
            SettingKey("outbox.retrySeconds", .number(1...86_400), "10", "ventetiden etter det første forsøket"),
            SettingKey(
                "outbox.maxRetrySeconds", .number(1...86_400), "3600", "den lengste ventetiden; den dobles hver gang"),
            SettingKey(
                "outbox.pauseSeconds", .number(1...86_400), "300",
                "pausen når oppsett eller tilgang er feil, som ingen melding gis opp for"),
            SettingKey("outbox.statusSeconds", .number(1...86_400), "30", "ventetiden før det spørres om status"),
            SettingKey(
                "outbox.maxStatusSeconds", .number(1...86_400), "3600", "den lengste ventetiden mellom to spørsmål"),
            SettingKey("outbox.statusDays", .number(1...3650), "60", "dager det spørres om status"),
            SettingKey("outbox.keepFilesDays", .number(0...3650), "7", "dager en ferdig melding beholder filene"),
            SettingKey("outbox.keepDays", .number(1...3650), "90", "dager en ferdig melding er kjent"),
            SettingKey("outbox.vacuum", .flag, "true", "gi disken tilbake det databasen ikke lenger bruker"),
            SettingKey(
                "outbox.minFreeBytes", .number(0...Int.max), "1073741824",
                "ledige byte på disken; er det færre, tas ingen melding imot"),
        ])

    private static let archive = SettingGroup(
        "Arkivets endepunkt",
        text: "Der arkivet tar imot `PutMessage`. [arkivet.md](arkivet.md) forteller hvordan det kalles.",
        [
            SettingKey(
                "archive.url", .url, "adressen, nøyaktig slik arkivet vil ha den, med eller uten skråstrek til slutt"),
            SettingKey(
                "archive.type", .choice(["p360", "ephorte", "websak", "annet"]), "annet",
                "arkivet; velger SOAPAction og lesningen av tomme svar når de ikke er oppgitt"),
            SettingKey("archive.soap", .choice(["none", "1.1", "1.2"]), "1.1", "rammen rundt meldingen"),
            SettingKey("archive.payload", .choice(["escaped", "cdata"]), "escaped", "formen på nyttelasten"),
            SettingKey("archive.soapAction", .text, "SOAPAction for PutMessage; uten den: arkivets"),
            SettingKey(
                "archive.takesEmptyAnswer", .flag,
                "et svar uten innhold betyr at arkivet tok imot; uten den: bare for p360"),
            SettingKey("archive.user", .text, "brukernavn (Basic); uten det sendes ingen innlogging"),
            SettingKey("archive.password", .secret, "passord"),
            SettingKey("archive.passwordFile", .path, "fil med passordet"),
            SettingKey("archive.certificateFile", .path, "PEM-fil med klientsertifikatet"),
            SettingKey("archive.key", .secret, "klientsertifikatets private nøkkel i PEM"),
            SettingKey("archive.keyFile", .path, "fil med nøkkelen"),
        ] + connection("archive").filter { $0.name != "archive.attempts" })

    private static let incoming = SettingGroup(
        "Innkommende meldinger",
        text: "Hentes fra integrasjonspunktet og leveres til arkivets endepunkt.",
        [
            SettingKey("incoming.enabled", .flag, "false", "hent innkommende meldinger"),
            SettingKey(
                "incoming.dir", .path, "arkivbro-innboks", option: "--inbox-dir",
                "mappen der de ligger til arkivet har dem"),
            SettingKey(
                "incoming.receivers", .list, "numrene det hentes for, når integrasjonspunktet tar imot for flere"),
            SettingKey("incoming.pollSeconds", .number(1...86_400), "5", "ventetiden når køen er tom"),
            SettingKey(
                "incoming.maxPollSeconds", .number(1...86_400), "60", "den lengste ventetiden; den dobles hver gang"),
            SettingKey(
                "incoming.attempts", .number(1...10_000), "40", "forsøk før en melding legges til side"),
            SettingKey("incoming.retrySeconds", .number(1...86_400), "30", "ventetiden etter det første forsøket"),
            SettingKey(
                "incoming.maxRetrySeconds", .number(1...86_400), "3600", "den lengste ventetiden; den dobles hver gang"),
            SettingKey("incoming.parallel", .number(1...100), "2", "meldinger på vei til arkivet samtidig"),
            SettingKey(
                "incoming.receipts", .flag, "true",
                "send arkivets AppReceipt tilbake som arkivmelding_kvittering, og ERROR når en melding ikke kan omformes"
            ),
            SettingKey(
                "incoming.swapReceiptAddresses", .flag, "false",
                "arkivet vil ha kvitteringene som kommer inn, med adressene i meldingen det kvitteres for (Public 360)"),
            SettingKey(
                "incoming.minFreeBytes", .number(0...Int.max), "1073741824",
                "ledige byte på disken; er det færre, hentes ingenting"),
            SettingKey("incoming.keepDays", .number(1...36_500), "30", "dager en ferdig melding blir liggende"),
        ])

    private static let server = SettingGroup(
        "Tjenesten",
        text: "For `arkivbro serve`. [operations.md](operations.md) forteller om drift.",
        [
            SettingKey("server.host", .text, "127.0.0.1", option: "--host", "adressen det lyttes på"),
            SettingKey(
                "server.port", .number(0...65_535), "9093", option: "--port", "porten; 0 er en som er ledig"),
            SettingKey(
                "server.paths", .list, "/noarkExchange", "stiene arkivene bruker; i WSDL-en står den det ble spurt på"),
            SettingKey(
                "server.publicUrl", .url, "adressen i WSDL-en, uten sti; uten den: den klienten brukte"),
            SettingKey(
                "server.allowOpen", .flag, "false",
                "lytt på andre adresser enn denne maskinens egne, også uten TLS og innlogging"),
            SettingKey(
                "server.certificateFile", .path, "PEM-fil med tjenestens sertifikat og det som leder til roten"),
            SettingKey("server.key", .secret, "sertifikatets private nøkkel i PEM"),
            SettingKey("server.keyFile", .path, "fil med nøkkelen"),
            SettingKey(
                "server.clientCaFile", .path, "PEM-fil med dem som utsteder klientsertifikater; med den kreves et"),
            SettingKey("server.user", .text, "brukernavn (Basic); uten det kreves ingen innlogging"),
            SettingKey("server.password", .secret, "passord"),
            SettingKey("server.passwordFile", .path, "fil med passordet"),
            SettingKey(
                "server.workDir", .path, "arkivbro-work", "mappen der forespørsler ligger mens de leses"),
            SettingKey("server.maxBodyBytes", .number(1...Int.max), "10737418240", "største forespørsel i byte"),
            SettingKey(
                "server.minFreeBytes", .number(0...Int.max), "1073741824",
                "ledige byte på disken; blir det færre, svarer tjenesten 503"),
            SettingKey("server.maxHeaderBytes", .number(1024...1_048_576), "32768", "største hode i byte"),
            SettingKey(
                "server.maxConnections", .number(1...1_000_000), "5000",
                "flest forbindelser; en for mye lukker den som har vært lengst uten forespørsel"),
            SettingKey(
                "server.maxRequests", .number(1...100_000), "64", "flest forespørsler samtidig; flere får 503"),
            SettingKey(
                "server.headerSeconds", .number(1...3600), "10", "så lenge ventes det på en ny forbindelses første hode"
            ),
            SettingKey("server.idleSeconds", .number(1...86_400), "60", "så lenge holdes en forbindelse åpen ubrukt"),
            SettingKey(
                "server.stallSeconds", .number(1...86_400), "30",
                "så lenge ventes det på mer av en forespørsel, eller på at et svar blir lest"),
            SettingKey(
                "server.minBytesPerSecond", .number(0...Int.max), "1024",
                "så fort må en forespørsel komme, i snitt; 0 krever ingenting"),
            SettingKey(
                "server.stopSeconds", .number(1...86_400), "30", "så lenge får det som er i gang, når tjenesten stanses"
            ),
            SettingKey(
                "server.capabilitySeconds", .number(0...86_400), "300",
                "så lenge huskes svaret på om en mottaker kan nås"),
            SettingKey("server.capabilityCount", .number(1...10_000_000), "10000", "flest mottakere som huskes"),
            SettingKey(
                "server.capabilityTimeout", .number(1...600), "10",
                "så lenge ventes det på svar om en mottaker; deretter svares det nei"),
            SettingKey(
                "server.assumeReceivable", .flag, "true",
                "svar ja om mottakere når leveringsmåten ikke kan vite det"),
            SettingKey(
                "server.emptyPayload", .choice(["error", "ok"]), "error",
                "svaret på meldinger uten nyttelast; ok legger dem bort"),
        ])

    private static let log = SettingGroup(
        "Logg",
        [
            SettingKey(
                "log.level", .choice(["debug", "info", "notice", "warning", "error"]), "info",
                "det minste som skrives"),
            SettingKey("log.format", .choice(["text", "json"]), "text", "formen på linjene"),
        ])
}
