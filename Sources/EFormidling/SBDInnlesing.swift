// SPDX-License-Identifier: Apache-2.0
public import Noark

/// What reading a standard business document in JSON gave.
///
/// Reads what eFormidling's programs and their older versions have written: members in any order, numbers with and
/// without `0192:`, references under several names. What is not understood is passed over, and what is missing and can
/// be done without is told.
public struct SBDInnlesing: Sendable {
    /// The bytes that were read.
    public let json: [UInt8]
    /// The document; nil when a finding says why there is none.
    public let sbd: StandardBusinessDocument?
    /// What reading found.
    public let funn: [Funn]

    /// Largest document in bytes.
    public static let maxBytes = 16 * 1024 * 1024
    /// Deepest nesting of objects and lists.
    public static let maxDepth = 64
    /// Most values in all.
    public static let maxValues = 500_000
    /// Most messages in a receipt: an AppReceipt with more is one that nobody reads, ourselves included.
    public static let maxMessages = 41_000

    /// Reads a document.
    public init(json: [UInt8]) {
        self.json = json
        do throws(JSONReader.Fault) {
            let tree = try Self.tree(json)
            var reader = SBDReader()
            sbd = reader.document(tree)
            funn = reader.funn
        } catch {
            sbd = nil
            let sted = Sted(linje: error.line, kolonne: error.column)
            funn = [error.limit.map { Funn("SB-002", sted, argumenter: [$0]) } ?? Funn("SB-001", sted)]
        }
    }

    /// The JSON itself, whatever it says.
    ///
    /// - Throws: `JSONReader.Fault` when it is none, or passes a limit.
    package static func tree(_ json: [UInt8]) throws(JSONReader.Fault) -> JSONTree {
        try JSONReader.read(
            json, limits: JSONReader.Limits(maxBytes: maxBytes, maxDepth: maxDepth, maxValues: maxValues))
    }

    /// Takes a document that needs no reading.
    public init(_ sbd: StandardBusinessDocument) {
        json = sbd.json.bytes
        self.sbd = sbd
        funn = []
    }
}

/// A standard business document could not be read; the findings say why.
public struct SBDFault: Error, Sendable {
    /// What reading found.
    public let funn: [Funn]
}

extension StandardBusinessDocument {
    /// Reads a document, as ``SBDInnlesing`` does.
    ///
    /// - Throws: ``SBDFault`` when there is no document in it.
    public init(json: [UInt8]) throws(SBDFault) {
        let innlesing = SBDInnlesing(json: json)
        guard let sbd = innlesing.sbd else { throw SBDFault(funn: innlesing.funn) }
        self = sbd
    }
}

/// Finds the parts of a standard business document in JSON.
private struct SBDReader {
    private(set) var funn: [Funn] = []
    private var isSpoilt = false

    private static let header = "standardBusinessDocumentHeader"

    mutating func document(_ tree: JSONTree) -> StandardBusinessDocument? {
        let root = Object(tree, sti: "") ?? Object(members: [], sti: "")
        guard let header = object(Self.header, of: root) else {
            if !isSpoilt { spoil("SB-003", Self.header, argument: Self.header) }
            return nil
        }
        let identification =
            object("documentIdentification", of: header)
            ?? Object(members: [], sti: header.sti + "/documentIdentification")
        let dokumenttype = dokumenttype(identification, root)
        let sender = sender(header)
        let receiver = receiver(header)
        let messageId = messageId(identification)
        let scopes = scopes(header, dokumenttype)
        let kvittering = dokumenttype.type == Dokumenttype.arkivmeldingKvittering.type ? kvittering(root) : nil
        let digitalDpv = dokumenttype.type == Dokumenttype.digitalDpv.type ? digitalDpv(root) : nil
        var dpv = DpvSettings()
        if !isSpoilt, [Dokumenttype.arkivmelding.type, Dokumenttype.digitalDpv.type].contains(dokumenttype.type),
            let body = object(dokumenttype.type, of: root)
        {
            dpv = self.dpv(body)
        }
        var sbd = StandardBusinessDocument(
            sender: sender, receiver: receiver, messageId: messageId, conversationId: scopes.conversationId,
            prosess: scopes.prosess, dokumenttype: dokumenttype)
        sbd.senderRef = scopes.senderRef
        sbd.receiverRef = scopes.receiverRef
        sbd.creationDateAndTime = time("creationDateAndTime", of: identification)
        sbd.expectedResponseDateTime = scopes.expectedResponseDateTime
        sbd.kvittering = kvittering
        sbd.digitalDpv = digitalDpv
        sbd.dpv = dpv
        return isSpoilt ? nil : sbd
    }

