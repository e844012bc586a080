// SPDX-License-Identifier: Apache-2.0
internal import DPV
internal import DPVHTTP

/// What Altinn, or a proxy before it, says is wrong, in any of its forms.
///
/// Those are: a domain error with `errorCode`, a model validation with `validationErrors`, a bare JSON string, problem
/// details without a code, and no body or one that is not JSON.
struct Altinnfeil: Sendable, Hashable {
    let status: Int
    /// Altinn's number of the error; nil when there is none.
    let errorCode: Int?
    /// What the form has of words, in order.
    let words: [String]
    /// The whole body; nil when it is empty.
    let body: String?
    /// The body has the form of Altinn's own answers about errors.
    let isOwn: Bool
    /// The body is not whole, so that it does not tell what it would have.
    let isCutOff: Bool

    /// Altinn's number for a correspondence that is not there, or not any more.
    static let correspondenceNotFound = 1001

    init(_ answer: HTTPAnswer) {
        status = answer.status
        body = answer.body.isEmpty ? nil : answer.text
        isCutOff = answer.isCutOff
        guard let json = LooseJSON(answer.body) else {
            errorCode = nil
            words = []
            isOwn = false
            return
        }
        // A form of RFC 9457, Altinn's number, or a text alone; a gateway has other members.
        isOwn =
            json.string != nil || ["type", "title", "errorCode", "code", "errors"].contains { json.members[$0] != nil }
        errorCode = json["errorCode"].integer ?? Self.number(json["code"].string)
        if let text = json.string {
            words = [text]
            return
        }
        var words = [json["code"].string, json["detail"].string ?? json["title"].string].compactMap { $0 }
        for error in json["validationErrors"].elements {
            let paths = error["paths"].elements.compactMap(\.string).joined(separator: ", ")
            words.append(
                [paths, error["code"].string, error["detail"].string].compactMap { $0 }.filter { !$0.isEmpty }
                    .joined(separator: " "))
        }
        for (field, texts) in json["errors"].members.sorted(by: { $0.key < $1.key }) {
            words.append(([field] + texts.elements.compactMap(\.string)).joined(separator: " "))
        }
        self.words = words
    }

    // CORR-01018; STD-00000 is of another family.
    private static func number(_ code: String?) -> Int? {
        guard let code, code.hasPrefix("CORR-") else { return nil }
        return Int(code.dropFirst(5))
    }

    /// For people, without what a document says.
    func text(_ sladding: Sladding) -> String {
        let code = errorCode.map { " (feil \($0))" } ?? ""
        let said = words.isEmpty ? "" : ": " + words.map(sladding.callAsFunction).joined(separator: "; ")
        return "Altinn svarte \(status)\(code)\(said)"
    }
}
