// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import DPV
import EFormidling
import Foundation
import Testhjelp
import Testing

/// A SOAP client that we have not written reads our description and uses it.
@Suite struct ZeepTests {
    private let script = Omgivelser.root.appending(path: "Tests/ArkivbroServerTests/zeep_klient.py")
    private static let cases = ["0001-nyttelast-som-escapet-tekst", "0018-likt-ephorte", "0049-alle-felt-fylt"]

    /// The interpreter of an environment that has zeep; nil where it cannot be made.
    private func python(in folder: URL) async throws -> URL? {
        guard let system = Kjoering.program("python3") ?? Self.onPath("python3") else {
            Omgivelser.skip("python3 er ikke installert")
            return nil
        }
        let venv = folder.appending(path: "venv")
        let made = try await Kjoering.alongside(system, ["-m", "venv", venv.path(percentEncoded: false)])
        let python = venv.appending(path: "bin/python3")
        guard made.status == 0 else {
            Omgivelser.skip("python3 kan ikke lage et miljø")
            return nil
        }
        let installed = try await Kjoering.alongside(
            python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "zeep"])
        guard installed.status == 0 else {
            Omgivelser.skip("zeep kan ikke hentes")
            return nil
        }
        return python
    }

    private static func onPath(_ name: String) -> URL? {
        ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
            .map { URL(filePath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
    }

    @Test func zeepCallsBothOperationsInBothVersions() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            guard let python = try await python(in: folder) else { return }
            try await Tjenesteproeve.run { proeve in
                proeve.transport.answer(
                    .known([Kapabilitet(prosess: .administrasjon, serviceIdentifier: "DPV", documentTypes: [])]))
                let messages = Self.cases.map {
                    Omgivelser.root.appending(path: "golden/\($0)/input.xml").path(percentEncoded: false)
                }
                let run = try await Kjoering.alongside(
                    python,
                    [script.path(percentEncoded: false), "http://127.0.0.1:\(proeve.port)/noarkExchange"] + messages)
                #expect(run.status == 0, "\(run.errors)")
                let answers = try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [[Any]])
                let texts = answers.map { $0.map { "\($0)" }.joined(separator: " ") }
                for version in ["1.1", "1.2"] {
                    let mine = texts.filter { $0.split(separator: " ")[1] == version }
                    #expect(mine.filter { $0.hasPrefix("PutMessage \(version) OK") }.count == Self.cases.count)
                    let name = version == "1.1" ? "Soap11Binding" : "Soap12Binding"
                    #expect(
                        mine.filter { $0.hasPrefix("GetCan") }.map { $0.hasSuffix("1") || $0.hasSuffix("true") }
                            == [true, false, false], "\(mine)")
                    #expect(mine.filter { $0.contains(name) }.count == 3)
                }
                #expect(proeve.mottak.tatt.count == 2 * Self.cases.count)
            }
        }
    }
}