    // MARK: Header

    private mutating func dokumenttype(_ identification: Object, _ root: Object) -> Dokumenttype {
        let standard = text("standard", of: identification) ?? ""
        let others = root.members.map(\.name).filter { $0 != Self.header }
        let type =
            text("type", of: identification)
            ?? standard.ranges(of: "::").last.map { String(standard[$0.upperBound...]) }
            ?? (others.count == 1 ? others[0] : nil)
        guard let type, !type.isEmpty else {
            spoil("SB-003", identification.sti + "/type", argument: "documentIdentification/type")
            return .arkivmelding
        }
        let known = [Dokumenttype.arkivmelding, .arkivmeldingKvittering, .digitalDpv].first { $0.type == type }
        return Dokumenttype(
            type: type, standard: standard.isEmpty ? known?.standard ?? "" : standard,
            versjon: text("typeVersion", of: identification) ?? known?.versjon ?? "")
    }

    private mutating func messageId(_ identification: Object) -> String {
        let sti = identification.sti + "/instanceIdentifier"
        guard let written = text("instanceIdentifier", of: identification), !written.isEmpty else {
            funn.append(Funn("SB-009", Sted(sti: sti), argumenter: ["instanceIdentifier"]))
            return ""
        }
        return uuid(written, sti)
    }

    private mutating func uuid(_ written: String, _ sti: String) -> String {
        if let uuid = MeldingId.uuid(in: written) { return uuid }
        funn.append(Funn("SB-006", Sted(sti: sti), verdi: written))
        return written
    }

    private mutating func sender(_ header: Object) -> Organisasjonsnummer? {
        guard let written = partner("sender", of: header) else { return nil }
        if let number = Self.number(written) { return number }
        funn.append(Funn("SB-007", Sted(sti: header.sti + "/sender"), verdi: Self.shown(written)))
        return nil
    }

    private mutating func receiver(_ header: Object) -> String {
        let sti = header.sti + "/receiver"
        guard let written = partner("receiver", of: header), !written.isEmpty else {
            spoil("SB-003", sti, argument: "receiver")
            return ""
        }
        if let number = Self.number(written) { return number.digits }
        let bare = written.hasPrefix("0192:") ? String(written.dropFirst(5)) : written
        // A person is a receiver too, of letters of other types; and is never shown.
        if bare.utf8.count != 11 || !bare.utf8.allSatisfy({ (48...57).contains($0) }) {
            funn.append(Funn("SB-007", Sted(sti: sti), verdi: Self.shown(written)))
        }
        return bare
    }

    private static func shown(_ written: String) -> String? {
        Foedselsnummer.mayStand(in: written) ? nil : written
    }

    /// Identifier of the only sender or receiver; nil when there is none.
    private mutating func partner(_ name: String, of header: Object) -> String? {
        let partners = objects(name, of: header)
        if partners.count > 1 { spoil("SB-005", header.sti + "/" + name, argument: name) }
        guard let partner = partners.first else { return nil }
        if case .string(let value)? = member("identifier", of: partner) { return value }
        return object("identifier", of: partner).flatMap { text("value", of: $0) }
    }

    // `0192:A:B` says that A sends on behalf of B.
    private static func number(_ written: String) -> Organisasjonsnummer? {
        Organisasjonsnummer(lenient: written)
            ?? written.split(separator: ":").last.flatMap { Organisasjonsnummer(lenient: String($0)) }
    }

    private mutating func time(_ name: String, of object: Object) -> String? {
        switch member(name, of: object) {
        case nil: return nil
        case .string(let text): return text
        default:
            funn.append(Funn("SB-009", Sted(sti: object.sti + "/" + name), argumenter: [name]))
            return nil
        }
    }

