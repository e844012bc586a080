// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import EFormidling
import Foundation
import Noark
public import SafeXML

/// The engine: schemas, stylesheets and tables, compiled once, for any number of conversions at once.
public final class Omformer: Sendable {
    /// The codes of all findings.
    public let katalog: Funnkatalog

    let versjoner: Versjoner
    private let kompilering = Kompilering(functions: Omformer.functions)

    static let bestEduSchema = "schemas/noark-exchange/rot.xsd"
    static let arkivmeldingSchema = "schemas/arkivmelding/integrasjonspunkt/arkivmelding.xsd"
    static let arkivmeldingDocsSchema = "schemas/arkivmelding/docs/arkivmelding.xsd"
    static let felttabell = "xslt/felttabell.xml"
    static let kvitteringstabell = "xslt/kvitteringstabell.xml"
    static let skjelett = "urn:x-arkivbro:skjelett:1"

    /// Reads the catalogue of findings.
    ///
    /// - Parameter profile: what the first conversion will ask for; it is compiled beside what the caller does meanwhile.
    /// - Throws: ``ArkivbroError`` when the catalogue is not of its form.
    public init(versjoner: Versjoner = .embedded, preparing profile: ConversionSettings.Profile? = nil) throws {
        Ressurser.load()
        if let profile {
            Task.detached { [kompilering] in
                // What does not compile is told when it is needed.
                _ = try? kompilering.stylesheet(profile.stylesheet)
                _ = try? kompilering.schema(Self.arkivmeldingSchema)
                _ = try? kompilering.tabell(Self.felttabell)
            }
        }
        katalog = try Funnkatalog()
        self.versjoner = versjoner
    }

    /// A stylesheet of the program, compiled.
    ///
    /// - Throws: ``SafeXMLError`` when it does not compile.
    public func stylesheet(_ path: String) throws -> Stylesheet { try kompilering.stylesheet(path) }

    /// A table of the program, as a tree.
    ///
    /// - Throws: ``ArkivbroError`` when there is none, or ``SafeXMLError`` when it is not XML.
    public func table(_ path: String) throws -> XMLDocument { try Ressurser.document(path) }

    /// The bytes of a resource.
    ///
    /// - Throws: ``ArkivbroError`` when it is not in the program.
    public func resource(_ path: String) throws -> [UInt8] { try Ressurser.bytes(path) }

    func schema(_ path: String) throws -> Schema { try kompilering.schema(path) }

    func felttabell(_ path: String = Omformer.felttabell) throws -> Felttabell { try kompilering.tabell(path) }

    private static let navnerom = "urn:x-arkivbro:funksjoner:1"

    // What XSLT 1.0 cannot do, or cannot do in time. Without them, as in xsltproc, the stylesheets manage.
    private static let functions = [
        ExtensionFunction(namespace: navnerom, name: "uuid5", body: NavnebasertUUID.uuid(name:)),
        ExtensionFunction.path(namespace: navnerom, name: "sti"),
        ExtensionFunction.isRegular(namespace: navnerom, name: "regelmessig"),
        ExtensionFunction.entries(namespace: navnerom, name: "rest", of: Restfelt.namespace),
        ExtensionFunction.alone(namespace: navnerom, name: "alene"),
        ExtensionFunction.repeated(namespace: navnerom, name: "gjentatte"),
    ]

    // MARK: Conversion

    /// Converts a message that was read.
    ///
    /// Its faults are findings of the result; a failure of ours or of the libraries becomes the verdict `undetermined`.
    public func convert(_ innlesing: Innlesing, _ settings: ConversionSettings = ConversionSettings()) -> Omforming {
        var result = Omforming(innlesing: innlesing, katalog: katalog, versjoner: versjoner)
        guard let tre = innlesing.tre else { return result }
        guard innlesing.slag == .putMessageMelding else {
            result.add(Self.wrongKind(innlesing))
            return result
        }
        translate(innlesing, tre, settings, &result)
        return result
    }

