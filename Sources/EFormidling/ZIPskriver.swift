// SPDX-License-Identifier: Apache-2.0

/// Writes a ZIP file of which every byte follows from the files in it.
///
/// The files are stored as they are: what a compressor writes changes with its version, and libarchive puts sizes behind
/// stored files, where some readers cannot find them. No clock, no owner, no place of ours is in it. Numbers that the old form
/// has no room for are written in the larger one (ZIP64), and only those.
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

    /// A file was not as long as it should be.
    public struct WrongSize: Error {}

    /// Size of the ZIP of files with these names and sizes.
    public static func size(of files: [(navn: String, size: Int64)]) -> Int64 {
        var form = Form()
        var offset: UInt64 = 0
        var directory: UInt64 = 0
        for file in files {
            let entry = form.entry(file.navn, UInt64(file.size), crc: 0, at: offset)
            offset += UInt64(entry.header.count) + UInt64(file.size)
            directory += UInt64(entry.directory.count)
        }
        return Int64(offset + directory) + Int64(form.end(directory: directory, at: offset).count)
    }

    /// Writes a ZIP.
    ///
    /// - Throws: ``WrongSize``, and what reading and writing throw.
    public static func write(_ files: [Fil], to write: (UnsafeRawBufferPointer) throws -> Void) throws {
        try self.write(files, in: Form(), to: write)
    }

    package static func write(
        _ files: [Fil], in form: Form, to write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var form = form
        var directory: [UInt8] = []
        var offset: UInt64 = 0
        for file in files {
            let entry = form.entry(file.navn, UInt64(file.size), crc: try checksum(of: file), at: offset)
            try entry.header.withUnsafeBytes(write)
            var count: Int64 = 0
            try file.read { block in
                count += Int64(block.count)
                try write(block)
            }
            guard count == file.size else { throw WrongSize() }
            directory += entry.directory
            offset += UInt64(entry.header.count) + UInt64(file.size)
        }
        try directory.withUnsafeBytes(write)
        try form.end(directory: UInt64(directory.count), at: offset).withUnsafeBytes(write)
    }

    /// The headers of a ZIP, in the old form as far as it reaches (APPNOTE 6.3.10, 4.3 and 4.5.3).
    package struct Form {
        private let most: UInt64
        private let mostFiles: Int
        private var count = 0

        /// - Parameters:
        ///   - most: the first number of bytes that needs the form for larger ones.
        ///   - mostFiles: the first number of files that does.
        package init(most: UInt32 = .max, mostFiles: UInt16 = .max) {
            self.most = UInt64(most)
            self.mostFiles = Int(mostFiles)
        }

        /// What stands before a file, and what tells of it in the directory.
        mutating func entry(
            _ navn: String, _ size: UInt64, crc: UInt32, at offset: UInt64
        ) -> (header: [UInt8], directory: [UInt8]) {
            count += 1
            let name = Array(navn.utf8)
            let sizes = size >= most ? bytes(size) + bytes(size) : []
            let place = offset >= most ? bytes(offset) : []
            func extra(_ large: [UInt8]) -> [UInt8] {
                large.isEmpty ? [] : bytes(UInt16(1)) + bytes(UInt16(large.count)) + large
            }
            func fields(_ large: [UInt8]) -> [UInt8] {
                let version: UInt16 = large.isEmpty ? 20 : 45
                // Names in UTF-8, stored, midnight of 1 January 1980: the first there is.
                return bytes(version) + bytes(UInt16(0x0800)) + bytes(UInt16(0)) + bytes(UInt16(0))
                    + bytes(UInt16(0x0021)) + bytes(crc) + short(size) + short(size) + bytes(UInt16(name.count))
                    + bytes(UInt16(extra(large).count))
            }
            let header = bytes(UInt32(0x0403_4b50)) + fields(sizes) + name + extra(sizes)
            // Made by: nobody in particular. No comment, first disk, no attributes.
            let directory =
                bytes(UInt32(0x0201_4b50)) + bytes(UInt16(sizes.isEmpty && place.isEmpty ? 20 : 45))
                + fields(sizes + place) + [UInt8](repeating: 0, count: 10) + short(offset) + name
                + extra(sizes + place)
            return (header, directory)
        }

        /// What stands at the end.
        func end(directory size: UInt64, at offset: UInt64) -> [UInt8] {
            let files = UInt64(count)
            let isLarge = count >= mostFiles || size >= most || offset >= most
            var large: [UInt8] = []
            if isLarge {
                large = bytes(UInt32(0x0606_4b50)) + bytes(UInt64(44)) + bytes(UInt16(45)) + bytes(UInt16(45))
                large += bytes(UInt32(0)) + bytes(UInt32(0)) + bytes(files) + bytes(files)
                large += bytes(size) + bytes(offset)
                large += bytes(UInt32(0x0706_4b50)) + bytes(UInt32(0)) + bytes(offset + size) + bytes(UInt32(1))
            }
            let number = bytes(count >= mostFiles ? UInt16.max : UInt16(count))
            return large + bytes(UInt32(0x0605_4b50)) + bytes(UInt32(0)) + number + number + short(size)
                + short(offset) + bytes(UInt16(0))
        }

        // All ones: the number stands in the larger form.
        private func short(_ value: UInt64) -> [UInt8] { bytes(value >= most ? UInt32.max : UInt32(value)) }
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
