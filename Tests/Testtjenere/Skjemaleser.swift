// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import NIOCore

/// A part of a form that was received.
public struct Skjemadel: Sendable, Hashable {
    /// Name of the part.
    public let name: String
    /// File name; nil for a text.
    public let fileName: String?
    /// The text; empty for a file.
    public let text: String
    /// Size in bytes.
    public let size: Int
    /// SHA-256 in lower-case hexadecimal digits.
    public let sha256: String
}

/// Reads `multipart/form-data` as it arrives, and keeps nothing of the files but size and digest.
struct Skjemaleser {
    struct Malformed: Error {}

    private static let maxText = 1024 * 1024

    private let delimiter: [UInt8]
    private(set) var deler: [Skjemadel] = []
    // As if a line end stood before the first boundary.
    private var pending: [UInt8] = [0x0d, 0x0a]
    private var isBody = false
    private(set) var isEnded = false
    private var isStarted = false
    private var name = ""
    private var fileName: String?
    private var text: [UInt8] = []
    private var size = 0
    private var hash = SHA256()

    /// - Throws: ``Malformed`` when the type is another.
    init(contentType: String) throws {
        guard contentType.hasPrefix("multipart/form-data;"),
            let boundary = contentType.firstRange(of: "boundary=").map({ contentType[$0.upperBound...] }),
            !boundary.isEmpty
        else { throw Malformed() }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    mutating func read(_ part: ByteBuffer) throws {
        part.withUnsafeReadableBytes { pending.append(contentsOf: $0) }
        while !isEnded, try step() {}
    }

    private mutating func step() throws -> Bool {
        if isBody || !isStarted {
            guard let place = Self.find(delimiter, in: pending) else {
                let keep = min(pending.count, delimiter.count)
                try take(pending.count - keep)
                return false
            }
            guard pending.count >= place + delimiter.count + 2 else {
                try take(place)
                return false
            }
            try take(place)
            if isStarted { finish() } else { isStarted = true }
            isEnded = pending[delimiter.count] == UInt8(ascii: "-")
            pending.removeFirst(delimiter.count + 2)
            isBody = false
            return true
        }
        guard let end = Self.find([0x0d, 0x0a, 0x0d, 0x0a], in: pending) else {
            if pending.count > 65_536 { throw Malformed() }
            return false
        }
        try head(String(decoding: pending[..<end], as: UTF8.self))
        pending.removeFirst(end + 4)
        isBody = true
        return true
    }

    private mutating func head(_ head: String) throws {
        let line = head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let line, line.contains("form-data"), let found = line.firstMatch(of: /; name="([^"]*)"/) else {
            throw Malformed()
        }
        name = String(found.1)
        fileName = line.firstMatch(of: /; filename="([^"]*)"/).map { String($0.1) }
        (text, size, hash) = ([], 0, SHA256())
    }

    private mutating func take(_ count: Int) throws {
        guard count > 0 else { return }
        if isBody {
            size += count
            pending.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            if fileName == nil { text += pending[..<count] }
            if text.count > Self.maxText { throw Malformed() }
        } else if isStarted || pending[..<count].contains(where: { $0 != 0x0d && $0 != 0x0a }) {
            throw Malformed()
        }
        pending.removeFirst(count)
    }

    private mutating func finish() {
        deler.append(
            Skjemadel(
                name: name, fileName: fileName, text: String(decoding: text, as: UTF8.self), size: size,
                sha256: hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { haystack in
            guard let start = haystack.baseAddress, let first = needle.first else { return nil }
            var offset = 0
            while offset + needle.count <= haystack.count {
                // Files are long, and the first byte of a boundary is rare in them.
                guard let found = memchr(start + offset, Int32(first), haystack.count - offset) else { return nil }
                let place = UnsafeRawPointer(found) - start
                guard place + needle.count <= haystack.count else { return nil }
                if memcmp(start + place, needle, needle.count) == 0 { return place }
                offset = place + 1
            }
            return nil
        }
    }
}