    private func translate(
        _ innlesing: Innlesing, _ tre: XMLDocument, _ settings: ConversionSettings, _ result: inout Omforming
    ) {
        attempt(&result) { result in
            let faults = settings.faults
            guard faults.isEmpty else {
                result.add(faults.map { Funn("SY-005", argumenter: [$0]) })
                return
            }
            if innlesing.slag == .putMessageMelding { checkEnvelope(innlesing, settings, &result) }
            result.add(Skjemafunn.funn(try schema(Self.bestEduSchema).violations(in: tre), familie: "BE"))
            prepareDocuments(innlesing, settings, &result)
            var parameters = parameters(settings, result)
            result.stylesheet = settings.profile.stylesheet
            result.stylesheetParameters = parameters
            if settings.profile == .gyldig, !settings.carrier {
                // It is made all the same, and taken out: it is what tells what is lost without it.
                result.stylesheetParameters["restfelt"] = "nei"
                parameters["restfelt"] = "regnskap"
            }
            let run = try stylesheet(result.stylesheet).run(on: tre, parameters: parameters)
            result.kilde = tre
            result.identifikatorer = Dictionary(run.calls.map { ($0.argument, $0.result) }) { first, _ in first }
            result.add(run.messages.lazy.map(Meldingskanal.funn))
            guard result.verdict == .accepted else { return }

            let brudd = try schema(Self.arkivmeldingSchema).violations(in: run.document)
            if settings.profile == .gyldig {
                guard brudd.isEmpty else {
                    result.add([Funn("SY-001")])
                    result.add(Skjemafunn.funn(brudd, familie: "AM", erLest: false))
                    return
                }
                try account(of: tre, run.document, settings, &result)
            } else if !brudd.isEmpty {
                result.add([Funn("IP-050", argumenter: [String(brudd.count)])])
            }
            if let limit = run.document.limitPassed(of: innlesing.limits.forArkivmelding) {
                result.add([Funn("OM-045", Sted(sti: "arkivmelding"), argumenter: [limit])])
                return
            }
            result.arkivmelding = run.document
            result.arkivmeldingBytes = try run.serialized()
            if innlesing.slag == .putMessageMelding { result.sbd = sbd(innlesing, settings, result) }
        }
    }

    /// Draws up the account, and takes the carrier out when it is not wanted.
    private func account(
        of kilde: XMLDocument, _ maal: XMLDocument, _ settings: ConversionSettings, _ result: inout Omforming
    ) throws {
        guard let kilde = kilde.root, let maal = maal.root else { return }
        var foerer = Regnskapsfoerer(
            tabell: try felttabell(), parametere: result.stylesheetParameters, baererRest: settings.carrier,
            medVerdier: settings.accountsForValues)
        result.regnskap = foerer.regnskap(kilde: kilde, maal: maal, forkastet: result.forkastet)
        if !settings.carrier { Restfelt.remove(from: maal) }
    }

    private static func wrongKind(_ innlesing: Innlesing) -> [Funn] {
        switch innlesing.slag {
        case .putMessage:
            // An unknown root in the payload has its finding already.
            return innlesing.nyttelastform == nil ? [Funn("BE-002", Sted(sti: "payload"))] : []
        case .putMessageAppReceipt, .appReceipt: return [Funn("BE-050")]
        case .ukjent: return []
        default: return [Funn("BE-051", argumenter: [innlesing.slag.navn])]
        }
    }

    private func attempt(_ result: inout Omforming, _ body: (inout Omforming) throws -> Void) {
        do {
            try body(&result)
        } catch {
            result.add([Self.failure(error)])
        }
        if result.verdict != .accepted {
            result.arkivmelding = nil
            result.arkivmeldingBytes = []
            result.sbd = nil
        }
    }

    /// A failure of ours or of the libraries, or a run that cost more than any may, as a finding.
    static func failure(_ error: any Error) -> Funn {
        if let fault = error as? XMLFault, fault.kind == .limit { return Funn("XM-004", argumenter: [fault.detail]) }
        let reason = (error as? SafeXMLError)?.description ?? String(describing: type(of: error))
        return Funn("SY-004", argumenter: [reason])
    }

    // MARK: Envelope

