// SPDX-License-Identifier: Apache-2.0
import Noark
public import SafeXML

/// Reads a document of any of the kinds that we know, in one pass, in memory that does not grow with its documents.
public final class MessageReader {
    private let parser: StreamingParser
    private let handler: EnvelopeReader
    private let hash = SideHash()
    private var bytes: Int64 = 0
    private var fault: Funn?

    /// Prepares to read.
    ///
    /// - Parameters:
    ///   - store: where documents go.
    ///   - limits: what the message may cost.
    public convenience init(store: any DocumentStore, limits: Limits = .standard) throws {
        try self.init(store: store, limits: limits, block: StreamingParser.block)
    }

    /// - Parameter block: bytes that are read at a time, for tests to cut where they will.
    package init(store: any DocumentStore, limits: Limits, block: Int) throws {
        handler = try EnvelopeReader(store: store, limits: limits)
        parser = try StreamingParser(text: false, limits: limits, block: block, handler: handler)
        handler.parser = parser
    }

    /// Whether reading on is worth while.
    ///
    /// False once a fault has been met.
    public var wantsMore: Bool { fault == nil }

    /// Reads the next bytes.
    ///
    /// They are kept until their block is whole: a fault, or the store's, may be told with later ones, or at the end.
    ///
    /// - Throws: what the ``DocumentStore`` throws. A fault of the document becomes a finding.
    public func feed(_ piece: UnsafeRawBufferPointer) throws {
        guard wantsMore else { return }
        bytes += Int64(piece.count)
        try hash.update(piece) { try attempt { try parser.feed(piece) } }
    }

    /// Ends the document and tells what was read.
    ///
    /// - Throws: as ``feed(_:)``.
    public func finish() throws -> Innlesing {
        try attempt { try parser.finish() }
        var result = handler.result(complete: fault == nil)
        if let fault { result.funn.append(fault) }
        result.bytes = bytes
        result.sha256 = hexadecimal(hash.finalize())
        return result
    }

    private func attempt(_ body: () throws -> Void) throws {
        guard fault == nil else { return }
        do {
            try body()
        } catch let error as XMLFault {
            fault = handler.finding(for: error)
        }
    }
}
