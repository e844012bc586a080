// SPDX-License-Identifier: Apache-2.0
public import DPV
public import DPVHTTP
internal import EFormidling
public import Foundation
internal import Omforming

extension AltinnTransport {
    /// The call that a hand-over would begin with, for those who have no key yet, or no address.
    ///
    /// - Throws: `ArkivbroError` when the process has no resource.
    public static func plan(
        _ oppdrag: Oppdrag, serviceURL: String, prosesstabell: Prosesstabell, now: Date
    ) throws -> [PlannedCall] {
        let letter = oppdrag.korrespondanse
        guard let resourceId = letter.resourceId ?? prosesstabell[letter.prosess]?.resourceId else {
            throw ArkivbroError(.configuration, noResource(letter.prosess))
        }
        let form = Altinnskjema(oppdrag, resourceId: resourceId, tekster: letter.tekster, checksums: [], now: now)
        return [
            PlannedCall(
                "POST", serviceURL + "/correspondence/upload",
                headers: ["Content-Type": "multipart/form-data", "Accept": "application/json"],
                fields: form.fields.map { PlannedCall.Field(name: $0.name, value: $0.value) },
                files: letter.attachments.map {
                    PlannedCall.File(
                        name: "attachments", fileName: $0.fileName, size: $0.dokument.size, sha256: $0.dokument.sha256)
                })
        ]
    }
}
