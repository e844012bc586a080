// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Omforming

struct Golden: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kjør fasitene i golden/, eller dem som nevnes.",
        discussion: "--record skriver fasiten på nytt. En slik kjøring ender alltid med feil: den har ikke prøvd noe.")

    @Argument(help: "Mapper med hver sin case.json.")
    var cases: [String] = []

    @Flag(help: "Skriv det som kommer, som ny fasit.")
    var record = false

    mutating func run() async throws {
        let (names, record) = (cases, record)
        let code = await exitStatus { try Self.run(names, record: record) }
        if code != 0 { throw ExitCode(code) }
    }

    private static func run(_ names: [String], record: Bool) throws -> Int32 {
        let omformer = try Omformer(versjoner: .fixed)
        let cases =
            try names.isEmpty
            ? GoldenCase.all(in: URL(filePath: "golden", directoryHint: .isDirectory))
            : names.map { try GoldenCase(folder: URL(filePath: $0, directoryHint: .isDirectory)) }
        guard !cases.isEmpty else {
            Konsoll.err("arkivbro: ingen fasiter i golden/")
            return ExitStatus.noInput
        }
        var failed = 0
        for golden in cases {
            let outcome = try golden.run(with: omformer)
            let differences = golden.differences(of: outcome)
            if record, !differences.isEmpty {
                try golden.record(outcome)
                Konsoll.out("skrevet  \(golden.description.id)")
            } else {
                Konsoll.out("\(differences.isEmpty ? "ok     " : "AVVIK  ")  \(golden.description.id)")
            }
            for difference in differences { Konsoll.out("         \(difference)") }
            if !differences.isEmpty { failed += 1 }
        }
        Konsoll.out("\(cases.count - failed) stemmer, \(failed) avviker")
        return record || failed > 0 ? 1 : 0
    }
}
