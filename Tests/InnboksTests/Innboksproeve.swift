// SPDX-License-Identifier: Apache-2.0
import ArkivSOAP
import BestEdu
import DPVHTTP
import DPVIntegrasjonspunkt
import EFormidling
import Foundation
import Innboks
import Logging
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// An integrasjonspunkt with messages, an archive, and an inbox between them.
struct Innboksproeve {
    static let omformer = Result { try Omformer() }

    let tjener: IntegrasjonspunktTjener
    let arkiv: ArkivTjener
    let tid: Proevetid
    let folder: URL
    let omformer: Omformer

    static func run(_ body: (Innboksproeve) async throws -> Void) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tid = Proevetid()
            let tjener = try await IntegrasjonspunktTjener(user: nil, now: { tid.now })
            let arkiv = try await ArkivTjener()
            let proeve = Innboksproeve(
                tjener: tjener, arkiv: arkiv, tid: tid, folder: folder, omformer: try omformer.get())
            do {
                try await body(proeve)
            } catch {
                await tjener.stop()
                await arkiv.stop()
                throw error
            }
            await tjener.stop()
            await arkiv.stop()
        }
    }

    func innboks(
        surroundings: Surroundings? = nil, _ change: (inout InnboksSettings) -> Void = { _ in },
        original: @escaping Innboks.Oppslag = { _, _ in nil }
    ) throws -> Innboks {
        let surroundings = surroundings ?? tid.surroundings
        var settings = InnboksSettings(folder: folder.appending(path: "innboks", directoryHint: .isDirectory))
        settings.minFreeBytes = 0
        change(&settings)
        var punkt = IntegrasjonspunktSettings(baseURL: tjener.url)
        punkt.http = .patient
        punkt.http.retry.attempts = 2
        var endepunkt = ArkivSettings(url: arkiv.url, type: .p360)
        endepunkt.http = .patient
        return try Innboks(
            settings, koe: Innkoe(punkt, surroundings: surroundings),
            transport: IntegrasjonspunktTransport(punkt, surroundings: surroundings),
            arkiv: Arkivklient(endepunkt), omformer: omformer, original: original, surroundings: surroundings,
            logger: Logger(label: "innboks") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The outbox beside it, which the archive calls.
    func utboks(
        _ innlager: (any Innlager)?, sendsReceipts: Bool = true, _ change: (inout UtboksSettings) -> Void = { _ in }
    ) throws -> Utboks {
        var settings = UtboksSettings(folder: folder.appending(path: "utboks", directoryHint: .isDirectory))
        settings.minFreeBytes = 0
        settings.receipt.ownOrganisation = Organisasjonsnummer(Meldinger.mottaker)
        change(&settings)
        var punkt = IntegrasjonspunktSettings(baseURL: tjener.url)
        punkt.http = .patient
        let transport = try IntegrasjonspunktTransport(punkt, surroundings: tid.surroundings)
        var oppslag: Utboks.Oppslag?
        if let innlager { oppslag = { try await innlager.besvart($0, sendsReceipts: sendsReceipts) } }
        return try Utboks(
            settings, transport: transport, arkiv: nil, omformer: omformer, surroundings: tid.surroundings,
            sendKvittering: { try await transport.send(kvittering: $0) },
            besvart: oppslag, logger: Logger(label: "utboks") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The archive answers by a call of its own, which must be answered OK.
    func svar(
        _ utboks: Utboks, samtale: String, type: String = "OK", tekst: String? = "2026/41",
        avsender: String = Meldinger.mottaker, mottaker: String = Meldinger.avsender
    ) async throws {
        let message = tekst.map { #"<message xmlns="" code="ID"><text>\#($0)</text></message>"# } ?? ""
        let payload = """
            <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="\(type)">\(message)</AppReceipt>
            """
        let file = folder.appending(path: UUID().uuidString)
        try Data(Meldinger.putMessage(payload, id: samtale, avsender: avsender, mottaker: mottaker)).write(to: file)
        guard case .kvittering(let rapport) = try await utboks.taImot(file, mottatt: tid.now) else {
            throw Uventet(text: "kvitteringen er ikke tatt imot")
        }
        #expect(rapport.verdict == .accepted)
        try await utboks.sendArkivkvitteringer()
    }

    struct Uventet: Error { let text: String }

    /// Works until there is nothing to do.
    func alt(_ innboks: Innboks) async throws {
        var left = 1000
        func isLeft() throws -> Bool {
            left -= 1
            guard left > 0 else { throw Uventet(text: "det tok aldri slutt") }
            return true
        }
        fetching: while try isLeft() {
            switch try await innboks.hent() {
            case .hentet, .kjent, .latLigge: continue
            default: break fetching
            }
        }
        while try await innboks.arbeid() > 0 { _ = try isLeft() }
    }

    /// What an operator does.
    func retry(_ innboks: Innboks, _ messageId: String) async throws -> Innmelding? {
        try await innboks.lager.retry(messageId, tid.now)
    }

    // MARK: What comes in

    func samtale(_ id: String) -> String { "c" + id.dropFirst() }

    func sbd(
        _ id: String, _ type: String, body: String = "{}", samtale: String? = nil, prosess: String = "administrasjon",
        avsender: String = Meldinger.avsender
    ) -> String {
        """
        {"standardBusinessDocumentHeader":{"headerVersion":"1.0",\
        "sender":[{"identifier":{"value":"0192:\(avsender)","authority":"iso6523-actorid-upis"}}],\
        "receiver":[{"identifier":{"value":"0192:\(Meldinger.mottaker)","authority":"iso6523-actorid-upis"}}],\
        "documentIdentification":{"standard":"urn:no:difi:arkivmelding:xsd::\(type)","typeVersion":"2.0",\
        "instanceIdentifier":"\(id)","type":"\(type)"},"businessScope":{"scope":[{"type":"ConversationId",\
        "instanceIdentifier":"\(samtale ?? self.samtale(id))",\
        "identifier":"urn:no:difi:profile:arkivmelding:\(prosess):ver1.0"}]}},"\(type)":\(body)}
        """
    }

    /// A letter comes in.
    func brev(
        id: String = UUID().uuidString.lowercased(), arkivmelding: String? = nil, fil: Bool = true,
        bytes: [UInt8]? = nil, samtale: String? = nil, avsender: String = Meldinger.avsender
    ) throws -> String {
        let package = folder.appending(path: id + ".zip")
        let content =
            try bytes
            ?? ZIPbygger.zip([
                .init("mimetype", "application/vnd.etsi.asic-e+zip"),
                .init("arkivmelding.xml", arkivmelding ?? self.arkivmelding()),
                .init("brev.txt", "Hei, Havnes.\r\n"),
            ])
        try Data(content).write(to: package)
        let sbd = sbd(id, "arkivmelding", samtale: samtale, avsender: avsender)
        tjener.innkommende.add(id, sbd: sbd, fil: fil ? package : nil)
        return id
    }

    /// An arkivmelding, as we write it ourselves.
    func arkivmelding(samtale: String = Meldinger.id, avsender: String = Meldinger.avsender) throws -> String {
        let file = folder.appending(path: "\(UUID().uuidString).xml")
        try Data(Meldinger.putMessage(Meldinger.melding(), id: samtale, avsender: avsender)).write(to: file)
        let pakking = try Pakking(
            of: FileHandle(forReadingFrom: file), in: folder.appending(path: UUID().uuidString), with: omformer,
            ConversionSettings())
        let made = try #require(try pakking.commit(durably: false))
        return try String(contentsOf: made.appending(path: "arkivmelding.xml"), encoding: .utf8)
    }

    /// A receipt comes in.
    func kvittering(samtale: String, relatedTo: String) -> String {
        let id = UUID().uuidString.lowercased()
        let body =
            #"{"receiptType":"OK","relatedToMessageId":"\#(relatedTo)","messages":[{"code":"ID","text":"2026/41"}]}"#
        tjener.innkommende.add(
            id, sbd: sbd(id, "arkivmelding_kvittering", body: body, samtale: samtale, prosess: "response"), fil: nil)
        return id
    }

    // MARK: What goes out

    func lest(_ bytes: [UInt8]) throws -> Innlesing { try Innlesing(bytes) }

    /// The receipt that was sent for a letter; there must be one.
    func kvittering(to id: String) throws -> StandardBusinessDocument {
        let all = try tjener.meldinger.map { try StandardBusinessDocument(json: $0.sbd) }
        let found = all.filter { $0.kvittering?.relatedToMessageId == id }
        #expect(found.count == 1)
        return try #require(found.first)
    }
}
