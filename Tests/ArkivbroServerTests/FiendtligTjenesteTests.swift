// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import Foundation
import Logging
import Omforming
import Testhjelp
import Testing

/// Requests that mean us no good: refused, and the service goes on.
@Suite(.serialized) struct FiendtligTjenesteTests {
    private let request = Proevemelding.ramme(Proevemelding.alene(Meldinger.melding()), .soap11)

    private func head(_ length: Int, _ more: String = "") -> [UInt8] {
        Array("POST /noarkExchange HTTP/1.1\r\nHost: a\r\n\(more)Content-Length: \(length)\r\n\r\n".utf8)
    }

    @Test func aBodyThatDoesNotComeIsGivenUp() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 0.8
            $0.minBytesPerSecond = 0
        } _: { proeve in
            let start = ContinuousClock.now
            let silent = try await proeve.raw(head(1000) + Array("<a>".utf8))
            #expect(silent.status == 408 && silent.body.isEmpty)
            #expect(try APIbeskrivelse().brudd("POST", "/noarkExchange", silent) == [])
            #expect(ContinuousClock.now - start < .seconds(25))
            #expect(try await proeve.isAlive())
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test func aBodyThatComesTooSlowlyIsGivenUp() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 0.8
            $0.minBytesPerSecond = 1000
        } _: { proeve in
            // Something comes now and then, for ever: far longer than a service that is kept waiting by all the other tests takes.
            let port = proeve.port
            let most = 1200
            let head = head(100_000)
            let (status, written) = try await onThread { () -> (Int, Int) in
                let forbindelse = try Forbindelse(port: port)
                defer { forbindelse.close() }
                _ = forbindelse.write(head)
                for count in 0..<most {
                    if let answer = forbindelse.read(within: 0.05) { return (Nettsvar(answer).status, count) }
                    guard forbindelse.write("<") else { return (0, count) }
                }
                return (-1, most)
            }
            #expect(status == 408)
            #expect(written < most)
            #expect(try await proeve.isAlive())
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test func aHeadThatNeverEndsIsGivenUp() async throws {
        try await Tjenesteproeve.run {
            $0.headerSeconds = 0.8
            $0.idleSeconds = 0.8
        } _: { proeve in
            let port = proeve.port
            for first in ["", "POST /noarkExchange HTTP/1.1\r\n", "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /"] {
                let count = try await onThread { () -> Int in
                    let forbindelse = try Forbindelse(port: port)
                    defer { forbindelse.close() }
                    _ = forbindelse.write(first)
                    for count in 0..<100 {
                        if forbindelse.read(within: 0.1)?.isEmpty == true { return count }
                        if !first.isEmpty, !forbindelse.write("X") { return count }
                    }
                    return 100
                }
                #expect(count < 60, "\(first)")
            }
            #expect(try await proeve.isAlive())
        }
    }

    @Test(arguments: [
        // One field, many fields, a path without end.
        "GET /health/live HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 100_000) + "\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: a\r\n"
            + (0..<5000).map { "X\($0): a\r\n" }.joined() + "\r\n",
        "GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
        // Two lengths, a length that is none, a length and chunks.
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nContent-Length: 1e3\r\n\r\n",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // Chunks that are none.
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nabc",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
        "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked, x\r\n\r\n0\r\n\r\n",
        // No HTTP at all.
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", "ikke http\r\n\r\n", "GET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /health/live HTTP/9.9\r\n\r\n", "\r\n\r\n\r\n\r\nX",
        "GET /health/live HTTP/1.1\r\nHost: a\r\nX\u{0}: b\r\n\r\n",
    ])
    func whatIsNoHTTPIsRefused(_ text: String) async throws {
        try await Tjenesteproeve.run {
            $0.headerSeconds = 1
            $0.stallSeconds = 1
        } _: { proeve in
            let svar = try await proeve.raw(Array(text.utf8), within: 15)
            // Refused, or hung up on.
            #expect(svar.bytes.isEmpty || (400..<500).contains(svar.status) || svar.status == 505, "\(svar.status)")
            #expect(proeve.mottak.tatt.isEmpty)
            #expect(try await proeve.isAlive())
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test func aBodyOfAnotherLengthIsNoMessage() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 1
            $0.maxBodyBytes = 50_000
        } _: { proeve in
            // Shorter than it says, and gone.
            let port = proeve.port
            let short = head(request.count + 10) + request
            _ = try await onThread {
                let forbindelse = try Forbindelse(port: port)
                _ = forbindelse.write(short)
                forbindelse.close()
            }
            // Shorter than it says, and waiting.
            #expect(try await proeve.raw(short).status == 408)
            // Longer than it says: what is left over is no request.
            let long = try await proeve.raw(head(request.count - 20, "Connection: close\r\n") + request)
            #expect(long.status == 500)
            #expect(long.text.contains("XM-003"))
            // More than is taken, told beforehand or not.
            let declared = try await proeve.raw(
                head(60_000, "Connection: close\r\n") + [UInt8](repeating: 0x20, count: 60_000))
            #expect(declared.status == 413)
            var chunks = Array(
                "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
            for _ in 0..<600 { chunks += Array("400\r\n".utf8) + [UInt8](repeating: 0x20, count: 1024) + [13, 10] }
            #expect(try await proeve.raw(chunks).status == 413)
            #expect(
                proeve.logg.alle.count { $0.contains(" INFO forespørselen er avvist") && $0.contains("large") } == 2)
            #expect(try await proeve.isAlive())
            #expect(proeve.mottak.tatt.count == 1)
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "gzip, identity", "x"])
    func whatIsPackedIsNotUnpacked(_ encoding: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.call(
                "POST", "/noarkExchange", ["Content-Encoding": encoding], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
            #expect(svar.status == 415)
            #expect(try await proeve.isAlive())
        }
    }

    @Test(arguments: ["multipart/related; boundary=a; type=\"application/xop+xml\"", "Multipart/Form-Data; boundary=a"])
    func whatIsInPartsIsNotTaken(_ type: String) async throws {
        try await Tjenesteproeve.run { proeve in
            for path in ["/noarkExchange", "/v1/convert", "/v1/validate"] {
                let svar = try await proeve.call("POST", path, ["Content-Type": type], request)
                #expect(svar.status == 415)
            }
            #expect(proeve.mottak.tatt.isEmpty)
        }
    }

    /// What is refused before it has come is not waited for.
    @Test func aBodyThatNobodyWantsIsNotRead() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 600
            $0.minBytesPerSecond = 0
        } _: { proeve in
            for (path, more, status) in [
                ("/ingen", "", 404), ("/noarkExchange", "Content-Encoding: gzip\r\n", 415), ("/version", "", 405),
            ] {
                let svar = try await proeve.raw(
                    Array("POST \(path) HTTP/1.1\r\nHost: a\r\n\(more)Content-Length: 1000\r\n\r\n".utf8),
                    within: 60)
                #expect(svar.status == status)
                #expect(svar.headers["connection"] == "close")
            }
        }
    }

    /// A process that was killed leaves bodies behind, which nobody was answered for.
    @Test func whatAKilledProcessWasReadingIsSweptAway() async throws {
        try await Tjenesteproeve.run {
            try FileManager.default.createDirectory(at: $0.workFolder, withIntermediateDirectories: true)
            for name in ["inn-17-4", "annet"] {
                try Data("a".utf8).write(to: $0.workFolder.appending(path: name))
            }
        } _: { proeve in
            #expect(proeve.leftovers == ["annet"])
            let isAlive = try await proeve.isAlive()
            #expect(isAlive)
            #expect(proeve.leftovers == ["annet"])
            // And a process that runs has its folder for itself.
            let settings = ServerSettings(workFolder: proeve.folder)
            #expect(throws: ArkivbroError(.cannotCreate, "")) {
                try Tjeneste(
                    settings, mottak: proeve.mottak, transport: proeve.transport, omformer: felles.get(),
                    logger: Logger(label: "proeve"))
            }
        }
    }

    @Test(arguments: [
        "/../../etc/passwd", "/noarkExchange/../../etc/passwd", "/noarkExchange/..%2f..%2fetc/passwd",
        "//noarkExchange",
        "/v1/messages/../../../etc/passwd", "/v1/messages/%00", "/v1/messages/", "/v1/messages/a/statuses/b", "/laas",
        "/noarkExchange?xsd=../../../../etc/passwd", "/noarkExchange?xsd=%2e%2e%2frot.xsd", "/health/live/x", "*",
        "/NOARKEXCHANGE", "/noarkExchange%00", "/openapi.json%0d%0aX: y",
    ])
    func pathsThatLeadElsewhereLeadNowhere(_ path: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.call("GET", path)
            #expect([400, 404, 405].contains(svar.status), "\(svar.status)")
            #expect(!svar.text.contains("root:"))
            #expect(svar.headers["x"] == nil)
            #expect(try await proeve.isAlive())
        }
    }

    @Test func anAnswerThatNobodyReadsIsGivenUp() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 1
        } _: { proeve in
            let large = Proevemelding.alene(
                Meldinger.melding(
                    dokumenter: Meldinger.dokument(base64: String(repeating: "QUJD", count: 6_000_000))))
            let port = proeve.port
            let forbindelse = try await onThread { () -> Forbindelse in
                let forbindelse = try Forbindelse(port: port)
                _ = forbindelse.write(
                    "POST /v1/convert HTTP/1.1\r\nHost: a\r\nContent-Length: \(large.count)\r\n\r\n")
                _ = forbindelse.write(large)
                // Until the answer has begun, it is we who are slow.
                forbindelse.waitForAnswer(atMost: 240)
                return forbindelse
            }
            var count = 2.0
            for _ in 0..<1200 where count > 1 {
                try await Task.sleep(for: .milliseconds(100))
                count = try await proeve.connections
            }
            #expect(count == 1)
            #expect(proeve.leftovers.isEmpty)
            // Until then it was there, and had begun to be sent.
            let answer = try await onThread { Nettsvar(forbindelse.readToEnd(within: 10)) }
            #expect(answer.status == 200)
            #expect(answer.body.count < Int(answer.headers["content-length"] ?? "") ?? 0)
            #expect(try await proeve.isAlive())
        }
    }

    @Test func requestsBehindEachOtherAreAnsweredInOrder() async throws {
        try await Tjenesteproeve.run { proeve in
            let one = head(request.count) + request
            let last = Array("GET /version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
            let svar = try await proeve.raw(one + one + last)
            let text = String(decoding: svar.bytes, as: UTF8.self)
            #expect(text.matches(of: /HTTP\/1\.1 200/).count == 3)
            #expect(text.hasSuffix("}\n"))
            // Without end, and without reading what comes back.
            let flood = Array("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            let answers = try await proeve.raw((0..<5000).flatMap { _ in flood }, within: 30)
            #expect(String(decoding: answers.bytes, as: UTF8.self).matches(of: /HTTP\/1\.1 200/).count < 5000)
            #expect(try await proeve.isAlive())
        }
    }

    @Test func moreRequestsThanThereAreSidesForAreToldToComeAgain() async throws {
        try await Tjenesteproeve.run {
            $0.maxRequests = 2
        } _: { proeve in
            proeve.mottak.slow(1)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await proeve.soap(self.request).status } }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect((statuses[200] ?? 0) >= 2)
            #expect((statuses[503] ?? 0) >= 1)
            #expect((statuses[200] ?? 0) + (statuses[503] ?? 0) == 12)
            #expect(try await proeve.call("GET", "/health/live").status == 200)
            proeve.mottak.slow(0)
            #expect(try await proeve.isAlive())
        }
    }

    @Test func idleConnectionsKeepNobodyOut() async throws {
        try await Tjenesteproeve.run {
            $0.maxConnections = 500
            $0.headerSeconds = 60
        } _: { proeve in
            let port = proeve.port
            var limits = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
            // Both ends of what stays open are ours.
            let wanted = Int(min(10_000, max(100, limits.rlim_cur) - 1200))
            let open = try await onThread { () -> [Forbindelse] in
                var open: [Forbindelse] = []
                for number in 0..<wanted {
                    guard let forbindelse = try? Forbindelse(port: port) else { break }
                    if number % 2 == 0 { _ = forbindelse.write("POST /noarkExchange HTTP/1.1\r\nHost: ") }
                    open.append(forbindelse)
                }
                return open
            }
            #expect(open.count == wanted)
            #expect(try await proeve.isAlive())
            let count = try await proeve.connections
            #expect(count <= 600)
            try await onThread { for forbindelse in open { forbindelse.close() } }
            #expect(try await proeve.isAlive())
        }
    }

    @Test func memoryAndHandlesDoNotGrow() async throws {
        try await Tjenesteproeve.run {
            $0.stallSeconds = 5
        } _: { proeve in
            func handles() -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
            }
            _ = try await proeve.isAlive()
            let before = handles()
            for round in 0..<60 {
                _ = try await proeve.soap(round % 3 == 0 ? self.request : Array("<a".utf8))
                _ = try await proeve.raw(Array("GET / HTTP/1.1\r\n".utf8), within: 0.01)
            }
            try await Task.sleep(for: .seconds(1))
            #expect(handles() <= before + 20)
            #expect(proeve.leftovers.isEmpty)
        }
    }
}

extension Forbindelse: @unchecked Sendable {}
