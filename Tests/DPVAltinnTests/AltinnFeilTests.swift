// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVAltinn
import DPVHTTP
import Foundation
import Omforming
import Testhjelp
import Testing
import Testtjenere

/// What becomes of a message when something goes wrong: sent once, or in an end state that can be told.
@Suite struct AltinnFeilTests {
    enum Utfall: Sendable {
        case retried
        case configuration
        case refused(Avvisning.Kode)
    }

    struct Rad: Sendable, CustomTestStringConvertible {
        let status: Int
        let errorCode: Int
        let utfall: Utfall
        var testDescription: String { "\(status)/\(errorCode)" }
    }

    private static func rader(_ utfall: Utfall, _ codes: [(Int, Int)]) -> [Rad] {
        codes.map { Rad(status: $0.0, errorCode: $0.1, utfall: utfall) }
    }

    // Each row of the contract's table that a sender can meet.
    static let tabell: [Rad] =
        rader(
            .retried,
            [(500, 1032), (500, 2000), (502, 2002), (400, 2009), (408, 2022), (400, 4002), (400, 1018), (400, 2008)])
        + rader(
            .configuration,
            [
                (400, 1036), (400, 1060), (400, 1061), (400, 1068), (400, 1069), (451, 2014), (400, 2017), (404, 3001),
                (400, 3002), (400, 3003), (400, 3004), (400, 3005), (400, 3006), (400, 3007), (400, 3024), (400, 3025),
                (400, 3011), (400, 3012), (400, 3015), (400, 3017), (400, 3018), (400, 3019), (400, 3022), (400, 3023),
                (401, 4001), (401, 4006), (401, 4007), (400, 4009), (400, 4010),
            ])
        + rader(
            .refused(.innholdAvvist),
            [
                (400, 1002), (400, 1039), (400, 1003), (400, 1008), (400, 1009), (400, 1016), (400, 1019), (400, 1020),
                (400, 1021), (400, 1022), (400, 1023), (400, 1035), (400, 1037), (400, 1042), (400, 1038),
            ])
        + rader(
            .refused(.filAvvist), [(400, 2004), (400, 2010), (400, 2011), (400, 2012), (400, 2013), (400, 2021)])
        + rader(
            .refused(.ukjent),
            [
                (400, 1005), (400, 1006), (400, 1007), (400, 1017), (400, 1055), (400, 1033), (400, 1047), (400, 2003),
                (400, 2005), (400, 2006), (400, 2007), (400, 2018), (404, 1001),
            ])
        + rader(.refused(.ukjentMottaker), [(404, 1029)]) + rader(.refused(.reservert), [(422, 1030)])
        + rader(.refused(.mottakerUtenRolle), [(400, 1044)])

    /// What says no more than half of why is no verdict on the message.
    @Test func anErrorThatIsCutOffIsAskedForAgain() async throws {
        try await Proeve.run { proeve in
            for (status, code) in [(400, 1003), (404, 1029), (422, 1030)] {
                let oppdrag = try proeve.oppdrag()
                var svar = AltinnTjener.problem(status, code, "Feil")
                svar.body.removeLast(svar.body.count / 2)
                proeve.tjener.disturb("upload", .answer(svar))
                let resultat = try await proeve.transport().send(oppdrag)
                guard case .accepted = resultat else {
                    Issue.record("\(code): \(resultat)")
                    continue
                }
                #expect(proeve.tjener.delivered(oppdrag.idempotentKey) == 1)
            }
        }
    }

