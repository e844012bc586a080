// SPDX-License-Identifier: Apache-2.0
public import SafeXML

/// Writes a `PutMessageRequest` in the form that a receiving archive wants, in memory that does not grow with its
/// documents.
///
/// The inverse of ``MessageReader``: what is written reads as the same tree and the same documents.
public struct PutMessageWriter {
    private let dialekt: Dialekt

    /// Writes in this dialect.
    public init(dialekt: Dialekt = Dialekt()) { self.dialekt = dialekt }

    /// Writes a message.
    ///
    /// - Parameters:
    ///   - tre: the canonical tree, as ``Innlesing/tre`` has it, where each document with bytes is named by an attribute
    ///     `filnavn` of the skeleton's namespace.
    ///   - documents: is asked for each of those names, in order.
    ///   - sink: gets the bytes. What it got before an error is no message.
    /// - Throws: ``PutMessageError`` for a tree that is no such message, and what source and sink throw.
    public func write(_ tre: XMLDocument, documents: any DocumentSource, to sink: any ByteSink) throws {
        guard let root = tre.root, root.localName == "PutMessageRequest",
            root.namespace == Navnerom.exchange.description
        else { throw PutMessageError("The tree is not a PutMessageRequest.") }
        let writer = XMLStreamWriter(to: sink)
        try writer.declaration()
        var frame = ElementWriter(writer: writer, declaresFirst: true)
        let soap = dialekt.soap.navnerom
        if let soap {
            try frame.start("Envelope", namespace: soap)
            try frame.start("Body", namespace: soap)
        }
        try write(root, into: &frame, documents)
        if soap != nil {
            try frame.end()
            try frame.end()
        }
        try writer.finish()
    }

    private func write(_ root: XMLElement, into frame: inout ElementWriter, _ documents: any DocumentSource) throws {
        var depth = 0
        var payload: PayloadWriter?
        // From the payload's start to its end, which is at this depth.
        var payloadDepth: Int?
        for event in root.events {
            switch event {
            case .start(let element):
                depth += 1
                if payloadDepth == nil {
                    try frame.start(element)
                    if depth == 2, element.localName == "payload", element.namespace.isEmpty { payloadDepth = depth }
                } else {
                    if payload == nil {
                        let inner = try XMLStreamWriter(inside: frame.writer, as: dialekt.nyttelast.form)
                        try inner.declaration()
                        payload = PayloadWriter(writer: inner, documents: documents)
                    }
                    try payload?.start(element)
                }
            case .text(let bytes):
                if payloadDepth == nil {
                    try frame.writer.text(bytes)
                } else if depth != payloadDepth {
                    try payload?.text(bytes)
                } else if !bytes.allSatisfy(XMLText.isBlank) {
                    throw PutMessageError("The payload has text outside its root element.")
                }
            case .end:
                if depth == payloadDepth {
                    try payload?.writer.finish()
                    payload = nil
                    payloadDepth = nil
                }
                if payloadDepth == nil { try frame.end() } else { try payload?.end() }
                depth -= 1
            }
        }
    }
}

/// A tree that cannot be written as a message: a fault of ours, since the tree is.
public struct PutMessageError: Error, Sendable, CustomStringConvertible {
    /// One full sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
