// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Utboks

/// The store itself, with something between the calls: what others do at that moment, or a disk that fails.
final class Proevelager: Utbokslager {
    enum Kall: Hashable {
        case lagre, filer, post, endre, forfalteLeveringer, forfalteSpoersmaal, forfalteKvitteringer, mapper
    }

    let lager: SQLiteUtbokslager
    private let before = Mutex<[Kall: @Sendable () async throws -> Void]>([:])
    private let after = Mutex<[Kall: @Sendable () async throws -> Void]>([:])

    init(_ lager: SQLiteUtbokslager) { self.lager = lager }

    /// The next call of a kind has this in front of it, which may throw in its place.
    func before(_ kall: Kall, _ body: @escaping @Sendable () async throws -> Void) {
        before.withLock { $0[kall] = body }
    }

    /// The next call of a kind has this behind it, before anybody sees what it gave.
    func after(_ kall: Kall, _ body: @escaping @Sendable () async throws -> Void) {
        after.withLock { $0[kall] = body }
    }

    private func around<Value: Sendable>(_ kall: Kall, _ body: () async throws -> Value) async throws -> Value {
        try await before.withLock { $0.removeValue(forKey: kall) }?()
        let value = try await body()
        try await after.withLock { $0.removeValue(forKey: kall) }?()
        return value
    }

    func lagre(_ post: Utbokspost, filer: [Utboksfil]) async throws -> Lagringsutfall {
        try await around(.lagre) { try await lager.lagre(post, filer: filer) }
    }

    func filer(_ messageId: String) async throws -> [Utboksfil] {
        try await around(.filer) { try await lager.filer(messageId) }
    }

    func post(_ messageId: String) async throws -> Utbokspost? {
        try await around(.post) { try await lager.post(messageId) }
    }

    func endre(
        _ messageId: String, _ naa: Date, _ change: @escaping @Sendable (inout Utbokspost) -> Void
    ) async throws -> Utbokspost? { try await around(.endre) { try await lager.endre(messageId, naa, change) } }

    func forfalteLeveringer(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await around(.forfalteLeveringer) { try await lager.forfalteLeveringer(naa, most: most) }
    }

    func forfalteSpoersmaal(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await around(.forfalteSpoersmaal) { try await lager.forfalteSpoersmaal(naa, most: most) }
    }

    func forfalteKvitteringer(_ naa: Date, most: Int) async throws -> [Utbokspost] {
        try await around(.forfalteKvitteringer) { try await lager.forfalteKvitteringer(naa, most: most) }
    }

    func liste(_ tilstand: Utbokspost.Tilstand?, etter nummer: Int64, most: Int) async throws -> [Utbokspost] {
        try await lager.liste(tilstand, etter: nummer, most: most)
    }

    func uleselige() async throws -> [String] { try await lager.uleselige() }

    func gjenoppta(_ naa: Date, unntatt: Set<String>) async throws { try await lager.gjenoppta(naa, unntatt: unntatt) }

    func tall() async throws -> Utbokstall { try await lager.tall() }

    func mapper() async throws -> Set<String> { try await around(.mapper) { try await lager.mapper() } }

    func ferdige(foer: Date, harFiler: Bool, most: Int) async throws -> [Utbokspost] {
        try await lager.ferdige(foer: foer, harFiler: harFiler, most: most)
    }

    func glem(_ messageId: String) async throws { try await lager.glem(messageId) }

    func komprimer() async throws { try await lager.komprimer() }

    func lagre(_ kvittering: Kvitteringspost) async throws { try await lager.lagre(kvittering) }

    func forfalteArkivkvitteringer(_ naa: Date, most: Int) async throws -> [Kvitteringspost] {
        try await lager.forfalteArkivkvitteringer(naa, most: most)
    }

    func endre(_ kvittering: Kvitteringspost) async throws { try await lager.endre(kvittering) }

    func glemArkivkvitteringer(foer: Date) async throws { try await lager.glemArkivkvitteringer(foer: foer) }

    func samtale(_ conversationId: String) async throws -> [Utbokspost] { try await lager.samtale(conversationId) }
}
