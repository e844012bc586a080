// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Synchronization
import Testhjelp

/// What goes wrong, by chance.
final class Uhell: Sendable {
    private let random: Mutex<SplitMix64>

    init(seed: UInt64) { random = Mutex(SplitMix64(seed: seed)) }

    func chance(_ percent: Int) -> Bool { random.withLock { $0.chance(percent) } }

    func number(_ range: ClosedRange<Int>) -> Int { random.withLock { $0.number(range) } }

    func pause() async throws {
        let milliseconds = random.withLock { $0.number(0...12) }
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
}

/// Files that outlive the program that writes them.
struct Spor: Sendable {
    let folder: URL

    init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Writes a file at once and whole, unless it is there.
    func create(_ name: String, _ text: String) throws -> Bool {
        let (temporary, target) = (path("." + UUID().uuidString), path(name))
        try Data(text.utf8).write(to: URL(filePath: temporary))
        defer { unlink(temporary) }
        if link(temporary, target) == 0 { return true }
        guard errno == EEXIST else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return false
    }

    func read(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

    /// Adds a line, in one write.
    func append(_ line: String, to name: String) {
        let descriptor = open(path(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        defer { close(descriptor) }
        _ = Array((line + "\n").utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    func lines(of name: String) -> [String] { (read(name) ?? "").split(separator: "\n").map(String.init) }

    /// The files that are whole, but for logs.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? [])
            .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".log") }
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
}

/// A channel that takes each key once, fails in every way, and counts.
struct Kaoskanal: DPVTransport {
    let name = "kaos"
    let spor: Spor
    let uhell: Uhell

    func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        spor.append("send", to: "kall.log")
        try await uhell.pause()
        if uhell.chance(15) { return .retryLater(reason: "Ingen svarer.", afterSeconds: nil) }
        if uhell.chance(2) { return .configurationFault(reason: "Ingen tilgang.") }
        let letter = oppdrag.korrespondanse
        let contents = "\(letter.messageId) \(letter.contentSHA256)"
        do {
            if try spor.create(oppdrag.idempotentKey, contents) {
                spor.append("\(letter.recipient.identifier) \(letter.messageTitle)", to: "rekke.log")
                try await uhell.pause()
                // Taken, and nobody is told.
                if uhell.chance(15) { return .retryLater(reason: "Tiden løp ut.", afterSeconds: nil) }
                return .accepted(reference: oppdrag.idempotentKey)
            }
        } catch is POSIXError { return .retryLater(reason: "Disken svikter.", afterSeconds: nil) }
        if spor.read(oppdrag.idempotentKey) != contents { spor.append(oppdrag.idempotentKey, to: "ulik.log") }
        spor.append(oppdrag.idempotentKey, to: "igjen.log")
        return .alreadyAccepted(reference: oppdrag.idempotentKey)
    }

    func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        try await uhell.pause()
        if uhell.chance(20) { return .retryLater(reason: "Ingen svarer.", afterSeconds: nil) }
        guard spor.read(referanse.idempotentKey) != nil else { return .notKnown }
        return .known([Statushendelse(.sendt), Statushendelse(.lest)], isFinal: true)
    }

    func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar { .notAvailable }
}
