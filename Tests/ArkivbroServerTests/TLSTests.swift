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
                let old = try await curl(proeve, folder, ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"])
                #expect(old?.status != 0)
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
