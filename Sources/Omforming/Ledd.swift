// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What stands between an ASCII character, without what is empty.
    // Swift's own goes by graphemes, and takes twice as long to read a table.
    func ledd(_ skille: Unicode.Scalar) -> [Substring] {
        utf8.split(separator: UInt8(ascii: skille)).map { self[$0.startIndex..<$0.endIndex] }
    }
}
