// SPDX-License-Identifier: Apache-2.0
import Foundation
import Omforming
import SafeXML
import Testhjelp
import Testing

@testable import ArkivbroCLI

private let folder = Omgivelser.root.appending(path: "golden", directoryHint: .isDirectory)

@Suite struct GoldenTests {
    private static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? [])
        .filter {
            FileManager.default.fileExists(
                atPath: folder.appending(path: "\($0)/case.json").path(percentEncoded: false))
        }.sorted()

    private static let omformer = Result { try Omformer(versjoner: .fixed) }

    @Test(arguments: names)
    func everyByteIsAsExpected(_ name: String) throws {
        let golden = try GoldenCase(folder: folder.appending(path: name, directoryHint: .isDirectory))
        #expect(golden.description.id == name)
        #expect(golden.description.title.hasSuffix("."))
        let outcome = try golden.run(with: Self.omformer.get())
        #expect(golden.differences(of: outcome) == [])
    }

    @Test func plainXsltprocWritesTheSameLetters() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        let omformer = try Self.omformer.get()
        var compared = Set<String>()
        for name in Self.names {
            let golden = try GoldenCase(folder: folder.appending(path: name, directoryHint: .isDirectory))
            for run in try golden.run(with: omformer).runs where run.stylesheet.hasSuffix("-til-dpv.xsl") {
                let ours = try omformer.stylesheet(run.stylesheet)
                    .run(on: XMLDocument(parsing: run.input), parameters: run.parameters).serialized()
                let arguments = run.parameters.sorted { $0.key < $1.key }.flatMap {
                    ["--stringparam", $0.key, $0.value]
                }
                let theirs = try Kjoering(
                    xsltproc,
                    ["--nonet"] + arguments + [
                        Omgivelser.root.appending(path: run.stylesheet).path(percentEncoded: false), "-",
                    ],
                    input: run.input)
                #expect(theirs.status == 0 && theirs.output == ours, "\(name)")
                compared.insert(run.stylesheet)
            }
        }
        #expect(compared.count == 2)
    }

    @Test func thereAreEnoughAndTheirNumbersAreUnique() {
        #expect(Self.names.count >= 20)
        #expect(Set(Self.names.map { $0.prefix(4) }).count == Self.names.count)
    }

    @Test func everyExpectedArkivmeldingIsValidByAnotherJudge() throws {
        guard let xmllint = Kjoering.program("xmllint") else { return Omgivelser.skip("xmllint er ikke installert") }
        // The profile writes what the integrasjonspunkt wrote, and that was never valid.
        let files = try GoldenCase.all(in: folder).filter { try $0.settings.profile == .gyldig }
            .map { $0.folder.appending(path: "expected/arkivmelding.xml") }
            .filter { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
        for variant in ["integrasjonspunkt", "docs"] {
            let schema = Omgivelser.root.appending(path: "schemas/arkivmelding/\(variant)/arkivmelding.xsd")
            let run = try Kjoering(
                xmllint,
                ["--nonet", "--noout", "--schema", schema.path(percentEncoded: false)]
                    + files.map { $0.path(percentEncoded: false) })
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(files.count >= 20)
    }

    @Test func everyCodeThatAMessageCanCauseHasACase() throws {
        let omformer = try Self.omformer.get()
        var seen = Set<String>()
        for name in Self.names {
            let report = try String(contentsOf: folder.appending(path: "\(name)/expected/report.json"), encoding: .utf8)
            seen.formUnion(report.matches(of: /"code": "([A-Z]{2}-[0-9]{3})"/).map { String($0.1) })
        }
        // What only attacks or libraries' own words lead to: tested in Fiendtlig. No name that we give a file is one that
        // Altinn refuses.
        let elsewhere: Set<String> = ["XM-004", "AM-109", "OM-045", "OM-090", "DP-016"]
        // Packages that are no case: ZIPs, links, names that no checkout can hold, and what has no arkivmelding to
        // report on. Tested in EFormidlingTests.
        let packages: Set<String> = [
            "FO-001", "FO-002", "FO-003", "FO-004", "FO-005", "FO-006", "FO-007", "FO-008", "FO-009", "FO-010",
            "FO-017",
        ]
        let missing = Set(omformer.katalog.oppslag.map(\.kode)).subtracting(seen).subtracting(elsewhere)
            .subtracting(packages).filter { !$0.hasPrefix("SY-") }
        #expect(missing.isEmpty, "uten fasit: \(missing.sorted())")
    }

    @Test func everyReportIsOfThePublishedForm() throws {
        let schema = try JSONSkjema(Omgivelser.root.appending(path: "schemas/report/report.schema.json"))
        for name in Self.names {
            let report = [UInt8](try Data(contentsOf: folder.appending(path: "\(name)/expected/report.json")))
            #expect(try schema.brudd(in: report) == [], "\(name)")
        }
        // The schema does say no.
        #expect(try !schema.brudd(in: Array(#"{"schemaVersion": 2, "verdict": "kanskje"}"#.utf8)).isEmpty)
    }

    @Test func everyAccountAddsUp() throws {
        for name in Self.names {
            let data = try Data(contentsOf: folder.appending(path: "\(name)/expected/report.json"))
            let report = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
            guard let account = report["account"] as? [String: Any] else { continue }
            for (side, fields) in [("source", "sourceFields"), ("target", "targetFields")] {
                var sums = try #require(account[side] as? [String: Int])
                let rows = try #require(account[fields] as? [[String: Any]])
                let values = sums.removeValue(forKey: "values")
                let inCarrier = sums.removeValue(forKey: "inCarrier")
                let lost = sums.removeValue(forKey: "lost")
                if side == "source" {
                    #expect(rows.compactMap { $0["inCarrier"] as? Int }.reduce(0, +) == inCarrier, "\(name)")
                    #expect(rows.compactMap { $0["lost"] as? Int }.reduce(0, +) == lost, "\(name)")
                    // What the source says is carried, the target has.
                    let target = try #require(account["target"] as? [String: Int])
                    #expect(inCarrier == target["carried"], "\(name)")
                }
                #expect(sums.values.reduce(0, +) == values, "\(name)")
                #expect(rows.compactMap { $0["count"] as? Int }.reduce(0, +) == values, "\(name)")
            }
        }
    }
}
