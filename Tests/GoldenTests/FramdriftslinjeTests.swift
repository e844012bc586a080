// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ArkivbroCLI

@Suite struct FramdriftslinjeTests {
    @Test func theLineHasBytesRateAndWhatIsLeft() {
        #expect(
            Framdrift.linje(read: 1_250_000_000, total: 4_300_000_000, seconds: 2.5)
                == "1,3 GB av 4,3 GB  500 MB/s  7 s igjen")
        #expect(Framdrift.linje(read: 40_000_000, total: nil, seconds: 2) == "40 MB  20 MB/s")
        #expect(Framdrift.linje(read: 0, total: 50_000_000, seconds: 0).hasSuffix("99 t 59 min igjen"))
        #expect(
            Framdrift.linje(read: 60_000_000, total: 660_000_000, seconds: 10)
                == "60 MB av 660 MB  6 MB/s  1 min 40 s igjen")
        // A file that grew.
        #expect(Framdrift.linje(read: 60_000_000, total: 50_000_000, seconds: 10).hasSuffix("0 s igjen"))
    }
}
