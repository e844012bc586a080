// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
public import Foundation
import Omforming

/// A golden case: a folder with a message, what is done with it, and every byte that comes of it.
public struct GoldenCase: Sendable {
    /// What `case.json` says.
    public struct Description: Sendable, Decodable {
        /// Name of the folder.
        public let id: String
        /// One sentence: what the case shows.
        public let title: String
        let command: Command
        let parameters: GoldenParameters?
        let expects: Expectation
        let covers: [String]?
    }

    enum Command: String, Sendable, Decodable { case convert, send, validate }

    struct Expectation: Sendable, Decodable {
        let exit: Int32
        let verdict: String
        let codes: [String]
    }

    /// The case's folder.
    public let folder: URL
    /// What `case.json` says.
    public let description: Description

    /// Reads the description of a case.
    ///
    /// - Throws: `ArkivbroError` when the folder is no case, `ValidationError` when a key means nothing.
    public init(folder: URL) throws {
        self.folder = folder
        let json: Any
        do {
            let data = try Data(contentsOf: folder.appending(path: "case.json"))
            description = try JSONDecoder().decode(Description.self, from: data)
            json = try JSONSerialization.jsonObject(with: data)
        } catch {
            throw ArkivbroError(.noInput, "\(folder.lastPathComponent) har ingen lesbar case.json.")
        }
        let unknown = Self.unknownKeys(in: json, description)
        guard unknown.isEmpty else {
            let names = unknown.joined(separator: ", ")
            throw ValidationError("\(folder.lastPathComponent): case.json har nøkler som ikke finnes: \(names).")
        }
    }

    /// All cases of a folder, by name.
    ///
    /// - Throws: `ArkivbroError` when one is no case, `ValidationError` when a key means nothing.
    public static func all(in folder: URL) throws -> [GoldenCase] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return try names.sorted().compactMap { name in
            let url = folder.appending(path: name, directoryHint: .isDirectory)
            let hasDescription = FileManager.default.fileExists(
                atPath: url.appending(path: "case.json").path(percentEncoded: false))
            return hasDescription ? try GoldenCase(folder: url) : nil
        }
    }

    // MARK: Judging

    /// What differs from what the case expects; empty when nothing does.
    public func differences(of outcome: Outcome) -> [String] {
        var result: [String] = []
        let expects = description.expects
        if outcome.verdict.rawValue != expects.verdict {
            result.append("verdict er \(outcome.verdict.rawValue), ventet \(expects.verdict)")
        }
        if ExitStatus.of(outcome.verdict) != expects.exit {
            result.append("avslutningskode er \(ExitStatus.of(outcome.verdict)), ventet \(expects.exit)")
        }
        let levels = Set(outcome.codes)
        for kode in Set(expects.codes).subtracting(levels).sorted() { result.append("funnet \(kode) mangler") }
        for kode in levels.subtracting(expects.codes).sorted() { result.append("funnet \(kode) var ikke ventet") }

        let expected = expectedFolder
        let names = Set(
            (try? FileManager.default.contentsOfDirectory(atPath: expected.path(percentEncoded: false))) ?? [])
        for name in names.union(outcome.files.keys).sorted() {
            let before = (try? Data(contentsOf: expected.appending(path: name))).map { [UInt8]($0) }
            let now = outcome.files[name]
            if before == now { continue }
            if let before, let now {
                result.append("expected/\(name): \(Self.firstDifference(before, now))")
            } else {
                result.append("expected/\(name) \(now == nil ? "ble ikke skrevet" : "finnes ikke")")
            }
        }
        return result
    }

    private static func firstDifference(_ before: [UInt8], _ now: [UInt8]) -> String {
        let lines = (
            before.split(separator: 0x0a, omittingEmptySubsequences: false),
            now.split(separator: 0x0a, omittingEmptySubsequences: false)
        )
        for (index, pair) in zip(lines.0, lines.1).enumerated() where pair.0 != pair.1 {
            let (left, right) = (String(decoding: pair.0, as: UTF8.self), String(decoding: pair.1, as: UTF8.self))
            return "linje \(index + 1) var «\(left)», er «\(right)»"
        }
        return "\(lines.0.count) linjer var, \(lines.1.count) er"
    }

    private var expectedFolder: URL { folder.appending(path: "expected", directoryHint: .isDirectory) }

    /// Writes the outcome as the bytes that are expected from now on; `case.json` stays as its author wrote it.
    ///
    /// - Throws: when writing fails.
    public func record(_ outcome: Outcome) throws {
        let manager = FileManager.default
        try? manager.removeItem(at: expectedFolder)
        try manager.createDirectory(at: expectedFolder, withIntermediateDirectories: true)
        for (name, bytes) in outcome.files { try Data(bytes).write(to: expectedFolder.appending(path: name)) }
    }
}
