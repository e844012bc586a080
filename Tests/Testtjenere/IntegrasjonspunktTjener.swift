// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import HummingbirdCore
import NIOCore
import Synchronization

/// A server that behaves as the integrasjonspunkt's REST API, version 4.
public final class IntegrasjonspunktTjener: Sendable {
    /// A file that was received.
    public struct Fil: Sendable, Hashable {
        /// File name.
        public let navn: String
        /// Title.
        public let tittel: String
        /// Media type.
        public let mediatype: String
        /// Size in bytes.
        public let size: Int
        /// SHA-256 in lower-case hexadecimal digits.
        public let sha256: String
        /// The bytes of `arkivmelding.xml`, and of nothing else.
        public let innhold: [UInt8]
    }

    /// A message that was received.
    public struct Melding: Sendable {
        /// The SBD.
        public let sbd: [UInt8]
        /// The files, in the order they came.
        public var filer: [Fil] = []
        /// How often it was put in the queue.
        public var dispatches = 0
        /// Statuses, oldest first.
        public var statuser: [String] = ["OPPRETTET"]
        /// It is taken away, and its conversation is left.
        public var isGone = false
        /// How often it must be asked for before it is sent.
        public var readsUntilSent = 0
        /// What is said of the last status.
        public var description: String?
    }

    private struct Tilstand {
        var meldinger: [String: Melding] = [:]
        var readsUntilSent = 0
        var queueStands = false
        var koe: [String] = []
        var statusesOfSent = ["SENDT"]
        var knownReceivers: [String: String] = [:]
    }

    /// What has come in.
    public let innkommende: Innkommende
    private let tilstand = Mutex(Tilstand())
    private let forstyrrelser = Forstyrrelser()
    private let now: @Sendable () -> Date
    private let credentials: String?
    private let tjener: Testtjener

