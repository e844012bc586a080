// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import EFormidling
public import Foundation
import Noark
public import SafeXML

/// Converts a package, or a lone arkivmelding, on its way into a folder with a `PutMessageRequest`.
public final class Tilbakepakking {
    /// The conversion; findings may be added until the folder is made.
    public var omforming: Tilbakeomforming
    private let kilde: (any Forsendelseskilde)?

    /// Name of the message in its folder.
    public static let filnavn = "putmessage.xml"

    /// Reads and converts the arkivmelding of a package; its documents are read when the folder is made.
    ///
    /// - Throws: ``ArkivbroError`` when reading fails. Faults of the package are findings.
    public convenience init(
        of kilde: any Forsendelseskilde, with omformer: Omformer, _ settings: BestEduSettings,
        limits: Limits = .standard
    ) throws {
        self.init(of: try Tilbakelesing(of: kilde, limits: limits), with: omformer, settings)
    }

    /// Converts what was read, which is not read again however often this is done.
    public init(of lesing: Tilbakelesing, with omformer: Omformer, _ settings: BestEduSettings) {
        kilde = lesing.kilde
        omforming = lesing.convert(with: omformer, settings)
    }

    /// Nothing: the package could not be opened.
    public init(refusedFor feil: Forsendelsesfeil, with omformer: Omformer) {
        kilde = nil
        omforming = omformer.refused(Innlesing())
        omforming.add(feil.funn)
    }

    /// Converts an arkivmelding that stands alone.
    public convenience init(of innlesing: Innlesing, with omformer: Omformer, _ settings: BestEduSettings) {
        self.init(of: Tilbakelesing(of: innlesing), with: omformer, settings)
    }

    /// Makes the folder, under the name of the message id.
    ///
    /// - Parameters:
    ///   - name: the folder's name; nil is the message id.
    ///   - durably: the disk has kept everything before this returns.
    ///   - replacing: an older folder of the same message gives way.
    ///   - progress: is told, after each piece, how many bytes of documents have been read.
    /// - Returns: the folder, or nil when the arkivmelding is not accepted. Then nothing is left behind.
    /// - Throws: ``ArkivbroError`` when reading or writing fails, or when another folder has the name.
    public func commit(
        in folder: URL, dialekt: Dialekt = Dialekt(), as name: String? = nil, durably: Bool = false,
        replacing: Bool = false, progress: ((Int64) -> Void)? = nil
    ) throws -> URL? {
        guard let putMessage = omforming.putMessage, let messageId = name ?? omforming.messageId else { return nil }
        return try Mappebygger.make(messageId, in: folder, durably: durably, replacing: replacing) { mappe in
            let sink = try FileSink(creating: mappe.url.appending(path: Self.filnavn))
            do {
                try PutMessageWriter(dialekt: dialekt)
                    .write(putMessage, documents: Kildedokumenter(kilde, progress), to: sink)
            } catch let error as Forsendelsesfeil {
                // Known by now only: the package was damaged where a document lies.
                omforming.add(error.funn)
                return nil
            } catch is PutMessageError {
                // A tree that is no message comes of a carrier with documents in it that are none.
                omforming.add([Funn("OM-078")])
                return nil
            }
            return ["report.json": omforming.rapport.json().bytes]
        }
    }
}

/// The documents of a package, for the writer.
private final class Kildedokumenter: DocumentSource {
    private let kilde: (any Forsendelseskilde)?
    private let progress: ((Int64) -> Void)?
    private var sum: Int64 = 0

    init(_ kilde: (any Forsendelseskilde)?, _ progress: ((Int64) -> Void)?) {
        self.kilde = kilde
        self.progress = progress
    }

    func read(document navn: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try kilde?.read(navn) { piece in
            try body(piece)
            sum += Int64(piece.count)
            progress?(sum)
        }
    }
}
