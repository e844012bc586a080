// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the figures were measured on; no name of the machine.
enum Machine {
    static func describe(python: String) -> String {
        let memory = value("MemTotal", in: "/proc/meminfo").split(separator: " ").first.flatMap { Int($0) } ?? 0
        let xslt = first(of: ["/usr/bin/xsltproc", "--version"])
        let lxml = first(of: [
            python, "-c", "import sys, lxml; print('Python', sys.version.split()[0] + ', lxml', lxml.__version__)",
        ])
        return """
            \(ProcessInfo.processInfo.activeProcessorCount) cores of \(value("model name", in: "/proc/cpuinfo")), \
            \((memory + 524_288) / 1_048_576) GiB of memory, \(system). \(xslt). \(lxml).
            """
    }

    private static var system: String {
        let name = value("PRETTY_NAME", in: "/etc/os-release", separator: "=")
        return name.isEmpty ? "an unknown system" : name.filter { $0 != "\"" }
    }

    private static func value(_ name: String, in path: String, separator: Character = ":") -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        let value = line.split(separator: separator, maxSplits: 1).dropFirst().first ?? ""
        return String(value).trimmingCharacters(in: .whitespaces)
    }

    private static func first(of arguments: [String]) -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try? OneShot.time(arguments, output: file.path(percentEncoded: false))
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first.map(String.init) ?? ""
    }
}
