// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Noark
import SafeXML

/// Turns schema violations into findings of a family: BE-1xx for BEST/EDU, AM-1xx for arkivmelding.
enum Skjemafunn {
    /// - Parameter erLest: the document came from a file; one that we made has no lines to point to.
    static func funn(_ brudd: [SchemaViolation], familie: String, erLest: Bool = true) -> [Funn] {
        brudd.map { violation in
            let sted = Sted(sti: stiFraMelding(violation.path), linje: erLest ? violation.line : nil)
            switch violation.rule {
            case .missing(let names):
                return Funn("\(familie)-101", sted, argumenter: [names.joined(separator: " / ")])
            case .unexpected(let name): return Funn("\(familie)-102", sted, argumenter: [String(name.prefix(80))])
            case .misplaced(let name): return Funn("\(familie)-103", sted, argumenter: [name])
            case .tooMany(let name): return Funn("\(familie)-104", sted, argumenter: [name])
            case .value(let type): return Funn("\(familie)-105", sted, argumenter: [type])
            case .other(let code): return Funn("\(familie)-109", sted, argumenter: [String(code)])
            }
        }
    }
}
