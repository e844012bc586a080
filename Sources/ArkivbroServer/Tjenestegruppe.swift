// SPDX-License-Identifier: Apache-2.0
public import Logging
public import ServiceLifecycle
import UnixSignals

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
    ///   - stopSeconds: after which those that have not ended are cancelled.
    /// - Throws: what a service throws.
    public static func run(_ tjenester: [any Service], stopSeconds: Double, logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: tjenester.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(stopSeconds)
        // Longer than what is under way may take to end, 20 s each: at this the process is brought down, in the middle of it.
        configuration.maximumCancellationDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
    }
}
