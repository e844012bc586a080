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
        if let file = settings.trustRoots {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try Self.certificates(in: file))
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
            throw ArkivbroError(.configuration, "Finner ingen sertifikater i PEM-filen det skal stoles på.")
        }
        return found
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
                var body: [UInt8] = []
                for try await part in response.body {
                    body.append(contentsOf: part.readableBytesView.prefix(settings.maxAnswerBytes - body.count))
                    if body.count >= settings.maxAnswerBytes { break }
                }
                return HTTPAnswer(
                    status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body
                )
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Self.failure(error)
        }
    }

    // The client's own times are for each step: a server that sends a byte a minute would keep all of them.
    private func withDeadline(
        of request: HTTPRequest, _ body: @escaping @Sendable () async throws -> HTTPAnswer
    ) async throws -> HTTPAnswer {
        let upload = Double(request.body?.length ?? 0) / Double(max(settings.slowestUpload, 1))
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
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT].contains(error.errnoCode):
            return .unreachable("Ingen forbindelse med tjeneren.")
        case is NIOSSLExtraError, NIOSSLError.handshakeFailed, NIOSSLError.unableToValidateCertificate,
            NIOSSLError.noCertificateToValidate:
            return .untrusted("TLS-forbindelsen ble ikke godtatt. Kontroller adressen og sertifikatene det stoles på.")
        default: return .interrupted("Forbindelsen ble brutt.")
        }
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
