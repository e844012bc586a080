// SPDX-License-Identifier: Apache-2.0
import Crypto
import Noark
import SafeXML

/// Reads a `Melding` or an `AppReceipt`: its metadata into the canonical tree, its documents to the store.
///
/// Gets its events either from a parser of its own, where the payload is text, or from the envelope's, where it is
/// elements. Vendors' prefixes and qualified children disappear here, so that schemas and stylesheets see one form.
final class PayloadReader: XMLStreamHandler {
    private(set) var root: Dokumentslag = .ukjent
    private(set) var isFinished = false
    private(set) var documents: [Meldingsdokument] = []
    private(set) var documentElements: [XMLElement] = []
    private var earlyFindings: [Funn] = []
    private var hasLostBytes = false
    // Placed when the tree is whole: the path of an element depends on its later siblings.
    private var documentFindings: [(kode: String, document: Int)] = []

    private var builder: XMLTreeBuilder
    private let store: any DocumentStore
    private let limits: Limits
    private var open: [Frame] = []
    private var text: [UInt8] = []
    private var document: OpenDocument?
    // A file without a name takes the letter's public title, for a name is shown where nothing is shielded; in BEST/EDU the
    // title stands before the documents.
    private var brevtittel: String?
    private var rootNamespace = ""
    private var strayAttributes = 0
    private let outputMemory = UnsafeMutableRawBufferPointer.allocate(byteCount: 192 * 1024, alignment: 16)

    private enum Role {
        case other
        case melding
        case sak
        case journalpost
        case brevtittel
        case dokument
        case fil
        case base64
        /// Bytes of a document where none can be kept.
        case tapt
        case field(WritableKeyPath<Filopplysninger, String>)
    }

    private struct Frame {
        var role: Role
        var hasChildren = false
    }

    private struct OpenDocument {
        var oppgitt = Filopplysninger()
        var hasField = [Bool](repeating: false, count: fileFields.count)
        var size: Int64 = 0
        var hash = SHA256()
        var start: [UInt8] = []
        var hasBytes = false
        var decoder: Base64Decoder?
        var output: OutputBlock?
    }

    var findings: [Funn] {
        let paths = XMLPaths()
        return earlyFindings
            + documentFindings.map { kode, document in
                Funn(kode, Sted(sti: stiFraMelding(paths.path(of: documentElements[document])) + "/fil/base64"))
            }
    }

    init(builder: XMLTreeBuilder, store: any DocumentStore, limits: Limits) {
        self.builder = builder
        self.store = store
        self.limits = limits
    }

    deinit { outputMemory.deallocate() }

    /// Whether an element can be the root of a payload.
    ///
    /// The names with `Type` are what .NET makes of a class that lacks its root attribute.
    static func isRoot(_ element: XMLStartElement) -> Bool { isMelding(element) || isAppReceipt(element) }

    private static func isMelding(_ element: XMLStartElement) -> Bool {
        element.isNamed("Melding") || element.isNamed("MeldingType")
    }

    private static func isAppReceipt(_ element: XMLStartElement) -> Bool {
        element.isNamed("AppReceipt") || element.isNamed("AppReceiptType")
    }

    func startElement(_ element: XMLStartElement) throws {
        try flushText(atEnd: false)
        if let last = open.indices.last { open[last].hasChildren = true }
        if open.isEmpty {
            try startRoot(element)
        } else {
            try start(element)
        }
    }

    private func startRoot(_ element: XMLStartElement) throws {
        let canonical: (name: String, namespace: StaticString)
        if Self.isMelding(element) {
            root = .melding
            canonical = ("Melding", Navnerom.noark4)
        } else if Self.isAppReceipt(element) {
            root = .appReceipt
            canonical = ("AppReceipt", Navnerom.exchange)
        } else {
            let name = String(element.localName.prefix(80))
            earlyFindings.append(Funn("BE-004", Sted(sti: "payload", linje: element.line), argumenter: [name]))
            canonical = (element.localName, "")
        }
        rootNamespace = element.namespace
        if root != .ukjent, !rootNamespace.isEmpty, !element.isIn(namespace: canonical.namespace) {
            earlyFindings.append(Funn("BE-008", Sted(sti: canonical.name, linje: element.line)))
        }
        builder.start(canonical.name, namespace: canonical.namespace.description, line: element.line)
        try copyAttributes(of: element)
        open.append(Frame(role: root == .melding ? .melding : .other))
    }

    private func start(_ element: XMLStartElement) throws {
        // Where in the bytes it stood could not be told on the way back.
        if case .base64? = open.last?.role, !hasLostBytes { noteLostBytes() }
        // A child stands in no namespace by the schema, or in its parent's by some vendors; else it is not ours.
        let isOurs =
            element.isIn(namespace: "") || element.isIn(namespace: Navnerom.noark4)
            || element.isIn(namespace: Navnerom.exchange) || element.namespace == rootNamespace
        if isOurs {
            builder.start(element, namespace: "")
        } else {
            try builder.startForeign(element)
        }
        try copyAttributes(of: element)
        let role = role(of: element, isOurs: isOurs)
        open.append(Frame(role: role))
        switch role {
        case .dokument:
            if documentElements.count == limits.maxDocuments { throw XMLFault.limit("maxDocuments") }
            if let element = builder.current {
                documentElements.append(element)
            }
            document = OpenDocument()
            document?.oppgitt.brevtittel = brevtittel ?? ""
        case .journalpost: brevtittel = nil
        case .brevtittel: brevtittel = ""
        case .base64: startBytes()
        default: break
        }
    }

