// SPDX-License-Identifier: Apache-2.0
import EFormidling
public import Noark

/// Finds what Altinn would refuse, before anything is sent.
public enum Forhaandskontroll {
    /// What Altinn takes.
    public struct Limits: Sendable, Hashable {
        /// Largest attachment in bytes.
        public var attachmentBytes: Int64 = 2_000_000_000
        /// Most attachments of a message.
        public var attachments = 100
        /// Most bytes of all attachments; nil is no limit of its own.
        ///
        /// Digdir's own integrasjonspunkt stops at 250 MB.
        public var totalBytes: Int64?
        /// Extensions that are taken, in lower case.
        public var extensions: Set<String> = [
            "doc", "docx", "xls", "xlsx", "ppt", "pps", "zip", "pdf", "html", "txt", "xml", "jpg", "jpeg", "gif",
            "bmp", "png", "json", "csv", "dcm", "dicom",
        ]

        /// Altinn's own.
        public init() {}

        /// A file of this name is of a type that is taken.
        public func takes(_ fileName: String) -> Bool {
            // As Altinn does it: from the last point, whatever is in front of it.
            guard let point = fileName.lastIndex(of: ".") else { return false }
            return extensions.contains(fileName[fileName.index(after: point)...].lowercased())
        }
    }

    /// What is wrong with a correspondence; empty when nothing is.
    public static func funn(_ korrespondanse: Korrespondanse, _ limits: Limits = Limits()) -> [Funn] {
        texts(korrespondanse) + attachments(korrespondanse, limits)
    }

    private static func place(_ name: String) -> Sted { Sted(sti: "korrespondanse/" + name) }

    // What the sender of a digital_dpv calls the texts that go on as they are.
    private static let written = ["messageTitle": "tittel", "messageSummary": "sammendrag", "messageBody": "innhold"]

    /// The name by which the sender knows a text, and where it stands.
    private static func named(_ name: String, _ brev: Korrespondanse) -> (name: String, sted: Sted) {
        let type = Dokumenttype.digitalDpv.type
        guard brev.dokumenttype.type == type, let own = written[name] else { return (name, place(name)) }
        return (own, Sted(sti: "\(type)/\(own)"))
    }

    private static func texts(_ brev: Korrespondanse) -> [Funn] {
        var result: [Funn] = []
        var texts = [
            ("messageTitle", brev.messageTitle, 255), ("messageSummary", brev.messageSummary, 255),
            ("messageBody", brev.messageBody, 30_000), ("messageSender", brev.messageSender, 255),
        ]
        for (name, text, _) in texts
        where text.allSatisfy(\.isWhitespace) && ["messageTitle", "messageBody"].contains(name) {
            let own = named(name, brev)
            result.append(Funn("DP-013", own.sted, argumenter: [own.name]))
        }
        if let varsel = brev.notification {
            // The texts of the reminder are the same.
            texts += [
                ("notification/emailSubject", varsel.tekster.emailSubject, 512),
                ("notification/emailBody", varsel.tekster.emailBody, 10_000),
                ("notification/smsBody", varsel.tekster.smsBody, 2144),
            ]
        }
        for (name, text, most) in texts where text.utf16.count > most {
            let own = named(name, brev)
            result.append(Funn("DP-014", own.sted, argumenter: [own.name, String(most)]))
        }
        // Of a text that is too long, there is no plain one.
        if brev.plainTexts != brev.tekster, !result.contains(where: { $0.kode == "DP-014" }) {
            result.append(Funn("DP-009", place("messageTitle")))
        }
        if brev.messageSender.isEmpty { result.append(Funn("DP-010", place("messageSender"))) }
        return result
    }

    private static func attachments(_ brev: Korrespondanse, _ limits: Limits) -> [Funn] {
        var result: [Funn] = []
        for (index, vedlegg) in brev.attachments.enumerated() {
            func add(_ kode: String, _ arguments: String...) {
                let sted = place("attachments[\(index + 1)]")
                result.append(Funn(kode, sted, argumenter: arguments, verdi: vedlegg.fileName))
            }
            if !limits.takes(vedlegg.fileName) { add("DP-015") }
            if !isName(vedlegg.fileName) { add("DP-016") }
            if vedlegg.dokument.size == 0 { add("DP-017") }
            if vedlegg.dokument.size > limits.attachmentBytes { add("DP-018", String(limits.attachmentBytes)) }
        }
        if brev.attachments.count > limits.attachments {
            result.append(Funn("DP-019", place("attachments"), argumenter: [String(limits.attachments)]))
        }
        let total = brev.attachments.reduce(0) { $0 + $1.dokument.size }
        if let most = limits.totalBytes, total > most {
            result.append(Funn("DP-020", place("attachments"), argumenter: [String(most)]))
        }
        return result
    }

    private static let forbidden = Set("<>:\"/\\|?*".unicodeScalars)

    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + ["com", "lpt"].flatMap { name in (1...9).map { "\(name)\($0)" } })

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf16.count <= 255
            && !name.unicodeScalars.contains { forbidden.contains($0) || $0.properties.generalCategory == .control }
            && !devices.contains(name.prefix { $0 != "." }.lowercased())
    }
}
