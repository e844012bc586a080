// SPDX-License-Identifier: Apache-2.0

/// How a payload stood in its `PutMessageRequest`.
public struct Nyttelastform: Sendable, Hashable {
    /// The form itself.
    public enum Form: String, Sendable, Hashable {
        /// As text with `&lt;` for `<`.
        case escaped
        /// As text that its element calls a string.
        case string = "xsi:type string"
        /// In CDATA sections.
        case cdata
        /// In CDATA sections and in text by turns.
        case mixed
        /// As elements.
        case inline
    }

    /// The form itself.
    public var form: Form
    /// How many layers of escapes were too many.
    public var extraEscapes = 0
    /// An unknown element stood around it.
    public var isWrapped = false
}
