// SPDX-License-Identifier: Apache-2.0
import Disk
public import Foundation
public import SafeXML

/// Writes to a file that it creates.
public final class FileSink: ByteSink {
    private let descriptor: Int32

    /// Creates the file, which must not be there.
    ///
    /// - Throws: `POSIXError` when it cannot be created.
    public init(creating url: URL) throws {
        descriptor = open(url.path(percentEncoded: false), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw POSIXError.last }
    }

    deinit { close(descriptor) }

    /// Appends to the file.
    ///
    /// - Throws: `POSIXError` when the disk is full or fails.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try writeAll(bytes, to: descriptor)
    }
}
