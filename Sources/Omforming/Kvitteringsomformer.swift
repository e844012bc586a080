// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Crypto
public import EFormidling
import Noark
import SafeXML

/// Receipts, in both directions.
extension Omformer {
    private static let fromAppReceipt = "xslt/appreceipt-til-kvittering.xsl"
    private static let toAppReceipt = "xslt/kvittering-til-appreceipt.xsl"

    private func attempt(
        _ result: inout Kvitteringsomforming, _ faults: [String],
        _ body: (inout Kvitteringsomforming) throws -> Void
    ) {
        result.add(faults.map { Funn("SY-005", argumenter: [$0]) })
        if faults.isEmpty {
            do { try body(&result) } catch { result.add([Self.failure(error)]) }
        }
        if result.verdict != .accepted {
            result.sbd = nil
            result.putMessage = nil
        }
    }

    // MARK: From an archive

    /// Converts an archive's `AppReceipt` to an arkivmelding_kvittering.
    ///
    /// Its faults are findings of the result; a failure of ours or of the libraries becomes the verdict `undetermined`.
    public func receipt(
        of innlesing: Innlesing, _ settings: ReceiptSettings = ReceiptSettings()
    ) -> Kvitteringsomforming {
        var result = Kvitteringsomforming(innlesing: innlesing, katalog: katalog, versjoner: versjoner)
        guard let tre = innlesing.tre else { return result }
        guard innlesing.slag == .putMessageAppReceipt else {
            if innlesing.slag == .putMessage, innlesing.nyttelastform == nil {
                result.add([Funn("BE-002", Sted(sti: "payload"))])
            } else if innlesing.slag != .putMessage, innlesing.slag != .ukjent {
                result.add([Funn("BE-051", argumenter: [innlesing.slag.navn])])
            }
            return result
        }
        attempt(&result, settings.faults) { result in
            let adresser = addresses(innlesing.konvolutt, settings, &result)
            let samtale = conversation(innlesing, adresser, settings, &result)
            result.add(Self.checkForm(innlesing))
            result.add(Skjemafunn.funn(try schema(Self.bestEduSchema).violations(in: tre), familie: "BE"))
            let besvart = settings.original?.messageId
            if besvart == nil, samtale != nil { result.add([Funn("KV-013")]) }

            result.stylesheet = Self.fromAppReceipt
            result.stylesheetParameters = ["besvart-melding": besvart ?? ""]
            let run = try stylesheet(Self.fromAppReceipt).run(on: tre, parameters: result.stylesheetParameters)
            result.kilde = tre
            result.stylesheetOutput = try run.serialized()
            result.add(run.messages.lazy.map(Meldingskanal.funn))
            guard result.verdict == .accepted else { return }
            guard let root = run.document.root, let kvittering = Kvittering(root) else {
                result.add([Funn("SY-006")])
                return
            }
            guard let samtale else { return }
            if let kilde = tre.root {
                var foerer = Regnskapsfoerer(
                    tabell: try felttabell(Self.kvitteringstabell), parametere: result.stylesheetParameters,
                    medVerdier: settings.accountsForValues)
                result.regnskap = foerer.regnskap(kilde: kilde, maal: root, forkastet: result.forkastet)
            }
            let sbd = sbd(kvittering, adresser, samtale, settings)
            result.messageId = sbd.messageId
            result.sbd = sbd
        }
        return result
    }

    /// The ends of a receipt.
    private struct Adresser {
        var sender: Konvolutt.Part
        var receiver: Konvolutt.Part
        /// What the envelope calls who sends.
        var avsenderfelt = "envelope/sender"
        /// What the envelope calls who receives.
        var mottakerfelt = "envelope/receiver"

        mutating func swap() {
            (sender, receiver) = (receiver, sender)
            (avsenderfelt, mottakerfelt) = (mottakerfelt, avsenderfelt)
        }
    }

    private func addresses(
        _ konvolutt: Konvolutt, _ settings: ReceiptSettings, _ result: inout Kvitteringsomforming
    ) -> Adresser {
        var adresser = Adresser(sender: konvolutt.sender, receiver: konvolutt.receiver)
        let own = settings.ownOrganisation?.digits
        func isOwn(_ part: Konvolutt.Part) -> Bool { Organisasjonsnummer.stripped(part.orgnr) == own }
        if let parties = settings.original?.parties { return Self.addresses(adresser, between: parties, &result) }
        let lacksSender = ["", "?"].contains(Organisasjonsnummer.stripped(konvolutt.sender.orgnr))

        let swaps =
            switch (own != nil && isOwn(konvolutt.sender), own != nil && isOwn(konvolutt.receiver)) {
            case (true, false): false
            case (false, true): true
            default: own == nil || isOwn(konvolutt.sender) ? settings.swapsReceiptAddresses : false
            }
        if swaps {
            adresser.swap()
            result.add([Funn("KV-012", Sted(sti: "envelope"))])
        } else if lacksSender {
            result.add([Funn(own == nil ? "BE-031" : "BE-030", Sted(sti: "envelope/sender/orgnr"))])
            adresser.sender.orgnr = own ?? ""
        } else if own != nil, !isOwn(konvolutt.sender) {
            result.add([Funn("KV-010", Sted(sti: "envelope"))])
        }
        let sender = Organisasjonsnummer.stripped(adresser.sender.orgnr)
        if !sender.isEmpty, Organisasjonsnummer(sender) == nil {
            result.add([Omformer.wrongSender(adresser.sender.orgnr, Sted(sti: adresser.avsenderfelt + "/orgnr"))])
        }
        result.add(
            Self.checkReceiver(
                adresser.receiver.orgnr, Sted(sti: adresser.mottakerfelt + "/orgnr"),
                allowsInvalid: settings.allowsInvalidReceiver))
        return adresser
    }

