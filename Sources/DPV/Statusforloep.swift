// SPDX-License-Identifier: Apache-2.0
public import EFormidling
public import Foundation

/// The life of a message: each status once, in the order in which it was learnt.
///
/// What is learnt late, again, or in another order than it happened never leads back: a message that has failed has
/// failed, one that is read is read, and one that is delivered is not merely sent. To be stored with the message.
public struct Statusforloep: Sendable, Hashable, Codable {
    /// What has happened; the time of each is the one that was told first.
    public private(set) var hendelser: [Statushendelse] = []
    /// There is no use in asking again.
    public private(set) var isFinal = false

    /// Nothing has happened.
    public init() {}

    // The first after which nothing more was expected: what is told later is noted, and changes nothing.
    private var end: Statushendelse? { hendelser.first { $0.status.isFinal } }

    /// What stands: how it ended, as it was told first, or else how far the message has come.
    public var status: Meldingsstatus? {
        end?.status ?? hendelser.map(\.status).max { Self.rank($0) < Self.rank($1) }
    }

    /// Why the message did not get through; nil unless it failed.
    public var avvisning: Avvisning? {
        guard let end, end.status.isFailure else { return nil }
        return end.avvisning ?? Avvisning(.ukjent, "Meldingen kom ikke fram.")
    }

    /// What somebody should look at although the message got through; nil when there is nothing, or when it failed.
    public var advarsel: Avvisning? {
        status?.isFailure == true ? nil : hendelser.compactMap(\.advarsel).first
    }

    /// The message has come at least so far, and has not failed.
    public func hasReached(_ goal: Meldingsstatus) -> Bool {
        guard let status, !status.isFailure else { return false }
        return hendelser.contains { Self.rank($0.status) >= Self.rank(goal) && $0.status != .annet }
    }

    private static func rank(_ status: Meldingsstatus) -> Int {
        switch status {
        case .opprettet: 0
        case .sendt: 1
        case .annet: 2
        case .levert: 3
        case .lest: 4
        case .feil, .levetidUtloept: 5
        }
    }

    /// Notes what a transport says.
    ///
    /// - Returns: what was not known before.
    @discardableResult
    public mutating func add(_ svar: Statussvar) -> [Statushendelse] {
        guard case .known(let hendelser, let isFinal) = svar else { return [] }
        return add(hendelser, isFinal: isFinal)
    }

    /// Notes what has happened.
    ///
    /// - Returns: what was not known before.
    @discardableResult
    public mutating func add(_ nye: [Statushendelse], isFinal: Bool = false) -> [Statushendelse] {
        var news: [Statushendelse] = []
        for hendelse in nye {
            guard let index = hendelser.firstIndex(where: { $0.status == hendelse.status }) else {
                hendelser.append(hendelse)
                news.append(hendelse)
                continue
            }
            // What to look at is often learnt after the status itself.
            guard let advarsel = hendelse.advarsel, hendelser[index].advarsel == nil else { continue }
            let known = hendelser[index]
            hendelser[index] = Statushendelse(
                known.status, tidspunkt: known.tidspunkt ?? hendelse.tidspunkt,
                description: known.description ?? hendelse.description, avvisning: advarsel)
            news.append(hendelser[index])
        }
        self.isFinal = self.isFinal || isFinal || hendelser.contains { $0.status.isFinal }
        return news
    }

    /// Notes that the message has expired, when it has and was neither delivered nor known to have failed.
    ///
    /// - Parameters:
    ///   - expiry: `expectedResponseDateTime` of the message.
    ///   - now: the time.
    /// - Returns: what was not known before.
    @discardableResult
    public mutating func expire(_ expiry: Date, now: Date) -> [Statushendelse] {
        guard now > expiry, !isFinal, !hasReached(.levert) else { return [] }
        let time = now.formatted(.iso8601)
        let avvisning = Avvisning(.levetidUtloept, "Meldingen ble ikke levert før levetiden utløp.")
        return add([
            Statushendelse(
                .levetidUtloept, tidspunkt: time, description: avvisning.reason, avvisning: avvisning)
        ])
    }
}
