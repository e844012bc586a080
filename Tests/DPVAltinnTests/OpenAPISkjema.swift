// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testtjenere

/// The form of `POST /correspondence/upload`, as an OpenAPI document describes it.
struct OpenAPISkjema {
    private let properties: [String: [String: Any]]
    private let required: [String]
    private let schemas: [String: [String: Any]]

    struct NotTheForm: Error {}

    init(_ url: URL) throws {
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
        func member(_ names: String...) -> [String: Any] {
            names.reduce(document) { ($0[$1] as? [String: Any]) ?? [:] }
        }
        let form = member(
            "paths", "/correspondence/api/v1/correspondence/upload", "post", "requestBody", "content",
            "multipart/form-data", "schema")
        guard let properties = form["properties"] as? [String: [String: Any]] else { throw NotTheForm() }
        self.properties = Dictionary(properties.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        required = (form["required"] as? [String] ?? []).map { $0.lowercased() }
        schemas = member("components", "schemas") as? [String: [String: Any]] ?? [:]
    }

    /// Names are told without regard to case, as the server binds them; lengths the contract knows to be outdated are
    /// not judged.
    func brudd(_ deler: [Skjemadel]) -> [String] {
        var result: [String] = []
        let names = Set(deler.map { Self.base($0.name) })
        for name in required where !names.contains(name) { result.append("\(name) mangler") }
        for del in deler {
            guard let schema = schema(del.name) else {
                result.append("\(del.name) står ikke i dokumentet")
                continue
            }
            if !Self.fits(del, schema) { result.append("\(del.name) har ikke sin form") }
        }
        return result
    }

    private static func base(_ name: String) -> String {
        String(name.lowercased().prefix { $0 != "[" })
    }

    private func resolved(_ schema: [String: Any]) -> [String: Any] {
        guard let reference = (schema["$ref"] as? String)?.split(separator: "/").last else { return schema }
        return schemas[String(reference)] ?? [:]
    }

    private func schema(_ name: String) -> [String: Any]? {
        let name = name.lowercased()
        if let found = properties[name] {
            let items = found["items"] as? [String: Any]
            return resolved(items ?? found)
        }
        // An element of a list, or a field of one.
        if let bracket = name.firstIndex(of: "["), let list = properties[String(name[..<bracket])],
            let items = list["items"] as? [String: Any]
        {
            let item = resolved(items)
            guard let field = name.range(of: "].").map({ name[$0.upperBound...] }) else { return item }
            let fields = item["properties"] as? [String: [String: Any]] ?? [:]
            return fields.first { $0.key.lowercased() == field }.map { resolved($0.value) }
        }
        // An entry of a dictionary.
        if let point = name.lastIndex(of: "."), let map = properties[String(name[..<point])] {
            return map["additionalProperties"] as? [String: Any]
        }
        return nil
    }

    private static func fits(_ del: Skjemadel, _ schema: [String: Any]) -> Bool {
        if let allowed = schema["enum"] as? [String] { return allowed.contains(del.text) }
        let types = (schema["type"] as? [String]) ?? [schema["type"] as? String ?? "string"]
        if types.contains("boolean") { return ["true", "false"].contains(del.text) }
        switch schema["format"] as? String {
        case "binary": return del.fileName != nil
        case "uuid": return UUID(uuidString: del.text) != nil
        case "date-time": return (try? Date(del.text, strategy: .iso8601)) != nil
        default: return del.fileName == nil
        }
    }
}