    /// The address.
    public var url: String { tjener.url }

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - user: user name and password, with a colon between; nil asks for none.
    ///   - now: the server's clock.
    /// - Throws: when it cannot be started.
    public init(
        sertifikat: Testsertifikat? = nil, user: String? = "proeve:hemmelig",
        now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        self.now = now
        innkommende = Innkommende(now: now)
        credentials = user.map { "Basic " + Data($0.utf8).base64EncodedString() }
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
    public func heal() { forstyrrelser.clear() }

    /// Messages stay in the queue until they have been asked for so often.
    public func delayQueue(reads: Int) { tilstand.withLock { $0.readsUntilSent = reads } }

    /// A receiver of whom something is known: the body of the answer.
    public func know(_ receiver: String, _ json: String) { tilstand.withLock { $0.knownReceivers[receiver] = json } }

    /// All messages.
    public var meldinger: [Melding] { tilstand.withLock { Array($0.meldinger.values) } }

    /// A message; nil when there is none.
    public func melding(_ id: String) -> Melding? { tilstand.withLock { $0.meldinger[id] } }

    /// The ids of the messages in the order in which they were first put in the queue.
    public var rekkefoelge: [String] { tilstand.withLock { $0.koe } }

    /// What becomes of messages as soon as they are sent, in place of SENDT alone.
    public func send(with statuses: String...) { tilstand.withLock { $0.statusesOfSent = statuses } }

    /// How often a message reached DPV, which knows it by its id.
    public func delivered(_ id: String) -> Int { melding(id).map { min($0.dispatches, 1) } ?? 0 }

    /// How many calls there were of an operation.
    public func calls(_ operation: String) -> Int { forstyrrelser.calls(operation) }

    /// Changes a message.
    public func change(_ id: String, _ body: (inout Melding) -> Void) {
        tilstand.withLock { if $0.meldinger[id] != nil { body(&$0.meldinger[id, default: Melding(sbd: [])]) } }
    }

    // MARK: Answers

    private static func operation(_ kall: Kall) -> String {
        let parts = kall.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return switch (kall.method, parts.dropFirst().first, parts.dropFirst(2).first, parts.count) {
        case ("POST", "api", "messages", 4): "create"
        case ("PUT", "api", "messages", 5): "upload"
        case ("POST", "api", "messages", 5) where parts[4] == "multipart": "multipart"
        case ("POST", "api", "messages", 5): "send"
        case ("GET", "api", "messages", 5) where parts[3] == "in" && parts[4] == "peek": "peek"
        case ("GET", "api", "messages", 6) where parts[3] == "in" && parts[4] == "pop": "pop"
        case ("DELETE", "api", "messages", 5) where parts[3] == "in": "delete"
        case ("GET", "api", "conversations", 5): "conversation"
        case ("GET", "api", "capabilities", 4): "capabilities"
        default: "unknown"
        }
    }

    /// An error of the integrasjonspunkt's own.
    public static func error(
        _ status: Int, _ exception: String, _ message: String = "Feil", errors: String = "[]"
    ) -> Testsvar {
        .json(
            status,
            """
            {"timestamp":"2026-03-02T09:15:00.123+01:00","status":\(status),"error":"Error",\
            "exception":"no.difi.meldingsutveksling.exceptions.\(exception)","message":"\(message)",\
            "errors":\(errors),"path":"/api/messages/out"}
            """)
    }

    private func respond(_ kall: Kall, _ operation: String) async throws -> Testsvar {
        if let credentials, kall.header("Authorization") != credentials {
            for try await _ in kall.body {}
            return Testsvar(401, headers: ["WWW-Authenticate": "Basic"])
        }
        let id = kall.path.split(separator: "/").last.map(String.init) ?? ""
        switch operation {
        case "create": return create(try await kall.bytes())
        case "upload": return try await upload(id, kall)
        case "send": return send(id)
        case "peek": return innkommende.peek(kall.query["receiverIdentifier"])
        case "pop": return innkommende.pop(id)
        case "delete": return innkommende.delete(id)
        case "conversation": return conversation(id)
        case "capabilities":
            return tilstand.withLock { $0.knownReceivers[id] }.map { .json($0) }
                ?? Self.error(404, "IdentifierNotFoundException")
        default: return .json(404, #"{"status":404,"error":"Not Found","path":"x"}"#)
        }
    }

    private func create(_ bytes: [UInt8]) -> Testsvar {
        guard let sbd = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any], sbd.count == 2,
            let header = sbd["standardBusinessDocumentHeader"] as? [String: Any],
            let document = header["documentIdentification"] as? [String: Any],
            let type = document["type"] as? String, sbd[type] is [String: Any],
            (document["standard"] as? String)?.hasSuffix("::" + type) == true,
            let id = document["instanceIdentifier"] as? String, UUID(uuidString: id) != nil,
            let receivers = header["receiver"] as? [[String: Any]], receivers.count == 1,
            let scopes = (header["businessScope"] as? [String: Any])?["scope"] as? [[String: Any]],
            let conversation = scopes.first(where: { $0["type"] as? String == "ConversationId" })
        else { return Self.error(500, "IllegalArgumentException") }
        let information = (conversation["scopeInformation"] as? [[String: Any]])?.first
        if let expiry = information?["expectedResponseDateTime"] as? String {
            guard let date = try? Date(expiry, strategy: .iso8601), date > now() else {
                return Self.error(400, "TimeToLiveException")
            }
        }
        let isNew = tilstand.withLock { tilstand -> Bool in
            if tilstand.meldinger[id] != nil { return false }
            var melding = Melding(sbd: bytes)
            melding.readsUntilSent = tilstand.readsUntilSent
            tilstand.meldinger[id] = melding
            return true
        }
        return isNew
            ? .json(String(decoding: bytes, as: UTF8.self)) : Self.error(400, "MessageAlreadyExistsException")
    }

    private func upload(_ id: String, _ kall: Kall) async throws -> Testsvar {
        var (size, hash, content) = (0, SHA256(), [UInt8]())
        // Raw bytes in a header are ISO 8859-1 to Tomcat.
        let disposition = String(
            String.UnicodeScalarView((kall.header("Content-Disposition") ?? "").utf8.map { Unicode.Scalar($0) }))
        let parameters = Self.parameters(disposition)
        let name = parameters["filename"] ?? ""
        for try await part in kall.body {
            size += part.readableBytes
            part.withUnsafeReadableBytes {
                hash.update(bufferPointer: $0)
                if name == "arkivmelding.xml" { content.append(contentsOf: $0) }
            }
        }
        guard let type = kall.header("Content-Type"), kall.header("Content-Disposition") != nil, !name.isEmpty,
            kall.header("Content-Length") == String(size), type != "application/x-www-form-urlencoded"
        else { return Self.error(400, "MissingHttpHeaderException") }
        let fil = Fil(
            navn: name, tittel: kall.query["title"] ?? parameters["name"] ?? "", mediatype: type, size: size,
            sha256: hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), innhold: content)
        return tilstand.withLock { tilstand in
            guard let melding = tilstand.meldinger[id], !melding.isGone else {
                return Self.error(404, "MessageNotFoundException")
            }
            if melding.filer.contains(where: { $0.navn == name }) {
                return Self.error(400, "DuplicateFilenameException")
            }
            if fil.tittel.isEmpty { return Self.error(400, "MissingFileTitleException") }
            tilstand.meldinger[id]?.filer.append(fil)
            return Testsvar(200)
        }
    }

