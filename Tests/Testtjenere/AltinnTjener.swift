// SPDX-License-Identifier: Apache-2.0
public import Foundation
import HTTPTypes
import HummingbirdCore
import JWTKit
import NIOCore
import Synchronization

/// A server that behaves as Altinn 3 Correspondence with Maskinporten and the token exchange before it.
public final class AltinnTjener: Sendable {
    /// A correspondence that was received.
    public struct Korrespondanse: Sendable {
        /// Altinn's id of it.
        public let id: String
        /// The parts of the form.
        public let deler: [Skjemadel]
        /// When the receiver could see it.
        public var published: String?
        /// When the receiver read it.
        public var read: String?
        /// The highest status.
        public var status = "Initialized"
        /// It is gone.
        public var isPurged = false
        /// What is said of its attachments; nil is nothing wrong.
        public var attachmentFailure: String?

        /// What became of the notifications, as the details tell it, by channel; empty is that there were none.
        public var notificationStatuses: [String] = []

        /// Text of a part; nil where there is none.
        public func felt(_ name: String) -> String? { deler.first { $0.name == name }?.text }
    }

    private struct Tilstand {
        var korrespondanser: [Korrespondanse] = []
        var grants: [String: Date] = [:]
        var tokens: [String: Date] = [:]
        var jtis: Set<String> = []
        var headersOfUploads: [[String: String]] = []
        var isReferenceLost = false
        var isReadAtOnce = false
    }

    private let tilstand = Mutex(Tilstand())
    private let forstyrrelser = Forstyrrelser()
    private let now: @Sendable () -> Date
    private let tjener: Testtjener

    /// The address that ends in `/correspondence/api/v1`.
    public var serviceURL: String { tjener.url + "/correspondence/api/v1" }
    /// Where tokens are exchanged.
    public var exchangeURL: String { tjener.url + "/authentication/api/v1/exchange/maskinporten" }
    /// Where tokens are fetched.
    public var tokenURL: String { tjener.url + "/token" }
    /// Whom grants must be for.
    public static let audience = "https://test.maskinporten.example/"
    /// Seconds that Altinn's token lives.
    public static let lifetime = 1800.0

    /// Starts the server.
    ///
    /// - Parameter now: the server's clock.
    /// - Throws: when it cannot be started.
    public init(
        sertifikat: Testsertifikat? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        self.now = now
        let (forstyrrelser, virkemaate) = (forstyrrelser, Virkemaate())
        tjener = try await Testtjener(sertifikat: sertifikat) { kall in
            let operation = Self.operation(kall)
            return Testtjener.Virkning(forstyrrelser.next(operation)) { try await virkemaate(kall, operation) }
        }
        virkemaate.set { [unowned self] in try await self.respond($0, $1) }
    }

    /// Stops the server.
    public func stop() async { await tjener.stop() }

    // MARK: For tests

    /// The next calls of an operation go wrong, each in its way.
    public func disturb(_ operation: String, _ forstyrrelser: Forstyrrelse...) {
        self.forstyrrelser.add(operation, forstyrrelser)
    }

    /// Every call of an operation goes wrong; `*` is all of them.
    public func disturbAlways(_ operation: String, _ forstyrrelse: Forstyrrelse) {
        forstyrrelser.always(operation, forstyrrelse)
    }

    /// What goes wrong with each call is chosen when it comes, by its operation.
    public func disturb(choosing choice: @escaping @Sendable (_ operation: String) -> Forstyrrelse?) {
        forstyrrelser.choose(choice)
    }

    /// Nothing goes wrong any more.
    public func heal() {
        forstyrrelser.clear()
        tilstand.withLock { $0.isReferenceLost = false }
    }

    /// The list does not find what is there.
    public func loseReferences() { tilstand.withLock { $0.isReferenceLost = true } }

    /// Receivers read what comes as soon as it does.
    public func readAtOnce() { tilstand.withLock { $0.isReadAtOnce = true } }

    /// Every token that was given is forgotten.
    public func revokeTokens() { tilstand.withLock { $0.tokens = [:] } }

    /// What was received.
    public var korrespondanser: [Korrespondanse] { tilstand.withLock { $0.korrespondanser } }

    /// How often a key was used.
    public func delivered(_ key: String) -> Int {
        tilstand.withLock { $0.korrespondanser.count { $0.felt("idempotentKey") == key } }
    }

    /// How many calls there were of an operation.
    public func calls(_ operation: String) -> Int { forstyrrelser.calls(operation) }

