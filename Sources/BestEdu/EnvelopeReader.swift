// SPDX-License-Identifier: Apache-2.0
import Noark
import SafeXML

/// Follows the SOAP frame and the envelope, and hands the payload on.
final class EnvelopeReader: XMLStreamHandler {
    // Not weak: a weak reference to an object makes every other reference to it slow. The parser calls us, never later.
    unowned var parser: StreamingParser?

    private enum Place {
        case soapEnvelope
        case soapHeader
        case soapBody
        case request
        case envelope
        // Nil is one end too many.
        case part(WritableKeyPath<Konvolutt, Konvolutt.Part>?)
        case leaf(WritableKeyPath<Konvolutt, String>?)
        case payload
        case wrapper
        case inlinePayload
        case other
    }

    private let document: XMLDocument
    private var builder: XMLTreeBuilder
    private let store: any DocumentStore
    private let limits: Limits
    private var places: [Place] = []
    private var result = Innlesing()
    private var envelopeElement: XMLElement?
    private var payloadElement: XMLElement?
    private var payload: PayloadReader?
    private var payloadText: PayloadText?
    private var isInsidePayloadText = false
    private var isString = false
    private var isWrapped = false
    private var isInline = false
    private var hasTextAfterPayload = false
    private var leafText: [UInt8] = []
    private var requests = 0
    private var stray = 0
    // One finding for each run of text, in however many pieces it comes.
    private var hasNotedText = false
    // For a document that is taken as it is.
    private var copy: XMLTreeReader?

    init(store: any DocumentStore, limits: Limits) throws {
        document = try XMLDocument()
        builder = XMLTreeBuilder(document: document, limits: limits)
        self.store = store
        self.limits = limits
        result.limits = limits
    }

    // MARK: Result

    func result(complete: Bool) -> Innlesing {
        var result = result
        if let payload {
            result.funn += payload.findings
            result.dokumenter = payload.documents
            result.dokumentelementer = payload.documentElements
            switch (result.slag, payload.root) {
            case (.putMessage, .melding): result.slag = .putMessageMelding
            case (.putMessage, .appReceipt): result.slag = .putMessageAppReceipt
            default: break
            }
        }
        result.nyttelastform = form
        if complete {
            result.tre = document
            if result.slag == .ukjent, result.funn.isEmpty { result.funn.append(Funn("BE-001", argumenter: ["Body"])) }
        }
        return result
    }

    private var form: Nyttelastform? {
        let form: Nyttelastform.Form
        if isInline {
            form = .inline
        } else if let payloadText, payloadText.hasContent {
            if payloadText.hasCDATA {
                form = payloadText.hasPlainText ? .mixed : .cdata
            } else {
                form = isString ? .string : .escaped
            }
        } else {
            return nil
        }
        return Nyttelastform(form: form, extraEscapes: payloadText?.extraEscapes ?? 0, isWrapped: isWrapped)
    }

    func finding(for fault: XMLFault) -> Funn {
        let layer = isInsidePayloadText ? "payload" : nil
        let sted = Sted(sti: layer, linje: fault.line, kolonne: fault.column)
        switch fault.kind {
        case .doctype: return Funn("XM-002", sted)
        case .truncated: return Funn("XM-003", sted)
        case .limit: return Funn("XM-004", sted, argumenter: [fault.detail])
        case .encoding: return Funn("XM-005", sted)
        case .empty: return isInsidePayloadText ? Funn("BE-003", sted) : Funn("XM-006", sted)
        default: return Funn("XM-001", sted, argumenter: [fault.detail])
        }
    }

    /// Notes what stands in the frame and has no place there: the tree has the envelope's fields, and their text.
    private func noteStray(in sti: String) {
        stray += 1
        if stray <= 20 { note(Funn("BE-018", Sted(sti: sti, linje: parser?.line))) }
    }

    private func noteStrayAttributes(of element: XMLStartElement, in sti: String, but known: [String] = []) {
        guard element.hasAttributes else { return }
        for attribute in element.attributes where !Self.framing.contains(attribute.namespace) {
            if isOurs(attribute.namespace), known.contains(attribute.localName) { continue }
            noteStray(in: sti)
        }
    }

    // Of the frame itself, and nothing that is said: xsi:type, and how SOAP is to be read.
    private static let framing = Set([Navnerom.schemaInstance, Navnerom.soap11, Navnerom.soap12].map(\.description))

    // A field stands in no namespace by the schema, or in that of the request by some vendors; else it is not ours.
    private func isOurs(_ namespace: String) -> Bool {
        namespace.isEmpty || namespace == requestNamespace || namespace == Navnerom.exchange.description
            || namespace == Navnerom.noark4.description
    }

    // Of a message that is nothing but faults, the first ones tell enough.
    private func note(_ funn: Funn) {
        if result.funn.count < 200 { result.funn.append(funn) }
    }

    // MARK: Events

