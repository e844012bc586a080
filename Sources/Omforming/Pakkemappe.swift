// SPDX-License-Identifier: Apache-2.0
import BestEdu
import EFormidling
import Foundation

/// A package on its way: its folder is not yet visible, and its documents lie apart until each has its name.
struct Pakkemappe {
    /// Where the documents go while they are read.
    let store: FolderDocumentStore
    private let mappe: Mappebygger

    // Apart from documents/: a document may be called what another is stored under.
    private static let raw = ".dokumenter"

    /// - Throws: ``ArkivbroError`` when the folder cannot be made.
    init(in folder: URL) throws {
        (mappe, store) = try Mappebygger.begin(in: folder) { mappe in
            let store = FolderDocumentStore(folder: try mappe.makeFolder(Self.raw))
            _ = try mappe.makeFolder("documents")
            return store
        }
    }

    /// Makes the package whole, or not at all.
    ///
    /// - Parameter write: writes what stands beside the documents.
    /// - Throws: ``ArkivbroError`` when writing fails, or when another package has the name.
    func commit(
        _ dokumenter: [Omforming.Dokument], as name: String, durably: Bool, replacing: Bool = false,
        _ write: (Mappebygger) throws -> Void
    ) throws -> URL {
        try Mappebygger.end("Kan ikke skrive forsendelsen") {
            let documents = mappe.url.appending(path: "documents", directoryHint: .isDirectory)
            for dokument in dokumenter {
                let target = documents.appending(path: dokument.fil.navn)
                if dokument.fil.size == 0 {
                    try Data().write(to: target)
                } else {
                    try FileManager.default.moveItem(at: store.file(ofDocument: dokument.number), to: target)
                }
            }
            try FileManager.default.removeItem(at: mappe.url.appending(path: Self.raw))
            try write(mappe)
            return try mappe.commit(as: name, durably: durably, replacing: replacing)
        }
    }
}