    /// The ends of the message that is answered, whatever the archive wrote; its references follow the numbers.
    private static func addresses(
        _ written: Adresser, between parties: ReceiptSettings.Parties, _ result: inout Kvitteringsomforming
    ) -> Adresser {
        var adresser = written
        let sender = Organisasjonsnummer.stripped(written.sender.orgnr)
        let receiver = Organisasjonsnummer.stripped(written.receiver.orgnr)
        let isStraight = sender == parties.receiver.digits || receiver == parties.sender.digits
        if !isStraight, sender == parties.sender.digits || receiver == parties.receiver.digits {
            adresser.swap()
            result.add([Funn("KV-012", Sted(sti: "envelope"))])
        }
        adresser.sender.orgnr = parties.receiver.digits
        adresser.receiver.orgnr = parties.sender.digits
        return adresser
    }

    /// The conversation in eFormidling; nil when the receipt has no way back.
    private func conversation(
        _ innlesing: Innlesing, _ adresser: Adresser, _ settings: ReceiptSettings, _ result: inout Kvitteringsomforming
    ) -> String? {
        if let known = settings.original?.conversationId { return known }
        // The message's UUID was derived from its own sender, who is the receiver of the receipt.
        let id = MeldingId(
            conversationId: innlesing.konvolutt.conversationId,
            sender: Organisasjonsnummer.stripped(adresser.receiver.orgnr), contentSHA256: innlesing.contentSHA256)
        let sted = Sted(sti: "envelope/@conversationId")
        switch id.origin {
        case .asWritten: return id.uuid
        case .derivedFromId:
            result.add([Funn("KV-014", sted, verdi: id.original)])
            return id.uuid
        case .derivedFromContent:
            result.add([Funn("KV-011", sted, verdi: id.original)])
            return nil
        }
    }

