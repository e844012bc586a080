// SPDX-License-Identifier: Apache-2.0
package import Foundation
package import NIOCore

/// The body of a call: bytes and files, one after the other, of a length that is known beforehand.
package struct HTTPBody: Sendable, AsyncSequence {
    package enum Piece: Sendable {
        case bytes([UInt8])
        case file(URL, size: Int64)
        /// What is made as it is sent; each call of what is given makes it anew, block by block, nil at the end.
        case made(length: Int64, @Sendable () throws -> () throws -> [UInt8]?)

        var length: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, let size): size
            case .made(let length, _): length
            }
        }
    }

    package let pieces: [Piece]

    package init(_ pieces: [Piece]) { self.pieces = pieces }

    package var length: Int64 { pieces.reduce(0) { $0 + $1.length } }

    package func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces) }

    package struct Iterator: AsyncIteratorProtocol {
        private static let chunk = 64 * 1024
        private var pieces: ArraySlice<Piece>
        private var file: OpenFile?
        private var made: (next: () throws -> [UInt8]?, remaining: Int64)?

        fileprivate init(pieces: [Piece]) { self.pieces = pieces[...] }

        // Reading from disk blocks the thread for the time of 64 KiB: no longer than parsing as much would.
        package mutating func next() async throws -> ByteBuffer? {
            while true {
                if let open = file {
                    if let bytes = try open.read(upTo: Self.chunk) { return bytes }
                    file = nil
                }
                if let open = made {
                    let bytes = try open.next() ?? []
                    let remaining = open.remaining - Int64(bytes.count)
                    made = bytes.isEmpty ? nil : (open.next, remaining)
                    // A promised length cannot be taken back.
                    guard bytes.isEmpty ? remaining == 0 : remaining >= 0 else {
                        throw HTTPFailure.sizeChanged
                    }
                    if !bytes.isEmpty { return ByteBuffer(bytes: bytes) }
                }
                guard let piece = pieces.popFirst() else { return nil }
                switch piece {
                case .bytes(let bytes): if !bytes.isEmpty { return ByteBuffer(bytes: bytes) }
                case .file(let url, let size): file = try OpenFile(url, size: size)
                case .made(let length, let make): made = (try make(), length)
                }
            }
        }
    }
}

// A class, so that the file is closed when a call ends before its body does.
private final class OpenFile {
    private let descriptor: Int32
    private var remaining: Int64

    init(_ url: URL, size: Int64) throws {
        descriptor = open(url.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw HTTPFailure.unreadable(errno)
        }
        remaining = size
    }

    deinit { close(descriptor) }

    /// The next bytes; nil at the end, which is where it was said to be.
    func read(upTo limit: Int) throws -> ByteBuffer? {
        var buffer = ByteBuffer()
        let wanted = Int(Swift.min(Int64(limit), Swift.max(remaining, 1)))
        var fault: Int32?
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { room in
            var count: Int
            repeat { count = Foundation.read(descriptor, room.baseAddress, wanted) } while count < 0 && errno == EINTR
            if count < 0 { fault = errno }
            return Swift.max(count, 0)
        }
        if let fault { throw HTTPFailure.unreadable(fault) }
        // A promised length cannot be taken back: a file that has changed must end the call.
        guard remaining > 0 ? count > 0 : count == 0 else { throw HTTPFailure.sizeChanged }
        remaining -= Int64(count)
        return count > 0 ? buffer : nil
    }
}

extension HTTPBody {
    /// Makes sure that a file of a package is there, and of the size that it was.
    ///
    /// - Throws: `HTTPFailure.unreadable` or `.changed`.
    package static func check(_ file: URL, size: Int64) throws(HTTPFailure) {
        guard try self.size(of: file) == size else { throw .sizeChanged }
    }

    /// The bytes of a file of a package.
    ///
    /// - Throws: `HTTPFailure.unreadable`.
    package static func size(of file: URL) throws(HTTPFailure) -> Int64 {
        let descriptor = open(file.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .unreadable(errno) }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw .unreadable(errno) }
        return Int64(size)
    }
}

extension HTTPFailure {
    fileprivate static func unreadable(_ number: Int32) -> HTTPFailure {
        .unreadable("Disken gir ikke fra seg et dokument i forsendelsen (feil \(number) fra systemet).")
    }

    fileprivate static let sizeChanged = HTTPFailure.changed(
        "Et dokument i forsendelsen har ikke lenger den størrelsen det hadde.")
}
