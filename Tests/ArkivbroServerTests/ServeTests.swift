// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// The program itself, as it is started and stopped.
@Suite struct ServeTests {
    private let request = Proevemelding.ramme(Proevemelding.alene(Meldinger.melding()), .soap11)

    @Test func withoutSettingsItTakesKeepsAndDelivers() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let program = try await Program(in: folder, ["--port", "0"])
            defer { program.kill() }
            let svar = try await program.call("POST", "/noarkExchange", request)
            #expect(svar.text.contains("type=\"OK\""))
            let report = folder.appending(path: "spool/\(Meldinger.id)/report.json").path(percentEncoded: false)
            // The package is there a moment before its row says so.
            var known = try await program.call("GET", "/v1/messages/\(Meldinger.id)")
            for _ in 0..<200 where !known.text.contains("\"state\": \"sendt\"") {
                try await Task.sleep(for: .milliseconds(50))
                known = try await program.call("GET", "/v1/messages/\(Meldinger.id)")
            }
            #expect(known.status == 200 && known.text.contains("\"state\": \"sendt\""))
            #expect(FileManager.default.fileExists(atPath: report))
            let metrics = try await program.call("GET", "/metrics").text
            #expect(metrics.contains("arkivbro_outbox_messages{state=\"sendt\"} 1"))
            // Where nothing is fetched, there is no inbox that could be down.
            #expect(metrics.contains("arkivbro_outbox_up 1") && !metrics.contains("arkivbro_inbox_up"))
            // Another one may not work in the same folders.
            let other = try await Kjoering.alongside(Kjoering.arkivbro, ["serve", "--port", "0"], in: folder)
            #expect(other.status != 0)
            #expect(try await program.stop() == 0, "\(program.errors)")
            #expect(program.errors.contains("stanset"))
            // Nobody has said where the letters are to go.
            #expect(program.errors.contains(/WARNING "?ingen leveringsmåte er valgt .*mappe=.*spool/))
        }
    }

    /// The archive has the letter, says nothing, and answers later by a call of its own.
    @Test func whatTheArchiveAnswersLaterGoesBackToTheSender() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let punkt = try await IntegrasjonspunktTjener(user: nil)
            let arkiv = try await ArkivTjener()
            do {
                try await Self.answerLater(folder, punkt, arkiv)
            } catch {
                await punkt.stop()
                await arkiv.stop()
                throw error
            }
            await punkt.stop()
            await arkiv.stop()
        }
    }

    private static func answerLater(
        _ folder: URL, _ punkt: IntegrasjonspunktTjener, _ arkiv: ArkivTjener
    ) async throws {
        arkiv.answer { _ in Testsvar(200) }
        // What the archive sees is the sender's own text, of which the conversation's UUID was made.
        let oppdrag = try Proeveoppdrag.melding(in: folder, with: Omformer(), id: "2026-17/a")
        let letter = oppdrag.korrespondanse
        let package = folder.appending(path: "inn.zip")
        func text(_ name: String) throws -> String {
            try String(contentsOf: oppdrag.forsendelse.appending(path: name), encoding: .utf8)
        }
        let documents = try FileManager.default.contentsOfDirectory(
            atPath: oppdrag.forsendelse.appending(path: "documents").path(percentEncoded: false))
        let entries = try documents.map { ZIPbygger.Entry($0, try text("documents/" + $0)) }
        try Data(ZIPbygger.zip([.init("arkivmelding.xml", text("arkivmelding.xml"))] + entries)).write(to: package)
        punkt.innkommende.add(letter.messageId, sbd: try text("sbd.json"), fil: package)
        try Data(
            """
            conversion:
              ownOrgnr: "\(Meldinger.mottaker)"
            server:
              port: 0
            integrasjonspunkt:
              url: \(punkt.url)
            archive:
              url: \(arkiv.url)
              type: p360
            incoming:
              enabled: true
              minFreeBytes: 0
              pollSeconds: 1
            """.utf8
        ).write(to: folder.appending(path: "arkivbro.yaml"))
        let program = try await Program(in: folder, [])
        defer { program.kill() }
        for _ in 0..<600 where arkiv.mottatt.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        let mottatt = try #require(arkiv.mottatt.first)
        #expect(String(decoding: mottatt.body, as: UTF8.self).contains("conversationId=\"2026-17/a\""))
        let payload = """
            <AppReceipt xmlns="http://www.arkivverket.no/Noark/Exchange/types" type="OK"><message xmlns="" code="Recno">\
            <text>4711</text></message></AppReceipt>
            """
        let receipt = Meldinger.putMessage(payload, id: "2026-17/a")
        for _ in 0..<2 {
            // In Public 360's way: with the ends of the letter. Twice, as when the answer was lost.
            #expect(try await program.call("POST", "/noarkExchange", receipt).text.contains("type=\"OK\""))
        }
        for _ in 0..<1200 where punkt.meldinger.first?.dispatches != 1 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(punkt.meldinger.map(\.dispatches) == [1])
        let sent = try StandardBusinessDocument(json: #require(punkt.meldinger.first).sbd)
        #expect(sent.conversationId == letter.conversationId && sent.conversationId != "2026-17/a")
        #expect(sent.kvittering?.relatedToMessageId == letter.messageId)
        #expect(sent.sender?.digits == Meldinger.mottaker && sent.receiver == Meldinger.avsender)
        #expect(sent.kvittering?.messages.map(\.text) == ["4711"])
        let metrics = try await program.call("GET", "/metrics").text
        #expect(metrics.contains("arkivbro_inbox_messages{state=\"levert\"} 1"))
        #expect(metrics.contains("arkivbro_inbox_up 1"))
        #expect(metrics.contains("arkivbro_inbox_receipts{state=\"parkert\"} 0"))
        #expect(metrics.contains("arkivbro_archive_receipts{state=\"parkert\"} 0"))
        #expect(try await program.stop() == 0, "\(program.errors)")
        try await answerAfterTheEnd(folder, punkt, payload)
    }

    // Nothing more is fetched: what has come may still be answered, and what never came is nobody's.
    private static func answerAfterTheEnd(
        _ folder: URL, _ punkt: IntegrasjonspunktTjener, _ payload: String
    ) async throws {
        let file = folder.appending(path: "arkivbro.yaml")
        let before = try String(contentsOf: file, encoding: .utf8)
        try Data(
            ("transport: integrasjonspunkt\n" + before.replacing("enabled: true", with: "enabled: false")).utf8
        ).write(to: file)
        let program = try await Program(in: folder, [])
        defer { program.kill() }
        #expect(!program.errors.contains("ingen leveringsmåte"))
        let calls = punkt.calls("create")
        for (samtale, mottaker) in [(UUID().uuidString, Meldinger.avsender), ("2026-18", ""), ("?", "000000000")] {
            let unknown = Meldinger.putMessage(payload, id: samtale, avsender: Meldinger.mottaker, mottaker: mottaker)
            #expect(try await program.call("POST", "/noarkExchange", unknown).text.contains("type=\"OK\""))
        }
        let receipt = Meldinger.putMessage(payload.replacing("4711", with: "4712"), id: "2026-17/a")
        #expect(try await program.call("POST", "/noarkExchange", receipt).text.contains("type=\"OK\""))
        for _ in 0..<1200 where punkt.meldinger.map(\.dispatches) != [1, 1] {
            try await Task.sleep(for: .milliseconds(50))
        }
        // The known one alone.
        #expect(punkt.calls("create") == calls + 1)
        let sent = try punkt.meldinger.map { try StandardBusinessDocument(json: $0.sbd) }
        #expect(Set(sent.flatMap { $0.kvittering?.messages ?? [] }.map(\.text)) == ["4711", "4712"])
        #expect(try await program.stop() == 0, "\(program.errors)")
    }

    @Test func whatIsUnderWayIsFinishedBeforeItStops() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            // However busy the machine is, it is not the time that decides.
            try Data("server:\n  port: 0\n  stallSeconds: 600\n  stopSeconds: 600\n".utf8)
                .write(to: folder.appending(path: "arkivbro.yaml"))
            let program = try await Program(in: folder, [])
            defer { program.kill() }
            let request = request
            let (svar, isClosed) = try await onThread { () -> (Nettsvar, Bool) in
                let forbindelse = try Forbindelse(port: program.port)
                defer { forbindelse.close() }
                _ = forbindelse.write(
                    """
                    POST /noarkExchange HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\
                    Content-Length: \(request.count)\r\n\r\n
                    """)
                // The door has seen it: a connection that is idle would be closed at once.
                _ = forbindelse.read(within: 60)
                _ = forbindelse.write(Array(request.prefix(100)))
                program.terminate()
                var isClosed = false
                for _ in 0..<600 where !isClosed {
                    usleep(100_000)
                    isClosed = (try? Forbindelse(port: program.port)) == nil
                }
                // The last part of the message comes when the service has been told to stop.
                _ = forbindelse.write(Array(request.dropFirst(100)))
                return (Nettsvar(forbindelse.readToEnd(within: 60)), isClosed)
            }
            #expect(isClosed)
            #expect(svar.status == 200)
            #expect(svar.text.contains("type=\"OK\""))
            #expect(try await program.wait() == 0)
            let list = try await Kjoering.alongside(
                Kjoering.arkivbro, ["outbox", "show", Meldinger.id, "--format", "json"], in: folder)
            #expect(list.status == 0)
        }
    }

    /// OK is said when the disk has the message: each file of a large one, the folders that lead to them, and the row.
    @Test func whatIsAnsweredForIsOnTheDisk() async throws {
        guard let strace = Kjoering.program("strace"), try Kjoering(strace, ["-f", "true"]).status == 0 else {
            return Omgivelser.skip("strace mangler, eller får ikke se på andre: hva disken har, er ikke prøvd")
        }
        try await Omgivelser.inTemporaryFolder { folder in
            let trace = folder.appending(path: "kall.txt")
            let program = try await Program(
                in: folder, ["--port", "0"],
                under: [
                    strace.path(percentEncoded: false), "-D", "-f", "-y", "-s", "30", "-e",
                    "trace=fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg", "-o",
                    trace.path(percentEncoded: false),
                ])
            defer { program.kill() }
            let large = Meldinger.dokument(base64: Data(count: 300_000).base64EncodedString())
            let message = Proevemelding.alene(Meldinger.melding(dokumenter: large))
            let svar = try await program.call("POST", "/noarkExchange", Proevemelding.ramme(message, .soap11))
            #expect(svar.text.contains("type=\"OK\""))
            #expect(try await program.stop() == 0, "\(program.errors)")
            // Who looks on writes the last lines when the program has ended.
            var calls: [Substring] = []
            for _ in 0..<600 where !calls.contains(where: { $0.contains("HTTP/1.1 200") }) {
                try await Task.sleep(for: .milliseconds(100))
                calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
            }
            func first(after place: Int, _ isIt: (Substring) -> Bool) throws -> Int {
                let found = calls[place...].firstIndex(where: isIt)
                return try #require(found)
            }
            func isSync(_ call: Substring, of ending: String) -> Bool {
                (call.contains("fsync(") || call.contains("fdatasync(")) && call.contains(ending + ">")
            }
            let moved = try first(after: 0) { $0.contains("rename") && $0.contains("/meldinger/\(Meldinger.id).") }
            for name in ["sbd.json", "arkivmelding.xml", "report.json", "documents/brev.txt", "documents", ""] {
                let path = "/\(Meldinger.id)" + (name.isEmpty ? "" : "/" + name)
                #expect(calls[..<moved].contains { isSync($0, of: path) }, "\(name)")
            }
            let known = try first(after: moved) { isSync($0, of: "/meldinger") }
            let row = try first(after: known) { isSync($0, of: "arkivbro.db-wal") }
            let answered = try first(after: 0) { $0.contains("HTTP/1.1 200") }
            #expect(row < answered)
        }
    }

    @Test(arguments: [
        ["--host", "0.0.0.0"], ["--host", "192.0.2.1"], ["--host", "::"], ["--host", "127.0.0.1.eksempel.no"],
    ])
    func itIsNotOpenToOthersUnlessItIsTold(_ arguments: [String]) async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let run = try await Kjoering.alongside(Kjoering.arkivbro, ["serve", "--port", "0"] + arguments, in: folder)
            #expect(run.status == 78)
            #expect(run.errors.contains("server.certificateFile"))
            #expect(run.errors.contains("server.user"))
        }
        // Nothing but the address is wrong with it.
        try await Omgivelser.inTemporaryFolder { folder in
            try Data("server:\n  allowOpen: true\n  host: 0.0.0.0\n  port: 0\n".utf8)
                .write(to: folder.appending(path: "arkivbro.yaml"))
            let program = try await Program(in: folder, [])
            defer { program.kill() }
            #expect(try await program.call("GET", "/health/live").status == 200)
            #expect(try await program.stop() == 0, "\(program.errors)")
        }
    }

    @Test func memoryDoesNotGrowWithTheMessage() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let program = try await Program(in: folder, ["--port", "0"])
            defer { program.kill() }
            _ = try await program.call("POST", "/noarkExchange", request)
            let before = program.peakKilobytes
            let port = program.port
            // 96 MB of document, in pieces.
            let piece = [UInt8](repeating: UInt8(ascii: "Q"), count: 1 << 20)
            let marked = String(
                decoding: Proevemelding.ramme(
                    Proevemelding.alene(Meldinger.melding(dokumenter: Meldinger.dokument(base64: "MARK"))), .soap11),
                as: UTF8.self
            ).replacing(Meldinger.id, with: "4b1f8a52-6c0e-4f57-9d0a-5a4f1a2b3c4d")
            let parts = marked.components(separatedBy: "MARK").map { Array($0.utf8) }
            try #require(parts.count == 2)
            let svar = try await onThread { () -> Nettsvar in
                let forbindelse = try Forbindelse(port: port)
                defer { forbindelse.close() }
                let length = parts[0].count + 96 * piece.count + parts[1].count
                _ = forbindelse.write(
                    """
                    POST /noarkExchange HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: \(length)\r\n\r\n
                    """)
                _ = forbindelse.write(parts[0])
                for _ in 0..<96 { _ = forbindelse.write(piece) }
                _ = forbindelse.write(parts[1])
                return Nettsvar(forbindelse.readToEnd(within: 240))
            }
            #expect(svar.status == 200)
            #expect(svar.text.contains("type=\"OK\""))
            #expect(before > 0)
            #expect(program.peakKilobytes - before < 48 * 1024, "\(before) \(program.peakKilobytes)")
        }
    }
}

