// SPDX-License-Identifier: Apache-2.0
public import SafeXML

/// Keeps what is written, and can fail.
public final class MemorySink: ByteSink {
    /// The fault of a sink that is full.
    public struct Full: Error {
        /// Makes the fault.
        public init() {}
    }

    /// What was written.
    public private(set) var bytes: [UInt8] = []
    /// How much was written.
    public private(set) var count = 0
    /// The size of the largest piece.
    public private(set) var largest = 0
    private let room: Int
    private let keeps: Bool

    /// Makes an empty sink.
    ///
    /// - Parameters:
    ///   - room: how many bytes fit.
    ///   - keeps: whether the bytes are kept, or counted only.
    public init(room: Int = .max, keeps: Bool = true) {
        self.room = room
        self.keeps = keeps
    }

    /// What was written, as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Keeps the bytes.
    ///
    /// - Throws: ``Full`` when they do not fit.
    public func write(_ piece: UnsafeRawBufferPointer) throws {
        if piece.count > room - count { throw Full() }
        count += piece.count
        largest = max(largest, piece.count)
        if keeps { bytes.append(contentsOf: piece) }
    }
}
