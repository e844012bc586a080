// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

/// Dependencies point one way (docs/architecture.md).
///
/// What is not listed here is forbidden.
@Suite struct ArkitekturTests {
    private static let tillatt: [String: Set<String>] = [
        "CLibXML": [],
        "CLibArchive": [],
        "CLinux": [],
        "Disk": ["CLinux"],
        "CXMLSpeed": ["CLibXML"],
        "SafeXML": ["CLibXML", "CXMLSpeed"],
        "Noark": ["Crypto"],
        "EFormidling": ["CLibArchive", "Disk", "Noark"],
        "BestEdu": ["SafeXML", "Disk", "Noark", "Crypto"],
        "Omforming": ["BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", "Crypto"],
        "DPV": ["Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", "Crypto"],
        "Oppsett": ["DPV", "Omforming", "EFormidling", "SafeXML", "Noark", "Configuration"],
        "DPVHTTP": [
            "Omforming", "EFormidling", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
        ],
        "DPVIntegrasjonspunkt": ["DPVHTTP", "DPV", "Omforming", "EFormidling", "Noark"],
        "DPVAltinn": ["DPVHTTP", "DPV", "Omforming", "EFormidling", "Noark", "Crypto", "JWTKit", "NIOCore"],
        "DPVSamsvar": ["DPV", "Omforming", "EFormidling", "Noark"],
        "Utboks": [
            "DPVHTTP", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", "GRDB", "Logging",
        ],
        "ArkivSOAP": ["Utboks", "DPVHTTP", "DPV", "BestEdu", "SafeXML", "Noark"],
        "Innboks": [
            "Utboks", "DPVIntegrasjonspunkt", "DPVHTTP", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML",
            "Disk", "Noark", "GRDB", "Logging",
        ],
        "Transportvalg": [
            "Oppsett", "Innboks", "ArkivSOAP", "Utboks", "DPVIntegrasjonspunkt", "DPVAltinn", "DPVHTTP", "DPV",
            "Omforming", "BestEdu", "Noark", "Crypto", "Logging",
        ],
        "ArkivbroServer": [
            "Utboks", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", "Crypto", "Hummingbird",
            "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix",
            "NIOSSL", "ServiceLifecycle", "UnixSignals",
        ],
        "ArkivbroCLI": [
            "ArkivbroServer", "Transportvalg", "ArkivSOAP", "Innboks", "Utboks", "Oppsett", "DPVHTTP", "DPV",
            "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", "ArgumentParser", "Logging",
            "ServiceLifecycle",
        ],
        "arkivbro": ["ArkivbroCLI"],
        "embed": [],
        "EmbedResources": ["embed"],
    ]

    private static let system: Set<String> = ["Foundation", "Synchronization", "PackagePlugin"]

    @Test func targetsDependOnWhatTheyMay() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let swift = try #require(
                ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
                    .map { URL(filePath: String($0)).appending(path: "swift") }
                    .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) })
            // A scratch folder of its own: the tests run while the package's is in use.
            let run = try Kjoering(
                swift,
                [
                    "package", "--package-path", Omgivelser.root.path(percentEncoded: false), "--scratch-path",
                    folder.path(percentEncoded: false), "dump-package",
                ])
            #expect(run.status == 0, "\(run.errors)")
            let package = try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
            let targets = try #require(package["targets"] as? [[String: Any]])
            var names = Set<String>()
            for target in targets where target["type"] as? String != "test" && target["path"] == nil {
                let name = try #require(target["name"] as? String)
                names.insert(name)
                let dependencies = try #require(target["dependencies"] as? [[String: Any]]).compactMap { dependency in
                    dependency.values.compactMap { ($0 as? [Any])?.first as? String }.first
                }
                let allowed = try #require(Self.tillatt[name], "\(name) står ikke i oversikten")
                #expect(Set(dependencies).isSubset(of: allowed), "\(name): \(dependencies)")
            }
            #expect(names == Set(Self.tillatt.keys))
        }
    }

    @Test func filesImportWhatTheirModuleMay() throws {
        let sources = Omgivelser.root.appending(path: "Sources")
        for (module, allowed) in Self.tillatt where module != "EmbedResources" {
            let folder = sources.appending(path: module)
            for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
            where file.hasSuffix(".swift") {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                let imports = text.split(separator: "\n").compactMap { line -> String? in
                    let words = line.split(separator: " ")
                    guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count else {
                        return nil
                    }
                    return String(words[index + 1])
                }
                let forbidden = Set(imports).subtracting(allowed).subtracting(Self.system)
                #expect(forbidden.isEmpty, "\(module)/\(file) importerer \(forbidden.sorted())")
            }
        }
    }

    /// All knowledge of the mapping is in xslt/: a Noark field name in Swift is in the wrong room.
    @Test func noNoarkFieldNameStandsInSwift() throws {
        let table = try String(contentsOf: Omgivelser.root.appending(path: "xslt/felttabell.xml"), encoding: .utf8)
        // The documents' own names, which the reader needs to find the files, and words that are too common to mean a field.
        let excepted: Set<String> = [
            "fil", "base64", "veFilnavn", "veMimeType", "veDokformat", "dbTittel", "dlRnr", "jpOffinnhold",
        ]
        let fields = Set(
            table.matches(of: /navn="((?:jp|am|ti|dl|db|ve|sa|kl|sp)[A-Z][A-Za-z0-9]+)"/).map { String($0.1) }
        )
        .subtracting(excepted)
        #expect(fields.count > 100)
        let targets = Set(
            table.matches(of: /sti="arkivmelding\/(?:[A-Za-z]+\/)+([a-z]+[A-Z][A-Za-z]+)"/).map { String($0.1) })
        #expect(targets.count > 25)
        let sources = Omgivelser.root.appending(path: "Sources")
        for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path(percentEncoded: false))
        where file.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            let words = Set(text.split { !($0.isLetter || $0.isNumber) }.map(String.init))
            let found = words.intersection(fields.union(targets))
            #expect(found.isEmpty, "\(file): \(found.sorted())")
        }
    }

    @Test func everyFileNamesItsLicence() throws {
        for folder in ["Benchmarks", "Fuzz", "Sources", "Tests", "Plugins", "xslt", "schemas"] {
            let url = Omgivelser.root.appending(path: folder)
            for file in try FileManager.default.subpathsOfDirectory(atPath: url.path(percentEncoded: false))
            where [".swift", ".xsl", ".xsd", ".wsdl", ".xml", ".h", ".c", ".py"].contains(where: { file.hasSuffix($0) })
            {
                let text = try String(contentsOf: url.appending(path: file), encoding: .utf8)
                #expect(text.prefix(400).contains("SPDX-License-Identifier: Apache-2.0"), "\(folder)/\(file)")
            }
        }
    }
}
