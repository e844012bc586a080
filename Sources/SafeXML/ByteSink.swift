// SPDX-License-Identifier: Apache-2.0

/// Where written bytes go.
public protocol ByteSink {
    /// Takes the next bytes, which are valid only during the call.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

/// Keeps what is written in memory: for what is known to be small.
package final class CollectingSink: ByteSink {
    /// What was written and not taken.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }

    /// What was written since the last time.
    package func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

/// Gathers bytes for a sink, which gets them in large blocks.
final class WriteBlock {
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private let sink: any ByteSink

    init(to sink: any ByteSink, size: Int) {
        self.sink = sink
        memory = .allocate(byteCount: size, alignment: 16)
    }

    deinit { memory.deallocate() }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.count > memory.count - count {
            try flush()
            // What would fill the block by itself need not pass through it.
            if bytes.count >= memory.count {
                try sink.write(bytes)
                return
            }
        }
        guard let source = bytes.baseAddress, let target = memory.baseAddress else { return }
        (target + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Lets a body write into the free part of the block, which has at least the given size, and say how much it wrote.
    func fill(atLeast size: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        precondition(size <= memory.count)
        if size > memory.count - count { try flush() }
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[count...])
        let written = try body(room)
        precondition(0...room.count ~= written)
        count += written
    }

    func flush() throws {
        guard count > 0 else { return }
        try sink.write(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        count = 0
    }
}
