// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import Foundation
import Synchronization
import Testhjelp

/// Archives that hand messages in over HTTP: each goes on when it has its answer, and else sends the same again.
final class Kaosklienter: Sendable {
    /// What an archive knows of a message of its own.
    struct Innlevering: Sendable {
        /// When it was first sent.
        let sendt: ContinuousClock.Instant
        /// When it was answered OK; nil until then.
        var ok: ContinuousClock.Instant?
        /// How often it was sent.
        var ganger = 0
    }

    private struct State {
        var port: Int?
        var allowed = 0
        var next = 0
        var isOver = false
        var innleveringer: [Int: Innlevering] = [:]
        var avvist: [String] = []
    }

    static let antall = 12

    private let state = Mutex(State())
    private let uhell: Uhell
    private let connection: HTTPConnection
    private let hasty: HTTPConnection

    init(_ uhell: Uhell) throws {
        self.uhell = uhell
        var settings = HTTPSettings()
        settings.connectSeconds = 5
        settings.answerSeconds = 30
        connection = try HTTPConnection(settings)
        // One that gives up before it has its answer.
        settings.answerSeconds = 1
        hasty = try HTTPConnection(settings)
    }

    /// Where the service is; nil when it is not.
    func isAt(_ port: Int?) { state.withLock { $0.port = port } }

    /// So many more messages may be sent.
    func allow(_ more: Int) { state.withLock { $0.allowed += more } }

    /// Nothing more than what is allowed is sent.
    func end() { state.withLock { $0.isOver = true } }

    var innleveringer: [Int: Innlevering] { state.withLock { $0.innleveringer } }

    /// How many were answered OK.
    var godtatt: Int { state.withLock { $0.innleveringer.values.count { $0.ok != nil } } }

    /// What was answered that an archive would not send again for.
    var avvist: [String] { state.withLock { $0.avvist } }

    /// Hands messages in until all that are allowed are answered.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.antall { group.addTask { try await self.work() } }
            try await group.waitForAll()
        }
    }

    private func work() async throws {
        while true {
            let number = state.withLock { state -> Int? in
                guard state.next < state.allowed else { return state.isOver ? -1 : nil }
                state.next += 1
                return state.next - 1
            }
            guard let number else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            if number < 0 { return }
            try await hand(in: number)
        }
    }

    private func hand(in number: Int) async throws {
        state.withLock { $0.innleveringer[number] = Innlevering(sendt: .now) }
        let body = Self.message(number)
        // Some send it on two connections at once.
        if uhell.chance(10) {
            async let first: Void = send(number, body)
            async let second: Void = send(number, body)
            _ = try await (first, second)
        } else {
            try await send(number, body)
        }
        // An answer that never reached the archive's own books.
        if uhell.chance(5) { try await send(number, body) }
    }

    private func send(_ number: Int, _ body: [UInt8]) async throws {
        while true {
            guard let port = state.withLock({ $0.port }) else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            state.withLock { $0.innleveringer[number]?.ganger += 1 }
            let request = HTTPRequest(
                "POST", "http://127.0.0.1:\(port)/noarkExchange",
                headers: [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"\"")],
                body: HTTPBody([.bytes(body)]))
            do {
                let answer = try await uhell.chance(5) ? hasty.send(request) : connection.send(request)
                if answer.status == 200, answer.text.contains("type=\"OK\"") {
                    state.withLock { state in
                        if state.innleveringer[number]?.ok == nil { state.innleveringer[number]?.ok = .now }
                    }
                    return
                }
                if answer.status != 503 {
                    state.withLock { $0.avvist.append("\(number): \(answer.status) \(answer.text.prefix(300))") }
                    return
                }
            } catch is HTTPFailure {}
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    // MARK: Messages

    /// Receivers of messages: numbers with the right check digit, of nobody.
    static func mottaker(_ number: Int) -> String { Kaosarbeid.mottakere[number % Kaosarbeid.mottakere.count] }

    private static func message(_ number: Int) -> [UInt8] {
        // Some have a folder, most are in the database.
        let document =
            number.isMultiple(of: 3)
            ? Meldinger.dokument(base64: Data(count: 150_000).base64EncodedString()) : Meldinger.dokument()
        return Meldinger.putMessage(
            Meldinger.melding(dokumenter: document).replacing("Svar om brygga", with: "Svar \(number)"),
            id: Kaosarbeid.conversation(number), mottaker: mottaker(number))
    }

    /// The value of a reading of the service; nil when it does not answer.
    func reading(_ name: String) async throws -> Int? {
        guard let port = state.withLock({ $0.port }) else { return nil }
        do {
            let text = try await connection.send(HTTPRequest("GET", "http://127.0.0.1:\(port)/metrics")).text
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return line.flatMap { Double($0.dropFirst(name.count + 1)) }.map { Int($0) }
        } catch is HTTPFailure { return nil }
    }
}
