// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// User and password, as a server asks for them or is given them; never shown.
public struct Login: Sendable, CustomStringConvertible, CustomReflectable {
    private let user: String
    private let password: String

    /// Creates a login.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// What the scheme Basic sends, before it is encoded (RFC 7617, section 2), in UTF-8.
    package var userPass: Data { Data("\(user):\(password)".utf8) }

    /// The field of a request that tells who asks: scheme Basic.
    package var authorization: (String, String) { ("Authorization", "Basic " + userPass.base64EncodedString()) }

    /// Nothing of it.
    public var description: String { "Login" }

    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
