// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import Foundation
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// Encryption, and certificates of clients.
@Suite struct TLSTests {
    private func curl(_ proeve: Tjenesteproeve, _ folder: URL, _ more: [String]) async throws -> Kjoering? {
        guard let curl = Kjoering.program("curl") else {
            Omgivelser.skip("curl er ikke installert")
            return nil
        }
        return try await Kjoering.alongside(
            curl,
            ["-sS", "--max-time", "120", "--cacert", folder.appending(path: "ca.pem").path(percentEncoded: false)]
                + more + ["https://127.0.0.1:\(proeve.port)/version"])
    }

    /// What a client says first (RFC 5246, section 7.4.1.2): ECDHE with RSA or ECDSA, on P-256.
    ///
    /// - Parameter minor: 2 is TLS 1.1, 3 is TLS 1.2.
    private static func hello(minor: UInt8) -> [UInt8] {
        func counted(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xff)] + bytes }
        let suites: [UInt8] = [0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x09, 0xc0, 0x13, 0xc0, 0x0a, 0xc0, 0x14]
        let groups: [UInt8] = [0x00, 0x0a] + counted(counted([0x00, 0x17]))
        let points: [UInt8] = [0x00, 0x0b, 0x00, 0x02, 0x01, 0x00]
        let signatures: [UInt8] = [0x00, 0x0d] + counted(counted([0x08, 0x04, 0x04, 0x01, 0x04, 0x03]))
        let body: [UInt8] =
            [3, minor] + Array(repeating: 7, count: 32) + [0] + counted(suites) + [1, 0]
            + counted(groups + points + signatures)
        return [0x16, 3, 1] + counted([1, 0] + counted(body))
    }

    @Test func theServiceSpeaksTLSAndNothingElse() async throws {
        let sertifikat = try Testsertifikat()
        try await Omgivelser.inTemporaryFolder { folder in
            try Data(sertifikat.authorityPEM.utf8).write(to: folder.appending(path: "ca.pem"))
            try await Tjenesteproeve.run {
                $0.tls = ServerSettings.TLS(
                    certificatePEM: sertifikat.certificatePEM, privateKeyPEM: sertifikat.privateKeyPEM)
                // Far longer than a handshake takes on a machine that is busy with all the other tests.
                $0.headerSeconds = 8
            } _: { proeve in
                guard let run = try await curl(proeve, folder, []) else { return }
                #expect(run.status == 0, "\(run.errors)")
                #expect(String(decoding: run.output, as: UTF8.self).contains("\"arkivbro\""))
                // By hand, for a client of today refuses the old ones itself: the same hello of TLS 1.2 is answered.
                let (old, new) = (
                    try await proeve.raw(Self.hello(minor: 2), within: 60),
                    try await proeve.raw(Self.hello(minor: 3), within: 60)
                )
                #expect(old.bytes.first == 0x15 && old.bytes.dropFirst(6).first == 70, "\(old.bytes.prefix(16))")
                #expect(new.bytes.first == 0x16, "\(new.bytes.prefix(16))")
                // In the open, and silent: neither gets an answer.
                #expect(try await proeve.call("GET", "/version").status == 0)
                #expect(try await proeve.raw([], within: 60).bytes.isEmpty)
                let again = try await curl(proeve, folder, [])
                #expect(again?.status == 0, "\(again?.errors ?? "")")
            }
        }
    }

    @Test func aClientProvesWhoItIs() async throws {
        let (server, client, stranger) = (try Testsertifikat(), try Testsertifikat(), try Testsertifikat())
        try await Omgivelser.inTemporaryFolder { folder in
            func file(_ name: String, _ text: String) throws -> String {
                let url = folder.appending(path: name)
                try Data(text.utf8).write(to: url)
                return url.path(percentEncoded: false)
            }
            _ = try file("ca.pem", server.authorityPEM)
            let mine = [
                "--cert", try file("client.pem", client.certificatePEM), "--key",
                try file("client-key.pem", client.privateKeyPEM),
            ]
            let theirs = [
                "--cert", try file("other.pem", stranger.certificatePEM), "--key",
                try file("other-key.pem", stranger.privateKeyPEM),
            ]
            try await Tjenesteproeve.run {
                $0.tls = ServerSettings.TLS(
                    certificatePEM: server.certificatePEM, privateKeyPEM: server.privateKeyPEM,
                    clientCAPEM: client.authorityPEM)
            } _: { proeve in
                guard let run = try await curl(proeve, folder, mine) else { return }
                #expect(run.status == 0, "\(run.errors)")
                #expect(try await curl(proeve, folder, [])?.status != 0)
                #expect(try await curl(proeve, folder, theirs)?.status != 0)
                #expect(try await curl(proeve, folder, mine)?.status == 0)
            }
        }
    }

    @Test func aKeyOfAnotherCertificateIsRefusedBeforeAnythingIsListenedTo() async throws {
        let (one, other) = (try Testsertifikat(), try Testsertifikat())
        await #expect(throws: ArkivbroError(.configuration, "")) {
            try await Tjenesteproeve.run {
                $0.tls = ServerSettings.TLS(
                    certificatePEM: one.certificatePEM, privateKeyPEM: other.privateKeyPEM)
            } _: { _ in
            }
        }
    }
}
