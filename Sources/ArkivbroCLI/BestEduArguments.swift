// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
public import BestEdu
import Noark
public import Omforming

extension Dialekt.Soap: ExpressibleByArgument {}
extension Dialekt.Nyttelast: ExpressibleByArgument {}
extension CodeSettings.Journalstatus: ExpressibleByArgument {}
extension ConversionSettings.Profile: ExpressibleByArgument {}

/// How the code tables are read, in both directions.
struct CodeArguments: ParsableArguments {
    @Option(help: "Lesningen av jpStatus: integrasjonspunkt (F er godkjent) eller noark4 (F er ferdig).")
    var journalstatus: CodeSettings.Journalstatus = .integrasjonspunkt

    @Option(help: "Koden mottakerens arkiv har for «Besvart med e-post».")
    var avskrivningEpost = "BE"

    var settings: CodeSettings {
        var settings = CodeSettings()
        settings.journalstatus = journalstatus
        settings.avskrivningEpost = avskrivningEpost
        return settings
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
                archiveConversationId: to == .bestedu ? originalConversationId : nil, messageId: originalMessageId)
        }
        return settings
    }
}
