// SPDX-License-Identifier: Apache-2.0
import Foundation
import PackagePlugin

/// Writes xslt/ and schemas/ as Swift string literals, so that the binary stands alone (docs/adr/0001).
@main
struct EmbedResources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let folders = ["xslt", "schemas"]
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedResources.swift")
        let inputs = folders.flatMap { files(below: root.appending(path: $0)) }
        return [
            .buildCommand(
                displayName: "Embedding \(inputs.count) stylesheets and schemas",
                executable: try context.tool(named: "embed").url,
                arguments: [root.path(percentEncoded: false), output.path(percentEncoded: false)] + folders,
                inputFiles: inputs,
                outputFiles: [output]
            )
        ]
    }

    private func files(below folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (all?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }.sorted {
            $0.path(percentEncoded: false) < $1.path(percentEncoded: false)
        }
    }
}
