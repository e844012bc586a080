// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Noark

/// Checks user and password (Basic).
struct Innlogging: Sendable {
    private let wanted: SHA256.Digest

    init(_ login: Login) { wanted = Self.digest(login.userPass) }

    /// Whether a header lets its client in.
    ///
    /// Digests are compared, so that the time it takes tells nothing of the password.
    func allows(_ header: String?) -> Bool {
        guard let header, header.utf8.count < 8192 else { return false }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "basic", let given = Data(base64Encoded: String(parts[1]))
        else { return false }
        return Self.digest(given) == wanted
    }

    private static func digest(_ bytes: Data) -> SHA256.Digest { SHA256.hash(data: bytes) }
}