    /// The headers of each upload, in lower case.
    public var headersOfUploads: [[String: String]] { tilstand.withLock { $0.headersOfUploads } }

    /// Changes a correspondence, as time or its receiver does.
    public func change(_ id: String, _ body: (inout Korrespondanse) -> Void) {
        tilstand.withLock { tilstand in
            for index in tilstand.korrespondanser.indices where tilstand.korrespondanser[index].id == id {
                body(&tilstand.korrespondanser[index])
            }
        }
    }

    // MARK: Answers

    private static func operation(_ kall: Kall) -> String {
        let parts = kall.path.split(separator: "/").map(String.init)
        return switch (kall.method, kall.path) {
        case ("POST", "/token"): "token"
        case ("GET", "/authentication/api/v1/exchange/maskinporten"): "exchange"
        case ("POST", "/correspondence/api/v1/correspondence/upload"): "upload"
        case ("GET", "/correspondence/api/v1/correspondence"): "list"
        case ("GET", _) where parts.count == 5 && parts[3] == "correspondence": "overview"
        case ("GET", _) where parts.count == 6 && parts[5] == "details": "details"
        case ("GET", _) where parts.count == 5 && parts[3] == "attachment": "attachment"
        default: "unknown"
        }
    }

    private func respond(_ kall: Kall, _ operation: String) async throws -> Testsvar {
        switch operation {
        case "token": return try await token(kall)
        case "exchange": return exchange(kall)
        case "unknown": return Testsvar(404, headers: ["Content-Type": "text/html"], body: Array("<html>".utf8))
        default: break
        }
        if let accept = kall.header("Accept"), !accept.contains("application/json"), !accept.contains("*/*") {
            return Testsvar(406, body: Array("Not acceptable".utf8))
        }
        guard isAuthorized(kall) else {
            for try await _ in kall.body {}
            return Testsvar(401)
        }
        let id = kall.path.split(separator: "/").map(String.init).dropFirst(4).first ?? ""
        switch operation {
        case "upload": return try await upload(kall)
        case "list": return list(kall)
        case "overview": return overview(id, details: false)
        case "details": return overview(id, details: true)
        default: return attachment(id)
        }
    }

    /// An error of Altinn's own.
    public static func problem(_ status: Int, _ errorCode: Int, _ detail: String) -> Testsvar {
        .json(
            status,
            """
            {"type":"https://tools.ietf.org/html/rfc9110","title":"Error","status":\(status),"detail":"\(detail)",\
            "instance":null,"traceId":"00-1-01","code":"CORR-0\(errorCode)","errorCode":\(errorCode)}
            """, type: "application/problem+json")
    }

    // MARK: Tokens

