// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Disk
import EFormidling
public import Foundation
public import SafeXML

/// Converts a message on its way from a file into a package folder, in one pass.
public final class Pakking {
    /// The conversion; findings may be added, and the addressing changed, until the package is made.
    public var omforming: Omforming
    /// What was read.
    public let innlesing: Innlesing
    private let mappe: Pakkemappe

    /// Reads and converts a message; its documents go to a folder that is not yet visible.
    ///
    /// - Parameters:
    ///   - input: the message, read to its end.
    ///   - folder: where the package's folder is made.
    ///   - progress: as in ``Innlesing/init(reading:after:into:limits:progress:)``.
    /// - Throws: ``ArkivbroError`` when reading or writing fails.
    public init(
        of input: FileHandle, in folder: URL, with omformer: Omformer, _ settings: ConversionSettings,
        limits: Limits = .standard, progress: ((Int64) -> Void)? = nil
    ) throws {
        mappe = try Pakkemappe(in: folder)
        innlesing = try Innlesing(reading: input, into: mappe.store, limits: limits, progress: progress)
        omforming = omformer.convert(innlesing, settings)
    }

    /// Makes the package, under the name of its message id.
    ///
    /// - Parameters:
    ///   - durably: the disk has kept everything before this returns.
    ///   - replacing: an older package of the same message gives way.
    /// - Returns: the package's folder, or nil when the message is not accepted. Then nothing is left behind.
    /// - Throws: ``ArkivbroError`` when writing fails, or when another package has the name.
    public func commit(durably: Bool, replacing: Bool = false) throws -> URL? {
        guard let forsendelse = omforming.forsendelse else { return nil }
        return try mappe.commit(
            omforming.dokumenter, as: forsendelse.sbd.messageId, durably: durably, replacing: replacing
        ) { try $0.write(forsendelse) }
    }
}

extension Innlesing {
    // Large enough for the disk, small enough for the cache.
    private static let chunk = StreamingParser.block

    /// Reads a message to its end.
    ///
    /// - Parameters:
    ///   - begun: what has been read of it already; it has no documents to keep.
    ///   - progress: is told, after each piece, how many bytes have been read.
    /// - Throws: ``ArkivbroError`` when reading fails, or writing to the store.
    public init(
        reading input: FileHandle, after begun: [UInt8] = [], into store: any DocumentStore,
        limits: Limits = .standard, progress: ((Int64) -> Void)? = nil
    ) throws {
        let reader = try MessageReader(store: store, limits: limits)
        try begun.withUnsafeBytes { try reader.feed($0) }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { memory.deallocate() }
        var sum: Int64 = 0
        while reader.wantsMore {
            // To the end of a block, which the reader takes as it is: what begins inside one, it copies.
            let room = memory.count - Int((Int64(begun.count) + sum) % Int64(memory.count))
            let count = Foundation.read(input.fileDescriptor, memory.baseAddress, room)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ArkivbroError(.cannotRead, "Kan ikke lese meldingen: \(POSIXError.last.reason).")
            }
            if count == 0 { break }
            try Self.storing { try reader.feed(UnsafeRawBufferPointer(rebasing: memory[..<count])) }
            sum += Int64(count)
            progress?(sum)
        }
        self = try Self.storing { try reader.finish() }
    }

    // What is neither a fault of the document nor of a library comes from the store.
    private static func storing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SafeXMLError {
            throw error
        } catch {
            throw ArkivbroError(.cannotWrite, "Kan ikke skrive et dokument: \(error.reason).")
        }
    }
}
