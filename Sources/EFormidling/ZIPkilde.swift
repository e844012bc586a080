// SPDX-License-Identifier: Apache-2.0
import Foundation
import Noark

/// A Forsendelse in a ZIP: an ASiC-E, or a packed folder.
///
/// Reads what others write badly: the mimetype may be missing or spoilt, and names and sizes come from the central directory.
/// Refuses what only attacks have.
final class ZIPkilde: Forsendelseskilde {
    private let fil: Filnummer
    private let size: UInt64
    private var liste = Forsendelsesliste()
    private var entries: [Int: ZIPkatalog.Entry] = [:]

    var sbd: Forsendelsesfil? { liste.sbd?.fil }
    var arkivmelding: Forsendelsesfil? { liste.arkivmelding?.fil }
    var dokumenter: [Forsendelsesfil] { liste.dokumenter.map(\.fil) }
    var funn: [Funn] { liste.merknader }

    init(_ fil: Filnummer, _ limits: Forsendelsesgrenser) throws {
        self.fil = fil
        size = UInt64(try fil.status().st_size)
        var sum = Sum()
        try ZIPkatalog(fil).forEach { entry in
            guard entry.nummer <= limits.maxFiles else {
                liste.addFeil(Funn("FO-008", argumenter: ["maxFiles"]))
                return false
            }
            sum.add(entry)
            add(entry)
            return true
        }
        // From what the directory says; reading holds every file to its word.
        if sum.size > UInt64(max(0, limits.maxExpandedBytes)) {
            liste.addFeil(Funn("FO-009", argumenter: ["maxExpandedBytes"]))
        } else if sum.size > UInt64(Forsendelsesgrenser.alwaysAllowed),
            sum.size / max(1, size) >= UInt64(max(0, limits.maxExpansion))
        {
            liste.addFeil(Funn("FO-009", argumenter: ["maxExpansion"]))
        } else if sum.packedSize > size {
            // Files that share their bytes.
            liste.addFeil(Funn("FO-003"))
        }
        try liste.finish()
    }

    private struct Sum {
        var size: UInt64 = 0
        var packedSize: UInt64 = 0

        mutating func add(_ entry: ZIPkatalog.Entry) {
            size = Self.sum(size, entry.size)
            packedSize = Self.sum(packedSize, entry.packedSize)
        }

        private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let (sum, overflows) = left.addingReportingOverflow(right)
            return overflows ? .max : sum
        }
    }

    private func add(_ entry: ZIPkatalog.Entry) {
        let nummer = String(entry.nummer)
        guard let steps = entry.navn.flatMap(Forsendelsesliste.steps(of:)) else {
            liste.addFeil(Funn("FO-004", argumenter: [nummer], verdi: entry.navn))
            return
        }
        if entry.isFolder, entry.size == 0 { return }
        // A folder with contents is a file that somebody hides, or a link, or a device.
        guard entry.isPlain, !entry.isFolder else {
            liste.addFeil(Funn("FO-005", argumenter: [nummer], verdi: entry.navn))
            return
        }
        guard !entry.isEncrypted else {
            liste.addFeil(Funn("FO-006", argumenter: [nummer], verdi: entry.navn))
            return
        }
        guard entry.hasKnownMethod else {
            liste.addFeil(Funn("FO-010", verdi: entry.navn))
            return
        }
        entries[entry.nummer] = entry
        liste.add(
            steps, size: Int64(clamping: entry.size), nummer: entry.nummer, place: .entry(entry.nummer))
    }

    func read(_ navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard case .entry(let nummer) = try liste.fil(navn).place, let entry = entries[nummer] else { return }
        // Only for its length: the directory has said the rest.
        guard entry.offset < size else { throw Self.damaged(navn) }
        let head = try fil.bytes(at: entry.offset, count: 30)
        guard head.count == 30, head.number(at: 0) == UInt32(0x0403_4b50) else { throw Self.damaged(navn) }
        let start = entry.offset + 30 + UInt64(head.number(at: 26) as UInt16) + UInt64(head.number(at: 28) as UInt16)
        guard start <= size, entry.packedSize <= size - start else { throw Self.damaged(navn) }
        var left = entry.size
        do {
            try ZIPutpakker(fil, entry, start: start).read { block in
                guard UInt64(block.count) <= left else { throw ZIPutpakker.Damaged() }
                left -= UInt64(block.count)
                try body(block)
            }
        } catch is ZIPutpakker.Damaged {
            throw Self.damaged(navn)
        }
        guard left == 0 else { throw Self.damaged(navn) }
    }

    private static func damaged(_ navn: String) -> Forsendelsesfeil { Forsendelsesfeil(Funn("FO-010", verdi: navn)) }
}
