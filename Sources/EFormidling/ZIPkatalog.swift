// SPDX-License-Identifier: Apache-2.0
import Foundation
import Noark

/// The central directory of a ZIP (APPNOTE 4.3.12), which is what says which files there are.
///
/// What stands before each file is not believed: writers that stream leave its sizes empty, and some have spoilt it.
struct ZIPkatalog {
    /// A file or folder.
    struct Entry {
        /// Counted from 1.
        let nummer: Int
        /// Nil for a name that is no text.
        let navn: String?
        let method: UInt16
        let flags: UInt16
        let crc: UInt32
        let packedSize: UInt64
        let size: UInt64
        /// Where the file's own header begins.
        let offset: UInt64
        /// Type in the terms of Unix; 0 is unknown.
        let type: mode_t

        var isEncrypted: Bool { flags & 0x2041 != 0 }
        var isFolder: Bool { type == S_IFDIR || navn?.last == "/" }
        var isPlain: Bool { type == S_IFREG || type == 0 }
        // Stored or deflated. Others take as much memory to unpack as the file asks for.
        var hasKnownMethod: Bool { method == 0 || method == 8 }
    }

    /// Where the entries begin and end.
    private let range: Range<UInt64>
    /// What stands before the ZIP, in a file that has more in it.
    private let base: UInt64
    private let fil: Filnummer

    private static let entrySignature: UInt32 = 0x0201_4b50
    private static let endSignature: UInt32 = 0x0605_4b50
    private static let end64Signature: UInt32 = 0x0606_4b50
    private static let locatorSignature: UInt32 = 0x0706_4b50
    private static let endSize = 22
    private static let locatorSize: UInt64 = 20

    /// Finds the directory.
    ///
    /// - Throws: ``Forsendelsesfeil`` when there is none.
    init(_ fil: Filnummer) throws {
        let size = UInt64(try fil.status().st_size)
        guard let end = try Self.end(of: fil, size: size) else { throw Forsendelsesfeil(Funn("FO-003")) }
        self.fil = fil
        var length = UInt64(end.bytes.number(at: 12) as UInt32)
        var start = UInt64(end.bytes.number(at: 16) as UInt32)
        if let end64 = try Self.end64(before: end.position, of: fil) {
            length = end64.number(at: 40)
            start = end64.number(at: 48)
            base = 0
        } else {
            let (position, isWrong) = end.position.subtractingReportingOverflow(length + start)
            guard !isWrong else { throw Forsendelsesfeil(Funn("FO-003")) }
            base = position
        }
        let (stop, overflows) = (start + base).addingReportingOverflow(length)
        guard !overflows, start < size, stop <= end.position else { throw Forsendelsesfeil(Funn("FO-003")) }
        range = start + base..<stop
    }

    /// Whether a file is a ZIP, by its end or its beginning: either may be spoilt.
    static func isZIP(_ fil: Filnummer) throws -> Bool {
        let start = try fil.bytes(at: 0, count: 2)
        if start == Array("PK".utf8) { return true }
        return try end(of: fil, size: UInt64(fil.status().st_size)) != nil
    }

    // The end has a comment of up to 65,535 bytes after it.
    private static func end(of fil: Filnummer, size: UInt64) throws -> (position: UInt64, bytes: [UInt8])? {
        let count = min(size, UInt64(endSize + Int(UInt16.max)))
        let tail = try fil.bytes(at: size - count, count: Int(count))
        guard tail.count == Int(count), tail.count >= endSize else { return nil }
        for index in stride(from: tail.count - endSize, through: 0, by: -1)
        where tail[index] == UInt8(ascii: "P") && tail.number(at: index) == endSignature {
            let comment: UInt16 = tail.number(at: index + 20)
            guard index + endSize + Int(comment) <= tail.count else { continue }
            return (size - count + UInt64(index), Array(tail[index..<index + endSize]))
        }
        return nil
    }

