// SPDX-License-Identifier: Apache-2.0

/// Finds out which of the groups of one name in A answers to which in B, by what stands in them.
///
/// A group that was put in or taken out leaves the others with their own.
struct Gruppeparing {
    /// Indices in A and B, in the order of B.
    private(set) var par: [(a: Int, b: Int)] = []
    /// Those of ``par``, by index in B, that stand in another order than the rest.
    private(set) var flyttet = Set<Int>()
    /// Indices in A that nothing answers to.
    private(set) var fjernet: [Int] = []
    /// Indices in B that nothing answers to.
    private(set) var lagtTil: [Int] = []

    /// A pair has at least half of what its fuller group has.
    private static let leastLikeness = 0.5
    /// A leaf that more pairs than this have says nothing of which go together, and would cost much to ask.
    private static let maxPairs = 10_000
    /// All leaves together: those that most pairs have are left out first.
    private static let maxAllPairs = 2_000_000
    /// Bytes of a value that is as telling as any.
    private static let telling = 16

    init(_ a: [Sammenlikningsnode], _ b: [Sammenlikningsnode]) {
        var answer = [Int?](repeating: nil, count: b.count)
        var restA: [Int] = []
        var alike = Dictionary(grouping: b.indices.reversed()) { b[$0].digest }
        for index in a.indices {
            if let found = alike[a[index].digest]?.popLast() { answer[found] = index } else { restA.append(index) }
        }
        let restB = b.indices.filter { answer[$0] == nil }
        for (left, right) in Self.likest(restA.map { a[$0] }, restB.map { b[$0] }) {
            answer[restB[right]] = restA[left]
        }
        par = b.indices.compactMap { index in answer[index].map { ($0, index) } }
        let taken = Set(par.map(\.a))
        fjernet = a.indices.filter { !taken.contains($0) }
        lagtTil = b.indices.filter { answer[$0] == nil }
        let inOrder = Self.longestRising(par.map(\.a))
        flyttet = Set(par.indices.filter { !inOrder.contains($0) }.map { par[$0].b })
    }

    // The likest pair first. A leaf weighs the less the more groups have it; and a number or a code, which counts the groups
    // or sorts them, weighs less than a name.
    private static func likest(_ a: [Sammenlikningsnode], _ b: [Sammenlikningsnode]) -> [(Int, Int)] {
        var places: [Sammenlikningsnode.Blad: (a: [Int], b: [Int])] = [:]
        // In this order always: sums of fractions depend on it.
        var order: [Sammenlikningsnode.Blad] = []
        func note(_ leaf: Sammenlikningsnode.Blad, _ path: WritableKeyPath<(a: [Int], b: [Int]), [Int]>, _ index: Int) {
            if places[leaf] == nil { order.append(leaf) }
            places[leaf, default: ([], [])][keyPath: path].append(index)
        }
        for index in a.indices { for leaf in a[index].blader { note(leaf, \.a, index) } }
        for index in b.indices { for leaf in b[index].blader { note(leaf, \.b, index) } }

        var weightA = [Double](repeating: 0, count: a.count)
        var weightB = [Double](repeating: 0, count: b.count)
        // By index in A times the number of B, plus index in B.
        var shared: [Int: Double] = [:]
        let most = mostPairs(of: places.values.map { $0.a.count * $0.b.count })
        for leaf in order {
            guard let place = places[leaf], place.a.count * place.b.count <= most else { continue }
            let weight = Double(min(leaf.bytes, telling)) / Double(max(place.a.count, place.b.count))
            for index in place.a { weightA[index] += weight }
            for index in place.b { weightB[index] += weight }
            for left in place.a { for right in place.b { shared[left * b.count + right, default: 0] += weight } }
        }
        let candidates = shared.lazy.map { ($0.key / b.count, $0.key % b.count, $0.value) }
            .map { ($0.0, $0.1, $0.2 / max(weightA[$0.0], weightB[$0.1])) }
            .filter { $0.2 >= leastLikeness }
            .sorted { ($1.2, abs($0.0 - $0.1), $0.0, $0.1) < ($0.2, abs($1.0 - $1.1), $1.0, $1.1) }
        var takenA = Set<Int>()
        var takenB = Set<Int>()
        return candidates.filter { left, right, _ in
            guard !takenA.contains(left), !takenB.contains(right) else { return false }
            takenA.insert(left)
            takenB.insert(right)
            return true
        }.map { ($0.0, $0.1) }
    }

    /// The most pairs that a leaf may have, so that there are not too many of them in all.
    private static func mostPairs(of leaves: [Int]) -> Int {
        var left = maxAllPairs
        let tooMany = leaves.sorted().first { pairs in
            left -= pairs
            return left < 0
        }
        return min(maxPairs, tooMany.map { $0 - 1 } ?? .max)
    }

    /// Places of a longest part of a list that rises.
    private static func longestRising(_ list: [Int]) -> Set<Int> {
        // For each length, the place where the smallest end of that length stands.
        var ends: [Int] = []
        var before = [Int?](repeating: nil, count: list.count)
        for (place, value) in list.enumerated() {
            var low = 0
            var high = ends.count
            while low < high {
                let middle = (low + high) / 2
                if list[ends[middle]] < value { low = middle + 1 } else { high = middle }
            }
            before[place] = low > 0 ? ends[low - 1] : nil
            if low == ends.count { ends.append(place) } else { ends[low] = place }
        }
        var result = Set<Int>()
        var place = ends.last
        while let current = place {
            result.insert(current)
            place = before[current]
        }
        return result
    }
}
