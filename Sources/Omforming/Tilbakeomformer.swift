// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import EFormidling
import Noark
import SafeXML

/// From arkivmelding to BEST/EDU.
extension Omformer {
    /// Converts an arkivmelding that was read.
    ///
    /// Its faults are findings of the result; a failure of ours or of the libraries becomes the verdict `undetermined`.
    ///
    /// - Parameters:
    ///   - sbd: the addressing; nil takes it from the settings.
    ///   - filer: the files of the package, of which those that an arkivmelding of one journal post does not name travel
    ///     as attachments. Of several journal posts, only what the chosen one names.
    public func bestEdu(
        of innlesing: Innlesing, sbd: StandardBusinessDocument?, filer: [Forsendelsesfil],
        _ settings: BestEduSettings = BestEduSettings()
    ) -> Tilbakeomforming {
        var vurdering: [Funn]?
        return bestEdu(of: innlesing, sbd: sbd, filer: filer, settings, &vurdering)
    }

    /// - Parameter vurdering: what is found in the arkivmelding, whichever journal post is chosen; nil until then.
    func bestEdu(
        of innlesing: Innlesing, sbd: StandardBusinessDocument?, filer: [Forsendelsesfil],
        _ settings: BestEduSettings, _ vurdering: inout [Funn]?
    ) -> Tilbakeomforming {
        var result = Tilbakeomforming(innlesing: innlesing, katalog: katalog, versjoner: versjoner)
        guard let tre = innlesing.tre else { return result }
        guard innlesing.slag == .arkivmelding else {
            result.add([Funn("BE-052", argumenter: [innlesing.slag.navn])])
            return result
        }
        result.add(settings.faults.map { Funn("SY-005", argumenter: [$0]) })
        guard settings.faults.isEmpty else { return result }
        do {
            let funn = try vurdering ?? vurder(tre)
            vurdering = funn
            result.add(funn)
            guard result.verdict == .accepted else { return result }
            try convert(tre, innlesing, sbd, filer, settings, &result)
        } catch {
            result.add([Self.failure(error)])
        }
        if result.verdict != .accepted { result.putMessage = nil }
        return result
    }

    /// The result for a package that could not be read.
    func refused(_ innlesing: Innlesing) -> Tilbakeomforming {
        Tilbakeomforming(innlesing: innlesing, katalog: katalog, versjoner: versjoner)
    }

    private func vurder(_ tre: XMLDocument) throws -> [Funn] {
        var funn: [Funn] = []
        let brudd = try schema(Self.arkivmeldingSchema).violations(in: tre)
        if !brudd.isEmpty, try !schema(Self.arkivmeldingDocsSchema).violations(in: tre).isEmpty {
            funn.append(Funn("AM-120", Sted(sti: "arkivmelding"), argumenter: [String(brudd.count)]))
        }
        guard let rot = tre.root else { return funn }
        var kontroll = Restfeltkontroll(try felttabell())
        return funn + kontroll.funn(i: rot)
    }

    private func convert(
        _ tre: XMLDocument, _ innlesing: Innlesing, _ sbd: StandardBusinessDocument?, _ filer: [Forsendelsesfil],
        _ settings: BestEduSettings, _ result: inout Tilbakeomforming
    ) throws {
        guard let adresse = address(sbd, settings, &result) else { return }
        let meldingId = tre.root?.child("meldingId")?.text ?? ""
        result.messageId =
            sbd.flatMap { MeldingId.uuid(in: $0.messageId) }
            ?? MeldingId(conversationId: meldingId, sender: adresse.avsender, contentSHA256: innlesing.contentSHA256)
            .uuid

        var parameters = settings.codes.parameters
        parameters["avsender-orgnr"] = adresse.avsender
        parameters["mottaker-orgnr"] = adresse.mottaker
        parameters["avsender-ref"] = adresse.avsenderRef
        parameters["mottaker-ref"] = adresse.mottakerRef
        if !adresse.samtale.isEmpty {
            result.conversationId = Self.conversation(
                meldingId: meldingId, sender: adresse.avsender, conversationId: adresse.samtale)
        }
        // Without any, the stylesheet takes the meldingId.
        let felles = result.conversationId ?? (meldingId.isEmpty ? result.messageId : nil)
        if let nummer = settings.journalpost, nummer > 1 {
            // An archive takes the second message of a conversation for the first once more.
            result.conversationId = NavnebasertUUID.uuid(
                parts: ["journalpost", adresse.avsender, felles ?? meldingId, String(nummer)])
        }
        parameters["sbd-melding"] = sbd?.messageId
        parameters["samtale-id"] = result.conversationId ?? felles
        parameters["journalpost"] = settings.journalpost.map(String.init) ?? ""

        var run = try run(tre, parameters, &result)
        var funn = run.messages.map(Meldingskanal.funn)
        guard var root = run.document.root else {
            result.add(funn)
            return
        }
        var dokumenter = Dokumentreferanser(in: root, filer: filer)
        result.antallJournalposter =
            root.attribute("journalposter", namespace: Self.skjelett).flatMap { Int($0) } ?? 0
        let isShared = result.antallJournalposter > 1
        if let nummer = settings.journalpost, nummer > 1, nummer <= result.antallJournalposter {
            result.add([Funn("OM-046", argumenter: [String(nummer)])])
        }
        for (index, fil) in filer.enumerated() where dokumenter.ekstra.contains(fil.navn) {
            // A file of another journal post may be for other eyes than this letter's receiver.
            result.add([Funn(isShared ? "FO-015" : "FO-014", argumenter: [String(index + 1)], verdi: fil.navn)])
        }
        if !dokumenter.ekstra.isEmpty, !isShared {
            // Only now is it known which files the arkivmelding names; the stylesheet is what makes documents of others.
            parameters["ekstra-filer"] = filer.map(\.navn).filter(dokumenter.ekstra.contains).joined(separator: "/")
            run = try self.run(tre, parameters, &result)
            funn = run.messages.map(Meldingskanal.funn)
            root = run.document.root ?? root
            dokumenter = Dokumentreferanser(in: root, filer: filer)
        }
        result.add(funn + dokumenter.funn)
        result.documentBytes = dokumenter.bytes
        result.add(Self.checkEnds(of: root, adresse))
        result.stylesheetOutput = try run.serialized()
        result.add(
            Skjemafunn.funn(
                try dokumenter.violations(of: try schema(Self.bestEduSchema)), familie: "BE", erLest: false))
        guard result.verdict == .accepted else { return }
        dokumenter.resolve()
        if let kilde = tre.root {
            var foerer = Tilbakeregnskap(
                tabell: try felttabell(), journalpost: settings.journalpost ?? 1, medVerdier: settings.accountsForValues
            )
            result.regnskap = foerer.regnskap(kilde: kilde, maal: root, forkastet: result.forkastet)
        }
        result.putMessage = run.document
    }

