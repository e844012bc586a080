// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import HTTPTypes
import Hummingbird
public import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization

/// A call to a test server.
public struct Kall: Sendable {
    /// The method.
    public let method: String
    /// The path without query.
    public let path: String
    /// The query, decoded.
    public let query: [String: String]
    /// The headers.
    public let headers: HTTPFields
    /// The body, which may be longer than memory.
    public let body: RequestBody
    fileprivate let channel: any Channel

    /// A header; nil where there is none.
    public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// The whole body, for calls that have short ones.
    public func bytes(upTo limit: Int = 4 * 1024 * 1024) async throws -> [UInt8] {
        [UInt8](try await body.collect(upTo: limit).readableBytesView)
    }

    /// Breaks the connection.
    public func hangUp() async { try? await channel.close() }
}

/// What a test server answers.
public struct Testsvar: Sendable {
    /// The status.
    public var status: Int
    /// The headers.
    public var headers: [String: String]
    /// The body.
    public var body: [UInt8]
    /// A file that is the body, in place of it.
    public var fil: URL?

    /// Creates an answer.
    public init(_ status: Int, headers: [String: String] = [:], body: [UInt8] = [], fil: URL? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.fil = fil
    }

    fileprivate var content: [UInt8] { fil.map { (try? [UInt8](Data(contentsOf: $0))) ?? [] } ?? body }

    /// An answer in JSON, when all is well.
    public static func json(_ text: String) -> Testsvar { json(200, text) }

    /// An answer in JSON.
    public static func json(
        _ status: Int, _ text: String, type: String = "application/json", headers: [String: String] = [:]
    ) -> Testsvar {
        Testsvar(status, headers: headers.merging(["Content-Type": type]) { $1 }, body: Array(text.utf8))
    }
}

/// What goes wrong with one call.
public enum Forstyrrelse: Sendable {
    /// This is answered, and nothing is done.
    case answer(Testsvar)
    /// It is done, and the connection is broken before the answer.
    case lostAnswer
    /// It is done, and the connection is broken in the middle of the answer.
    case cutAnswer
    /// The connection is broken in the middle of the call, and nothing is done.
    case cutRequest
    /// It is done, and the answer ends too early, where nothing says how long it is.
    case shortAnswer
    /// Nothing is done, and an answer of this status never ends.
    case endless(Int)
    /// It is done, and the answer comes so many seconds late.
    case slow(Double)
}

/// A server on the loopback interface, which tests start and stop.
public final class Testtjener: Sendable {
    /// The address, without a slash at the end.
    public let url: String
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    /// What a server does with a call, and what goes wrong with it.
    public struct Virkning: Sendable {
        let forstyrrelse: Forstyrrelse?
        let body: @Sendable () async throws -> Testsvar

        /// Creates an effect.
        public init(_ forstyrrelse: Forstyrrelse?, _ body: @escaping @Sendable () async throws -> Testsvar) {
            self.forstyrrelse = forstyrrelse
            self.body = body
        }
    }

    /// Starts a server on a port that is free.
    ///
    /// - Throws: when it cannot be started.
    public init(
        sertifikat: Testsertifikat? = nil, klient: Testsertifikat? = nil,
        _ respond: @escaping @Sendable (Kall) async throws -> Virkning
    ) async throws {
        let builder: HTTPServerBuilder
        if let sertifikat {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(sertifikat.certificatePEM.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(sertifikat.privateKeyPEM.utf8), format: .pem))
            )
            if let klient {
                tls.certificateVerification = .noHostnameVerification
                tls.trustRoots = .certificates(
                    try NIOSSLCertificate.fromPEMBytes(Array(klient.authorityPEM.utf8)))
            }
            builder = try .tls(.http1(), tlsConfiguration: tls)
        } else {
            builder = .http1()
        }
        var logger = Logger(label: "testtjener")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            responder: Svarer(respond: respond), server: builder,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
                port.finish()
            }, logger: logger)
        var configuration = ServiceGroupConfiguration(services: [.init(service: app)], logger: logger)
        // Then what still goes on is cancelled.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        self.group = group
        task = Task { try await group.run() }
        var number = 0
        for await found in ports { number = found }
        url = "\(sertifikat == nil ? "http" : "https")://127.0.0.1:\(number)"
    }

    /// Stops the server.
    public func stop() async {
        // Cancelled at once, it would let a connection fall that it has accepted and not begun with: swift-nio ends the
        // program then.
        await group.triggerGracefulShutdown()
        _ = try? await task.value
    }
}

