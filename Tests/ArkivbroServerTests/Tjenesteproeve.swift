// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import BestEdu
import DPV
import EFormidling
import Foundation
import Logging
import Noark
import Omforming
import Synchronization
import Testhjelp
import Utboks

/// One engine for all tests: it takes longer to make than a test.
let felles = Result { try Omformer() }

/// Takes messages as the outbox does, and keeps nothing but what came of them.
final class Proevemottak: Meldingsmottak {
    struct Tatt: Sendable {
        let bytes: Int64
        let sha256: String
    }

    private struct State {
        var tatt: [Tatt] = []
        var kjente: [String: Meldingsoversikt] = [:]
        var error: ArkivbroError?
        var delay = 0.0
        var hasRoom = true
        var settings = ConversionSettings()
    }

    private let state = Mutex(State())
    private let omformer: Omformer

    init(_ omformer: Omformer) { self.omformer = omformer }

    var tatt: [Tatt] { state.withLock { $0.tatt } }

    /// From now on, nothing can be taken.
    func fail(_ error: ArkivbroError?) { state.withLock { $0.error = error } }

    /// From now on, nothing can be said of messages: a setting of ours is at fault.
    func spoil() { state.withLock { $0.settings.system = "a\u{1}b" } }

    /// Whether the disk has room for what comes.
    var hasRoom: Bool {
        get { state.withLock { $0.hasRoom } }
        set { state.withLock { $0.hasRoom = newValue } }
    }

    /// From now on, each message takes so long.
    func slow(_ seconds: Double) { state.withLock { $0.delay = seconds } }

    func know(_ oversikt: Meldingsoversikt) { state.withLock { $0.kjente[oversikt.messageId] = oversikt } }

    func taImot(_ body: URL, mottatt: Date) async throws -> Mottakssvar {
        let (error, delay, settings) = state.withLock { ($0.error, $0.delay, $0.settings) }
        // As one that fell before it had taken anything over.
        if let error { throw error }
        defer { try? FileManager.default.removeItem(at: body) }
        if delay > 0 { try await Task.sleep(for: .seconds(delay)) }
        let input = try FileHandle(forReadingFrom: body)
        defer { try? input.close() }
        let rapport = try Omgivelser.inTemporaryFolder { folder in
            try Pakking(of: input, in: folder, with: omformer, settings).omforming.rapport
        }
        if rapport.slag == .putMessageAppReceipt { return .kvittering(rapport: rapport) }
        guard rapport.verdict == .accepted, let id = rapport.messageId else { return .avvist(rapport: rapport) }
        let known = state.withLock { state in
            defer {
                state.tatt.append(Tatt(bytes: rapport.bytes, sha256: rapport.sha256))
                state.kjente[id] = Meldingsoversikt(
                    messageId: id, conversationId: id, tilstand: "venter", forsoek: 0, nesteForsoek: nil, grunn: nil,
                    hendelser: [])
            }
            return state.kjente[id] != nil
        }
        return .lagret(messageId: id, rapport: rapport, finnesFraFoer: known)
    }

    func oversikt(over messageId: String) async throws -> Meldingsoversikt? {
        try state.withLock { state in
            if let error = state.error { throw error }
            return state.kjente[messageId]
        }
    }
}

/// Says of receivers what it is told to.
final class Proevetransport: DPVTransport {
    let name = "proeve"
    private let state = Mutex<(answer: Kapabilitetssvar, asked: Int, delay: Double)>((.notAvailable, 0, 0))

    /// How often it was asked.
    var asked: Int { state.withLock { $0.asked } }

    func answer(_ answer: Kapabilitetssvar, after delay: Double = 0) {
        state.withLock { ($0.answer, $0.delay) = (answer, delay) }
    }

    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat { .retryLater(reason: "Ingen.", afterSeconds: nil) }

    func status(of referanse: Leveringsreferanse) async throws -> Statussvar { .notKnown }

    func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar {
        let (answer, delay) = state.withLock { state in
            state.asked += 1
            return (state.answer, state.delay)
        }
        if delay > 0 { try await Task.sleep(for: .seconds(delay)) }
        return answer
    }
}

/// A service that runs for one test.
struct Tjenesteproeve: Sendable {
    let port: Int
    let mottak: Proevemottak
    let transport: Proevetransport
    let folder: URL
    let logg: Logglinjer

