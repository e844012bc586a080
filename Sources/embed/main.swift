// SPDX-License-Identifier: Apache-2.0
import Foundation

// embed ROOT OUTPUT FOLDER...
// Writes every file below ROOT's FOLDERs as one Swift source of string literals. Literals compile in a fraction of
// the time that SwiftPM's own embedding takes, and need no bundle beside the binary (docs/adr/0001).

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    FileHandle.standardError.write(Data("usage: embed ROOT OUTPUT FOLDER...\n".utf8))
    exit(64)
}
let root = URL(fileURLWithPath: arguments[1], isDirectory: true)

func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

var source = "// Generated from xslt/ and schemas/. Do not edit.\n\n"
source += "enum EmbeddedResources {\n    static let files: [(path: String, text: StaticString)] = [\n"
for folder in arguments[3...] {
    let base = root.appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: base.path(percentEncoded: false)).sorted()
    for name in names {
        let url = base.appending(path: name)
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isDirectory)
        if isDirectory.boolValue { continue }
        let text = try String(contentsOf: url, encoding: .utf8)
        source += "        (\(literal(folder + "/" + name)), \(literal(text))),\n"
    }
}
source += "    ]\n}\n"
try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
