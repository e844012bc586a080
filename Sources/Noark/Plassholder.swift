// SPDX-License-Identifier: Apache-2.0

/// What a sender's template left standing where a value should have been, seen in real messages (docs/architecture.md,
/// "Identifiers"): SoapUI's question mark, and templates that nobody expanded. As in xslt/felles/, also in what is a blank.
extension String {
    /// Whether there is no identifier in the text: a GUID may stand in braces.
    package var isPlaceholderForId: Bool {
        let bare = withoutBlanks
        return bare.allSatisfy { $0 == "?" } || bare.hasPrefix("${") || bare.hasPrefix("{{")
    }

    /// Whether there is no name or title in the text: "{A} brev {B}" is one.
    package var isPlaceholderForText: Bool {
        let bare = withoutBlanks
        if bare.allSatisfy({ $0 == "?" }) { return true }
        guard bare.drop(while: { $0 == "$" }).hasPrefix("{"), let end = bare.firstIndex(of: "}") else { return false }
        return bare[end...].allSatisfy { $0 == "}" }
    }
}
