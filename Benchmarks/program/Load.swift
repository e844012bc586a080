// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// How fast the service takes messages over HTTP, how long each waits for its answer, and what becomes of the program in time.
enum Load {
    // Of the message that is measured with.
    private static let conversation = "3c1f5a52-6c0e-4f57-9d0a-5a4f1a2b3c4e"

    /// Sends so many messages as each line of standard input says, from so many clients at once, and answers in seconds.
    ///
    /// At the end, the times of the answers are in `answers` in the folder, one on each line, sorted.
    static func post(arkivbro: String, message: String, folder: String, clients: Int) async throws {
        try await withService(arkivbro, folder) { service in
            let text = try String(contentsOfFile: message, encoding: .utf8)
            var answers: [Double] = []
            var isWarm = false
            while let line = readLine() {
                let count = Int(line) ?? 0
                let clock = ContinuousClock()
                var times: [Double] = []
                let time = try await clock.measure {
                    times = try await withThrowingTaskGroup(of: [Double].self) { group in
                        for client in 0..<clients {
                            group.addTask {
                                var own: [Double] = []
                                for _ in stride(from: client, to: count, by: clients) {
                                    own.append(try await service.post(text))
                                }
                                return own
                            }
                        }
                        return try await group.reduce(into: []) { $0 += $1 }
                    }
                }
                if isWarm { answers += times }
                isWarm = true
                FileHandle.standardOutput.write(Data("\(time.seconds)\n".utf8))
            }
            let lines = answers.sorted().map { "\($0)\n" }.joined()
            try Data(lines.utf8).write(to: URL(filePath: folder).appending(path: "answers"))
        }
    }

    /// Sends so many messages a second for so many minutes, and tells each minute what the program holds.
    static func soak(arkivbro: String, folder: String, minutes: Int, rate: Int) async throws {
        let message = Message()
        let file = folder + "/message.xml"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try message.write(to: file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try await withService(arkivbro, folder) { service in
            say("minutes  messages  slowest ms  memory MiB  peak MiB  files  threads  database MiB")
            let clock = ContinuousClock()
            var next = clock.now
            for minute in 1...max(1, minutes) {
                let slowest = try await withThrowingTaskGroup(of: Double.self) { group in
                    for _ in 0..<60 * rate {
                        try await Task.sleep(until: next)
                        next += .seconds(1) / rate
                        group.addTask { try await service.post(text) }
                    }
                    return try await group.reduce(0, max)
                }
                let columns = [minute, minute * 60 * rate, Int((slowest * 1000).rounded())] + (try service.holds())
                say(columns.map(String.init).joined(separator: "  "))
            }
        }
    }

    // At once, for whoever watches.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private static func withService(
        _ arkivbro: String, _ folder: String, _ body: (Service) async throws -> Void
    ) async throws {
        let service = try Service(arkivbro, folder)
        do {
            try await body(service)
        } catch {
            try? await service.stop()
            throw error
        }
        try await service.stop()
    }

    /// `arkivbro serve` in a process of its own, as it is without settings.
    private final class Service: Sendable {
        private let pid: pid_t
        private let url: String
        private let folder: URL
        private let client = HTTPClient(eventLoopGroupProvider: .singleton)

        init(_ arkivbro: String, _ path: String) throws {
            folder = URL(filePath: path, directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let log = folder.appending(path: "log")
            try Data().write(to: log)
            let process = Process()
            process.executableURL = URL(filePath: arkivbro)
            process.arguments = ["serve", "--port", "0"]
            process.currentDirectoryURL = folder
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: log)
            try process.run()
            pid = process.processIdentifier
            for _ in 0..<600 {
                let text = try String(contentsOf: log, encoding: .utf8)
                if let address = text.firstMatch(of: #/adresse=([0-9.]+:[0-9]+) /#)?.1 {
                    url = "http://\(address)/noarkExchange"
                    return
                }
                usleep(50_000)
            }
            process.terminate()
            throw Worker.Failure(what: "the service does not start")
        }

        /// Sends a message that was never sent before, and gives the seconds until it was taken.
        func post(_ text: String) async throws -> Double {
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "text/xml; charset=utf-8")
            request.body = .bytes(
                ByteBuffer(string: text.replacing(Load.conversation, with: UUID().uuidString.lowercased())))
            let clock = ContinuousClock()
            let begun = clock.now
            let response = try await client.execute(request, timeout: .seconds(60))
            let answer = String(buffer: try await response.body.collect(upTo: 1 << 20))
            let time = (clock.now - begun).seconds
            guard response.status == .ok, answer.contains("type=\"OK\"") else {
                throw Worker.Failure(what: "not taken: \(response.status)")
            }
            return time
        }

        /// Memory and most memory in MiB, open files, threads, and the database in MiB.
        func holds() throws -> [Int] {
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            func number(_ name: String) -> Int {
                let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
                return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
            let database = folder.appending(path: "arkivbro.db").path(percentEncoded: false)
            let bytes = try FileManager.default.attributesOfItem(atPath: database)[.size] as? Int ?? 0
            return [number("VmRSS") / 1024, number("VmHWM") / 1024, files, number("Threads"), bytes >> 20]
        }

        func stop() async throws {
            kill(pid, SIGTERM)
            try await client.shutdown()
        }
    }
}
