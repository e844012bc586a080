// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Synchronization

/// The stylesheets and schemas of the program, each compiled once, when it is first needed: a rejected message, or a
/// validation, pays only for what it uses.
final class Kompilering: Sendable {
    private let functions: [ExtensionFunction]
    private let stylesheets = Mutex<[String: Stylesheet]>([:])
    private let schemas = Mutex<[String: Schema]>([:])

    init(functions: [ExtensionFunction]) { self.functions = functions }

    func stylesheet(_ path: String) throws -> Stylesheet {
        try stylesheets.withLock { stylesheets in
            if let known = stylesheets[path] { return known }
            let new = try Stylesheet(path: path, functions: functions)
            stylesheets[path] = new
            return new
        }
    }

    func schema(_ path: String) throws -> Schema {
        try schemas.withLock { schemas in
            if let known = schemas[path] { return known }
            let new = try Schema(path: path)
            schemas[path] = new
            return new
        }
    }
}