    private func checkEnvelope(_ innlesing: Innlesing, _ settings: ConversionSettings, _ result: inout Omforming) {
        let konvolutt = innlesing.konvolutt
        let written = Organisasjonsnummer.stripped(konvolutt.sender.orgnr)
        if written.isEmpty || written == "?" {
            result.sender = settings.ownOrganisation?.digits ?? ""
            result.add([Funn(settings.ownOrganisation == nil ? "BE-031" : "BE-030", Sted(sti: "envelope/sender/orgnr"))]
            )
        } else {
            result.sender = written
            if Organisasjonsnummer(written) == nil {
                result.add([Self.wrongSender(konvolutt.sender.orgnr, Sted(sti: "envelope/sender/orgnr"))])
            }
        }
        result.receiver = Organisasjonsnummer.stripped(konvolutt.receiver.orgnr)
        result.add(
            Self.checkReceiver(
                konvolutt.receiver.orgnr, Sted(sti: "envelope/receiver/orgnr"),
                allowsInvalid: settings.allowsInvalidReceiver))

        let id = MeldingId(
            conversationId: konvolutt.conversationId, sender: result.sender, contentSHA256: innlesing.contentSHA256)
        result.id = id
        result.messageId = settings.messageId ?? id.uuid
        let sted = Sted(sti: "envelope/@conversationId")
        switch id.origin {
        case .asWritten: break
        case .derivedFromId: result.add([Funn("BE-040", sted, verdi: id.original)])
        case .derivedFromContent: result.add([Funn("BE-041", sted, verdi: id.original)])
        }
        result.add(Self.checkForm(innlesing))
    }

    /// What is odd about how the payload stands in its request, whatever it is.
    static func checkForm(_ innlesing: Innlesing) -> [Funn] {
        var funn: [Funn] = []
        let written = innlesing.konvolutt.contentNamespace
        let known = [
            "", "?", "http://www.arkivverket.no/Noark4-1-WS-WD/types", "http://www.arkivverket.no/Noark/Exchange/types",
        ]
        if !known.contains(written) {
            funn.append(Funn("BE-042", Sted(sti: "envelope/@contentNamespace"), verdi: written))
        }
        if let extra = innlesing.nyttelastform?.extraEscapes, extra > 0 {
            funn.append(Funn("BE-007", Sted(sti: "payload")))
        }
        return funn
    }

    static func wrongSender(_ text: String, _ sted: Sted) -> Funn {
        Funn("BE-032", sted, verdi: Foedselsnummer.mayStand(in: text) ? nil : text)
    }

    /// What ``checkReceiver(_:_:allowsInvalid:)`` has against a receiver: there is nobody to send to.
    public static let receiverFaults: Set<String> = ["BE-033", "BE-034", "BE-035"]

    /// What is wrong with a receiver's number.
    static func checkReceiver(_ text: String, _ sted: Sted, allowsInvalid: Bool) -> [Funn] {
        let stripped = Organisasjonsnummer.stripped(text)
        if Organisasjonsnummer(stripped) != nil { return [] }
        if Foedselsnummer.isWritten(as: stripped) { return [Funn("BE-034", sted)] }
        // Not even on request.
        let shown = Foedselsnummer.mayStand(in: stripped) ? nil : text
        if allowsInvalid { return [Funn("BE-036", sted, verdi: shown)] }
        return [stripped.isEmpty || stripped == "?" ? Funn("BE-033", sted) : Funn("BE-035", sted, verdi: shown)]
    }

    // MARK: Documents

    private func prepareDocuments(_ innlesing: Innlesing, _ settings: ConversionSettings, _ result: inout Omforming) {
        var navn = Dokumentnavn()
        let paths = XMLPaths()
        for (index, dokument) in innlesing.dokumenter.enumerated() {
            let element = innlesing.dokumentelementer[index]
            if dokument.size == 0, !dokument.isSpoilt {
                let kode =
                    switch settings.emptyDocuments {
                    case .reject: "BE-013"
                    case .keep: "BE-014"
                    case .drop: "BE-015"
                    }
                result.add([Funn(kode, Sted(sti: stiFraMelding(paths.path(of: element))))])
                element.setAttribute("tomt", "ja", namespace: Self.skjelett, prefix: "ab")
                if settings.emptyDocuments == .drop {
                    element.setAttribute("utelatt", "ja", namespace: Self.skjelett, prefix: "ab")
                    continue
                }
            }
            let named = navn.neste(dokument.oppgitt, plass: index + 1, start: dokument.start)
            for kode in named.koder {
                result.add([
                    Funn(kode, Sted(sti: stiFraMelding(paths.path(of: element))), verdi: dokument.oppgitt.filnavn)
                ])
            }
            element.setAttribute("filnavn", named.navn, namespace: Self.skjelett, prefix: "ab")
            element.setAttribute("mediatype", named.mediatype, namespace: Self.skjelett, prefix: "ab")
            result.dokumenter.append(
                Omforming.Dokument(
                    number: dokument.number,
                    fil: Forsendelse.Dokument(
                        navn: named.navn, opprinneligNavn: dokument.oppgitt.filnavn, mediatype: named.mediatype,
                        size: dokument.size, sha256: dokument.sha256)))
        }
    }