    func startElement(_ element: XMLStartElement) throws {
        if let copy {
            try copy.startElement(element)
            return
        }
        hasNotedText = false
        guard let place = places.last else {
            try startRoot(element)
            return
        }
        switch place {
        case .soapEnvelope:
            if element.isNamed("Header") {
                places.append(.soapHeader)
            } else {
                places.append(element.isNamed("Body") ? .soapBody : .other)
            }
        case .soapHeader:
            noteHeader(element)
            places.append(.other)
        case .soapBody: startRequest(element)
        case .request: try startInRequest(element)
        case .envelope: startInEnvelope(element)
        case .part(let part): startInPart(element, part)
        case .payload, .wrapper:
            try startInPayload(element, isInWrapper: { if case .wrapper = place { true } else { false } }())
        case .inlinePayload:
            places.append(.inlinePayload)
            try payload?.startElement(element)
        case .leaf:
            noteStray(in: "envelope")
            places.append(.other)
        case .other: places.append(.other)
        }
    }

    private func startRoot(_ element: XMLStartElement) throws {
        if element.isNamed("Envelope"),
            element.isIn(namespace: Navnerom.soap11) || element.isIn(namespace: Navnerom.soap12)
        {
            places.append(.soapEnvelope)
        } else if element.isNamed("PutMessageRequest") || element.isNamed("GetCanReceiveMessageRequest") {
            startRequest(element)
        } else if element.isNamed("arkivmelding"), element.isIn(namespace: Navnerom.arkivmelding) {
            result.slag = .arkivmelding
            let limits = limits.forArkivmelding
            parser?.limits = limits
            let reader = XMLTreeReader(document: document, limits: limits)
            try reader.startElement(element)
            copy = reader
        } else if PayloadReader.isRoot(element) {
            let reader = PayloadReader(builder: builder, store: store, limits: limits)
            payload = reader
            places.append(.inlinePayload)
            try reader.startElement(element)
            result.slag = reader.root
        } else {
            note(
                Funn("BE-001", Sted(linje: element.line), argumenter: [String(element.localName.prefix(80))]))
            places.append(.other)
        }
    }

    // Everything that is not understood and must be (SOAP 1.1 §4.2.3) stops the message; addressing is understood.
    private func noteHeader(_ element: XMLStartElement) {
        let demands = element.attributes.contains {
            $0.localName == "mustUnderstand" && ($0.value == "1" || $0.value == "true")
        }
        let isAddressing = element.namespace.contains("/addressing")
        if demands, !isAddressing {
            note(
                Funn("BE-009", Sted(linje: element.line), argumenter: [String(element.localName.prefix(80))]))
        }
    }

    private func startRequest(_ element: XMLStartElement) {
        requests += 1
        if requests > 1 {
            note(Funn("BE-006", Sted(linje: element.line), argumenter: ["PutMessageRequest"]))
            places.append(.other)
        } else if element.isNamed("PutMessageRequest") {
            result.slag = .putMessage
            requestNamespace = element.namespace
            noteStrayAttributes(of: element, in: "PutMessageRequest")
            places.append(.request)
            builder.start("PutMessageRequest", namespace: Navnerom.exchange.description, line: element.line)
            builder.start("envelope", namespace: "")
            envelopeElement = builder.current
            builder.end()
            builder.start("payload", namespace: "")
            payloadElement = builder.current
            builder.end()
        } else if element.isNamed("GetCanReceiveMessageRequest") {
            result.slag = .getCanReceiveMessage
            places.append(.other)
        } else {
            note(
                Funn("BE-001", Sted(linje: element.line), argumenter: [String(element.localName.prefix(80))]))
            places.append(.other)
        }
    }

    private var requestNamespace = ""
    private var seen = Set<String>()
    private var seenFields = Set<WritableKeyPath<Konvolutt, String>>()

    private func startInRequest(_ element: XMLStartElement) throws {
        let name = element.localName
        guard isOurs(element.namespace), name == "envelope" || name == "payload" else {
            noteStray(in: "PutMessageRequest")
            places.append(.other)
            return
        }
        guard seen.insert(name).inserted else {
            note(Funn("BE-006", Sted(linje: element.line), argumenter: [name]))
            places.append(.other)
            return
        }
        if name == "envelope", let envelopeElement {
            builder.enter(envelopeElement)
            noteStrayAttributes(of: element, in: "envelope", but: ["conversationId", "contentNamespace"])
            for (attribute, field) in [
                ("conversationId", \Konvolutt.conversationId), ("contentNamespace", \Konvolutt.contentNamespace),
            ] {
                let named = element.attributes.filter { $0.localName == attribute && isOurs($0.namespace) }
                guard let value = (named.first { $0.namespace.isEmpty } ?? named.first)?.value else { continue }
                for _ in named.dropFirst() { noteStray(in: "envelope") }
                result.konvolutt[keyPath: field] = value
                try builder.attribute(attribute, value)
            }
            places.append(.envelope)
        } else if let payloadElement {
            noteStrayAttributes(of: element, in: "payload", but: ["type"])
            isString = element.attributes.contains { $0.localName == "type" && $0.value.hasSuffix("string") }
            builder.enter(payloadElement)
            let reader = PayloadReader(builder: builder, store: store, limits: limits)
            payload = reader
            payloadText = try PayloadText(handler: reader, limits: limits)
            places.append(.payload)
        }
    }

