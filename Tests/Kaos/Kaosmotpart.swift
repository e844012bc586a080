// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testhjelp
import Testtjenere

/// The other side of the way out: a server that fails, and counts what it took.
enum Kaosmotpart: Sendable {
    case integrasjonspunkt(IntegrasjonspunktTjener)
    case altinn3(AltinnTjener)

    static let navn = ["integrasjonspunkt", "altinn3"]

    // Where nobody listens: the first port is nobody's.
    private static let dead = "http://127.0.0.1:1"

    init(_ navn: String, _ uhell: Uhell) async throws {
        if navn == "altinn3" {
            let tjener = try await AltinnTjener()
            tjener.readAtOnce()
            tjener.disturb { operation in
                uhell.fault(
                    [
                        AltinnTjener.problem(500, 2000, "Feil"), Testsvar(503, headers: ["Retry-After": "1"]),
                        operation == "upload" ? Testsvar(403) : Testsvar(500),
                    ])
            }
            self = .altinn3(tjener)
        } else {
            let tjener = try await IntegrasjonspunktTjener(user: nil)
            tjener.send(with: "SENDT", "LEVERT", "LEST")
            tjener.disturb { _ in
                uhell.fault(
                    [
                        IntegrasjonspunktTjener.error(500, "MessagePersistException"), Testsvar(403),
                        Testsvar(503, headers: ["Retry-After": "1"]),
                    ])
            }
            self = .integrasjonspunkt(tjener)
        }
    }

    func stop() async {
        switch self {
        case .integrasjonspunkt(let tjener): await tjener.stop()
        case .altinn3(let tjener): await tjener.stop()
        }
    }

    /// What the settings of the program say of it, and the files that they name.
    ///
    /// - Parameter isReachable: else it is where nobody listens.
    func settings(isReachable: Bool, in folder: URL) throws -> String {
        switch self {
        case .integrasjonspunkt(let tjener):
            return """
                transport: integrasjonspunkt
                integrasjonspunkt:
                  url: \(isReachable ? tjener.url : Self.dead)
                  connectSeconds: 1
                  answerSeconds: 1
                  attempts: 1

                """
        case .altinn3(let tjener):
            guard let virksomhet = Testvirksomhet.felles else { throw Kaosfeil(text: "nøkkelen kan ikke lages") }
            try Data(virksomhet.privateKeyPEM.utf8).write(to: folder.appending(path: "noekkel.pem"))
            try Data(virksomhet.certificatePEM.utf8).write(to: folder.appending(path: "sertifikat.pem"))
            return """
                transport: altinn3
                altinn3:
                  url: \(isReachable ? tjener.serviceURL : Self.dead + "/correspondence/api/v1")
                  exchangeUrl: \(tjener.exchangeURL)
                  connectSeconds: 1
                  answerSeconds: 1
                  attempts: 1
                  maskinporten:
                    clientId: proeve
                    keyFile: noekkel.pem
                    certificateFile: sertifikat.pem
                    tokenUrl: \(tjener.tokenURL)
                    audience: \(AltinnTjener.audience)
                    scopes: [eformidling:dpv]

                """
        }
    }

    /// The numbers of the messages that were delivered, in their order, as the messages themselves say.
    var levert: [Int?] {
        func number(_ text: String) -> Int? {
            text.firstMatch(of: /Svar ([0-9]+)/).flatMap { Int($0.1) }
        }
        switch self {
        case .integrasjonspunkt(let tjener):
            return tjener.rekkefoelge.map { id in
                let arkivmelding = tjener.melding(id)?.filer.first { $0.navn == "arkivmelding.xml" }
                return number(String(decoding: arkivmelding?.innhold ?? [], as: UTF8.self))
            }
        case .altinn3(let tjener):
            return tjener.korrespondanser.map { number($0.felt("correspondence.content.messageTitle") ?? "") }
        }
    }

    /// How often a message was put in the queue that was there already.
    var dobbelt: Int {
        switch self {
        case .integrasjonspunkt(let tjener): tjener.meldinger.count { $0.dispatches > 1 }
        case .altinn3: 0
        }
    }

    /// The calls by which messages are handed over.
    var kall: Int {
        switch self {
        case .integrasjonspunkt(let tjener): tjener.calls("create")
        case .altinn3(let tjener): tjener.calls("upload")
        }
    }
}

/// The archive's own endpoint, which takes receipts and fails.
struct Kaosendepunkt: Sendable {
    private let tjener: ArkivTjener

    init(_ uhell: Uhell) async throws {
        let tjener = try await ArkivTjener()
        tjener.disturb {
            uhell.fault([ArkivTjener.fault("InternalServiceFault"), Testsvar(503), Testsvar(500), Testsvar(403)])
        }
        self.tjener = tjener
    }

    func stop() async { await tjener.stop() }

    /// What the settings of the program say of it.
    func settings(isReachable: Bool) -> String {
        """
        archive:
          url: \(isReachable ? tjener.url : "http://127.0.0.1:1/EDU")
          connectSeconds: 1
          answerSeconds: 1

        """
    }

    /// Conversation and type of each receipt that came.
    var kvitteringer: [String] {
        tjener.mottatt.map { mottatt in
            let text = String(decoding: mottatt.body, as: UTF8.self)
            let conversation = text.firstMatch(of: /conversationId="([^"]*)"/).map { String($0.1) } ?? "?"
            let type = text.firstMatch(of: /type=(?:"|&quot;)([A-Z]+)/).map { String($0.1) } ?? "?"
            return "\(conversation) \(type)"
        }
    }
}

extension Uhell {
    /// What goes wrong with a call, if anything does.
    func fault(_ answers: [Testsvar]) -> Forstyrrelse? {
        switch number(0...99) {
        case ..<4: .lostAnswer
        case ..<6: .cutRequest
        case ..<7: .cutAnswer
        case ..<8: .shortAnswer
        // Later than anybody waits for.
        case ..<9: .slow(1.5)
        case ..<13: .answer(answers[number(0...answers.count - 1)])
        default: nil
        }
    }
}
