// SPDX-License-Identifier: Apache-2.0
public import Logging
public import ServiceLifecycle
import UnixSignals
import Utboks

/// Work that goes on until it is cancelled, as a service that ends when it is told to.
public struct Bakgrunn: Service {
    private let body: @Sendable () async throws -> Void

    /// Creates a service.
    ///
    /// - Parameter body: works until it is cancelled, and then leaves nothing half done.
    public init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }

    /// Works.
    ///
    /// - Throws: what the work throws, other than that it was cancelled.
    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(body)
        } catch is CancellationError {
            return
        }
    }
}

/// Everything that one process runs: the last in the list is ended first.
public enum Tjenestegruppe {
    /// Runs services until one of them fails or the process is told to end.
    ///
    /// - Parameters:
    ///   - tjenester: in the order in which they begin; the endpoint stands last, so that nothing comes in any more when
    ///     the others end.
    ///   - stopSeconds: after which those that have not ended are cancelled; they share it.
    /// - Throws: what a service throws.
    public static func run(_ tjenester: [any Service], stopSeconds: Double, logger: Logger) async throws {
        try await gruppe(tjenester, stopSeconds: stopSeconds, logger: logger).run()
    }

    package static func gruppe(_ tjenester: [any Service], stopSeconds: Double, logger: Logger) -> ServiceGroup {
        let frist = Stansefrist(seconds: Stansefrist.seconds(toStop: stopSeconds))
        var configuration = ServiceGroupConfiguration(
            services: tjenester.map { .init(service: Medfrist(tjeneste: $0, frist: frist)) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(stopSeconds)
        // When a service fails, the others have their time from then on. Only what does not end by being cancelled, such as
        // the translation of a large message, takes longer: the process is brought down in the middle of it.
        configuration.maximumCancellationDuration = .seconds(stopSeconds + 30)
        return ServiceGroup(configuration: configuration)
    }
}

/// A service that shares the time to end with those that end before and after it.
private struct Medfrist: Service {
    let tjeneste: any Service
    let frist: Stansefrist

    func run() async throws {
        try await Stansefrist.$gjeldende.withValue(frist) {
            try await withGracefulShutdownHandler {
                try await tjeneste.run()
            } onGracefulShutdown: {
                frist.begin()
            }
        }
    }
}
