// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Noark
public import Omforming
import SafeXML

/// Makes the correspondence of a converted message, by a stylesheet for its type.
public struct Korrespondansebygger: Sendable {
    /// The stylesheet for arkivmelding.
    public static let arkivmelding = "xslt/arkivmelding-til-dpv.xsl"
    /// The stylesheet for digital_dpv.
    public static let digitalDpv = "xslt/digital-dpv-til-dpv.xsl"

    private let omformer: Omformer

    /// Uses the stylesheets of an engine.
    public init(_ omformer: Omformer) { self.omformer = omformer }

    /// What the stylesheet for arkivmelding is told.
    ///
    /// - Throws: `ArkivbroError` when the table of processes is not of its form.
    public func parameters(
        of omforming: Omforming, _ settings: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> [String: String] {
        let tabell = try settings.prosesstabell ?? Prosesstabell(omformer)
        var parameters = Self.parameters(settings, tabell, settings.prosess, sendername: omforming.sendername)
        parameters["noeytral-tittel"] = settings.neutralTitle
        parameters["standardprosess"] = settings.defaultProcess.urn
        let bodies: [CorrespondenceSettings.ShieldedBody: String] = [.publicTitle: "offentlig", .title: "tittel"]
        parameters["skjermet-brevtekst"] = bodies[settings.shieldedBody] ?? "noeytral"
        let names = [
            "varselType": "dpv-varseltype", "varselTransportType": "dpv-varseltransporttype",
            "varselTekst": "dpv-varseltekst", "taushetsbelagtVarselTekst": "dpv-taushetsbelagt-varseltekst",
            "dagerTilSvarfrist": "dpv-dager-til-svarfrist",
        ]
        for (name, text) in omforming.sbd?.dpv.members ?? [] { names[name].map { parameters[$0] = Self.xmlText(text) } }
        return parameters
    }

    /// What the stylesheet for digital_dpv is told.
    ///
    /// - Throws: `ArkivbroError` when the table of processes is not of its form.
    public func parameters(
        of brev: Brevomforming, _ settings: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> [String: String] {
        let tabell = try settings.prosesstabell ?? Prosesstabell(omformer)
        return Self.parameters(settings, tabell, brev.sbd?.prosess, sendername: "")
    }

    private static func parameters(
        _ settings: CorrespondenceSettings, _ tabell: Prosesstabell, _ prosess: Prosess?, sendername: String
    ) -> [String: String] {
        let confidential = prosess.flatMap { tabell[$0] }.flatMap { $0.isConfidential ? $0 : nil }
        let channel =
            switch (settings.notifyEmail, settings.notifySms) {
            case (true, true): "EmailAndSms"
            case (true, false): "Email"
            case (false, true): "Sms"
            case (false, false): ""
            }
        var parameters = [
            "prosess": prosess?.urn ?? "",
            "avsendernavn": isBlank(settings.messageSender) ? sendername : settings.messageSender,
            "taushetsbelagte-prosesser":
                tabell.rader.filter(\.isConfidential).map(\.prosess.urn).joined(separator: " "),
            "varslingskanal": channel, "revarsel": settings.sendReminder ? "ja" : "nei",
            "varseltekst": settings.notificationText,
            "taushetsbelagt-varseltekst": settings.sensitiveNotificationText,
            "dager-til-svarfrist": settings.dagerTilSvarfrist.map(String.init) ?? "",
        ]
        parameters["taushetsbelagt-ressurs"] = (confidential ?? tabell[.taushetsbelagt])?.resourceId
        parameters["standardtekst"] = settings.standardText
        if !isBlank(settings.emailSubject) { parameters["varselemne"] = settings.emailSubject }
        return parameters
    }

    // As the stylesheets have it: a text that is blank says nothing.
    private static func isBlank(_ text: String?) -> Bool { text?.allSatisfy(\.isWhitespace) ?? true }

    // JSON can hold what XML cannot.
    private static func xmlText(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { XMLText.isText(String($0)) }))
    }

