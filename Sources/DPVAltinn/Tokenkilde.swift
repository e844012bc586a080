// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP
internal import Foundation
internal import JWTKit
internal import Noark
internal import Omforming

/// Why there is no token.
enum Tokenfeil: Error, Sendable, Hashable {
    /// Not now.
    case retryLater(String, afterSeconds: Int?)
    /// Settings or access are at fault.
    case configuration(String)
}

/// Fetches access tokens, and keeps one until shortly before it expires.
actor Tokenkilde {
    private struct Token: Sendable {
        var text: String
        var freshUntil: Date
    }

    private static let lifetimeOfGrant = 120.0
    private static let margin = 60.0

    private let settings: AltinnSettings
    private let connection: HTTPConnection
    private let surroundings: Surroundings
    private let header: Header
    private let key: Insecure.RSA.PrivateKey
    private var token: Token?
    private var fetching: Task<Token, any Error>?

    /// - Throws: `ArkivbroError` when the key is none.
    init(_ settings: AltinnSettings, _ connection: HTTPConnection, _ surroundings: Surroundings) throws {
        self.settings = settings
        self.connection = connection
        self.surroundings = surroundings
        guard let key = try? Insecure.RSA.PrivateKey(pem: settings.maskinporten.noekkel.privateKeyPEM) else {
            throw ArkivbroError(.configuration, "Nøkkelen til Maskinporten er ikke en RSA-nøkkel på minst 2048 bit.")
        }
        self.key = key
        switch settings.maskinporten.noekkel.kjennetegn {
        case .kid(let kid): header = Header(kid: kid)
        case .x5c(let certificates):
            guard !certificates.isEmpty else {
                throw ArkivbroError(.configuration, "Finner ikke virksomhetssertifikatet til Maskinporten.")
            }
            header = Header(x5c: certificates)
        }
    }

    /// A token that can be used now.
    ///
    /// - Throws: ``Tokenfeil``, or `CancellationError`.
    func fresh() async throws -> String {
        while true {
            if let token, surroundings.now() < token.freshUntil { return token.text }
            // Those that come meanwhile wait for the same one.
            let task = fetching ?? Task { try await fetch() }
            fetching = task
            defer { if fetching == task { fetching = nil } }
            do {
                // A task of its own does not hear that who waits for it is to stop.
                let result = try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()
                }
                try Task.checkCancellation()
                token = result
                return result.text
            } catch is CancellationError where !Task.isCancelled {
                // Another who waited was to stop, and we were not.
            }
        }
    }

    /// The server did not take a token: the next one is a new one.
    func discard(_ text: String) { if token?.text == text { token = nil } }

    private func fetch() async throws -> Token {
        let maskinporten = try await grant()
        guard let exchange = settings.exchangeURL else { return maskinporten }
        // Without Accept: with application/json the token comes in quotes.
        let answer = try await call("Altinns tokenveksling") {
            HTTPRequest("GET", exchange, headers: [("Authorization", "Bearer " + maskinporten.text)])
        }
        let text = answer.text.trimmingCharacters(in: CharacterSet(charactersIn: "\" \r\n\t"))
        guard !text.isEmpty, !text.contains(where: \.isWhitespace) else {
            throw Tokenfeil.retryLater("Altinns tokenveksling svarte uten token.", afterSeconds: nil)
        }
        return Token(text: text, freshUntil: freshUntil(text, expiresIn: nil))
    }

    private func grant() async throws -> Token {
        let answer = try await call("Maskinporten") {
            // A grant is good for one call: made anew, because the one whose answer was lost has been used.
            let form =
                "grant_type=" + "urn:ietf:params:oauth:grant-type:jwt-bearer".percentEncoded + "&assertion="
                + (try await self.assertion())
            return HTTPRequest(
                "POST", self.settings.maskinporten.tokenURL,
                headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
                body: HTTPBody([.bytes(Array(form.utf8))]))
        }
        guard let json = LooseJSON(answer.body), let text = json["access_token"].string else {
            throw Tokenfeil.retryLater("Maskinporten svarte uten token.", afterSeconds: nil)
        }
        return Token(text: text, freshUntil: freshUntil(text, expiresIn: json["expires_in"].integer))
    }

    private func assertion() async throws -> String {
        let now = surroundings.now()
        let claims = Grant(
            aud: settings.maskinporten.audience, iss: settings.maskinporten.clientId,
            scope: settings.maskinporten.scopes.joined(separator: " "), iat: Int(now.timeIntervalSince1970),
            exp: Int((now + Self.lifetimeOfGrant).timeIntervalSince1970), jti: UUID().uuidString.lowercased(),
            consumerOrg: settings.maskinporten.consumerOrg?.digits)
        // The library signs, and no more: with x5c in the header it would want to verify the chain as well, which is
        // Maskinporten's to do.
        let algorithm = try? await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).getKey()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let algorithm, let head = try? encoder.encode(header), let body = try? encoder.encode(claims) else {
            throw Tokenfeil.configuration("Nøkkelen til Maskinporten kan ikke signere.")
        }
        let text = Self.base64URL(head) + "." + Self.base64URL(body)
        guard let signature = try? algorithm.sign(Data(text.utf8)) else {
            throw Tokenfeil.configuration("Nøkkelen til Maskinporten kan ikke signere.")
        }
        return text + "." + Self.base64URL(Data(signature))
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    // The token's own word comes first. One that lives shortly is still used for half its life.
    private func freshUntil(_ token: String, expiresIn seconds: Int?) -> Date {
        let now = surroundings.now()
        let end = Self.expiry(of: token) ?? now + Double(seconds ?? 0)
        let life = end.timeIntervalSince(now)
        return end - min(Self.margin, life / 2)
    }

    // We are not the ones to verify it, only to know how long it is of use.
    private static func expiry(of token: String) -> Date? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        guard let data = Data(base64Encoded: base64), let exp = LooseJSON([UInt8](data))?["exp"].integer else {
            return nil
        }
        return Date(timeIntervalSince1970: Double(exp))
    }

    private func call(
        _ name: String, _ request: @Sendable () async throws -> HTTPRequest
    ) async throws -> HTTPAnswer {
        let result = try await Retrier(settings.http.retry, surroundings).run {
            _ -> Attempt<Result<HTTPAnswer, Tokenfeil>> in
            do {
                let answer = try await connection.send(try await request())
                let seconds = answer.retryAfter(now: surroundings.now())
                switch answer.status {
                case 200..<300: return .done(.success(answer))
                case 408, 425, 429, 500...:
                    let fault = Tokenfeil.retryLater("\(name) svarte \(answer.status).", afterSeconds: seconds)
                    return .again(otherwise: .failure(fault), afterSeconds: seconds)
                default:
                    // An OAuth error says which in one word of its own.
                    let word = LooseJSON(answer.body)?["error"].string.map { ": " + Sladding([])($0) } ?? ""
                    return .done(.failure(.configuration("\(name) svarte \(answer.status)\(word).")))
                }
            } catch HTTPFailure.untrusted(let reason) {
                return .done(.failure(.configuration("\(name): \(reason)")))
            } catch HTTPFailure.unreachable(let reason), HTTPFailure.interrupted(let reason),
                HTTPFailure.unreadable(let reason), HTTPFailure.changed(let reason)
            {
                let fault = Tokenfeil.retryLater("\(name): \(reason)", afterSeconds: nil)
                return .again(otherwise: .failure(fault), afterSeconds: nil)
            }
        }
        return try result.get()
    }
}

private struct Header: Encodable, Sendable {
    var alg = "RS256"
    var typ = "JWT"
    var kid: String?
    var x5c: [String]?
}

private struct Grant: Encodable, Sendable {
    var aud: String
    var iss: String
    var scope: String
    var iat: Int
    var exp: Int
    var jti: String
    var consumerOrg: String?

    enum CodingKeys: String, CodingKey {
        case aud, iss, scope, iat, exp, jti
        case consumerOrg = "consumer_org"
    }
}
