// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Foundation
import Omforming

/// What is measured of ours in a process of its own, as the peers are.
enum Worker {
    struct Failure: Error {
        let what: String
    }

    /// Translates so often as each line of standard input says, and answers in seconds.
    static func small(message path: String, threads: Int, report: Bool) throws {
        let message = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let omformer = try Omformer()
        while let line = readLine() {
            let times = Int(line) ?? 0
            let clock = ContinuousClock()
            let time = try clock.measure {
                guard threads > 1 else {
                    for _ in 0..<times { try translate(message, omformer, report: report) }
                    return
                }
                // Threads of the system, for nothing else may run on them; nor may we, who wait.
                let done = DispatchGroup()
                for _ in 0..<threads {
                    done.enter()
                    let thread = Thread {
                        for _ in 0..<times / threads { try? translate(message, omformer, report: report) }
                        done.leave()
                    }
                    thread.stackSize = 8 << 20
                    thread.start()
                }
                done.wait()
            }
            FileHandle.standardOutput.write(Data("\(time.seconds)\n".utf8))
        }
    }

    private static func translate(_ message: [UInt8], _ omformer: Omformer, report: Bool) throws {
        let store = MemoryDocumentStore()
        let reader = try MessageReader(store: store)
        try message.withUnsafeBytes { try reader.feed($0) }
        let omforming = omformer.convert(try reader.finish())
        guard omforming.verdict == .accepted, store.documents.count == 1 else { throw Failure(what: "not accepted") }
        if report, omforming.forsendelse == nil { throw Failure(what: "no package") }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
