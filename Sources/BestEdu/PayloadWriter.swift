// SPDX-License-Identifier: Apache-2.0
import SafeXML

/// Writes a payload, and fills in the bytes of its documents.
struct PayloadWriter {
    let writer: XMLStreamWriter
    private var elements: ElementWriter
    private let documents: any DocumentSource
    private var places: [Place] = []
    // Of the open document: the name to ask for, until its bytes are written.
    private var navn: String?
    private var isFinished = false

    private enum Place {
        case melding
        case sak
        case journalpost
        case dokument
        case fil
        case bytes
        case other
    }

    init(writer: XMLStreamWriter, documents: any DocumentSource) {
        self.writer = writer
        self.documents = documents
        elements = ElementWriter(writer: writer, declaresFirst: false)
    }

    mutating func start(_ element: XMLElement) throws {
        if isFinished { throw PutMessageError("The payload has more than one element.") }
        let place = place(of: element)
        if case .bytes? = places.last { throw PutMessageError("A document has elements in the place of its bytes.") }
        places.append(place)
        try elements.start(element)
        switch place {
        case .dokument: navn = element.attribute("filnavn", namespace: Navnerom.skjelett.description)
        case .bytes: try writeBytes()
        default: break
        }
    }

    mutating func text(_ bytes: UnsafeRawBufferPointer) throws {
        if case .bytes? = places.last { return }
        try writer.text(bytes)
    }

    mutating func end() throws {
        let place = places.removeLast()
        if case .dokument = place, navn != nil { throw PutMessageError("A document has no place for its bytes.") }
        isFinished = places.isEmpty
        try elements.end()
    }

    // The places where the reader finds bytes (PayloadReader).
    private func place(of element: XMLElement) -> Place {
        guard let parent = places.last else {
            return element.localName == "Melding" ? .melding : .other
        }
        guard element.namespace.isEmpty else { return .other }
        switch (parent, element.localName) {
        case (.melding, "noarksak"): return .sak
        case (.melding, "journpost"), (.sak, "journpost"): return .journalpost
        case (.journalpost, "dokument"): return .dokument
        case (.dokument, "fil"): return .fil
        case (.fil, "base64") where navn != nil: return .bytes
        default: return .other
        }
    }

    private mutating func writeBytes() throws {
        guard let name = navn else { return }
        navn = nil
        var encoder = Base64Encoder()
        try documents.read(document: name) { try encoder.encode($0, into: writer) }
        try encoder.finish(into: writer)
    }
}
