// SPDX-License-Identifier: Apache-2.0
public import DPV
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import Omforming
public import ServiceLifecycle
public import Utboks

/// The HTTP service: noarkExchange for archives, and REST for tools.
public struct Tjeneste: Service {
    private let settings: ServerSettings
    private let svarer: Svarer
    private let forbindelser: Forbindelser
    private let tls: TLSConfiguration?
    private let onReady: @Sendable (Int) async -> Void
    private let logger: Logger

    /// Prepares; nothing is listened to yet.
    ///
    /// - Parameters:
    ///   - mottak: takes the messages.
    ///   - transport: is asked for receivers.
    ///   - avlesninger: more to show in `/metrics`.
    ///   - onReady: is told the port when the service answers.
    /// - Throws: `ArkivbroError` when a certificate or key cannot be used, or the folder for requests cannot.
    public init(
        _ settings: ServerSettings, mottak: any Meldingsmottak, transport: any DPVTransport, omformer: Omformer,
        avlesninger: @escaping @Sendable () async -> [Maalinger.Avlesning] = { [] },
        onReady: @escaping @Sendable (_ port: Int) async -> Void = { _ in }, logger: Logger
    ) throws {
        self.settings = settings
        self.onReady = onReady
        self.logger = logger
        tls = try settings.tls?.configuration()
        forbindelser = Forbindelser(most: settings.maxConnections)
        let mappe: Kroppsmappe
        do {
            mappe = try Kroppsmappe(settings.workFolder, freeBytes: settings.freeBytes)
        } catch {
            let name = settings.workFolder.path(percentEncoded: false)
            throw error as? ArkivbroError ?? ArkivbroError(.cannotCreate, "Kan ikke lage mappen \(name).")
        }
        let maalinger = Maalinger()
        let pool = NIOThreadPool(numberOfThreads: ProcessInfo.processInfo.activeProcessorCount)
        pool.start()
        svarer = Svarer(
            settings: settings, paths: settings.paths.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 },
            innlogging: settings.login.map(Innlogging.init), plasser: Plasser(settings.maxRequests), mappe: mappe,
            noark: NoarkExchange(
                settings: settings, mottak: mottak, kapabiliteter: Kapabilitetsminne(transport, settings, logger),
                omformer: omformer, maalinger: maalinger),
            omforming: Omformingstjeneste(settings: settings, omformer: omformer, mappe: mappe, pool: pool),
            beskrivelse: Tjenestebeskrivelse(omformer), mottak: mottak, maalinger: maalinger,
            forbindelser: forbindelser, avlesninger: avlesninger, logger: logger)
        self.pool = pool
    }

    private let pool: NIOThreadPool

    /// Answers until the service is told to end; requests under way are finished first.
    ///
    /// - Throws: when the address cannot be listened on.
    public func run() async throws {
        let app = Application(
            responder: svarer, server: server,
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "arkivbro", backlog: 1024),
            onServerRunning: { [logger, onReady, settings] channel in
                let port = channel.localAddress?.port ?? settings.port
                logger.info(
                    "tar imot",
                    metadata: [
                        "adresse": "\(settings.host):\(port)", "tls": "\(settings.tls != nil)",
                        "versjon": "\(Versjoner.arkivbro)",
                    ])
                await onReady(port)
            }, logger: quiet)
        do {
            try await app.run()
        } catch {
            try? await pool.shutdownGracefully()
            throw error
        }
        try? await pool.shutdownGracefully()
    }

    // Hummingbird's own lines tell of requests before anybody has looked at what may be told.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private var server: HTTPServerBuilder {
        let (settings, forbindelser, tls) = (settings, forbindelser, tls)
        return HTTPServerBuilder { responder in
            let configuration = HTTP1Channel.Configuration(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: settings.maxHeaderBytes, maxHeaderListSize: settings.maxHeaderBytes,
                    maxHeaderFieldCount: 200))
            let channel = VaktetKanal(
                HTTP1Channel(responder: responder, configuration: configuration), settings, forbindelser)
            if let tls { return try TLSChannel(channel, tlsConfiguration: tls) }
            return channel
        }
    }
}
