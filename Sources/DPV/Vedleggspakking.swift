// SPDX-License-Identifier: Apache-2.0
import Crypto
public import EFormidling
import Foundation
import Noark

extension Korrespondanse {
    /// Makes the attachments that other documents are packed in, which until then have no digest.
    ///
    /// - Parameters:
    ///   - read: hands on the bytes of a document, from the beginning, each time it is called.
    ///   - write: takes the next bytes of an attachment.
    /// - Throws: what reading and writing throw, and `ZIPskriver.WrongSize` when a document is not as long as it was.
    public mutating func pack(
        reading read: @escaping (Forsendelse.Dokument, (UnsafeRawBufferPointer) throws -> Void) throws -> Void,
        writing write: (Vedlegg, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        for (index, vedlegg) in attachments.enumerated() where !vedlegg.innhold.isEmpty {
            var hash = SHA256()
            try ZIPskriver.write(
                vedlegg.innhold.map { dokument in
                    ZIPskriver.Fil(navn: dokument.navn, size: dokument.size) { try read(dokument, $0) }
                }
            ) { block in
                hash.update(bufferPointer: block)
                try write(vedlegg, block)
            }
            let digest = hexadecimal(hash.finalize())
            attachments[index] = Vedlegg(
                fileName: vedlegg.fileName, displayName: vedlegg.displayName,
                sendersReference: vedlegg.sendersReference, path: vedlegg.path,
                dokument: Forsendelse.Dokument(
                    navn: vedlegg.dokument.navn, opprinneligNavn: vedlegg.dokument.opprinneligNavn,
                    mediatype: vedlegg.dokument.mediatype, size: vedlegg.dokument.size, sha256: digest),
                innhold: vedlegg.innhold)
        }
    }
}
