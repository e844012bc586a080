// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Omforming
import SafeXML
import Utboks

/// What is known of a request beside the request.
struct Kontekst: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// As long for every request: who counts its digits loses none.
    var requestId: String { Self.filled(id) }

    static func filled(_ id: String) -> String { String(repeating: "0", count: max(0, 32 - id.utf8.count)) + id }
}

/// Lets requests in, finds who answers them, and counts.
struct Svarer: HTTPResponder {
    let settings: ServerSettings
    let paths: [String]
    let innlogging: Innlogging?
    let plasser: Plasser
    let mappe: Kroppsmappe
    let noark: NoarkExchange
    let omforming: Omformingstjeneste
    let beskrivelse: Tjenestebeskrivelse
    let mottak: any Meldingsmottak
    let maalinger: Maalinger
    let forbindelser: Forbindelser
    let avlesninger: @Sendable () async -> [Maalinger.Avlesning]
    let logger: Logger

    func respond(to request: Request, context: Kontekst) async throws -> Response {
        let start = ContinuousClock.now
        var logger = logger
        logger[metadataKey: "request"] = "\(context.requestId)"
        let found = Rute.find(request.uri.path, noarkExchange: paths)
        let name = found?.rute.rawValue ?? "none"
        maalinger.began()
        defer { maalinger.ended(name, (ContinuousClock.now - start).seconds) }
        var response: Response
        do {
            response = try await answer(request, found, context, logger)
        } catch {
            // Of no use to anybody, but counted; the connection is closed by those who know why.
            maalinger.add(.requests, [("route", name), ("status", "broken")])
            throw error
        }
        if request.method == .head {
            // The length stays that of the answer to a GET.
            response.body = ResponseBody(contentLength: response.body.contentLength) { try await $0.finish(nil) }
        }
        if let header = Svar.requestId { response.headers[header] = context.requestId }
        maalinger.add(.requests, [("route", name), ("status", "\(response.status.code)")])
        logger.debug(
            "besvart", metadata: ["rute": "\(name)", "status": "\(response.status.code)"])
        return response
    }

    // MARK: The door

    private func answer(
        _ request: Request, _ found: (rute: Rute, parameter: String)?, _ context: Kontekst, _ logger: Logger
    ) async throws -> Response {
        guard let (rute, parameter) = found else { return Svar.problem(.notFound, "Det er ingenting her.") }
        let method = request.method == .head ? "GET" : request.method.rawValue
        guard rute.methods.contains(method) else {
            return Svar.problem(
                .methodNotAllowed, "Metoden passer ikke her.", [.allow: rute.methods.joined(separator: ", ")])
        }
        if let innlogging, !rute.isOpen, !innlogging.allows(request.headers[.authorization]) {
            refused("login", rute, logger)
            return Svar.problem(
                .unauthorized, "Brukernavn og passord mangler eller er feil.",
                [.wwwAuthenticate: "Basic realm=\"arkivbro\", charset=\"UTF-8\""])
        }
        // A page in somebody's browser may reach us where nobody else does; archives have no origin.
        if request.headers[.origin] != nil, method == "POST" {
            refused("origin", rute, logger)
            return Svar.problem(.forbidden, "Tjenesten tar ikke imot noe fra nettlesere.")
        }
        guard method == "POST" else { return await get(rute, parameter, request, logger) }
        guard plasser.take() else {
            maalinger.add(.refused, [("reason", "busy")])
            return busy(rute, request, "Tjenesten har nok å gjøre. Prøv igjen om litt.", 5)
        }
        defer { plasser.give() }
        if let refusal = refusal(rute, request, logger) { return refusal }
        return try await post(rute, request, context, logger)
    }

    // Nothing of the request: whoever it is may have written anything.
    private func refused(_ reason: String, _ rute: Rute, _ logger: Logger) {
        maalinger.add(.refused, [("reason", reason)])
        logger.info("forespørselen er avvist", metadata: ["rute": "\(rute.rawValue)", "grunn": "\(reason)"])
    }

    private func busy(_ rute: Rute, _ request: Request, _ text: String, _ seconds: Int) -> Response {
        rute == .noarkExchange ? noark.ours(request.headers, seconds: seconds) : Svar.busy(text, seconds: seconds)
    }

