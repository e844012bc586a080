// SPDX-License-Identifier: Apache-2.0
import Disk
public import Foundation

/// Where the bytes of a message's documents go while the message is read.
///
/// One document is open at a time.
public protocol DocumentStore: AnyObject {
    /// A document begins; numbers count from 0 in the order of the message.
    func begin(document number: Int) throws
    /// The next bytes of the open document.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// The open document ends.
    func end() throws
}

/// Keeps nothing: for validation, where only sizes and digests are wanted.
public final class DiscardingDocumentStore: DocumentStore {
    /// Creates the store.
    public init() {}
    /// Does nothing.
    public func begin(document number: Int) {}
    /// Does nothing.
    public func write(_ bytes: UnsafeRawBufferPointer) {}
    /// Does nothing.
    public func end() {}
}

/// Keeps the documents in memory, for small messages and tests.
public final class MemoryDocumentStore: DocumentStore {
    /// The documents by their number in the message.
    public private(set) var documents: [Int: [UInt8]] = [:]
    private var open = 0

    /// Creates an empty store.
    public init() {}
    /// Opens a document.
    public func begin(document number: Int) {
        open = number
        documents[number] = []
    }
    /// Appends to the open document.
    public func write(_ bytes: UnsafeRawBufferPointer) { documents[open]?.append(contentsOf: bytes) }
    /// Does nothing.
    public func end() {}
}

/// Writes each document to a file of a folder, named by its number: names of a message never reach the file system
/// before they are made safe.
public final class FolderDocumentStore: DocumentStore {
    private let folder: URL
    private var handle: FileHandle?

    /// Writes into an existing folder.
    public init(folder: URL) { self.folder = folder }

    /// The file that holds a document.
    public func file(ofDocument number: Int) -> URL { folder.appending(path: "dokument-\(number)") }

    /// Creates the file.
    ///
    /// - Throws: `POSIXError` when the file cannot be created.
    public func begin(document number: Int) throws {
        let path = file(ofDocument: number).path(percentEncoded: false)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw POSIXError.last }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Appends to the file.
    ///
    /// - Throws: when the disk is full or fails.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let handle else { throw POSIXError(.EBADF) }
        try writeAll(bytes, to: handle.fileDescriptor)
    }

    /// Closes the file.
    ///
    /// - Throws: when the disk reports a fault only now.
    public func end() throws {
        try handle?.close()
        handle = nil
    }
}
