// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import SafeXML

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
                // Threads of the system, for nothing else may run on them.
                let all = (0..<threads).map { _ in
                    Thread { for _ in 0..<times / threads { try? translate(message, omformer, report: report) } }
                }
                for thread in all {
                    thread.stackSize = 8 << 20
                    thread.start()
                }
                while !all.allSatisfy(\.isFinished) { usleep(50) }
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

    // MARK: Back

    private struct Source: DocumentSource {
        let kilde: any Forsendelseskilde
        func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
            try kilde.read(navn, body)
        }
    }

    private struct File: ByteSink {
        let descriptor: Int32
        func write(_ bytes: UnsafeRawBufferPointer) throws {
            var rest = bytes
            while rest.count > 0 {
                let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
                guard written > 0 else { throw POSIXError(.EIO) }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    /// From a package to the file with its message.
    static func back(package: String, to path: String) throws {
        let omformer = try Omformer()
        let kilde = try Forsendelse.open(URL(filePath: package, directoryHint: .isDirectory))
        let reader = try MessageReader(store: DiscardingDocumentStore())
        try kilde.read("arkivmelding.xml") { try reader.feed($0) }
        var json: [UInt8] = []
        if kilde.sbd != nil { try kilde.read("sbd.json") { json += $0 } }
        let back = omformer.bestEdu(
            of: try reader.finish(), sbd: SBDInnlesing(json: json).sbd, filer: kilde.dokumenter)
        guard let tree = back.putMessage else { throw Failure(what: back.funn.map(\.funn.kode).joined(separator: " ")) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        defer { close(descriptor) }
        try PutMessageWriter().write(tree, documents: Source(kilde: kilde), to: File(descriptor: descriptor))
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
