// SPDX-License-Identifier: Apache-2.0

/// The place of a value: its path, and the number of the repeated group that it stands in; 0 is none.
struct Plass: Hashable {
    let sti: Int
    let gruppe: Int
}
