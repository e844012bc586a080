// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import EFormidling
public import Foundation

extension Kvitteringsomforming {
    /// Makes the folder of the receipt, under the name of its message id: `sbd.json` or `putmessage.xml`, and the report.
    ///
    /// - Parameters:
    ///   - durably: the disk has kept everything before this returns.
    ///   - replacing: an older folder of the same receipt gives way.
    /// - Returns: the folder, or nil when the receipt is not accepted, or has no way back. Then nothing is left behind.
    /// - Throws: ``ArkivbroError`` when writing fails, or when another folder has the name.
    public func commit(
        in folder: URL, dialekt: Dialekt = Dialekt(), durably: Bool = false, replacing: Bool = false
    ) throws -> URL? {
        guard let messageId, sbd != nil || putMessage != nil else { return nil }
        return try Mappebygger.make(messageId, in: folder, durably: durably, replacing: replacing) { mappe in
            if let putMessage {
                let sink = try FileSink(creating: mappe.url.appending(path: Tilbakepakking.filnavn))
                try PutMessageWriter(dialekt: dialekt).write(putMessage, documents: NoDocuments(), to: sink)
            }
            return ["report.json": rapport.json().bytes]
                .merging(sbd.map { ["sbd.json": $0.json.bytes] } ?? [:]) { first, _ in first }
        }
    }

    private struct NoDocuments: DocumentSource {
        func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) {}
    }
}
