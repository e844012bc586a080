// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Where the tests find things.
public enum Omgivelser {
    /// The root of the checkout.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Official files and real messages, which are not ours to carry.
    ///
    /// Nil where they are not beside the checkout.
    public static let shared: URL? = {
        let url = root.deletingLastPathComponent().appending(path: "shared", directoryHint: .isDirectory)
        return FileManager.default.fileExists(atPath: url.appending(path: "standards").path(percentEncoded: false))
            ? url : nil
    }()

    /// Says on standard error that a test is skipped, and why.
    public static func skip(_ reason: String) {
        FileHandle.standardError.write(Data("hoppet over: \(reason)\n".utf8))
    }

    /// Runs a body in an empty folder that is gone afterwards.
    public static func inTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = try makeTemporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Runs a body in an empty folder that is gone afterwards.
    public static func inTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = try makeTemporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private static func makeTemporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "arkivbro-test-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// What a program did.
public struct Kjoering: Sendable {
    /// Exit code; a signal is 128 and its number.
    public let status: Int32
    /// Standard output.
    public let output: [UInt8]
    /// Standard error as text.
    public let errors: String

    /// Runs a program to its end, with nothing but what is given on standard input.
    ///
    /// - Parameter environment: its variables; nil is ours.
    /// - Throws: when the program cannot be started.
    public init(
        _ program: URL, _ arguments: [String], input: [UInt8] = [], in folder: URL? = nil,
        environment: [String: String]? = nil
    ) throws {
        let process = Process()
        if let environment { process.environment = environment }
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Files, not pipes: a pipe that nobody empties while the program writes to the other one blocks both.
        (status, output, errors) = try Omgivelser.inTemporaryFolder { room in
            let files = ["in", "out", "err"].map { room.appending(path: $0) }
            try Data(input).write(to: files[0])
            for file in files[1...] { try Data().write(to: file) }
            let handles = [
                try FileHandle(forReadingFrom: files[0]), try FileHandle(forWritingTo: files[1]),
                try FileHandle(forWritingTo: files[2]),
            ]
            process.standardInput = handles[0]
            process.standardOutput = handles[1]
            process.standardError = handles[2]
            try process.run()
            process.waitUntilExit()
            for handle in handles { try handle.close() }
            let code =
                process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
            return (
                code, [UInt8](try Data(contentsOf: files[1])),
                String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
            )
        }
    }

    /// Runs a program to its end on a thread of its own.
    ///
    /// For programs that talk to a server of the test: whoever waits must not hold one of the few threads that tasks
    /// share, for the server needs them too.
    ///
    /// - Throws: when the program cannot be started.
    public static func alongside(
        _ program: URL, _ arguments: [String], input: [UInt8] = [], in folder: URL? = nil,
        environment: [String: String]? = nil
    ) async throws -> Kjoering {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try Kjoering(program, arguments, input: input, in: folder, environment: environment)
                    })
            }
        }
    }

    /// A program of the system; nil where it is not installed.
    public static func program(_ name: String) -> URL? {
        ["/usr/bin", "/usr/local/bin", "/bin"].map { URL(filePath: $0).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
    }

    /// The program that the tests were built with.
    public static let arkivbro = Omgivelser.program(beside: "arkivbro")
}

extension Omgivelser {
    /// A program of the package, which lies beside the tests.
    public static func program(beside name: String) -> URL {
        let bundle = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        let places = bundle.map { $0.deletingLastPathComponent() } + bundle
        return places.map { $0.appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
            ?? URL(filePath: "/nonexistent/" + name)
    }
}
