// SPDX-License-Identifier: Apache-2.0
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Omforming

/// Calls to one server, in bounded time and memory.
package final class HTTPConnection: Sendable {
    // One loop for all calls: Paced must know which.
    private let loop: any EventLoop
    private let client: HTTPClient
    private let settings: HTTPSettings

    /// - Throws: `ArkivbroError` when the trusted certificates cannot be read.
    package init(_ settings: HTTPSettings) throws {
        self.settings = settings
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .seconds(Int64(settings.connectSeconds)), read: .seconds(Int64(settings.answerSeconds)),
                write: .seconds(Int64(settings.stallSeconds))),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // Ours is the count of attempts, with its waits.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { [maxBytes = settings.maxAnswerBytes] in
            EarlyRefusalHandler.add(to: $0, maxBytes: maxBytes)
        }
        if settings.trustRoots != nil || settings.clientCertificate != nil {
            var tls = TLSConfiguration.makeClientConfiguration()
            if let file = settings.trustRoots { tls.trustRoots = .certificates(try Self.certificates(in: file)) }
            if let own = settings.clientCertificate {
                tls.certificateChain = try Self.certificates(in: own.file).map { .certificate($0) }
                tls.privateKey = .privateKey(try Self.key(own))
                // Only here is it seen that a key belongs to another certificate.
                guard (try? NIOSSLContext(configuration: tls)) != nil else {
                    throw ArkivbroError(.configuration, "Klientsertifikatet og nøkkelen hører ikke sammen.")
                }
            }
            configuration.tlsConfiguration = tls
        }
        loop = MultiThreadedEventLoopGroup.singleton.next()
        client = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    }

    deinit {
        // The callback holds the client until it has closed its connections.
        client.shutdown { [client] _ in withExtendedLifetime(client) {} }
    }

    private static func certificates(in file: URL) throws -> [NIOSSLCertificate] {
        let found = try? NIOSSLCertificate.fromPEMFile(file.path(percentEncoded: false))
        guard let found, !found.isEmpty else {
            throw ArkivbroError(
                .configuration, "Finner ingen sertifikater i PEM-filen \(file.path(percentEncoded: false)).")
        }
        return found
    }

    private static func key(_ own: ClientCertificate) throws -> NIOSSLPrivateKey {
        guard let key = try? NIOSSLPrivateKey(bytes: Array(own.privateKeyPEM.utf8), format: .pem) else {
            throw ArkivbroError(.configuration, "Nøkkelen til klientsertifikatet er ikke en nøkkel i PEM uten passord.")
        }
        return key
    }

    /// Makes a call, and reads the answer to its end.
    ///
    /// - Throws: ``HTTPFailure``, or `CancellationError`.
    package func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        do {
            return try await withDeadline(of: request) { [client, loop, settings] in
                var call = HTTPClientRequest(url: request.url)
                call.method = HTTPMethod(rawValue: request.method)
                for header in request.headers { call.headers.add(name: header.name, value: header.value) }
                if let body = request.body {
                    call.body = .stream(Paced(body: body, loop: loop), length: .known(body.length))
                }
                let response = try await client.execute(call, deadline: .distantFuture)
                return try await Self.answer(response, settings)
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Self.failure(error)
        }
    }

    private static func answer(_ response: HTTPClientResponse, _ settings: HTTPSettings) async throws -> HTTPAnswer {
        var body: [UInt8] = []
        do {
            for try await part in response.body {
                body.append(contentsOf: part.readableBytesView.prefix(settings.maxAnswerBytes - body.count))
                if body.count >= settings.maxAnswerBytes { break }
            }
        } catch let refusal as EarlyRefusal {
            body = refusal.body
        }
        return HTTPAnswer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)
    }

    /// Makes a call, and lets a sink take what comes with status 200, in memory that does not grow with it.
    ///
    /// - Parameters:
    ///   - request: a call without a body.
    ///   - take: gets the bytes in order; what it got before an error is not whole.
    /// - Returns: the answer, whose body is empty when the sink took it.
    /// - Throws: ``HTTPFailure``, `CancellationError`, or what the sink throws.
    package func download(
        _ request: HTTPRequest, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPAnswer {
        var call = HTTPClientRequest(url: request.url)
        call.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { call.headers.add(name: header.name, value: header.value) }
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                call, timeout: .seconds(Int64(settings.connectSeconds + 2 * settings.answerSeconds)))
            guard response.status == .ok else {
                return try await withDeadline(of: request) { [settings] in try await Self.answer(response, settings) }
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Self.failure(error)
        }
        let start = ContinuousClock.now
        var received = 0
        var parts = response.body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do {
                part = try await parts.next()
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw Self.failure(error)
            }
            guard let part else { break }
            received += part.readableBytes
            // The client's own time is for each part: a server that sends a byte a minute would keep it.
            let allowed =
                Double(2 * settings.answerSeconds) + Double(received) / Double(max(settings.slowestTransfer, 1))
            guard start.duration(to: .now) < .seconds(allowed) else {
                throw HTTPFailure.interrupted("Det tok for lang tid.")
            }
            try part.withUnsafeReadableBytes(take)
        }
        return HTTPAnswer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: [])
    }

    // The client's own times are for each step: a server that sends a byte a minute would keep all of them.
    private func withDeadline(
        of request: HTTPRequest, _ body: @escaping @Sendable () async throws -> HTTPAnswer
    ) async throws -> HTTPAnswer {
        let upload = Double(request.body?.length ?? 0) / Double(max(settings.slowestTransfer, 1))
        let seconds = Double(settings.connectSeconds + 2 * settings.answerSeconds) + upload
        return try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw HTTPFailure.interrupted("Det tok for lang tid.")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private static func failure(_ error: any Error) -> HTTPFailure {
        switch error {
        case let failure as HTTPFailure: return failure
        case let error as HTTPClientError: return failure(error)
        case is NIOConnectionError: return .unreachable("Ingen forbindelse med tjeneren.")
        // The others that tell of no way there come of a connection that was open as well, on which the call had gone.
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return .unreachable("Ingen forbindelse med tjeneren.")
        case is NIOSSLExtraError, NIOSSLError.handshakeFailed, NIOSSLError.unableToValidateCertificate,
            NIOSSLError.noCertificateToValidate:
            return .untrusted("TLS-forbindelsen ble ikke godtatt. Kontroller adressen og sertifikatene det stoles på.")
        case BoringSSLError.sslError(let stack) where stack.contains(where: isAboutCertificate):
            return .untrusted("Tjeneren godtok ikke klientsertifikatet vårt, eller krever et.")
        default: return .interrupted("Forbindelsen ble brutt.")
        }
    }

    // In TLS 1.3 the server looks at ours when the handshake is over at our side: its alert (RFC 8446, section 6.2) comes in place
    // of an answer, and nothing was read of the call.
    private static func isAboutCertificate(_ error: BoringSSLInternalError) -> Bool {
        let text = "\(error)"
        return text.contains("ALERT") && (text.contains("CERTIFICATE") || text.contains("UNKNOWN_CA"))
    }

    private static func failure(_ error: HTTPClientError) -> HTTPFailure {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout:
            .unreachable("Ingen forbindelse med tjeneren (\(error.shortDescription)).")
        case .invalidURL, .emptyHost, .emptyScheme:
            .untrusted("Adressen til tjeneren er ikke gyldig.")
        default: .interrupted("Forbindelsen ble brutt (\(error.shortDescription)).")
        }
    }
}

/// A body that waits for each part to be taken before it reads the next.
///
/// The client asks for parts until its loop has found time to say that the network is full: without this, a fast disk
/// would be read far ahead of a slow network, into memory.
private struct Paced: AsyncSequence, Sendable {
    let body: HTTPBody
    let loop: any EventLoop

    func makeAsyncIterator() -> Iterator { Iterator(parts: body.makeAsyncIterator(), loop: loop) }

    struct Iterator: AsyncIteratorProtocol {
        var parts: HTTPBody.Iterator
        let loop: any EventLoop

        mutating func next() async throws -> ByteBuffer? {
            try await loop.submit {}.get()
            return try await parts.next()
        }
    }
}