    // What can be said of a body before it is read.
    private func refusal(_ rute: Rute, _ request: Request, _ logger: Logger) -> Response? {
        func refuse(_ reason: String, _ status: HTTPResponse.Status, _ text: String) -> Response {
            refused(reason, rute, logger)
            return Svar.problem(status, text)
        }
        let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        if encoding != "identity" {
            return refuse("encoding", .unsupportedMediaType, "Innholdet kan ikke være pakket (Content-Encoding).")
        }
        if request.headers[.contentType]?.lowercased().hasPrefix("multipart/") == true {
            return refuse("type", .unsupportedMediaType, "Innholdet kan ikke være delt (multipart, MTOM).")
        }
        let length = request.headers[.contentLength].flatMap { Int64($0) } ?? 0
        if length > settings.maxBodyBytes {
            return refuse("large", .contentTooLarge, "Innholdet er større enn \(settings.maxBodyBytes) byte.")
        }
        if let free = mappe.freeBytes, free - length < settings.minFreeBytes {
            return full(rute, request, logger, "for lite ledig plass på disken")
        }
        return nil
    }

    private func full(_ rute: Rute, _ request: Request, _ logger: Logger, _ text: Logger.Message) -> Response {
        maalinger.add(.refused, [("reason", "disk")])
        logger.error(text)
        return busy(rute, request, "Det er for lite plass på disken.", 60)
    }

    // MARK: POST

    private func post(
        _ rute: Rute, _ request: Request, _ context: Kontekst, _ logger: Logger
    ) async throws -> Response {
        let oenske: Omformingsoenske?
        do {
            oenske = rute == .convert ? try Omformingsoenske(request) : nil
            if rute == .validate { try Omformingsoenske.demandNoParameters(request) }
        } catch let refusal as Omformingsoenske.Refusal {
            return Svar.problem(refusal.status, refusal.detail)
        }
        let kropp: Kropp
        do {
            try? await context.channel.triggerUserOutboundEvent(ReadsBody()).get()
            kropp = try await Kroppsmottak.read(
                request.body, into: mappe, most: settings.maxBodyBytes,
                limits: rute == .noarkExchange ? settings.limits : nil
            ) { maalinger.add(.received, [], $0) }
        } catch Kroppsfeil.tooLarge {
            refused("large", rute, logger)
            return Svar.problem(.contentTooLarge, "Innholdet er større enn \(settings.maxBodyBytes) byte.")
        } catch Kroppsfeil.noRoom {
            return full(rute, request, logger, "kan ikke skrive innholdet til disken")
        } catch is SlowClient {
            maalinger.add(.refused, [("reason", "slow")])
            // Said already, by the one who saw it; this is what is counted.
            return Response(status: .requestTimeout)
        }
        do {
            if rute == .noarkExchange { return await noark.answer(kropp, request.headers, logger) }
            if let oenske { return try await omforming.convert(kropp, oenske) }
            return try await omforming.validate(kropp)
        } catch Kroppsfeil.noRoom {
            kropp.discard()
            return full(rute, request, logger, "det er ikke plass på disken til det som omformes")
        } catch {
            kropp.discard()
            logger.error(
                "omforming mislyktes",
                metadata: ["grunn": "\((error as? ArkivbroError)?.description ?? "\(type(of: error))")"])
            return Svar.busy("Omformingen mislyktes hos oss. Prøv igjen senere.", seconds: 60)
        }
    }

    // MARK: GET

    private func get(_ rute: Rute, _ parameter: String, _ request: Request, _ logger: Logger) async -> Response {
        do {
            switch rute {
            case .noarkExchange: return try description(request)
            case .message, .statuses:
                guard let oversikt = try await oversikt(parameter) else {
                    return Svar.problem(.notFound, "Meldingen er ikke kjent.")
                }
                return Svar.json(.ok, rute == .message ? oversikt.json : oversikt.statuses)
            case .live: return Svar.json(.ok, .object([("status", .string("ok"))]))
            case .ready: return await ready()
            case .version: return Svar.json(.ok, Versjoner.embedded.json)
            case .metrics:
                let connections = Maalinger.Avlesning(
                    "arkivbro_connections", "Open connections.", [(labels: [], value: Double(forbindelser.count))])
                return Svar.text(
                    maalinger.text([connections] + (await avlesninger())),
                    type: "text/plain; version=0.0.4; charset=utf-8")
            case .openapi:
                return Svar.bytes(
                    .ok, try noark.omformer.resource("schemas/openapi/openapi.json"), type: "application/json")
            case .reportSchema:
                return Svar.bytes(
                    .ok, try noark.omformer.resource("schemas/report/report.schema.json"),
                    type: "application/schema+json")
            case .convert, .validate: return Svar.problem(.notFound, "Det er ingenting her.")
            }
        } catch {
            logger.error(
                "forespørselen mislyktes",
                metadata: ["grunn": "\((error as? ArkivbroError)?.description ?? "\(type(of: error))")"])
            return Svar.busy("Det gikk ikke nå. Prøv igjen senere.", seconds: 60)
        }
    }

