// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import SafeXML

/// A process that the program does not know, as one line: its identifier, and fields with their values.
///
/// The fields have the names that the settings of the known processes have, and `documentType` beside them.
struct Prosesstekst: Sendable, Hashable {
    let rad: Prosesstabell.Rad

    private static let fields: Set<String> = [
        "resourceId", "confidential", "ignoreReservation", "documentType", "serviceCode", "serviceEditionCode",
    ]

    /// Nil when the text is not of its form.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard XMLText.isText(text), let urn = words.first, urn.hasPrefix("urn:"), !urn.contains("=") else { return nil }
        var values: [String: String] = [:]
        for word in words.dropFirst() {
            let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, Self.fields.contains(sides[0]), values[sides[0]] == nil else { return nil }
            values[sides[0]] = sides[1]
        }
        let types = [Dokumenttype.arkivmelding, .digitalDpv]
        let flags = ["confidential", "ignoreReservation"].map { values[$0] ?? "false" }
        guard let dokumenttype = types.first(where: { $0.type == values["documentType"] ?? types[0].type }),
            flags.allSatisfy(["true", "false"].contains)
        else { return nil }
        rad = Prosesstabell.Rad(
            prosess: Prosess(urn: urn), navn: urn, dokumenttype: dokumenttype, resourceId: values["resourceId"],
            isConfidential: flags[0] == "true", ignoreReservation: flags[1] == "true",
            serviceCode: values["serviceCode"], serviceEditionCode: values["serviceEditionCode"])
    }
}
