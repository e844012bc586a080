// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVHTTP
import DPVIntegrasjonspunkt
import Foundation
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// What becomes of a message when something goes wrong: sent once, or in an end state that can be told.
@Suite struct IntegrasjonspunktFeilTests {
    enum Utfall: Sendable {
        case retried
        case configuration
        case refused(Avvisning.Kode)
    }

    private static func rader(_ utfall: Utfall, _ status: Int, _ names: [String]) -> [(Int, String, Utfall)] {
        names.map { (status, $0, utfall) }
    }

    // Each row of the contract's table that a sender can meet, but for those that say that something is there already.
    static let tabell =
        rader(
            .refused(.innholdAvvist), 400,
            [
                "MissingFileException", "MissingArkivmeldingException", "MissingArkivmeldingFileException",
                "MissingFileTitleException", "MultiplePrimaryDocumentsNotAllowedException",
                "MissingPrimaryDocumentException", "MessageTypeDoesNotFitDocumentTypeException",
                "UnknownMessageTypeException", "NotUUIDException", "ForsendelseTypeNotFoundException",
                "MissingHttpHeaderException", "HeltNyException",
            ])
        + rader(
            .refused(.innholdAvvist), 500,
            [
                "ArkivmeldingProcessingException", "ArkivmeldingRuntimeException", "IllegalArgumentException",
                "IllegalStateException", "NullPointerException",
            ])
        + rader(
            .configuration, 400,
            [
                "ServiceNotEnabledException", "MessageChannelInvalidException", "InvalidCertificateException",
                "MissingSvarUtCredentialsException",
            ])
        + rader(.refused(.filAvvist), 400, ["MaxFileSizeExceededException", "MultipartFileToLargeException"])
        + rader(
            .refused(.ukjentMottaker), 400,
            ["ReceiverDoesNotAcceptProcessException", "ReceiverDoesNotAcceptDocumentType"])
        + rader(.refused(.ukjentMottaker), 404, ["IdentifierNotFoundException"])
        + rader(.refused(.levetidUtloept), 400, ["TimeToLiveException"])
        + rader(.retried, 500, ["MessagePersistException", "AsicReadException", "HeltNyException"])

    /// What says no more than half of why is no verdict on the message.
    @Test(arguments: ["create", "upload", "send"])
    func anErrorThatIsCutOffIsAskedForAgain(_ operation: String) async throws {
        try await Proeve.run { proeve in
            for (status, exception) in [
                (400, "MessageAlreadyExistsException"), (400, "MissingFileException"),
                (404, "MessageNotFoundException"),
            ] {
                let oppdrag = try proeve.oppdrag()
                var svar = IntegrasjonspunktTjener.error(status, exception)
                svar.body.removeLast(svar.body.count / 2)
                proeve.tjener.disturb(operation, .answer(svar))
                let resultat = try await proeve.transport().send(oppdrag)
                #expect(resultat == .accepted(reference: oppdrag.idempotentKey), "\(exception): \(resultat)")
                #expect(proeve.tjener.melding(oppdrag.idempotentKey)?.dispatches == 1)
            }
        }
    }

    /// Hands a message over, the first time against what disturbs, and once more when it is to be tried later.
    private func send(_ oppdrag: Oppdrag, as key: String, _ proeve: Proeve) async throws -> Leveringsresultat {
        let oppdrag = Oppdrag(
            korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse, idempotentKey: key)
        let resultat = try await proeve.transport().send(oppdrag)
        proeve.tjener.heal()
        guard resultat.isRetryLater else { return resultat }
        // Nothing was done, but no answer told.
        #expect(proeve.tjener.melding(key)?.dispatches == 0 && proeve.tjener.melding(key)?.filer.count == 2)
        return try await proeve.transport().send(oppdrag)
    }

    private func isAccepted(_ resultat: Leveringsresultat, _ key: String) -> Bool {
        resultat == .accepted(reference: key) || resultat == .alreadyAccepted(reference: key)
    }