    private func startInEnvelope(_ element: XMLStartElement) {
        guard isOurs(element.namespace) else { return passOver() }
        builder.start(element, namespace: "")
        noteStrayAttributes(of: element, in: "envelope")
        if element.isNamed("sender") {
            places.append(.part(isFirst("sender", in: "envelope", line: element.line) ? \.sender : nil))
        } else if element.isNamed("receiver") {
            places.append(.part(isFirst("receiver", in: "envelope", line: element.line) ? \.receiver : nil))
        } else {
            places.append(.leaf(nil))
        }
    }

    private func passOver() {
        noteStray(in: "envelope")
        places.append(.other)
    }

    /// Whether nothing of the name has stood there: a second one would leave open whom the message is from or for.
    private func isFirst(_ name: String, in sti: String, line: Int) -> Bool {
        guard !seen.insert("\(sti)/\(name)").inserted else { return true }
        note(Funn("BE-006", Sted(sti: sti, linje: line), argumenter: [name]))
        return false
    }

    private func startInPart(_ element: XMLStartElement, _ part: WritableKeyPath<Konvolutt, Konvolutt.Part>?) {
        guard isOurs(element.namespace) else { return passOver() }
        builder.start(element, namespace: "")
        noteStrayAttributes(of: element, in: "envelope")
        let fields: [(StaticString, WritableKeyPath<Konvolutt.Part, String>)] = [
            ("orgnr", \.orgnr), ("name", \.name), ("email", \.email), ("ref", \.ref),
        ]
        guard let part, let field = fields.first(where: { element.isNamed($0.0) })?.1 else {
            places.append(.leaf(nil))
            return
        }
        // The first counts, as in the translation; but of two numbers none does.
        let place = part.appending(path: field)
        let isFirst = seenFields.insert(place).inserted
        if !isFirst, field == \.orgnr {
            let sti = part == \.sender ? "envelope/sender" : "envelope/receiver"
            note(Funn("BE-006", Sted(sti: sti, linje: element.line), argumenter: ["orgnr"]))
        }
        places.append(.leaf(isFirst ? place : nil))
    }

    private func startInPayload(_ element: XMLStartElement, isInWrapper: Bool) throws {
        let isRoot = PayloadReader.isRoot(element)
        if payload?.isFinished == true || payloadText?.hasContent == true {
            note(Funn("BE-006", Sted(sti: "payload", linje: element.line), argumenter: ["payload"]))
            places.append(.other)
        } else if isRoot || isInWrapper {
            isInline = true
            places.append(.inlinePayload)
            try payload?.startElement(element)
        } else {
            isWrapped = true
            noteStrayAttributes(of: element, in: "payload")
            places.append(.wrapper)
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer, isCDATA: Bool) throws {
        if let copy {
            try copy.characters(bytes, isCDATA: isCDATA)
            return
        }
        switch places.last {
        case .leaf:
            leafText.append(contentsOf: bytes)
            if leafText.count > limits.maxFieldBytes {
                throw XMLFault.limit("maxFieldBytes", line: parser?.line)
            }
        case .payload, .wrapper:
            guard !isInline else {
                noteTextAfterPayload(bytes)
                return
            }
            try insidePayloadText { try payloadText?.feed(bytes, isCDATA: isCDATA) }
        case .inlinePayload: try payload?.characters(bytes, isCDATA: isCDATA)
        case .request, .envelope, .part:
            guard !hasNotedText, !bytes.allSatisfy(XMLText.isBlank) else { return }
            hasNotedText = true
            noteStray(in: "envelope")
        default: break
        }
    }

    private func noteTextAfterPayload(_ bytes: UnsafeRawBufferPointer) {
        guard !hasTextAfterPayload, !bytes.allSatisfy(XMLText.isBlank) else { return }
        hasTextAfterPayload = true
        note(Funn("BE-006", Sted(sti: "payload", linje: parser?.line), argumenter: ["payload"]))
    }

    // Faults between these two are of the payload's own text: their lines count in it.
    private func insidePayloadText(_ body: () throws -> Void) rethrows {
        isInsidePayloadText = true
        try body()
        isInsidePayloadText = false
    }

    func endElement() throws {
        if let copy {
            try copy.endElement()
            return
        }
        hasNotedText = false
        switch places.removeLast() {
        case .leaf(let field):
            let value = String(decoding: leafText, as: UTF8.self)
            leafText.removeAll(keepingCapacity: true)
            if let field { result.konvolutt[keyPath: field] = value }
            try builder.text(value)
            builder.end()
        case .part, .envelope: builder.end()
        case .inlinePayload: try payload?.endElement()
        case .payload:
            if payloadText?.hasContent == true, !isInline { try insidePayloadText { try payloadText?.finish() } }
            builder.end()
        default: break
        }
    }
}
