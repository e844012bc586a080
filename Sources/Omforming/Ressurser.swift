// SPDX-License-Identifier: Apache-2.0
import Crypto
import Noark
import SafeXML

/// The stylesheets, schemas and tables that are built into the binary.
enum Ressurser {
    /// Makes the resources known to the libraries.
    ///
    /// Costs one check after the first time.
    static func load() { _ = loaded }

    private static let loaded: Void = {
        for file in EmbeddedResources.files { ResourceLibrary.add(path: file.path, text: file.text) }
    }()

    /// A resource as a tree.
    static func document(_ path: String) throws -> XMLDocument {
        load()
        _ = try file(path)
        return try XMLDocument(resource: path)
    }

    /// A resource as it stands.
    static func bytes(_ path: String) throws -> [UInt8] {
        let text = try file(path).text
        return Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func file(_ path: String) throws -> (path: String, text: StaticString) {
        guard let file = EmbeddedResources.files.first(where: { $0.path == path }) else {
            throw ArkivbroError(.missingResource, "Ressursen \(path) mangler i programmet.")
        }
        return file
    }

    /// SHA-256 of every file below a folder, names included, in lower-case hexadecimal digits.
    static func digest(ofFolder folder: String) -> String {
        var hash = SHA256()
        for file in EmbeddedResources.files where file.path.hasPrefix(folder + "/") {
            hash.update(data: Array(file.path.utf8) + [0])
            hash.update(
                bufferPointer: UnsafeRawBufferPointer(
                    start: file.text.utf8Start, count: file.text.utf8CodeUnitCount))
        }
        return hexadecimal(hash.finalize())
    }
}
