// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Most combining marks that may stand behind each other: as `Limits.maxCombiningMarks` of SafeXML, and for the same reason.
    private static let maxCombiningMarks = 64

    /// Whether so many combining marks stand behind each other that to compare the text would cost the square of them.
    package var hasTooManyMarks: Bool {
        guard utf8.contains(where: { $0 >= 0xcc }) else { return false }
        var run = 0
        return unicodeScalars.contains { scalar in
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            return run > Self.maxCombiningMarks
        }
    }
}
