// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP
internal import EFormidling
internal import Foundation

/// The calls that make up a message: the SBD, and the files in the order in which they are uploaded.
struct Utsending: Sendable {
    struct Fil: Sendable {
        let title: String
        let fileName: String
        let mediatype: String
        let url: URL
        let size: Int64
        let sha256: String?
    }

    let messageId: String
    let sbd: [UInt8]
    let filer: [Fil]

    /// - Throws: `HTTPFailure.unreadable` when the disk does not give it; `.changed` when it is not what it was.
    init(_ oppdrag: Oppdrag, titleOfArkivmelding: String) throws {
        messageId = oppdrag.idempotentKey
        sbd = try Self.sbd(oppdrag)
        var filer: [Fil] = []
        if oppdrag.korrespondanse.dokumenttype == .arkivmelding {
            let url = oppdrag.forsendelse.appending(path: "arkivmelding.xml")
            filer.append(
                Fil(
                    title: titleOfArkivmelding, fileName: "arkivmelding.xml", mediatype: "application/xml", url: url,
                    size: try HTTPBody.size(of: url), sha256: nil))
        }
        for vedlegg in oppdrag.korrespondanse.attachments { filer += Self.filer(vedlegg, oppdrag) }
        for fil in filer { try HTTPBody.check(fil.url, size: fil.size) }
        self.filer = filer
    }

    /// A receipt, which has no files.
    init(kvittering sbd: StandardBusinessDocument) {
        messageId = sbd.messageId
        self.sbd = sbd.json.bytes
        filer = []
    }

    // What arkivmelding.xml refers to must be there by its own name: a ZIP of it would be a message with files missing.
    private static func filer(_ vedlegg: Korrespondanse.Vedlegg, _ oppdrag: Oppdrag) -> [Fil] {
        let unpacked = oppdrag.korrespondanse.dokumenttype == .arkivmelding ? vedlegg.innhold : []
        func fil(_ dokument: Forsendelse.Dokument, _ title: String, _ path: String) -> Fil {
            Fil(
                title: title.isEmpty ? dokument.navn : title, fileName: dokument.navn, mediatype: dokument.mediatype,
                url: oppdrag.forsendelse.appending(path: path), size: dokument.size, sha256: dokument.sha256)
        }
        if unpacked.isEmpty { return [fil(vedlegg.dokument, vedlegg.displayName, vedlegg.path)] }
        return unpacked.map {
            fil($0, unpacked.count == 1 ? vedlegg.displayName : $0.navn, "documents/" + $0.navn)
        }
    }

    // A messageId is good for one attempt: a later one has the key that was made for it. The integrasjonspunkt makes the letter
    // anew, and knows of ours only what stands in the body of the SBD.
    private static func sbd(_ oppdrag: Oppdrag) throws -> [UInt8] {
        let data: Data
        do {
            data = try Data(contentsOf: oppdrag.forsendelse.appending(path: "sbd.json"))
        } catch {
            throw HTTPFailure.unreadable("Kan ikke lese sbd.json i forsendelsen.")
        }
        guard var sbd = SBDInnlesing(json: [UInt8](data)).sbd else {
            throw HTTPFailure.changed("sbd.json i forsendelsen er ikke en SBD.")
        }
        sbd.messageId = oppdrag.idempotentKey
        sbd.dpv.ask(as: oppdrag.korrespondanse)
        return sbd.json.bytes
    }

    var create: HTTPRequest {
        HTTPRequest(
            "POST", "/api/messages/out", headers: [("Content-Type", "application/json")],
            body: HTTPBody([.bytes(sbd)]))
    }

    func upload(_ fil: Fil) -> HTTPRequest {
        HTTPRequest(
            "PUT", "/api/messages/out/\(messageId)",
            headers: [
                ("Content-Type", Filhode.contentType(fil.mediatype)),
                ("Content-Disposition", Filhode.contentDisposition(title: fil.title, fileName: fil.fileName)),
            ], body: HTTPBody([.file(fil.url, size: fil.size)]))
    }

    var send: HTTPRequest { HTTPRequest("POST", "/api/messages/out/\(messageId)", body: HTTPBody([])) }
}

extension DpvSettings {
    /// Asks for what a letter says of notification and due date; of the rest the integrasjonspunkt has its own.
    fileprivate mutating func ask(as letter: Korrespondanse) {
        // Left out, it would be the seven days of the integrasjonspunkt; nought is none.
        dagerTilSvarfrist = letter.dagerTilSvarfrist ?? 0
        // It has no word for no notification at all: the least is once.
        varselType = letter.notification?.sendReminder == true ? .medRevarsel : .utenRevarsel
        guard let varsel = letter.notification else { return }
        varselTransportType =
            switch varsel.tekster.notificationChannel {
            case "Email": .epost
            case "Sms": .sms
            default: .epostOgSMS
            }
        guard let text = varsel.varselTekst else { return }
        if letter.isConfidential { taushetsbelagtVarselTekst = text } else { varselTekst = text }
    }
}
