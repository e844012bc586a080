// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP
package import EFormidling
internal import Foundation
public import Noark
internal import Omforming
internal import Synchronization

/// Hands messages over to Altinn 3 Correspondence, itself or through Digdir's proxy.
///
/// A message is one call with all its files. When its answer is lost, the same call is made again with the same key, which
/// Altinn never forgets: it then says that the key is used, and the correspondence is looked up by it.
public final class AltinnTransport: DPVTransport {
    /// The name that settings use.
    public let name = Transportnavn.altinn3.rawValue
    private let settings: AltinnSettings
    private let surroundings: Surroundings
    private let klient: Altinnklient
    private let gate = KeyedGate()
    private let varselspoersmaal = Mutex<[String: Date]>([:])

    /// Connects nothing yet.
    ///
    /// - Throws: `ArkivbroError` when the key or the certificates cannot be used.
    public init(_ settings: AltinnSettings, surroundings: Surroundings = .system) throws {
        self.settings = settings
        self.surroundings = surroundings
        klient = try Altinnklient(settings, surroundings)
    }

    /// Hands a message over.
    public func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        // The same message twice at once would be sent twice, and one of them refused.
        try await gate.alone(with: oppdrag.idempotentKey) { try await self.deliver(oppdrag) }
    }

    private func deliver(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        guard let resourceId = resource(oppdrag.korrespondanse) else {
            return .configurationFault(reason: Self.noResource(oppdrag.korrespondanse.prosess))
        }
        if let fault = Self.fault(in: oppdrag) { return .refused(Avvisning(.filAvvist, fault)) }
        do {
            for attachment in oppdrag.korrespondanse.attachments {
                try HTTPBody.check(
                    oppdrag.forsendelse.appending(path: attachment.path), size: attachment.dokument.size)
            }
            let checksums = settings.sendsChecksums ? try await Altinnskjema.checksums(of: oppdrag) : []
            var overlevering = Overlevering(
                oppdrag: oppdrag, resourceId: resourceId, checksums: checksums, klient: klient, settings: settings,
                surroundings: surroundings)
            return try await overlevering.run()
        } catch HTTPFailure.unreadable(let reason) {
            return .retryLater(reason: reason, afterSeconds: nil, mayHaveArrived: false)
        } catch HTTPFailure.changed(let reason) {
            return .refused(Avvisning(.filAvvist, reason))
        }
    }

    /// Says what became of a message, by its overview alone as long as nothing is wrong with it.
    public func status(of referanse: Leveringsreferanse) async throws -> Statussvar {
        var id = referanse.reference
        if id == nil {
            guard let resourceId = settings.prosesstabell[referanse.prosess]?.resourceId else {
                return .configurationFault(reason: Self.noResource(referanse.prosess))
            }
            switch try await klient.lookUp(key: referanse.idempotentKey, resourceId: resourceId) {
            case .found(let found): id = found
            case .none: return .notKnown
            case .retryLater(let reason, let seconds): return .retryLater(reason: reason, afterSeconds: seconds)
            case .configuration(let reason): return .configurationFault(reason: reason)
            }
        }
        return try await status(ofCorrespondence: (id ?? "").percentEncoded)
    }

    /// Altinn takes post to everyone, and cannot be asked: those who look receivers up are eFormidling's.
    public func capabilities(of mottaker: Mottaker) async throws -> Kapabilitetssvar { .notAvailable }

    /// The call that ``send(_:)`` would make first.
    ///
    /// - Throws: `ArkivbroError` when the process has no resource.
    public func plan(_ oppdrag: Oppdrag) throws -> [PlannedCall] {
        try Self.plan(
            oppdrag, serviceURL: settings.serviceURL, prosesstabell: settings.prosesstabell, now: surroundings.now())
    }

    private func resource(_ letter: Korrespondanse) -> String? {
        letter.resourceId ?? settings.prosesstabell[letter.prosess]?.resourceId
    }

    /// Why a message of a process cannot be sent.
    package static func noResource(_ prosess: Prosess) -> String {
        "Prosesstabellen sier ikke hvilken ressurs i Altinn som hører til \(prosess.urn)."
    }

    // Found before anything is sent: a form cannot carry the name.
    private static func fault(in oppdrag: Oppdrag) -> String? {
        let isCarried = oppdrag.korrespondanse.attachments.allSatisfy { attachment in
            attachment.fileName.unicodeScalars.allSatisfy { $0.value >= 0x20 && !"\"\\".unicodeScalars.contains($0) }
        }
        return isCarried ? nil : "Et filnavn har tegn som ikke kan sendes."
    }

    // MARK: Status

    private func status(ofCorrespondence id: String) async throws -> Statussvar {
        switch try await klient.get("/correspondence/" + id) {
        case .retryLater(let reason, let seconds): return .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): return .configurationFault(reason: reason)
        case .answer(let answer):
            guard (200..<300).contains(answer.status) else {
                let feil = Altinnfeil(answer)
                // An address that is wrong gives 404 too, and so does what stands in front of Altinn when it is taken out: only
                // Altinn's own number says that the message is gone.
                return feil.errorCode == Altinnfeil.correspondenceNotFound
                    ? Altinnoversikt.gone : .configurationFault(reason: feil.text(Sladding([])))
            }
            guard let overview = LooseJSON(answer.body), case .object = overview else {
                return .retryLater(reason: "Altinn svarte noe som ikke er en oversikt.", afterSeconds: nil)
            }
            return try await status(overview, id)
        }
    }

    // Details are heavy for Altinn: only for what the overview cannot say.
    private func status(_ json: LooseJSON, _ id: String) async throws -> Statussvar {
        var overview = Altinnoversikt(json)
        // A server from before the times has them in the history.
        let lacksTimes = json.members["published"] == nil || json.members["read"] == nil
        if overview.lacksReason || lacksTimes || mayAskAboutNotifications(overview, json, id),
            case .answer(let answer) = try await klient.get("/correspondence/\(id)/details"), answer.status == 200,
            let details = LooseJSON(answer.body)
        {
            overview.add(details)
            if overview.published == nil { overview.attachmentTexts = try await texts(of: details) }
        }
        return overview.statussvar
    }

    // Seldom, and only while somebody can still do something about it: an hour after publishing the first notifications are
    // out, in daytime, and a week later Altinn itself notifies once more.
    private func mayAskAboutNotifications(_ overview: Altinnoversikt, _ json: LooseJSON, _ id: String) -> Bool {
        guard settings.asksNotifications, overview.read == nil, !json["notifications"].elements.isEmpty,
            let published = overview.published.flatMap({ Self.date($0) })
        else { return false }
        let now = surroundings.now()
        guard (3600...8 * 86_400).contains(now.timeIntervalSince(published)) else { return false }
        return varselspoersmaal.withLock { asked in
            asked = asked.filter { now.timeIntervalSince($0.value) < Self.notificationInterval }
            return asked.updateValue(asked[id] ?? now, forKey: id) == nil
        }
    }

    private static let notificationInterval = 6 * 3600.0

    private static func date(_ text: String) -> Date? {
        // With and without fractions, and from older servers without an offset.
        let plain = text.replacing(/\.[0-9]+/, with: "")
        return (try? Date(plain, strategy: .iso8601)) ?? (try? Date(plain + "Z", strategy: .iso8601))
    }

    // The correspondence says only that it failed; malware stands with the attachment.
    private func texts(of details: LooseJSON) async throws -> [String] {
        var texts: [String] = []
        for attachment in details["content"]["attachments"].elements {
            guard let id = attachment["id"].string ?? attachment["attachmentId"].string,
                case .answer(let answer) = try await klient.get("/attachment/" + id.percentEncoded),
                answer.status == 200, let json = LooseJSON(answer.body), json["status"].string == "Failed"
            else { continue }
            texts.append(json["statusText"].string ?? "Failed")
        }
        return texts
    }
}

extension Altinnoversikt {
    fileprivate init(_ json: LooseJSON) {
        self.init(status: json["status"].string ?? "")
        statusText = json["statusText"].string
        statusChanged = json["statusChanged"].string
        created = json["created"].string
        published = json["published"].string
        read = json["read"].string
    }

    fileprivate mutating func add(_ details: LooseJSON) {
        statusHistory = details["statusHistory"].elements.map {
            Hendelse(
                status: $0["status"].string ?? "", statusText: $0["statusText"].string,
                statusChanged: $0["statusChanged"].string)
        }
        isNobodyNotified = Varselstatus(details["notifications"]).isNobodyNotified
    }
}
