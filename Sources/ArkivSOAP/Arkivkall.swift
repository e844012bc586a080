// SPDX-License-Identifier: Apache-2.0
import BestEdu
import DPVHTTP
import Foundation
import Noark
import SafeXML

/// The calls as the archive wants them.
struct Arkivkall: Sendable {
    let settings: ArkivSettings

    /// Calls `PutMessage` with the message in a file.
    ///
    /// The file is read twice: once for the length that the call must begin with, once for what is sent.
    ///
    /// - Throws: `HTTPFailure.unreadable` when the file cannot be read; `XMLFault` or `PutMessageError` when it is no message.
    func putMessage(_ fil: URL) throws -> HTTPRequest {
        let dialekt = settings.dialekt
        var length: Int64 = 0
        var measure = try Omskriving(fil, dialekt)
        while let block = try measure.next() { length += Int64(block.count) }
        let body = HTTPBody.Piece.made(length: length) {
            var omskriving = try Omskriving(fil, dialekt)
            return { try omskriving.next() }
        }
        return request(HTTPBody([body]))
    }

    private func request(_ body: HTTPBody) -> HTTPRequest {
        // Settings are checked, yet nothing may ever end the header.
        let action = settings.soapAction.filter { $0.isASCII && !$0.isNewline && $0 != "\"" && $0 != "\\" }
        var headers: [(name: String, value: String)]
        switch settings.dialekt.soap {
        case .none, .soap11:
            headers = [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"\(action)\"")]
        case .soap12:
            let parameter = action.isEmpty ? "" : "; action=\"\(action)\""
            headers = [("Content-Type", "application/soap+xml; charset=utf-8" + parameter)]
        }
        headers += [("Accept", "text/xml, application/soap+xml"), ("User-Agent", "arkivbro")]
        if let login = settings.login { headers.append(login.authorization) }
        return HTTPRequest("POST", settings.url, headers: headers, body: body)
    }
}

/// A file with a message, in another dialect, block by block.
private struct Omskriving {
    private let fil: FileHandle
    private let sink = CollectingSink()
    private let rewriter: PutMessageRewriter
    private var isFinished = false

    private static let block = 64 * 1024

    init(_ url: URL, _ dialekt: Dialekt) throws {
        do {
            fil = try FileHandle(forReadingFrom: url)
        } catch {
            throw HTTPFailure.unreadable("Meldingen til arkivet kan ikke åpnes.")
        }
        rewriter = try PutMessageRewriter(dialekt: dialekt, to: sink)
    }

    /// The next bytes; nil at the end.
    mutating func next() throws -> [UInt8]? {
        while sink.bytes.isEmpty, !isFinished {
            let read: Data?
            do {
                read = try fil.read(upToCount: Self.block)
            } catch {
                throw HTTPFailure.unreadable("Meldingen til arkivet kan ikke leses.")
            }
            if let read, !read.isEmpty {
                try read.withUnsafeBytes { try rewriter.feed($0) }
            } else {
                isFinished = true
                try rewriter.finish()
            }
        }
        return sink.bytes.isEmpty ? nil : sink.take()
    }
}
