// SPDX-License-Identifier: Apache-2.0

/// What findings say became of values, by path.
struct Forkastede {
    private let perSti: [String: Forkaster]
    // What findings are about, without numbers: most of a tree is not, and has no need of a path with numbers.
    private let utenNumre: Set<String>
    // Asked once for each path: to look up a long text costs many times what looking up a number does.
    private var kjent = Stitabell<Bool>()

    init(_ perSti: [String: Forkaster]) {
        self.perSti = perSti
        utenNumre = perSti.isEmpty ? [] : Set(perSti.keys.map(generiskSti))
    }

    /// Whether any finding is about a path, whatever the numbers.
    mutating func gjelder(_ sti: Int, _ stier: Stier) -> Bool {
        if perSti.isEmpty { return false }
        if let kjent = kjent[sti] { return kjent }
        let gjelder = utenNumre.contains(stier[sti])
        kjent[sti] = gjelder
        return gjelder
    }

    /// What became of the value at a path with numbers.
    subscript(_ path: String) -> Forkaster? { perSti[path] }
}
