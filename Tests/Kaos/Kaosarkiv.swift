// SPDX-License-Identifier: Apache-2.0
import Foundation
import Utboks

/// An archive that takes receipts, fails, and remembers.
struct Kaosarkiv: Arkivkanal {
    let spor: Spor
    let uhell: Uhell

    func lever(_ putMessage: URL) async throws -> Arkivsvar {
        try await uhell.pause()
        if uhell.chance(20) { return .proevIgjen(grunn: "Ingen svarer.", omSekunder: nil) }
        let text = (try? String(contentsOf: putMessage, encoding: .utf8)) ?? ""
        let conversation = text.firstMatch(of: /conversationId="([^"]*)"/).map { String($0.1) } ?? "?"
        let type = text.firstMatch(of: /type=(?:"|&quot;)([A-Z]+)/).map { String($0.1) } ?? "?"
        spor.append("\(conversation) \(type)", to: "kvittering.log")
        try await uhell.pause()
        if uhell.chance(10) { return .proevIgjen(grunn: "Tiden løp ut.", omSekunder: nil) }
        return .tatt(appReceipt: nil)
    }
}
