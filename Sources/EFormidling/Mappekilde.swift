// SPDX-License-Identifier: Apache-2.0
import Disk
import Foundation
import Noark

/// A Forsendelse in a folder: as `convert` writes it, or with the documents beside the arkivmelding.
///
/// The folders are held open and never left: every file is opened from them, by a name they gave, and no link is followed.
final class Mappekilde: Forsendelseskilde {
    private let rot: Filnummer
    private var documents: Filnummer?
    private var liste = Forsendelsesliste()

    var sbd: Forsendelsesfil? { liste.sbd?.fil }
    var arkivmelding: Forsendelsesfil? { liste.arkivmelding?.fil }
    var dokumenter: [Forsendelsesfil] { liste.dokumenter.map(\.fil) }
    var funn: [Funn] { liste.merknader }

    init(_ rot: Filnummer, _ limits: Forsendelsesgrenser) throws {
        self.rot = rot
        var antall = 0
        try list(rot, below: [], &antall, limits)
        if let documents { try list(documents, below: ["documents"], &antall, limits) }
        try liste.finish()
    }

    private func list(_ mappe: Filnummer, below: [String], _ antall: inout Int, _ limits: Forsendelsesgrenser) throws {
        for name in try Self.names(in: mappe, most: limits.maxFiles - antall) {
            antall += 1
            guard antall <= limits.maxFiles else {
                liste.addFeil(Funn("FO-008", argumenter: ["maxFiles"]))
                return
            }
            guard let name, let steps = Forsendelsesliste.steps(of: name), steps == [name] else {
                liste.addFeil(Funn("FO-004", argumenter: [String(antall)], verdi: name))
                continue
            }
            var status = stat()
            guard fstatat(mappe.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                // Gone since the folder was read.
                if errno == ENOENT { continue }
                throw POSIXError.last
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                liste.add(below + [name], size: Int64(status.st_size), nummer: antall, place: .steps(below + [name]))
            case S_IFDIR where below.isEmpty && name == "documents":
                documents = try Self.open(name, in: mappe, O_DIRECTORY)
            case S_IFDIR:
                // A folder has a name of its own; that there may be files in it is what is told.
                liste.add(below + [name, ""], size: 0, nummer: antall, place: .steps([]))
            default: liste.addFeil(Funn("FO-005", argumenter: [String(antall)], verdi: name))
            }
        }
    }

    // Sorted, for the system gives them in any order; nil for a name that is no text.
    private static func names(in mappe: Filnummer, most: Int) throws -> [String?] {
        guard let stream = fdopendir(dup(mappe.descriptor)) else {
            throw POSIXError.last
        }
        defer { closedir(stream) }
        rewinddir(stream)
        var result: [String?] = []
        errno = 0
        while result.count <= most, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if name != ".", name != ".." { result.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw POSIXError.last }
        return result.sorted { ($0 ?? "").unicodeScalars.lexicographicallyPrecedes(($1 ?? "").unicodeScalars) }
    }

    private static func open(_ name: String, in mappe: Filnummer, _ flags: Int32 = 0) throws -> Filnummer {
        let descriptor = openat(
            mappe.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags)
        // It was a file or folder when it was listed.
        if descriptor < 0, errno == ELOOP || errno == ENOTDIR { throw Forsendelsesfeil(Funn("FO-005", verdi: name)) }
        return try Filnummer(descriptor)
    }

    // Large enough for the disk, small enough for the cache.
    private static let chunk = 256 * 1024

    func read(_ navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let oppfoering = try liste.fil(navn)
        guard case .steps(let steps) = oppfoering.place, let name = steps.last else { return }
        let fil = try Self.open(name, in: steps.count == 2 ? documents ?? rot : rot)
        guard try fil.status().st_mode & S_IFMT == S_IFREG else {
            throw Forsendelsesfeil(Funn("FO-005", verdi: name))
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { memory.deallocate() }
        var left = oppfoering.fil.size
        while true {
            let count = Foundation.read(fil.descriptor, memory.baseAddress, memory.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw POSIXError.last }
            left -= Int64(count)
            // Somebody writes to it: what was read is neither what it was nor what it will be.
            guard left >= 0, count > 0 || left == 0 else { throw Forsendelsesfeil(Funn("FO-010", verdi: name)) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        }
    }
}
