// SPDX-License-Identifier: Apache-2.0
import SafeXML
import Synchronization

/// The stylesheets, schemas and tables of fields in the program, each made ready once, when it is first needed: a rejected
/// message, or a validation, pays only for what it uses.
final class Kompilering: Sendable {
    private let functions: [ExtensionFunction]
    private let stylesheets = Mutex<[String: Stylesheet]>([:])
    private let schemas = Mutex<[String: Schema]>([:])
    private let tabeller = Mutex<[String: Felttabell]>([:])

    init(functions: [ExtensionFunction]) { self.functions = functions }

    func stylesheet(_ path: String) throws -> Stylesheet {
        try Self.once(path, stylesheets) { try Stylesheet(path: path, functions: functions) }
    }

    func schema(_ path: String) throws -> Schema { try Self.once(path, schemas) { try Schema(path: path) } }

    func tabell(_ path: String) throws -> Felttabell { try Self.once(path, tabeller) { try Felttabell(path) } }

    private static func once<Value: Sendable>(
        _ path: String, _ known: borrowing Mutex<[String: Value]>, _ make: () throws -> Value
    ) throws -> Value {
        try known.withLock { known in
            if let value = known[path] { return value }
            let new = try make()
            known[path] = new
            return new
        }
    }
}