private struct Kontekst: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

private struct Svarer: HTTPResponder {
    let respond: @Sendable (Kall) async throws -> Testtjener.Virkning

    func respond(to request: Request, context: Kontekst) async throws -> Response {
        let kall = Kall(
            method: request.method.rawValue, path: request.uri.path,
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) }
            ) { first, _ in first },
            headers: request.headers, body: request.body, channel: context.channel)
        let virkning = try await respond(kall)
        switch virkning.forstyrrelse {
        case nil: return Self.response(try await virkning.body())
        case .answer(let svar):
            for try await _ in request.body {}
            return Self.response(svar)
        case .slow(let seconds):
            let svar = try await virkning.body()
            try await Task.sleep(for: .seconds(seconds))
            return Self.response(svar)
        case .lostAnswer:
            _ = try await virkning.body()
            await kall.hangUp()
            return Response(status: .internalServerError)
        case .cutRequest:
            var seen = 0
            for try await part in request.body {
                seen += part.readableBytes
                if seen > 100 { break }
            }
            await kall.hangUp()
            return Response(status: .internalServerError)
        case .cutAnswer:
            let svar = try await virkning.body()
            var response = Self.response(svar)
            let content = svar.content
            response.body = ResponseBody(contentLength: content.count + 10) { writer in
                try await writer.write(ByteBuffer(bytes: content.prefix(content.count / 2)))
                await kall.hangUp()
            }
            return response
        case .shortAnswer:
            let svar = try await virkning.body()
            var response = Self.response(svar)
            let content = svar.content
            response.body = ResponseBody(contentLength: content.count / 2) { writer in
                try await writer.write(ByteBuffer(bytes: content.prefix(content.count / 2)))
                try await writer.finish(nil)
            }
            return response
        case .endless(let status):
            return Response(
                status: .init(code: status),
                body: ResponseBody { writer in
                    while true { try await writer.write(ByteBuffer(bytes: [UInt8](repeating: 65, count: 100))) }
                })
        }
    }

    private static func response(_ svar: Testsvar) -> Response {
        var headers = HTTPFields()
        for (name, value) in svar.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
        let body = svar.fil.map(Self.streamed) ?? ResponseBody(byteBuffer: ByteBuffer(bytes: svar.body))
        return Response(status: .init(code: svar.status), headers: headers, body: body)
    }

    private static func streamed(_ fil: URL) -> ResponseBody {
        let attributes = try? FileManager.default.attributesOfItem(atPath: fil.path(percentEncoded: false))
        return ResponseBody(contentLength: (attributes?[.size] as? NSNumber)?.intValue) { writer in
            let handle = try FileHandle(forReadingFrom: fil)
            while let part = try handle.read(upToCount: 256 * 1024), !part.isEmpty {
                try await writer.write(ByteBuffer(bytes: part))
            }
            try await writer.finish(nil)
        }
    }
}

/// What a server does, which is known only after its port is.
final class Virkemaate: Sendable {
    private let body = Mutex<(@Sendable (Kall, String) async throws -> Testsvar)?>(nil)

    func set(_ body: @escaping @Sendable (Kall, String) async throws -> Testsvar) { self.body.withLock { $0 = body } }

    func callAsFunction(_ kall: Kall, _ operation: String) async throws -> Testsvar {
        guard let body = body.withLock({ $0 }) else { return Testsvar(503) }
        return try await body(kall, operation)
    }
}
