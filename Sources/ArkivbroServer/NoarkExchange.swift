// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOPosix
import Noark
import Omforming
import Utboks

/// The SOAP service of the archives: PutMessage and GetCanReceiveMessage.
struct NoarkExchange: Sendable {
    let settings: ServerSettings
    let mottak: any Meldingsmottak
    let kapabiliteter: Kapabilitetsminne
    let omformer: Omformer
    let maalinger: Maalinger

    /// Answers a request whose body has been read; the body is gone when it returns.
    func answer(_ kropp: Kropp, _ headers: HTTPFields, _ logger: Logger) async -> Response {
        let ramme = kropp.ramme ?? Self.ramme(headers)
        switch kropp.operasjon {
        case .putMessage: return await putMessage(kropp, SOAPsvar(ramme: ramme), logger)
        case .getCanReceiveMessage:
            guard let orgnr = kropp.orgnr else { return await refuse(kropp, SOAPsvar(ramme: ramme), logger) }
            kropp.discard()
            return await getCanReceiveMessage(orgnr, SOAPsvar(ramme: ramme), logger)
        case nil:
            let spoken = ramme == .ingen ? Self.ramme(headers) : ramme
            return await refuse(kropp, SOAPsvar(ramme: spoken), logger)
        }
    }

    /// The frame in which a client that sent none understands an answer.
    static func ramme(_ headers: HTTPFields) -> SOAPramme {
        headers[.contentType]?.lowercased().hasPrefix("application/soap+xml") == true ? .soap12 : .soap11
    }

    // MARK: PutMessage

    private func putMessage(_ kropp: Kropp, _ svar: SOAPsvar, _ logger: Logger) async -> Response {
        let start = ContinuousClock.now
        defer { kropp.discard() }
        var logger = logger
        logger[metadataKey: "bytes"] = "\(kropp.bytes)"
        func log(_ level: Logger.Level, _ utfall: String, _ rapport: Rapport?, _ grunn: String? = nil) {
            var metadata: Logger.Metadata = [
                "svar": "\(utfall)", "sekunder": "\((ContinuousClock.now - start).seconds)",
            ]
            if let grunn { metadata["grunn"] = "\(grunn)" }
            if let rapport {
                metadata["sha256"] = "\(rapport.sha256)"
                if let id = rapport.messageId { metadata["messageId"] = "\(id)" }
                let koder = rapport.funn.filter { $0.nivaa == .feil }.map(\.funn.kode)
                if !koder.isEmpty { metadata["funn"] = "\(Self.unique(koder).joined(separator: " "))" }
            }
            logger.log(level: level, "PutMessage", metadata: metadata)
            maalinger.add(.putMessage, [("result", utfall)])
        }
        do {
            switch try await mottak.taImot(kropp.url, mottatt: Date()) {
            case .lagret(let messageId, let rapport, let finnesFraFoer):
                logger[metadataKey: "messageId"] = "\(messageId)"
                log(.info, finnesFraFoer ? "known" : "stored", rapport)
                return try reply(svar, svar.appReceipt("OK"))
            case .kvittering(let rapport):
                log(.info, "receipt", rapport)
                return try reply(svar, svar.appReceipt("OK"))
            case .avvist(let rapport):
                if settings.takesEmptyPayload, Self.isEmpty(rapport) {
                    log(.info, "empty", rapport)
                    return try reply(svar, svar.appReceipt("OK"))
                }
                if rapport.verdict == .undetermined {
                    log(.error, "undetermined", rapport)
                    return fault(.tjener, svar, Self.ours)
                }
                let meldinger = rapport.funn.filter { $0.nivaa == .feil }.map(SOAPsvar.Melding.init)
                if let skyld = Self.frameFault(rapport) {
                    log(.info, "fault", rapport)
                    return fault(skyld, svar, meldinger)
                }
                log(.info, "refused", rapport)
                return try reply(svar, svar.appReceipt("ERROR", meldinger))
            }
        } catch {
            log(.error, "failed", nil, (error as? ArkivbroError)?.description ?? "\(type(of: error))")
            return fault(.tjener, svar, Self.ours)
        }
    }

    // Codes of what makes a request no message at all, when they are not said of its payload.
    private static let frameCodes: Set = ["XM-001", "XM-002", "XM-003", "XM-004", "XM-005", "XM-006", "BE-001"]

    /// Whose fault it is when a request is no message; nil when it is one.
    private static func frameFault(_ rapport: Rapport) -> SOAPsvar.Skyld? {
        for vurdert in rapport.funn where vurdert.nivaa == .feil {
            if vurdert.funn.kode == "BE-009" { return .maaForstaas }
            if frameCodes.contains(vurdert.funn.kode), vurdert.funn.sted.sti == nil { return .klient }
        }
        return nil
    }

