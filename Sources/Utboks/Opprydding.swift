// SPDX-License-Identifier: Apache-2.0
import DPVHTTP
import Foundation

extension Utboks {
    /// Removes the packages and, later, the rows of messages with which all has been done for long enough.
    package func rydd() async throws {
        let now = surroundings.now()
        let filer = now - Double(settings.keepFilesDays) * 86_400
        while true {
            let old = try await lager.ferdige(foer: filer, harFiler: true, most: 100)
            if old.isEmpty { break }
            for post in old {
                // The row first: a folder without a message is swept away, a message without a folder cannot be sent.
                try await lager.endre(post.messageId, post.endret) { $0.harFiler = false }
                post.mappe.map(mappe.remove)
            }
        }
        let rader = now - Double(settings.keepDays) * 86_400
        while true {
            let old = try await lager.ferdige(foer: rader, harFiler: false, most: 100)
            if old.isEmpty { break }
            for post in old {
                try await lager.glem(post.messageId)
                post.mappe.map(mappe.remove)
            }
        }
        try await lager.glemArkivkvitteringer(foer: rader)
        if settings.vacuum { try await lager.komprimer() }
    }
}
