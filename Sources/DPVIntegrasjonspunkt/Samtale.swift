// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP
internal import EFormidling

/// What the integrasjonspunkt knows of a message.
enum Samtale: Sendable {
    case known([Statushendelse])
    case notKnown
    case retryLater(String, afterSeconds: Int?)
    case configuration(String)

    // Said of messages that go other ways than DPV, or come in.
    private static let others: Set<String> = ["MOTTATT", "INNKOMMENDE_MOTTATT", "INNKOMMENDE_LEVERT"]

    /// Reads `messageStatuses`, oldest first, each status once.
    static func hendelser(_ json: LooseJSON) -> [Statushendelse] {
        let inOrder = json.elements.enumerated().sorted { left, right in
            (left.element["id"].integer ?? 0, left.offset) < (right.element["id"].integer ?? 0, right.offset)
        }
        var result: [Statushendelse] = []
        for (_, status) in inOrder {
            guard let word = status["status"].string, !others.contains(word) else { continue }
            let hendelse = hendelse(word, tidspunkt: status["lastUpdate"].string, status["description"].string)
            if !result.contains(where: { $0.status == hendelse.status }) { result.append(hendelse) }
        }
        return result
    }

    private static func hendelse(_ word: String, tidspunkt: String?, _ description: String?) -> Statushendelse {
        guard let status = Meldingsstatus(rawValue: word) else {
            return Statushendelse(.annet, tidspunkt: tidspunkt, description: description ?? word)
        }
        let avvisning: Avvisning? =
            switch status {
            case .feil: Avvisning(.ukjent, "Integrasjonspunktet fikk ikke levert meldingen.", problem: description)
            case .levetidUtloept:
                Avvisning(.levetidUtloept, "Meldingen ble ikke levert før levetiden utløp.", problem: description)
            default: nil
            }
        return Statushendelse(status, tidspunkt: tidspunkt, description: description, avvisning: avvisning)
    }
}

extension [Statushendelse] {
    /// It has left the integrasjonspunkt, one way or another.
    var isSent: Bool { contains { $0.status != .opprettet && !$0.status.isFailure } }

    /// Why it did not get through; nil unless it failed.
    var failure: Avvisning? { first { $0.status.isFailure }?.avvisning }
}
