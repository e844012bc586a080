// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import Testhjelp
import Testing
import Testtjenere

/// Memory does not grow with what is sent.
@Suite(.serialized) struct MinneTests {
    private static let limit = 64 * 1024

    private static let program = Omgivelser.program(beside: "sendeproeve")

    /// Sends 300 MB, and tells the sender's highest memory in KiB.
    private func send(_ kind: String, to url: String, in folder: URL, key: String = "") async throws -> [Int] {
        var files: [URL] = []
        for index in 1...3 {
            let file = folder.appending(path: "stor\(index).txt")
            try Data().write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            // Not the same byte all through, so that a block that comes twice or not at all is seen.
            var block = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) })
            for number in 0..<100 {
                block[0] = UInt8(number)
                try handle.write(contentsOf: block)
            }
            try handle.close()
            files.append(file)
        }
        let arguments = [kind, url, folder.path(percentEncoded: false)] + files.map { $0.path(percentEncoded: false) }
        let run = try await Kjoering.alongside(Self.program, arguments, input: Array(key.utf8))
        let output = String(decoding: run.output, as: UTF8.self)
        #expect(run.status == 0, "\(output) \(run.errors)")
        return output.split(separator: "\n").last?.split(separator: " ").compactMap { Int($0) } ?? []
    }

    private func expect(_ memory: [Int]) {
        #expect(memory.count == 2 && memory.allSatisfy { $0 > 0 && $0 < Self.limit }, "\(memory) KiB")
    }

    @Test func threeHundredMegabytesGoToTheIntegrasjonspunkt() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tjener = try await IntegrasjonspunktTjener(user: nil)
            expect(try await send("integrasjonspunkt", to: tjener.url, in: folder))
            let melding = try #require(tjener.meldinger.first)
            #expect(melding.filer.map(\.size) == [100_000_000, 100_000_000, 100_000_000])
            #expect(Set(melding.filer.map(\.sha256)).count == 1 && melding.dispatches == 1)
            await tjener.stop()
        }
    }

    @Test func threeHundredMegabytesGoToAltinn() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            let tjener = try await AltinnTjener()
            let key = try #require(Testvirksomhet.felles).privateKeyPEM
            let url = tjener.serviceURL.replacing("/correspondence/api/v1", with: "")
            expect(try await send("altinn", to: url, in: folder, key: key))
            let mottatt = try #require(tjener.korrespondanser.first)
            let files = mottatt.deler.filter { $0.fileName != nil }
            #expect(files.map(\.size) == [100_000_000, 100_000_000, 100_000_000])
            #expect(Set(files.map(\.sha256)).count == 1)
            await tjener.stop()
        }
    }
}