    private func run(
        _ tre: XMLDocument, _ parameters: [String: String], _ result: inout Tilbakeomforming
    ) throws -> Transformation {
        result.stylesheetParameters = parameters
        return try stylesheet(Tilbakeomforming.stylesheet).run(on: tre, parameters: parameters)
    }

    /// The ends of a letter.
    private struct Adresse {
        var avsender: String
        var mottaker: String
        var avsenderRef = ""
        var mottakerRef = ""
        /// Empty where the SBD has none that XML can hold.
        var samtale = ""
    }

    private func address(
        _ sbd: StandardBusinessDocument?, _ settings: BestEduSettings, _ result: inout Tilbakeomforming
    ) -> Adresse? {
        let header = "standardBusinessDocumentHeader"
        guard let sbd else {
            guard let sender = settings.sender, let receiver = settings.receiver else {
                result.add([Funn("FO-013")])
                return nil
            }
            return Adresse(avsender: sender.digits, mottaker: receiver.digits)
        }
        for (given, own, option) in [
            (settings.sender?.digits, sbd.sender?.digits, "--sender-orgnr"),
            (settings.receiver?.digits, sbd.receiver, "--receiver-orgnr"),
        ] where given != nil && given != own {
            result.add([Funn("FO-016", Sted(sti: header), argumenter: [option])])
        }
        if sbd.sender == nil { result.add([Funn("SB-009", Sted(sti: header + "/sender"), argumenter: ["sender"])]) }
        result.add(
            Self.checkReceiver(
                sbd.receiver, Sted(sti: header + "/receiver"), allowsInvalid: settings.allowsInvalidReceiver))
        // JSON can hold what XML cannot; a reference in pieces is worse than none.
        let texts = [sbd.receiver, sbd.senderRef, sbd.receiverRef, sbd.conversationId].map { text -> String in
            if XMLText.isText(text) { return text }
            result.add([Funn("SB-010", Sted(sti: header))])
            return ""
        }
        return Adresse(
            avsender: sbd.sender?.digits ?? "", mottaker: texts[0], avsenderRef: texts[1], mottakerRef: texts[2],
            samtale: texts[3])
    }

    /// The carrier may write an end's number in another way, or what was no number where there is none: never another's.
    private static func checkEnds(of root: XMLElement, _ adresse: Adresse) -> [Funn] {
        let ends = root.child("envelope")?.children ?? []
        return [("sender", adresse.avsender), ("receiver", adresse.mottaker)].compactMap { name, number in
            // All that there are: who reads it may take the last.
            let numbers = ends.filter { $0.localName == name }.flatMap(\.children).filter { $0.localName == "orgnr" }
            let isTheirs = numbers.map { Organisasjonsnummer.stripped($0.text) }.allSatisfy { written in
                written == number || ["", "?"].contains(written)
                    || number.isEmpty && Organisasjonsnummer(written) == nil
            }
            return isTheirs ? nil : Funn("OM-078", Sted(sti: "envelope/\(name)/orgnr"))
        }
    }

    /// The conversationId that the archive knows: its own text, when the SBD's UUID was made of it.
    static func conversation(meldingId: String, sender: String, conversationId: String) -> String {
        let made = MeldingId(conversationId: meldingId, sender: sender, contentSHA256: "")
        let isOurs = made.origin != .derivedFromContent && made.uuid == conversationId
        return isOurs ? meldingId : conversationId
    }
}
