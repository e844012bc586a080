// SPDX-License-Identifier: Apache-2.0
import BestEdu
public import DPVHTTP
public import Foundation
import SafeXML
public import Utboks

/// Calls an archive's own BEST/EDU endpoint.
///
/// Each call is made once: whoever keeps the message also counts the attempts. A call whose answer was lost may have worked,
/// and the same message is then sent again with the same identity.
public final class Arkivklient: Arkivkanal {
    private let kall: Arkivkall
    private let connection: HTTPConnection
    private let surroundings: Surroundings
    // A large message takes seconds to measure.
    private let maalinger = Arbeidskoe("arkivbro.arkiv", width: ProcessInfo.processInfo.activeProcessorCount)

    /// Connects nothing yet.
    ///
    /// - Throws: `ArkivbroError` when a certificate or key cannot be read.
    public init(_ settings: ArkivSettings, surroundings: Surroundings = .system) throws {
        kall = Arkivkall(settings: settings)
        connection = try HTTPConnection(settings.http)
        self.surroundings = surroundings
    }

    /// Calls `PutMessage` with the message in a file, whatever dialect it is written in.
    public func lever(_ putMessage: URL) async throws -> Arkivsvar {
        do {
            let call = try await maalinger.run { [kall] in try kall.putMessage(putMessage) }
            let answer = try await connection.send(call)
            return svar(answer)
        } catch HTTPFailure.unreadable(let reason), HTTPFailure.unreachable(let reason) {
            return .proevIgjen(grunn: reason, omSekunder: nil)
        } catch HTTPFailure.interrupted(let reason) {
            return .proevIgjen(grunn: reason + " Arkivet kan ha mottatt meldingen.", omSekunder: nil)
        } catch HTTPFailure.untrusted(let reason) {
            return .oppsettsfeil(grunn: reason)
        } catch is CancellationError {
            throw CancellationError()
        } catch is XMLFault, is PutMessageError {
            return .uleselig(grunn: "Filen som skulle leveres, er ikke en PutMessageRequest.")
        } catch {
            return .proevIgjen(grunn: "Kallet til arkivet kunne ikke lages.", omSekunder: nil)
        }
    }

    private func svar(_ answer: HTTPAnswer) -> Arkivsvar {
        let innhold = Svarinnhold(answer.body)
        switch innhold {
        case .fault(let codes): return fault(codes, answer)
        case .receipt(let type, let appReceipt) where (200..<300).contains(answer.status):
            return Self.receipt(type, appReceipt)
        default: break
        }
        guard (200..<300).contains(answer.status) else { return failure(answer) }
        switch innhold {
        case .empty where kall.settings.takesEmptyAnswer: return .tatt(appReceipt: nil)
        case .empty: return .proevIgjen(grunn: "Arkivet svarte \(answer.status) uten innhold.", omSekunder: nil)
        case .html:
            return .proevIgjen(
                grunn: "Arkivet svarte \(answer.status) med en HTML-side. Kontroller adressen.", omSekunder: nil)
        default:
            return .proevIgjen(
                grunn: "Arkivet svarte \(answer.status) med noe som ikke er et PutMessage-svar.", omSekunder: nil)
        }
    }

    private static func receipt(_ type: String, _ appReceipt: Data) -> Arkivsvar {
        switch type {
        case "OK", "WARNING": .tatt(appReceipt: appReceipt)
        case "ERROR", "NOTSUPPORTED":
            .avvist(grunn: "Arkivet avviste meldingen (\(type)).", appReceipt: appReceipt)
        // It did not understand, and would not the next time either.
        default: .avvist(grunn: "Arkivet svarte med en AppReceipt uten kjent type.", appReceipt: nil)
        }
    }

    // What no message is at fault for, and waiting does not mend.
    private static let configurationFaults: Set<String> = [
        "ActionNotSupported", "VersionMismatch", "MustUnderstand", "InvalidSecurity", "FailedAuthentication",
    ]

    private func fault(_ codes: [String], _ answer: HTTPAnswer) -> Arkivsvar {
        let names = codes.isEmpty ? "" : " (\(codes.joined(separator: ", ")))"
        let text = "Arkivet svarte med en SOAP-feil\(names)."
        if !Self.configurationFaults.isDisjoint(with: codes) {
            return .oppsettsfeil(grunn: text + " Kontroller SOAPAction, SOAP-versjon og innlogging.")
        }
        return .proevIgjen(grunn: text, omSekunder: answer.retryAfter(now: surroundings.now()))
    }

    private func failure(_ answer: HTTPAnswer) -> Arkivsvar {
        let text = "Arkivet svarte \(answer.status)."
        switch answer.status {
        case 401:
            let schemes = answer.headers.filter { $0.name.lowercased() == "www-authenticate" }.map {
                $0.value.lowercased()
            }
            let isBasic = schemes.isEmpty || schemes.contains { $0.contains("basic") }
            return .oppsettsfeil(
                grunn: text
                    + (isBasic
                        ? " Kontroller brukernavn og passord."
                        : " Det ber om en innlogging som ikke støttes (NTLM eller Negotiate); slå på Basic eller bruk "
                            + "klientsertifikat."))
        case 413: return .avvist(grunn: text + " Meldingen er for stor for arkivet.", appReceipt: nil)
        case 300..<400, 402...407, 410, 411, 415, 501:
            return .oppsettsfeil(grunn: text + " Kontroller adressen og tilgangen.")
        default: return .proevIgjen(grunn: text, omSekunder: answer.retryAfter(now: surroundings.now()))
        }
    }
}