    private func oversikt(_ id: String) async throws -> Meldingsoversikt? {
        // Our own ids alone are ever looked for.
        guard let id = UUID(uuidString: id) else { return nil }
        return try await mottak.oversikt(over: id.uuidString.lowercased())
    }

    private func description(_ request: Request) throws -> Response {
        let query = request.uri.queryParameters
        func value(_ name: String) -> String? { query.first { $0.key.lowercased() == name }.map { String($0.value) } }
        if let name = value("xsd") {
            guard let bytes = try beskrivelse.xsd(name) else {
                return Svar.problem(.notFound, "Skjemaet er ikke en del av tjenesten.")
            }
            return Svar.bytes(.ok, bytes, type: "text/xml; charset=utf-8")
        }
        let isWanted = request.uri.query?.lowercased().hasPrefix("wsdl") == true || value("wsdl") != nil
        guard isWanted else {
            return Svar.problem(
                .methodNotAllowed, "Meldinger kommer med POST; beskrivelsen er på ?wsdl.", [.allow: "POST"])
        }
        return Svar.bytes(
            .ok, try beskrivelse.wsdl(address(request), soap12: value("wsdl") == "1.2"),
            type: "text/xml; charset=utf-8")
    }

    /// The address that the client used.
    private func address(_ request: Request) -> String {
        let path = request.uri.path
        if let url = settings.publicURL { return (url.hasSuffix("/") ? String(url.dropLast()) : url) + path }
        let scheme = settings.tls == nil ? "http" : "https"
        let given = request.head.authority ?? ""
        // What a client calls us is repeated only when it is the name of a place.
        let isPlace = given.wholeMatch(of: /([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,64}\])(:[0-9]{1,5})?/) != nil
        return "\(scheme)://\(isPlace ? given : "\(settings.host):\(settings.port)")\(path)"
    }

    private func ready() async -> Response {
        let hasRoom = (mappe.freeBytes.map { $0 >= settings.minFreeBytes } ?? true) && mottak.hasRoom
        var answers = true
        do {
            // The store must answer; that nothing is known of this one is an answer.
            _ = try await mottak.oversikt(over: "00000000-0000-0000-0000-000000000000")
        } catch {
            answers = false
        }
        return Svar.json(
            hasRoom && answers ? .ok : .serviceUnavailable,
            .object([
                ("status", .string(hasRoom && answers ? "ok" : "unavailable")), ("disk", .bool(hasRoom)),
                ("outbox", .bool(answers)),
            ]))
    }
}

extension Meldingsoversikt {
    /// What is told of a message.
    var json: OrderedJSON {
        .members([
            ("messageId", .string(messageId)), ("conversationId", .string(conversationId)),
            ("state", .string(tilstand)), ("attempts", .integer(Int64(forsoek))),
            ("nextAttemptAt", nesteForsoek.map(OrderedJSON.string)), ("reason", grunn.map(OrderedJSON.string)),
            ("status", hendelser.last.map { .string($0.status.rawValue) }),
        ])
    }

    /// What has happened to it.
    var statuses: OrderedJSON {
        .object([
            ("messageId", .string(messageId)),
            (
                "statuses",
                .array(
                    hendelser.map { hendelse in
                        .members([
                            ("status", .string(hendelse.status.rawValue)),
                            ("time", hendelse.tidspunkt.map(OrderedJSON.string)),
                            ("reason", hendelse.avvisning.map { .string($0.reason) }),
                        ])
                    })
            ),
        ])
    }
}
