// SPDX-License-Identifier: Apache-2.0
import Logging
import Synchronization

/// Keeps what is logged, each line with its metadata.
final class Loggsamler: Sendable {
    private let kept = Mutex<[String]>([])

    var linjer: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "utboks") { _ in Handler(samler: self) } }

    private struct Handler: LogHandler {
        let samler: Loggsamler
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            samler.kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
