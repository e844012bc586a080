// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Omforming
import Testhjelp
import Testing

/// In memory as on disk.
@Suite struct MinneleveringTests {
    @Test(arguments: [0, 1]) func theSameLetterAndTheSameBytes(above: Int) throws {
        try Omgivelser.inTemporaryFolder { folder in
            let omformer = try Omformer()
            var correspondence = CorrespondenceSettings()
            correspondence.zipping.above = above == 0 ? nil : above
            let documents = (1...4).map { Meldinger.dokument(navn: "brev.txt", nummer: $0) }.joined()
            let file = folder.appending(path: "melding.xml")
            try Data(Meldinger.putMessage(Meldinger.melding(dokumenter: documents), id: "sak 4")).write(to: file)
            let levering = try Levering(
                of: FileHandle(forReadingFrom: file), workingIn: folder, with: omformer, ConversionSettings(),
                correspondence: correspondence)
            let minne = try Minnelevering(
                of: FileHandle(forReadingFrom: file), with: omformer, ConversionSettings(),
                correspondence: correspondence)
            let oppdrag = try #require(levering.oppdrag)
            #expect(minne.korrespondanse == oppdrag.korrespondanse)
            #expect(minne.archiveConversationId == "sak 4" && levering.archiveConversationId == "sak 4")
            #expect(minne.filer.count == (above == 0 ? 7 : 8))
            for (path, bytes) in minne.filer {
                #expect(try Data(contentsOf: oppdrag.forsendelse.appending(path: path)) == Data(bytes), "\(path)")
            }
            // What is stored of a letter is the letter.
            let stored = try JSONEncoder().encode(oppdrag.korrespondanse)
            #expect(try JSONDecoder().decode(Korrespondanse.self, from: stored) == oppdrag.korrespondanse)
        }
    }

    @Test func whatIsRejectedHasNoFiles() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "melding.xml")
            try Data(Meldinger.putMessage(Meldinger.melding(), mottaker: "1")).write(to: file)
            let minne = try Minnelevering(
                of: FileHandle(forReadingFrom: file), with: Omformer(), ConversionSettings())
            #expect(minne.rapport.verdict == .rejected && minne.korrespondanse == nil && minne.filer.isEmpty)
        }
    }
}
