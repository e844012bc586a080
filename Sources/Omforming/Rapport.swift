// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import EFormidling
import Noark

/// What was said and done about one document: `report.json`.
public struct Rapport: Sendable {
    /// What the document is.
    public var slag = Dokumentslag.ukjent
    /// How its payload stood in it.
    public var nyttelastform: Nyttelastform?
    /// Size in bytes.
    public var bytes: Int64 = 0
    /// SHA-256 in lower-case hexadecimal digits; empty when nothing could be read.
    public var sha256 = ""
    /// What we say of it.
    public var verdict = Verdict.undetermined
    /// What was found, in the order of the layers.
    public var funn: [VurdertFunn] = []
    /// What became of the fields, when the document was converted.
    public var regnskap: Regnskap?
    /// The files of the package, when the document was converted.
    public var filer: [Forsendelse.Dokument] = []
    /// Identity of the message, when it has one.
    public var messageId: String?
    /// Versions of what judged and converted.
    public var versjoner: Versjoner

    /// Version of the report's own form; `schemas/report/report.schema.json` describes it.
    public static let schemaVersion: Int64 = 1

    /// The report in JSON.
    ///
    /// - Parameters:
    ///   - showValues: shows the document's values beside findings.
    ///   - delivery: what came of sending it, when it was sent.
    ///   - fil: what the input is called where the report is printed; a file in a package must not tell of the machine.
    public func json(showValues: Bool = false, delivery: OrderedJSON? = nil, fil: String? = nil) -> OrderedJSON {
        .members([
            ("schemaVersion", .integer(Self.schemaVersion)),
            ("verdict", .string(verdict.rawValue)),
            ("messageId", messageId.map(OrderedJSON.string)),
            ("input", input(fil)),
            ("findings", findings(showValues: showValues)),
            ("account", regnskap.map(Self.json)),
            ("files", .array(filer.map(Self.json))),
            ("delivery", delivery),
            ("versions", versjoner.json),
        ])
    }

    /// The findings alone, as they stand in the report.
    public func findings(showValues: Bool = false) -> OrderedJSON { .array(funn.map { Self.json($0, showValues) }) }

    private func input(_ fil: String?) -> OrderedJSON {
        .members([
            ("file", fil.map(OrderedJSON.string)),
            ("kind", .string(slag.navn)),
            ("payloadForm", nyttelastform.map { .string($0.form.rawValue) }),
            ("payloadWrapped", nyttelastform.flatMap { $0.isWrapped ? .bool(true) : nil }),
            (
                "payloadExtraEscapes",
                nyttelastform.flatMap { $0.extraEscapes > 0 ? .integer(Int64($0.extraEscapes)) : nil }
            ),
            ("bytes", .integer(bytes)),
            ("sha256", sha256.isEmpty ? nil : .string(sha256)),
        ])
    }

    static func json(_ vurdert: VurdertFunn, _ showValues: Bool) -> OrderedJSON {
        let sted = vurdert.funn.sted
        let location = OrderedJSON.members([
            ("path", sted.sti.map(OrderedJSON.string)),
            ("line", sted.linje.map { .integer(Int64($0)) }),
            ("column", sted.kolonne.map { .integer(Int64($0)) }),
        ])
        return .members([
            ("code", .string(vurdert.funn.kode)),
            ("level", .string(vurdert.nivaa.rawValue)),
            ("layer", .string(vurdert.lag)),
            ("location", location),
            ("text", .string(vurdert.tekst)),
            ("value", showValues ? vurdert.funn.verdi.map(OrderedJSON.string) : nil),
        ])
    }

    private static func json(_ regnskap: Regnskap) -> OrderedJSON {
        let source = Regnskap.Kildestatus.allCases.map {
            ($0.rawValue, OrderedJSON.integer(Int64(regnskap.antall($0))))
        }
        let target = Regnskap.Maalstatus.allCases.map { ($0.rawValue, OrderedJSON.integer(Int64(regnskap.antall($0)))) }
        let sourceSum = regnskap.kilder.reduce(0) { $0 + $1.antall }
        let targetSum = regnskap.maal.reduce(0) { $0 + $1.antall }
        return .object([
            (
                "source",
                .object(
                    [("values", .integer(Int64(sourceSum)))] + source
                        + [("inCarrier", .integer(Int64(regnskap.baaret))), ("lost", .integer(Int64(regnskap.tapt)))])
            ),
            ("target", .object([("values", .integer(Int64(targetSum)))] + target)),
            (
                "sourceFields",
                .array(
                    regnskap.kilder.map { post in
                        .members([
                            ("path", .string(post.kilde)),
                            ("status", .string(post.status.rawValue)),
                            ("targets", post.maal.isEmpty ? nil : .array(post.maal.map(OrderedJSON.string))),
                            ("rule", post.regel.isEmpty ? nil : .string(post.regel)),
                            ("count", .integer(Int64(post.antall))),
                            ("inCarrier", post.baaret > 0 ? .integer(Int64(post.baaret)) : nil),
                            ("lost", post.tapt > 0 ? .integer(Int64(post.tapt)) : nil),
                        ])
                    })
            ),
            (
                "targetFields",
                .array(
                    regnskap.maal.map { post in
                        .members([
                            ("path", .string(post.maal)),
                            ("status", .string(post.status.rawValue)),
                            ("source", post.kilde.map(OrderedJSON.string)),
                            ("rule", .string(post.regel)),
                            ("count", .integer(Int64(post.antall))),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ fil: Forsendelse.Dokument) -> OrderedJSON {
        .object([
            ("name", .string(fil.navn)),
            ("originalName", .string(fil.opprinneligNavn)),
            ("mediaType", .string(fil.mediatype)),
            ("size", .integer(fil.size)),
            ("sha256", .string(fil.sha256)),
        ])
    }
}

/// Versions of what judges and converts.
public struct Versjoner: Sendable, Hashable {
    /// Version of the program.
    public let arkivbro: String
    /// SHA-256 over all stylesheets and tables.
    public let stylesheets: String
    /// SHA-256 over all schemas.
    public let schemas: String

    /// Version of this program.
    public static let arkivbro = "0.1.0"

    /// What is built into this program.
    public static let embedded = Versjoner(
        arkivbro: arkivbro, stylesheets: Ressurser.digest(ofFolder: "xslt"),
        schemas: Ressurser.digest(ofFolder: "schemas"))

    /// The same for every build, for golden files: a case is about its message, not about our release.
    public static let fixed = Versjoner(arkivbro: "0", stylesheets: "0", schemas: "0")

    /// The versions in JSON, as reports have them.
    public var json: OrderedJSON {
        .object([
            ("arkivbro", .string(arkivbro)),
            ("stylesheets", .string(stylesheets)),
            ("schemas", .string(schemas)),
        ])
    }
}
