// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation
import Omforming
import SafeXML
import Testhjelp
import Testing

@testable import ArkivbroCLI

/// Every template of the stylesheets is entered by a golden case, or stands in `golden/udekket.txt` with a reason.
///
/// Judged by the profile of `xsltproc`. It counts no template that is empty, so those are not asked for: there is
/// nothing in them to try.
@Suite struct StilarkdekningTests {
    private static let golden = Omgivelser.root.appending(path: "golden", directoryHint: .isDirectory)
    private static let xslt = Omgivelser.root.appending(path: "xslt", directoryHint: .isDirectory)
    private static let stylesheets = [
        "bestedu-til-arkivmelding.xsl", "arkivmelding-til-bestedu.xsl", "arkivmelding-til-dpv.xsl",
        "digital-dpv-til-dpv.xsl", "appreceipt-til-kvittering.xsl", "kvittering-til-appreceipt.xsl",
        "profiler/integrasjonspunkt.xsl",
    ]

    @Test func everyTemplateIsEnteredOrExcused() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        let maler = try Stilarkmal.alle(i: Self.xslt)
        #expect(maler.count > 100)
        for stylesheet in Self.stylesheets {
            // The profile cannot tell two of them apart; of an import and what stands before it, the latter counts.
            for lag in try Stilarkmal.lag(fra: stylesheet, i: Self.xslt) {
                let nokler = maler.filter { lag.contains($0.fil) }.map(\.noekkel)
                #expect(Set(nokler).count == nokler.count, "\(stylesheet)")
            }
        }
        var dekket = Set<Stilarkmal>()
        var runs = 0
        let omformer = try Omformer(versjoner: .fixed)
        for golden in try GoldenCase.all(in: Self.golden) {
            for (stylesheet, profile) in try Self.profiles(of: golden, omformer, xsltproc) {
                let entered = try Profil(profile)
                #expect(!entered.nokler.isEmpty, "\(golden.description.id)")
                var nokler = entered.nokler
                for lag in try Stilarkmal.lag(fra: stylesheet, i: Self.xslt) {
                    let truffet = maler.filter { lag.contains($0.fil) && nokler.contains($0.noekkel) }
                    dekket.formUnion(truffet)
                    nokler.subtract(truffet.map(\.noekkel))
                }
                runs += 1
            }
        }
        #expect(runs > 120)

        let unntak = try Self.unntak()
        let udekket = maler.filter { !dekket.contains($0) }
        let uten = udekket.filter { unntak[$0.navn] == nil }
        #expect(
            uten.isEmpty,
            "ingen fasit går inn i:\n\(uten.map { "\($0.fil):\($0.linje) \($0.navn)" }.joined(separator: "\n"))")
        for navn in unntak.keys.sorted() where !udekket.contains(where: { $0.navn == navn }) {
            let finnes = maler.contains { $0.navn == navn }
            Issue.record("golden/udekket.txt: \(navn) \(finnes ? "er dekket" : "finnes ikke")")
        }
    }

    // MARK: Profiles

    /// The stylesheets that a case runs, each with what `xsltproc --profile` said.
    private static func profiles(
        of golden: GoldenCase, _ omformer: Omformer, _ xsltproc: URL
    ) throws -> [(stylesheet: String, profile: String)] {
        try golden.run(with: omformer).runs.map { run in
            try Omgivelser.inTemporaryFolder { folder in
                let file = folder.appending(path: "inn.xml")
                try Data(run.input).write(to: file)
                var parameters = run.parameters
                if let identifikatorer = run.identifikatorer {
                    let file = folder.appending(path: "identifikatorer.xml")
                    try Data(identifikatorer).write(to: file)
                    parameters["identifikatorer"] = file.path(percentEncoded: false)
                }
                var arguments = ["--nonet", "--profile"]
                for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
                    arguments += ["--stringparam", name, value]
                }
                arguments += [
                    Omgivelser.root.appending(path: run.stylesheet).path(percentEncoded: false),
                    file.path(percentEncoded: false),
                ]
                let done = try Kjoering(xsltproc, arguments)
                #expect(done.status == 0, "\(golden.description.id)")
                return (String(run.stylesheet.dropFirst("xslt/".count)), done.errors)
            }
        }
    }

    // MARK: Excuses

    /// The reasons by template, one on each line: `moduler/x.xsl match="…" mode="…": the reason`.
    private static func unntak() throws -> [String: String] {
        let text = try String(contentsOf: golden.appending(path: "udekket.txt"), encoding: .utf8)
        var result: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let deler = line.split(separator: /": (?=\S)/, maxSplits: 1).map(String.init)
            guard deler.count == 2 else {
                Issue.record("golden/udekket.txt: linjen har ingen grunn: \(line)")
                continue
            }
            result[deler[0] + "\""] = deler[1]
        }
        return result
    }
}

