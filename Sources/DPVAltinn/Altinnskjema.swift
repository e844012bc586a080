// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import DPV
internal import DPVHTTP
internal import EFormidling
internal import Foundation
internal import NIOCore
internal import Noark

/// The form that hands a message over, part by part.
struct Altinnskjema: Sendable {
    let fields: [(name: String, value: String)]
    let files: [MultipartForm.File]

    /// - Parameters:
    ///   - tekster: title, summary and sender of this attempt.
    ///   - checksums: MD5 of each attachment, or none at all.
    ///   - now: Altinn refuses what was due before it came, so times are made anew for each attempt.
    init(
        _ oppdrag: Oppdrag, resourceId: String, tekster: Korrespondanse.Tekster, checksums: [String], now: Date
    ) {
        let letter = oppdrag.korrespondanse
        var fields: [(String, String?)] = [
            ("resourceId", resourceId),
            ("sendersReference", letter.messageId),
            ("messageSender", tekster.messageSender),
            ("content.language", letter.language),
            ("content.messageTitle", tekster.messageTitle),
            ("content.messageSummary", tekster.messageSummary),
            ("content.messageBody", letter.messageBody),
        ]
        for (index, attachment) in letter.attachments.enumerated() {
            let path = "content.attachments[\(index)]."
            fields += [
                (path + "fileName", attachment.fileName), (path + "displayName", attachment.displayName),
                (path + "sendersReference", attachment.sendersReference), (path + "isEncrypted", "false"),
                // The only one there is for a file of the form; the published descriptions demand that it is said.
                (path + "dataLocationType", "NewCorrespondenceAttachment"),
                (path + "checksum", index < checksums.count ? checksums[index] : nil),
            ]
        }
        fields += [
            ("requestedPublishTime", now.formatted(.iso8601)),
            ("dueDateTime", letter.dueDateTime(now: now)),
            ("ignoreReservation", String(letter.ignoreReservation)),
            ("isConfirmationNeeded", "false"),
            ("isConfidential", String(letter.isConfidential)),
            ("propertyList.senderOrgNumber", letter.sender.digits),
        ]
        for field in letter.notification?.fields ?? [] {
            fields.append(("notification." + field.name, field.value.plain))
        }
        let all =
            fields.map { ("correspondence." + $0, $1) } + [
                ("recipients[0]", letter.recipient.urn), ("idempotentKey", oppdrag.idempotentKey),
            ]
        // Altinn refuses what is there and empty.
        self.fields = all.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
        files = letter.attachments.map {
            MultipartForm.File(
                name: "attachments", fileName: $0.fileName, url: oppdrag.forsendelse.appending(path: $0.path),
                size: $0.dokument.size)
        }
    }

    /// Lower-case hexadecimal MD5 of each attachment.
    ///
    /// - Throws: `HTTPFailure.unreadable` or `.changed`.
    static func checksums(of oppdrag: Oppdrag) async throws -> [String] {
        var result: [String] = []
        for attachment in oppdrag.korrespondanse.attachments {
            let url = oppdrag.forsendelse.appending(path: attachment.path)
            var hash = Insecure.MD5()
            for try await bytes in HTTPBody([.file(url, size: attachment.dokument.size)]) {
                bytes.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
            }
            result.append(hexadecimal(hash.finalize()))
        }
        return result
    }
}

extension OrderedJSON {
    /// A plain value as a form has it.
    fileprivate var plain: String? {
        switch self {
        case .string(let text): text
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .array, .object: nil
        }
    }
}
