// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Omforming
import Testhjelp
import Testing

@testable import ArkivbroCLI

/// Every golden case that loses nothing goes back to the message that it was, and from there to the same arkivmelding.
@Suite struct RundturTests {
    private static let golden = Omgivelser.root.appending(path: "golden", directoryHint: .isDirectory)

    private static let omformer = Result { try Omformer(versjoner: .fixed) }

    /// The folders of the cases whose arkivmelding has everything that the message had.
    private static let names = ((try? GoldenCase.all(in: golden)) ?? []).filter(losesNothing).map(\.description.id)

    private static func losesNothing(_ golden: GoldenCase) -> Bool {
        guard golden.description.command == .convert, (try? golden.maalform) == .arkivmelding,
            let settings = try? golden.settings
        else { return false }
        let arkivmelding = golden.folder.appending(path: "expected/arkivmelding.xml")
        return settings.profile == .gyldig && settings.carrier && settings.internalNotes == .keep
            && settings.emptyDocuments != .drop
            && FileManager.default.fileExists(atPath: arkivmelding.path(percentEncoded: false))
    }

    @Test func thereAreEnough() {
        #expect(Self.names.count >= 60)
    }

    @Test(arguments: names)
    func theMessageComesBack(_ name: String) throws {
        let golden = try Self.open(name)
        let first = try golden.run(with: Self.omformer.get())
        let tilbake = try Self.tilbake(golden, first)
        let original = [UInt8](try Data(contentsOf: golden.folder.appending(path: "input.xml")))
        #expect(try Meldingslikhet.forskjeller(Self.utf8(original), tilbake) == [])
    }

    @Test(arguments: names)
    func whatCameBackGivesTheSameArkivmelding(_ name: String) throws {
        let golden = try Self.open(name)
        // Without a conversationId the message's bytes give the identity, and they are others.
        if golden.description.expects.codes.contains("BE-041") { return }
        let first = try golden.run(with: Self.omformer.get())
        let tilbake = try Self.tilbake(golden, first)
        let again = try Self.omformer.get().convert(Innlesing(tilbake), golden.settings)
        #expect(again.forsendelse?.arkivmelding == first.files["arkivmelding.xml"])
    }

    /// The tests' own reader reads UTF-8; some messages are in other encodings.
    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        let encoding: String.Encoding
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            encoding = .utf16
        } else if String(decoding: bytes.prefix(100), as: UTF8.self).lowercased().contains("encoding=\"iso-8859-1\"") {
            encoding = .isoLatin1
        } else {
            return bytes
        }
        return String(data: Data(bytes), encoding: encoding).map { Array($0.utf8) } ?? bytes
    }

    private static func open(_ name: String) throws -> GoldenCase {
        try GoldenCase(folder: golden.appending(path: name, directoryHint: .isDirectory))
    }

    /// What comes of a case's package, read from a folder, when it goes back.
    private static func tilbake(_ golden: GoldenCase, _ outcome: GoldenCase.Outcome) throws -> [UInt8] {
        try Omgivelser.inTemporaryFolder { folder in
            let package = folder.appending(path: "inn", directoryHint: .isDirectory)
            let documents = package.appending(path: "documents", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
            for name in ["sbd.json", "arkivmelding.xml"] {
                try Data(outcome.files[name] ?? []).write(to: package.appending(path: name))
            }
            for (name, bytes) in outcome.documents { try Data(bytes).write(to: documents.appending(path: name)) }

            var settings = try golden.bestEduSettings
            settings.allowsInvalidReceiver = true
            let pakking = try Tilbakepakking(of: Forsendelse.open(package), with: omformer.get(), settings)
            let made = try #require(
                try pakking.commit(in: folder.appending(path: "ut", directoryHint: .isDirectory)),
                "\(pakking.omforming.verdict.rawValue)")
            return [UInt8](try Data(contentsOf: made.appending(path: Tilbakepakking.filnavn)))
        }
    }
}
