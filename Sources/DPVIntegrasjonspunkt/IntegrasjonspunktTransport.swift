// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP
public import EFormidling
internal import Foundation
public import Noark
internal import Omforming

/// Hands messages over to an integrasjonspunkt, which sends them on to DPV.
///
/// A message is made, gets its files one by one, and is sent: never as multipart, which takes no file above 5 MiB and is
/// not undone when it fails. The integrasjonspunkt knows a message by its id for ever, so that what was begun is gone on
/// with.
public final class IntegrasjonspunktTransport: DPVTransport {
    /// The name that settings use.
    public let name = Transportnavn.integrasjonspunkt.rawValue
    private let settings: IntegrasjonspunktSettings
    private let klient: Integrasjonspunktklient
    private let gate = KeyedGate()

    /// Connects nothing yet.
    ///
    /// - Throws: `ArkivbroError` when the trusted certificates cannot be read.
    public init(_ settings: IntegrasjonspunktSettings, surroundings: Surroundings = .system) throws {
        self.settings = settings
        klient = try Integrasjonspunktklient(settings, surroundings)
    }

    /// Hands a message over; accepted means queued, and ``status(of:)`` tells the rest.
    public func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        try await gate.alone(with: oppdrag.idempotentKey) {
            let utsending: Utsending
            do {
                utsending = try Utsending(oppdrag, titleOfArkivmelding: self.settings.titleOfArkivmelding)
            } catch HTTPFailure.unreadable(let reason) {
                return .retryLater(reason: reason, afterSeconds: nil, mayHaveArrived: false)
            } catch HTTPFailure.changed(let reason) {
                return .refused(Avvisning(.filAvvist, reason))
            }
            do {
                return try await self.deliver(utsending)
            } catch HTTPFailure.unreadable(let reason) {
                // It is made there, and what it has of files stays: neither goes another way.
                return .retryLater(reason: reason, afterSeconds: nil)
            } catch HTTPFailure.changed(let reason) {
                return .refused(Avvisning(.filAvvist, reason))
            }
        }
    }

    /// Hands an arkivmelding_kvittering over; the same receipt twice is one.
    ///
    /// - Throws: `CancellationError` alone.
    public func send(kvittering sbd: StandardBusinessDocument) async throws -> Leveringsresultat {
        try await gate.alone(with: sbd.messageId) {
            do {
                return try await self.deliver(Utsending(kvittering: sbd))
            } catch HTTPFailure.unreadable(let reason) {
                return .retryLater(reason: reason, afterSeconds: nil)
            }
        }
    }

    private func deliver(_ utsending: Utsending) async throws -> Leveringsresultat {
        let isNew: Bool
        switch try await klient.call(utsending.create) {
        case .success(let answer):
            // It answers with the SBD: anything else has not made the message.
            guard case .object? = LooseJSON(answer.body) else {
                return .retryLater(
                    reason: "Integrasjonspunktet svarte noe som ikke er en melding.", afterSeconds: nil)
            }
            isNew = true
        case .failure(_, .exists):
            if let result = try await result(known: utsending, .alreadyAccepted(reference: utsending.messageId)) {
                return result
            }
            isNew = false
        // What is not made is not there; what is made has the contents that it was made with.
        case .retryLater(let reason, let seconds, let mayHaveWorked):
            return .retryLater(reason: reason, afterSeconds: seconds, mayHaveArrived: mayHaveWorked)
        case let other: return Self.result(other)
        }
        // What this call brings about is accepted; what an earlier one may have is known already.
        let success =
            isNew
            ? Leveringsresultat.accepted(reference: utsending.messageId)
            : .alreadyAccepted(reference: utsending.messageId)

        var isComplete = true
        for fil in utsending.filer {
            switch try await klient.call(utsending.upload(fil)) {
            case .success: isComplete = false
            case .failure(_, .fileExists): break
            case .failure(let feil, .notFound): return try await vanished(utsending, feil, success)
            case let other: return Self.result(other)
            }
        }
        // With every file there from before, it may be in the queue already, where it shows no sign of it.
        if !isNew, isComplete, let result = try await awaitSent(utsending, success) { return result }
        return try await dispatch(utsending, success)
    }

    private func dispatch(_ utsending: Utsending, _ success: Leveringsresultat) async throws -> Leveringsresultat {
        // A message that is sent twice is queued twice: where no answer tells, it is asked for, not sent again.
        switch try await klient.call(utsending.send, repeatable: false) {
        case .success: return success
        case .failure(let feil, .notFound): return try await vanished(utsending, feil, success)
        case .retryLater(let reason, let seconds, mayHaveWorked: true):
            return try await awaitSent(utsending, success) ?? .retryLater(reason: reason, afterSeconds: seconds)
        case let other: return Self.result(other)
        }
    }

    // The message is taken away when it is sent.
    private func vanished(
        _ utsending: Utsending, _ feil: Integrasjonspunktfeil, _ success: Leveringsresultat
    ) async throws -> Leveringsresultat {
        try await result(known: utsending, success)
            ?? .refused(
                feil.avvisning(.ukjent, "Meldingen er slettet i integrasjonspunktet, og id-en kan ikke brukes igjen."))
    }

    private func awaitSent(
        _ utsending: Utsending, _ success: Leveringsresultat
    ) async throws -> Leveringsresultat? {
        var asked = 1
        while true {
            if let result = try await result(known: utsending, success) { return result }
            guard try await klient.pause(afterAttempt: asked) else { return nil }
            asked += 1
        }
    }

    /// What is known of a message; nil when it is made and nothing more.
    private func result(
        known utsending: Utsending, _ success: Leveringsresultat
    ) async throws -> Leveringsresultat? {
        switch try await klient.conversation(utsending.messageId) {
        case .known(let hendelser):
            if let avvisning = hendelser.failure { return .refused(avvisning) }
            return hendelser.isSent ? success : nil
        case .notKnown: return nil
        case .retryLater(let reason, let seconds): return .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): return .configurationFault(reason: reason)
        }
    }

    private static func result(_ svar: Integrasjonspunktsvar) -> Leveringsresultat {
        switch svar {
        case .success: .retryLater(reason: "Integrasjonspunktet svarte noe uventet.", afterSeconds: nil)
        case .failure(let feil, .refused(let kode, let reason)): .refused(feil.avvisning(kode, reason))
        case .failure(let feil, _): .refused(feil.avvisning(.ukjent, "Integrasjonspunktet godtar ikke meldingen."))
        case .retryLater(let reason, let seconds, _): .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): .configurationFault(reason: reason)
        }
    }

    /// Says what became of a message.
    public func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        switch try await klient.conversation(referanse.idempotentKey) {
        case .known(let hendelser): .known(hendelser, isFinal: hendelser.contains { $0.status.isFinal })
        case .notKnown: .notKnown
        case .retryLater(let reason, let seconds): .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): .configurationFault(reason: reason)
        }
    }

    /// Says what a receiver takes, as the service registry knows it.
    public func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar {
        switch try await klient.call(HTTPRequest("GET", "/api/capabilities/" + mottaker.identifier)) {
        case .success(let answer):
            guard let json = LooseJSON(answer.body), case .array(let capabilities) = json["capabilities"] else {
                return .retryLater(
                    reason: "Integrasjonspunktet svarte noe som ikke er kapabiliteter.", afterSeconds: nil)
            }
            return .known(
                capabilities.compactMap { capability in
                    guard let urn = capability["process"].string, let service = capability["serviceIdentifier"].string
                    else { return nil }
                    return Kapabilitet(
                        prosess: Prosess(urn: urn), serviceIdentifier: service,
                        documentTypes: capability["documentTypes"].elements.compactMap { $0["standard"].string })
                })
        case .failure(_, .refused(.ukjentMottaker, _)): return .unknownReceiver
        case .failure(let feil, _): return .configurationFault(reason: feil.text)
        case .retryLater(let reason, let seconds, _): return .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): return .configurationFault(reason: reason)
        }
    }

    /// The calls that ``send(_:)`` would make.
    ///
    /// - Throws: `ArkivbroError` when the package is not whole.
    public func plan(_ oppdrag: Oppdrag) throws -> [PlannedCall] {
        guard let utsending = try? Utsending(oppdrag, titleOfArkivmelding: settings.titleOfArkivmelding) else {
            throw ArkivbroError(.cannotRead, "En fil i forsendelsen mangler, eller har ikke den størrelsen den hadde.")
        }
        func call(_ request: HTTPRequest, text: String? = nil, files: [PlannedCall.File] = []) -> PlannedCall {
            PlannedCall(
                request.method, settings.baseURL + request.url,
                headers: Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }, text: text,
                files: files)
        }
        return [call(utsending.create, text: String(decoding: utsending.sbd, as: UTF8.self))]
            + utsending.filer.map {
                call(
                    utsending.upload($0),
                    files: [PlannedCall.File(name: nil, fileName: $0.fileName, size: $0.size, sha256: $0.sha256)])
            } + [call(utsending.send)]
    }
}
