// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Another library in malloc's place: what the program keeps of memory must not depend on whose it is.
@Suite struct AnnenMallocTests {
    /// The library, where the dynamic linker finds it; nil where it is not installed.
    private func library(_ name: String) throws -> String? {
        let ldconfig = ["/sbin/ldconfig", "/usr/sbin/ldconfig"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let ldconfig else { return nil }
        let run = try Kjoering(URL(filePath: ldconfig), ["-p"])
        return String(decoding: run.output, as: UTF8.self).split(separator: "\n")
            .first { $0.contains(name) }.flatMap { $0.split(separator: " ").last.map(String.init) }
    }

    @Test func jemallocInMallocsPlaceChangesNothing() throws {
        guard let jemalloc = try library("libjemalloc.so.2") else { return Omgivelser.skip("libjemalloc2 mangler") }
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = jemalloc
        let cases = ["0001-nyttelast-som-escapet-tekst", "0018-likt-ephorte"].map { "golden/" + $0 }
        let run = try Kjoering(
            Kjoering.arkivbro, ["golden"] + cases, in: Omgivelser.root, environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        #expect(String(decoding: run.output, as: UTF8.self).hasSuffix("2 stemmer, 0 avviker\n"))
    }
}
