// SPDX-License-Identifier: Apache-2.0
import CLibArchive
import Disk
import Foundation

/// Unpacks one file of a ZIP.
///
/// libarchive is shown a ZIP of that file alone, with a header of ours in front: it then unpacks and checks the sum, and has
/// no names, sizes or places to be led astray by.
final class ZIPutpakker {
    /// The bytes are not what the directory says.
    struct Damaged: Error {}

    private let fil: Filnummer
    private let archive: OpaquePointer
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private var header: [UInt8]
    private var position: UInt64
    private var left: UInt64
    private var fault: POSIXError?

    init(_ fil: Filnummer, _ entry: ZIPkatalog.Entry, start: UInt64) throws {
        guard let archive = archive_read_new() else { throw POSIXError(.ENOMEM) }
        self.fil = fil
        self.archive = archive
        header = Self.header(entry)
        position = start
        left = entry.packedSize
    }

    deinit {
        archive_read_free(archive)
        memory.deallocate()
    }

    private static func header(_ entry: ZIPkatalog.Entry) -> [UInt8] {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        // Bits 1 and 2 belong to the compression. Both sizes stand in the extra field for large files.
        return bytes(UInt32(0x0403_4b50)) + bytes(UInt16(45)) + bytes(entry.flags & 6) + bytes(entry.method)
            + bytes(UInt32(0)) + bytes(entry.crc) + bytes(UInt32.max) + bytes(UInt32.max) + bytes(UInt16(1))
            + bytes(UInt16(20)) + [UInt8(ascii: "x")] + bytes(UInt16(1)) + bytes(UInt16(16)) + bytes(entry.size)
            + bytes(entry.packedSize)
    }

    /// Hands on the unpacked bytes in blocks.
    ///
    /// - Throws: ``Damaged``, `POSIXError` when reading fails, and what the body throws.
    func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try check(archive_read_support_format_zip_streamable(archive))
        let this = Unmanaged.passUnretained(self).toOpaque()
        try check(
            archive_read_open2(
                archive, this, nil,
                { _, context, buffer in
                    guard let context, let buffer else { return -1 }
                    return Unmanaged<ZIPutpakker>.fromOpaque(context).takeUnretainedValue().next(buffer)
                }, nil, nil))
        var entry: OpaquePointer?
        try check(archive_read_next_header(archive, &entry))
        var block: UnsafeRawPointer?
        var count = 0
        var offset: la_int64_t = 0
        while true {
            let result = archive_read_data_block(archive, &block, &count, &offset)
            if result == ARCHIVE_EOF { return }
            try check(result)
            try body(UnsafeRawBufferPointer(start: block, count: count))
        }
    }

    private func check(_ result: Int32) throws {
        if result == ARCHIVE_OK { return }
        if let fault { throw fault }
        if archive_errno(archive) == ENOMEM { throw POSIXError(.ENOMEM) }
        throw Damaged()
    }

    private func next(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        buffer.pointee = UnsafeRawPointer(memory.baseAddress)
        if !header.isEmpty {
            memory.copyBytes(from: header)
            defer { header = [] }
            return header.count
        }
        let wanted = Int(min(left, UInt64(memory.count)))
        var count = 0
        repeat {
            count = pread(fil.descriptor, memory.baseAddress, wanted, off_t(position))
        } while count < 0 && errno == EINTR
        if count < 0 { fault = POSIXError.last }
        position += UInt64(max(0, count))
        left -= UInt64(max(0, count))
        return count
    }
}
