// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Innboks
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// A program of its own: killed at any time, and measured.
@Suite(.serialized) struct DraptTests {
    private static let program = Omgivelser.program(beside: "sendeproeve")

    @Test func nothingIsLostWhenItIsKilledAgainAndAgain() async throws {
        guard let timeout = Kjoering.program("timeout") else { return Omgivelser.skip("timeout finnes ikke her") }
        try await Innboksproeve.run { proeve in
            let ids = try (0..<30).map { _ in try proeve.brev() }
            let folder = proeve.folder.appending(path: "innboks", directoryHint: .isDirectory)
            var chance = SplitMix64(seed: 20_261_124)
            let arguments = ["innboks", proeve.tjener.url, folder.path(percentEncoded: false), proeve.arkiv.url]
            for _ in 0..<12 {
                // From the moment it starts until it has done most of it.
                let time = 60 + Int(chance.next() % 150)
                let run = try await Kjoering.alongside(
                    timeout,
                    ["-s", "KILL", "\(Double(time) / 1000)", Self.program.path(percentEncoded: false)] + arguments)
                #expect(run.status == 128 + SIGKILL)
                proeve.tjener.innkommende.unlock()
            }
            // The call of a program that was killed may be answered after that, and hold a message for a dead one.
            let unlocking = Task {
                while !Task.isCancelled {
                    proeve.tjener.innkommende.unlock()
                    try await Task.sleep(for: .seconds(2))
                }
            }
            let run = try await Kjoering.alongside(
                timeout, ["300", Self.program.path(percentEncoded: false)] + arguments + ["30"])
            unlocking.cancel()
            #expect(run.status == 0, "\(run.errors)")
            let lager = try SQLiteInnlager(folder.appending(path: "innboks.sqlite"))
            for id in ids { #expect(try await lager.melding(id)?.tilstand == .levert) }
            // Each letter in one form only, and a receipt for each, once.
            #expect(Set(proeve.arkiv.mottatt.map(\.sha256)).count == 30)
            #expect(proeve.tjener.meldinger.count == 30)
            #expect(proeve.tjener.meldinger.allSatisfy { $0.dispatches >= 1 })
            for melding in proeve.tjener.innkommende.meldinger { #expect(!melding.isThere) }
        }
    }

    // MARK: Memory

    private static let limit = 80 * 1024

    private func expect(_ run: Kjoering) {
        let output = String(decoding: run.output, as: UTF8.self)
        let memory = output.split(separator: "\n").last?.split(separator: " ").compactMap { Int($0) } ?? []
        #expect(run.status == 0, "\(output) \(run.errors)")
        #expect(memory.count == 2 && memory.allSatisfy { $0 > 0 && $0 < Self.limit }, "\(memory) KiB")
    }

    private static let block = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) })

    @Test func threeHundredMegabytesGoToTheArchive() async throws {
        try await Innboksproeve.run { proeve in
            let fil = proeve.folder.appending(path: "stor.xml")
            let parts = String(
                decoding: Meldinger.putMessage(Meldinger.melding(dokumenter: Meldinger.dokument(base64: "HER"))),
                as: UTF8.self
            ).components(separatedBy: "HER")
            try Data(parts[0].utf8).write(to: fil)
            let handle = try FileHandle(forWritingTo: fil)
            try handle.seekToEnd()
            let text = Self.block.prefix(999_999).base64EncodedData()
            for _ in 0..<225 { try handle.write(contentsOf: text) }
            try handle.write(contentsOf: Data(parts[1].utf8))
            try handle.close()
            let arguments = [
                "arkiv", proeve.arkiv.url, proeve.folder.path(percentEncoded: false), fil.path(percentEncoded: false),
            ]
            expect(try await Kjoering.alongside(Self.program, arguments))
            let mottatt = try #require(proeve.arkiv.mottatt.first)
            #expect(mottatt.size > 299_000_000)
            #expect(mottatt.contentLength == String(mottatt.size))
        }
    }

    @Test func threeHundredMegabytesComeIn() async throws {
        try await Innboksproeve.run { proeve in
            let id = UUID().uuidString.lowercased()
            let package = proeve.folder.appending(path: "stor.zip")
            let sink = try FileSink(creating: package)
            let arkivmelding = try proeve.arkivmelding()
            func fil(
                _ navn: String, _ size: Int64,
                _ body: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
            )
                -> ZIPskriver.Fil
            { ZIPskriver.Fil(navn: navn, size: size, read: body) }
            try ZIPskriver.write(
                [
                    fil("arkivmelding.xml", Int64(arkivmelding.utf8.count)) { body in
                        try Array(arkivmelding.utf8).withUnsafeBytes(body)
                    },
                    fil("brev.txt", 300_000_000) { body in
                        for _ in 0..<300 { try Self.block.withUnsafeBytes(body) }
                    },
                ], to: { try sink.write($0) })
            proeve.tjener.innkommende.add(id, sbd: proeve.sbd(id, "arkivmelding"), fil: package)
            let arguments = [
                "innboks", proeve.tjener.url, proeve.folder.appending(path: "innboks").path(percentEncoded: false),
                proeve.arkiv.url, "1",
            ]
            expect(try await Kjoering.alongside(Self.program, arguments))
            #expect((proeve.arkiv.mottatt.first?.size ?? 0) > 400_000_000)
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }
}
