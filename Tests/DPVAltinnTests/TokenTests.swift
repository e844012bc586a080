// SPDX-License-Identifier: Apache-2.0
import DPV
import DPVAltinn
import DPVHTTP
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing
import Testtjenere

@Suite struct TokenTests {
    @Test func aTokenIsKeptUntilShortlyBeforeItExpires() async throws {
        try await Proeve.run { proeve in
            let transport = try proeve.transport()
            func send() async throws { #expect(try await transport.send(try proeve.oppdrag()).isHandedOver) }
            try await send()
            proeve.tid.pass(AltinnTjener.lifetime - 120)
            try await send()
            #expect(proeve.tjener.calls("token") == 1 && proeve.tjener.calls("exchange") == 1)
            proeve.tid.pass(65)
            try await send()
            #expect(proeve.tjener.calls("token") == 2 && proeve.tjener.calls("exchange") == 2)
        }
    }

    @Test func thoseWhoComeAtOnceShareOneToken() async throws {
        try await Proeve.run { proeve in
            let transport = try proeve.transport()
            let oppdrag = try (0..<8).map { _ in try proeve.oppdrag() }
            proeve.tjener.disturb("token", .slow(0.3))
            try await withThrowingTaskGroup(of: Leveringsresultat.self) { group in
                for oppdrag in oppdrag { group.addTask { try await transport.send(oppdrag) } }
                for try await resultat in group { #expect(resultat.isHandedOver) }
            }
            #expect(proeve.tjener.calls("token") == 1 && proeve.tjener.calls("exchange") == 1)
        }
    }

    /// A service that is stopped would otherwise wait for Maskinporten, and be killed.
    @Test func whoIsToStopStopsAndTheOtherGetsItsToken() async throws {
        try await Proeve.run { proeve in
            let transport = try proeve.transport()
            let oppdrag = try (0..<2).map { _ in try proeve.oppdrag() }
            proeve.tjener.disturb("token", .slow(2), .slow(2))
            let tasks = oppdrag.map { oppdrag in Task { try await transport.send(oppdrag) } }
            for _ in 0..<6000 where proeve.tjener.calls("token") == 0 { try await Task.sleep(for: .milliseconds(10)) }
            tasks[0].cancel()
            await #expect(throws: CancellationError.self) { try await tasks[0].value }
            // Before the answer came, let alone what follows it.
            #expect(proeve.tjener.calls("exchange") == 0)
            #expect(try await tasks[1].value.isHandedOver)
        }
    }

    @Test func aTokenThatIsNotTakenIsFetchedAnewOnce() async throws {
        try await Proeve.run { proeve in
            let transport = try proeve.transport()
            #expect(try await transport.send(try proeve.oppdrag()).isHandedOver)
            proeve.tjener.revokeTokens()
            #expect(try await transport.send(try proeve.oppdrag()).isHandedOver)
            #expect(proeve.tjener.calls("token") == 2)
            proeve.tjener.disturbAlways("upload", .answer(Testsvar(401)))
            #expect(try await transport.send(try proeve.oppdrag()).isConfigurationFault)
            #expect(proeve.tjener.calls("token") == 3)
            // Access to the resource has nothing to do with the token.
            proeve.tjener.disturbAlways("upload", .answer(AltinnTjener.problem(401, 4001, "x")))
            #expect(try await transport.send(try proeve.oppdrag()).isConfigurationFault)
            #expect(proeve.tjener.calls("token") == 3)
        }
    }

    @Test func theCertificateCanStandInPlaceOfAKeyId() async throws {
        try await Proeve.run { proeve in
            let virksomhet = try #require(Testvirksomhet.felles)
            let settings = try proeve.settings(
                Maskinportennoekkel(
                    privateKeyPEM: virksomhet.privateKeyPEM, certificatePEM: virksomhet.certificatePEM))
            let transport = try AltinnTransport(settings, surroundings: proeve.tid.surroundings)
            #expect(try await transport.send(try proeve.oppdrag()).isHandedOver)
        }
    }

    @Test func maskinportensTokenCanBeUsedAsItIs() async throws {
        try await Proeve.run { proeve in
            // Our Altinn knows only its own tokens: that it is asked without an exchange is what is seen.
            let transport = try proeve.transport { $0.exchangeURL = nil }
            #expect(try await transport.send(try proeve.oppdrag()).isConfigurationFault)
            #expect(proeve.tjener.calls("exchange") == 0 && proeve.tjener.calls("upload") == 2)
        }
    }

    @Test(arguments: ["token", "exchange"])
    func whatIsWrongBeforeAltinnIsNotTheMessages(_ operation: String) async throws {
        try await Proeve.run { proeve in
            let oppdrag = try proeve.oppdrag()
            let denied = Testsvar.json(400, #"{"error":"invalid_grant","error_description":"310000035"}"#)
            proeve.tjener.disturbAlways(operation, .answer(denied))
            let resultat = try await proeve.transport().send(oppdrag)
            #expect(resultat.isConfigurationFault && resultat.shown.contains("invalid_grant"))
            #expect(!resultat.shown.contains("310000035"))
            proeve.tjener.heal()

            proeve.tjener.disturbAlways(operation, .answer(Testsvar(503, headers: ["Retry-After": "600"])))
            guard case .retryLater(_, afterSeconds: 600, _) = try await proeve.transport().send(oppdrag) else {
                return _ = Issue.record("Another outcome than the test goes on with")
            }
            proeve.tjener.heal()

            proeve.tjener.disturb(operation, .answer(Testsvar(500)), .lostAnswer, .cutAnswer)
            #expect(try await proeve.transport().send(oppdrag).isHandedOver)
            proeve.tjener.disturbAlways(operation, .answer(Testsvar(200)))
            #expect(try await proeve.transport().send(try proeve.oppdrag()).isRetryLater)
        }
    }

    @Test func aKeyThatIsNoneIsFoundAtOnce() async throws {
        try await Proeve.run { proeve in
            let wrong = [
                Maskinportennoekkel(privateKeyPEM: "ikke en nøkkel", kid: "kjent"),
                Maskinportennoekkel(
                    privateKeyPEM: try #require(Testvirksomhet.felles).privateKeyPEM, certificatePEM: "ikke noe"),
            ]
            for noekkel in wrong {
                let settings = try proeve.settings(noekkel)
                #expect(throws: ArkivbroError(.configuration, "")) { try AltinnTransport(settings) }
            }
        }
    }

    @Test func secretsAreNotShown() throws {
        let noekkel = Maskinportennoekkel(privateKeyPEM: "HEMMELIG", kid: "kid")
        var text = "\(noekkel)"
        dump(noekkel, to: &text)
        #expect(!text.contains("HEMMELIG"))
    }

    @Test func theTwoRoutesHaveTheirAddressesAndScopes() throws {
        let noekkel = Maskinportennoekkel(privateKeyPEM: "x", kid: "kid")
        let prosesstabell = try Prosesstabell(Proeve.omformer.get())
        let proxy = AltinnSettings.proxy(.prod, clientId: "a", noekkel: noekkel, prosesstabell: prosesstabell)
        #expect(proxy.serviceURL == "https://eformidling.no/altinn-proxy/correspondence/api/v1")
        #expect(proxy.maskinporten.scopes == ["eformidling:dpv"])
        #expect(proxy.exchangeURL == "https://platform.altinn.no/authentication/api/v1/exchange/maskinporten")
        let direct = AltinnSettings.direct(.tt02, clientId: "a", noekkel: noekkel, prosesstabell: prosesstabell)
        #expect(direct.serviceURL == "https://platform.tt02.altinn.no/correspondence/api/v1")
        #expect(direct.maskinporten.audience == "https://test.maskinporten.no/")
        #expect(direct.maskinporten.tokenURL == "https://test.maskinporten.no/token")
        #expect(direct.maskinporten.scopes.contains("altinn:correspondence.write"))
    }
}
