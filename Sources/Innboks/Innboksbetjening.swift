// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What an operator does, also while another process works with the same store.
extension Innlager {
    /// Takes a message up again that is parked or that the archive refused, or lets one that waits go now; an answer that stands
    /// goes alone.
    ///
    /// It is converted anew, and reaches the archive under the same identity.
    ///
    /// - Returns: the message as it is now; nil when there is none that can be.
    public func retry(_ messageId: String, _ naa: Date) async throws -> Innmelding? {
        guard let melding = try await melding(messageId), melding.kanProevesIgjen else { return nil }
        return try await endre(messageId) { melding in
            switch melding.tilstand {
            // The archive has said no, and its sender does not know it yet: that is what stands.
            case .avvist where melding.svartilstand == .parkert || melding.svartilstand == .venter: break
            case .parkert, .avvist:
                melding.tilstand = .lagret
                melding.levering = Innmelding.Forsoek(neste: naa)
                // What is not sent is of the attempt before, and the next one has an answer of its own.
                if melding.svartilstand != .sendt {
                    melding.svar = nil
                    melding.svartilstand = nil
                    melding.svarlevering = nil
                }
            case .lagret, .klar: melding.levering.neste = naa
            case .levert: break
            }
            switch melding.svartilstand {
            case .parkert:
                melding.svartilstand = .venter
                melding.svarlevering = Innmelding.Forsoek(neste: naa)
            case .venter: melding.svarlevering?.neste = naa
            case .sendt, nil: break
            }
        }
    }
}

extension Innmelding {
    fileprivate var kanProevesIgjen: Bool { tilstand != .levert || [.parkert, .venter].contains(svartilstand) }
}
