// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
import Foundation
public import Logging
import Noark
import Synchronization

/// Writes log lines to standard error, as text or as one JSON object a line.
public struct Loggskriver: LogHandler {
    /// The form of a line.
    public enum Form: String, Sendable, CaseIterable {
        /// `time LEVEL text key=value`.
        case text
        /// JSON.
        case json
    }

    /// The least that is written.
    public var logLevel: Logger.Level
    /// What stands on every line.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let form: Form
    private let write: @Sendable (String) -> Void

    /// Creates a writer.
    ///
    /// - Parameter write: takes each line; nil writes to standard error.
    public init(
        _ label: String, form: Form, level: Logger.Level, write: (@Sendable (String) -> Void)? = nil
    ) {
        self.label = label
        self.form = form
        logLevel = level
        self.write = write ?? Self.standardError
    }

    /// What stands on every line, by name.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        var all = metadata
        if let own = event.metadata { all.merge(own) { $1 } }
        let members = all.sorted { $0.key < $1.key }.map { ($0.key, Self.shown($0.value.description, as: $0.key)) }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let text = Self.masked(event.message.description)
        switch form {
        case .text:
            let parts = [time, event.level.rawValue.uppercased(), text] + members.map { "\($0)=\(Self.quoted($1))" }
            write(parts.joined(separator: " "))
        case .json:
            let fixed: [(String, OrderedJSON)] = [
                ("time", .string(time)), ("level", .string(event.level.rawValue)), ("logger", .string(label)),
                ("message", .string(text)),
            ]
            let names = Set(fixed.map(\.0))
            let own = members.filter { !names.contains($0.0) }.map { ($0.0, OrderedJSON.string($0.1)) }
            write(Self.line(fixed + own))
        }
    }

    // Eleven digits in a row are a matter of chance in what was drawn: masked, it would not be found again.
    private static func shown(_ value: String, as key: String) -> String {
        let isDrawn =
            key == "request" || MeldingId.uuid(in: value) == value
            || key == "sha256" && value.wholeMatch(of: /[0-9a-f]{64}/) != nil
        return isDrawn ? value : masked(value)
    }

    // An archive's own id may be anything, also a person's number; nor may it break the line.
    static func masked(_ text: String) -> String {
        let line = String(
            text.unicodeScalars.map {
                [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                    ? " " : Character($0)
            })
        return line.replacing(/[0-9]{6} [0-9]{5}|[0-9]+/) { match in
            // A longer run of digits is a checksum or a date, and no person.
            match.output.filter(\.isNumber).count == 11 ? "***********" : String(match.output)
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.isEmpty || text.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "=" }) else { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func line(_ members: [(String, OrderedJSON)]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        func text(_ value: String) -> String {
            (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        }
        return "{"
            + members.map { name, value in
                guard case .string(let value) = value else { return "" }
                return "\(text(name)):\(text(value))"
            }.joined(separator: ",") + "}"
    }

    // One line is one write, so that lines of several threads never mix.
    private static let standardError: @Sendable (String) -> Void = { line in
        try? Array((line + "\n").utf8).withUnsafeBytes { try writeAll($0, to: 2) }
    }
}
