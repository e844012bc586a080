// SPDX-License-Identifier: Apache-2.0

/// A random generator with a seed, so that a failure comes again.
public struct Teller: RandomNumberGenerator {
    private var state: UInt64

    /// Begins a row of numbers.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
