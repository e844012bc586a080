// SPDX-License-Identifier: Apache-2.0
package import ArkivbroServer
import Foundation
package import Innboks
package import Utboks

/// What the boxes hold, for those who watch over them.
///
/// A box that does not say what it holds is told to be down: numbers that are missing would raise no alarm.
package enum Avlesninger {
    package static func utboks(_ count: () async throws -> Utbokstall) async -> [Maalinger.Avlesning] {
        let tall = try? await count()
        let up = one("arkivbro_outbox_up", "The database of the outbox answers.", tall == nil ? 0 : 1)
        guard let tall else { return [up] }
        return [
            up,
            each("arkivbro_outbox_messages", "Messages in the outbox by state.", Utbokspost.Tilstand.allCases) {
                tall.antall[$0]
            },
            one(
                "arkivbro_outbox_oldest_seconds", "Age of the oldest message that is not handed over.",
                age(tall.eldsteVentende)),
            one(
                "arkivbro_outbox_receipts_due", "Messages of which a receipt is due and not sent.",
                Double(tall.kvitteringerVenter)),
            one(
                "arkivbro_outbox_receipts_parked", "Messages of which a receipt was given up.",
                Double(tall.kvitteringerParkert)),
            each(
                "arkivbro_archive_receipts", "Receipts from the archive to senders by state.",
                Kvitteringspost.Tilstand.allCases
            ) { tall.arkivkvitteringer[$0] },
        ]
    }

    package static func innboks(_ count: () async throws -> Innbokstall) async -> [Maalinger.Avlesning] {
        let tall = try? await count()
        let up = one("arkivbro_inbox_up", "The database of the inbox answers.", tall == nil ? 0 : 1)
        guard let tall else { return [up] }
        return [
            up,
            each("arkivbro_inbox_messages", "Messages in the inbox by state.", Innmelding.Tilstand.allCases) {
                tall.antall[$0]
            },
            one(
                "arkivbro_inbox_oldest_seconds", "Age of the oldest message that the archive does not have.",
                age(tall.eldsteVentende)),
            each(
                "arkivbro_inbox_receipts", "Answers to the senders of incoming messages by state.",
                Innmelding.Svartilstand.allCases
            ) { tall.svar[$0] },
        ]
    }

    private static func one(_ name: String, _ help: String, _ value: Double) -> Maalinger.Avlesning {
        Maalinger.Avlesning(name, help, [(labels: [], value: value)])
    }

    private static func each<State: RawRepresentable<String>>(
        _ name: String, _ help: String, _ states: [State], _ count: (State) -> Int?
    ) -> Maalinger.Avlesning {
        Maalinger.Avlesning(
            name, help, states.map { (labels: [("state", $0.rawValue)], value: Double(count($0) ?? 0)) })
    }

    private static func age(_ since: Date?) -> Double { since.map { max(0, Date().timeIntervalSince($0)) } ?? 0 }
}
