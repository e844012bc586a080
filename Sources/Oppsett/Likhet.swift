// SPDX-License-Identifier: Apache-2.0

/// How many letters must be changed to make one word of another (Levenshtein's distance).
package func changes(from left: [Character], to right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (place, other) in right.enumerated() {
            let above = row[place + 1]
            row[place + 1] = min(above + 1, row[place] + 1, diagonal + (letter == other ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