    // For a ZIP that 32 bits are too few for.
    private static func end64(before end: UInt64, of fil: Filnummer) throws -> [UInt8]? {
        guard end >= locatorSize else { return nil }
        let locator = try fil.bytes(at: end - locatorSize, count: Int(locatorSize))
        guard locator.count == locatorSize, locator.number(at: 0) == locatorSignature else { return nil }
        let position: UInt64 = locator.number(at: 8)
        guard position < end else { throw Forsendelsesfeil(Funn("FO-003")) }
        let bytes = try fil.bytes(at: position, count: 56)
        guard bytes.count == 56, bytes.number(at: 0) == end64Signature else { throw Forsendelsesfeil(Funn("FO-003")) }
        return bytes
    }

    /// Calls a body for each entry, until it says that it has had enough.
    ///
    /// - Throws: ``Forsendelsesfeil`` when the directory is damaged.
    func forEach(_ body: (Entry) -> Bool) throws {
        var position = range.lowerBound
        var nummer = 0
        while position < range.upperBound {
            nummer += 1
            let (entry, length) = try entry(at: position, nummer: nummer)
            position += length
            guard position <= range.upperBound else { throw Forsendelsesfeil(Funn("FO-003")) }
            if !body(entry) { return }
        }
    }

    private func entry(at position: UInt64, nummer: Int) throws -> (Entry, UInt64) {
        let head = try fil.bytes(at: position, count: 46)
        guard head.count == 46, head.number(at: 0) == Self.entrySignature else {
            throw Forsendelsesfeil(Funn("FO-003"))
        }
        let counts = [28, 30, 32].map { Int(head.number(at: $0) as UInt16) }
        let rest = try fil.bytes(at: position + 46, count: counts[0] + counts[1])
        guard rest.count == counts[0] + counts[1] else { throw Forsendelsesfeil(Funn("FO-003")) }
        let name = rest[..<counts[0]]
        var size = UInt64(head.number(at: 24) as UInt32)
        var packedSize = UInt64(head.number(at: 20) as UInt32)
        var offset = UInt64(head.number(at: 42) as UInt32)
        var large = Self.large(Array(rest[counts[0]...]))[...]
        if size == UInt32.max, let value = large.popFirst() { size = value }
        if packedSize == UInt32.max, let value = large.popFirst() { packedSize = value }
        if offset == UInt32.max, let value = large.popFirst() { offset = value }
        let place = offset.addingReportingOverflow(base)
        guard !place.overflow else { throw Forsendelsesfeil(Funn("FO-003")) }
        let entry = Entry(
            nummer: nummer, navn: name.contains(0) ? nil : String(validating: name, as: UTF8.self),
            method: head.number(at: 10), flags: head.number(at: 8), crc: head.number(at: 16), packedSize: packedSize,
            size: size, offset: place.partialValue,
            type: Self.type(madeBy: head[5], attributes: head.number(at: 38)))
        return (entry, UInt64(46 + counts[0] + counts[1] + counts[2]))
    }

    // The numbers that 32 bits are too few for, in their order: extra field 1.
    private static func large(_ extra: [UInt8]) -> [UInt64] {
        var index = 0
        while index + 4 <= extra.count {
            let count = Int(extra.number(at: index + 2) as UInt16)
            guard index + 4 + count <= extra.count else { return [] }
            if extra.number(at: index) == UInt16(1) {
                return (0..<count / 8).map { extra.number(at: index + 4 + 8 * $0) }
            }
            index += 4 + count
        }
        return []
    }

    // Unix and macOS write the type of the file; the others only whether it is a folder.
    private static func type(madeBy system: UInt8, attributes: UInt32) -> mode_t {
        system == 3 || system == 19
            ? mode_t(attributes >> 16) & S_IFMT : attributes & 0x10 != 0 ? S_IFDIR : 0
    }
}

extension [UInt8] {
    /// The little-endian number at a place.
    func number<Number: FixedWidthInteger & UnsignedInteger>(at index: Int) -> Number {
        (0..<Number.bitWidth / 8).reduce(0) { $0 | Number(self[index + $1]) << (8 * $1) }
    }
}
