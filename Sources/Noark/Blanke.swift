// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without blanks of any kind, as `$blanke` in `xslt/felles/tekst.xsl` has them.
    package var withoutBlanks: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars where !scalar.properties.isWhitespace { scalars.append(scalar) }
        return String(scalars)
    }
}