    struct Grant: JWTPayload {
        var aud: String
        var iss: String
        var scope: String
        var iat: Int
        var exp: Int
        var jti: String

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func token(_ kall: Kall) async throws -> Testsvar {
        let form = Dictionary(
            String(decoding: try await kall.bytes(), as: UTF8.self).split(separator: "&").map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return (sides[0], sides.count > 1 ? sides[1] : "")
            }
        ) { first, _ in first }
        guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", let assertion = form["assertion"],
            kall.header("Content-Type") == "application/x-www-form-urlencoded", let virksomhet = Testvirksomhet.felles
        else { return .json(400, #"{"error":"invalid_request"}"#) }
        let keys = await JWTKeyCollection().add(
            rsa: try Insecure.RSA.PublicKey(pem: virksomhet.publicKeyPEM), digestAlgorithm: .sha256)
        let header = Self.json(assertion.split(separator: ".").first.map(String.init) ?? "")
        let der = virksomhet.certificatePEM.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        let isKnown = header["kid"] as? String == "kjent" || (header["x5c"] as? [String])?.first == der
        guard header["alg"] as? String == "RS256", isKnown,
            let grant = try? await keys.verify(assertion, as: Grant.self), grant.aud == Self.audience,
            grant.exp - grant.iat <= 120, abs(Double(grant.iat) - now().timeIntervalSince1970) < 60,
            tilstand.withLock({ $0.jtis.insert(grant.jti).inserted }), !grant.scope.isEmpty, grant.iss == "proeve"
        else { return .json(400, #"{"error":"invalid_grant"}"#) }
        let token = Self.token(expires: now() + 119)
        tilstand.withLock { $0.grants[token] = now() + 119 }
        return .json(
            #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":119,"scope":"\#(grant.scope)"}"#)
    }

    private func exchange(_ kall: Kall) -> Testsvar {
        guard let bearer = Self.bearer(kall), tilstand.withLock({ $0.grants[bearer] ?? .distantPast }) > now() else {
            return Testsvar(401)
        }
        let token = Self.token(expires: now() + Self.lifetime)
        tilstand.withLock { $0.tokens[token] = now() + Self.lifetime }
        if kall.header("Accept")?.contains("application/json") == true { return .json("\"\(token)\"") }
        return Testsvar(200, headers: ["Content-Type": "text/plain"], body: Array(token.utf8))
    }

    private static func token(expires: Date) -> String {
        let claims = #"{"exp":\#(Int(expires.timeIntervalSince1970)),"jti":"\#(UUID().uuidString)"}"#
        func base64(_ text: String) -> String {
            Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
        }
        return [#"{"alg":"RS256"}"#, claims, "signature"].map(base64).joined(separator: ".")
    }

    private static func json(_ part: String) -> [String: Any] {
        var base64 = part.replacing("-", with: "+").replacing("_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        let object = Data(base64Encoded: base64).flatMap { try? JSONSerialization.jsonObject(with: $0) }
        return object as? [String: Any] ?? [:]
    }

    private static func bearer(_ kall: Kall) -> String? {
        guard let header = kall.header("Authorization"), header.hasPrefix("Bearer ") else { return nil }
        return String(header.dropFirst(7))
    }

    private func isAuthorized(_ kall: Kall) -> Bool {
        guard let bearer = Self.bearer(kall) else { return false }
        return tilstand.withLock { $0.tokens[bearer] ?? .distantPast } > now()
    }

    // MARK: Correspondences

    private static let required = [
        "correspondence.resourceId", "correspondence.sendersReference", "correspondence.content.messageTitle",
        "correspondence.content.messageBody", "recipients[0]",
    ]
    private static let extensions = [
        "doc", "docx", "xls", "xlsx", "ppt", "pps", "zip", "pdf", "html", "txt", "xml", "jpg", "jpeg", "gif", "bmp",
        "png", "json", "csv", "dcm", "dicom",
    ]

    private func upload(_ kall: Kall) async throws -> Testsvar {
        tilstand.withLock { tilstand in
            tilstand.headersOfUploads.append(
                Dictionary(kall.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first })
        }
        guard let type = kall.header("Content-Type"), var leser = try? Skjemaleser(contentType: type) else {
            return Testsvar(415)
        }
        var received = 0
        for try await part in kall.body {
            received += part.readableBytes
            try leser.read(part)
        }
        // Altinn takes chunks as well; the length is what we promise.
        guard leser.isEnded, kall.header("Content-Length") == String(received) else { return Testsvar(400) }
        return accept(leser.deler)
    }

    private func accept(_ deler: [Skjemadel]) -> Testsvar {
        let felt = Dictionary(deler.filter { $0.fileName == nil }.map { ($0.name, $0.text) }) { first, _ in first }
        let missing = Self.required.filter { felt[$0]?.isEmpty ?? true }
        if !missing.isEmpty || deler.contains(where: { $0.fileName == nil && $0.text.isEmpty }) {
            return .json(
                400,
                """
                {"type":"x","title":"One or more validation errors occurred.","status":400,"code":"STD-00000",\
                "validationErrors":[{"code":"CORR.VLD-00001","detail":"required","paths":["/\(missing.first ?? "")"]}],\
                "errors":{"\(missing.first ?? "")":["The field is required."]},"traceId":"1"}
                """, type: "application/problem+json")
        }
        let key = felt["idempotentKey"] ?? ""
        let isKnown = tilstand.withLock { $0.korrespondanser.contains { $0.felt("idempotentKey") == key } }
        if isKnown { return Self.problem(409, 1034, "A correspondence with the same idempotent key already exists") }
        let files = deler.filter { $0.fileName != nil }
        let names = (0..<100).compactMap { felt["correspondence.content.attachments[\($0)].fileName"] }
        guard files.allSatisfy({ $0.name == "attachments" }), files.count == names.count,
            zip(files, names).allSatisfy({ $0.fileName.map { Array($0.utf8) } == Array($1.utf8) })
        else { return Self.problem(400, 1005, "File is not found in the list of uploaded files") }
        if files.contains(where: { $0.size == 0 }) { return Self.problem(400, 2004, "File is empty") }
        let endings = names.map { $0.split(separator: ".").last.map { $0.lowercased() } ?? "" }
        guard endings.allSatisfy(Self.extensions.contains) else {
            return Self.problem(400, 2013, "Filetype not allowed")
        }
        if felt["correspondence.content.messageTitle"]?.hasPrefix("#") == true {
            return Self.problem(400, 1002, "Message title must be plain text")
        }
        var korrespondanse = Korrespondanse(id: UUID().uuidString.lowercased(), deler: deler)
        if tilstand.withLock({ $0.isReadAtOnce }) {
            korrespondanse.published = "2026-03-02T09:20:00+00:00"
            korrespondanse.read = "2026-03-02T09:21:00+00:00"
            korrespondanse.status = "Read"
        }
        let isNew = tilstand.withLock { [korrespondanse] tilstand -> Bool in
            if tilstand.korrespondanser.contains(where: { $0.felt("idempotentKey") == key }) { return false }
            tilstand.korrespondanser.append(korrespondanse)
            return true
        }
        if !isNew { return Self.problem(409, 1034, "A correspondence with the same idempotent key already exists") }
        return .json(
            """
            {"correspondences":[{"correspondenceId":"\(korrespondanse.id)","status":"Initialized",\
            "recipient":"x","notifications":null,"somethingNew":1}],"attachmentIds":[]}
            """)
    }

    private func list(_ kall: Kall) -> Testsvar {
        guard kall.query["resourceId"] != nil, kall.query["role"] == "Sender", let key = kall.query["idempotentKey"]
        else { return .json(400, #"{"title":"validation","status":400,"code":"STD-00000"}"#) }
        let ids = tilstand.withLock { tilstand in
            tilstand.isReferenceLost
                ? [] : tilstand.korrespondanser.filter { $0.felt("idempotentKey") == key }.map(\.id)
        }
        return .json(#"{"ids":[\#(ids.map { "\"\($0)\"" }.joined(separator: ","))]}"#)
    }

    private func overview(_ id: String, details: Bool) -> Testsvar {
        guard let found = tilstand.withLock({ $0.korrespondanser.first { $0.id == id } }),
            !found.isPurged || details
        else { return Self.problem(404, 1001, "The requested correspondence was not found") }
        func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
        let history =
            details
            ? #","statusHistory":[{"status":"\#(found.status)","statusText":"\#(found.status)","statusChanged":"2026-03-02T09:20:00Z"}]"#
            : ""
        let notifications =
            found.notificationStatuses.isEmpty
            ? "[]"
            : details
                ? Self.notifications(found.notificationStatuses)
                : #"[{"notificationOrderId":"2f4a8bb4-6a0e-4d6f-9a53-000000000001","isReminder":false}]"#
        let attachments = found.attachmentFailure == nil ? "" : #"{"id":"vedlegg-\#(id)"}"#
        return .json(
            """
            {"correspondenceId":"\(id)","created":"2026-03-02T09:15:00+00:00","status":"\(found.status)",\
            "statusText":"\(found.status)","statusChanged":"2026-03-02T09:20:00+00:00","somethingNew":{"a":[1]},\
            "content":{"language":"no","attachments":[\(attachments)]},"notifications":\(notifications),\
            "published":\(quoted(found.published)),"read":\(quoted(found.read))\(history)}
            """)
    }

    // A reminder that came through says nothing of the first one.
    private static func notifications(_ statuses: [String]) -> String {
        func order(_ statuses: [String], isReminder: Bool) -> String {
            let emails = statuses.map { status in
                let succeeded = ["Delivered", "Succeeded"].contains(status)
                return #"{"succeeded":\#(succeeded),"sendStatus":{"status":"\#(status)"}}"#
            }
            let list = emails.joined(separator: ",")
            let details = #"{"email":null,"sms":null,"emails":[\#(list)],"smses":null}"#
            return #"{"id":"1","isReminder":\#(isReminder),"notificationStatusDetails":\#(details)}"#
        }
        return "[\(order(statuses, isReminder: false)),\(order(["Delivered"], isReminder: true))]"
    }

    private func attachment(_ id: String) -> Testsvar {
        let owner = tilstand.withLock { $0.korrespondanser.first { "vedlegg-" + $0.id == id } }
        guard let failure = owner?.attachmentFailure else { return Self.problem(404, 2001, "not found") }
        return .json(#"{"attachmentId":"\#(id)","status":"Failed","statusText":"\#(failure)"}"#)
    }
}
