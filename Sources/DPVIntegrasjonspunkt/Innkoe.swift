// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP
internal import EFormidling
internal import Foundation

/// The queue of incoming messages at an integrasjonspunkt.
///
/// A message is peeked at, which holds it for us for some minutes, popped, and deleted. Popping does not remove it; deleting
/// does, and tells its sender that it was delivered.
public struct Innkoe: Sendable {
    private let klient: Integrasjonspunktklient

    /// Connects nothing yet.
    ///
    /// - Throws: `ArkivbroError` when the trusted certificates cannot be read.
    public init(_ settings: IntegrasjonspunktSettings, surroundings: Surroundings = .system) throws {
        klient = try Integrasjonspunktklient(settings, surroundings)
    }

    /// What is first in the queue.
    public enum Foerste: Sendable {
        /// A message, held for us: its SBD.
        case melding([UInt8])
        /// Nothing.
        case tom
        /// Not now.
        case retryLater(reason: String, afterSeconds: Int?)
        /// Settings or access are at fault.
        case configurationFault(reason: String)
    }

    /// Peeks at the oldest message that nobody holds.
    ///
    /// - Parameter mottaker: digits of the receiver; nil is any.
    /// - Throws: `CancellationError` alone.
    public func peek(mottaker: String? = nil) async throws -> Foerste {
        let query = mottaker.map { "?receiverIdentifier=" + $0.percentEncoded } ?? ""
        switch try await klient.call(HTTPRequest("GET", "/api/messages/in/peek" + query)) {
        case .success(let answer):
            if answer.status == 204 || answer.body.isEmpty { return .tom }
            // The page of a gateway, for one: nothing that anybody has sent.
            guard case .object? = try? SBDInnlesing.tree(answer.body) else {
                return .retryLater(reason: "Integrasjonspunktet svarte noe som ikke er en melding.", afterSeconds: nil)
            }
            return .melding(answer.body)
        case .failure(_, .notFound), .failure(_, .notLocked): return .tom
        case .failure(let feil, _): return .configurationFault(reason: feil.text)
        case .retryLater(let reason, let seconds, _): return .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): return .configurationFault(reason: reason)
        }
    }

    /// What came of taking hold of a message.
    public enum Uttak: Sendable {
        /// Popped, or deleted.
        case gjort
        /// It has no files.
        case utenFiler
        /// It is not there.
        case borte
        /// It is not held for us any more, and will come again.
        case ikkeLaast
        /// Not now.
        case retryLater(reason: String, afterSeconds: Int?)
        /// Settings or access are at fault.
        case configurationFault(reason: String)
    }

    /// Fetches the files of a message that is held for us, as the ASiC-E that they lie in.
    ///
    /// - Parameter take: gets the bytes in order; only with ``Uttak/gjort`` are they all.
    /// - Throws: what the body throws, or `CancellationError`.
    public func pop(_ messageId: String, _ take: (UnsafeRawBufferPointer) throws -> Void) async throws -> Uttak {
        uttak(try await klient.download("/api/messages/in/pop/" + messageId.percentEncoded, take))
    }

    /// Removes a message that is held for us.
    ///
    /// - Throws: `CancellationError` alone.
    public func delete(_ messageId: String) async throws -> Uttak {
        uttak(try await klient.call(HTTPRequest("DELETE", "/api/messages/in/" + messageId.percentEncoded)))
    }

    private func uttak(_ svar: Integrasjonspunktsvar) -> Uttak {
        switch svar {
        case .success(let answer): answer.status == 204 ? .utenFiler : .gjort
        case .failure(_, .notFound): .borte
        case .failure(_, .notLocked): .ikkeLaast
        case .failure(let feil, _) where feil.status == 409: .ikkeLaast
        case .failure(let feil, _): .retryLater(reason: feil.text, afterSeconds: nil)
        case .retryLater(let reason, let seconds, _): .retryLater(reason: reason, afterSeconds: seconds)
        case .configuration(let reason): .configurationFault(reason: reason)
        }
    }
}
