// SPDX-License-Identifier: Apache-2.0

/// Makes blocks of one size of the pieces that bytes come in.
///
/// What a document costs, and what is found first in one that has several faults, then follows from its bytes alone: libxml2
/// looks at the whole of an open tag again for each piece of it.
struct ByteBlocks {
    private let size: Int
    private var pending: [UInt8] = []

    /// - Parameter size: bytes in a block.
    init(size: Int) {
        precondition(size > 0)
        self.size = size
    }

    /// Hands on the blocks that are whole now; a piece that holds whole ones is not copied.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = bytes
        if !pending.isEmpty {
            let missing = rest.prefix(size - pending.count)
            pending.append(contentsOf: missing)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(missing.count))
            if pending.count < size { return }
            try finish(to: sink)
        }
        while rest.count >= size {
            try sink(UnsafeRawBufferPointer(rebasing: rest.prefix(size)))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(size))
        }
        pending.append(contentsOf: rest)
    }

    /// Hands on what is left.
    mutating func finish(to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        if !pending.isEmpty { try pending.withUnsafeBytes { try sink($0) } }
        pending.removeAll(keepingCapacity: true)
    }
}
