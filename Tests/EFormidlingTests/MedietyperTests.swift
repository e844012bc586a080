// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testhjelp
import Testing

@testable import EFormidling

@Suite struct MedietyperTests {
    @Test func theStylesheetHasTheSameTable() throws {
        let stylesheet = try String(
            contentsOf: Omgivelser.root.appending(path: "xslt/felles/medietyper.xsl"), encoding: .utf8)
        var types: [String: String] = [:]
        for row in stylesheet.matches(of: /<xsl:when test="([^"]*\$endelse = [^"]*)">([^<]*)</) {
            for ending in row.1.matches(of: /\$endelse = '([^']*)'/) { types[String(ending.1)] = String(row.2) }
        }
        #expect(types == Medietyper.byExtension)
    }
}