    /// Runs a body against a service.
    static func run(
        _ change: (inout ServerSettings) throws -> Void = { _ in }, _ body: (Tjenesteproeve) async throws -> Void
    ) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            var settings = ServerSettings(workFolder: folder.appending(path: "work", directoryHint: .isDirectory))
            settings.port = 0
            settings.minFreeBytes = 0
            settings.lingerSeconds = 0.5
            try change(&settings)
            let omformer = try felles.get()
            let logg = Logglinjer()
            let logger = Logger(label: "proeve") {
                Loggskriver($0, form: .text, level: .debug) { logg.add($0) }
            }
            let mottak = Proevemottak(omformer)
            let transport = Proevetransport()
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let tjeneste = try Tjeneste(
                settings, mottak: mottak, transport: transport, omformer: omformer,
                onReady: {
                    port.yield($0)
                    port.finish()
                }, logger: logger)
            let task = Task {
                defer { port.finish() }
                try await tjeneste.run()
            }
            var number = 0
            for await found in ports { number = found }
            do {
                try await body(
                    Tjenesteproeve(
                        port: number, mottak: mottak, transport: transport, folder: settings.workFolder, logg: logg))
            } catch {
                task.cancel()
                _ = try? await task.value
                throw error
            }
            task.cancel()
            _ = try? await task.value
        }
    }

    // MARK: Calls

    /// Sends a request and reads the answer.
    func call(
        _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: [UInt8] = []
    ) async throws -> Nettsvar {
        var text = "\(method) \(path) HTTP/1.1\r\n"
        var headers = headers
        if headers["Host"] == nil { headers["Host"] = "127.0.0.1:\(port)" }
        if method == "POST", headers["Content-Length"] == nil, headers["Transfer-Encoding"] == nil {
            headers["Content-Length"] = String(body.count)
        }
        headers["Connection"] = headers["Connection"] ?? "close"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return try await raw(Array((text + "\r\n").utf8) + body)
    }

    /// Sends bytes as they are, and reads until the other side closes.
    func raw(_ bytes: [UInt8], within seconds: Double = 30) async throws -> Nettsvar {
        let port = port
        return try await onThread {
            let forbindelse = try Forbindelse(port: port)
            defer { forbindelse.close() }
            _ = forbindelse.write(bytes)
            return Nettsvar(forbindelse.readToEnd(within: seconds))
        }
    }

    /// A SOAP request.
    func soap(
        _ body: [UInt8], _ headers: [String: String] = ["Content-Type": "text/xml; charset=utf-8"],
        path: String = "/noarkExchange"
    ) async throws -> Nettsvar { try await call("POST", path, headers, body) }

    /// How many connections are open, the one that asks included.
    var connections: Double {
        get async throws {
            let text = try await call("GET", "/metrics").text
            return text.split(separator: "\n").first { $0.hasPrefix("arkivbro_connections ") }
                .flatMap { Double($0.dropFirst("arkivbro_connections ".count)) } ?? .infinity
        }
    }

    /// What is left in the folder of requests.
    var leftovers: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? [])
            .filter { $0 != "laas" }
    }

    /// Whether the service goes on.
    func isAlive() async throws -> Bool {
        let svar = try await soap(Proevemelding.ramme(Proevemelding.alene(Meldinger.melding()), .soap11))
        return svar.status == 200 && svar.text.contains("type=\"OK\"")
    }
}

/// Lines that were logged.
final class Logglinjer: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var alle: [String] { lines.withLock { $0 } }
}

/// Messages in their frames.
enum Proevemelding {
    enum Ramme { case ingen, soap11, soap12 }

    /// A message alone, without the frame that the other tests give it.
    static func alene(_ payload: String, mottaker: String = Meldinger.mottaker) -> [UInt8] {
        let text = String(decoding: Meldinger.putMessage(payload, mottaker: mottaker), as: UTF8.self)
        let bare = text.replacing(/^.*?Body>/.dotMatchesNewlines(), with: "")
            .replacing(/<\/[a-z:]*Body>.*$/.dotMatchesNewlines(), with: "")
        return Array(bare.utf8)
    }

    static func ramme(_ request: [UInt8], _ ramme: Ramme) -> [UInt8] {
        let namespace =
            switch ramme {
            case .ingen: ""
            case .soap11: "http://schemas.xmlsoap.org/soap/envelope/"
            case .soap12: "http://www.w3.org/2003/05/soap-envelope"
            }
        if ramme == .ingen { return request }
        let text = String(decoding: request, as: UTF8.self).replacing(/^<\?xml[^>]*\?>/, with: "")
        return Array(
            "<s:Envelope xmlns:s=\"\(namespace)\"><s:Header/><s:Body>\(text)</s:Body></s:Envelope>".utf8)
    }

    static func canReceive(_ orgnr: String, _ ramme: Ramme = .soap11) -> [UInt8] {
        Self.ramme(
            Array(
                """
                <t:GetCanReceiveMessageRequest xmlns:t="http://www.arkivverket.no/Noark/Exchange/types"><receiver>\
                <orgnr>\(orgnr)</orgnr></receiver></t:GetCanReceiveMessageRequest>
                """.utf8), ramme)
    }
}

/// An answer, as it came over the wire.
struct Nettsvar: Sendable {
    let bytes: [UInt8]
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // An answer that only says "go on" stands in front of the real one.
        var rest = bytes[...]
        while Self.code(rest) == 100, let end = Self.end(of: rest) { rest = rest[end...] }
        status = Self.code(rest)
        guard let end = Self.end(of: rest) else {
            headers = [:]
            body = []
            return
        }
        let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n").dropFirst()
        headers = Dictionary(
            lines.compactMap { line in
                line.firstIndex(of: ":").map {
                    (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
                }
            }
        ) { first, _ in first }
        body = Array(rest[end...])
    }

    private static func code(_ bytes: ArraySlice<UInt8>) -> Int {
        let line = String(decoding: bytes.prefix(40), as: UTF8.self).split(separator: " ")
        return line.count > 1 && line[0].hasPrefix("HTTP/") ? Int(line[1].prefix(3)) ?? 0 : 0
    }

    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
    }
}

/// A connection that does exactly what it is told, also what no client library would.
final class Forbindelse {
    private var descriptor: Int32

    struct CannotConnect: Error {}

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, result == 0 else {
            close()
            throw CannotConnect()
        }
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }

    /// Writes; false when the other side has closed.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Reads what there is until the other side closes, or the time is up.
    func readToEnd(within seconds: Double) -> [UInt8] {
        let end = Date(timeIntervalSinceNow: seconds)
        var bytes: [UInt8] = []
        while Date() < end, let part = read(within: end.timeIntervalSinceNow), !part.isEmpty { bytes += part }
        return bytes
    }

    /// Waits until there is something to read, and leaves it.
    func waitForAnswer(atMost seconds: Double) {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&wanted, 1, Int32(seconds * 1000))
    }

    /// Reads what comes next; empty at the end, nil when the time is up.
    func read(within seconds: Double) -> [UInt8]? {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, Int32(max(1, seconds * 1000))) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer[..<count]) : []
    }
}

/// Runs what waits on a thread of its own: the server needs those that tasks share.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
