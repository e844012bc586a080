// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing

/// Real messages and triggers, which are not ours to carry: each converts to a valid arkivmelding or is rejected.
@Suite struct EkteMeldingerTests {
    // Rejected, by the code that says why. Everything else that is a message is accepted.
    private static let avviste = [
        "C05-control-char": "XM-001", "E04-appreceipt-entities": "BE-050", "E07-appreceipt-nomessages": "BE-050",
        "E08-appreceipt-qualified": "BE-050", "E09-blank-payload": "BE-002", "E09-no-payload-element": "BE-002",
        "E09-not-xml": "BE-003", "E11-orgnr-8digits": "BE-035", "E17-can-empty": "BE-051", "E17-can-fnr": "BE-051",
        "E17-can-unknown": "BE-051", "N05-arkivmelding-sparse": "BE-051", "R01-receipt-p360-unswapped": "BE-050",
        "R02-receipt-unknown-conversation": "BE-050", "S01-doctype-outer": "XM-002", "S01-xxe-in-payload": "XM-002",
        "put-appreceipt-cdata-ok": "BE-050", "put-appreceipt-p360-error-stacktrace": "BE-050",
        "put-appreceipt-p360-ok-noconvid": "BE-050", "put-ephorte-empty-payload": "BE-002",
        "put-ephorte-emptyorg-cdata-gibberish": "BE-011", "put-ephorte-message-escaped-emptydoc": "BE-013",
    ]

    @Test func everyOneConvertsOrIsRejectedAsItShould() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de ekte meldingene finnes ikke her") }
        let xmllint = Kjoering.program("xmllint")
        if xmllint == nil { Omgivelser.skip("xmllint er ikke installert: bare egen validering") }
        var count = 0
        for folder in ["triggers", "samples"] {
            let url = shared.appending(path: folder)
            for file in try FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false)).sorted()
            where file.hasSuffix(".xml") && (folder == "triggers" || file.hasPrefix("put-")) {
                let name = String(file.dropLast(4))
                let result = try omform([UInt8](try Data(contentsOf: url.appending(path: file))))
                count += 1
                if let kode = Self.avviste[name] {
                    #expect(result.verdict == .rejected && result.koder.contains(kode), "\(name): \(result.koder)")
                    continue
                }
                #expect(result.verdict == .accepted, "\(name): \(result.koder)")
                #expect(result.rapport.regnskap?.uforklarte == [], "\(name)")
                guard let bytes = result.forsendelse?.arkivmelding, let xmllint else { continue }
                for variant in ["integrasjonspunkt", "docs"] {
                    let schema = shared.appending(path: "standards/arkivmelding-\(variant)/arkivmelding.xsd")
                    let run = try Kjoering(
                        xmllint, ["--nonet", "--noout", "--schema", schema.path(percentEncoded: false), "-"],
                        input: bytes)
                    #expect(run.status == 0, "\(name): \(run.errors)")
                }
            }
        }
        #expect(count >= 60)
    }

    @Test func aDateIsADayInEveryTimeZone() throws {
        guard let shared = Omgivelser.shared else { return Omgivelser.skip("de ekte meldingene finnes ikke her") }
        let file = shared.appending(path: "samples/put-ephorte-2015-cdata.xml")
        let outputs = try ["America/New_York", "Pacific/Auckland", "Europe/Oslo"].map { zone in
            try Omgivelser.inTemporaryFolder { folder in
                let run = try Kjoering(
                    URL(filePath: "/usr/bin/env"),
                    [
                        "TZ=\(zone)", "LANG=C", Kjoering.arkivbro.path(percentEncoded: false), "convert",
                        file.path(percentEncoded: false), "--output-dir",
                        folder.path(percentEncoded: false),
                    ])
                #expect(run.status == 0)
                let name = try #require(
                    FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).first)
                return try Data(contentsOf: folder.appending(path: "\(name)/arkivmelding.xml"))
            }
        }
        #expect(Set(outputs).count == 1)
    }
}
