// SPDX-License-Identifier: Apache-2.0
public import EFormidling
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
    /// - Parameters:
    ///   - prosess: chosen by the sender; nil lets what is exempt from public access go as confidential, and everything
    ///     else by Digdir's default.
    ///   - allowsOpenProcess: lets what is exempt from public access go by a process that is not confidential.
    /// - Throws: `SafeXMLError` when the stylesheet fails.
    public func korrespondanse(
        of omforming: inout Omforming, prosess: Prosess?, allowsOpenProcess: Bool = false
    ) throws -> Korrespondanse? {
        guard omforming.verdict == .accepted, let arkivmelding = omforming.arkivmelding, var sbd = omforming.sbd else {
            return nil
        }
        let run = try omformer.stylesheet(Self.path).run(
            on: arkivmelding, parameters: ["prosess": prosess?.urn ?? "", "avsendernavn": omforming.sendername])
        guard let root = run.document.root, run.messages.isEmpty else {
            omforming.add([Funn("SY-003")])
            return nil
        }
        func text(_ name: String) -> String { root.child(name)?.text ?? "" }
        let erSkjermet = root.attribute("skjermet") == "ja"
        let chosen = Prosess(urn: text("process"))
        let isConfidential = text("isConfidential") == "true"
        if prosess == nil, chosen != .administrasjon { omforming.add([Funn("DP-001")]) }
        if erSkjermet, !isConfidential { omforming.add([Funn(allowsOpenProcess ? "DP-005" : "DP-002")]) }
        if !isConfidential, !allowsOpenProcess { omforming.add(Self.skjult(omforming.funn)) }
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
                    fileName: name, displayName: attachment.child("displayName")?.text ?? name, dokument: $0)
            }
        }
        let mentioned = Set(attachments.map(\.fileName))
        let others = omforming.dokumenter.map(\.fil).filter { !mentioned.contains($0.navn) }
        omforming.add(others.map { _ in Funn("DP-007") })
        return Korrespondanse(
            messageId: sbd.messageId, conversationId: sbd.conversationId, prosess: chosen,
            dokumenttype: sbd.dokumenttype, contentSHA256: omforming.rapport.sha256, recipient: recipient,
            sender: sender, messageSender: omforming.sendername,
            erSkjermet: erSkjermet, isConfidential: isConfidential, language: text("language"),
            messageTitle: text("messageTitle"), messageSummary: text("messageSummary"),
            messageBody: text("messageBody"),
            attachments: attachments
                + others.map { Korrespondanse.Vedlegg(fileName: $0.navn, displayName: $0.navn, dokument: $0) })
    }

    // What is exempt from public access where an arkivmelding cannot say so, as the conversion found it.
    private static func skjult(_ funn: [VurdertFunn]) -> [Funn] {
        funn.filter { $0.funn.kode == "OM-044" }.map { Funn("DP-006", $0.funn.sted) }
    }
}