    private static func isEmpty(_ rapport: Rapport) -> Bool {
        let koder = Set(rapport.funn.filter { $0.nivaa == .feil }.map(\.funn.kode))
        return !koder.isEmpty && koder.isSubset(of: ["BE-002", "BE-003"])
    }

    private static let ours = [
        SOAPsvar.Melding(kode: "SY-007", tekst: "Meldingen kunne ikke tas imot nå. Send den på nytt senere.")
    ]

    private static func unique(_ koder: [String]) -> [String] {
        var seen = Set<String>()
        return koder.filter { seen.insert($0).inserted }
    }

    // MARK: GetCanReceiveMessage

    private func getCanReceiveMessage(_ orgnr: String, _ svar: SOAPsvar, _ logger: Logger) async -> Response {
        var can = false
        var how = "invalid"
        if let number = Organisasjonsnummer(lenient: orgnr) {
            let found = await kapabiliteter.canReceive(.virksomhet(number))
            can = found.can
            how = found.failed ? "failed" : found.wasKnown ? "remembered" : "asked"
        }
        logger.info("GetCanReceiveMessage", metadata: ["svar": "\(can)", "oppslag": "\(how)"])
        maalinger.add(.getCanReceiveMessage, [("answer", "\(can)"), ("lookup", how)])
        do {
            return try reply(svar, svar.canReceive(can))
        } catch {
            return fault(.tjener, svar, Self.ours)
        }
    }

    // MARK: What is neither

    /// Says what a request is that is none of ours.
    private func refuse(_ kropp: Kropp, _ svar: SOAPsvar, _ logger: Logger) async -> Response {
        defer { kropp.discard() }
        let (omformer, limits) = (omformer, settings.limits)
        let rapport = try? await NIOThreadPool.singleton.runIfActive {
            let input = try FileHandle(forReadingFrom: kropp.url)
            defer { try? input.close() }
            return omformer.validate(
                try Innlesing(reading: input, into: DiscardingDocumentStore(), limits: limits))
        }
        guard let rapport else {
            count(kropp, "failed")
            return fault(.tjener, svar, Self.ours)
        }
        var meldinger = rapport.funn.filter { $0.nivaa == .feil }.map(SOAPsvar.Melding.init)
        if meldinger.isEmpty || Self.frameFault(rapport) == nil {
            let tekst = "Forespørselen er verken PutMessageRequest eller GetCanReceiveMessageRequest."
            meldinger = [SOAPsvar.Melding(kode: "BE-001", tekst: tekst)]
        }
        logger.info("ukjent forespørsel", metadata: ["funn": "\(meldinger.map(\.kode).joined(separator: " "))"])
        count(kropp, "fault")
        return fault(Self.frameFault(rapport) ?? .klient, svar, meldinger)
    }

    // What is none of ours, or cannot be read, is most likely a message.
    private func count(_ kropp: Kropp, _ utfall: String) {
        if kropp.operasjon == .getCanReceiveMessage {
            maalinger.add(.getCanReceiveMessage, [("answer", utfall), ("lookup", "none")])
        } else {
            maalinger.add(.putMessage, [("result", utfall)])
        }
    }

    private func reply(_ svar: SOAPsvar, _ bytes: [UInt8]) -> Response {
        Svar.bytes(.ok, bytes, type: svar.ramme.contentType)
    }

    /// A fault, with the status that its version and its cause call for.
    ///
    /// - Parameter seconds: until the client should try again, when the fault is ours.
    func fault(
        _ skyld: SOAPsvar.Skyld, _ svar: SOAPsvar, _ meldinger: [SOAPsvar.Melding], seconds: Int = 60
    ) -> Response {
        let isTwelve = svar.ramme == .soap12
        let status: HTTPResponse.Status =
            skyld == .tjener ? .serviceUnavailable : isTwelve && skyld == .klient ? .badRequest : .internalServerError
        var headers: HTTPFields = [:]
        if skyld == .tjener, let name = Svar.retryAfter { headers[name] = String(seconds) }
        let bytes = (try? svar.fault(skyld, meldinger)) ?? []
        return Svar.bytes(status, bytes, type: (isTwelve ? SOAPramme.soap12 : .soap11).contentType, headers)
    }

    /// A fault of ours before there was anything to judge.
    func ours(_ headers: HTTPFields, seconds: Int) -> Response {
        fault(.tjener, SOAPsvar(ramme: Self.ramme(headers)), Self.ours, seconds: seconds)
    }
}

extension Duration {
    /// Seconds, to the millisecond.
    var seconds: Double {
        let (whole, atto) = components
        return Double(whole) + (Double(atto) / 1e15).rounded() / 1000
    }
}
