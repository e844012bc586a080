// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import Noark

/// What a client wants a message to become, and what it wants to have of it.
struct Omformingsoenske: Sendable {
    /// What is made.
    enum Maal: String, Sendable {
        /// A package.
        case arkivmelding
        /// A message to an archive.
        case bestedu

        /// The type of what is made.
        var type: String { self == .arkivmelding ? "application/zip" : "application/xml" }
    }

    /// What the answer holds.
    enum Form: Sendable {
        /// What was made.
        case result
        /// The report alone.
        case report

        /// The first of ours that a client takes; nil when it takes neither.
        init?(accept: String?, of maal: Maal) {
            guard let accept, !accept.isEmpty else {
                self = .result
                return
            }
            for part in accept.lowercased().split(separator: ",") {
                let fields = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
                if fields.dropFirst().contains(where: { $0.wholeMatch(of: /q=0(\.0*)?/) != nil }) { continue }
                switch fields.first {
                case maal.type, "application/*", "*/*":
                    self = .result
                    return
                case "application/json":
                    self = .report
                    return
                default: break
                }
            }
            return nil
        }
    }

    /// Why a wish cannot be granted.
    struct Refusal: Error {
        let status: HTTPResponse.Status
        let detail: String
    }

    let maal: Maal
    let form: Form
    /// Of an arkivmelding with several, which one.
    let journalpost: Int?
    /// Who sends and who receives what has no SBD to say so.
    let avsender, mottaker: Organisasjonsnummer?

    /// The parameters of the address, those that only concern a message to an archive apart.
    private static let parametere: (alltid: Set<String>, bestedu: Set<String>) = (
        ["to"], ["journalpost", "senderOrgnr", "receiverOrgnr"]
    )

    /// What is only validated, nobody can wish anything of.
    ///
    /// - Throws: ``Refusal``.
    static func demandNoParameters(_ request: Request) throws {
        guard request.uri.queryParameters.isEmpty else {
            throw Refusal(status: .badRequest, detail: "Validering har ingen parametre.")
        }
    }

    /// Reads the parameters of the address, and the header `Accept`.
    ///
    /// - Throws: ``Refusal``.
    init(_ request: Request) throws {
        let query = request.uri.queryParameters
        guard let maal = Maal(rawValue: query["to"].map(String.init) ?? Maal.arkivmelding.rawValue) else {
            throw Refusal(status: .badRequest, detail: "to er arkivmelding eller bestedu.")
        }
        let kjente = Self.parametere.alltid.union(maal == .bestedu ? Self.parametere.bestedu : [])
        // What is misspelt would otherwise do nothing, and nobody be told.
        if let ukjent = query.first(where: { !kjente.contains(String($0.key)) }) {
            throw Refusal(
                status: .badRequest,
                detail: Self.parametere.bestedu.contains(String(ukjent.key))
                    ? "\(ukjent.key) gjelder bare to=bestedu."
                    : "Parametrene er \(Self.parametere.alltid.union(Self.parametere.bestedu).sorted().joined(separator: ", "))."
            )
        }
        func orgnr(_ navn: String) throws -> Organisasjonsnummer? {
            try query[Substring(navn)].map {
                guard let orgnr = Organisasjonsnummer(lenient: String($0)) else {
                    throw Refusal(status: .badRequest, detail: "\(navn) er et organisasjonsnummer.")
                }
                return orgnr
            }
        }
        avsender = try orgnr("senderOrgnr")
        mottaker = try orgnr("receiverOrgnr")
        journalpost = try query["journalpost"].map {
            guard let nummer = Int($0), nummer > 0 else {
                throw Refusal(status: .badRequest, detail: "journalpost teller fra 1.")
            }
            return nummer
        }
        guard let form = Form(accept: request.headers[.accept], of: maal) else {
            throw Refusal(status: .notAcceptable, detail: "Svaret er \(maal.type) eller application/json.")
        }
        self.maal = maal
        self.form = form
    }
}
