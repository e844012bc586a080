// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import EFormidling
import Foundation
import GRDB
import Innboks
import Noark
import Testhjelp
import Testing
import Testtjenere

/// What an operator sees and does while a process works in the inbox.
@Suite struct InboxCLITests {
    private func run(_ proeve: Innboksproeve, _ arguments: String...) async throws -> Kjoering {
        let folder = proeve.folder.appending(path: "innboks").path(percentEncoded: false)
        return try await Kjoering.alongside(
            Kjoering.arkivbro, ["inbox"] + arguments + ["--inbox-dir", folder], in: proeve.folder)
    }

    private func text(_ run: Kjoering) -> String { String(decoding: run.output, as: UTF8.self) }

    private func json(_ run: Kjoering) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
    }

    // What it says has the statement in it.
    @Test func aDatabaseThatFailsIsToldByItsNumberAlone() async throws {
        try await Innboksproeve.run { proeve in
            _ = try proeve.innboks()
            let settings = InnboksSettings(
                folder: proeve.folder.appending(path: "innboks", directoryHint: .isDirectory))
            try await DatabaseQueue(path: settings.database.path(percentEncoded: false)).write {
                try $0.execute(sql: "ALTER TABLE innmelding RENAME TO annet")
            }
            let failed = try await run(proeve, "list")
            #expect(failed.status == 74 && failed.errors.contains("SQLite"), "\(failed.status) \(failed.errors)")
            #expect(!failed.errors.contains("SELECT"))
        }
    }

    @Test func anOperatorSeesAndTakesUp() async throws {
        try await Innboksproeve.run { proeve in
            #expect(try await run(proeve, "list").status == 66)
            let innboks = try proeve.innboks { $0.retry.attempts = 1 }
            #expect(text(try await run(proeve, "list")).isEmpty)
            let poisoned = try proeve.brev(arkivmelding: "<arkivmelding/>")
            let good = try proeve.brev()
            try await proeve.alt(innboks)
            proeve.arkiv.answer { _ in ArkivTjener.receipt("ERROR", message: ("-1", "Kari Nordmann er ukjent")) }
            let refused = try proeve.brev()
            try await proeve.alt(innboks)
            proeve.arkiv.answer { _ in Testsvar(503) }
            let closed = try proeve.brev()
            try await proeve.alt(innboks)
            proeve.arkiv.answer { _ in nil }

            let all = try await run(proeve, "list")
            #expect(all.status == 0, "\(all.errors)")
            let lines = text(all).split(separator: "\n")
            #expect(lines.map { $0.prefix(7) } == ["parkert", "levert ", "avvist ", "parkert"])
            #expect(lines.map { $0.dropFirst(9).prefix(36) } == [poisoned, good, refused, closed].map { $0[...] })
            #expect(lines[3].contains("503") && !text(all).contains("Kari"))
            let parked = text(try await run(proeve, "list", "--state", "parkert")).split(separator: "\n")
            #expect(parked == [lines[0], lines[3]])

            let shown = try await run(proeve, "show", poisoned)
            #expect(
                text(shown).contains("innboks/inn/\(poisoned).asic") && text(shown).contains("svar         ERROR sendt")
            )
            let known = try json(await run(proeve, "show", refused.uppercased(), "--format", "json"))
            #expect(known["state"] as? String == "avvist" && known["kind"] as? String == "arkivmelding")
            #expect(known["conversationId"] as? String == proeve.samtale(refused))
            #expect(
                known["sender"] as? String == Meldinger.avsender && known["receiver"] as? String == Meldinger.mottaker)
            #expect(known["deletedInQueue"] as? Bool == true && known["folder"] as? String == refused)
            let receipt = try #require(known["receipt"] as? [String: Any])
            #expect(receipt["type"] as? String == "ERROR" && receipt["state"] as? String == "sendt")
            #expect(try await run(proeve, "show", "ukjent").status == 66)

            // What the archive refused is taken up by name only.
            let retried = try await run(proeve, "retry", "--all")
            #expect(
                text(retried).split(separator: "\n").map { $0.prefix(7) } == ["lagret ", "lagret "], "\(retried.errors)"
            )
            #expect(try await run(proeve, "retry", refused).status == 0)
            #expect(try await run(proeve, "retry", good).status == 1)
            try await proeve.alt(innboks)
            #expect(try await innboks.meldinger(i: .levert).map(\.messageId) == [good, refused, closed])
            #expect(try await innboks.meldinger(i: .parkert).map(\.messageId) == [poisoned])
            let types = try proeve.tjener.meldinger.map { try StandardBusinessDocument(json: $0.sbd).kvittering }
                .filter { $0?.relatedToMessageId == refused }.compactMap { $0?.receiptType?.rawValue }
            #expect(Set(types) == ["ERROR", "OK"])
        }
    }

    @Test func anAnswerThatIsParkedIsSeenKeptAndTakenUp() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.tjener.disturbAlways("create", .answer(Testsvar(503)))
            let innboks = try proeve.innboks { $0.retry.attempts = 1 }
            try await proeve.alt(innboks)
            // However long nobody looks.
            proeve.tid.pass(400 * 86_400)
            try await innboks.rydd()
            let parked = try await run(proeve, "list", "--state", "parkert")
            #expect(text(parked).hasPrefix("levert ") && text(parked).contains("svaret er parkert"))
            #expect(try json(await run(proeve, "list", "--format", "json"))["messageId"] as? String == id)
            proeve.tjener.heal()
            #expect(try await run(proeve, "retry", "--all").status == 0)
            try await proeve.alt(innboks)
            #expect(try proeve.kvittering(to: id).kvittering?.receiptType == .ok)
            #expect(proeve.arkiv.mottatt.count == 1)
        }
    }

    @Test func aWaitingMessageGoesNow() async throws {
        try await Innboksproeve.run { proeve in
            let id = try proeve.brev()
            proeve.arkiv.disturb(.answer(Testsvar(503)))
            let innboks = try proeve.innboks()
            try await proeve.alt(innboks)
            #expect(try await innboks.arbeid() == 0)
            let run = try await run(proeve, "retry", id)
            #expect(text(run).hasPrefix("klar   ") && text(run).contains("1 forsøk"))
            #expect(try await innboks.arbeid() == 1)
            #expect(try await innboks.lager.melding(id)?.tilstand == .levert)
        }
    }
}
