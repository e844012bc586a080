// SPDX-License-Identifier: Apache-2.0
import EFormidling
import SafeXML

/// The attachments of a letter, as the stylesheet orders them, and what is packed of them.
struct Vedleggsliste {
    private(set) var vedlegg: [Korrespondanse.Vedlegg]
    /// Names of the files that the message does not mention; they are attached all the same, last.
    let unevnte: [String]

    /// Where a ZIP of ours lies in the package: `documents/` holds what the message holds.
    static let mappe = "attachments"

    init(_ elements: [XMLElement], _ filer: [Forsendelse.Dokument]) {
        let byName = Dictionary(filer.map { ($0.navn, $0) }) { first, _ in first }
        var reference = ""
        let mentioned = elements.compactMap { element -> Korrespondanse.Vedlegg? in
            let name = element.child("fileName")?.text ?? ""
            reference = element.child("sendersReference")?.text ?? ""
            return byName[name].map {
                Self.vedlegg($0, displayName: element.child("displayName")?.text ?? name, reference)
            }
        }
        let names = Set(mentioned.map(\.fileName))
        let others = filer.filter { !names.contains($0.navn) }
        unevnte = others.map(\.navn)
        vedlegg = mentioned + others.map { Self.vedlegg($0, displayName: $0.navn, reference) }
    }

    private static func vedlegg(
        _ dokument: Forsendelse.Dokument, displayName: String, _ reference: String
    ) -> Korrespondanse.Vedlegg {
        Korrespondanse.Vedlegg(
            fileName: dokument.navn, displayName: displayName,
            // Altinn demands one of those that are not mentioned, too.
            sendersReference: reference.isEmpty ? dokument.navn : reference, path: "documents/" + dokument.navn,
            dokument: dokument, innhold: [])
    }

    /// Puts what should be packed into one attachment, in the place of the first of them.
    ///
    /// - Returns: how many files that is.
    mutating func pack(_ zipping: CorrespondenceSettings.Zipping, _ limits: Forhaandskontroll.Limits) -> Int {
        // An empty file is a fault, packed or not.
        func isPacked(_ index: Int) -> Bool {
            guard vedlegg[index].dokument.size > 0 else { return false }
            if zipping.unsupportedTypes, !limits.takes(vedlegg[index].fileName) { return true }
            return zipping.above.map { vedlegg.count > $0 && index > 0 } ?? false
        }
        let indices = vedlegg.indices.filter(isPacked)
        guard let first = indices.first else { return 0 }
        let innhold = indices.map { vedlegg[$0].dokument }
        let rest = vedlegg.indices.filter { !indices.contains($0) }
        let taken = Set(rest.map { Dokumentnavn.key(vedlegg[$0].fileName) })
        let name = ["vedlegg.zip"] + (2...).lazy.prefix(taken.count + 1).map { "vedlegg (\($0)).zip" }
        let free = name.first { !taken.contains(Dokumentnavn.key($0)) } ?? "vedlegg.zip"
        let packed = Korrespondanse.Vedlegg(
            fileName: free, displayName: innhold.count == 1 ? vedlegg[first].displayName : "Vedlegg",
            sendersReference: vedlegg[first].sendersReference, path: Self.mappe + "/" + free,
            // Its digest is known when it is made.
            dokument: Forsendelse.Dokument(
                navn: free, opprinneligNavn: "", mediatype: "application/zip",
                size: ZIPskriver.size(of: innhold.map { ($0.navn, $0.size) }), sha256: ""),
            innhold: innhold)
        let before = rest.filter { $0 < first }.map { vedlegg[$0] }
        let after = rest.filter { $0 > first }.map { vedlegg[$0] }
        vedlegg = before + [packed] + after
        return innhold.count
    }
}