/// The program, running until the test is over.
private final class Program: Sendable {
    let port: Int
    private let process: Process
    private let errorFile: URL

    struct DidNotStart: Error { let errors: String }

    /// - Parameter tracer: a program that runs it, and its arguments.
    init(in folder: URL, _ arguments: [String], under tracer: [String] = []) async throws {
        let process = Process()
        errorFile = folder.appending(path: "feil.txt")
        try Data().write(to: errorFile)
        let command = tracer + [Kjoering.arkivbro.path(percentEncoded: false), "serve"] + arguments
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        self.process = process
        var number: Int?
        for _ in 0..<600 {
            let text = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
            number = text.firstMatch(of: /tar imot.*adresse=[^ ]*:([0-9]+)/).flatMap { Int($0.1) }
            if number != nil || !process.isRunning { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        guard let number else {
            process.terminate()
            throw DidNotStart(errors: (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "")
        }
        port = number
    }

    var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

    /// The most memory that it has had.
    var peakKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        return text.firstMatch(of: /VmHWM:\s*([0-9]+)/).flatMap { Int($0.1) } ?? 0
    }

    func call(_ method: String, _ path: String, _ body: [UInt8] = []) async throws -> Nettsvar {
        let port = port
        return try await onThread {
            let forbindelse = try Forbindelse(port: port)
            defer { forbindelse.close() }
            _ = forbindelse.write(
                """
                \(method) \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/xml\r\n\
                Content-Length: \(body.count)\r\n\r\n
                """)
            _ = forbindelse.write(body)
            return Nettsvar(forbindelse.readToEnd(within: 60))
        }
    }

    func terminate() { process.terminate() }

    func kill() { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    /// Waits for the end, and gives the exit code.
    func wait() async throws -> Int32 {
        for _ in 0..<800 where process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        return process.isRunning ? -1 : process.terminationStatus
    }

    func stop() async throws -> Int32 {
        terminate()
        return try await wait()
    }
}
