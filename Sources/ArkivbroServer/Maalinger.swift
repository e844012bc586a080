// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What the service counts, in the text form that Prometheus reads.
public final class Maalinger: Sendable {
    /// A value that is asked for when it is read.
    public struct Avlesning: Sendable {
        /// The name, such as `arkivbro_outbox_messages`.
        public var name: String
        /// What it is, in English as Prometheus' own are.
        public var help: String
        /// Labels and values.
        public var values: [(labels: [(String, String)], value: Double)]

        /// Creates a reading.
        public init(_ name: String, _ help: String, _ values: [(labels: [(String, String)], value: Double)]) {
            self.name = name
            self.help = help
            self.values = values
        }
    }

    enum Teller: String, CaseIterable {
        case requests = "arkivbro_http_requests_total"
        case received = "arkivbro_http_received_bytes_total"
        case putMessage = "arkivbro_putmessage_total"
        case getCanReceiveMessage = "arkivbro_getcanreceivemessage_total"
        case refused = "arkivbro_http_refused_total"

        var help: String {
            switch self {
            case .requests: "Requests by route and status."
            case .received: "Bytes of bodies that were received."
            case .putMessage: "Messages by what was answered."
            case .getCanReceiveMessage: "Questions for receivers by answer, and whether it was remembered."
            case .refused: "Requests that were refused before anybody read them."
            }
        }
    }

    private struct Serie: Hashable {
        let teller: Teller
        let labels: [String]
    }

    private struct Fordeling {
        var buckets: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private struct State {
        var tellere: [Serie: UInt64] = [:]
        var varighet: [String: Fordeling] = [:]
        var underWay = 0
    }

    private let state = Mutex(State())
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

    /// Nothing is counted yet.
    public init() {}

    func add(_ teller: Teller, _ labels: [(String, String)] = [], _ count: Int = 1) {
        let serie = Serie(teller: teller, labels: labels.map { "\($0)=\"\($1)\"" })
        state.withLock { $0.tellere[serie, default: 0] += UInt64(count) }
    }

    func began() { state.withLock { $0.underWay += 1 } }

    func ended(_ route: String, _ seconds: Double) {
        state.withLock { state in
            state.underWay -= 1
            var fordeling =
                state.varighet[route] ?? Fordeling(buckets: [UInt64](repeating: 0, count: Self.bounds.count))
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { fordeling.buckets[index] += 1 }
            fordeling.sum += seconds
            fordeling.count += 1
            state.varighet[route] = fordeling
        }
    }

    /// The text, with the readings that are given.
    func text(_ avlesninger: [Avlesning]) -> String {
        let (tellere, varighet, underWay) = state.withLock { ($0.tellere, $0.varighet, $0.underWay) }
        var lines: [String] = []
        for teller in Teller.allCases {
            lines += Self.head(teller.rawValue, teller.help, "counter")
            let series = tellere.filter { $0.key.teller == teller }
            lines += series.map { serie, count in
                let labels = serie.labels.isEmpty ? "" : "{\(serie.labels.joined(separator: ","))}"
                return "\(teller.rawValue)\(labels) \(count)"
            }.sorted()
        }
        let name = "arkivbro_http_request_seconds"
        lines += Self.head(name, "Seconds from the head of a request to its answer.", "histogram")
        for (route, fordeling) in varighet.sorted(by: { $0.key < $1.key }) {
            let label = "route=\"\(route)\""
            for (bound, count) in zip(Self.bounds, fordeling.buckets) {
                lines.append("\(name)_bucket{\(label),le=\"\(bound)\"} \(count)")
            }
            lines.append("\(name)_bucket{\(label),le=\"+Inf\"} \(fordeling.count)")
            lines.append("\(name)_sum{\(label)} \(fordeling.sum)")
            lines.append("\(name)_count{\(label)} \(fordeling.count)")
        }
        let own = Avlesning(
            "arkivbro_http_requests_in_progress", "Requests under way.", [(labels: [], value: Double(underWay))])
        for avlesning in [own] + avlesninger {
            lines += Self.head(avlesning.name, avlesning.help, "gauge")
            lines += avlesning.values.map { labels, value in
                let text = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
                return "\(avlesning.name)\(text.isEmpty ? "" : "{\(text)}") \(value)"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(_ name: String, _ help: String, _ type: String) -> [String] {
        ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
    }
}