/// A template of a stylesheet.
private struct Stilarkmal: Hashable {
    let fil: String
    let linje: Int
    let match: String
    let name: String
    let mode: String

    /// How the allow-list names it.
    var navn: String {
        let deler = [("match", match), ("name", name), ("mode", mode)].filter { !$0.1.isEmpty }
        return ([fil] + deler.map { "\($0.0)=\"\($0.1)\"" }).joined(separator: " ")
    }

    /// How the profile prints it, but for white space.
    var noekkel: String { [match, name, mode].filter { !$0.isEmpty }.joined(separator: " ") }

    static func alle(i folder: URL) throws -> [Stilarkmal] {
        var result: [Stilarkmal] = []
        for fil in try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
        where fil.hasSuffix(".xsl") {
            let root = try root(fil, i: folder)
            for element in root.children where element.localName == "template" {
                // What is not empty has an element, or text that is not blank; parameters alone do nothing.
                let children = element.children.filter { $0.localName != "param" }
                if children.isEmpty, element.text.allSatisfy(\.isWhitespace) { continue }
                result.append(
                    Stilarkmal(
                        fil: fil, linje: element.line ?? 0, match: collapsed(element.attribute("match")),
                        name: collapsed(element.attribute("name")), mode: collapsed(element.attribute("mode"))))
            }
        }
        return result
    }

    /// The stylesheet with all that it includes, and then what it imports, which gives way to it.
    static func lag(fra fil: String, i folder: URL) throws -> [Set<String>] {
        var result = Set<String>()
        var imports: [String] = []
        var pending = [fil]
        while let next = pending.popLast() {
            guard result.insert(next).inserted else { continue }
            let folderOfNext = next.split(separator: "/").dropLast()
            for element in try root(next, i: folder).children where ["include", "import"].contains(element.localName) {
                var steps = folderOfNext
                for step in (element.attribute("href") ?? "").split(separator: "/") {
                    if step == ".." { steps.removeLast() } else { steps.append(step) }
                }
                let file = steps.joined(separator: "/")
                if element.localName == "include" { pending.append(file) } else { imports.append(file) }
            }
        }
        return try [result] + imports.reversed().flatMap { try lag(fra: $0, i: folder) }
    }

    private static func root(_ fil: String, i folder: URL) throws -> XMLElement {
        try #require(XMLDocument(parsing: [UInt8](Data(contentsOf: folder.appending(path: fil)))).root)
    }

    private static func collapsed(_ text: String?) -> String {
        (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// The table that `xsltproc --profile` writes: the templates that were entered.
private struct Profil {
    private(set) var nokler = Set<String>()

    init(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Messages come first, on the same stream.
        let header = try #require(lines.lastIndex { $0.hasPrefix("number ") && $0.hasSuffix("Avg") })
        var entry: [Substring] = []
        for line in lines[(header + 1)...] {
            let words = line.split(separator: " ")
            let isTotal = words.first == "Total"
            // An entry begins with its number in five columns; what does not fit its column goes on the next line.
            if isTotal || !line.hasPrefix("      ") && words.first.flatMap({ Int($0) }) != nil {
                // Calls, time and average end an entry.
                if entry.count > 3 { nokler.insert(entry.dropLast(3).joined(separator: " ")) }
                entry = Array(words.dropFirst())
                if isTotal { return }
            } else {
                entry += words
            }
        }
        Issue.record("profilen har ingen slutt")
    }
}
