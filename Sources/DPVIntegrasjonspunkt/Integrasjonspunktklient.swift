// SPDX-License-Identifier: Apache-2.0
internal import DPVHTTP
internal import Foundation
internal import Noark
internal import Synchronization

/// What a call to the integrasjonspunkt came to, after as many attempts as it takes.
enum Integrasjonspunktsvar: Sendable {
    case success(HTTPAnswer)
    case failure(Integrasjonspunktfeil, Integrasjonspunktfeil.Klasse)
    /// Not now; `mayHaveWorked` when a call was under way and no answer tells what it did.
    case retryLater(String, afterSeconds: Int?, mayHaveWorked: Bool)
    case configuration(String)
}

/// Calls to the integrasjonspunkt.
struct Integrasjonspunktklient: Sendable {
    private let settings: IntegrasjonspunktSettings
    private let surroundings: Surroundings
    private let connection: HTTPConnection
    private let retrier: Retrier

    init(_ settings: IntegrasjonspunktSettings, _ surroundings: Surroundings) throws {
        self.settings = settings
        self.surroundings = surroundings
        connection = try HTTPConnection(settings.http)
        retrier = Retrier(settings.http.retry, surroundings)
    }

    /// Makes a call.
    ///
    /// - Parameter repeatable: a call that may have worked may be made again.
    /// - Throws: `HTTPFailure.unreadable` or `CancellationError`.
    func call(_ request: HTTPRequest, repeatable: Bool = true) async throws -> Integrasjonspunktsvar {
        let made = made(request)
        // An attempt that did not work says nothing of those before it.
        let mayHaveWorked = Mutex(false)
        let svar = try await retrier.run { _ -> Attempt<Integrasjonspunktsvar> in
            let attempt = try await once(made, repeatable: repeatable)
            if case .again(otherwise: .retryLater(_, _, mayHaveWorked: true), _) = attempt {
                mayHaveWorked.withLock { $0 = true }
            }
            return attempt
        }
        guard case .retryLater(let reason, let seconds, mayHaveWorked: false) = svar else { return svar }
        return .retryLater(reason, afterSeconds: seconds, mayHaveWorked: mayHaveWorked.withLock { $0 })
    }

    private func once(_ made: HTTPRequest, repeatable: Bool) async throws -> Attempt<Integrasjonspunktsvar> {
        do {
            return attempt(try await connection.send(made), repeatable: repeatable)
        } catch HTTPFailure.untrusted(let reason) {
            return .done(.configuration(reason))
        } catch HTTPFailure.unreachable(let reason) {
            return .again(
                otherwise: .retryLater(reason, afterSeconds: nil, mayHaveWorked: false), afterSeconds: nil)
        } catch HTTPFailure.interrupted(let reason) {
            let later = Integrasjonspunktsvar.retryLater(reason, afterSeconds: nil, mayHaveWorked: true)
            return repeatable ? .again(otherwise: later, afterSeconds: nil) : .done(later)
        }
    }

    private func made(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.url = settings.baseURL + request.url
        request.headers.append(("Accept", "application/json"))
        // As a client should say; it is only logged.
        request.headers.append(("User-Agent", "arkivbro"))
        if let login = settings.login { request.headers.append(login.authorization) }
        return request
    }

    /// Fetches something that may be larger than memory, in one attempt.
    ///
    /// - Parameter take: gets the bytes in order; what it got before anything but success is not whole.
    /// - Throws: what the body throws, or `CancellationError`.
    func download(
        _ url: String, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Integrasjonspunktsvar {
        var request = made(HTTPRequest("GET", url))
        request.headers.removeAll { $0.name == "Accept" }
        do {
            switch attempt(try await connection.download(request, take)) {
            case .done(let svar), .again(otherwise: let svar, afterSeconds: _): return svar
            }
        } catch HTTPFailure.untrusted(let reason) {
            return .configuration(reason)
        } catch HTTPFailure.unreachable(let reason), HTTPFailure.interrupted(let reason) {
            return .retryLater(reason, afterSeconds: nil, mayHaveWorked: false)
        }
    }

    private func attempt(_ answer: HTTPAnswer, repeatable: Bool = true) -> Attempt<Integrasjonspunktsvar> {
        if (200..<300).contains(answer.status) {
            guard answer.isPage else { return .done(.success(answer)) }
            return .done(
                .retryLater(
                    "Noe foran integrasjonspunktet svarte i stedet for det.", afterSeconds: nil, mayHaveWorked: true))
        }
        let feil = Integrasjonspunktfeil(answer)
        switch feil.klasse {
        case .retry:
            let seconds = answer.retryAfter(now: surroundings.now())
            let later = Integrasjonspunktsvar.retryLater(
                feil.text, afterSeconds: seconds, mayHaveWorked: feil.mayHaveWorked)
            return repeatable || !feil.mayHaveWorked
                ? .again(otherwise: later, afterSeconds: seconds) : .done(later)
        case .configuration: return .done(.configuration(feil.text))
        case let klasse: return .done(.failure(feil, klasse))
        }
    }

    /// Waits before something is asked again; false when it has been asked often enough.
    func pause(afterAttempt number: Int) async throws -> Bool {
        try await retrier.pause(afterAttempt: number, asked: nil)
    }

    /// Asks for the conversation of a message.
    func conversation(_ messageId: String) async throws -> Samtale {
        switch try await call(HTTPRequest("GET", "/api/conversations/messageId/" + messageId)) {
        case .success(let answer):
            guard let json = LooseJSON(answer.body), case .object = json else {
                return .retryLater("Integrasjonspunktet svarte noe som ikke er en samtale.", afterSeconds: nil)
            }
            return .known(Samtale.hendelser(json["messageStatuses"]))
        case .failure(_, .notFound): return .notKnown
        case .failure(let feil, _): return .configuration(feil.text)
        case .retryLater(let reason, let seconds, _): return .retryLater(reason, afterSeconds: seconds)
        case .configuration(let reason): return .configuration(reason)
        }
    }
}
