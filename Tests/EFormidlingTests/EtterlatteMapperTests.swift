// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Testhjelp
import Testing

/// Folders that were never made whole, because who filled them was killed.
@Suite struct EtterlatteMapperTests {
    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    }

    @Test func whatNobodyFillsIsSweptAndNothingElse() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let manager = FileManager.default
            let abandoned = folder.appending(path: ".arkivbro-\(UUID().uuidString)")
            try manager.createDirectory(
                at: abandoned.appending(path: "documents"), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: abandoned.appending(path: "documents/brev.txt"))
            let others = [".arkivbro-", ".arkivbro-x", "\(UUID())", ".\(UUID())"]
            for name in others {
                try manager.createDirectory(
                    at: folder.appending(path: name, directoryHint: .isDirectory), withIntermediateDirectories: true)
            }
            let file = ".arkivbro-\(UUID().uuidString)"
            try Data().write(to: folder.appending(path: file))
            let link = ".arkivbro-\(UUID().uuidString)"
            try manager.createSymbolicLink(
                at: folder.appending(path: link), withDestinationURL: folder.appending(path: others[2]))
            let live = try Mappebygger(in: folder)
            try live.write([1], to: "a")

            Mappebygger.discardAbandoned(in: folder)
            #expect(try names(folder) == (others + [file, link, live.url.lastPathComponent]).sorted())
            #expect(try names(live.url) == ["a"])
            #expect(try names(live.commit(as: "ferdig", durably: false)) == ["a"])
        }
    }

    @Test func aFolderThatIsNotThereIsNothingToSweep() {
        let folder = URL(filePath: "/nonexistent/\(UUID())")
        Mappebygger.discardAbandoned(in: folder)
        #expect(!FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)))
    }

    // Sweeping while others begin: none of them may lose its folder.
    @Test func nobodyLosesAFolderThatIsBegun() async throws {
        try await Omgivelser.inTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        for round in 0..<50 {
                            let mappe = try Mappebygger(in: folder)
                            try mappe.write([1], to: "a")
                            _ = try mappe.commit(as: "\(number)-\(round)", durably: false)
                        }
                    }
                }
                group.addTask { for _ in 0..<200 { Mappebygger.discardAbandoned(in: folder) } }
                try await group.waitForAll()
            }
            #expect(try names(folder).count == 200)
            #expect(try names(folder).allSatisfy { !$0.hasPrefix(".") })
        }
    }
}
