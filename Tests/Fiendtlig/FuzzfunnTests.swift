// SPDX-License-Identifier: Apache-2.0
import Foundation
import Fuzzmaal
import Testhjelp
import Testing

/// What the fuzzer tries, tried with what it found before it was mended, and with what it begins from.
@Suite struct FuzzfunnTests {
    @Test(arguments: Fuzzmaal.allCases) func whatWasFoundIsFoundNoMore(_ maal: Fuzzmaal) throws {
        let folder = Omgivelser.root.appending(path: "Tests/Fiendtlig/tilfeller/\(maal.rawValue)")
        // Nothing was found yet with some of them.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)))?.sorted()
            ?? []
        {
            let bytes = try Data(contentsOf: folder.appending(path: name))
            #expect(throws: Never.self, "\(maal.rawValue)/\(name)") { try bytes.withUnsafeBytes { try maal.run($0) } }
        }
    }

    // Else a target that calls everything a fault, or looks at nothing, would stand here unnoticed.
    @Test func theTargetsTakeWhatIsRight() throws {
        let golden = Omgivelser.root.appending(path: "golden")
        for name in try FileManager.default.contentsOfDirectory(atPath: golden.path(percentEncoded: false)).sorted()
            .prefix(30)
        {
            let folder = golden.appending(path: name)
            for (file, maal) in [
                ("input.xml", Fuzzmaal.konvolutt), ("expected/arkivmelding.xml", .arkivmelding),
                ("expected/sbd.json", .sbd),
            ] {
                guard let bytes = try? Data(contentsOf: folder.appending(path: file)) else { continue }
                try bytes.withUnsafeBytes { try maal.run($0) }
            }
        }
        let zip = ZIPbygger.zip([.init("arkivmelding.xml", "<a/>"), .init("brev.txt", "Hei")])
        try zip.withUnsafeBytes { try Fuzzmaal.zip.run($0) }
        try Array("SGVpLCBIYXZuZXMuCg==".utf8).withUnsafeBytes { try Fuzzmaal.base64.run($0) }
        try Array(Meldinger.melding().utf8).withUnsafeBytes { try Fuzzmaal.melding.run($0) }
    }
}
