// SPDX-License-Identifier: Apache-2.0
import Configuration
import Foundation
import Synchronization

/// A configuration file, in YAML or, when its name ends in `.json`, in JSON.
public struct ConfigurationFile: Sendable {
    /// The file that is read when none is named and it is there.
    public static let standardName = "arkivbro.yaml"

    /// The file as it was named.
    public let name: String
    let keys: [String]
    let snapshot: (any ConfigSnapshot)?

    // Far beyond any real one; a file that grows without end is not read.
    private static let maxBytes = 1024 * 1024

    /// Reads a file.
    ///
    /// - Throws: when it cannot be read, or is not of its form.
    public init(reading name: String) throws(ConfigurationFault) {
        let data: Data?
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: name))
            data = try handle.read(upToCount: Self.maxBytes + 1) ?? Data()
        } catch {
            data = nil
        }
        guard let data else { throw ConfigurationFault(["Kan ikke lese oppsettsfilen \(name)."]) }
        guard data.count <= Self.maxBytes else { throw ConfigurationFault(["Oppsettsfilen \(name) er for stor."]) }
        try self.init(name: name, bytes: [UInt8](data))
    }

    /// Takes the contents of a file.
    ///
    /// - Throws: when they are not of their form.
    public init(name: String, bytes: [UInt8]) throws(ConfigurationFault) {
        self.name = name
        let isJSON = name.lowercased().hasSuffix(".json")
        // A file in which all is commented out says nothing, and is no mapping.
        if !isJSON, Self.isEmpty(bytes) {
            keys = []
            snapshot = nil
            return
        }
        let found = Mutex<[String]>([])
        do {
            snapshot =
                isJSON
                ? try JSONSnapshot(
                    data: bytes.span.bytes, providerName: name,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in found.note(key) }))
                : try YAMLSnapshot(
                    data: bytes.span.bytes, providerName: name,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in found.note(key) }))
        } catch {
            throw ConfigurationFault([
                "Oppsettsfilen \(name) er ikke gyldig \(isJSON ? "JSON" : "YAML")\(Self.place(error))."
            ])
        }
        keys = found.withLock { $0.sorted() }
    }

    /// The folder that its paths are seen from.
    var folder: String { (name as NSString).deletingLastPathComponent }

    /// A name that has nothing but comments under it.
    func isEmptyGroup(_ key: String) -> Bool {
        let components = key.split(separator: ".").map(String.init)
        let found = try? snapshot?.value(forKey: AbsoluteConfigKey(components), type: .string)
        guard case .string(let text)? = found?.value?.content else { return false }
        return ["", "~", "null"].contains(text)
    }

    private static func isEmpty(_ bytes: [UInt8]) -> Bool {
        // A line end of Windows is one character, and not the one of Unix.
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).allSatisfy { line in
            let rest = line.drop { $0.isWhitespace }
            return rest.isEmpty || rest.hasPrefix("#") || rest == "---"
        }
    }

    // The rest of what a parser says shows the line, on which a secret may stand.
    private static func place(_ error: any Error) -> String {
        guard let match = String(describing: error).prefixMatch(of: /([0-9]+):[0-9]+:/) else { return "" }
        return " (linje \(match.1))"
    }
}

extension Mutex<[String]> {
    // The parser asks of each key whether it is secret: the only one who tells which keys there are.
    fileprivate borrowing func note(_ key: String) -> Bool {
        withLock { $0.append(key) }
        return true
    }
}