    private func role(of element: XMLStartElement, isOurs: Bool) -> Role {
        guard root == .melding, let parent = open.last?.role else { return .other }
        switch parent {
        case .base64, .tapt: return .tapt
        case .fil where isOurs && document?.decoder == nil && element.isNamed("base64"): return .base64
        default: break
        }
        if element.isNamed("base64") { return .tapt }
        return isOurs ? role(of: element, in: parent) : .other
    }

    private func role(of element: XMLStartElement, in parent: Role) -> Role {
        switch parent {
        case .melding:
            if element.isNamed("journpost") { return .journalpost }
            return element.isNamed("noarksak") ? .sak : .other
        case .sak: return element.isNamed("journpost") ? .journalpost : .other
        case .journalpost:
            if element.isNamed("jpOffinnhold"), brevtittel == nil { return .brevtittel }
            return element.isNamed("dokument") ? .dokument : .other
        case .dokument:
            if element.isNamed("fil") { return .fil }
            return firstField(of: element).map(Role.field) ?? .other
        default: return .other
        }
    }

    private static let fileFields:
        [(name: StaticString, field: any WritableKeyPath<Filopplysninger, String> & Sendable)] = [
            ("veFilnavn", \.filnavn), ("veMimeType", \.mimetype), ("veDokformat", \.dokformat), ("dbTittel", \.tittel),
            ("dlRnr", \.nummer),
        ]

    /// What an element says of the file; nil when it says nothing, or not as the first of its name, as in the translation.
    private func firstField(of element: XMLStartElement) -> WritableKeyPath<Filopplysninger, String>? {
        guard let index = Self.fileFields.firstIndex(where: { element.isNamed($0.name) }),
            document?.hasField[index] == false
        else { return nil }
        document?.hasField[index] = true
        return Self.fileFields[index].field
    }

    private func copyAttributes(of element: XMLStartElement) throws {
        for attribute in element.attributes {
            if attribute.namespace.isEmpty {
                try builder.attribute(attribute.localName, attribute.value)
            } else if attribute.namespace != Navnerom.schemaInstance.description, strayAttributes < 20 {
                // xsi:type and its like say nothing that the schemas do not say; others have no place in Noark 4.
                strayAttributes += 1
                let sted = Sted(sti: builder.current.map { stiFraMelding($0.path) }, linje: element.line)
                earlyFindings.append(Funn("BE-017", sted, argumenter: [String(attribute.localName.prefix(80))]))
            }
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
        switch open.last?.role {
        case .base64:
            try decode(bytes)
            return
        case .tapt:
            if !hasLostBytes, bytes.contains(where: { !XMLText.isBlank($0) }) { noteLostBytes() }
            return
        default: break
        }
        text.append(contentsOf: bytes)
        if text.count > limits.maxFieldBytes {
            throw XMLFault.limit("maxFieldBytes")
        }
    }

    func endElement() throws {
        try flushText(atEnd: true)
        let frame = open.removeLast()
        switch frame.role {
        case .base64: try endBytes()
        case .dokument: endDocument()
        default: break
        }
        builder.end()
        isFinished = open.isEmpty
    }

    /// Text of a leaf is kept to the last blank; the indentation between elements is dropped.
    private func flushText(atEnd: Bool) throws {
        guard !text.isEmpty, let frame = open.last else { return }
        defer { text.removeAll(keepingCapacity: true) }
        let isLeaf = atEnd && !frame.hasChildren
        if !isLeaf, text.allSatisfy(XMLText.isBlank) { return }
        try text.withUnsafeBytes { try builder.text($0) }
        switch frame.role {
        case .field(let field): document?.oppgitt[keyPath: field] += String(decoding: text, as: UTF8.self)
        case .brevtittel where brevtittel?.isEmpty == true:
            // Far more than a file name takes, and asked for by each document.
            brevtittel = String(String(decoding: text, as: UTF8.self).unicodeScalars.prefix(1000))
        default: break
        }
    }

    // MARK: Documents

    // Once is enough: the message is rejected.
    private func noteLostBytes() {
        hasLostBytes = true
        earlyFindings.append(Funn("BE-016", Sted(sti: builder.current.map { stiFraMelding($0.path) })))
    }

    private func startBytes() {
        document?.hasBytes = true
        document?.decoder = Base64Decoder()
        document?.output = OutputBlock(memory: outputMemory) { [unowned self] in try self.receive($0) }
    }

    private func decode(_ bytes: UnsafeRawBufferPointer) throws {
        // Taken out of the document while the output calls back into it.
        guard var decoder = document?.decoder, var output = document?.output else { return }
        try decoder.decode(bytes, into: &output)
        document?.decoder = decoder
        document?.output = output
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if document?.size == 0 {
            try store.begin(document: documents.count)
            document?.start = Array(bytes.prefix(512))
        }
        document?.size += Int64(bytes.count)
        document?.hash.update(bufferPointer: bytes)
        try store.write(bytes)
    }

    private func endBytes() throws {
        guard var decoder = document?.decoder, var output = document?.output else { return }
        try decoder.finish(into: &output)
        try output.flush()
        document?.decoder = decoder
        document?.output = output
        switch decoder.fault {
        case .junk: documentFindings.append(("BE-010", documents.count))
        case .incomplete: documentFindings.append(("BE-011", documents.count))
        case nil: if decoder.lacksPadding { documentFindings.append(("BE-012", documents.count)) }
        }
        if let size = document?.size, size > 0 { try store.end() }
    }

    private func endDocument() {
        guard let done = document else { return }
        documents.append(
            Meldingsdokument(
                number: documents.count, size: done.size, sha256: hexadecimal(done.hash.finalize()),
                start: done.start, hasBytes: done.hasBytes, isSpoilt: done.decoder?.fault != nil,
                oppgitt: done.oppgitt))
        document = nil
    }
}
