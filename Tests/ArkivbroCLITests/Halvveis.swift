// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp

/// A program that waits for the rest of a message, with its folder half made.
enum Halvveis {
    /// Starts it, and waits until there is something in a place.
    ///
    /// - Returns: the program, and what writes to it.
    static func start(
        _ program: URL, _ arguments: [String], in folder: URL, until place: URL, _ environment: [String: String]? = nil
    ) throws -> (Process, FileHandle) {
        let process = Process()
        if let environment { process.environment = environment }
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        try pipe.fileHandleForWriting.write(
            contentsOf: Data(Meldinger.putMessage(Meldinger.melding()).prefix(900)))
        for _ in 0..<600
        where (try? FileManager.default.contentsOfDirectory(atPath: place.path(percentEncoded: false)))?.isEmpty ?? true
        {
            usleep(50_000)
        }
        return (process, pipe.fileHandleForWriting)
    }
}
