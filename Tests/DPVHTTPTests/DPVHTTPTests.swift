// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import Foundation
import NIOCore
import Omforming
import Testhjelp
import Testing
import Testtjenere

@Suite struct LooseJSONTests {
    @Test func whatIsThereIsRead() throws {
        let json = try #require(
            LooseJSON(Array(#"{"a":[1,"7",true,null,-2.5e1,{}],"b":"x","b":"y","c":""}"#.utf8)))
        let elements = json["a"].elements
        #expect(elements.map(\.integer) == [1, 7, nil, nil, -25, nil])
        #expect(elements[2].bool == true && elements[0].bool == nil && elements[3] == .null)
        #expect(json["b"].string == "y" && json["c"].string == nil && json["d"] == .null)
        for wrong in ["", "{", "[1,]", "{\"a\":1}x"] { #expect(LooseJSON(Array(wrong.utf8)) == nil) }
    }

    // Foundation's decoder takes minutes for some kilobytes of these.
    @Test func whatIsNoAnswerIsNotRead() {
        func nested(_ depth: Int, _ values: Int) -> [UInt8] {
            let open = String(repeating: #"{"a":"#, count: depth)
            return Array((open + "[" + String(repeating: "[],", count: values) + "0]").utf8)
                + [UInt8](repeating: UInt8(ascii: "}"), count: depth)
        }
        #expect(LooseJSON(nested(60, 100_000)) != nil)
        #expect(LooseJSON(nested(400, 20_000)) == nil)
        #expect(LooseJSON(nested(2, 300_000)) == nil)
    }
}

@Suite struct RetryTests {
    @Test func waitsGrowToALimitAndAreSpread() {
        let policy = RetryPolicy()
        #expect((1...6).map { policy.delay(afterAttempt: $0, chance: 1) } == [2, 6, 18, 54, 60, 60])
        #expect((1...3).map { policy.delay(afterAttempt: $0, chance: 0) } == [1, 3, 9])
        #expect(policy.delay(afterAttempt: 1_000_000, chance: 1) == 60)
        #expect(RetryPolicy.wait(5, asked: nil) == 5 && RetryPolicy.wait(5, asked: 7) == 7)
        #expect(RetryPolicy.wait(5, asked: .max) == 86_400 && RetryPolicy.wait(5, asked: .min) == 5)
    }

    @Test func whatAServerAsksForIsWaitedUnlessItIsLong() async throws {
        let time = Proevetid()
        let retrier = Retrier(RetryPolicy(), time.surroundings)
        #expect(try await retrier.pause(afterAttempt: 1, asked: 7))
        #expect(time.waits.first.map { $0 >= 7 && $0 < 8 } == true)
        #expect(try await !retrier.pause(afterAttempt: 1, asked: 3600))
        #expect(try await !retrier.pause(afterAttempt: 4, asked: nil))
        #expect(time.waits.count == 1)
    }

    @Test func retryAfterHasTwoForms() {
        func seconds(_ value: String) -> Int? {
            HTTPAnswer(status: 503, headers: [("retry-after", value)], body: [])
                .retryAfter(now: Date(timeIntervalSince1970: 1_767_225_600))
        }
        #expect(seconds("120") == 120)
        #expect(seconds("-5") == 0)
        #expect(seconds("Thu, 01 Jan 2026 00:01:30 GMT") == 90)
        #expect(seconds("Wed, 31 Dec 2025 23:00:00 GMT") == 0)
        #expect(seconds("snart") == nil)
    }
}

@Suite struct BodyTests {
    private func bytes(_ body: HTTPBody) async throws -> [UInt8] {
        var result: [UInt8] = []
        for try await part in body { result += part.readableBytesView }
        return result
    }

    @Test func aFormIsOneStreamOfTheLengthItSays() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "å.txt")
            let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
            try content.write(to: file)
            let form = MultipartForm(
                boundary: "grense", fields: [("a", "ø\r\nb"), ("recipients[0]", "x")],
                files: [
                    .init(name: "attachments", fileName: "å.txt", url: file, size: Int64(content.count)),
                    .init(name: "attachments", fileName: "b\".txt\r\nX: y", url: file, size: Int64(content.count)),
                ])
            let sent = try await bytes(form.body)
            #expect(Int64(sent.count) == form.body.length)
            let head = """
                --grense\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nø\r\nb\r\n\
                --grense\r\nContent-Disposition: form-data; name="recipients[0]"\r\nContent-Type: text/plain; charset=utf-8\r\n\
                \r\nx\r\n--grense\r\nContent-Disposition: form-data; name="attachments"; filename="å.txt"\r\n\
                Content-Type: application/octet-stream\r\n\r\n
                """
            #expect(sent.starts(with: Array(head.utf8)))
            #expect(Data(sent.dropFirst(head.utf8.count).prefix(content.count)) == content)
            #expect(String(decoding: sent, as: UTF8.self).contains("filename=\"b%22.txt%0D%0AX: y\""))
            #expect(String(decoding: sent.suffix(14), as: UTF8.self) == "\r\n--grense--\r\n")
        }
    }

    @Test(arguments: [9, 11, 0])
    func aFileThatHasChangedEndsTheCall(_ said: Int64) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "f")
            try Data(repeating: 1, count: 10).write(to: file)
            let made = HTTPBody.Piece.made(length: said) {
                var left = [[UInt8](repeating: 1, count: 10)]
                return { left.popLast() }
            }
            for piece in [.file(file, size: said), made] {
                do {
                    _ = try await bytes(HTTPBody([piece]))
                    Issue.record("What has changed was sent")
                } catch HTTPFailure.changed {
                    // As it should be.
                }
            }
            let link = folder.appending(path: "lenke")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            await #expect(throws: HTTPFailure.self) { try await bytes(HTTPBody([.file(link, size: 10)])) }
            #expect(try await bytes(HTTPBody([.file(file, size: 10)])).count == 10)
        }
    }

    /// What the disk does not give has not changed: it cannot be opened, or not be read.
    @Test(arguments: ["borte", "", "mappe"]) func aFileThatTheDiskDoesNotGiveIsUnreadable(_ name: String) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "mappe"), withIntermediateDirectories: false)
            do {
                _ = try await bytes(HTTPBody([.file(folder.appending(path: name), size: 10)]))
                Issue.record("What cannot be read was sent")
            } catch HTTPFailure.unreadable(let reason) {
                #expect(reason.contains("feil \(name == "borte" ? ENOENT : EISDIR) fra systemet"), "\(reason)")
            }
        }
    }
}

