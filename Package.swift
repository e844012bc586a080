// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// What every target of ours is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let http: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    nio,
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let service: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    nio,
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")

let package = Package(
    name: "arkivbro",
    products: [
        .library(name: "Arkivbro", targets: ["Omforming", "BestEdu", "EFormidling", "DPV", "Noark", "SafeXML"]),
        .library(name: "ArkivbroTransports", targets: ["DPVIntegrasjonspunkt", "DPVAltinn", "DPVHTTP"]),
        .library(name: "DPVSamsvar", targets: ["DPVSamsvar"]),
        .executable(name: "arkivbro", targets: ["arkivbro"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "YAML"]),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // The tests' own servers.
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML",
            pkgConfig: "libexslt",
            providers: [.apt(["libxml2-dev", "libxslt1-dev"]), .yum(["libxml2-devel", "libxslt-devel"])]
        ),
        .systemLibrary(
            name: "CLibArchive",
            pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .yum(["libarchive-devel"])]
        ),
        .systemLibrary(name: "CLinux"),
        .target(name: "Disk", dependencies: ["CLinux"], swiftSettings: strict),
        .target(name: "CXMLSpeed", dependencies: ["CLibXML"]),
        .target(name: "SafeXML", dependencies: ["CLibXML", "CXMLSpeed"], swiftSettings: strict),
        .target(name: "Noark", dependencies: [crypto], swiftSettings: strict),
        .target(name: "EFormidling", dependencies: ["CLibArchive", "Disk", "Noark"], swiftSettings: strict),
        .target(name: "BestEdu", dependencies: ["SafeXML", "Disk", "Noark", crypto], swiftSettings: strict),
        .target(
            name: "Omforming",
            dependencies: ["BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", crypto],
            swiftSettings: strict,
            plugins: ["EmbedResources"]
        ),
        .target(
            name: "DPV", dependencies: ["Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", crypto],
            swiftSettings: strict),
        .target(
            name: "DPVSamsvar",
            dependencies: ["DPV", "Omforming", "EFormidling", "Noark"],
            resources: [.embedInCode("melding.xml"), .embedInCode("skjermet.xml"), .embedInCode("dokument.xml")],
            swiftSettings: strict
        ),
        .target(
            name: "Oppsett",
            dependencies: [
                "DPV", "Omforming", "EFormidling", "SafeXML", "Noark",
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: strict
        ),
        // The network: nothing above this line knows of it.
        .target(name: "DPVHTTP", dependencies: ["Omforming", "EFormidling"] + http, swiftSettings: strict),
        .target(
            name: "DPVIntegrasjonspunkt", dependencies: ["DPVHTTP", "DPV", "Omforming", "EFormidling", "Noark"],
            swiftSettings: strict),
        .target(
            name: "DPVAltinn",
            dependencies: ["DPVHTTP", "DPV", "Omforming", "EFormidling", "Noark", crypto, jwt, nio],
            swiftSettings: strict),
        .target(
            name: "Utboks",
            dependencies: [
                "DPVHTTP", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "ArkivSOAP", dependencies: ["Utboks", "DPVHTTP", "DPV", "BestEdu", "SafeXML", "Noark"],
            swiftSettings: strict),
        .target(
            name: "Innboks",
            dependencies: [
                "Utboks", "DPVIntegrasjonspunkt", "DPVHTTP", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML",
                "Disk", "Noark",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Transportvalg",
            dependencies: [
                "Oppsett", "Innboks", "ArkivSOAP", "Utboks", "DPVIntegrasjonspunkt", "DPVAltinn", "DPVHTTP", "DPV",
                "Omforming", "BestEdu", "Noark", crypto, .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "ArkivbroServer",
            dependencies: [
                "Utboks", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark", crypto,
            ] + service,
            swiftSettings: strict),
        .target(
            name: "ArkivbroCLI",
            dependencies: [
                "ArkivbroServer", "Transportvalg", "ArkivSOAP", "Innboks", "Utboks", "Oppsett", "DPVHTTP", "DPV",
                "Omforming", "BestEdu", "EFormidling", "SafeXML", "Disk", "Noark",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "arkivbro", dependencies: ["ArkivbroCLI"], swiftSettings: strict),

        .target(
            name: "Testhjelp", dependencies: ["BestEdu", "SafeXML"], path: "Tests/Testhjelp", swiftSettings: strict),
        .target(
            name: "Testtjenere",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                "DPV", "DPVHTTP", "EFormidling", "Noark", "Omforming", "Testhjelp", crypto, jwt, nio,
            ], path: "Tests/Testtjenere", swiftSettings: strict),
        .testTarget(name: "NoarkTests", dependencies: ["Noark"], swiftSettings: strict),
        .testTarget(
            name: "SafeXMLTests", dependencies: ["SafeXML", "CLibXML", "Testhjelp"], swiftSettings: strict),
        .testTarget(
            name: "EFormidlingTests", dependencies: ["EFormidling", "Noark", "Testhjelp"], swiftSettings: strict),
        .testTarget(
            name: "BestEduTests", dependencies: ["BestEdu", "Noark", "SafeXML", "Testhjelp"], swiftSettings: strict),
        .testTarget(
            name: "OmformingTests",
            dependencies: ["Omforming", "BestEdu", "EFormidling", "SafeXML", "Noark", "Testhjelp"],
            swiftSettings: strict),
        .testTarget(
            name: "DPVTests",
            dependencies: [
                "DPV", "DPVSamsvar", "BestEdu", "Omforming", "EFormidling", "SafeXML", "Noark", "Testhjelp",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "sendeproeve",
            dependencies: [
                "Innboks", "ArkivSOAP", "Utboks", "DPVAltinn", "DPVIntegrasjonspunkt", "DPV", "DPVHTTP", "Omforming",
                "Testtjenere",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Sendeproeve", swiftSettings: strict),
        .testTarget(
            name: "MinneTests", dependencies: ["sendeproeve", "DPV", "Testhjelp", "Testtjenere"], swiftSettings: strict),
        .testTarget(
            name: "DPVHTTPTests", dependencies: ["DPVHTTP", "Omforming", "Testhjelp", "Testtjenere", nio],
            swiftSettings: strict),
        .testTarget(
            name: "DPVIntegrasjonspunktTests",
            dependencies: [
                "DPVIntegrasjonspunkt", "DPV", "DPVHTTP", "DPVSamsvar", "EFormidling", "Noark", "Omforming",
                "Testhjelp", "Testtjenere",
            ], swiftSettings: strict),
        .testTarget(
            name: "ArkivSOAPTests",
            dependencies: [
                "ArkivSOAP", "Utboks", "DPVHTTP", "BestEdu", "EFormidling", "Noark", "Omforming", "SafeXML",
                "Testhjelp",
                "Testtjenere",
            ], swiftSettings: strict),
        .testTarget(
            name: "InnboksTests",
            dependencies: [
                "Innboks", "ArkivSOAP", "Utboks", "DPVIntegrasjonspunkt", "DPVHTTP", "BestEdu", "EFormidling", "Noark",
                "Omforming", "SafeXML", "Testhjelp", "Testtjenere", "arkivbro", "sendeproeve",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DPVAltinnTests",
            dependencies: [
                "DPVAltinn", "DPV", "DPVHTTP", "DPVSamsvar", "EFormidling", "Noark", "Omforming", "Testhjelp",
                "Testtjenere",
            ], swiftSettings: strict),
        .testTarget(
            name: "UtboksTests",
            dependencies: [
                "Utboks", "DPVHTTP", "DPV", "BestEdu", "EFormidling", "Noark", "Omforming", "SafeXML", "Testhjelp",
                "Testtjenere", "arkivbro", "kaos",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kaos",
            dependencies: [
                "Utboks", "DPVHTTP", "DPV", "EFormidling", "Noark", "Omforming", "Testhjelp", "Testtjenere",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Kaos", swiftSettings: strict),
        .testTarget(
            name: "OppsettTests",
            dependencies: ["Oppsett", "DPV", "Omforming", "EFormidling", "Noark", "Testhjelp"], swiftSettings: strict),
        .testTarget(
            name: "GoldenTests",
            dependencies: ["ArkivbroCLI", "BestEdu", "EFormidling", "Omforming", "SafeXML", "Testhjelp"],
            swiftSettings: strict),
        .testTarget(
            name: "Fiendtlig",
            dependencies: ["Fuzzmaal", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Noark", "Testhjelp"],
            exclude: ["tilfeller"], swiftSettings: strict),
        .testTarget(
            name: "ArkivbroCLITests", dependencies: ["arkivbro", "Testhjelp", "Testtjenere"], swiftSettings: strict),
        .testTarget(
            name: "ArkivbroServerTests",
            dependencies: [
                "arkivbro", "ArkivbroCLI", "ArkivbroServer", "Innboks", "Utboks", "DPV", "Omforming", "BestEdu",
                "EFormidling", "Noark", "Testhjelp", "Testtjenere", .product(name: "Logging", package: "swift-log"),
            ], exclude: ["zeep_klient.py"], swiftSettings: strict),
        .testTarget(name: "ArkitekturTests", dependencies: ["Testhjelp"], swiftSettings: strict),

        // What the fuzzer tries, and the tests with what it has found.
        .target(
            name: "Fuzzmaal", dependencies: ["Omforming", "BestEdu", "EFormidling", "SafeXML", "Noark"],
            path: "Fuzz/Fuzzmaal", swiftSettings: strict),

        // What `make bench` runs. Of no product, and never part of a test: a time is no verdict.
        .executableTarget(
            name: "benchmark",
            dependencies: [
                "Utboks", "DPV", "Omforming", "BestEdu", "EFormidling", "SafeXML", "Noark",
                .product(name: "AsyncHTTPClient", package: "async-http-client"), nio,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/program", swiftSettings: strict),
        .executableTarget(name: "benchmark-floor", dependencies: ["CLibXML"], path: "Benchmarks/floor"),

        // Puts xslt/ and schemas/ into the binary (docs/adr/0001).
        .executableTarget(name: "embed", swiftSettings: strict),
        .plugin(name: "EmbedResources", capability: .buildTool(), dependencies: ["embed"]),
    ]
)

// Only for `make fuzz`, which gives the library's place and what instruments the code.
if let libFuzzer = Context.environment["ARKIVBRO_LIBFUZZER"] {
    package.targets += [
        .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzer", "Fuzzmaal"], path: "Fuzz/program", swiftSettings: strict,
            linkerSettings: [.unsafeFlags([libFuzzer]), .linkedLibrary("stdc++")]),
    ]
}
