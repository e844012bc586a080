// SPDX-License-Identifier: Apache-2.0

/// Writes a ZIP file of which every byte follows from the files in it.
///
/// The files are stored as they are: what a compressor writes changes with its version, and libarchive puts sizes behind
/// stored files, where some readers cannot find them. No clock, no owner, no place of ours is in it.
public enum ZIPskriver {
    /// A file that goes in.
    public struct Fil {
        /// Name in the ZIP.
        public let navn: String
        /// Size in bytes.
        public let size: Int64
        /// Hands on the bytes, from the beginning, each time it is called.
        public let read: (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

        /// Creates a file.
        public init(
            navn: String, size: Int64, read: @escaping (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
        ) {
            self.navn = navn
            self.size = size
            self.read = read
        }
    }

    /// A file was not as long as it should be, or the ZIP would be too large for its form.
    public struct WrongSize: Error {}

    /// Size of the ZIP of files with these names and sizes.
    public static func size(of files: [(navn: String, size: Int64)]) -> Int64 {
        files.reduce(22) { $0 + 30 + 46 + 2 * Int64($1.navn.utf8.count) + $1.size }
    }

    /// Writes a ZIP.
    ///
    /// - Throws: ``WrongSize``, and what reading and writing throw.
    public static func write(_ files: [Fil], to write: (UnsafeRawBufferPointer) throws -> Void) throws {
        // The form for larger ones is of no use here: what is sent has limits far below.
        guard size(of: files.map { ($0.navn, $0.size) }) < Int64(UInt32.max), files.count < Int(UInt16.max) else {
            throw WrongSize()
        }
        var directory: [UInt8] = []
        var offset: UInt32 = 0
        for file in files {
            let crc = try checksum(of: file)
            let fields = fields(of: file, crc: crc)
            let header = bytes(UInt32(0x0403_4b50)) + fields + Array(file.navn.utf8)
            try header.withUnsafeBytes(write)
            var count: Int64 = 0
            try file.read { block in
                count += Int64(block.count)
                try write(block)
            }
            guard count == file.size else { throw WrongSize() }
            // Made by: nobody in particular. No comment, first disk, no attributes.
            directory += bytes(UInt32(0x0201_4b50)) + bytes(UInt16(20)) + fields + [UInt8](repeating: 0, count: 10)
            directory += bytes(offset) + Array(file.navn.utf8)
            offset += UInt32(header.count) + UInt32(file.size)
        }
        let count = bytes(UInt16(files.count))
        let end =
            bytes(UInt32(0x0605_4b50)) + bytes(UInt32(0)) + count + count + bytes(UInt32(directory.count))
            + bytes(offset) + bytes(UInt16(0))
        try (directory + end).withUnsafeBytes(write)
    }

    /// What the header of a file and its place in the directory have in common.
    private static func fields(of file: Fil, crc: UInt32) -> [UInt8] {
        let size = bytes(UInt32(file.size))
        // Version 2.0, names in UTF-8, stored, midnight of 1 January 1980: the first there is.
        return bytes(UInt16(20)) + bytes(UInt16(0x0800)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0x0021))
            + bytes(crc) + size + size + bytes(UInt16(file.navn.utf8.count)) + bytes(UInt16(0))
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func checksum(of file: Fil) throws -> UInt32 {
        var crc = UInt32.max
        try file.read { block in
            for byte in block { crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
        }
        return ~crc
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xedb8_8320 : value >> 1 }
    }
}