    @Test func everyErrorOfTheTableHasItsOutcome() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            for rad in Self.tabell {
                let detail = "For urn:altinn:person:identifier-no:17829910055 og brev.txt"
                let problem = AltinnTjener.problem(rad.status, rad.errorCode, detail)
                proeve.tjener.disturb("upload", .answer(problem))
                // A rejected request does not use up the key, so each row can begin from nothing.
                let key = UUID().uuidString.lowercased()
                let resultat = try await proeve.transport().send(
                    Oppdrag(
                        korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse, idempotentKey: key))
                proeve.tjener.heal()
                let delivered = proeve.tjener.delivered(key)
                switch rad.utfall {
                case .retried:
                    #expect(resultat.isHandedOver && delivered == 1, "\(rad.testDescription): \(resultat)")
                case .configuration:
                    #expect(resultat.isConfigurationFault && delivered == 0, "\(rad.testDescription): \(resultat)")
                case .refused(let kode):
                    #expect(resultat.kode == kode && delivered == 0, "\(rad.testDescription): \(resultat)")
                    if case .refused(let avvisning) = resultat {
                        #expect(avvisning.problem == String(decoding: problem.body, as: UTF8.self))
                        #expect(
                            avvisning.reason.contains(String(rad.errorCode)) || rad.errorCode == 1002
                                || rad.errorCode == 1039)
                    }
                }
                #expect(!"\(resultat.shown)".contains("1782991") && !resultat.shown.contains("brev.txt"))
            }
        }
    }

    @Test func whatLastsIsTheCallersToTryAgain() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            for rad in Self.tabell {
                guard case .retried = rad.utfall else { continue }
                let before = proeve.tjener.calls("upload")
                proeve.tjener.disturbAlways(
                    "upload", .answer(AltinnTjener.problem(rad.status, rad.errorCode, "x")))
                let resultat = try await proeve.transport().send(oppdrag)
                proeve.tjener.heal()
                if rad.errorCode == 2008 {
                    #expect(resultat.kode == .filAvvist)
                } else {
                    #expect(resultat.isRetryLater, "\(rad.testDescription): \(resultat)")
                }
                // The server is asked, but not for ever.
                let calls = [2008: 2, 1018: 7][rad.errorCode] ?? 4
                #expect(proeve.tjener.calls("upload") == before + calls, "\(rad.testDescription)")
            }
            let waits = proeve.tid.waits
            #expect(waits.allSatisfy { $0 <= 60 } && waits.count < 40)
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            #expect(proeve.tjener.delivered(oppdrag.idempotentKey) == 1)
        }
    }

    @Test func everyFormOfAnErrorIsSurvived() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let validation = #"""
                {"type":"t","title":"One or more validation errors occurred.","status":400,"code":"STD-00000",
                "validationErrors":[{"code":"CORR.VLD-00001","detail":"too long","paths":["/correspondence/content"]}],
                "errors":{"Correspondence.Content.MessageTitle":["The field is too long."]},"traceId":"1"}
                """#
            let forms: [(Testsvar, Utfall)] = [
                (.json(400, validation), .refused(.innholdAvvist)),
                (.json(400, #""Reminder texts are required""#), .refused(.innholdAvvist)),
                (.json(500, #"{"type":"t","title":"An error occurred","status":500,"detail":""}"#), .retried),
                (Testsvar(500), .retried), (Testsvar(502, body: Array("<html>Bad gateway</html>".utf8)), .retried),
                (Testsvar(429), .retried), (Testsvar(425), .retried), (Testsvar(503), .retried),
                (.json(500, #"{"type":"t","title":"x","status":500,"detail":"Proxy Gateway Error : x"}"#), .retried),
                (.json(403, #"{"type":"t","title":"x","status":403,"detail":"Proxy AuthZ error"}"#), .configuration),
                (Testsvar(403), .configuration), (Testsvar(404), .configuration), (Testsvar(415), .configuration),
                (Testsvar(406, body: Array("Not acceptable".utf8)), .configuration),
                (Testsvar(302, headers: ["Location": "/"]), .configuration), (Testsvar(413), .refused(.filAvvist)),
                // What is not Altinn's own is not about the message.
                (.json(400, "[[["), .configuration), (.json(400, "null"), .configuration),
                (Testsvar(400), .configuration),
                (Testsvar(400, body: Array("<html>400 Bad Request</html>".utf8)), .configuration),
                (.json(400, #"{"errorCode":"1044"}"#), .refused(.mottakerUtenRolle)),
                (.json(400, #"{"code":"CORR-01044","errorCode":null}"#), .refused(.mottakerUtenRolle)),
                (.json(400, #"{"errorCode":9999,"detail":5,"errors":[1]}"#), .refused(.innholdAvvist)),
                (.json(422, #"{"errorCode":[]}"#), .refused(.innholdAvvist)),
            ]
            for (svar, utfall) in forms {
                proeve.tjener.disturb("upload", .answer(svar))
                let key = UUID().uuidString.lowercased()
                let resultat = try await proeve.transport().send(
                    Oppdrag(
                        korrespondanse: oppdrag.korrespondanse, forsendelse: oppdrag.forsendelse, idempotentKey: key))
                proeve.tjener.heal()
                let text = "\(svar.status) \(String(decoding: svar.body, as: UTF8.self)): \(resultat)"
                switch utfall {
                case .retried: #expect(resultat.isHandedOver && proeve.tjener.delivered(key) == 1, "\(text)")
                case .configuration: #expect(resultat.isConfigurationFault, "\(text)")
                case .refused(let kode): #expect(resultat.kode == kode, "\(text)")
                }
                if case .refused(let avvisning) = resultat {
                    #expect(avvisning.problem == (svar.body.isEmpty ? nil : String(decoding: svar.body, as: UTF8.self)))
                }
            }
        }
    }

    // MARK: Lost and late answers

    @Test(arguments: ["lostAnswer", "cutAnswer", "cutRequest", "slow", "tull"])
    func aMessageWhoseAnswerIsLostIsSentOnce(_ fault: String) async throws {
        try await Proeve.run { proeve in
            let faults: [String: Forstyrrelse] = [
                "lostAnswer": .lostAnswer, "cutAnswer": .cutAnswer, "cutRequest": .cutRequest, "slow": .slow(60),
                "tull": .answer(.json("{}")),
            ]
            proeve.tjener.disturb("upload", try #require(faults[fault]))
            let oppdrag = try proeve.oppdrag()
            let transport = try proeve.transport { if fault == "slow" { $0.http.answerSeconds = 5 } }
            let resultat = try await transport.send(oppdrag)
            let mottatt = try #require(proeve.tjener.korrespondanser.first)
            let wasDone = ["lostAnswer", "cutAnswer", "slow"].contains(fault)
            #expect(
                resultat
                    == (wasDone ? .alreadyAccepted(reference: mottatt.id) : .accepted(reference: mottatt.id)))
            #expect(proeve.tjener.delivered(oppdrag.idempotentKey) == 1)
        }
    }

    @Test func whatCannotBeFoundYetIsNeverSentWithANewKey() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            proeve.tjener.disturb("upload", .lostAnswer)
            proeve.tjener.loseReferences()
            #expect(try await proeve.transport().send(oppdrag).isRetryLater)
            #expect(try await proeve.transport().send(oppdrag).isRetryLater)
            proeve.tjener.heal()
            guard case .alreadyAccepted = try await proeve.transport().send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(proeve.tjener.korrespondanser.count == 1)
        }
    }

    @Test func theSearchForMalwareIsWaitedOut() async throws {
        try await Proeve.run { proeve in
            let scanning = Forstyrrelse.answer(AltinnTjener.problem(400, 1018, "Attachment is not published"))
            proeve.tjener.disturb("upload", scanning, scanning, scanning)
            let oppdrag = try proeve.oppdrag()
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            #expect(proeve.tid.waits == [2, 6, 18] && proeve.tjener.delivered(oppdrag.idempotentKey) == 1)
        }
    }

    @Test func whatTheServerAsksForIsWaited() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            proeve.tjener.disturb("upload", .answer(Testsvar(429, headers: ["Retry-After": "7"])))
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            #expect(proeve.tid.waits.first.map { $0 >= 7 && $0 < 8 } == true)
            proeve.tjener.disturb("upload", .answer(Testsvar(503, headers: ["Retry-After": "3600"])))
            guard case .retryLater(_, afterSeconds: 3600, _) = try await proeve.transport().send(try proeve.oppdrag())
            else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            #expect(proeve.tid.waits.count == 1)
        }
    }

    @Test func aTitleThatIsNotPlainIsTriedOnceWithoutMarkup() async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag(journpost: "<jpOffinnhold># Vedtak</jpOffinnhold>")
            try #require(oppdrag.korrespondanse.messageTitle.hasPrefix("#"))
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            let mottatt = try #require(proeve.tjener.korrespondanser.first)
            let plain = oppdrag.korrespondanse.plainTexts.messageTitle
            #expect(mottatt.felt("correspondence.content.messageTitle") == plain && proeve.tjener.calls("upload") == 2)
            proeve.tjener.disturbAlways("upload", .answer(AltinnTjener.problem(400, 1002, "x")))
            let again = try proeve.oppdrag(journpost: "<jpOffinnhold># Vedtak</jpOffinnhold>")
            #expect(try await proeve.transport().send(again).kode == .innholdAvvist)
        }
    }
}

extension Leveringsresultat {
    /// What a log would show.
    var shown: String {
        switch self {
        case .accepted(let text), .alreadyAccepted(let text), .configurationFault(let text): text
        case .retryLater(let text, _, _): text
        case .refused(let avvisning): avvisning.reason
        }
    }
}