    private func parameters(_ settings: ConversionSettings, _ result: Omforming) -> [String: String] {
        let meldingId =
            result.id.map { $0.origin == .derivedFromContent && $0.original.isEmpty ? $0.uuid : $0.original } ?? ""
        return [
            "system": settings.system,
            "tidspunkt": settings.tidspunkt ?? "",
            "avsender-orgnr": result.sender,
            "melding-id": meldingId,
            "sbd-avsender": Organisasjonsnummer(result.sender)?.digits ?? "",
            "sbd-mottaker": result.receiver,
            "sbd-samtale": result.id.map {
                Self.conversation(
                    meldingId: meldingId, sender: Organisasjonsnummer(result.sender)?.digits ?? "",
                    conversationId: $0.uuid)
            } ?? "",
            "aapne-tilgangskoder": settings.openAccessCodes.joined(separator: " "),
            "interne-merknader": settings.internalNotes == .keep
                || settings.keepsInternalNotesFor.contains(result.receiver)
                ? "behold" : "hold-tilbake",
        ].merging(settings.codes.parameters) { first, _ in first }
    }

    private func sbd(
        _ innlesing: Innlesing, _ settings: ConversionSettings, _ result: Omforming
    ) -> StandardBusinessDocument? {
        guard let id = result.id else { return nil }
        var sbd = StandardBusinessDocument(
            sender: Organisasjonsnummer(result.sender), receiver: result.receiver,
            messageId: settings.messageId ?? id.uuid,
            conversationId: id.uuid, prosess: settings.prosess ?? .administrasjon, dokumenttype: .arkivmelding)
        sbd.senderRef = Self.reference(innlesing.konvolutt.sender.ref)
        sbd.receiverRef = Self.reference(innlesing.konvolutt.receiver.ref)
        sbd.creationDateAndTime = settings.creationDateAndTime
        sbd.expectedResponseDateTime = settings.expectedResponseDateTime
        return sbd
    }

    // A reference is opaque; only SoapUI's question mark and blanks are no reference.
    static func reference(_ text: String) -> String {
        let bare = text.withoutBlanks
        return bare.isEmpty || bare == "?" ? "" : text
    }

    // MARK: Validation

    /// Says what a document is, and everything that is wrong with it.
    public func validate(_ innlesing: Innlesing, _ settings: ConversionSettings = ConversionSettings()) -> Rapport {
        if innlesing.slag == .putMessageMelding || innlesing.slag == .putMessage {
            return convert(innlesing, settings).rapport
        }
        if innlesing.slag == .putMessageAppReceipt {
            var receipt = ReceiptSettings()
            receipt.ownOrganisation = settings.ownOrganisation
            return self.receipt(of: innlesing, receipt).rapport
        }
        var result = Omforming(innlesing: innlesing, katalog: katalog, versjoner: versjoner)
        guard let tre = innlesing.tre else { return result.rapport }
        if innlesing.slag == .melding {
            // Without an envelope nothing can be sent, but everything in it can be judged.
            translate(innlesing, tre, settings, &result)
            return result.rapport
        }
        attempt(&result) { result in
            switch innlesing.slag {
            case .arkivmelding:
                let brudd = try schema(Self.arkivmeldingSchema).violations(in: tre)
                if brudd.isEmpty { return }
                if try schema(Self.arkivmeldingDocsSchema).violations(in: tre).isEmpty {
                    result.add([Funn("AM-110", Sted(sti: "arkivmelding"))])
                } else {
                    result.add(Skjemafunn.funn(brudd, familie: "AM"))
                }
            case .appReceipt:
                result.add(Skjemafunn.funn(try schema(Self.bestEduSchema).violations(in: tre), familie: "BE"))
            default: result.add(Self.wrongKind(innlesing))
            }
        }
        return result.rapport
    }
}

extension ConversionSettings.Profile {
    /// The stylesheet that writes an arkivmelding so.
    fileprivate var stylesheet: String {
        switch self {
        case .gyldig: "xslt/bestedu-til-arkivmelding.xsl"
        case .integrasjonspunkt: "xslt/profiler/integrasjonspunkt.xsl"
        }
    }
}