    // MARK: Scopes

    private struct Scopes {
        var conversationId = ""
        var prosess = Prosess(urn: "")
        var senderRef = ""
        var receiverRef = ""
        var expectedResponseDateTime: String?
    }

    private mutating func scopes(_ header: Object, _ dokumenttype: Dokumenttype) -> Scopes {
        var result = Scopes()
        let scopes = object("businessScope", of: header).map { objects("scope", of: $0) } ?? []
        var byType: [String: [Object]] = [:]
        for scope in scopes {
            // ConversationId and SenderRef in JSON, CONVERSATION_ID and SENDER_REF where names were taken from code.
            let type = (text("type", of: scope) ?? "").lowercased().filter { $0 != "_" }
            byType[type, default: []].append(scope)
        }
        let sti = header.sti + "/businessScope/scope"
        result.senderRef = reference(byType["senderref"] ?? [], "SenderRef", sti)
        result.receiverRef = reference(byType["receiverref"] ?? [], "ReceiverRef", sti)

        let conversations = byType["conversationid"] ?? []
        let ids = conversations.compactMap { text("instanceIdentifier", of: $0) }.filter { !$0.isEmpty }
        if Set(ids.map { MeldingId.uuid(in: $0) ?? $0 }).count > 1 { spoil("SB-005", sti, argument: "ConversationId") }
        if let id = ids.first {
            result.conversationId = uuid(id, sti)
        } else {
            spoil("SB-003", sti, argument: "ConversationId")
        }
        result.prosess = prosess(conversations, dokumenttype, sti)
        result.expectedResponseDateTime = conversations.first.flatMap { scope in
            objects("scopeInformation", of: scope).first.flatMap { time("expectedResponseDateTime", of: $0) }
        }
        return result
    }

    private mutating func prosess(_ conversations: [Object], _ dokumenttype: Dokumenttype, _ sti: String) -> Prosess {
        for scope in conversations {
            if let urn = text("identifier", of: scope), !urn.isEmpty { return Prosess(urn: urn) }
        }
        let usual: [String: Prosess] = [
            Dokumenttype.arkivmelding.type: .administrasjon, Dokumenttype.arkivmeldingKvittering.type: .response,
        ]
        let prosess = usual[dokumenttype.type]
        funn.append(
            Funn(prosess == nil ? "SB-009" : "SB-008", Sted(sti: sti), argumenter: ["ConversationId/identifier"]))
        return prosess ?? Prosess(urn: "")
    }

    // Where the documentation has it and where the programs have it differ.
    private mutating func reference(_ scopes: [Object], _ name: String, _ sti: String) -> String {
        let references = scopes.compactMap { scope in
            [text("instanceIdentifier", of: scope), text("identifier", of: scope)].lazy.compactMap(\.self)
                .first { !$0.isEmpty }
        }
        if Set(references).count > 1 { spoil("SB-005", sti, argument: name) }
        return references.first ?? ""
    }

    // MARK: Body

    private mutating func kvittering(_ root: Object) -> Kvittering? {
        let name = Dokumenttype.arkivmeldingKvittering.type
        guard let body = object(name, of: root) else {
            if !isSpoilt { spoil("SB-003", name, argument: name) }
            return nil
        }
        for case ("messages", .array(let messages)) in body.members where messages.count > SBDInnlesing.maxMessages {
            spoil("SB-002", body.path("messages"), argument: "maxMessages")
            return nil
        }
        let type = text("receiptType", of: body)
        let related = text("relatedToMessageId", of: body)
        return Kvittering(
            receiptType: type.map(Kvittering.Kvitteringstype.init), relatedToMessageId: related,
            messages: objects("messages", of: body).map { message in
                Kvittering.Message(code: text("code", of: message), text: text("text", of: message))
            })
    }

