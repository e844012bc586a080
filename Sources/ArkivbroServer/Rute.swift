// SPDX-License-Identifier: Apache-2.0

/// What the service answers to, beside the paths of noarkExchange.
enum Rute: String, CaseIterable, Sendable {
    case noarkExchange = "/noarkExchange"
    case convert = "/v1/convert"
    case validate = "/v1/validate"
    case message = "/v1/messages/{id}"
    case statuses = "/v1/messages/{id}/statuses"
    case live = "/health/live"
    case ready = "/health/ready"
    case version = "/version"
    case metrics = "/metrics"
    case openapi = "/openapi.json"
    case reportSchema = "/report.schema.json"

    /// The methods, in capitals; a HEAD is a GET whose answer has no body.
    var methods: [String] {
        switch self {
        case .noarkExchange: ["GET", "POST"]
        case .convert, .validate: ["POST"]
        default: ["GET"]
        }
    }

    /// Those who watch over the service ask without a password, and when all places are taken.
    var isOpen: Bool { self == .live || self == .ready }

    /// The route of a path, and the parts of it that are not fixed; nil when there is none.
    static func find(_ path: String, noarkExchange: [String]) -> (rute: Rute, parameter: String)? {
        let bare = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if noarkExchange.contains(bare) { return (.noarkExchange, "") }
        let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
        if parts.starts(with: ["", "v1", "messages"]), parts.count == 4 || (parts.count == 5 && parts[4] == "statuses")
        {
            return (parts.count == 4 ? .message : .statuses, String(parts[3]))
        }
        guard let rute = Rute(rawValue: bare), rute != .noarkExchange else { return nil }
        return (rute, "")
    }
}
