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
        for name in try FileManager.default.contentsOfDirectory(atPath: golden.path(percentEncoded: false)).sorted() {
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

    @Test func plainXsltprocGivesTheSameBytesOnTheWayBack() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        var compared = 0
        for seed in 0..<40 as Range<UInt64> {
            let melding = Meldingsgenerator.melding(seed: seed, styrke: seed % 2 == 0 ? .gyldig : .vill)
            var settings = ConversionSettings()
            settings.emptyDocuments = .keep
            settings.allowsInvalidReceiver = true
            // Without the carrier every other time: then the natural elements are all there is.
            settings.carrier = seed % 4 < 2
            guard let forsendelse = try omform(melding.byte, settings).forsendelse else { continue }
            var back = BestEduSettings()
            back.allowsInvalidReceiver = true
            let filer = forsendelse.dokumenter.map { Forsendelsesfil(navn: $0.navn, size: $0.size) }
            let result = omformer.bestEdu(
                of: try les(forsendelse.arkivmelding), sbd: forsendelse.sbd, filer: filer, back)
            guard !result.stylesheetParameters.values.contains(where: { $0.contains("\"") && $0.contains("'") }) else {
                continue
            }
            let output = try Self.output(
                of: Tilbakeomforming.stylesheet, on: forsendelse.arkivmelding, result.stylesheetParameters, xsltproc)
            #expect(output == result.stylesheetOutput, "seed \(seed)")
            compared += 1
        }
        #expect(compared >= 30)
    }

    /// Anybody may run the stylesheet of letters on anybody's arkivmelding: ours has one journal post, and one file of a name.
    @Test func aFileThatARegistrationNamesTooIsStillTheLetters() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        func post(_ navn: String, _ filer: String...) -> String {
            let dokumenter = filer.map {
                """
                <dokumentbeskrivelse><tittel>\($0)</tittel><dokumentobjekt><referanseDokumentfil>\($0)\
                </referanseDokumentfil></dokumentobjekt></dokumentbeskrivelse>
                """
            }
            return "<\(navn)>\(dokumenter.joined())<tittel>Tilbud</tittel></\(navn.prefix { $0 != " " })>"
        }
        let arkivmelding = """
            <arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><mappe>\
            \(post("registrering", "tilbud.pdf"))\
            \(post(#"basisregistrering xsi:type="journalpost""#, "tilbud.pdf", "kart.pdf", "kart.pdf"))\
            </mappe></arkivmelding>
            """
        let brev = try Self.output(of: "xslt/arkivmelding-til-dpv.xsl", on: Array(arkivmelding.utf8), [:], xsltproc)
        let navn = String(decoding: brev, as: UTF8.self).matches(of: /<fileName>([^<]*)</).map { String($0.1) }
        #expect(navn == ["tilbud.pdf", "kart.pdf"])
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
        let input = try result.stylesheetInput()
        return try output(
            of: result.stylesheet, on: input["melding.xml"] ?? [], result.stylesheetParameters, xsltproc,
            identifikatorer: input["identifikatorer.xml"])
    }

    private static func output(
        of stylesheet: String, on input: [UInt8], _ parameters: [String: String], _ xsltproc: URL,
        identifikatorer: [UInt8]? = nil
    ) throws -> [UInt8] {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "inn.xml")
            try Data(input).write(to: file)
            var parameters = parameters
            if let identifikatorer {
                let file = folder.appending(path: "identifikatorer.xml")
                try Data(identifikatorer).write(to: file)
                parameters["identifikatorer"] = file.path(percentEncoded: false)
            }
            var arguments = ["--nonet"]
            for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
                arguments += ["--stringparam", name, value]
            }
            let run = try Kjoering(
                xsltproc,
                arguments + [
                    Omgivelser.root.appending(path: stylesheet).path(percentEncoded: false),
                    file.path(percentEncoded: false),
                ])
            #expect(run.status == 0)
            return run.output
        }
    }
}