    private mutating func digitalDpv(_ root: Object) -> DigitalDpv? {
        let name = Dokumenttype.digitalDpv.type
        guard let body = object(name, of: root) else {
            if !isSpoilt { spoil("SB-003", name, argument: name) }
            return nil
        }
        return DigitalDpv(
            tittel: text("tittel", of: body) ?? "", sammendrag: text("sammendrag", of: body) ?? "",
            innhold: text("innhold", of: body) ?? "", hoveddokument: text("hoveddokument", of: body),
            sikkerhetsnivaa: sikkerhetsnivaa(body))
    }

    private mutating func sikkerhetsnivaa(_ body: Object) -> Int? {
        let name = "sikkerhetsnivaa"
        guard let written = text(name, of: body) else { return nil }
        // Not passed over: who asks for a level that we do not understand must not get a lower one.
        guard let level = Int(written), (1...4).contains(level) else {
            spoil("SB-004", body.sti + "/" + name, argument: name)
            return nil
        }
        return level
    }

    private mutating func dpv(_ body: Object) -> DpvSettings {
        guard let dpv = object("dpv", of: body) else { return DpvSettings() }
        var result = DpvSettings()
        result.varselType = choice("varselType", of: dpv)
        result.varselTransportType = choice("varselTransportType", of: dpv)
        result.varselTekst = text("varselTekst", of: dpv)
        result.taushetsbelagtVarselTekst = text("taushetsbelagtVarselTekst", of: dpv)
        if let days = text("dagerTilSvarfrist", of: dpv) {
            result.dagerTilSvarfrist = Int(days).flatMap { (-9999...9999).contains($0) ? $0 : nil }
            if result.dagerTilSvarfrist == nil { passOver("dagerTilSvarfrist", of: dpv) }
        }
        return result
    }

    /// One of the words that eFormidling has; another is passed over, and told.
    private mutating func choice<Choice: RawRepresentable<String>>(_ name: String, of object: Object) -> Choice? {
        guard let word = text(name, of: object) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            passOver(name, of: object)
            return nil
        }
        return choice
    }

    private mutating func passOver(_ name: String, of object: Object) {
        funn.append(Funn("SB-011", Sted(sti: object.path(name)), argumenter: [name]))
    }

    // MARK: JSON

    private struct Object {
        let members: [(name: String, value: JSONTree)]
        let sti: String

        init(members: [(name: String, value: JSONTree)], sti: String) {
            self.members = members
            self.sti = sti
        }

        init?(_ tree: JSONTree, sti: String) {
            guard case .object(let members) = tree else { return nil }
            self.init(members: members, sti: sti)
        }

        func path(_ name: String) -> String { sti.isEmpty ? name : sti + "/" + name }
    }

    private mutating func spoil(_ kode: String, _ sti: String, argument: String) {
        isSpoilt = true
        funn.append(Funn(kode, Sted(sti: sti), argumenter: [argument]))
    }

    /// The value of a member; nil when there is none, or when it is null.
    private mutating func member(_ name: String, of object: Object) -> JSONTree? {
        let found = object.members.filter { $0.name == name }
        if found.count > 1 { spoil("SB-005", object.path(name), argument: name) }
        if case .null? = found.first?.value { return nil }
        return found.first?.value
    }

    private mutating func text(_ name: String, of object: Object) -> String? {
        switch member(name, of: object) {
        case nil: return nil
        case .string(let text), .literal(let text): return text
        default:
            spoil("SB-004", object.path(name), argument: name)
            return nil
        }
    }

    private mutating func object(_ name: String, of object: Object) -> Object? {
        guard let value = member(name, of: object) else { return nil }
        if let found = Object(value, sti: object.path(name)) { return found }
        spoil("SB-004", object.path(name), argument: name)
        return nil
    }

    /// The objects of a list; an object that stands alone is a list of one.
    private mutating func objects(_ name: String, of object: Object) -> [Object] {
        let sti = object.path(name)
        let values: [JSONTree]
        switch member(name, of: object) {
        case nil: return []
        case .array(let elements): values = elements
        case let value?: values = [value]
        }
        let found = values.enumerated().compactMap { index, value in
            Object(value, sti: values.count > 1 ? "\(sti)[\(index + 1)]" : sti)
        }
        if found.count < values.count { spoil("SB-004", sti, argument: name) }
        return found
    }
}