    @Test(arguments: ["create", "upload", "send"])
    func everyErrorOfTheTableHasItsOutcome(_ operation: String) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            for (status, exception, utfall) in Self.tabell {
                let errors =
                    #"[{"field":"tittel","code":"NotNull","rejectedValue":"brev.txt","defaultMessage":"brev.txt"}]"#
                let svar = IntegrasjonspunktTjener.error(status, exception, "Filen brev.txt", errors: errors)
                proeve.tjener.disturb(operation, .answer(svar))
                let key = UUID().uuidString.lowercased()
                let resultat = try await send(oppdrag, as: key, proeve)
                let dispatches = proeve.tjener.melding(key)?.dispatches ?? 0
                switch utfall {
                case .retried:
                    #expect(isAccepted(resultat, key) && dispatches == 1, "\(exception): \(resultat)")
                case .configuration:
                    #expect(resultat.isConfigurationFault && dispatches == 0, "\(exception): \(resultat)")
                case .refused(let kode):
                    #expect(resultat.kode == kode && dispatches == 0, "\(exception): \(resultat)")
                    guard case .refused(let avvisning) = resultat else { break }
                    #expect(avvisning.reason.contains(exception) && avvisning.reason.contains("tittel NotNull"))
                    #expect(!avvisning.reason.contains("brev.txt"))
                    #expect(avvisning.problem == String(decoding: svar.body, as: UTF8.self))
                }
            }
        }
    }

    // A name of a class or a field is told on; what may be anything is not.
    @Test func whatIsNoNameIsNotToldOn() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let body = """
                {"exception":"no.x.12057900499 Kari Nordmann","errors":[
                {"field":"Kari Nordmann","code":"NotNull"},{"field":"scope[1].identifier","code":"feil 17912099997"},
                {"field":"mottaker17912099997","code":"NotNull"}]}
                """
            proeve.tjener.disturb("create", .answer(.json(400, body)))
            let resultat = try await send(oppdrag, as: UUID().uuidString.lowercased(), proeve)
            guard case .refused(let avvisning) = resultat else {
                Issue.record("\(resultat)")
                return
            }
            #expect(avvisning.reason == "Integrasjonspunktet godtar ikke meldingen (scope[1].identifier).")
        }
    }

    @Test(arguments: ["create", "upload", "send"])
    func otherAnswersGoByTheirStatus(_ operation: String) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let rows: [(Testsvar, Utfall)] = [
                (Testsvar(401), .configuration), (Testsvar(403), .configuration),
                (Testsvar(404, body: Array("<html>".utf8)), .configuration), (Testsvar(405), .configuration),
                (Testsvar(415), .configuration), (Testsvar(301, headers: ["Location": "/"]), .configuration),
                (Testsvar(408), .retried), (Testsvar(429), .retried), (Testsvar(502), .retried),
                (Testsvar(503), .retried), (Testsvar(504), .retried), (Testsvar(413), .refused(.filAvvist)),
                (.json(400, #"{"exception":7,"errors":{"a":1}}"#), .refused(.innholdAvvist)),
                // What is not its own is not about the message: a port that wants TLS, a gateway.
                (.json(400, "]"), .configuration), (Testsvar(400), .configuration),
                (
                    Testsvar(
                        400, headers: ["Content-Type": "text/plain"],
                        body: Array("This combination of host and port requires TLS.".utf8)), .configuration
                ),
            ]
            for (svar, utfall) in rows {
                proeve.tjener.disturb(operation, .answer(svar))
                let key = UUID().uuidString.lowercased()
                let resultat = try await send(oppdrag, as: key, proeve)
                switch utfall {
                case .retried:
                    let dispatches = proeve.tjener.melding(key)?.dispatches
                    #expect(isAccepted(resultat, key) && dispatches == 1, "\(svar.status): \(resultat)")
                case .configuration: #expect(resultat.isConfigurationFault, "\(svar.status): \(resultat)")
                case .refused(let kode): #expect(resultat.kode == kode, "\(svar.status): \(resultat)")
                }
            }
        }
    }

    @Test(arguments: ["create", "upload", "send"], ["lostAnswer", "cutAnswer", "cutRequest", "slow", "503"])
    func whatHappensOnTheWayIsGoneOnWith(_ operation: String, _ fault: String) async throws {
        try await Proeve.run { proeve in
            let faults: [String: Forstyrrelse] = [
                "lostAnswer": .lostAnswer, "cutAnswer": .cutAnswer, "cutRequest": .cutRequest, "slow": .slow(4),
                "503": .answer(Testsvar(503, headers: ["Retry-After": "3"])),
            ]
            proeve.tjener.disturb(operation, try #require(faults[fault]))
            let oppdrag = try proeve.oppdrag()
            var resultat = try await proeve.transport { if fault == "slow" { $0.http.answerSeconds = 1 } }.send(oppdrag)
            // A call to send that was cut off may have worked: it is the caller's to try again.
            if resultat.isRetryLater { resultat = try await proeve.transport().send(oppdrag) }
            switch resultat {
            case .accepted(let reference), .alreadyAccepted(let reference):
                #expect(reference == oppdrag.idempotentKey)
            default: Issue.record("\(resultat)")
            }
            let melding = try #require(proeve.tjener.melding(oppdrag.idempotentKey))
            #expect(melding.dispatches == 1 && melding.filer.count == 2)
        }
    }

    /// A page of something in front of the integrasjonspunkt has taken nothing, whatever its status says.
    @Test(arguments: ["create", "upload", "send"])
    func aPageInPlaceOfAnAnswerTakesNothing(_ operation: String) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            var pages = [
                Testsvar(200, headers: ["Content-Type": "text/html"], body: Array("Vedlikehold".utf8)),
                Testsvar(200, body: Array(" <html>Vedlikehold</html>".utf8)),
            ]
            if operation == "create" { pages += [Testsvar(200), .json("[]")] }
            for page in pages {
                proeve.tjener.disturbAlways(operation, .answer(page))
                let resultat = try await proeve.transport().send(oppdrag)
                #expect(resultat.isRetryLater, "\(resultat)")
                proeve.tjener.heal()
            }
            _ = try await proeve.transport().send(oppdrag)
            #expect(proeve.tjener.melding(oppdrag.idempotentKey)?.dispatches == 1)
        }
    }

    @Test(arguments: [408, 500, 502, 503, 504])
    func whatWasDoneBeforeAnErrorWasAnsweredIsNotDoneAgain(_ status: Int) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let (tjener, key) = (proeve.tjener, oppdrag.idempotentKey)
            tjener.disturb { operation in
                guard operation == "send", tjener.melding(key)?.dispatches == 0 else { return nil }
                // Queued, and not yet sent: nothing shows that it was.
                tjener.change(key) {
                    $0.dispatches += 1
                    $0.readsUntilSent = 3
                }
                return .answer(Testsvar(status))
            }
            #expect(try await proeve.transport().send(oppdrag) == .accepted(reference: key))
            #expect(tjener.melding(key)?.dispatches == 1 && tjener.calls("send") == 1)
            tjener.heal()
        }
    }

    @Test func whatWasRefusedForNowIsSentAgainAtOnce() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            proeve.tjener.disturb("send", .answer(Testsvar(429)))
            #expect(try await proeve.transport().send(oppdrag) == .accepted(reference: oppdrag.idempotentKey))
            #expect(proeve.tjener.melding(oppdrag.idempotentKey)?.dispatches == 1)
            #expect(proeve.tjener.calls("send") == 2 && proeve.tjener.calls("conversation") == 0)
        }
    }

    @Test func aMessageInASlowQueueIsNotQueuedTwice() async throws {
        try await Proeve.run { proeve in
            proeve.tjener.delayQueue(reads: 3)
            let oppdrag = try proeve.oppdrag()
            #expect(try await proeve.transport().send(oppdrag) == .accepted(reference: oppdrag.idempotentKey))
            // Its files are all there, and it is waited for.
            #expect(try await proeve.transport().send(oppdrag) == .alreadyAccepted(reference: oppdrag.idempotentKey))
            #expect(proeve.tjener.melding(oppdrag.idempotentKey)?.dispatches == 1)

            let lost = try proeve.oppdrag()
            proeve.tjener.disturb("send", .lostAnswer)
            #expect(try await proeve.transport().send(lost) == .accepted(reference: lost.idempotentKey))
            #expect(proeve.tjener.melding(lost.idempotentKey)?.dispatches == 1)
        }
    }

    @Test func aMessageThatWasLeftHalfMadeIsMadeWhole() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag(
                dokumenter: Meldinger.dokument() + Meldinger.dokument(navn: "kart.txt", nummer: 2))
            proeve.tjener.disturb("upload", .slow(0), .answer(Testsvar(401)))
            #expect(try await proeve.transport().send(oppdrag).isConfigurationFault)
            #expect(proeve.tjener.melding(oppdrag.idempotentKey)?.filer.count == 1)
            #expect(try await proeve.transport().send(oppdrag) == .alreadyAccepted(reference: oppdrag.idempotentKey))
            let melding = try #require(proeve.tjener.melding(oppdrag.idempotentKey))
            #expect(melding.filer.count == 3 && melding.dispatches == 1)
        }
    }

    @Test func aMessageThatSomebodyDeletedIsAnEndState() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            proeve.tjener.disturb("upload", .answer(Testsvar(401)))
            _ = try await proeve.transport().send(oppdrag)
            proeve.tjener.change(oppdrag.idempotentKey) { $0.isGone = true }
            #expect(try await proeve.transport().send(oppdrag).kode == .ukjent)
        }
    }

    @Test func whatLastsIsTheCallersToTryAgain() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            proeve.tjener.disturbAlways("upload", .answer(Testsvar(503)))
            #expect(try await proeve.transport().send(oppdrag).isRetryLater)
            #expect(proeve.tjener.calls("upload") == 4 && proeve.tid.waits == [2, 6, 18])
            proeve.tjener.heal()
            proeve.tjener.disturb("create", .answer(Testsvar(503, headers: ["Retry-After": "999"])))
            guard case .retryLater(_, afterSeconds: 999, _) = try await proeve.transport().send(try proeve.oppdrag())
            else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
        }
    }

    @Test func aPackageThatIsNotWhatItWasIsNotSent() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            try Data("noe annet".utf8).write(to: oppdrag.forsendelse.appending(path: "documents/brev.txt"))
            #expect(try await proeve.transport().send(oppdrag).kode == .filAvvist)
            #expect(throws: ArkivbroError(.cannotRead, "")) { try proeve.transport().plan(oppdrag) }
            #expect(proeve.tjener.calls("create") == 0)
        }
    }

    /// Our disk is no fault of the message.
    @Test(arguments: ["", "sbd.json", "arkivmelding.xml", "documents/brev.txt"])
    func whatTheDiskDoesNotGiveIsForLater(_ file: String) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            try FileManager.default.removeItem(at: oppdrag.forsendelse.appending(path: file))
            #expect(try await proeve.transport().send(oppdrag).isNeverArrived)
            #expect(proeve.tjener.calls("create") == 0)
        }
    }

    /// What is made there has the contents that it was made with, also when it is not sent.
    @Test(
        arguments: [
            ("create", [429], false), ("create", [503], true), ("create", [nil], true),
            ("create", [nil, 429, 429, 429], true),
            ("upload", [429], true), ("upload", [nil], true), ("send", [429], true), ("send", [nil], true),
        ] as [(String, [Int?], Bool)])
    func itIsToldWhetherItMayHaveArrived(
        _ operation: String, _ statuses: [Int?], _ mayHaveArrived: Bool
    ) async throws {
        try await Proeve.run { proeve in
            for _ in 0..<(4 / statuses.count) {
                for status in statuses {
                    proeve.tjener.disturb(operation, status.map { .answer(Testsvar($0)) } ?? .lostAnswer)
                }
            }
            // Of what was sent, the conversation would tell.
            proeve.tjener.disturbAlways("conversation", .answer(Testsvar(503)))
            let resultat = try await proeve.transport().send(try proeve.oppdrag())
            #expect(resultat.isRetryLater && resultat.isNeverArrived != mayHaveArrived, "\(resultat)")
            let down = try proeve.transport { $0.baseURL = "http://127.0.0.1:1" }
            #expect(try await down.send(try proeve.oppdrag()).isNeverArrived)
        }
    }
}
