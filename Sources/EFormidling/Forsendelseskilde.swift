// SPDX-License-Identifier: Apache-2.0
import Disk
public import Foundation
public import Noark

/// A Forsendelse that can be read: a folder, or a ZIP such as the ASiC-E that the integrasjonspunkt hands out.
///
/// Used by one thread at a time. What it lists was there when it was opened; the bytes are read when asked for.
public protocol Forsendelseskilde: AnyObject {
    /// The addressing; an ASiC-E has none.
    var sbd: Forsendelsesfil? { get }
    /// The metadata.
    var arkivmelding: Forsendelsesfil? { get }
    /// The documents: of a ZIP in its order, of a folder sorted by name.
    var dokumenter: [Forsendelsesfil] { get }
    /// What somebody should look at, and what does not stand in the way of reading.
    var funn: [Funn] { get }

    /// Reads a file from its beginning to its end, in blocks, in memory that does not grow with the file.
    ///
    /// - Parameter navn: the name of a file that is listed.
    /// - Throws: ``Forsendelsesfeil`` when the file is damaged or not listed, `POSIXError` when reading fails, and what the
    ///   body throws.
    func read(_ navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
}

/// A file of a Forsendelse.
public struct Forsendelsesfil: Sendable, Hashable {
    /// File name, without the folder that it lay in; each name is there once.
    public let navn: String
    /// Size in bytes.
    public let size: Int64

    /// Creates a file.
    public init(navn: String, size: Int64) {
        self.navn = navn
        self.size = size
    }
}

/// Faults of a Forsendelse that make reading on meaningless.
public struct Forsendelsesfeil: Error, Sendable, Hashable {
    /// The faults.
    public let funn: [Funn]

    init(_ funn: Funn...) { self.funn = funn }
    package init(_ funn: [Funn]) { self.funn = funn }
}

/// What reading a Forsendelse may cost.
public struct Forsendelsesgrenser: Sendable, Hashable {
    /// Most files, those included that are passed over.
    public var maxFiles = 25_000
    /// Most bytes that all files of a ZIP may have together.
    public var maxExpandedBytes: Int64 = 100 << 30
    /// How many times the bytes of a ZIP its files may have together.
    ///
    /// Not asked below 64 MiB: small text may be packed very well.
    public var maxExpansion: Int64 = 200

    /// The defaults.
    public init() {}

    /// The defaults.
    public static let standard = Forsendelsesgrenser()

    /// Bytes that are not asked about, however little they were packed from.
    public static let alwaysAllowed: Int64 = 64 << 20
}

extension Forsendelse {
    /// Opens a Forsendelse for reading; its form is told by what it is, not by its name.
    ///
    /// - Throws: ``Forsendelsesfeil`` with every fault that was met, `POSIXError` when the system cannot open or read it.
    public static func open(
        _ url: URL, limits: Forsendelsesgrenser = .standard
    ) throws -> any Forsendelseskilde {
        // Not blocking, for a pipe that nobody writes to.
        let fil = try Filnummer(Foundation.open(url.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
        switch try fil.status().st_mode & S_IFMT {
        case S_IFDIR: return try Mappekilde(fil, limits)
        case S_IFREG where try ZIPkatalog.isZIP(fil): return try ZIPkilde(fil, limits)
        default: throw Forsendelsesfeil(Funn("FO-002"))
        }
    }

    /// Whether a file or folder is of one of the forms that ``open(_:limits:)`` opens.
    public static func canOpen(_ url: URL) -> Bool {
        let descriptor = Foundation.open(url.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard let fil = try? Filnummer(descriptor), let mode = try? fil.status().st_mode & S_IFMT else { return false }
        return mode == S_IFDIR || mode == S_IFREG && (try? ZIPkatalog.isZIP(fil)) == true
    }
}

/// An open file of the system, closed when nobody holds it.
final class Filnummer {
    let descriptor: Int32

    /// Takes over what `open` gave.
    init(_ descriptor: Int32) throws {
        guard descriptor >= 0 else { throw POSIXError.last }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func status() throws -> stat {
        var result = stat()
        guard fstat(descriptor, &result) == 0 else { throw POSIXError.last }
        return result
    }

    /// The bytes at a place, fewer where the file ends.
    func bytes(at position: UInt64, count: Int) throws -> [UInt8] {
        guard let start = off_t(exactly: position) else { return [] }
        var failure: Int32 = 0
        let result = [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
            while initialized < count {
                let next = memory.baseAddress.map { $0 + initialized }
                let read = pread(descriptor, next, count - initialized, start + off_t(initialized))
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                if read <= 0 { return }
                initialized += read
            }
        }
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        return result
    }
}
