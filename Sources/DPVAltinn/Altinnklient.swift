// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP

/// What a question to Altinn came to.
enum Altinnsvar: Sendable {
    /// An answer that is not worth asking for again.
    case answer(HTTPAnswer)
    case retryLater(String, afterSeconds: Int?)
    case configuration(String)
}

/// What looking a message up by its key came to.
enum Altinnoppslag: Sendable {
    case found(String)
    case none
    case retryLater(String, afterSeconds: Int?)
    case configuration(String)
}

/// Calls to Altinn with a token that it takes.
struct Altinnklient: Sendable {
    private let settings: AltinnSettings
    private let surroundings: Surroundings
    private let connection: HTTPConnection
    private let tokens: Tokenkilde

    init(_ settings: AltinnSettings, _ surroundings: Surroundings) throws {
        self.settings = settings
        self.surroundings = surroundings
        connection = try HTTPConnection(settings.http)
        tokens = try Tokenkilde(settings, connection, surroundings)
    }

    /// Makes a call once; twice when the token is not taken.
    ///
    /// - Throws: `HTTPFailure`, ``Tokenfeil`` or `CancellationError`.
    func call(_ request: HTTPRequest) async throws -> HTTPAnswer {
        let token = try await tokens.fresh()
        let answer = try await send(request, token)
        // With a number it is about access to the resource, which a new token does not change.
        guard answer.status == 401, Altinnfeil(answer).errorCode == nil else { return answer }
        await tokens.discard(token)
        return try await send(request, try await tokens.fresh())
    }

    private func send(_ request: HTTPRequest, _ token: String) async throws -> HTTPAnswer {
        var request = request
        request.url = settings.serviceURL + request.url
        request.headers += [("Authorization", "Bearer " + token), ("Accept", "application/json")]
        if let key = settings.subscriptionKey { request.headers.append(("Ocp-Apim-Subscription-Key", key)) }
        return try await connection.send(request)
    }

    /// Asks a question, which may be asked as often as need be.
    func get(_ path: String) async throws -> Altinnsvar {
        try await Retrier(settings.http.retry, surroundings).run { _ -> Attempt<Altinnsvar> in
            do {
                let answer = try await call(HTTPRequest("GET", path))
                let text = Altinnfeil(answer).text(Sladding([]))
                switch answer.status {
                case 408, 425, 429, 500...:
                    let seconds = answer.retryAfter(now: surroundings.now())
                    return .again(otherwise: .retryLater(text, afterSeconds: seconds), afterSeconds: seconds)
                case ..<200, 300..<400, 401, 403, 405, 406, 407, 451: return .done(.configuration(text))
                default: return .done(.answer(answer))
                }
            } catch Tokenfeil.configuration(let reason) {
                return .done(.configuration(reason))
            } catch Tokenfeil.retryLater(let reason, let seconds) {
                return .done(.retryLater(reason, afterSeconds: seconds))
            } catch HTTPFailure.untrusted(let reason) {
                return .done(.configuration(reason))
            } catch HTTPFailure.unreachable(let reason), HTTPFailure.interrupted(let reason),
                HTTPFailure.unreadable(let reason), HTTPFailure.changed(let reason)
            {
                return .again(otherwise: .retryLater(reason, afterSeconds: nil), afterSeconds: nil)
            }
        }
    }

    /// Finds the correspondence that a key was used for.
    func lookUp(key: String, resourceId: String) async throws -> Altinnoppslag {
        let query = "resourceId=\(resourceId.percentEncoded)&role=Sender&idempotentKey=\(key.percentEncoded)"
        switch try await get("/correspondence?" + query) {
        case .retryLater(let reason, let seconds): return .retryLater(reason, afterSeconds: seconds)
        case .configuration(let reason): return .configuration(reason)
        case .answer(let answer):
            guard (200..<300).contains(answer.status) else {
                return .configuration(Altinnfeil(answer).text(Sladding([])))
            }
            guard let json = LooseJSON(answer.body) else {
                return .retryLater("Altinn svarte noe som ikke er en liste.", afterSeconds: nil)
            }
            return json["ids"].elements.first?.string.map(Altinnoppslag.found) ?? .none
        }
    }
}
