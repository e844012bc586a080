// SPDX-License-Identifier: Apache-2.0
public import SafeXML

/// Writes a `PutMessageRequest` that has one form in the form that a receiving archive wants, in memory that does not grow
/// with its documents.
///
/// The payload is text in both, and is not looked into: what ``PutMessageWriter`` wrote in one dialect becomes, byte for
/// byte, what it writes in the other.
public final class PutMessageRewriter {
    private let parser: StreamingParser
    private let handler: Rammekopi

    /// Prepares to write in a dialect.
    ///
    /// - Throws: what the sink throws, here as in all that follows.
    public init(dialekt: Dialekt, to sink: any ByteSink) throws {
        handler = Rammekopi(dialekt, sink)
        parser = try StreamingParser(text: false, limits: .standard, handler: handler)
    }

    /// Takes the next bytes of the message.
    ///
    /// - Throws: `XMLFault` or ``PutMessageError`` when it is no message that can be written.
    public func feed(_ bytes: UnsafeRawBufferPointer) throws { try parser.feed(bytes) }

    /// Ends the message.
    ///
    /// - Throws: as ``feed(_:)``.
    public func finish() throws {
        try parser.finish()
        try handler.finish()
    }
}

/// Copies request and envelope, and hands the text of the payload on.
private final class Rammekopi: XMLStreamHandler {
    private enum Place {
        case soap
        case request
        case part
        case payload
        case other
    }

    private let dialekt: Dialekt
    private let writer: XMLStreamWriter
    private var frame: ElementWriter
    private var places: [Place] = []
    private var payload: XMLStreamWriter?
    private var isSeen = false

    init(_ dialekt: Dialekt, _ sink: any ByteSink) {
        self.dialekt = dialekt
        writer = XMLStreamWriter(to: sink)
        frame = ElementWriter(writer: writer, declaresFirst: true)
    }

    func startElement(_ element: XMLStartElement) throws {
        let place: Place
        switch places.last {
        case nil, .soap:
            if element.isNamed("PutMessageRequest") {
                guard !isSeen else { throw PutMessageError("There is more than one PutMessageRequest.") }
                isSeen = true
                try begin(element)
                place = .request
            } else {
                place = element.isNamed("Envelope") || element.isNamed("Body") ? .soap : .other
            }
        case .request where element.isNamed("payload"):
            // Its xsi:type would name a prefix that is not declared any more.
            try frame.start("payload", namespace: element.namespace)
            place = .payload
        case .request, .part:
            try frame.start(element.localName, namespace: element.namespace, attributes: element.attributes)
            place = .part
        case .payload: throw PutMessageError("The payload has elements in it.")
        case .other: place = .other
        }
        places.append(place)
    }

    private func begin(_ element: XMLStartElement) throws {
        try writer.declaration()
        if let soap = dialekt.soap.navnerom {
            try frame.start("Envelope", namespace: soap)
            try frame.start("Body", namespace: soap)
        }
        try frame.start(
            element.localName, namespace: Navnerom.exchange.description, attributes: element.attributes)
    }

    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
        switch places.last {
        case .part, .request: try writer.text(bytes)
        case .payload:
            if payload == nil { payload = try XMLStreamWriter(inside: writer, as: dialekt.nyttelast.form) }
            try payload?.raw(bytes)
        case nil, .soap, .other: break
        }
    }

    func endElement() throws {
        switch places.removeLast() {
        case .payload:
            try payload?.finish()
            payload = nil
            try frame.end()
        case .part: try frame.end()
        case .request:
            try frame.end()
            if dialekt.soap.navnerom != nil {
                try frame.end()
                try frame.end()
            }
        case .soap, .other: break
        }
    }

    func finish() throws {
        guard isSeen else { throw PutMessageError("There is no PutMessageRequest.") }
        try writer.finish()
    }
}

extension Dialekt.Soap {
    /// Namespace of the frame; nil where there is none.
    package var navnerom: String? {
        switch self {
        case .none: nil
        case .soap11: Navnerom.soap11.description
        case .soap12: Navnerom.soap12.description
        }
    }
}

extension Dialekt.Nyttelast {
    var form: XMLStreamWriter.Form {
        switch self {
        case .escaped: .escaped
        case .cdata: .cdata
        }
    }
}
