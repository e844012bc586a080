// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Noark
import SafeXML

/// Turns schema violations into findings of a family: BE-1xx for BEST/EDU, AM-1xx for arkivmelding.
enum Skjemafunn {
    /// - Parameter erLest: the document came from a file; one that we made has no lines to point to.
    static func funn(_ brudd: SchemaViolations, familie: String, erLest: Bool = true) -> some Sequence<Funn> {
        let fortalt = brudd.told.map { violation in
            let sted = Sted(sti: stiFraMelding(violation.path), linje: erLest ? violation.line : nil)
            return Funn(kode(violation.rule.kind, familie), sted, argumenter: argumenter(violation.rule))
        }
        // Of the others only the number is told, and there may be as many as there are elements.
        let resten = SchemaViolation.Kind.allCases.map {
            repeatElement(Funn(kode($0, familie)), count: brudd.untold($0))
        }
        return (fortalt.map { repeatElement($0, count: 1) } + resten).joined()
    }

    private static func kode(_ kind: SchemaViolation.Kind, _ familie: String) -> String {
        switch kind {
        case .missing: "\(familie)-101"
        case .unexpected: "\(familie)-102"
        case .misplaced: "\(familie)-103"
        case .tooMany: "\(familie)-104"
        case .value: "\(familie)-105"
        case .attribute: "\(familie)-106"
        case .text: "\(familie)-107"
        case .other: "\(familie)-109"
        }
    }

    private static func argumenter(_ rule: SchemaViolation.Rule) -> [String] {
        switch rule {
        case .missing(let names): [names.joined(separator: " / ")]
        case .unexpected(let name), .attribute(let name): [String(name.prefix(80))]
        case .misplaced(let name), .tooMany(let name): [name]
        case .value(let type): [type]
        case .text: []
        case .other(let code): [String(code)]
        }
    }
}
