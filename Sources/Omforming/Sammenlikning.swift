// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// One thing that is in B and not so in A.
public struct Forskjell: Sendable, Hashable {
    /// What happened to it.
    public enum Slag: String, Sendable, Hashable {
        /// Another value.
        case endret = "changed"
        /// In B only.
        case lagtTil = "added"
        /// In A only.
        case fjernet = "removed"
        /// The same, in another order.
        case flyttet = "moved"
    }

    /// A value inside.
    public struct Verdi: Sendable, Hashable {
        /// Path from the thing itself; empty for its own value.
        public let sti: String
        /// The value.
        public let verdi: String
    }

    /// What happened.
    public let slag: Slag
    /// What it is part of, from the root: `arkivmelding`, `saksmappe`, `journalpost`.
    public let gruppe: [String]
    /// Its path in A; nil when it is not there.
    public let stiA: String?
    /// Its path in B; nil when it is not there.
    public let stiB: String?
    /// Values in A: shown only on request, as messages carry people's names.
    public let verdierA: [Verdi]
    /// Values in B.
    public let verdierB: [Verdi]
}

/// What comparing A with B gave.
///
/// Not `Sendable`: it holds trees.
public struct Sammenlikning {
    /// What we say of the two.
    public enum Utfall: String, Sendable, Hashable {
        /// Nothing that matters is different.
        case like = "alike"
        /// Something is.
        case ulike = "different"
        /// At least one could not be read, or they are not of one kind.
        case uavklart = "undetermined"
    }

    /// What we say of the two.
    public let utfall: Utfall
    /// What is different, in the order of B, group for group.
    public let forskjeller: [Forskjell]
    /// How many are different, those included that ``forskjeller`` has no room for.
    public let antall: Int
    /// Both were read, but are not of one kind.
    public let erUlikeSlag: Bool
    /// The one side.
    public let a: Sammenlikningsside
    /// The other.
    public let b: Sammenlikningsside

    /// Most bytes of paths and values that ``forskjeller`` holds, about.
    static let maxBytes = 64 << 20

    /// The result in JSON.
    ///
    /// - Parameter showValues: shows the documents' values.
    public func json(showValues: Bool = false) -> OrderedJSON {
        .object([
            ("schemaVersion", .integer(1)),
            ("result", .string(utfall.rawValue)),
            ("a", a.json(showValues)),
            ("b", b.json(showValues)),
            ("differenceCount", .integer(Int64(antall))),
            ("differences", .array(forskjeller.map { $0.json(showValues) })),
        ])
    }
}

extension Forskjell {
    var bytes: Int {
        let paths = (gruppe + [stiA ?? "", stiB ?? ""]).reduce(0) { $0 + $1.utf8.count }
        return (verdierA + verdierB).reduce(paths) { $0 + $1.sti.utf8.count + $1.verdi.utf8.count }
    }

    fileprivate func json(_ showValues: Bool) -> OrderedJSON {
        .members([
            ("kind", .string(slag.rawValue)),
            ("group", .array(gruppe.map(OrderedJSON.string))),
            ("pathA", stiA.map(OrderedJSON.string)),
            ("pathB", stiB.map(OrderedJSON.string)),
            ("valuesA", showValues && !verdierA.isEmpty ? .array(verdierA.map(Self.json)) : nil),
            ("valuesB", showValues && !verdierB.isEmpty ? .array(verdierB.map(Self.json)) : nil),
        ])
    }

    private static func json(_ verdi: Verdi) -> OrderedJSON {
        .object([("path", .string(verdi.sti)), ("value", .string(verdi.verdi))])
    }
}