    private func sbd(
        _ kvittering: Kvittering, _ adresser: Adresser, _ samtale: String, _ settings: ReceiptSettings
    ) -> StandardBusinessDocument {
        let sender = Organisasjonsnummer.stripped(adresser.sender.orgnr)
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(sender), receiver: Organisasjonsnummer.stripped(adresser.receiver.orgnr),
            messageId: kvittering.messageId(sender: sender, conversationId: samtale), conversationId: samtale,
            prosess: .response, dokumenttype: .arkivmeldingKvittering)
        sbd.senderRef = Self.reference(adresser.sender.ref)
        sbd.receiverRef = Self.reference(adresser.receiver.ref)
        sbd.creationDateAndTime = settings.creationDateAndTime
        sbd.expectedResponseDateTime = settings.expectedResponseDateTime
        sbd.kvittering = kvittering
        return sbd
    }

    // MARK: To an archive

    /// Converts an arkivmelding_kvittering to a `PutMessageRequest` with an `AppReceipt`.
    public func appReceipt(
        of sbd: StandardBusinessDocument, _ settings: ReceiptSettings = ReceiptSettings()
    ) -> Kvitteringsomforming {
        appReceipt(of: SBDInnlesing(sbd), settings)
    }

    /// Converts an arkivmelding_kvittering that was read to a `PutMessageRequest` with an `AppReceipt`.
    ///
    /// Its faults are findings of the result; a failure of ours or of the libraries becomes the verdict `undetermined`.
    public func appReceipt(
        of innlesing: SBDInnlesing, _ settings: ReceiptSettings = ReceiptSettings()
    ) -> Kvitteringsomforming {
        let digest = hexadecimal(SHA256.hash(data: innlesing.json))
        var result = Kvitteringsomforming(
            innlesing: innlesing, sha256: digest, katalog: katalog, versjoner: versjoner)
        guard let sbd = innlesing.sbd else { return result }
        guard let kvittering = sbd.kvittering else {
            result.add([Funn("BE-052", argumenter: [Dokumentslag.sbd.navn])])
            return result
        }
        result.messageId =
            MeldingId(conversationId: sbd.messageId, sender: sbd.sender?.digits ?? "", contentSHA256: digest).uuid
        attempt(&result, settings.faults) { result in
            result.stylesheet = Self.toAppReceipt
            result.stylesheetParameters = parameters(sbd, settings, &result)
            let tre = try tree(kvittering, &result)
            let run = try stylesheet(Self.toAppReceipt).run(on: tre, parameters: result.stylesheetParameters)
            result.kilde = tre
            result.stylesheetOutput = try run.serialized()
            result.add(run.messages.lazy.map(Meldingskanal.funn))
            guard result.verdict == .accepted else { return }
            let brudd = try schema(Self.bestEduSchema).violations(in: run.document)
            guard brudd.isEmpty, let appReceipt = run.document.root?.child("payload")?.children.first else {
                result.add([Funn("SY-006")])
                result.add(Skjemafunn.funn(brudd, familie: "BE", erLest: false))
                return
            }
            if let kilde = tre.root {
                var foerer = Regnskapsfoerer(
                    tabell: try felttabell(Self.kvitteringstabell), parametere: result.stylesheetParameters,
                    medVerdier: settings.accountsForValues)
                result.regnskap = foerer.regnskap(kilde: kilde, maal: appReceipt, forkastet: result.forkastet)
            }
            result.putMessage = run.document
        }
        return result
    }

    private func parameters(
        _ sbd: StandardBusinessDocument, _ settings: ReceiptSettings, _ result: inout Kvitteringsomforming
    ) -> [String: String] {
        let header = "standardBusinessDocumentHeader"
        if sbd.sender == nil { result.add([Funn("SB-009", Sted(sti: header + "/sender"), argumenter: ["sender"])]) }
        if Foedselsnummer.isWritten(as: sbd.receiver) {
            result.add([Funn("BE-034", Sted(sti: header + "/receiver"))])
        }
        var ends = [
            [sbd.sender?.digits ?? "", settings.senderName, sbd.senderRef],
            [sbd.receiver, settings.receiverName, sbd.receiverRef],
        ]
        if settings.swapsReceiptAddresses {
            ends.swapAt(0, 1)
            result.add([Funn("KV-012", Sted(sti: header))])
        }
        var parameters = [
            "conversation-id": Self.xmlText(
                settings.original?.archiveConversationId ?? sbd.conversationId, header, &result)
        ]
        for (end, name) in zip(ends, ["avsender", "mottaker"]) {
            for (text, field) in zip(end, ["orgnr", "navn", "ref"]) {
                parameters[name + "-" + field] = Self.xmlText(text, header, &result)
            }
        }
        return parameters
    }

    /// The receipt as XML: elements named as the members in JSON, one for each element of a list.
    private func tree(_ kvittering: Kvittering, _ result: inout Kvitteringsomforming) throws -> XMLDocument {
        let root = Dokumenttype.arkivmeldingKvittering.type
        var builder = XMLTreeBuilder(document: try XMLDocument(), limits: .standard)
        func leaf(_ name: String, _ text: String?, in path: String) throws {
            guard let text else { return }
            builder.start(name, namespace: Kvittering.namespace)
            try builder.text(Self.xmlText(text, path + "/" + name, &result))
            builder.end()
        }
        builder.start(root, namespace: Kvittering.namespace)
        try leaf("receiptType", kvittering.receiptType?.rawValue, in: root)
        try leaf("relatedToMessageId", kvittering.relatedToMessageId, in: root)
        for (index, message) in kvittering.messages.enumerated() {
            let path = kvittering.messages.count > 1 ? "\(root)/messages[\(index + 1)]" : "\(root)/messages"
            builder.start("messages", namespace: Kvittering.namespace)
            try leaf("code", message.code, in: path)
            try leaf("text", message.text, in: path)
            builder.end()
        }
        builder.end()
        return builder.document
    }

    // JSON can hold what XML cannot.
    private static func xmlText(_ text: String, _ sti: String, _ result: inout Kvitteringsomforming) -> String {
        guard !XMLText.isText(text) else { return text }
        result.add([Funn("KV-004", Sted(sti: sti))])
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { XMLText.isText(String($0)) ? $0 : "\u{fffd}" }))
    }
}

extension Kvittering {
    fileprivate static let namespace = "urn:x-arkivbro:kvittering:1"

    /// Reads the XML that the stylesheets have for a receipt; nil when it is of another form.
    fileprivate init?(_ element: XMLElement) {
        guard element.localName == Dokumenttype.arkivmeldingKvittering.type, element.namespace == Self.namespace,
            let type = element.child("receiptType").map({ Kvitteringstype(rawValue: $0.text) }),
            Kvitteringstype.alle.contains(type)
        else { return nil }
        self.init(
            receiptType: type, relatedToMessageId: element.child("relatedToMessageId")?.text,
            messages: element.children.filter { $0.localName == "messages" }.map {
                Message(code: $0.child("code")?.text, text: $0.child("text")?.text)
            })
    }
}
