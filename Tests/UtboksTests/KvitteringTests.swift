// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere
import Utboks

/// What became of a message is asked, and told to the archive once.
@Suite struct KvitteringTests {
    private func known(_ statuses: Meldingsstatus..., isFinal: Bool = false) -> Statussvar {
        .known(statuses.map { Statushendelse($0) }, isFinal: isFinal)
    }

    @Test func theArchiveIsToldOnceInItsOwnWords() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks, id: "ephorte-17").id
            try await utboks.arbeid()
            proeve.kanal.status(known(.sendt), for: id)
            proeve.tid.pass(60)
            try await utboks.arbeid()
            proeve.kanal.status(known(.sendt, .levert, .lest, isFinal: true), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            let receipt = try #require(proeve.arkiv.mottatt.first)
            #expect(receipt.contains(#"conversationId="ephorte-17""#) && receipt.contains("type=\"OK\""))
            #expect(receipt.contains("<receiver><orgnr>\(Meldinger.avsender)</orgnr>"))
            let oversikt = try #require(try await utboks.oversikt(over: id))
            #expect(oversikt.tilstand == "ferdig" && oversikt.nesteForsoek == nil)
            #expect(oversikt.hendelser.map(\.status) == [.opprettet, .sendt, .levert, .lest])
            #expect(proeve.kanal.kall.count == 1)
            // A receipt to it that comes in is told what it answers.
            let original = try await utboks.original(
                conversationId: oversikt.hendelser.isEmpty ? "" : id, messageId: id)
            #expect(original?.archiveConversationId == "ephorte-17" && original?.messageId == id)
        }
    }

    @Test func aReceiptThatFailsIsTriedAgainAndTheLetterIsNot() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            proeve.arkiv.svar(
                .proevIgjen(grunn: "Stengt.", omSekunder: 1000), .oppsettsfeil(grunn: "Feil passord."))
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            #expect(try await utboks.show(id)?.kvittering.grunn == "Stengt.")
            proeve.tid.pass(900)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 1)
            proeve.tid.pass(101)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.kvittering.grunn == "Feil passord.")
            #expect(try await utboks.show(id)?.kvittering.forsoek == 1)
            proeve.tid.pass(301)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.count == 3 && Set(proeve.arkiv.mottatt).count == 1)
            #expect(try await utboks.tall().kvitteringerVenter == 0)
            #expect(proeve.kanal.kall.count == 1)
        }
    }

    @Test func aFailureAfterOKIsToldToo() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks()
            let id = try await proeve.lagre(utboks).id
            let later = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            // Both are due before the first is taken: the order holds.
            proeve.arkiv.svar(.proevIgjen(grunn: "Stengt.", omSekunder: 10_000))
            try await utboks.arbeid()
            let reason = Avvisning(.reservert, "Mottakeren har reservert seg.")
            proeve.kanal.status(
                .known([Statushendelse(.sendt), Statushendelse(.feil, avvisning: reason)], isFinal: true), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            proeve.tid.pass(10_000)
            try await utboks.arbeid()
            #expect(proeve.arkiv.mottatt.map { $0.contains("RESERVERT") } == [false, false, true])
            let post = try #require(try await utboks.show(id))
            #expect(post.tilstand == .parkert && post.grunn == "Mottakeren har reservert seg.")
            #expect(try await utboks.show(later)?.tilstand == .sendt)

            // It is known to have failed: another attempt has another key.
            #expect(try await utboks.retry(id) != nil)
            try await utboks.arbeid()
            let keys = proeve.kanal.kall.filter { $0.messageId == id }.map(\.key)
            #expect(keys.count == 2 && Set(keys).count == 2)
        }
    }

    @Test func withoutAnArchiveReceiptsAreFiles() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks(arkiv: false) { $0.receipts.appReceipt.ok = .levert }
            let id = try await proeve.lagre(utboks).id
            proeve.kanal.status(known(.sendt), for: id)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(proeve.names("kvitteringer").isEmpty)
            proeve.kanal.status(known(.sendt, .levert), for: id)
            proeve.tid.pass(3600)
            try await utboks.arbeid()
            #expect(proeve.names("kvitteringer/AppReceipt").count == 1)
        }
    }

    @Test func questionsBecomeRarerAndEnd() async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks { $0.statusDays = 20 }
            let id = try await proeve.lagre(utboks).id
            try await utboks.arbeid()
            var waits: [Double] = []
            for _ in 0..<16 {
                let next = try #require(try await utboks.show(id)?.neste)
                waits.append(next.timeIntervalSince(proeve.tid.now))
                proeve.tid.pass(waits.last! + 1)
                try await utboks.arbeid()
            }
            #expect(waits.first! < 35 && waits.last! > 3500 && waits.last! < 3700, "\(waits)")
            #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 + 1 })
            proeve.tid.pass(6 * 86_400)
            proeve.kanal.status(.notKnown, for: id)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .sendt)
            proeve.tid.pass(20 * 86_400)
            try await utboks.arbeid()
            #expect(try await utboks.show(id)?.tilstand == .ferdig)
        }
    }

    @Test func whatIsDoneIsForgottenInTime() async throws {
        for inlineBytes in [0, 1 << 20] {
            try await forgotten(inlineBytes)
        }
    }

    private func forgotten(_ inlineBytes: Int) async throws {
        try await Utboksproeve.run { proeve in
            let utboks = try proeve.utboks {
                $0.inlineBytes = inlineBytes
                $0.keepFilesDays = 7
                $0.keepDays = 30
            }
            let done = try await proeve.lagre(utboks, id: Meldinger.id).id
            let parked = try await proeve.lagre(utboks).id
            proeve.kanal.svar(.refused(Avvisning(.ukjentMottaker, "Nei.")), til: parked)
            proeve.kanal.status(known(.lest, isFinal: true), for: done)
            try await utboks.arbeid()
            proeve.tid.pass(60)
            try await utboks.arbeid()
            #expect(try await utboks.show(done)?.tilstand == .ferdig)
            try await utboks.rydd()
            let lager = try SQLiteUtbokslager(UtboksSettings(folder: proeve.mappe).database, creating: false)
            #expect(proeve.names("meldinger").count == (inlineBytes == 0 ? 2 : 0))
            #expect(try await lager.filer(done).count == (inlineBytes == 0 ? 0 : 4))
            proeve.tid.pass(8 * 86_400)
            try await utboks.rydd()
            if inlineBytes == 0 { #expect(proeve.names("meldinger").map { $0.hasPrefix(parked) } == [true]) }
            #expect(try await lager.filer(done).isEmpty)
            #expect(try await lager.filer(parked).count == (inlineBytes == 0 ? 0 : 4))
            // The message is known as long as its row is there.
            #expect(try await proeve.lagre(utboks, id: Meldinger.id) == (done, true))
            proeve.tid.pass(30 * 86_400)
            try await utboks.rydd()
            #expect(try await utboks.liste().map(\.messageId) == [parked])
            #expect(try await utboks.show(parked)?.tilstand == .parkert)
        }
    }
}
