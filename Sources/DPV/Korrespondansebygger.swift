// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Noark
public import Omforming
import SafeXML

/// Makes the correspondence of a converted message, by `xslt/arkivmelding-til-dpv.xsl`.
public struct Korrespondansebygger: Sendable {
    private static let path = "xslt/arkivmelding-til-dpv.xsl"

    private let omformer: Omformer

    /// Uses the stylesheets of an engine.
    public init(_ omformer: Omformer) { self.omformer = omformer }

    /// Makes the correspondence, and puts its process into the addressing.
    ///
    /// What stands in the way of sending becomes findings of the conversion, which is then no longer accepted.
    ///
    /// - Throws: `SafeXMLError` when the stylesheet fails.
    public func korrespondanse(
        of omforming: inout Omforming, _ settings: CorrespondenceSettings = CorrespondenceSettings()
    ) throws -> Korrespondanse? {
        guard omforming.verdict == .accepted, let arkivmelding = omforming.arkivmelding, var sbd = omforming.sbd else {
            return nil
        }
        let tabell = try settings.prosesstabell ?? Prosesstabell(omformer)
        let avsender = settings.messageSender.isEmpty ? omforming.sendername : settings.messageSender
        let run = try omformer.stylesheet(Self.path).run(
            on: arkivmelding, parameters: ["prosess": settings.prosess?.urn ?? "", "avsendernavn": avsender])
        guard let root = run.document.root, run.messages.isEmpty else {
            omforming.add([Funn("SY-003")])
            return nil
        }
        func text(_ name: String) -> String { root.child(name)?.text ?? "" }
        let erSkjermet = root.attribute("skjermet") == "ja"
        let chosen = Prosess(urn: text("process"))
        let isConfidential = text("isConfidential") == "true"
        if settings.prosess == nil, chosen != .administrasjon { omforming.add([Funn("DP-001")]) }
        if erSkjermet, !isConfidential { omforming.add([Funn(settings.allowsOpenProcess ? "DP-005" : "DP-002")]) }
        if !isConfidential, !settings.allowsOpenProcess { omforming.add(Self.skjult(omforming.funn)) }
        guard let sender = sbd.sender else {
            omforming.add([Funn("DP-003", Sted(sti: "envelope/sender/orgnr"))])
            return nil
        }
        guard let recipient = Organisasjonsnummer(sbd.receiver) else {
            omforming.add([Funn("DP-004", Sted(sti: "envelope/receiver/orgnr"))])
            return nil
        }
        sbd.prosess = chosen
        omforming.sbd = sbd
        guard omforming.verdict == .accepted else { return nil }

        let files = Dictionary(omforming.dokumenter.map { ($0.fil.navn, $0.fil) }) { first, _ in first }
        let attachments = (root.child("attachments")?.children ?? []).compactMap {
            attachment -> Korrespondanse.Vedlegg? in
            let name = attachment.child("fileName")?.text ?? ""
            return files[name].map {
                Korrespondanse.Vedlegg(
                    fileName: name, displayName: attachment.child("displayName")?.text ?? name,
                    sendersReference: Self.vedleggsreferanse, path: "documents/" + name, dokument: $0)
            }
        }
        let mentioned = Set(attachments.map(\.fileName))
        let others = omforming.dokumenter.map(\.fil).filter { !mentioned.contains($0.navn) }
        omforming.add(others.map { _ in Funn("DP-007") })
        let rad = tabell[chosen]
        let tekster = Korrespondanse.Tekster(
            messageTitle: text("messageTitle"), messageSummary: text("messageSummary"), messageSender: avsender)
        return Korrespondanse(
            messageId: sbd.messageId, conversationId: sbd.conversationId, prosess: chosen,
            dokumenttype: sbd.dokumenttype, resourceId: rad?.resourceId, serviceCode: rad?.serviceCode,
            serviceEditionCode: rad?.serviceEditionCode, contentSHA256: omforming.rapport.sha256,
            recipient: .virksomhet(recipient), sender: sender, erSkjermet: erSkjermet, isConfidential: isConfidential,
            ignoreReservation: rad?.ignoreReservation ?? false, language: text("language"), tekster: tekster,
            plainTexts: tekster, messageBody: text("messageBody"),
            attachments: attachments
                + others.map {
                    Korrespondanse.Vedlegg(
                        fileName: $0.navn, displayName: $0.navn, sendersReference: Self.vedleggsreferanse,
                        path: "documents/" + $0.navn, dokument: $0)
                }, notification: nil, dagerTilSvarfrist: nil)
    }

    private static let vedleggsreferanse = "AttachmentReference_as123452"

    // What is exempt from public access where an arkivmelding cannot say so, as the conversion found it.
    private static func skjult(_ funn: [VurdertFunn]) -> [Funn] {
        funn.filter { $0.funn.kode == "OM-044" }.map { Funn("DP-006", $0.funn.sted) }
    }
}
