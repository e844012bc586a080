// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Omforming
import Testhjelp
import Testing

/// The stylesheets are the mapping, whoever runs them.
@Suite struct XsltprocTests {
    @Test func plainXsltprocGivesTheSameBytes() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        let golden = Omgivelser.root.appending(path: "golden")
        var compared = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: golden.path()).sorted() {
            guard let input = try? Data(contentsOf: golden.appending(path: "\(name)/input.xml")) else { continue }
            var settings = ConversionSettings()
            settings.system = "et 'system'"
            settings.tidspunkt = "2026-03-02T09:15:00+01:00"
            settings.openAccessCodes = ["U"]
            settings.emptyDocuments = .drop
            let result = try omform([UInt8](input), settings)
            guard let arkivmelding = result.forsendelse?.arkivmelding else { continue }
            #expect(try Self.output(of: result, by: xsltproc) == arkivmelding, "\(name)")
            compared += 1
        }
        #expect(compared >= 40)
    }
    @Test func plainXsltprocGivesTheSameBytesForRandomMessages() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        var settings = ConversionSettings()
        settings.emptyDocuments = .keep
        settings.allowsInvalidReceiver = true
        var compared = 0
        for seed in 0..<100 as Range<UInt64> {
            let melding = Meldingsgenerator.melding(seed: seed, styrke: seed % 2 == 0 ? .gyldig : .vill)
            let result = try omform(melding.byte, settings)
            guard let arkivmelding = result.forsendelse?.arkivmelding else { continue }
            // --stringparam takes no value that has both kinds of quotation marks.
            if result.stylesheetParameters.values.contains(where: { $0.contains("\"") && $0.contains("'") }) {
                continue
            }
            #expect(try Self.output(of: result, by: xsltproc) == arkivmelding, "seed \(seed) \(melding.styrke)")
            compared += 1
        }
        #expect(compared >= 80)
    }

    private static func output(of result: Omforming, by xsltproc: URL) throws -> [UInt8] {
        try Omgivelser.inTemporaryFolder { folder in
            for (name, bytes) in try result.stylesheetInput() {
                try Data(bytes).write(to: folder.appending(path: name))
            }
            var arguments = ["--nonet"]
            for (name, value) in result.stylesheetParameters.sorted(by: { $0.key < $1.key }) {
                arguments += ["--stringparam", name, value]
            }
            arguments += [
                "--stringparam", "identifikatorer", folder.appending(path: "identifikatorer.xml").path(),
                Omgivelser.root.appending(path: "xslt/bestedu-til-arkivmelding.xsl").path(),
                folder.appending(path: "melding.xml").path(),
            ]
            let run = try Kjoering(xsltproc, arguments)
            #expect(run.status == 0)
            return run.output
        }
    }
}