@Suite struct KeyedGateTests {
    private actor Telling {
        var now = 0
        var most = 0
        var all = 0

        func enter() {
            now += 1
            all += 1
            most = max(most, now)
        }

        func leave() { now -= 1 }
    }

    @Test func oneAtATimeForEachKey() async throws {
        let (gate, telling) = (KeyedGate(), Telling())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await gate.alone(with: "a") {
                        await telling.enter()
                        try await Task.sleep(for: .milliseconds(1))
                        await telling.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await telling.most == 1)
        #expect(await telling.all == 20)
        try await gate.alone(with: "a") { try await gate.alone(with: "b") {} }
    }
}

@Suite struct HTTPConnectionTests {
    private func answer(
        _ forstyrrelse: Forstyrrelse?, _ settings: HTTPSettings = .patient,
        _ svar: Testsvar = .json(#"{"a":1}"#)
    ) async throws -> Result<HTTPAnswer, any Error> {
        let tjener = try await Testtjener { _ in Testtjener.Virkning(forstyrrelse) { svar } }
        let connection = try HTTPConnection(settings)
        let result: Result<HTTPAnswer, any Error>
        do {
            result = .success(
                try await connection.send(
                    HTTPRequest("POST", tjener.url + "/x", body: HTTPBody([.bytes(Array(repeating: 1, count: 500))]))))
        } catch { result = .failure(error) }
        await tjener.stop()
        return result
    }

    private func isInterrupted(_ result: Result<HTTPAnswer, any Error>) -> Bool {
        if case .failure(let error) = result, case .interrupted? = error as? HTTPFailure { true } else { false }
    }

    @Test func anAnswerIsReadToItsEnd() async throws {
        let answer = try await answer(nil).get()
        #expect(answer.status == 200 && answer.text == #"{"a":1}"#)
    }

    @Test func anAnswerThatIsLostOrCutIsOfUnknownOutcome() async throws {
        #expect(isInterrupted(try await answer(.lostAnswer)))
        #expect(isInterrupted(try await answer(.cutAnswer)))
        #expect(isInterrupted(try await answer(.cutRequest)))
        var settings = HTTPSettings()
        settings.answerSeconds = 1
        #expect(isInterrupted(try await answer(.slow(5), settings)))
    }

    @Test func aLongAnswerIsReadOnlySoFar() async throws {
        var settings = HTTPSettings()
        settings.maxAnswerBytes = 1000
        let svar = Testsvar(200, body: Array(repeating: 65, count: 1_000_000))
        #expect(try await answer(nil, settings, svar).get().body.count == 1000)
    }

    /// Something that a body holds.
    private final class Holder: Sendable {
        let isGone: @Sendable () -> Void

        init(_ isGone: @escaping @Sendable () -> Void) { self.isGone = isGone }

        deinit { isGone() }
    }

    /// A body of 50 MB, more than a network holds, that tells when nobody has it any more.
    private func heldBody(_ gone: @escaping @Sendable () -> Void) -> HTTPBody {
        let length = 50_000_000
        return HTTPBody([
            .made(length: Int64(length)) {
                let holder = Holder(gone)
                var left = length
                return {
                    withExtendedLifetime(holder) {
                        let count = min(left, 100_000)
                        left -= count
                        return [UInt8](repeating: 1, count: count)
                    }
                }
            }
        ])
    }

    // A refusal comes here when the network is full and the body's next part waits; what is accepted is read first.
    @Test(.timeLimit(.minutes(5)), arguments: [413, 307, 200])
    func aBodyIsLetGoWhenItsCallEnds(_ status: Int) async throws {
        let svar = Testsvar.json(status, #"{"a":1}"#)
        let tjener = try await Testtjener { _ in Testtjener.Virkning(status == 200 ? .answer(svar) : nil) { svar } }
        let connection = try HTTPConnection(.patient)
        let (gone, tellGone) = AsyncStream.makeStream(of: Void.self)
        var ended = gone.makeAsyncIterator()
        // The second call comes after what the first has left of the connection.
        for _ in 0..<2 {
            let answer = try await connection.send(
                HTTPRequest("POST", tjener.url + "/x", body: heldBody { tellGone.yield() }))
            #expect(answer.status == status && answer.text == #"{"a":1}"#)
            await ended.next()
        }
        await tjener.stop()
    }

    @Test(.timeLimit(.minutes(5))) func aRefusalIsReadOnlySoFar() async throws {
        var settings = HTTPSettings.patient
        settings.maxAnswerBytes = 1000
        let tjener = try await Testtjener { _ in Testtjener.Virkning(.endless(413)) { Testsvar(413) } }
        let (gone, tellGone) = AsyncStream.makeStream(of: Void.self)
        let answer = try await HTTPConnection(settings).send(
            HTTPRequest("POST", tjener.url + "/x", body: heldBody { tellGone.yield() }))
        #expect(answer.status == 413 && answer.body.count == 1000)
        for await _ in gone { break }
        await tjener.stop()
    }

    /// Answers one call with a refusal of which a byte comes now and then, for much longer than anybody should wait.
    private func trickle() throws -> String {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let size = length
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isListening)
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            func write(_ text: String) -> Bool {
                let bytes = Array(text.utf8)
                return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
            }
            // Unread, it would have the connection reset at its end.
            var request = [UInt8](repeating: 0, count: 4096)
            _ = recv(connection, &request, 4096, 0)
            var goesOn = write("HTTP/1.1 500 Nei\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<6000 where goesOn {
                goesOn = write("1\r\nx\r\n")
                usleep(10_000)
            }
            _ = write("0\r\n\r\n")
            close(connection)
            close(listener)
        }
        return "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    @Test func aRefusalThatTricklesIsGivenUp() async throws {
        let url = try trickle()
        var settings = HTTPSettings()
        settings.connectSeconds = 5
        settings.answerSeconds = 1
        let connection = try HTTPConnection(settings)
        await #expect {
            _ = try await connection.download(HTTPRequest("GET", url)) { _ in }
        } throws: { error in
            if case .interrupted? = error as? HTTPFailure { true } else { false }
        }
    }

    @Test func noServerIsNoConnection() async throws {
        let tjener = try await Testtjener { _ in Testtjener.Virkning(nil) { Testsvar(200) } }
        let url = tjener.url
        await tjener.stop()
        await #expect {
            _ = try await HTTPConnection(HTTPSettings()).send(HTTPRequest("GET", url))
        } throws: { error in
            if case .unreachable? = error as? HTTPFailure { true } else { false }
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        let svar = Testsvar(302, headers: ["Location": "http://127.0.0.1:1/"])
        #expect(try await answer(nil, .patient, svar).get().status == 302)
    }

    @Test func onlyACertificateThatIsTrustedIsTalkedTo() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let sertifikat = try Testsertifikat()
            let tjener = try await Testtjener(sertifikat: sertifikat) { _ in
                Testtjener.Virkning(nil) { Testsvar(200) }
            }
            var settings = HTTPSettings.patient
            settings.trustRoots = folder.appending(path: "ca.pem")
            try Data(sertifikat.authorityPEM.utf8).write(to: folder.appending(path: "ca.pem"))
            #expect(try await HTTPConnection(settings).send(HTTPRequest("GET", tjener.url)).status == 200)

            // Another authority, and a certificate for another name.
            try Data(try Testsertifikat().authorityPEM.utf8).write(to: folder.appending(path: "ca.pem"))
            for trust in [settings, .patient] {
                await #expect {
                    _ = try await HTTPConnection(trust).send(HTTPRequest("GET", tjener.url))
                } throws: { error in
                    if case .untrusted? = error as? HTTPFailure { true } else { false }
                }
            }
            await tjener.stop()

            try Data("ikke PEM".utf8).write(to: folder.appending(path: "ca.pem"))
            #expect(throws: ArkivbroError(.configuration, "")) { try HTTPConnection(settings) }
        }
    }

    @Test func aCallIsEndedWhenItsTaskIs() async throws {
        let tjener = try await Testtjener { _ in Testtjener.Virkning(.slow(120)) { Testsvar(200) } }
        let connection = try HTTPConnection(HTTPSettings())
        let url = tjener.url
        let task = Task { try await connection.send(HTTPRequest("GET", url)) }
        try await Task.sleep(for: .milliseconds(200))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // However busy the machine is, it is not the answer that was waited for.
        #expect(ContinuousClock.now - start < .seconds(60))
        await tjener.stop()
    }
}
