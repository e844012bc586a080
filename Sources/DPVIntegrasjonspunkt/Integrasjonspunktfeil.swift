// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP

/// What the integrasjonspunkt says is wrong.
struct Integrasjonspunktfeil: Sendable, Hashable {
    /// What is done about it.
    enum Klasse: Sendable, Hashable {
        /// The same call may do better.
        case retry
        /// The messageId is in use: the message was made before.
        case exists
        /// The file is there already.
        case fileExists
        /// The message or its conversation is not there.
        case notFound
        /// An incoming message is not held for us, or not any more.
        case notLocked
        /// Every message would fail alike.
        case configuration
        /// This message will always fail.
        case refused(Avvisning.Kode, String)
    }

    let status: Int
    /// Name of the exception, without its package; nil when the answer is not the integrasjonspunkt's own.
    let exception: String?
    /// Fields that are wrong, and how.
    let fields: [String]
    /// The whole body; nil when it is empty.
    let body: String?
    /// The body is not whole, so that it does not tell what it would have.
    let isCutOff: Bool
    /// The body has the form of the integrasjonspunkt's own answers about errors.
    let isOwn: Bool

    // More than these nobody reads.
    private static let mostFields = 20

    init(_ answer: HTTPAnswer) {
        status = answer.status
        body = answer.body.isEmpty ? nil : answer.text
        isCutOff = answer.isCutOff
        let json = LooseJSON(answer.body) ?? .null
        // Spring's form, of which a gateway has none.
        isOwn = ["timestamp", "exception", "errors"].contains { json.members[$0] != nil }
        exception = json["exception"].string?.split { ".$".contains($0) }.last.flatMap(Sladding.name)
        // Never the value that was rejected, nor the text around it.
        fields = json["errors"].elements.prefix(Self.mostFields).compactMap { error in
            // `scope[1].identifier` is a name with a number in it.
            guard let field = error["field"].string, field.utf8.count <= 80,
                Sladding.name(field.filter { !"[]".contains($0) }) != nil
            else { return nil }
            return [field, error["code"].string.flatMap(Sladding.name)].compactMap { $0 }.joined(separator: " ")
        }
    }

    /// For people, without what a document says.
    var text: String {
        let name = exception.map { " (\($0))" } ?? ""
        return "Integrasjonspunktet svarte \(status)\(name)"
            + (fields.isEmpty ? "." : ": \(fields.joined(separator: ", ")).")
    }

    /// What was asked for may have been done: a gateway gives up while the integrasjonspunkt works on.
    var mayHaveWorked: Bool { status == 408 || status >= 500 }

    /// By the name of the exception where it is known, else by HTTP status; never by the text.
    var klasse: Klasse { exception.flatMap { Self.byException[$0] } ?? byStatus }

    private var byStatus: Klasse {
        switch status {
        case 408, 425, 429, 500...: .retry
        case 413: .refused(.filAvvist, "Forsendelsen er for stor for integrasjonspunktet.")
        case ..<400, 401, 403, 405, 406, 407, 415: .configuration
        case _ where isCutOff: .retry
        // Its own 404 have names that are known: another is about the address.
        case 404: .configuration
        // What stands in front of it, or a port that wants TLS: that is not about the message.
        case _ where !isOwn: .configuration
        default: .refused(.innholdAvvist, "Integrasjonspunktet godtar ikke meldingen.")
        }
    }

    private static let byException: [String: Klasse] = {
        var table: [String: Klasse] = [
            "MessageAlreadyExistsException": .exists, "DuplicateFilenameException": .fileExists,
            "MessageNotFoundException": .notFound, "ConversationNotFoundException": .notFound,
            "MessageStatusNotFoundException": .notFound, "FileNotFoundException": .notFound,
            "MessageNotLockedException": .notLocked,
            "IdentifierNotFoundException": .refused(.ukjentMottaker, "Mottakeren er ikke kjent i eFormidling."),
            "TimeToLiveException": .refused(.levetidUtloept, "Meldingens levetid er utløpt."),
        ]
        for name in ["ReceiverDoesNotAcceptProcessException", "ReceiverDoesNotAcceptDocumentType"] {
            table[name] = .refused(.ukjentMottaker, "Mottakeren tar ikke imot denne prosessen eller dokumenttypen.")
        }
        for name in ["MaxFileSizeExceededException", "MultipartFileToLargeException"] {
            table[name] = .refused(.filAvvist, "Filene er for store for integrasjonspunktet.")
        }
        for name in [
            "ServiceNotEnabledException", "MessageChannelInvalidException", "InvalidCertificateException",
            "MissingSvarUtCredentialsException",
        ] { table[name] = .configuration }
        for name in ["MessagePersistException", "AsicReadException"] { table[name] = .retry }
        // The last five come as 500, and are about what was sent all the same.
        for name in [
            "MissingFileException", "MissingArkivmeldingException", "MissingArkivmeldingFileException",
            "MissingFileTitleException", "MultiplePrimaryDocumentsNotAllowedException",
            "MissingPrimaryDocumentException", "MessageTypeDoesNotFitDocumentTypeException",
            "UnknownMessageTypeException", "NotUUIDException", "ForsendelseTypeNotFoundException",
            "MissingHttpHeaderException", "MethodArgumentNotValidException", "ConstraintViolationException",
            "ArkivmeldingProcessingException", "ArkivmeldingRuntimeException", "IllegalArgumentException",
            "IllegalStateException", "NullPointerException",
        ] { table[name] = .refused(.innholdAvvist, "Integrasjonspunktet godtar ikke meldingen.") }
        return table
    }()

    /// The same as a reason that is told on.
    func avvisning(_ kode: Avvisning.Kode, _ reason: String) -> Avvisning {
        let details = ([exception].compactMap { $0 } + fields).joined(separator: ", ")
        return Avvisning(kode, details.isEmpty ? reason : reason.dropLast() + " (\(details)).", problem: body)
    }
}
