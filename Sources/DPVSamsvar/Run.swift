// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import Synchronization

/// A trial cannot go on.
struct Stop: Error {
    let text: String
}

/// One trial under way.
final class Run: Sendable {
    let counterpart: Counterpart
    let oppdrag: Proeveoppdrag
    private let failures = Mutex<[String]>([])

    // A queue that is asked again while it works is no fault.
    private static let maxTries = 60

    init(counterpart: Counterpart, oppdrag: Proeveoppdrag) {
        self.counterpart = counterpart
        self.oppdrag = oppdrag
    }

    var noted: [String] { failures.withLock { $0 } }

    func note(_ text: String) { failures.withLock { $0.append(text) } }

    func transport() async throws -> any DPVTransport { try await counterpart.transport() }

    static func kind(_ result: Leveringsresultat) -> String {
        switch result {
        case .accepted: "accepted"
        case .alreadyAccepted: "alreadyAccepted"
        case .retryLater: "retryLater"
        case .refused: "refused"
        case .configurationFault: "configurationFault"
        }
    }

    /// Notes what no answer may hold.
    func check(_ result: Leveringsresultat) {
        let reason: String
        switch result {
        case .accepted(let reference), .alreadyAccepted(let reference):
            if reference.isEmpty { note("referansen er tom") }
            reason = reference
        case .retryLater(let text, let seconds, _):
            if let seconds, seconds < 0 { note("ventetiden er negativ") }
            reason = text
        case .refused(let avvisning): reason = avvisning.reason
        case .configurationFault(let text): reason = text
        }
        if reason.isEmpty { note("\(Self.kind(result)) uten grunn") }
        for hemmelighet in Proeveoppdrag.hemmeligheter where reason.contains(hemmelighet) {
            note("\(Self.kind(result)) viser verdier fra meldingen")
        }
    }

    private func wait(_ seconds: Int?) async throws {
        let patience = min(seconds.map(Double.init) ?? counterpart.patience, counterpart.patience)
        try await Task.sleep(for: .seconds(max(patience, 0)))
    }

    /// Hands over, as often as the transport asks for.
    func send(_ oppdrag: Oppdrag, by transport: any DPVTransport) async throws -> Leveringsresultat {
        for _ in 1..<Self.maxTries {
            let result = try await transport.send(oppdrag)
            check(result)
            guard case .retryLater(_, let seconds, _) = result else { return result }
            try await wait(seconds)
        }
        return try await transport.send(oppdrag)
    }

    /// Hands over what was not handed over before.
    func accept(_ oppdrag: Oppdrag, by transport: (any DPVTransport)? = nil) async throws -> String {
        let sender: any DPVTransport
        if let transport { sender = transport } else { sender = try await self.transport() }
        let result = try await send(oppdrag, by: sender)
        guard case .accepted(let reference) = result else {
            throw Stop(text: "en ny melding ble svart med \(Self.kind(result))")
        }
        return reference
    }

    /// Hands over what may have been handed over before.
    func acceptOrKnown(_ oppdrag: Oppdrag) async throws -> String {
        let result = try await send(oppdrag, by: try await transport())
        switch result {
        case .accepted(let reference), .alreadyAccepted(let reference): return reference
        default: throw Stop(text: "samme oppdrag etter en feil ble svart med \(Self.kind(result))")
        }
    }

    /// Asks, as often as the transport asks for.
    func status(of referanse: Leveringsreferanse, by transport: any DPVTransport) async throws -> Statussvar {
        for _ in 1..<Self.maxTries {
            let svar = try await transport.status(of: referanse)
            guard case .retryLater(_, let seconds) = svar else { return svar }
            try await wait(seconds)
        }
        return try await transport.status(of: referanse)
    }

    func expectDelivered(_ oppdrag: Oppdrag, times: Int = 1) async throws {
        guard let delivered = counterpart.delivered else { return }
        let count = try await delivered(oppdrag.idempotentKey)
        if count != times { note("meldingen kom fram \(count) ganger") }
    }

    static func contents(of folder: URL) throws -> [String: Data] {
        let path = folder.path(percentEncoded: false)
        var result: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            // A folder has no bytes.
            result[name] = (try? Data(contentsOf: folder.appending(path: name))) ?? Data()
        }
        return result
    }
}
