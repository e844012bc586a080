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
        let (mappe, _) = try begin(in: folder) { _ in }
        return try end("Kan ikke skrive i mappen") {
            guard let files = try body(mappe) else { return nil }
            for (name, bytes) in files { try mappe.write(bytes, to: name) }
            return try mappe.commit(as: name, durably: durably, replacing: replacing)
        }
    }

    /// Begins a folder that is not yet visible.
    ///
    /// - Throws: ``ArkivbroError`` when it, or what is made in it, cannot be made.
    static func begin<Result>(
        in folder: URL, _ body: (Mappebygger) throws -> Result
    ) throws -> (Mappebygger, Result) {
        do {
            let mappe = try Mappebygger(in: folder)
            return (mappe, try body(mappe))
        } catch {
            throw ArkivbroError(
                .cannotCreate, "Kan ikke lage en mappe i \(folder.path(percentEncoded: false)): \(error.reason).")
        }
    }

    /// Writes a folder and gives it its name.
    ///
    /// - Throws: ``ArkivbroError`` when writing fails, or when another folder has the name.
    static func end<Result>(_ fault: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as MappeFinnes {
            throw ArkivbroError(.exists, "\(error.url.path(percentEncoded: false)) finnes fra før.")
        } catch {
            throw ArkivbroError(.cannotWrite, "\(fault): \(error.reason).")
        }
    }
}
