// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
public import BestEdu
import Noark
public import Omforming
import Oppsett

extension Dialekt.Soap: ExpressibleByArgument {}
extension Dialekt.Nyttelast: ExpressibleByArgument {}
extension CodeSettings.Journalstatus: ExpressibleByArgument {}
extension ConversionSettings.Profile: ExpressibleByArgument {}

/// How the code tables are read, in both directions.
struct CodeArguments: ParsableArguments, SettingArguments {
    @Option(
        help: """
            Lesningen av journalposters status: integrasjonspunkt (F er godkjent, standard) eller noark4 (F er ferdig).
            """)
    var journalstatus: CodeSettings.Journalstatus?

    @Option(help: "Koden mottakerens arkiv har for «Besvart med e-post». Standard er BE.")
    var avskrivningEpost: String?

    func validate() throws {
        if let avskrivningEpost, !avskrivningEpost.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "*" }) {
            throw ValidationError("--avskrivning-epost må være en kode.")
        }
    }

    var options: [String: SettingValue] {
        [
            "conversion.journalstatus": journalstatus.map { .text($0.rawValue) },
            "conversion.avskrivningEpost": avskrivningEpost.map(SettingValue.text),
        ].compactMapValues { $0 }
    }
}

/// What a message to an archive takes.
struct BestEduArguments: ParsableArguments {
    @Option(help: "Rammen rundt PutMessageRequest: none, 1.1 eller 1.2 (SOAP).")
    var soap: Dialekt.Soap = .none

    @Option(help: "Nyttelasten: escaped eller cdata.")
    var payload: Dialekt.Nyttelast = .escaped

    @Option(help: "Journalposten meldingen skal gjelde, når arkivmeldingen har flere: 1, 2, …")
    var journalpost: Int?

    @Flag(help: "Skriv én melding for hver journalpost.")
    var eachJournalpost = false

    @Option(help: "Avsenderens organisasjonsnummer, for en forsendelse uten SBD.")
    var senderOrgnr: Organisasjonsnummer?

    @Option(help: "Mottakerens organisasjonsnummer, for en forsendelse uten SBD.")
    var receiverOrgnr: Organisasjonsnummer?

    func validate() throws {
        if journalpost.map({ $0 < 1 }) == true { throw ValidationError("--journalpost teller fra 1.") }
        if journalpost != nil, eachJournalpost {
            throw ValidationError("--journalpost og --each-journalpost kan ikke brukes sammen.")
        }
    }

    var dialekt: Dialekt {
        var dialekt = Dialekt()
        dialekt.soap = soap
        dialekt.nyttelast = payload
        return dialekt
    }

    func settings(_ codes: CodeSettings, allowsInvalidReceiver: Bool) -> BestEduSettings {
        var settings = BestEduSettings()
        settings.journalpost = journalpost ?? (eachJournalpost ? 1 : nil)
        settings.sender = senderOrgnr
        settings.receiver = receiverOrgnr
        settings.allowsInvalidReceiver = allowsInvalidReceiver
        settings.codes = codes
        return settings
    }
}

/// What a receipt takes.
struct ReceiptArguments: ParsableArguments {
    @Flag(help: "Arkivet skriver kvitteringer med adressene i meldingen det kvitterer for, som Public 360.")
    var swapReceiptAddresses = false

    @Option(help: "messageId til meldingen det kvitteres for.")
    var originalMessageId: String?

    @Option(help: "conversationId til meldingen det kvitteres for, slik arkivet skrev den.")
    var originalConversationId: String?

    func settings(own: Organisasjonsnummer?, allowsInvalidReceiver: Bool, to: Maalform) -> ReceiptSettings {
        var settings = ReceiptSettings()
        settings.ownOrganisation = own
        settings.swapsReceiptAddresses = swapReceiptAddresses
        settings.allowsInvalidReceiver = allowsInvalidReceiver
        if originalMessageId != nil || originalConversationId != nil {
            settings.original = ReceiptSettings.Original(
                archiveConversationId: to == .bestedu ? originalConversationId : nil,
                messageId: originalMessageId.map { MeldingId.uuid(in: $0) ?? $0 })
        }
        return settings
    }
}
