// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp

/// The OpenAPI document, as tests read it.
struct APIbeskrivelse {
    private let document: [String: Any]

    struct NotTheForm: Error {}

    init() throws {
        let url = Omgivelser.root.appending(path: "schemas/openapi/openapi.json")
        guard let document = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] else {
            throw NotTheForm()
        }
        self.document = document
    }

    /// Method and path of every operation.
    var operations: [(method: String, path: String)] {
        paths.flatMap { path, item in item.keys.map { ($0.uppercased(), path) } }.sorted { $0.1 + $0.0 < $1.1 + $1.0 }
    }

    private var paths: [String: [String: Any]] { document["paths"] as? [String: [String: Any]] ?? [:] }

    private func resolved(_ value: Any?) -> [String: Any] {
        guard let object = value as? [String: Any] else { return [:] }
        guard let reference = object["$ref"] as? String, reference.hasPrefix("#/") else { return object }
        var found: Any? = document
        for part in reference.dropFirst(2).split(separator: "/") { found = (found as? [String: Any])?[String(part)] }
        return resolved(found)
    }

    private func responses(_ method: String, _ path: String) -> [String: Any] {
        resolved(paths[path]?[method.lowercased()])["responses"] as? [String: Any] ?? [:]
    }

    /// The statuses that an operation may answer with.
    func statuses(_ method: String, _ path: String) -> Set<Int> {
        Set(responses(method, path).keys.compactMap { Int($0) })
    }

    /// What an answer breaks of its description; empty when it fits.
    func brudd(_ method: String, _ path: String, _ svar: Nettsvar) throws -> [String] {
        guard let response = responses(method, path)[String(svar.status)] else {
            return ["\(method) \(path) svarer \(svar.status), som ikke er beskrevet"]
        }
        guard let content = resolved(response)["content"] as? [String: Any] else {
            return svar.body.isEmpty ? [] : ["\(method) \(path) \(svar.status) har innhold"]
        }
        let type = String((svar.headers["content-type"] ?? "").prefix { $0 != ";" })
        guard let media = content[type] else { return ["\(method) \(path) \(svar.status): \(type) er ikke beskrevet"] }
        guard type.hasSuffix("json"), let schema = resolved(media)["schema"] as? [String: Any] else { return [] }
        return try skjema(schema).brudd(in: svar.body)
    }

    private func skjema(_ schema: [String: Any]) throws -> JSONSkjema {
        let report = Omgivelser.root.appending(path: "schemas/report/report.schema.json")
        let components = document["components"] as? [String: Any] ?? [:]
        let name = (schema["$ref"] as? String)?.split(separator: "/").last.map(String.init)
        if name == "Report" { return try JSONSkjema(report) }
        return try Omgivelser.inTemporaryFolder { folder in
            var whole = schema
            whole["$defs"] = components["schemas"]
            let file = folder.appending(path: "skjema.json")
            try JSONSerialization.data(withJSONObject: whole).write(to: file)
            return try JSONSkjema(file)
        }
    }
}
