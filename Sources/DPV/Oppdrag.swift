// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Noark

/// One hand-over: a package on disk and the correspondence that shows it.
public struct Oppdrag: Sendable {
    /// The correspondence.
    public let korrespondanse: Korrespondanse
    /// The package's folder: `sbd.json`, `report.json`, `documents/`, and for an arkivmelding `arkivmelding.xml`.
    ///
    /// Not to be changed.
    public let forsendelse: URL
    /// The key that makes a repeated hand-over one, a UUID.
    ///
    /// Decided and stored by the caller before the first call; the same for every call until the message is known to
    /// have failed. A transport whose other side wants a new identity for each attempt uses it as that.
    public let idempotentKey: String

    /// Creates an order; the key of a first attempt is the message's id.
    public init(korrespondanse: Korrespondanse, forsendelse: URL, idempotentKey: String? = nil) {
        self.korrespondanse = korrespondanse
        self.forsendelse = forsendelse
        self.idempotentKey = idempotentKey ?? korrespondanse.messageId
    }

    /// The key of an attempt, counted from 1.
    ///
    /// Altinn never forgets a key: a message that is known to have failed needs a new one, and only such a message.
    public static func idempotentKey(ofMessage messageId: String, attempt: Int) -> String {
        attempt <= 1 ? messageId : NavnebasertUUID.uuid(parts: ["forsoek", messageId, String(attempt)])
    }
}
