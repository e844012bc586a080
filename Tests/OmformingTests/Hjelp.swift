// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Noark
import Omforming
import SafeXML
import Testhjelp

/// One engine for all tests: it is meant to be shared.
let omformer: Omformer = {
    do { return try Omformer(versjoner: .fixed) } catch { preconditionFailure("\(error)") }
}()

func les(_ bytes: [UInt8], limits: Limits = .standard) throws -> Innlesing {
    let reader = try MessageReader(store: DiscardingDocumentStore(), limits: limits)
    try bytes.withUnsafeBytes { try reader.feed($0) }
    return try reader.finish()
}

func omform(_ bytes: [UInt8], _ settings: ConversionSettings = ConversionSettings()) throws -> Omforming {
    omformer.convert(try les(bytes), settings)
}

extension Omforming {
    var koder: [String] { rapport.funn.map(\.funn.kode) }

    /// The text of a leaf of the arkivmelding, by its path without numbers.
    func felt(_ path: String) -> String? {
        var element = arkivmelding?.root
        for step in path.split(separator: "/") { element = element?.child(String(step)) }
        return element?.text
    }
}
