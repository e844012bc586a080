// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EFormidling
import Foundation
import Noark
import Oppsett

/// A message as the commands of its box show it.
protocol Boksinnhold: Sendable {
    /// In one line, whatever is in the values.
    var line: String { get }
    /// All that is known.
    func text(in folder: URL) -> String
    /// All that is known, for programs.
    var json: OrderedJSON { get }
}

/// What the commands of the outbox and of the inbox do alike, while a service may be working with the same store.
protocol Bokskommando: ParsableArguments, SettingArguments {
    associatedtype Lager
    associatedtype Innhold: Boksinnhold

    var format: Format { get }
    var configuration: ConfigurationArguments { get }

    /// Opens the store.
    ///
    /// - Throws: `ArkivbroError` when there is none.
    func open(_ oppsett: Oppsett) throws -> Lager

    /// A message; nil when it is not there.
    func find(_ messageId: String, in lager: Lager) async throws -> Innhold?

    /// What is said of a message that is not there.
    var missing: String { get }

    /// Where the messages' folders are.
    func folder(_ oppsett: Oppsett) -> URL
}

extension Bokskommando {
    private func run(_ body: (Lager, Oppsett) async throws -> Int32) async throws {
        let oppsett = try configuration.oppsett(self)
        let code = await exitStatus { try await body(open(oppsett), oppsett) }
        if code != 0 { throw ExitCode(code) }
    }

    /// Tells of messages, page by page.
    func list(_ page: (Lager, _ after: Innhold?) async throws -> [Innhold]) async throws {
        try await run { lager, _ in
            var last: Innhold?
            while true {
                let innhold = try await page(lager, last)
                for melding in innhold { tell(melding) }
                guard let end = innhold.last else { return 0 }
                last = end
            }
        }
    }

    /// Tells all that is known of messages.
    func show(_ ids: [String]) async throws {
        try await run { lager, oppsett in
            try await forEach(ids, missing, in: lager, { try await find($1, in: $0) }) { melding in
                switch format {
                case .text: Konsoll.out(melding.text(in: folder(oppsett)))
                case .json: tell(melding)
                }
            }
        }
    }

    /// Does something with each message, and tells of those with which it cannot be done, or that are not there.
    ///
    /// - Parameters:
    ///   - refusal: what is said of a message with which it cannot be done.
    ///   - all: finds the messages, in place of those that are named.
    func forEach(
        _ ids: [String], _ refusal: String, all: ((Lager) async throws -> [String])? = nil,
        _ body: (Lager, String) async throws -> Innhold?
    ) async throws {
        try await run { lager, _ in
            try await forEach(all?(lager) ?? ids, refusal, in: lager, body, tell)
        }
    }

    private func forEach(
        _ ids: [String], _ refusal: String, in lager: Lager, _ body: (Lager, String) async throws -> Innhold?,
        _ tell: (Innhold) -> Void
    ) async throws -> Int32 {
        var code: Int32 = 0
        for id in ids {
            let name = MeldingId.uuid(in: id) ?? id
            if let melding = try await body(lager, name) {
                tell(melding)
            } else if try await find(name, in: lager) != nil {
                Konsoll.err("arkivbro: \(id) \(refusal)")
                code = max(code, 1)
            } else {
                Konsoll.err("arkivbro: \(id) \(missing)")
                code = ExitStatus.noInput
            }
        }
        return code
    }

    private func tell(_ melding: Innhold) {
        switch format {
        case .text: Konsoll.out(melding.line)
        case .json: Konsoll.out(melding.json.bytes)
        }
    }
}
