// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP
internal import Foundation

/// One hand-over: the attempts that it takes, and what came of them.
struct Overlevering {
    private let oppdrag: Oppdrag
    private let resourceId: String
    private let checksums: [String]
    private let klient: Altinnklient
    private let surroundings: Surroundings
    private let retrier: Retrier
    private let scanRetrier: Retrier
    private let sladding: Sladding
    private var attempts = 1
    private var scans = 1
    private var isPlain = false
    private var wasDamaged = false
    private var mayHaveArrived = false

    init(
        oppdrag: Oppdrag, resourceId: String, checksums: [String], klient: Altinnklient, settings: AltinnSettings,
        surroundings: Surroundings
    ) {
        let letter = oppdrag.korrespondanse
        self.oppdrag = oppdrag
        self.resourceId = resourceId
        self.checksums = checksums
        self.klient = klient
        self.surroundings = surroundings
        retrier = Retrier(settings.http.retry, surroundings)
        scanRetrier = Retrier(settings.scan, surroundings)
        sladding = Sladding(
            [letter.tekster, letter.plainTexts].flatMap { [$0.messageTitle, $0.messageSummary, $0.messageSender] }
                + [letter.messageBody] + letter.attachments.flatMap { [$0.fileName, $0.displayName] })
    }

    /// - Throws: `HTTPFailure.changed` or `CancellationError`.
    mutating func run() async throws -> Leveringsresultat {
        while true {
            if let result = try await attempt() { return result }
        }
    }

    /// Nil calls for another attempt, when it is time for it.
    private mutating func attempt() async throws -> Leveringsresultat? {
        let answer: HTTPAnswer
        do {
            answer = try await klient.call(request)
        } catch Tokenfeil.configuration(let reason) {
            return .configurationFault(reason: reason)
        } catch Tokenfeil.retryLater(let reason, let seconds) {
            return later(reason, seconds)
        } catch HTTPFailure.untrusted(let reason) {
            return .configurationFault(reason: reason)
        } catch HTTPFailure.unreadable(let reason) {
            return later(reason, nil)
        } catch HTTPFailure.unreachable(let reason) {
            return try await again(reason, nil)
        } catch HTTPFailure.interrupted(let reason) {
            mayHaveArrived = true
            return try await again(reason, nil)
        }
        if (200..<300).contains(answer.status) {
            if let id = LooseJSON(answer.body)?["correspondences"].elements.first?["correspondenceId"].string {
                return .accepted(reference: id)
            }
            // The key tells.
            mayHaveArrived = true
            return try await again("Altinn svarte noe som ikke er en kvittering.", nil)
        }
        return try await result(of: answer)
    }

    private var request: HTTPRequest {
        let letter = oppdrag.korrespondanse
        let skjema = Altinnskjema(
            oppdrag, resourceId: resourceId, tekster: isPlain ? letter.plainTexts : letter.tekster,
            checksums: checksums, now: surroundings.now())
        let form = MultipartForm(
            boundary: MultipartForm.randomBoundary(), fields: skjema.fields, files: skjema.files)
        return HTTPRequest(
            "POST", "/correspondence/upload", headers: [("Content-Type", form.contentType)], body: form.body)
    }

    private mutating func result(of answer: HTTPAnswer) async throws -> Leveringsresultat? {
        let feil = Altinnfeil(answer)
        let seconds = answer.retryAfter(now: surroundings.now())
        let text = feil.text(sladding)
        switch Feilklasse(feil) {
        case .retry:
            // What asks us to slow down has let nothing through.
            if ![425, 429].contains(feil.status) { mayHaveArrived = true }
            return try await again(text, seconds)
        case .retryOnce:
            if wasDamaged {
                return .refused(Avvisning(.filAvvist, "Altinn fikk ikke filene hele.", problem: feil.body))
            }
            wasDamaged = true
            return try await again(text, seconds)
        case .scanning:
            guard try await scanRetrier.pause(afterAttempt: scans, asked: seconds) else { return later(text, seconds) }
            scans += 1
            return nil
        case .notPlain:
            let letter = oppdrag.korrespondanse
            if isPlain || letter.plainTexts == letter.tekster {
                return .refused(
                    Avvisning(.innholdAvvist, "Altinn godtar ikke tittelen eller avsenderen.", problem: feil.body))
            }
            isPlain = true
            return nil
        case .knownKey: return try await lookUp()
        case .token, .configuration: return .configurationFault(reason: text)
        case .refused(let kode, let reason):
            let number = feil.errorCode.map { " (feil \($0))" } ?? " (\(feil.status))"
            return .refused(Avvisning(kode, reason.dropLast() + number + ".", problem: feil.body))
        }
    }

    private mutating func again(_ reason: String, _ seconds: Int?) async throws -> Leveringsresultat? {
        guard try await retrier.pause(afterAttempt: attempts, asked: seconds) else { return later(reason, seconds) }
        attempts += 1
        return nil
    }

    private func later(_ reason: String, _ seconds: Int?) -> Leveringsresultat {
        .retryLater(reason: reason, afterSeconds: seconds, mayHaveArrived: mayHaveArrived)
    }

    // Never with a new key: the message is there, whether or not it can be found yet.
    private func lookUp() async throws -> Leveringsresultat {
        var asked = 1
        while true {
            switch try await klient.lookUp(key: oppdrag.idempotentKey, resourceId: resourceId) {
            case .found(let id): return .alreadyAccepted(reference: id)
            case .retryLater(let reason, let seconds): return .retryLater(reason: reason, afterSeconds: seconds)
            case .configuration(let reason): return .configurationFault(reason: reason)
            case .none:
                guard try await retrier.pause(afterAttempt: asked, asked: nil) else {
                    return .retryLater(
                        reason: "Altinn har fått meldingen før, men finner den ikke.", afterSeconds: nil)
                }
                asked += 1
            }
        }
    }
}
