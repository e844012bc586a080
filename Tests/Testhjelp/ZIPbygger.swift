// SPDX-License-Identifier: Apache-2.0

/// Makes ZIP files byte by byte, so that they can be wrong in any way.
public struct ZIPbygger {
    /// An entry.
    public struct Entry {
        /// Name as bytes.
        public var name: [UInt8]
        /// What stands in the file, packed or not.
        public var stored: [UInt8]
        /// Size when unpacked.
        public var size: UInt64
        /// Check sum of what is unpacked.
        public var crc: UInt32
        /// 0 stored, 8 deflated.
        public var method: UInt16 = 0
        /// Bit 0 encrypted, bit 3 sizes after the data, bit 11 name in UTF-8.
        public var flags: UInt16 = 0x0800
        /// Type and permissions of Unix.
        public var mode: UInt32 = 0o100644

        /// A file that is stored as it is.
        public init(_ name: String, _ content: String = "") {
            self.name = Array(name.utf8)
            stored = Array(content.utf8)
            size = UInt64(stored.count)
            crc = ZIPbygger.crc32(stored)
        }

        /// The same with a change.
        public func with<Value>(_ path: WritableKeyPath<Entry, Value>, _ value: Value) -> Entry {
            var copy = self
            copy[keyPath: path] = value
            return copy
        }

        /// A file of blanks, many times larger than what it is packed to, and with a check sum that nobody should reach.
        public static func bomb(_ name: String, repeats: Int) -> Entry {
            var bits = Bits()
            bits.add(0b011, 3)
            bits.addHuffman(0x30 + 32, 8)
            for _ in 0..<repeats {
                // 258 bytes more of what was one byte ago.
                bits.addHuffman(0b11000101, 8)
                bits.addHuffman(0, 5)
            }
            bits.addHuffman(0, 7)
            var entry = Entry(name)
            entry.stored = bits.bytes
            entry.size = UInt64(1 + 258 * repeats)
            entry.method = 8
            return entry
        }
    }

    /// The ZIP with these entries, in order.
    public static func zip(_ entries: [Entry], comment: String = "") -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = UInt32(file.count)
            let comesAfter = entry.flags & 8 != 0
            let sizes = bytes(UInt32(entry.stored.count)) + bytes(UInt32(truncatingIfNeeded: entry.size))
            let common = bytes(entry.flags) + bytes(entry.method) + bytes(UInt32(0x5c21_4800))
            let names = bytes(UInt16(entry.name.count)) + bytes(UInt16(0))
            file += bytes(UInt32(0x0403_4b50)) + bytes(UInt16(20)) + common
            file += (comesAfter ? [UInt8](repeating: 0, count: 12) : bytes(entry.crc) + sizes) + names
            file += entry.name + entry.stored
            if comesAfter { file += bytes(UInt32(0x0807_4b50)) + bytes(entry.crc) + sizes }
            directory += bytes(UInt32(0x0201_4b50)) + bytes(UInt16(0x0314)) + bytes(UInt16(20)) + common
            directory += bytes(entry.crc) + sizes + names + bytes(UInt16(0)) + bytes(UInt32(0))
            directory += bytes(entry.mode << 16) + bytes(offset) + entry.name
        }
        let count = bytes(UInt16(entries.count))
        return file + directory + bytes(UInt32(0x0605_4b50)) + bytes(UInt32(0)) + count + count
            + bytes(UInt32(directory.count)) + bytes(UInt32(file.count)) + bytes(UInt16(comment.utf8.count))
            + Array(comment.utf8)
    }

    /// What stands before and after the bytes of one stored file that is too large for 32 bits.
    public static func zip64(_ name: String, size: UInt64, crc: UInt32) -> (before: [UInt8], after: [UInt8]) {
        let name = Array(name.utf8)
        let extra = bytes(UInt16(1)) + bytes(UInt16(16)) + bytes(size) + bytes(size)
        let common = bytes(UInt16(45)) + bytes(UInt16(0x0800)) + bytes(UInt16(0)) + bytes(UInt32(0x5c21_4800))
        let fields =
            bytes(crc) + bytes(UInt32.max) + bytes(UInt32.max) + bytes(UInt16(name.count)) + bytes(UInt16(extra.count))
        let before = bytes(UInt32(0x0403_4b50)) + common + fields + name + extra
        let directory =
            bytes(UInt32(0x0201_4b50)) + bytes(UInt16(0x032d)) + common + fields + bytes(UInt16(0)) + bytes(UInt32(0))
            + bytes(UInt32(0o100644 << 16)) + bytes(UInt32(0)) + name + extra
        let start = UInt64(before.count) + size
        let end64 =
            bytes(UInt32(0x0606_4b50)) + bytes(UInt64(44)) + bytes(UInt16(45)) + bytes(UInt16(45)) + bytes(UInt32(0))
            + bytes(UInt32(0)) + bytes(UInt64(1)) + bytes(UInt64(1)) + bytes(UInt64(directory.count)) + bytes(start)
        let locator =
            bytes(UInt32(0x0706_4b50)) + bytes(UInt32(0)) + bytes(start + UInt64(directory.count)) + bytes(UInt32(1))
        let end =
            bytes(UInt32(0x0605_4b50)) + bytes(UInt32(0)) + bytes(UInt16(1)) + bytes(UInt16(1))
            + bytes(UInt32(directory.count)) + bytes(UInt32.max) + bytes(UInt16(0))
        return (before, directory + end64 + locator + end)
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 0 ? 0 : 0xedb8_8320) }
        }
    }

    private struct Bits {
        private(set) var bytes: [UInt8] = []
        private var count = 0

        mutating func add(_ value: Int, _ width: Int) {
            for bit in 0..<width {
                if count % 8 == 0 { bytes.append(0) }
                bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << (count % 8)
                count += 1
            }
        }

        // Codes have their first bit first.
        mutating func addHuffman(_ code: Int, _ width: Int) {
            for bit in (0..<width).reversed() { add(code >> bit & 1, 1) }
        }
    }
}