    // Case-sensitive, quoted or bare; the form with an asterisk wins (RFC 5987).
    private static func parameters(_ header: String) -> [String: String] {
        var result: [String: String] = [:]
        for match in header.matches(of: /;\s*([A-Za-z]+)(\*?)=("[^"]*"|[^;]*)/) {
            let value = String(match.3)
            if match.2 == "*" {
                result[String(match.1)] = value.replacing("UTF-8''", with: "").removingPercentEncoding
            } else if result[String(match.1)] == nil {
                result[String(match.1)] = value.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        }
        return result
    }

    private func send(_ id: String) -> Testsvar {
        tilstand.withLock { tilstand in
            guard let melding = tilstand.meldinger[id], !melding.isGone else {
                return Self.error(404, "MessageNotFoundException")
            }
            let isKvittering = String(decoding: melding.sbd, as: UTF8.self).contains("::arkivmelding_kvittering\"")
            if melding.filer.isEmpty, !isKvittering { return Self.error(400, "MissingFileException") }
            let isArkivmelding = String(decoding: melding.sbd, as: UTF8.self).contains("xsd::arkivmelding\"")
            if isArkivmelding {
                guard let arkivmelding = melding.filer.first(where: { $0.navn == "arkivmelding.xml" }) else {
                    return Self.error(400, "MissingArkivmeldingException")
                }
                let names = Set(melding.filer.map(\.navn))
                guard Self.references(arkivmelding.innhold).allSatisfy(names.contains) else {
                    return Self.error(400, "MissingArkivmeldingFileException")
                }
            }
            tilstand.meldinger[id]?.dispatches += 1
            if melding.dispatches == 0 { tilstand.koe.append(id) }
            if melding.readsUntilSent == 0 { Self.markSent(&tilstand, id) }
            return Testsvar(200)
        }
    }

    private static func references(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).matches(
            of: /<referanseDokumentfil>([^<]*)<\/referanseDokumentfil>/
        ).map {
            String($0.1).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
                .replacing("&amp;", with: "&")
        }
    }

    private static func markSent(_ tilstand: inout Tilstand, _ id: String) {
        tilstand.meldinger[id]?.statuser += tilstand.statusesOfSent
        tilstand.meldinger[id]?.isGone = true
    }

    private func conversation(_ id: String) -> Testsvar {
        tilstand.withLock { tilstand in
            guard let melding = tilstand.meldinger[id] else { return Self.error(404, "ConversationNotFoundException") }
            if melding.dispatches > 0, !melding.isGone {
                tilstand.meldinger[id]?.readsUntilSent -= 1
                if melding.readsUntilSent <= 1 { Self.markSent(&tilstand, id) }
            }
            let statuses = (tilstand.meldinger[id]?.statuser ?? []).enumerated().map { index, status in
                let text = index == melding.statuser.count - 1 ? melding.description : nil
                let description = text.map { #","description":"\#($0)""# } ?? ""
                return
                    #"{"id":\#(index + 1),"lastUpdate":"2026-03-02T09:1\#(index):00+01:00","status":"\#(status)"\#(description)}"#
            }
            return .json(
                #"{"id":1,"messageId":"\#(id)","finished":false,"messageStatuses":[\#(statuses.joined(separator: ","))]}"#
            )
        }
    }
}
