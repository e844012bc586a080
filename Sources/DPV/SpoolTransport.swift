// SPDX-License-Identifier: Apache-2.0
import EFormidling
public import Foundation

/// Hands messages over as folders, for a transport layer of the user's own.
///
/// Each message becomes `<spool>/<messageId>/` with the package and `korrespondanse.json`. The folder appears whole, under
/// its name, after the disk has kept every file of it; names that begin with a dot are none of the reader's business.
public struct SpoolTransport: DPVTransport {
    /// The name that settings use.
    public let name = "spool"
    private let folder: URL

    /// Spools into a folder, which is created if it is missing.
    public init(folder: URL) { self.folder = folder }

    /// Hands a message over.
    public func send(_ oppdrag: Oppdrag) async throws -> Leveringsresultat {
        let messageId = oppdrag.korrespondanse.messageId
        let entry = folder.appending(path: messageId, directoryHint: .isDirectory)
        do {
            let mappe = try Mappebygger(in: folder)
            try Self.linkOrCopy(oppdrag.forsendelse, to: mappe.url)
            try mappe.write(oppdrag.korrespondanse.json.bytes, to: "korrespondanse.json")
            let made = try mappe.commit(as: messageId, durably: true)
            return .accepted(reference: made.path(percentEncoded: false))
        } catch is MappeFinnes {
            return Self.isSame(oppdrag, as: entry)
                ? .alreadyAccepted(reference: entry.path(percentEncoded: false))
                : .refused(reason: "\(messageId) ligger i spool fra før, med annet innhold.")
        } catch let error as POSIXError where [.EACCES, .EROFS, .ENOENT, .ENOTDIR, .EPERM].contains(error.code) {
            return .configurationFault(reason: "Kan ikke skrive i spool: \(error.code).")
        } catch {
            return .retryLater(
                reason: "Kan ikke skrive i spool: \((error as NSError).localizedDescription)", afterSeconds: nil)
        }
    }

    // A link costs nothing, however large the document; across file systems it must be a copy.
    private static func linkOrCopy(_ source: URL, to target: URL) throws {
        let manager = FileManager.default
        for path in try manager.subpathsOfDirectory(atPath: source.path(percentEncoded: false)).sorted() {
            let from = source.appending(path: path)
            let to = target.appending(path: path)
            var isDirectory: ObjCBool = false
            _ = manager.fileExists(atPath: from.path(percentEncoded: false), isDirectory: &isDirectory)
            if isDirectory.boolValue {
                try manager.createDirectory(at: to, withIntermediateDirectories: true)
            } else if link(from.path(percentEncoded: false), to.path(percentEncoded: false)) != 0 {
                try manager.copyItem(at: from, to: to)
            }
        }
    }

    private struct Entry: Decodable {
        let contentSha256: String
    }

    // Times and settings may have changed since; the message that came in has not.
    private static func isSame(_ oppdrag: Oppdrag, as entry: URL) -> Bool {
        guard let data = try? Data(contentsOf: entry.appending(path: "korrespondanse.json")),
            let known = try? JSONDecoder().decode(Entry.self, from: data)
        else { return false }
        return known.contentSha256 == oppdrag.korrespondanse.contentSHA256
    }
}
