// SPDX-License-Identifier: Apache-2.0
import Foundation
import Omforming
import SafeXML
import Testhjelp
import Testing

@Suite struct KatalogTests {
    private func sources(_ folders: [String], endings: [String]) throws -> String {
        try folders.flatMap { folder -> [String] in
            let url = Omgivelser.root.appending(path: folder)
            return try FileManager.default.subpathsOfDirectory(atPath: url.path(percentEncoded: false)).sorted()
                .filter { name in endings.contains { name.hasSuffix($0) } }
                .map { try String(contentsOf: url.appending(path: $0), encoding: .utf8) }
        }.joined(separator: "\n")
    }

    @Test func everyCodeIsExplainedAndSortedWithinItsFamily() {
        let oppslag = omformer.katalog.oppslag
        #expect(oppslag.count > 60)
        #expect(Set(oppslag.map(\.kode)).count == oppslag.count)
        for (left, right) in zip(oppslag, oppslag.dropFirst()) where left.kode.prefix(2) == right.kode.prefix(2) {
            #expect(left.kode < right.kode)
        }
        for kode in oppslag {
            #expect(!kode.tekst.isEmpty && !kode.forklaring.isEmpty && !kode.tiltak.isEmpty, "\(kode.kode)")
        }
    }

    @Test func codesInUseAndCodesInTheCatalogueAreTheSame() throws {
        let code = try sources(["Sources"], endings: [".swift"])
        let sheets = try sources(["xslt"], endings: [".xsl"])
        var used = Set((code + sheets).matches(of: /["'&>]([A-Z]{2}-[0-9]{3})["'&<]/).map { String($0.1) })
        // Schema violations have one number in two families.
        for number in code.matches(of: /familie\)-([0-9]{3})/) { used.formUnion(["BE-\(number.1)", "AM-\(number.1)"]) }
        let known = Set(omformer.katalog.oppslag.map(\.kode))
        #expect(used.subtracting(known).isEmpty, "ikke i katalogen: \(used.subtracting(known).sorted())")
        #expect(known.subtracting(used).isEmpty, "ikke i bruk: \(known.subtracting(used).sorted())")
    }

    /// The pages are what `make docs` makes of the tables.
    @Test func theDocumentationIsMadeFromTheTables() throws {
        guard let xsltproc = Kjoering.program("xsltproc") else { return Omgivelser.skip("xsltproc er ikke installert") }
        let makefile = try String(contentsOf: Omgivelser.root.appending(path: "Makefile"), encoding: .utf8)
        let pages = makefile.matches(of: /\n\txsltproc --nonet ([^ ]+) ([^ ]+) > ([^ \n]+)/)
        #expect(
            pages.map { String($0.3) } == [
                "docs/funn.md", "docs/innstillinger.md", "docs/mapping/bestedu-til-arkivmelding.md",
                "docs/mapping/arkivmelding-til-bestedu.md", "docs/mapping/kodetabeller.md",
            ])
        for page in pages {
            let inputs = [page.1, page.2].map {
                Omgivelser.root.appending(path: String($0)).path(percentEncoded: false)
            }
            let run = try Kjoering(xsltproc, ["--nonet"] + inputs)
            #expect(run.status == 0, "\(run.errors)")
            let made = try Data(contentsOf: Omgivelser.root.appending(path: String(page.3)))
            #expect(Data(run.output) == made, "\(page.3): kjør make docs")
        }
    }
}

@Suite struct FelttabellTests {
    private func table() throws -> XMLElement {
        let bytes = [UInt8](try Data(contentsOf: Omgivelser.root.appending(path: "xslt/felttabell.xml")))
        return try #require(XMLDocument(parsing: bytes).root)
    }

