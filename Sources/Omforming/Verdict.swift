// SPDX-License-Identifier: Apache-2.0
import Noark

/// What we say of a document.
public enum Verdict: String, Sendable, Hashable {
    /// Every layer ran, and none found an error.
    case accepted
    /// The document has an error that its sender can mend.
    case rejected
    /// We failed, so nothing is said of the document. Never taken for accepted.
    case undetermined

    /// The verdict that findings give.
    ///
    /// Codes of the family SY are faults of ours.
    static func of(_ funn: [VurdertFunn]) -> Verdict {
        if funn.contains(where: { $0.funn.kode.hasPrefix("SY-") }) { return .undetermined }
        return funn.contains { $0.nivaa == .feil } ? .rejected : .accepted
    }
}
