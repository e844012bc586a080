// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML

/// The frame that a client speaks in.
enum SOAPramme: Sendable, Hashable {
    /// None: the request alone.
    case ingen
    /// SOAP 1.1.
    case soap11
    /// SOAP 1.2.
    case soap12

    /// The namespace of the frame.
    var namespace: String? {
        switch self {
        case .ingen: nil
        case .soap11: Dialekt.Soap.soap11.navnerom
        case .soap12: Dialekt.Soap.soap12.navnerom
        }
    }

    /// The type of an answer.
    var contentType: String {
        self == .soap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8"
    }
}

/// Finds out, from the first bytes of a request, what is asked, before anybody else reads it.
///
/// Judges nothing: what is wrong with a message is said by those who read all of it.
final class Rammeleser {
    /// What a client may ask.
    enum Operasjon: Sendable, Hashable {
        /// Take a message.
        case putMessage
        /// Say whether a receiver can be reached.
        case getCanReceiveMessage
    }

    private let funnet = Rammefoelger()
    private let parser: StreamingParser
    private var seen = 0

    // A frame with addressing and security in its header is far below.
    private static let longest = 1 << 20

    init(limits: Limits) throws {
        // What is asked stands near the beginning: no more than that is read for it.
        parser = try StreamingParser(text: false, limits: limits, block: 16 << 10, handler: funnet)
    }

    /// The frame; nil when none was found.
    var ramme: SOAPramme? { funnet.ramme }

    /// What is asked; nil when it is nothing that we know.
    var operasjon: Operasjon? { funnet.operasjon }

    /// The receiver of a GetCanReceiveMessage as it was written; empty when it is far longer than a number.
    var orgnr: String { funnet.orgnr.count > 1000 ? "" : String(decoding: funnet.orgnr, as: UTF8.self) }

    /// The end of the request was reached: nothing of it is unread.
    var isWhole: Bool { funnet.isWhole }

    /// Reads on; a fault ends it without a word.
    func feed(_ bytes: UnsafeRawBufferPointer) {
        let piece = bytes.prefix(Self.longest - seen)
        seen += piece.count
        attempt { try parser.feed(UnsafeRawBufferPointer(rebasing: piece)) }
    }

    /// Reads the end.
    func finish() { attempt { try parser.finish() } }

    private func attempt(_ body: () throws -> Void) {
        guard !funnet.isDone else { return }
        do { try body() } catch { funnet.isDone = true }
    }
}

private final class Rammefoelger: XMLStreamHandler {
    var ramme: SOAPramme?
    var operasjon: Rammeleser.Operasjon?
    var orgnr: [UInt8] = []
    var isDone = false
    var isWhole = false

    private var depth = 0
    private var isInBody = false
    private var requestDepth: Int?
    private var path: [String] = []

    func startElement(_ element: XMLStartElement) {
        depth += 1
        if isDone { return }
        switch depth {
        case 1 where element.isNamed("Envelope"):
            ramme = [SOAPramme.soap11, .soap12].first { $0.namespace == element.namespace }
            isDone = ramme == nil
        case 1:
            ramme = .ingen
            request(element)
        case 2 where requestDepth == nil: isInBody = element.isNamed("Body")
        case 3 where isInBody && requestDepth == nil: request(element)
        default: if requestDepth != nil { path.append(element.localName) }
        }
    }

    private func request(_ element: XMLStartElement) {
        requestDepth = depth
        if element.isNamed("GetCanReceiveMessageRequest") {
            operasjon = .getCanReceiveMessage
        } else {
            operasjon = element.isNamed("PutMessageRequest") ? .putMessage : nil
            isDone = true
        }
    }

    func endElement() {
        depth -= 1
        if isDone { return }
        if let requestDepth, depth < requestDepth {
            isWhole = true
            isDone = true
        } else if !path.isEmpty {
            path.removeLast()
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) {
        if !isDone, path == ["receiver", "orgnr"] {
            orgnr.append(contentsOf: bytes.prefix(max(0, 1001 - orgnr.count)))
        }
    }
}