    /// Paths of the leaves of a type in one of our schemas.
    private func leaves(_ schemas: [XMLElement], type: String, path: String, seen: [String] = []) -> [String] {
        guard
            let definition = schemas.flatMap(\.children).first(where: {
                $0.localName == "complexType" && $0.attribute("name") == type
            }),
            !seen.contains(type)
        else { return [path] }
        var result = definition.attributes.map { path + "/@" + $0 }
        func walk(_ element: XMLElement) {
            for child in element.children {
                if child.localName == "element", let name = child.attribute("name") {
                    let local = String((child.attribute("type") ?? "").split(separator: ":").last ?? "")
                    // The case's copy of journal posts is the same fields once more.
                    if path.hasSuffix("noarksak"), name == "journpost" { continue }
                    result += leaves(schemas, type: local, path: path + "/" + name, seen: seen + [type])
                } else if child.localName != "attribute" {
                    walk(child)
                }
            }
        }
        walk(definition)
        return result
    }

    private func schema(_ path: String) throws -> XMLElement {
        let bytes = [UInt8](try Data(contentsOf: Omgivelser.root.appending(path: "schemas/\(path)")))
        return try #require(XMLDocument(parsing: bytes).root)
    }

    @Test func everyFieldOfBestEduStandsInTheTableOnce() throws {
        let schemas = [
            try schema("noark-exchange/noark4-types.xsd"), try schema("noark-exchange/noarkExchange-types.xsd"),
        ]
        let expected =
            leaves(schemas, type: "MeldingType", path: "Melding")
            + leaves(schemas, type: "EnvelopeType", path: "envelope")
        let rows = try table().children.filter { $0.localName == "kilde" }.flatMap { group in
            group.children.compactMap { row in row.attribute("navn").map { (group.attribute("sti") ?? "") + "/" + $0 } }
        }
        #expect(expected.count == 137)
        #expect(rows.count == Set(rows).count)
        #expect(Set(rows) == Set(expected), "\(Set(rows).symmetricDifference(expected).sorted())")
    }

    @Test func everyLeafOfArkivmeldingStandsInTheTableOnce() throws {
        let rows = try table().children.filter { ["maal", "uten", "les"].contains($0.localName) }
        let paths = rows.compactMap { $0.attribute("sti") }
        #expect(paths.count == rows.count && Set(paths).count == paths.count)
        let drafts = Set(rows.filter { $0.attribute("utkast") == "ja" }.compactMap { $0.attribute("sti") })
        for variant in ["integrasjonspunkt", "docs"] {
            let expected = Set(try Arkivmeldingsskjema(variant).blader.map(\.sti))
            #expect(expected.count == 196)
            #expect(
                Set(paths).subtracting(drafts) == expected,
                "\(Set(paths).subtracting(drafts).symmetricDifference(expected).sorted())")
        }
    }

    @Test func whatALeafGivesBackIsAFieldOfTheTable() throws {
        let root = try table()
        let fields = Set(
            root.children.filter { $0.localName == "kilde" }.flatMap { group in
                group.children.compactMap { $0.attribute("navn").map { "\(group.attribute("sti") ?? "")/\($0)" } }
            })
        for row in root.children {
            for name in ["tilbake", "felt"] {
                let named = (row.attribute(name) ?? "").split(separator: " ").map(String.init)
                #expect(Set(named).subtracting(fields) == [], "\(row.attribute("sti") ?? "")")
            }
            if row.localName == "les" { #expect(row.attribute("felt")?.isEmpty == false) }
        }
    }

    @Test func everyTargetOfAFieldHasARowThatNamesItBack() throws {
        let root = try table()
        let targets = Dictionary(
            root.children.filter { $0.localName == "maal" }.map {
                ($0.attribute("sti") ?? "", ($0.attribute("kilder") ?? "").split(separator: " ").map(String.init))
            }
        ) { first, _ in first }
        for group in root.children where group.localName == "kilde" {
            for row in group.children {
                for target in (row.attribute("maal") ?? "").split(separator: " ") {
                    var steps = (group.attribute("maal") ?? "").split(separator: "/")
                    for step in target.split(separator: "/") {
                        if step == ".." { steps.removeLast() } else { steps.append(step) }
                    }
                    let path = steps.joined(separator: "/")
                    let source = "\(group.attribute("sti") ?? "")/\(row.attribute("navn") ?? "")"
                    #expect(targets[path]?.contains(source) == true, "\(source) -> \(path)")
                }
            }
        }
    }
}

extension XMLElement {
    fileprivate var attributes: [String] {
        children.filter { $0.localName == "attribute" }.compactMap { $0.attribute("name") }
    }
}
