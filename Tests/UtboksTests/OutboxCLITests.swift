// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// What an operator sees and does while a process works in the outbox.
@Suite struct OutboxCLITests {
    private func run(_ proeve: Utboksproeve, _ arguments: String...) async throws -> Kjoering {
        try await Task.detached {
            try Kjoering(
                Kjoering.arkivbro, ["outbox"] + arguments + ["--outbox-dir", proeve.mappe.path(percentEncoded: false)],
                in: proeve.folder,
                environment: [:])
        }.value
    }

    private func text(_ run: Kjoering) -> String { String(decoding: run.output, as: UTF8.self) }

    @Test func anOperatorSeesParksAndTakesUp() async throws {
        try await Utboksproeve.run { proeve in
            #expect(try await run(proeve, "list").status == 66)
            let utboks = try proeve.utboks { $0.inlineBytes = 0 }
            let first = try await proeve.lagre(utboks, id: "sak 17").id
            let second = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Mottakeren finnes ikke.")), til: first)
            try await utboks.arbeid()

            let all = try await run(proeve, "list")
            #expect(all.status == 0, "\(all.errors)")
            #expect(text(all).split(separator: "\n").map { $0.prefix(7) } == ["parkert", "sendt  "])
            let parked = try await run(proeve, "list", "--state", "parkert", "--format", "json")
            let json = try #require(JSONSerialization.jsonObject(with: Data(parked.output)) as? [String: Any])
            #expect(json["messageId"] as? String == first && json["conversationId"] as? String == "sak 17")
            #expect(json["state"] as? String == "parkert" && json["reason"] as? String == "Mottakeren finnes ikke.")
            #expect(json["attempts"] as? Int == 1)

            let shown = try await run(proeve, "show", second)
            #expect(text(shown).contains("ref-" + second) && text(shown).contains("meldinger/" + second))
            #expect(try await run(proeve, "show", "ukjent").status == 66)

            let why = text(try await run(proeve, "show", first))
            #expect(why.contains("UKJENT_MOTTAKER: Mottakeren finnes ikke."))
            let refused = try await run(proeve, "park", second)
            #expect(refused.status == 1 && refused.errors.contains("kan ikke parkeres"), "\(refused.errors)")
            #expect(try await utboks.show(second)?.tilstand == .sendt)
            #expect(try await run(proeve, "park", "ukjent", second).status == 66)

            let third = try await proeve.lagre(utboks).id
            let parking = try await run(proeve, "park", third, "--reason", "Feil sak.")
            #expect(parking.status == 0 && text(parking).contains("Feil sak."))
            #expect(try await utboks.show(third)?.tilstand == .parkert)

            let retried = try await run(proeve, "retry", "--all")
            #expect(text(retried).split(separator: "\n").allSatisfy { $0.hasPrefix("venter") })
            try await utboks.arbeid()
            #expect(try await utboks.tall().antall == [.sendt: 3])
            let again = try await run(proeve, "retry", first)
            #expect(again.status == 1 && again.errors.contains("er ikke parkert"), "\(again.errors)")
            #expect(try await run(proeve, "retry", "ukjent").status == 66)

            // What the other side said of a failure, as far as it may be shown.
            proeve.kanal.status(
                .known(
                    [
                        Statushendelse(.sendt),
                        Statushendelse(
                            .feil, description: "Ingen rolle for 170540 26641",
                            avvisning: Avvisning(.mottakerUtenRolle, "Meldingen kom ikke fram.")),
                    ], isFinal: true), for: second)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            let failed = text(try await run(proeve, "show", second))
            #expect(failed.contains("Ingen rolle for …") && failed.contains("MOTTAKER_UTEN_ROLLE: Meldingen kom ikke"))
            let shownJSON = try await run(proeve, "show", second, "--format", "json")
            let members = try #require(JSONSerialization.jsonObject(with: Data(shownJSON.output)) as? [String: Any])
            #expect((members["refusal"] as? [String: String])?["code"] == "MOTTAKER_UTEN_ROLLE")
            let statuses = try #require(members["messageStatuses"] as? [[String: Any]])
            #expect(statuses.last?["description"] as? String == "Ingen rolle for …")
        }
    }
}
