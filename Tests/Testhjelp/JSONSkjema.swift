// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The part of JSON Schema (draft 2020-12) that our schemas use.
///
/// A keyword that is not known here is a violation, so that no rule is passed over in silence.
public struct JSONSkjema {
    private let root: [String: Any]

    /// Reads a schema.
    ///
    /// - Throws: when the file is not a JSON object.
    public init(_ url: URL) throws {
        guard let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] else {
            throw CocoaError(.fileReadCorruptFile)
        }
        self.root = root
    }

    /// What a document breaks; empty when it is valid.
    ///
    /// - Throws: when the bytes are not JSON.
    public func brudd(in bytes: [UInt8]) throws -> [String] {
        check(try JSONSerialization.jsonObject(with: Data(bytes)), root, "$")
    }

    private func check(_ value: Any, _ schema: Any, _ path: String) -> [String] {
        if let allowed = schema as? Bool { return allowed ? [] : ["\(path): ikke lov"] }
        guard let schema = schema as? [String: Any] else { return ["\(path): skjemaet er ikke et skjema"] }
        return schema.sorted { $0.key < $1.key }.flatMap { keyword, rule in
            check(value, keyword, rule, schema, path)
        }
    }

    private func check(_ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any], _ path: String)
        -> [String]
    {
        let object = value as? [String: Any]
        let array = value as? [Any]
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then", "else": return []
        case "$ref":
            let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
            return check(value, (root["$defs"] as? [String: Any])?[name] ?? false, path)
        case "type":
            return isOfType(value, rule as? String ?? "") ? [] : ["\(path): er ikke \(rule)"]
        case "const": return isEqual(value, rule) ? [] : ["\(path): er ikke \(rule)"]
        case "enum":
            let values = rule as? [Any] ?? []
            return values.contains { isEqual(value, $0) } ? [] : ["\(path): er ikke en av \(values)"]
        case "pattern":
            guard let text = value as? String, let pattern = rule as? String else { return [] }
            return text.range(of: pattern, options: .regularExpression) != nil
                ? [] : ["\(path): følger ikke \(pattern)"]
        case "minimum":
            guard let number = value as? NSNumber, let least = rule as? NSNumber else { return [] }
            return number.int64Value >= least.int64Value ? [] : ["\(path): er mindre enn \(least)"]
        case "maximum":
            guard let number = value as? NSNumber, let most = rule as? NSNumber else { return [] }
            return number.int64Value <= most.int64Value ? [] : ["\(path): er større enn \(most)"]
        case "maxLength":
            guard let text = value as? String, let most = rule as? Int else { return [] }
            return text.unicodeScalars.count <= most ? [] : ["\(path): er lengre enn \(most)"]
        case "uniqueItems":
            guard let array, rule as? Bool == true else { return [] }
            return Set(array.map { "\($0)" }).count == array.count ? [] : ["\(path): har noe to ganger"]
        case "dependentRequired":
            guard let object, let rules = rule as? [String: [String]] else { return [] }
            return rules.filter { object[$0.key] != nil }.flatMap { name, needed in
                needed.filter { object[$0] == nil }.map { "\(path): \(name) krever \($0)" }
            }
        case "minLength":
            guard let text = value as? String, let least = rule as? Int else { return [] }
            return text.unicodeScalars.count >= least ? [] : ["\(path): er kortere enn \(least)"]
        case "minItems": return array.map { $0.count >= (rule as? Int ?? 0) } ?? true ? [] : ["\(path): for få"]
        case "maxItems": return array.map { $0.count <= (rule as? Int ?? .max) } ?? true ? [] : ["\(path): for mange"]
        case "required":
            guard let object else { return [] }
            return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): mangler \($0)" }
        case "properties":
            guard let object, let rules = rule as? [String: Any] else { return [] }
            return object.flatMap { name, member in rules[name].map { check(member, $0, "\(path).\(name)") } ?? [] }
        case "additionalProperties":
            guard let object, rule as? Bool == false else { return [] }
            let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
            return object.keys.filter { !known.contains($0) }.map { "\(path): ukjent \($0)" }
        case "items":
            return (array ?? []).enumerated().flatMap { check($0.element, rule, "\(path)[\($0.offset)]") }
        case "if":
            return check(value, schema[check(value, rule, path).isEmpty ? "then" : "else"] ?? true, path)
        default: return ["\(path): nøkkelordet \(keyword) er ukjent her"]
        }
    }

    private func isOfType(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": (value as? NSNumber).map { $0.doubleValue == Double($0.int64Value) } ?? false
        default: false
        }
    }

    private func isEqual(_ left: Any, _ right: Any) -> Bool {
        if let left = left as? String { return left == right as? String }
        return (left as? NSNumber) == (right as? NSNumber)
    }
}