    /// Makes the correspondence of an arkivmelding, and puts its process into the addressing.
    ///
    /// What stands in the way of sending becomes findings of the conversion, which is then no longer accepted.
    ///
    /// - Throws: `SafeXMLError` when the stylesheet fails.
    public func korrespondanse(
        of omforming: inout Omforming, _ settings: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Korrespondanse? {
        guard omforming.verdict == .accepted, let arkivmelding = omforming.arkivmelding, var sbd = omforming.sbd,
            Self.areRight(settings, &omforming)
        else { return nil }
        let run = try omformer.stylesheet(Self.arkivmelding).run(
            on: arkivmelding, parameters: parameters(of: omforming, settings))
        guard let root = run.document.root, run.messages.isEmpty else {
            omforming.add([Funn("SY-003")])
            return nil
        }
        let erSkjermet = root.attribute("skjermet") == "ja"
        let isConfidential = root.child("isConfidential")?.text == "true"
        if settings.prosess == nil, erSkjermet, isConfidential { omforming.add([Funn("DP-001")]) }
        if erSkjermet, !isConfidential { omforming.add([Funn(settings.allowsOpenProcess ? "DP-005" : "DP-002")]) }
        if !isConfidential, !settings.allowsOpenProcess { omforming.add(Self.skjult(omforming.funn)) }
        sbd.prosess = Prosess(urn: root.child("process")?.text ?? "")
        omforming.sbd = sbd
        if Organisasjonsnummer(sbd.receiver) == nil {
            omforming.add([Funn("DP-004", Sted(sti: "envelope/receiver/orgnr"))])
        }
        if sbd.sender == nil { omforming.add([Funn("DP-003", Sted(sti: "envelope/sender/orgnr"))]) }
        if let kode = ["ja": "DP-008", "tapt": "DP-030"][root.attribute("kuttet") ?? ""] {
            omforming.add([Funn(kode, Sted(sti: "korrespondanse/messageTitle"))])
        }
        if root.attribute("brevtekst-kuttet") == "ja" {
            omforming.add([Funn("DP-029", Sted(sti: "korrespondanse/messageBody"))])
        }
        return try make(
            root, &omforming, sbd, omforming.dokumenter.map(\.fil), sha256: omforming.contentSHA256,
            erSkjermet: erSkjermet, settings)
    }

    /// Makes the correspondence of a letter of the type digital_dpv.
    ///
    /// What stands in the way of sending becomes findings of the letter, which is then no longer accepted.
    ///
    /// - Throws: `SafeXMLError` when the stylesheet fails.
    public func korrespondanse(
        of brev: inout Brevomforming, _ settings: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Korrespondanse? {
        guard brev.verdict == .accepted, let tre = brev.tre, var sbd = brev.sbd, Self.areRight(settings, &brev) else {
            return nil
        }
        if let chosen = settings.prosess { sbd.prosess = chosen }
        brev.sbd = sbd
        let run = try omformer.stylesheet(Self.digitalDpv).run(on: tre, parameters: parameters(of: brev, settings))
        guard let root = run.document.root, run.messages.isEmpty else {
            brev.add([Funn("SY-003")])
            return nil
        }
        let header = "standardBusinessDocumentHeader"
        if sbd.sender == nil { brev.add([Funn("DP-003", Sted(sti: header + "/sender"))]) }
        // A person's number is never shown, right or wrong.
        if Mottaker(sbd.receiver) == nil { brev.add([Funn("DP-022", Sted(sti: header + "/receiver"))]) }
        let body = Dokumenttype.digitalDpv.type
        if Self.isBlank(sbd.digitalDpv?.sammendrag) { brev.add([Funn("DP-024", Sted(sti: body + "/sammendrag"))]) }
        if Self.isBlank(sbd.digitalDpv?.innhold) { brev.add([Funn("DP-025", Sted(sti: body + "/innhold"))]) }
        if sbd.digitalDpv?.sikkerhetsnivaa == 4 { brev.add([Funn("DP-028", Sted(sti: body + "/sikkerhetsnivaa"))]) }
        if brev.dokumenter.isEmpty { brev.add([Funn("DP-026")]) }
        return try make(
            root, &brev, sbd, brev.dokumenter.map(\.fil), sha256: brev.contentSHA256, erSkjermet: false, settings)
    }

    private static func areRight(_ settings: CorrespondenceSettings, _ kilde: inout some Brevkilde) -> Bool {
        kilde.add(settings.faults.map { Funn("SY-005", argumenter: [$0]) })
        return settings.faults.isEmpty
    }

    // What is exempt from public access where an arkivmelding cannot say so, as the conversion found it.
    private static func skjult(_ funn: [VurdertFunn]) -> [Funn] {
        funn.filter { $0.funn.kode == "OM-044" }.map { Funn("DP-006", $0.funn.sted) }
    }

    // MARK: What both have

    private func make(
        _ root: XMLElement, _ kilde: inout some Brevkilde, _ sbd: StandardBusinessDocument,
        _ filer: [Forsendelse.Dokument], sha256: String, erSkjermet: Bool, _ settings: CorrespondenceSettings
    ) throws -> Korrespondanse? {
        let tabell = try settings.prosesstabell ?? Prosesstabell(omformer)
        let rad = tabell[sbd.prosess]
        if let rad, rad.dokumenttype.type != sbd.dokumenttype.type {
            kilde.add([Funn("DP-023", argumenter: [rad.dokumenttype.type])])
        } else if rad == nil {
            kilde.add([Funn("DP-011", verdi: sbd.prosess.urn)])
        }
        guard kilde.verdict == .accepted, let rad, let sender = sbd.sender, let recipient = Mottaker(sbd.receiver)
        else { return nil }

        func text(_ name: String) -> String { root.child(name)?.text ?? "" }
        func tekster(_ element: XMLElement?) -> Korrespondanse.Tekster {
            func text(_ name: String) -> String { element?.child(name)?.text ?? "" }
            return Korrespondanse.Tekster(
                messageTitle: text("messageTitle"), messageSummary: text("messageSummary"),
                messageSender: text("messageSender"))
        }
        var vedlegg = Vedleggsliste(root.child("attachments")?.children ?? [], filer)
        kilde.add(vedlegg.unevnte.map { Funn("DP-007", verdi: $0) })
        let pakket = vedlegg.pack(settings.zipping, settings.limits)
        if pakket > 0 {
            kilde.add([
                Funn("DP-021", Sted(sti: "korrespondanse/attachments"), argumenter: [String(pakket)])
            ])
        }
        let korrespondanse = Korrespondanse(
            messageId: sbd.messageId, conversationId: sbd.conversationId, prosess: sbd.prosess,
            dokumenttype: sbd.dokumenttype, resourceId: rad.resourceId, serviceCode: rad.serviceCode,
            serviceEditionCode: rad.serviceEditionCode, contentSHA256: sha256, recipient: recipient, sender: sender,
            erSkjermet: erSkjermet, isConfidential: text("isConfidential") == "true",
            ignoreReservation: rad.ignoreReservation, language: text("language"), tekster: tekster(root),
            plainTexts: tekster(root.child("plainTexts")), messageBody: text("messageBody"),
            attachments: vedlegg.vedlegg, notification: root.child("notification").map(Varsel.init),
            dagerTilSvarfrist: Int(text("dagerTilSvarfrist")))
        kilde.add(Forhaandskontroll.funn(korrespondanse, settings.limits))
        return kilde.verdict == .accepted ? korrespondanse : nil
    }
}

/// What a correspondence is made of.
private protocol Brevkilde {
    var verdict: Verdict { get }
    mutating func add(_ nye: [Funn])
}

extension Omforming: Brevkilde {}
extension Brevomforming: Brevkilde {}
