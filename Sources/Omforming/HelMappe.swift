// SPDX-License-Identifier: Apache-2.0
import Disk
import EFormidling
import Foundation

extension Mappebygger {
    /// Makes a folder whole, or not at all.
    ///
    /// - Parameter body: fills the folder and gives the last files of it; nil takes all of it back.
    /// - Throws: ``ArkivbroError`` when writing fails, or when another folder has the name.
    static func make(
        _ name: String, in folder: URL, durably: Bool, replacing: Bool,
        _ body: (Mappebygger) throws -> [String: [UInt8]]?
    ) throws -> URL? {
        let mappe: Mappebygger
        do {
            mappe = try Mappebygger(in: folder)
        } catch {
            throw ArkivbroError(
                .cannotCreate, "Kan ikke lage en mappe i \(folder.path(percentEncoded: false)): \(error.reason).")
        }
        do {
            guard let files = try body(mappe) else { return nil }
            for (name, bytes) in files { try mappe.write(bytes, to: name) }
            return try mappe.commit(as: name, durably: durably, replacing: replacing)
        } catch let error as MappeFinnes {
            throw ArkivbroError(.exists, "\(error.url.path(percentEncoded: false)) finnes fra før.")
        } catch {
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive i mappen: \(error.reason).")
        }
    }
}
