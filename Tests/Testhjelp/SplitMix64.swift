// SPDX-License-Identifier: Apache-2.0

/// A stream of numbers that is the same for the same seed, on every machine and with every compiler.
///
/// Steele, Lea and Flood: Fast splittable pseudorandom number generators (2014).
public struct SplitMix64: Sendable {
    private var state: UInt64

    /// Starts a stream.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of a range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True so many times out of a hundred.
    public mutating func chance(_ percent: Int) -> Bool { next() % 100 < UInt64(percent) }

    /// An element of a list that is not empty.
    public mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...list.count - 1)] }

    /// A list in another order.
    public mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var result = list
        guard result.count > 1 else { return result }
        for index in (1..<result.count).reversed() { result.swapAt(index, number(0...index)) }
        return result
    }

    /// So many bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + 8)
        while result.count < count { withUnsafeBytes(of: next().littleEndian) { result.append(contentsOf: $0) } }
        result.removeLast(result.count - count)
        return result
    }
}
