// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling

extension Avvisning {
    /// In one line, for people.
    var linje: String { "\(kode.rawValue): \(reason)" }

    /// For programs.
    var json: OrderedJSON { .object([("code", .string(kode.rawValue)), ("text", .string(reason))]) }
}

extension Statushendelse {
    /// For programs, as the integrasjonspunkt has it, with our warning beside it.
    var json: OrderedJSON {
        .members([
            ("status", .string(status.rawValue)), ("lastUpdate", tidspunkt.map(OrderedJSON.string)),
            ("description", description.map(OrderedJSON.string)), ("warning", advarsel?.json),
        ])
    }
}

extension Sending {
    /// Why the message did not get through, or was refused; nil when it may still.
    var grunn: Avvisning? { statuses.avvisning ?? (isRefused ? refusal : nil) }
}
