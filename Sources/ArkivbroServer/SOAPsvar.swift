// SPDX-License-Identifier: Apache-2.0
import Noark
import Omforming
import SafeXML

/// Writes what noarkExchange answers, in the frame that the client spoke in.
///
/// Names are written as archives compare them: the answer's namespace is the default one, and its children have none.
struct SOAPsvar {
    /// Whose fault it is that there is no answer.
    enum Skyld: Sendable {
        /// The client's: the same call would fail again.
        case klient
        /// A header that must be understood was not.
        case maaForstaas
        /// Ours: the client should try again.
        case tjener
    }

    /// One sentence with its code.
    struct Melding: Sendable {
        /// The code of the finding.
        let kode: String
        /// The sentence, without values of the document.
        let tekst: String
    }

    private static let types = "http://www.arkivverket.no/Noark/Exchange/types"
    private static let feil = "urn:x-arkivbro:feil:1"
    // Of a message that is nothing but faults, the first ones tell enough.
    private static let most = 50

    let ramme: SOAPramme

    /// The answer to PutMessage.
    func appReceipt(_ type: String, _ meldinger: [Melding] = []) throws -> [UInt8] {
        try framed { writer in
            try writer.start("PutMessageResponse")
            try writer.attribute("xmlns", Self.types)
            try writer.start("result")
            try writer.attribute("type", type)
            try writer.attribute("xmlns", "")
            for melding in meldinger.prefix(Self.most) {
                try writer.start("message")
                try writer.attribute("code", melding.kode)
                try writer.element("text", melding.tekst)
                try writer.end()
            }
            try writer.end()
            try writer.end()
        }
    }

    /// The answer to GetCanReceiveMessage.
    func canReceive(_ can: Bool) throws -> [UInt8] {
        try framed { writer in
            try writer.start("GetCanReceiveMessageResponse")
            try writer.attribute("xmlns", Self.types)
            try writer.start("result")
            try writer.attribute("xmlns", "")
            try writer.text(can ? "true" : "false")
            try writer.end()
            try writer.end()
        }
    }

    /// No answer, and why.
    func fault(_ skyld: Skyld, _ meldinger: [Melding]) throws -> [UInt8] {
        // Without a frame of its own, a fault needs one all the same.
        let svar = SOAPsvar(ramme: ramme == .ingen ? .soap11 : ramme)
        let reason = meldinger.first?.tekst ?? "Ukjent feil."
        return try svar.framed { writer in
            try writer.start("soap:Fault")
            if svar.ramme == .soap12 {
                try writer.start("soap:Code")
                try writer.element("soap:Value", "soap:" + skyld.kode12)
                try writer.end()
                try writer.start("soap:Reason")
                try writer.start("soap:Text")
                try writer.attribute("xml:lang", "nb")
                try writer.text(reason)
                try writer.end()
                try writer.end()
            } else {
                try writer.element("faultcode", "soap:" + skyld.kode11)
                try writer.element("faultstring", reason)
            }
            if !meldinger.isEmpty, skyld != .maaForstaas || svar.ramme == .soap12 {
                try writer.start(svar.ramme == .soap12 ? "soap:Detail" : "detail")
                for melding in meldinger.prefix(Self.most) {
                    try writer.start("funn")
                    try writer.attribute("kode", melding.kode)
                    try writer.attribute("xmlns", Self.feil)
                    try writer.text(melding.tekst)
                    try writer.end()
                }
                try writer.end()
            }
            try writer.end()
        }
    }

    private func framed(_ body: (XMLStreamWriter) throws -> Void) throws -> [UInt8] {
        let sink = CollectingSink()
        let writer = XMLStreamWriter(to: sink)
        try writer.declaration()
        if let namespace = ramme.namespace {
            try writer.start("soap:Envelope")
            try writer.attribute("xmlns:soap", namespace)
            try writer.start("soap:Body")
        }
        try body(writer)
        if ramme.namespace != nil {
            try writer.end()
            try writer.end()
        }
        try writer.finish()
        return sink.bytes
    }
}

extension SOAPsvar.Skyld {
    fileprivate var kode11: String {
        switch self {
        case .klient: "Client"
        case .maaForstaas: "MustUnderstand"
        case .tjener: "Server"
        }
    }

    fileprivate var kode12: String {
        switch self {
        case .klient: "Sender"
        case .maaForstaas: "MustUnderstand"
        case .tjener: "Receiver"
        }
    }
}

extension SOAPsvar.Melding {
    /// A finding, with its place.
    init(_ vurdert: VurdertFunn) {
        kode = vurdert.funn.kode
        var sted: [String] = []
        if let sti = vurdert.funn.sted.sti { sted.append(sti) }
        if let linje = vurdert.funn.sted.linje { sted.append("linje \(linje)") }
        let hele = sted.isEmpty ? vurdert.tekst : "\(vurdert.tekst) (\(sted.joined(separator: ", ")))"
        // A name in the document may hold what no XML may.
        tekst = XMLText.isText(hele) ? hele : vurdert.lag
    }
}

extension XMLStreamWriter {
    fileprivate func element(_ name: String, _ text: String) throws {
        try start(name)
        try self.text(text)
        try end()
    }
}
