// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// A call to a server.
package struct HTTPRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: HTTPBody?

    package init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: HTTPBody? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What a server answered, read to its end.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    /// At most as many bytes as the settings allow.
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// It is a page for people: whatever its status says, it is of something in front of the server.
    package var isPage: Bool {
        header("Content-Type")?.lowercased().contains("html") == true
            || start == UInt8(ascii: "<")
    }

    /// It begins as a JSON object and is none: it ended before its end, where nothing says how long it is.
    package var isCutOff: Bool {
        start == UInt8(ascii: "{") && LooseJSON(body) == nil
    }

    private var start: UInt8? { body.first { !" \t\r\n".utf8.contains($0) } }

    /// Seconds that the server asks us to wait, from `Retry-After` in either of its forms.
    package func retryAfter(now: Date) -> Int? {
        guard let value = header("Retry-After")?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Int(value) { return max(seconds, 0) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: value).map { max(Int($0.timeIntervalSince(now).rounded(.up)), 0) }
    }
}

/// Why there is no answer.
///
/// Texts are short, for people, and hold nothing of a document.
package enum HTTPFailure: Error, Sendable, Hashable {
    /// No connection: the server has not seen the call.
    case unreachable(String)
    /// The server could not prove who it is.
    case untrusted(String)
    /// The call was under way: the server may have done what it asked.
    case interrupted(String)
    /// Our disk does not give a file: nothing is known of what is in it.
    case unreadable(String)
    /// A file is not what it was.
    case changed(String)
}
