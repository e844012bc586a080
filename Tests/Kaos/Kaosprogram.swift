// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testhjelp

/// The program that is killed, from its start to its end.
final class Kaosprogram: Sendable {
    private let process: Process
    private let log: URL

    /// Starts `arkivbro serve` in a folder that has its settings.
    init(in folder: URL, log: URL) throws {
        let process = Process()
        try Data().write(to: log)
        process.executableURL = Omgivelser.program(beside: "arkivbro")
        process.arguments = ["serve"]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = try FileHandle(forWritingTo: log)
        process.standardError = errors
        try process.run()
        try errors.close()
        self.process = process
        self.log = log
    }

    var isRunning: Bool { process.isRunning }

    /// The port that it answers on; nil before it does.
    var port: Int? {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.firstMatch(of: /tar imot.*adresse=[^ ]*:([0-9]+)/).flatMap { Int($0.1) }
    }

    /// The end of what it has said.
    var lastWords: String {
        ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n").suffix(5)
            .joined(separator: "\n")
    }

    /// Waits until it answers; nil when it has ended.
    func whenReady() async throws -> Int? {
        while isRunning {
            if let port { return port }
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    func terminate() { process.terminate() }

    func kill() { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    /// Waits for its end.
    ///
    /// - Returns: whether it was killed; else it ended by itself, and well.
    /// - Throws: ``Kaosfeil`` when it fell, or ended with a fault.
    func end() async throws -> Bool {
        while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
        let (reason, status) = (process.terminationReason, process.terminationStatus)
        if reason == .uncaughtSignal, status == SIGKILL { return true }
        guard reason == .exit, status == 0 else {
            throw Kaosfeil(text: "tjenesten falt (\(reason == .exit ? "kode" : "signal") \(status)):\n\(lastWords)")
        }
        return false
    }
}
