// SPDX-License-Identifier: Apache-2.0

/// How a receiving archive wants its `PutMessage`.
public struct Dialekt: Sendable, Hashable {
    /// The frame around the request.
    public enum Soap: String, Sendable, CaseIterable {
        /// None: the request alone.
        case none
        /// SOAP 1.1.
        case soap11 = "1.1"
        /// SOAP 1.2.
        case soap12 = "1.2"
    }

    /// How the payload stands in the request.
    public enum Nyttelast: String, Sendable, CaseIterable {
        /// As text with `&lt;` for `<`.
        case escaped
        /// In CDATA sections.
        case cdata
    }

    /// The frame around the request.
    public var soap = Soap.none
    /// How the payload stands in the request.
    public var nyttelast = Nyttelast.escaped

    /// The request alone, with its payload as escaped text.
    public init() {}
}
