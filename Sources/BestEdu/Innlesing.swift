// SPDX-License-Identifier: Apache-2.0
public import Noark
public import SafeXML

/// What a document turned out to be, by its root element and never by a text in it.
public enum Dokumentslag: Sendable, Hashable {
    /// A `PutMessageRequest` whose payload is a Noark 4 `Melding`.
    case putMessageMelding
    /// A `PutMessageRequest` whose payload is an `AppReceipt`.
    case putMessageAppReceipt
    /// A `PutMessageRequest` whose payload is missing or none of the two.
    case putMessage
    /// A `GetCanReceiveMessageRequest`.
    case getCanReceiveMessage
    /// A `Melding` without an envelope.
    case melding
    /// An `AppReceipt` without an envelope.
    case appReceipt
    /// An arkivmelding.
    case arkivmelding
    /// A standard business document with an arkivmelding_kvittering.
    case sbdKvittering
    /// A standard business document with a digital_dpv.
    case sbdDigitalDpv
    /// Another standard business document.
    case sbd
    /// Something else.
    case ukjent

    /// The name in reports.
    public var navn: String {
        switch self {
        case .putMessageMelding: "PutMessage/Melding"
        case .putMessageAppReceipt: "PutMessage/AppReceipt"
        case .putMessage: "PutMessage"
        case .getCanReceiveMessage: "GetCanReceiveMessage"
        case .melding: "Melding"
        case .appReceipt: "AppReceipt"
        case .arkivmelding: "arkivmelding"
        case .sbdKvittering: "SBD/arkivmelding_kvittering"
        case .sbdDigitalDpv: "SBD/digital_dpv"
        case .sbd: "SBD"
        case .ukjent: "unknown"
        }
    }
}

/// How a payload stood in its `PutMessageRequest`.
public struct Nyttelastform: Sendable, Hashable {
    /// The form itself.
    public enum Form: String, Sendable, Hashable {
        /// As text with `&lt;` for `<`.
        case escaped
        /// As text that its element calls a string.
        case string = "xsi:type string"
        /// In CDATA sections.
        case cdata
        /// In CDATA sections and in text by turns.
        case mixed
        /// As elements.
        case inline
    }

    /// The form itself.
    public var form: Form
    /// How many layers of escapes were too many.
    public var extraEscapes = 0
    /// An unknown element stood around it.
    public var isWrapped = false
}

/// The envelope of a `PutMessageRequest`, as it was written.
public struct Konvolutt: Sendable, Hashable {
    /// One end of the message.
    public struct Part: Sendable, Hashable {
        /// Organisation number as written.
        public var orgnr = ""
        /// Name of the organisation.
        public var name = ""
        /// E-mail address.
        public var email = ""
        /// The archive's own reference, opaque.
        public var ref = ""
    }

    /// Identity of the conversation as written; empty when absent.
    public var conversationId = ""
    /// Namespace of the payload as written; empty when absent.
    public var contentNamespace = ""
    /// Who sends.
    public var sender = Part()
    /// Who receives.
    public var receiver = Part()
}

/// A document of a message, whose bytes have gone to the ``DocumentStore``.
public struct Meldingsdokument: Sendable, Hashable {
    /// The number under which the store has the bytes.
    public let number: Int
    /// Size in bytes.
    public let size: Int64
    /// SHA-256 in lower-case hexadecimal digits.
    public let sha256: String
    /// The first bytes, enough to tell the type of file.
    public let start: [UInt8]
    /// Whether there was an element for the bytes at all.
    public let hasBytes: Bool
    /// The bytes are not what was sent: their text was no base64.
    public let isSpoilt: Bool
    /// What the sender says of the file.
    public let oppgitt: Filopplysninger
}

/// What one pass over a message gave.
///
/// Not `Sendable`: it holds a tree.
public struct Innlesing {
    /// What the document is.
    public var slag = Dokumentslag.ukjent
    /// How the payload stood in it, if it has one.
    public var nyttelastform: Nyttelastform?
    /// The envelope, if it has one.
    public var konvolutt = Konvolutt()
    /// The document in canonical form, without the bytes of documents: always inline, unprefixed, envelope first.
    ///
    /// Nil when the document could not be read to its end.
    public var tre: XMLDocument?
    /// The documents, in order.
    public var dokumenter: [Meldingsdokument] = []
    /// The documents' elements in ``tre``, in the same order.
    public var dokumentelementer: [XMLElement] = []
    /// What reading found.
    public var funn: [Funn] = []
    /// Size of the message in bytes, as far as it was read.
    public var bytes: Int64 = 0
    /// SHA-256 of the message in lower-case hexadecimal digits, as far as it was read.
    public var sha256 = ""
    /// What it was allowed to cost.
    public var limits = Limits.standard

    /// Nothing was read.
    public init() {}
}

/// The path as findings give it: from the payload's root or the envelope, whatever stands around them.
public func stiFraMelding(_ path: String) -> String {
    for prefix in ["PutMessageRequest/payload/", "PutMessageRequest/"] where path.hasPrefix(prefix) {
        return String(path.dropFirst(prefix.count))
    }
    return path
}

/// Namespaces that reader and writer must know.
enum Navnerom {
    static let exchange: StaticString = "http://www.arkivverket.no/Noark/Exchange/types"
    static let noark4: StaticString = "http://www.arkivverket.no/Noark4-1-WS-WD/types"
    static let arkivmelding: StaticString = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
    static let soap11: StaticString = "http://schemas.xmlsoap.org/soap/envelope/"
    static let soap12: StaticString = "http://www.w3.org/2003/05/soap-envelope"
    static let skjelett: StaticString = "urn:x-arkivbro:skjelett:1"
    static let schemaInstance: StaticString = "http://www.w3.org/2001/XMLSchema-instance"
    static let xml: StaticString = "http://www.w3.org/XML/1998/namespace"
}
